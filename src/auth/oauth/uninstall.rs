//! What does an uninstall notification say, and is it Intercom's? Its body is documented in two
//! forms and its signature not at all (docs: Installing your App), so it is a hint and no more: the
//! token itself must be tried. A signature that is there, in the form of Intercom's other
//! notifications, has to be right.

use ring::hmac::{self, Algorithm};
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::listener::Asked;
use crate::hex::hex;

/// Headers that sign a body with the client secret: that of webhooks (docs: Webhooks), and that
/// of Canvas Kit (docs: Canvas Kit).
const SIGNATURES: [(&str, &str, &Algorithm); 2] = [
    ("X-Hub-Signature", "sha1=", &hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
    ("X-Body-Signature", "", &hmac::HMAC_SHA256),
];

/// The longest workspace id that is believed.
const LONGEST_ID: usize = 64;

/// Whether a body is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    /// By who knows the client secret.
    Right,
    /// By somebody else.
    Wrong,
    /// Not at all.
    Missing,
}

impl Signature {
    /// That of a request. With two, both must be right.
    pub fn of(asked: &Asked, body: &[u8], client_secret: &str) -> Self {
        let mut found = Signature::Missing;
        for (name, prefix, algorithm) in SIGNATURES {
            let Some(given) = asked.header(name) else { continue };
            let expected = format!("{prefix}{}", digest(*algorithm, client_secret, body));
            if !bool::from(given.trim().as_bytes().ct_eq(expected.as_bytes())) {
                return Signature::Wrong;
            }
            found = Signature::Right;
        }
        found
    }
}

fn digest(algorithm: Algorithm, secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(algorithm, secret.as_bytes());
    hex(hmac::sign(&key, body).as_ref())
}

/// A notification.
#[derive(Debug, PartialEq, Eq)]
pub struct Notice {
    /// The workspace that is said to have uninstalled the app.
    pub workspace_id: String,
}

impl Notice {
    /// Reads a body: `app_id` in the current documentation, `workspace_id` in an older one.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let json: Value = serde_json::from_slice(body).ok()?;
        let id = json["app_id"].as_str().or_else(|| json["workspace_id"].as_str())?;
        let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let believable = plain && !id.is_empty() && id.len() <= LONGEST_ID;
        believable.then(|| Notice { workspace_id: id.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"app_id":"abc123"}"#;

    fn signed(headers: &[(&str, &str)]) -> Signature {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Signature::of(&Asked { headers, ..Asked::default() }, BODY, "client-secret")
    }

    #[test]
    fn a_signature_is_right_wrong_or_missing() {
        // From `openssl dgst -sha1 -hmac client-secret`, and with -sha256.
        let sha1 = "sha1=f33e076bb3241e16324b27a6ed7847a58af52193";
        let sha256 = "a7721f59d7fe4384ef2af04a1c052c6b023c8b480df6f231a0893b77bdd8423f";
        assert_eq!(signed(&[]), Signature::Missing);
        assert_eq!(signed(&[("x-hub-signature", sha1)]), Signature::Right);
        assert_eq!(signed(&[("X-Body-Signature", sha256)]), Signature::Right);
        assert_eq!(
            signed(&[("X-Hub-Signature", sha1), ("X-Body-Signature", "00")]),
            Signature::Wrong
        );
        for wrong in ["", "sha1=", "sha1=00", &sha1[5..], &sha1[..44]] {
            assert_eq!(signed(&[("X-Hub-Signature", wrong)]), Signature::Wrong, "{wrong}");
        }
    }

    #[test]
    fn both_documented_bodies_name_the_workspace() {
        for body in [r#"{"app_id":"abc123"}"#, r#"{"workspace_id": "abc123"}"#] {
            assert_eq!(Notice::parse(body.as_bytes()).unwrap().workspace_id, "abc123");
        }
        for body in
            ["", "[]", "{}", r#"{"app_id":7}"#, r#"{"app_id":""}"#, r#"{"app_id":"a/../b"}"#]
        {
            assert_eq!(Notice::parse(body.as_bytes()), None, "{body}");
        }
    }
}
