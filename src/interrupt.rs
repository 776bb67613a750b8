//! Whether the user or the system asked a long job to stop, and how urgently.
//!
//! A value that a job looks at; who sets it (a signal handler, a test) is the business of higher
//! layers.

use tokio::sync::watch;

/// How urgently a job should stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Urgency {
    /// Nobody asked.
    #[default]
    None,
    /// Begin nothing new, wait for what is under way.
    Drain,
    /// Stop now; the journal makes it safe.
    AtOnce,
}

/// The receiving end: what a job looks at.
#[derive(Debug, Clone)]
pub struct Interrupt(watch::Receiver<Urgency>);

/// The sending end.
#[derive(Debug)]
pub struct Interrupter(watch::Sender<Urgency>);

/// A pair in which nobody has asked yet.
pub fn channel() -> (Interrupter, Interrupt) {
    let (sender, receiver) = watch::channel(Urgency::None);
    (Interrupter(sender), Interrupt(receiver))
}

impl Interrupter {
    /// Asks once more: first to drain, then to stop at once.
    pub fn ask(&self) {
        self.0.send_modify(|urgency| {
            *urgency = match urgency {
                Urgency::None => Urgency::Drain,
                Urgency::Drain | Urgency::AtOnce => Urgency::AtOnce,
            }
        });
    }
}

impl Interrupt {
    /// What was asked so far.
    pub fn urgency(&self) -> Urgency {
        *self.0.borrow()
    }

    /// Waits until somebody asks for more than `known`. Waits for ever when nobody can any more.
    pub async fn beyond(&mut self, known: Urgency) {
        if self.0.wait_for(|urgency| *urgency > known).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
