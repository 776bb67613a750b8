//! The checks of what lies on this machine: settings, keychain, certificates.

use std::path::Path;

use super::check::Check;
use super::probe::Probe;
use crate::api::{BaseUrl, Failure, Network, Region};
use crate::auth::{Credentials, Limits};
use crate::commands::alias;
use crate::config::{Config, Paths, StoreKind, writable_by_others};
use crate::context::{Context, KEYS};
use crate::error::{Error, Kind, Result};
use crate::likeness::nearest;

/// The settings can be read, make sense, and only their owner can change them.
pub(super) fn config(cx: &Context) -> Check {
    const NAME: &str = "config";
    let paths = match cx.paths() {
        Ok(paths) => paths,
        // INTERCOM_TOKEN does without.
        Err(error) => return Check::failed(NAME, &error).softened(),
    };
    let config = match readable(&paths, cx) {
        Ok(config) => config,
        Err(error) => return Check::failed(NAME, &error),
    };
    let path = paths.config.display();
    if let Some(current) = config.current().filter(|name| config.profile(name).is_none()) {
        let hint = match config.profiles().len() {
            0 => "log in with `ictl auth login`",
            _ => "choose another with `ictl auth switch`; `ictl auth list` names them",
        };
        return Check::warn(
            NAME,
            format!("{path}: there is no profile {current:?}, though it is the current one"),
            hint,
        );
    }
    if let Err(error) = may_be_written(folder_of(&paths)) {
        return Check::warn(
            NAME,
            error,
            "make it writable, or set ICTL_CONFIG_DIR to a directory \
            that is; until then no login can be kept, and INTERCOM_TOKEN does without",
        );
    }
    if !paths.config.exists() {
        return Check::ok(NAME, format!("nothing is kept yet ({path})"));
    }
    if let Some(check) = unknown_key(NAME, &config, &path.to_string()) {
        return check;
    }
    let profiles = match config.profiles().len() {
        1 => "1 profile".to_owned(),
        count => format!("{count} profiles"),
    };
    match config.current() {
        Some(current) => {
            Check::ok(NAME, format!("{profiles}, the current one is {current} ({path})"))
        }
        None => Check::ok(NAME, format!("{profiles}, none is the current one ({path})")),
    }
}

/// A key that nothing reads stays where it is, and has no effect: mostly it is mistyped.
fn unknown_key(name: &'static str, config: &Config, path: &str) -> Option<Check> {
    let settings = || KEYS.iter().map(|key| key.name);
    let tables = ["profiles", "apps", alias::TABLE];
    let known = |key: &str| settings().chain(tables).any(|known| known == key);
    let unknown = config.keys().find(|key| !known(key))?;
    let all = "`ictl config list` shows the settings";
    let hint = match nearest(unknown, settings().chain(tables)) {
        Some(nearest) => format!("did you mean {nearest}? {all}"),
        None => format!("remove it, or leave it: {all}"),
    };
    Some(Check::warn(name, format!("{path}: there is no setting {unknown:?}"), hint))
}

/// The settings, if nothing is wrong with them or with the file of secrets beside them.
fn readable(paths: &Paths, cx: &Context) -> Result<Config> {
    let config = Config::read(paths)?;
    let folder = folder_of(paths);
    for path in [folder, &paths.config] {
        if let Some(mode) = writable_by_others(path) {
            let path = path.display();
            return Err(Error::failed(format!(
                "{path} can be changed by others (mode {mode:03o})"
            ))
            .hint(format!("look whether somebody did, then: chmod go-w {path}")));
        }
    }
    credentials(cx)?.probe(StoreKind::File)?;
    for (name, profile) in config.profiles() {
        let what = |field: &str| format!("{field} of profile {name}");
        let mend = |error: Error| {
            error.hint(format!("log in again with `ictl auth login --profile {name}`"))
        };
        BaseUrl::parse(&profile.base_url, &what("base_url")).map_err(mend)?;
        let region = profile.region.parse::<Region>();
        region.map_err(|error| mend(error.context(what("region"))))?;
    }
    Ok(config)
}

fn folder_of(paths: &Paths) -> &Path {
    paths.config.parent().unwrap_or(Path::new("."))
}

/// Whether something could be kept in a folder, or in the nearest above it that is there. The file that
/// proves it has no name and is gone at once.
fn may_be_written(folder: &Path) -> Result<(), String> {
    let there = folder.ancestors().find(|above| above.exists()).unwrap_or(Path::new("."));
    let proof = tempfile::tempfile_in(there);
    proof.map(drop).map_err(|cause| format!("{} cannot be written: {cause}", there.display()))
}

/// A keychain is there. Where no profile needs one, it may as well be missing.
///
/// # Errors
/// Interrupted.
pub(super) fn keychain(cx: &Context) -> Result<Check> {
    const NAME: &str = "keychain";
    let credentials = match credentials(cx) {
        Ok(credentials) => credentials,
        Err(error) => return Ok(Check::unknown(NAME, error.message())),
    };
    let config = cx.config().unwrap_or_default();
    let mut stores = config
        .profiles()
        .values()
        .map(|profile| profile.store)
        .chain(config.apps().values().map(|app| app.store));
    let needed = stores.any(|store| store == StoreKind::Keychain);
    match credentials.probe(StoreKind::Keychain) {
        Ok(()) => Ok(Check::ok(NAME, "it answers")),
        Err(error) if error.kind() == Kind::Interrupted => Err(error),
        Err(error) if needed => Ok(Check::failed(NAME, &error)),
        Err(error) => Ok(Check::warn(
            NAME,
            error.message(),
            "no profile needs it; to log in without one, `ictl auth login --store file` keeps the \
             token in a file that only you can read, and INTERCOM_TOKEN keeps nothing",
        )),
    }
}

/// The certificates that are trusted can be read, and Intercom's is among them.
pub(super) fn certificates(network: &Network, probe: &Probe) -> Check {
    const NAME: &str = "certificates";
    let trusted = match network.certificates() {
        Err(error) => return Check::failed(NAME, &error),
        Ok(None) => "the system's certificates are trusted".to_owned(),
        Ok(Some(own)) => {
            format!("{} of SSL_CERT_FILE alone count", certificates_in_words(own.len()))
        }
    };
    match &probe.asked {
        Ok(asked) => match &asked.result {
            Err(Failure::Untrusted { reason }) => Check::fail(
                NAME,
                reason,
                "where a proxy opens encrypted connections, name its certificate in SSL_CERT_FILE; \
                 else look whether the system's certificates and its clock are up to date",
            ),
            Err(_) => Check::ok(
                NAME,
                format!("{trusted}; whether Intercom's is one of them, no answer tells"),
            ),
            Ok(_) => Check::ok(NAME, trusted),
        },
        Err(_) => Check::ok(NAME, trusted),
    }
}

fn certificates_in_words(count: usize) -> String {
    if count == 1 { "the certificate".to_owned() } else { format!("the {count} certificates") }
}

fn credentials(cx: &Context) -> Result<Credentials> {
    cx.credentials_within(Limits::default())
}
