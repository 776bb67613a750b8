//! Which codes are good for a token? Each for one exchange, within five minutes.

use std::collections::VecDeque;

use crate::sandbox::random;

/// How long a code can be exchanged, in seconds (docs: Using OAuth).
const LIFETIME: i64 = 5 * 60;

/// How many codes may wait at the same time; the oldest make room. It only protects memory.
const MAX_WAITING: usize = 1000;

/// The codes that wait to be exchanged, oldest first.
#[derive(Default)]
pub struct Codes(VecDeque<Grant>);

struct Grant {
    code: String,
    /// The place of the workspace that let the app in.
    tenant: usize,
    /// UNIX seconds.
    at: i64,
}

impl Codes {
    /// A new code for a workspace. It ends in `=`, as Intercom's may: clients must not cut it off
    /// (docs: Setting up OAuth).
    pub fn issue(&mut self, tenant: usize, now: i64) -> String {
        if self.0.len() == MAX_WAITING {
            self.0.pop_front();
        }
        let code = format!("sandbox_code_{}=", random::secret());
        self.0.push_back(Grant { code: code.clone(), tenant, at: now });
        code
    }

    /// Takes a code, which is good no more then; the workspace that gave it, unless it is unknown,
    /// used or too old.
    pub fn redeem(&mut self, code: &str, now: i64) -> Option<usize> {
        let place = self.0.iter().position(|grant| grant.code == code)?;
        let grant = self.0.remove(place)?;
        (now - grant.at <= LIFETIME).then_some(grant.tenant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_once_and_for_five_minutes() {
        let mut codes = Codes::default();
        let (first, second) = (codes.issue(0, 100), codes.issue(3, 100));
        assert_ne!(first, second);
        assert!(first.ends_with('='));
        assert_eq!(codes.redeem(&second, 400), Some(3));
        assert_eq!(codes.redeem(&second, 400), None);
        assert_eq!(codes.redeem(&first, 401), None);
        assert_eq!(codes.redeem("", 100), None);
    }

    #[test]
    fn codes_that_nobody_fetches_make_room() {
        let mut codes = Codes::default();
        let oldest = codes.issue(0, 0);
        let second = codes.issue(0, 0);
        (0..MAX_WAITING - 1).for_each(|_| drop(codes.issue(0, 0)));
        assert_eq!(codes.redeem(&oldest, 0), None);
        assert_eq!(codes.redeem(&second, 0), Some(0));
    }
}
