//! What the engine asks of a job and of its rows: the traits that imports, streams of ids and exports
//! are written against.

use std::time::Duration;

use jiff::Timestamp;

use super::pacing::Latencies;
use super::tally::Traffic;
use crate::api::{Answer, Failure, Request};
use crate::error::{Error, Result};

/// What must stand in the journal before a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Nothing: the request may be repeated after a crash.
    None,
    /// That it is being sent; a crash of the process must not forget it.
    Remembered,
    /// The same, and a power cut must not forget it either: it could not be looked up.
    Durable,
}

/// When a request left and when its answer was complete, by this machine's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// It left.
    pub sent: Timestamp,
    /// Its answer was complete, or the hope for one was given up.
    pub ended: Timestamp,
}

/// What an answer means for its row.
#[derive(Debug)]
pub enum Next {
    /// A step is done; the row's next request follows.
    Send,
    /// Nothing was achieved: the same step again, after a pause.
    Repeat,
    /// The row's next request follows after this pause: what was sent may need time to show.
    After(Duration),
    /// The row has its outcome.
    Done,
    /// The whole job must stop: this answer is not about the row.
    Stop(Error),
}

/// Whether a row's next request can leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// It can.
    Now,
    /// It needs what another row, which is under way, is asking for.
    NotYet,
    /// No request is left: the row has its outcome.
    Over,
}

/// One row on its way through its requests.
pub trait Work {
    /// Whether the request can leave. Asked before every one, and again after an answer to another
    /// row while it is [`Readiness::NotYet`].
    fn readiness(&mut self) -> Readiness {
        Readiness::Now
    }

    /// The request to send now.
    fn request(&self) -> Request;

    /// What must be remembered before it is sent.
    fn intent(&self) -> Intent;

    /// True while the request only looks for what an earlier one did: that it finds nothing is no
    /// failure of the API.
    fn is_looking(&self) -> bool {
        false
    }

    /// Takes the answer. What it proves has been worked out from its status.
    fn answered(&mut self, result: &Result<Answer, Failure>, span: Span) -> Next;
}

/// What a job's source gave.
pub enum Pulled<W> {
    /// A row that needs requests.
    Work(W),
    /// A row that got its outcome without any.
    Settled,
    /// There is none now; answers that are on their way bring more.
    Later,
    /// No row is left.
    End,
    /// No further row may be begun; what is under way is waited for.
    Stop(Error),
}

/// A job: where rows come from, and where what is known of them goes.
pub trait Job {
    /// Its rows.
    type Work: Work;

    /// The next row. Rows that need no request are settled on the way.
    fn pull(&mut self) -> Result<Pulled<Self::Work>>;

    /// Journals that the row's request is about to be sent, at that moment.
    fn will_send(&mut self, work: &mut Self::Work, at: Timestamp);

    /// Journals that what was sent was certainly not done: it was refused, or never arrived.
    fn had_no_effect(&mut self, work: &mut Self::Work);

    /// Journals that a step of the row is done.
    fn advanced(&mut self, work: &Self::Work);

    /// Journals the row's outcome.
    fn settle(&mut self, work: Self::Work) -> Result<()>;

    /// Hands the journal to the system, and with `durable` to the disk.
    fn flush(&mut self, durable: bool) -> Result<()>;

    /// Tells how it goes: again and again, and once more at the end.
    fn watch(&mut self, moment: &Moment<'_>);
}

/// How a job goes, for the one who watches.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Time since the run began.
    pub elapsed: Duration,
    /// What the run cost so far.
    pub traffic: Traffic,
    /// Requests under way.
    pub in_flight: usize,
    /// The rate limit's allowance in the current window.
    pub window_limit: Option<u64>,
    /// How long answers took of late.
    pub latencies: &'a Latencies,
}
