//! Time that passes only when somebody waits for it.
//!
//! A wait takes about a millisecond of real time, in which sockets can do their work, and then
//! moves the clock to the moment that was waited for; several who wait together wait once. So an
//! import of twenty minutes takes a second, and rate windows, pauses and pacing keep their sense.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ictl::clock::{Clock, Sleep};
use jiff::{SignedDuration, Timestamp};

/// 2026-01-15 12:00:01 UTC.
pub const START: i64 = 1_768_478_401;

/// What real time a wait takes.
const BREATH: Duration = Duration::from_millis(2);

/// Something to do at a certain moment.
type Alarm = (Due, Box<dyn FnOnce() + Send>);

/// When an alarm goes off.
enum Due {
    /// When the clock has been read so often.
    Readings(u64),
    /// At the first reading when so much time has passed.
    Elapsed(Duration),
}

/// Time for one side: the command or the sandbox. Siblings share the time, not the alarm.
pub struct SteppedClock {
    elapsed: Arc<Mutex<Duration>>,
    readings: Mutex<u64>,
    alarm: Mutex<Option<Alarm>>,
}

impl SteppedClock {
    /// A clock at [`START`].
    pub fn start() -> Arc<Self> {
        SteppedClock::over(Arc::default())
    }

    fn over(elapsed: Arc<Mutex<Duration>>) -> Arc<Self> {
        Arc::new(SteppedClock { elapsed, readings: Mutex::default(), alarm: Mutex::default() })
    }

    /// Another clock with the same time.
    pub fn sibling(&self) -> Arc<Self> {
        SteppedClock::over(self.elapsed.clone())
    }

    /// Lets time pass.
    pub fn pass(&self, duration: Duration) {
        *self.elapsed.lock().unwrap() += duration;
    }

    /// Does something when this clock has been read so many times more: a way into the middle of
    /// a job, at each of its steps.
    pub fn at_reading(&self, count: u64, action: impl FnOnce() + Send + 'static) {
        let due = *self.readings.lock().unwrap() + count;
        *self.alarm.lock().unwrap() = Some((Due::Readings(due), Box::new(action)));
    }

    /// Does something once so much more time has passed.
    pub fn after(&self, duration: Duration, action: impl FnOnce() + Send + 'static) {
        let due = *self.elapsed.lock().unwrap() + duration;
        *self.alarm.lock().unwrap() = Some((Due::Elapsed(due), Box::new(action)));
    }

    /// Forgets what was to be done; true if it was still to be done.
    pub fn disarm(&self) -> bool {
        self.alarm.lock().unwrap().take().is_some()
    }

    fn read(&self) -> Duration {
        let readings = {
            let mut readings = self.readings.lock().unwrap();
            *readings += 1;
            *readings
        };
        let elapsed = *self.elapsed.lock().unwrap();
        let action = {
            let mut alarm = self.alarm.lock().unwrap();
            alarm.take_if(|(due, _)| match due {
                Due::Readings(due) => *due <= readings,
                Due::Elapsed(due) => *due <= elapsed,
            })
        };
        if let Some((_, action)) = action {
            action();
        }
        *self.elapsed.lock().unwrap()
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from(self.read()).unwrap();
        Timestamp::from_second(START).unwrap() + elapsed
    }

    fn elapsed(&self) -> Duration {
        self.read()
    }

    fn sleep(&self, duration: Duration) -> Sleep<'_> {
        // A real wait takes time, too, however little was asked for.
        let due = *self.elapsed.lock().unwrap() + duration.max(BREATH);
        Box::pin(async move {
            tokio::time::sleep(BREATH).await;
            let mut elapsed = self.elapsed.lock().unwrap();
            *elapsed = (*elapsed).max(due);
        })
    }
}
