//! Why did an attempt bring no answer? What the libraries beneath report, told by what it proves and
//! in words that name the host.

use std::time::Duration;

use reqwest::Url;
use rustls::CertificateError;

use crate::api::answer::Failure;

/// The failure behind an error of the HTTP library; `timeout` is the limit of the attempt.
pub(super) fn of(url: &Url, cause: &reqwest::Error, timeout: Duration) -> Failure {
    if let Some(why) = distrust(cause) {
        let why = in_words(why);
        let reason = format!("the certificate of {} is not trusted: {why}", place(url));
        return Failure::Untrusted { reason };
    }
    if cause.is_connect() {
        let why = if cause.is_timeout() { "timed out".to_owned() } else { root_cause(cause) };
        return not_connected(url, &why);
    }
    if cause.is_timeout() {
        return too_slow(url, timeout);
    }
    if cause.is_builder() {
        return Failure::NotSent { reason: root_cause(cause) };
    }
    broke(url, &root_cause(cause))
}

/// Nothing was sent.
pub(super) fn not_connected(url: &Url, why: &str) -> Failure {
    Failure::NotSent { reason: format!("could not connect to {}: {why}", place(url)) }
}

/// The answer broke off, or never began.
pub(super) fn broke(url: &Url, why: &str) -> Failure {
    Failure::Lost { reason: format!("the connection to {} broke: {why}", place(url)) }
}

/// The time of the attempt was up.
pub(super) fn too_slow(url: &Url, timeout: Duration) -> Failure {
    let seconds = timeout.as_secs_f64();
    Failure::Lost { reason: format!("no whole answer from {} within {seconds} s", place(url)) }
}

/// Host and port as messages name them.
fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or("the server");
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Why the server's certificate was not trusted, if that is what went wrong.
fn distrust<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a CertificateError> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
            return Some(why);
        }
        // An I/O error hides what it was made of from `source`.
        let hidden = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = hidden.map(|hidden| hidden as _).or_else(|| error.source());
    }
    None
}

/// The library itself names most reasons as its source code does.
fn in_words(why: &CertificateError) -> String {
    match why {
        CertificateError::UnknownIssuer => "nobody who is trusted has signed it".to_owned(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "it has expired, or this machine's clock is wrong".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet, or this machine's clock is wrong".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another name".to_owned()
        }
        CertificateError::Revoked => "it was revoked".to_owned(),
        CertificateError::Other(other) => format!("it is not fit for a server ({other})"),
        other => other.to_string(),
    }
}

/// What lies beneath all that libraries say around it.
pub(super) fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
