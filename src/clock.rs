//! The door to time. Everything that asks what time it is, or waits, does it through a
//! [`Clock`], so that tests step through hours without sleeping.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use jiff::Timestamp;

/// A wait in progress.
pub type Sleep<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Wall time, steady time and waiting.
pub trait Clock: Send + Sync {
    /// The wall time, for dates and for comparing with the server's.
    fn now(&self) -> Timestamp;

    /// Steady time since some fixed moment; it never goes back, whatever happens to the wall time.
    fn elapsed(&self) -> Duration;

    /// Waits that long.
    fn sleep(&self, duration: Duration) -> Sleep<'_>;
}

/// The machine's clock.
pub struct SystemClock {
    started: std::time::Instant,
}

impl SystemClock {
    /// Starts the steady time at zero.
    #[expect(clippy::disallowed_methods, reason = "this is the door to time")]
    pub fn start() -> Self {
        SystemClock { started: std::time::Instant::now() }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the door to time")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Sleep<'_> {
        Box::pin(tokio::time::sleep(duration))
    }
}
