//! What the steps read from answers, and what they put into paths.

use serde::Deserialize;

use crate::api::error_list::Refusal;

/// The part of an answer that making or finding something looks at.
#[derive(Deserialize)]
pub(super) struct Made {
    /// Of the object that was made or found.
    pub(super) id: Id,
}

/// Ids are text (docs: Contacts); a number is taken, too.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Id {
    Text(String),
    Number(u64),
}

impl Id {
    /// The id as a text.
    pub(super) fn into_text(self) -> String {
        match self {
            Id::Text(text) => text,
            Id::Number(number) => number.to_string(),
        }
    }
}

/// Refusals that every further row would meet as well.
pub(super) fn concerns_the_job(refusal: &Refusal) -> bool {
    match refusal.status {
        401 | 402 | 403 | 405 | 406 | 415 | 501 | 300..=399 => true,
        // A web page in place of the API: the address is wrong, not the row.
        404 => refusal.html,
        _ => refusal.code.as_deref() == Some("intercom_version_invalid"),
    }
}

/// An id or key from the API or the file as one path segment. Empty ones never come here: keys
/// were checked, and ids are those of answers.
pub(super) fn encoded(segment: &str) -> String {
    crate::api::path_segment(segment).unwrap_or_else(|_| "-".to_owned())
}
