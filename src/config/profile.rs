//! What is known about a workspace that was logged in to, and about an app of the user's own.
//! Plain text where other modules have richer types: this layer only keeps it.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The longest name; names are keys of the settings and of keychain entries.
const LONGEST_NAME: usize = 64;

/// A workspace that an app is installed on, as `[profiles.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Profile {
    /// `us`, `eu` or `au`, from `GET /me`.
    pub region: String,
    /// The workspace's id, `app.id_code` in `GET /me`.
    pub workspace_id: String,
    /// The workspace's name.
    #[serde(default)]
    pub workspace_name: Option<String>,
    /// What kind of token it is.
    pub token: TokenKind,
    /// Where the token lies.
    pub store: StoreKind,
    /// The API's address that the token was checked with. It goes nowhere else but to Intercom's own
    /// hosts and to loopback.
    pub base_url: String,
    /// The admin whom the token stands for: the acting one of later commands.
    #[serde(default)]
    pub admin_id: Option<String>,
    /// Their email.
    #[serde(default)]
    pub admin_email: Option<String>,
    /// A digest of the token, to notice that the store holds another one by now.
    #[serde(default)]
    pub fingerprint: Option<String>,
    /// The color that the workspace is shown in, which the user chose.
    #[serde(default)]
    pub color: Option<String>,
}

/// An app of the user's own, as `[apps.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct App {
    /// The app's client id (Developer Hub > Basic Information). It is no secret.
    pub client_id: String,
    /// The region of the app's workspaces; an app is installed within one region only.
    #[serde(default)]
    pub region: Option<String>,
    /// Where the client secret lies.
    pub store: StoreKind,
}

/// How a token came to be (docs: Authentication).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    /// By the OAuth flow.
    #[serde(rename = "oauth")]
    OAuth,
    /// An access token, copied from the Developer Hub.
    Access,
}

impl TokenKind {
    /// Its name in settings and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            TokenKind::OAuth => "oauth",
            TokenKind::Access => "access",
        }
    }
}

/// Where a secret lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    /// The keychain of the operating system
    Keychain,
    /// A file that only you can read
    File,
}

impl StoreKind {
    /// Its name in settings, flags and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            StoreKind::Keychain => "keychain",
            StoreKind::File => "file",
        }
    }
}

/// Refuses a name of a profile or an app that a shell, the settings or a keychain could take for
/// something else. `what` is `profile` or `app`.
pub fn check_name(what: &str, name: &str) -> Result<()> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let begins_well = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins_well && name.chars().all(plain) && name.len() <= LONGEST_NAME {
        return Ok(());
    }
    Err(Error::usage(format!("{name:?} cannot be the name of {what}")).hint(format!(
        "names have letters, digits, - _ and . only, begin with a letter or digit, and have at most \
         {LONGEST_NAME} characters"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_something_could_take_for_something_else_are_refused() {
        for good in ["acme", "acme-eu", "a.b_c", "9xk2"] {
            check_name("a profile", good).unwrap();
        }
        for bad in ["", "-n", ".", "a b", "a/b", "app:x", "é", "a\n", &"x".repeat(65)] {
            let error = check_name("a profile", bad).unwrap_err();
            assert_eq!(error.kind().exit_code(), 2, "{bad:?}");
        }
    }
}
