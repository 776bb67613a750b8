//! Whether the user or the system asked a long job to stop, and how urgently.
//!
//! A value that a job looks at; who sets it (a signal handler, a test) is the business of higher
//! layers.

use std::future::Future;

use tokio::sync::watch;

/// How urgently a job should stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Urgency {
    /// Nobody asked.
    #[default]
    None,
    /// Nobody hears any more what is said: the terminal is gone, or who read the messages. A job
    /// drains, since it cannot say how it goes; any other command goes on to its end.
    Unheard,
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
                Urgency::None | Urgency::Unheard => Urgency::Drain,
                Urgency::Drain | Urgency::AtOnce => Urgency::AtOnce,
            }
        });
    }
}

impl Interrupter {
    /// Asks for this, and no more however often: a closed terminal and `timeout` say it twice.
    pub fn ask_for(&self, wanted: Urgency) {
        self.0.send_if_modified(|urgency| {
            let more = wanted > *urgency;
            *urgency = wanted.max(*urgency);
            more
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

    /// What comes of some work, or `None` when somebody asks a job to stop before.
    pub async fn unless_asked<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut asked = self.clone();
        tokio::select! {
            biased;
            done = work => Some(done),
            () = asked.beyond(Urgency::None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asking_twice_stops_at_once_and_being_told_twice_does_not() {
        let (interrupter, interrupt) = channel();
        interrupter.ask_for(Urgency::Unheard);
        interrupter.ask_for(Urgency::Drain);
        interrupter.ask_for(Urgency::Drain);
        interrupter.ask_for(Urgency::Unheard);
        assert_eq!(interrupt.urgency(), Urgency::Drain);
        interrupter.ask();
        assert_eq!(interrupt.urgency(), Urgency::AtOnce);
    }

    #[test]
    fn the_first_ctrl_c_drains_also_where_nobody_hears_any_more() {
        let (interrupter, interrupt) = channel();
        interrupter.ask_for(Urgency::Unheard);
        interrupter.ask();
        assert_eq!(interrupt.urgency(), Urgency::Drain);
    }
}
