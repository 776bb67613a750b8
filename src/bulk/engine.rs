//! The loop that keeps a job's requests going: it asks the scheduler for a turn, the job for work,
//! and gives every answer back to the work it belongs to.
//!
//! It owns no rule of its own. When to send is [`Scheduler`]'s decision, what an answer means is the
//! work's, what is remembered is the job's. Its order of steps is the promise: what is about to be sent
//! is journaled before it is sent, and an outcome before anything else happens.

mod meaning;
mod tasks;

use std::time::Duration;

use futures_util::future::FutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};
use jiff::Timestamp;

use self::meaning::{describe, is_success, pause_before_repeat, proof};
use self::tasks::{Task, Tasks};
use super::pacing::{GIVE_UP_AFTER, Latencies, Now, Observed, Rate, Scheduler, Ticket, Turn};
use super::tally::Traffic;
use super::work::{Intent, Job, Moment, Next, Pulled, Readiness, Span, Work};
use crate::api::{Answer, Client, Failure, Proof};
use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::interrupt::{Interrupt, Urgency};

/// Knowledge older than this is on the disk, so a power cut costs no more of it.
const SYNC_INTERVAL: Duration = Duration::from_millis(200);

/// The one who watches is told no more often than this: thousands of answers may come a second, and
/// nobody sees that much.
const WATCH_INTERVAL: Duration = Duration::from_millis(50);

/// So many rows without requests are settled before the loop looks at the network again.
const SETTLED_AT_A_TIME: u32 = 256;

/// How a run ended.
#[derive(Debug)]
pub enum Ending {
    /// Every row has its outcome.
    Finished,
    /// It stopped early, and can be resumed.
    Stopped(Error),
}

/// How fast a run may go.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// The user's own limit.
    pub rate: Option<Rate>,
    /// Requests at once; `None` finds the level by itself.
    pub concurrency: Option<usize>,
}

/// What may leave now, and when to look again if nothing comes back before.
type Batch<W> = (Vec<Departure<W>>, Option<Duration>);

/// A request on its way out.
struct Departure<W> {
    task: Task<W>,
    ticket: Ticket,
    at: Timestamp,
}

/// A request that came back.
struct Arrival<W> {
    task: Task<W>,
    ticket: Ticket,
    sent: Duration,
    span: Span,
    result: Result<Answer, Failure>,
}

/// Runs a job to its end.
///
/// # Errors
/// Only what makes going on impossible here, such as a journal that cannot be written. That the
/// API stopped the job is an [`Ending`].
pub async fn run<J: Job>(
    job: &mut J,
    client: &Client,
    clock: &dyn Clock,
    limits: Limits,
    interrupt: Interrupt,
) -> Result<Ending> {
    let mut engine = Engine::new(job, clock, limits, interrupt);
    let mut under_way = FuturesUnordered::new();
    loop {
        // What was asked while the loop was busy must count as well as what is asked while it waits.
        let asked = engine.interrupt.urgency();
        if asked > Urgency::None {
            engine.interrupted();
        }
        let (batch, wake) = engine.batch()?;
        engine.flush()?;
        under_way.extend(batch.into_iter().map(|departure| send(client, clock, departure)));
        if under_way.is_empty() && engine.nothing_left() {
            return engine.end();
        }
        let wake = [wake, engine.sync_due()].into_iter().flatten().min();
        tokio::select! {
            biased;
            Some(arrival) = under_way.next() => engine.arrived(arrival)?,
            () = engine.interrupt.beyond(asked) => engine.interrupted(),
            () = until(clock, wake) => {}
        }
        while let Some(Some(arrival)) = under_way.next().now_or_never() {
            engine.arrived(arrival)?;
        }
        if engine.interrupt.urgency() == Urgency::AtOnce {
            engine.interrupted();
            return engine.end();
        }
    }
}

async fn send<W: Work>(client: &Client, clock: &dyn Clock, departure: Departure<W>) -> Arrival<W> {
    let Departure { task, ticket, at } = departure;
    let sent = clock.elapsed();
    let result = client.attempt(&task.work.request()).await;
    let span = Span { sent: at, ended: clock.now() };
    Arrival { task, ticket, sent, span, result }
}

async fn until(clock: &dyn Clock, wake: Option<Duration>) {
    match wake {
        Some(due) => clock.sleep(due.saturating_sub(clock.elapsed())).await,
        None => std::future::pending().await,
    }
}

struct Engine<'a, J: Job> {
    job: &'a mut J,
    clock: &'a dyn Clock,
    interrupt: Interrupt,
    scheduler: Scheduler,
    started: Duration,
    synced: Duration,
    watched: Option<Duration>,
    traffic: Traffic,
    latencies: Latencies,
    /// Rows between two requests.
    tasks: Tasks<J::Work>,
    exhausted: bool,
    /// Something in the journal must be on the disk before the next request leaves.
    durable: bool,
    /// Something was journaled that the disk does not have yet.
    unsynced: bool,
    stopping: Option<Error>,
    last_failure: Option<String>,
}

impl<'a, J: Job> Engine<'a, J> {
    fn new(job: &'a mut J, clock: &'a dyn Clock, limits: Limits, interrupt: Interrupt) -> Self {
        Engine {
            job,
            clock,
            interrupt,
            scheduler: Scheduler::new(limits.rate, limits.concurrency, now(clock)),
            started: clock.elapsed(),
            synced: clock.elapsed(),
            watched: None,
            traffic: Traffic::default(),
            latencies: Latencies::default(),
            tasks: Tasks::default(),
            exhausted: false,
            durable: false,
            unsynced: false,
            stopping: None,
            last_failure: None,
        }
    }

    /// Gathers it, as far as the scheduler allows.
    fn batch(&mut self) -> Result<Batch<J::Work>> {
        let mut batch = Vec::new();
        self.give_up_if_hopeless();
        let mut settled = 0;
        while self.stopping.is_none() {
            let now = self.clock.elapsed();
            match self.scheduler.turn(now) {
                Turn::AfterAnswer => return Ok((batch, None)),
                Turn::At(due) => return Ok((batch, self.has_more().then_some(due))),
                Turn::Now => {}
            }
            match self.next_task(now)? {
                Pulled::Work(task) => batch.push(self.depart(task, now)),
                Pulled::Settled if settled < SETTLED_AT_A_TIME => settled += 1,
                Pulled::Settled => return Ok((batch, Some(now))),
                Pulled::Later | Pulled::End | Pulled::Stop(_) => {
                    return Ok((batch, self.tasks.next_due()));
                }
            }
        }
        Ok((batch, None))
    }

    /// True while there is something that a later turn could send.
    fn has_more(&self) -> bool {
        !self.exhausted || !self.tasks.is_empty()
    }

    /// The next row that has a request to send.
    fn next_task(&mut self, now: Duration) -> Result<Pulled<Task<J::Work>>> {
        loop {
            let mut task = match self.candidate(now)? {
                Pulled::Work(task) => task,
                none => return Ok(none),
            };
            match task.work.readiness() {
                Readiness::Now => return Ok(Pulled::Work(task)),
                Readiness::NotYet => self.tasks.park(task),
                Readiness::Over => {
                    self.job.settle(task.work)?;
                    self.watch();
                    return Ok(Pulled::Settled);
                }
            }
        }
    }

    fn candidate(&mut self, now: Duration) -> Result<Pulled<Task<J::Work>>> {
        if let Some(task) = self.tasks.next(now) {
            return Ok(Pulled::Work(task));
        }
        let open = self.scheduler.in_flight() + self.tasks.held_back();
        if self.exhausted || open >= self.scheduler.open_rows() {
            return Ok(Pulled::End);
        }
        let pulled = self.job.pull()?;
        Ok(match pulled {
            Pulled::Work(work) => Pulled::Work(Task { work, attempts: 0 }),
            Pulled::Settled => {
                self.unsynced = true;
                self.watch();
                Pulled::Settled
            }
            Pulled::Later => Pulled::Later,
            Pulled::End => {
                self.exhausted = true;
                Pulled::End
            }
            Pulled::Stop(error) => {
                self.stopping = self.stopping.take().or(Some(error));
                Pulled::End
            }
        })
    }

    fn depart(&mut self, mut task: Task<J::Work>, now: Duration) -> Departure<J::Work> {
        self.traffic.requests += 1;
        self.traffic.retries += u64::from(task.attempts > 0);
        task.attempts += 1;
        let at = self.clock.now();
        let intent = task.work.intent();
        self.durable |= intent == Intent::Durable;
        if intent != Intent::None {
            self.unsynced = true;
            self.job.will_send(&mut task.work, at);
        }
        Departure { task, ticket: self.scheduler.sent(now), at }
    }

    fn arrived(&mut self, arrival: Arrival<J::Work>) -> Result<()> {
        let Arrival { mut task, ticket, sent, span, result } = arrival;
        self.unsynced = true;
        let looked = task.work.is_looking();
        let next = task.work.answered(&result, span);
        let proof = proof(&result, &next);
        self.tasks.unpark();
        let now = self.clock.elapsed();
        let in_vain = looked && proof == Proof::Unclear && is_success(&result);
        let asked_wait = self.observe(&result, proof, in_vain, (ticket, sent), now);
        match next {
            Next::Send => {
                self.job.advanced(&task.work);
                self.tasks.ready(Task { work: task.work, attempts: 0 });
            }
            Next::Repeat => {
                if matches!(proof, Proof::Limited | Proof::NotSent) {
                    self.job.had_no_effect(&mut task.work);
                }
                self.last_failure = Some(describe(&result));
                let due = now.saturating_add(pause_before_repeat(task.attempts, proof, asked_wait));
                self.tasks.wait(due, task);
            }
            Next::After(pause) => {
                self.last_failure = Some(describe(&result));
                let due = now.saturating_add(pause);
                self.tasks.wait(due, Task { work: task.work, attempts: 0 });
            }
            Next::Done => self.job.settle(task.work)?,
            Next::Stop(error) => {
                // What was refused was not done, so a resumed job may send it again.
                self.job.had_no_effect(&mut task.work);
                self.stopping = self.stopping.take().or(Some(error));
            }
        }
        self.watch();
        Ok(())
    }

    /// Tells the scheduler, and returns how long a 429 asked to wait.
    fn observe(
        &mut self,
        result: &Result<Answer, Failure>,
        proof: Proof,
        in_vain: bool,
        (ticket, sent): (Ticket, Duration),
        now: Duration,
    ) -> Option<Duration> {
        let timing = result.as_ref().ok().map(|answer| &answer.timing);
        let limited = proof == Proof::Limited;
        self.traffic.rate_limited += u64::from(limited);
        let asked_wait =
            timing.and_then(|t| t.wait_after_429(self.clock.now())).filter(|_| limited);
        let observed = Observed { proof, in_vain, timing, asked_wait };
        let latency = now.saturating_sub(sent);
        self.latencies.record(latency);
        self.scheduler.answered(ticket, now, latency, &observed, fastrand::f64());
        asked_wait
    }

    fn give_up_if_hopeless(&mut self) {
        if self.stopping.is_none() && self.scheduler.is_hopeless(self.clock.elapsed()) {
            let minutes = GIVE_UP_AFTER.as_secs() / 60;
            let last = self.last_failure.as_deref().unwrap_or("no answer");
            self.stopping = Some(Error::new(
                Kind::Temporary,
                format!("nothing succeeded for {minutes} minutes; the last failure was: {last}"),
            ));
        }
    }

    fn interrupted(&mut self) {
        let interrupted = Error::new(Kind::Interrupted, "interrupted");
        self.stopping = self.stopping.take().or(Some(interrupted));
    }

    fn nothing_left(&self) -> bool {
        self.stopping.is_some() || !self.has_more()
    }

    fn end(mut self) -> Result<Ending> {
        self.tell(self.clock.elapsed());
        self.job.flush(true)?;
        Ok(self.stopping.map_or(Ending::Finished, Ending::Stopped))
    }

    fn flush(&mut self) -> Result<()> {
        let now = self.clock.elapsed();
        let durable = self.durable || now.saturating_sub(self.synced) >= SYNC_INTERVAL;
        if durable {
            self.synced = now;
            self.durable = false;
            self.unsynced = false;
        }
        self.job.flush(durable)
    }

    /// When the disk is to have what was journaled, even where nothing else happens meanwhile.
    fn sync_due(&self) -> Option<Duration> {
        self.unsynced.then(|| self.synced.saturating_add(SYNC_INTERVAL))
    }

    fn watch(&mut self) {
        let now = self.clock.elapsed();
        if self.watched.is_none_or(|last| now.saturating_sub(last) >= WATCH_INTERVAL) {
            self.tell(now);
        }
    }

    fn tell(&mut self, now: Duration) {
        self.watched = Some(now);
        let elapsed = now.saturating_sub(self.started);
        self.traffic.elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        self.job.watch(&Moment {
            elapsed,
            traffic: self.traffic,
            in_flight: self.scheduler.in_flight(),
            window_limit: self.scheduler.window_limit(),
            latencies: &self.latencies,
        });
    }
}

fn now(clock: &dyn Clock) -> Now {
    Now { steady: clock.elapsed(), wall: clock.now().as_millisecond() as f64 / 1000.0 }
}
