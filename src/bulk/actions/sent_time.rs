//! Whether something on the server can be the effect of a request that was sent at a certain time,
//! when the two clocks differ and the server counts in whole seconds. Pure.
//!
//! An answer's `Date` is the server's second while the answer was made, so the server's clock is
//! ahead of ours by at least that second less the moment at which the answer was complete. What a
//! request made bears at least the second in which it can have arrived; what bears an earlier one
//! stood there before. What bears that very second is taken for the request's: to tell it from what
//! somebody else sent less than two seconds earlier, with the same author and text, would take a
//! look before every request. What this program sent itself is counted: `Action::after_others`.

use jiff::Timestamp;

use crate::bulk::work::Span;

/// How far the server's clock is ahead of ours at least, in milliseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ahead(Option<i64>);

impl Ahead {
    /// Learns from an answer: the more answers, the closer.
    pub(super) fn learn(&mut self, date: Option<i64>, span: Span) {
        let Some(date) = date else { return };
        let ahead = date.saturating_mul(1000).saturating_sub(span.ended.as_millisecond());
        self.0 = Some(self.0.map_or(ahead, |known| known.max(ahead)));
    }

    /// The first of the server's seconds that what was sent at that moment can bear. A server that
    /// never tells its time is taken to have ours.
    pub(super) fn first_second(self, sent: Timestamp) -> i64 {
        (sent.as_millisecond() + self.0.unwrap_or_default()).div_euclid(1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(milliseconds).unwrap()
    }

    fn first_second(sent: i64, date: i64, ended: i64) -> i64 {
        let mut ahead = Ahead::default();
        ahead.learn(Some(date), Span { sent: at(ended), ended: at(ended) });
        ahead.first_second(at(sent))
    }

    #[test]
    fn what_was_made_by_a_request_never_counts_as_older() {
        // Both clocks agree; the answer was made at 14.9 and complete at 15.2.
        assert_eq!(first_second(10_900, 14, 15_200), 9);
        // The server is a minute ahead, or behind.
        assert_eq!(first_second(10_000, 75, 15_000), 70);
        assert_eq!(first_second(70_000, 15, 75_000), 10);
    }

    #[test]
    fn several_answers_tell_more_than_one() {
        let mut ahead = Ahead::default();
        ahead.learn(Some(14), Span { sent: at(15_000), ended: at(15_000) });
        assert_eq!(ahead.first_second(at(10_000)), 9);
        ahead.learn(Some(16), Span { sent: at(16_000), ended: at(16_000) });
        ahead.learn(None, Span { sent: at(17_000), ended: at(17_000) });
        assert_eq!(ahead.first_second(at(10_000)), 10);
    }

    #[test]
    fn without_a_date_the_server_is_taken_to_have_our_time() {
        assert_eq!(Ahead::default().first_second(at(2_900)), 2);
    }
}
