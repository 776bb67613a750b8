//! With which certificate does the listener speak TLS? With one of our own for `localhost`, made
//! once and kept, so that the browser's warning has to be accepted once; or with the user's.
//!
//! The file begins with a line that says until when it is good, for people and for us: reading the
//! date out of the certificate itself would take a parser of its own.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config;
use crate::error::{Error, Result};
use crate::permissions;

/// The names that a browser may reach this machine by.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// How long a certificate is good. Browsers refuse more than 825 days.
const VALID_DAYS: i64 = 365;

/// It is replaced this long before it ends, so that none ends while a login waits.
const RENEWED_DAYS: i64 = 1;

/// It is good since the day before: clocks differ.
const BACKDATED_DAYS: i64 = 1;

/// The file with certificate and key, within the certificate's directory.
const FILE: &str = "localhost.pem";

/// What the first line says in front of the date.
const GOOD_UNTIL: &str = "Made by ictl for https://localhost, good until ";

/// A certificate and its key, ready for a listener.
#[derive(Clone)]
pub struct Certificate {
    config: Arc<ServerConfig>,
    /// True when it was made here, so that a browser does not know it.
    pub self_signed: bool,
}

impl Certificate {
    /// The one that is kept in `dir`, or a new one that is kept there from now on.
    pub fn kept(dir: &Path, now: Timestamp) -> Result<Self> {
        let path = dir.join(FILE);
        if let Some(certificate) = stored(&path, now) {
            return Ok(certificate);
        }
        let pem = fresh(now)?;
        config::write_file(&path, pem.as_bytes())?;
        Certificate::own(&pem)
    }

    /// The one that is kept in `dir`, or a new one that is gone with the process.
    pub fn fleeting(dir: Option<&Path>, now: Timestamp) -> Result<Self> {
        match dir.and_then(|dir| stored(&dir.join(FILE), now)) {
            Some(certificate) => Ok(certificate),
            None => Certificate::own(&fresh(now)?),
        }
    }

    /// The user's own, from two files in PEM form.
    pub fn of_the_user(certificate: &Path, key: &Path) -> Result<Self> {
        let chain = CertificateDer::pem_slice_iter(&read("--cert", certificate)?)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|cause| unusable("--cert", certificate, &cause))?;
        if chain.is_empty() {
            return Err(unusable("--cert", certificate, &"it holds no certificate"));
        }
        let secret = PrivateKeyDer::from_pem_slice(&read("--key", key)?)
            .map_err(|cause| unusable("--key", key, &cause))?;
        let config = server(chain, secret).map_err(|cause| unusable("--key", key, &cause))?;
        Ok(Certificate { config, self_signed: false })
    }

    /// How a listener speaks with it.
    pub fn config(&self) -> Arc<ServerConfig> {
        self.config.clone()
    }

    fn own(pem: &str) -> Result<Self> {
        let broken = |cause: &dyn std::fmt::Display| {
            Error::failed(format!("the certificate for localhost cannot be used: {cause}"))
        };
        let certificate =
            CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|cause| broken(&cause))?;
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|cause| broken(&cause))?;
        let config = server(vec![certificate], key).map_err(|cause| broken(&cause))?;
        Ok(Certificate { config, self_signed: true })
    }
}

/// What is in the file, if it is good for a while. Whatever is wrong with it, a new one mends it.
fn stored(path: &Path, now: Timestamp) -> Option<Certificate> {
    if !for_the_owner_alone(path) {
        return None;
    }
    let pem = fs::read_to_string(path).ok()?;
    let until: Date = pem.lines().next()?.strip_prefix(GOOD_UNTIL)?.trim().parse().ok()?;
    let renewed = until.checked_sub(RENEWED_DAYS.days()).ok()?;
    if day(now) >= renewed { None } else { Certificate::own(&pem).ok() }
}

/// A key that others could read may be in their hands.
fn for_the_owner_alone(path: &Path) -> bool {
    permissions::mode(path).is_none_or(|mode| mode & 0o777 == 0o600)
}

/// A new certificate and its key in PEM form, below the line with its last day.
fn fresh(now: Timestamp) -> Result<String> {
    let cannot = |cause: rcgen::Error| {
        Error::failed(format!("no certificate for localhost could be made: {cause}"))
    };
    let out_of_range = |cause: jiff::Error| Error::failed(format!("the clock is wrong: {cause}"));
    let since = day(now).checked_sub(BACKDATED_DAYS.days()).map_err(out_of_range)?;
    let until = day(now).checked_add(VALID_DAYS.days()).map_err(out_of_range)?;
    let mut params = CertificateParams::new(NAMES.map(str::to_owned)).map_err(cannot)?;
    let midnight = |day: Date| {
        date_time_ymd(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs())
    };
    params.not_before = midnight(since);
    params.not_after = midnight(until);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "localhost (made by ictl)");
    let key = KeyPair::generate().map_err(cannot)?;
    let certificate = params.self_signed(&key).map_err(cannot)?;
    Ok(format!("{GOOD_UNTIL}{until}\n{}{}", certificate.pem(), key.serialize_pem()))
}

fn day(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

fn server(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<ServerConfig>, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn read(flag: &str, path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|cause| unusable(flag, path, &cause))
}

fn unusable(flag: &str, path: &Path, cause: &dyn std::fmt::Display) -> Error {
    Error::usage(format!("{flag} {}: {cause}", path.display()))
        .hint("give a certificate and its private key as files in PEM form")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    fn at(day: &str) -> Timestamp {
        day.parse::<Date>().unwrap().to_zoned(TimeZone::UTC).unwrap().timestamp()
    }

    fn text(dir: &Path) -> String {
        fs::read_to_string(dir.join(FILE)).unwrap()
    }

    #[test]
    fn it_is_made_once_and_used_again_until_its_last_day_but_one() {
        let dir = tempfile::tempdir().unwrap();
        Certificate::kept(dir.path(), at("2026-01-15")).unwrap();
        let first = text(dir.path());
        assert!(first.starts_with("Made by ictl for https://localhost, good until 2027-01-15\n"));
        Certificate::kept(dir.path(), at("2027-01-13")).unwrap();
        assert_eq!(text(dir.path()), first);
        Certificate::kept(dir.path(), at("2027-01-14")).unwrap();
        assert_ne!(text(dir.path()), first);
    }

    #[test]
    fn a_damaged_one_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        for damaged in
            ["", "nonsense", "Made by ictl for https://localhost, good until 2027-01-15\n"]
        {
            config::write_file(&dir.path().join(FILE), damaged.as_bytes()).unwrap();
            Certificate::kept(dir.path(), at("2026-01-15")).unwrap();
            assert!(text(dir.path()).contains("PRIVATE KEY"), "{damaged}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_could_read_is_replaced_by_one_that_they_cannot() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let dir = tempfile::tempdir().unwrap();
        Certificate::kept(dir.path(), at("2026-01-15")).unwrap();
        let (path, first) = (dir.path().join(FILE), text(dir.path()));
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        Certificate::kept(dir.path(), at("2026-01-15")).unwrap();
        assert_ne!(text(dir.path()), first);
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_fleeting_one_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        Certificate::fleeting(Some(dir.path()), at("2026-01-15")).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_the_user_brings_is_taken_or_refused_by_the_name_of_its_flag() {
        let dir = tempfile::tempdir().unwrap();
        Certificate::kept(dir.path(), at("2026-01-15")).unwrap();
        let pem = dir.path().join(FILE);
        assert!(!Certificate::of_the_user(&pem, &pem).unwrap().self_signed);
        let nothing = dir.path().join("nothing");
        fs::write(&nothing, "").unwrap();
        for (cert, key, flag) in [
            (&nothing, &pem, "--cert"),
            (&pem, &nothing, "--key"),
            (&dir.path().join("x"), &pem, "--cert"),
        ] {
            let error = Certificate::of_the_user(cert, key).err().unwrap();
            assert_eq!(error.kind(), Kind::Usage);
            assert!(error.message().starts_with(flag), "{error}");
        }
    }
}
