//! A server and its clients in virtual time: what would happen, without waiting for it.
//!
//! The server counts requests in windows, takes a while to answer, may have few workers, and may be
//! asked to behave oddly in every way that servers were seen to. The clients are jobs with our own
//! scheduler, and other programs. Every run with the same seed is the same.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and times of a simulation are small"
)]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::time::Duration;

use super::pace::{Now, Ticket, Turn};
use super::rate::Rate;
use super::scheduler::{Observed, Scheduler};
use crate::api::rate_limit::{RateLimit, RetryAfter, Timing};
use crate::api::retry::Proof;

/// The server's UNIX time when a simulation begins.
const EPOCH: f64 = 1_700_000_003.4;

/// How windows begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Windows {
    /// At multiples of their length in UNIX time, and so many seconds later.
    Aligned(f64),
    /// With the first request that finds none open.
    FromFirst,
}

/// How the end of a window is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Rounding {
    Up,
    Down,
}

/// How long an answer takes, in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Latency {
    Always(f64),
    /// Anything between the two.
    Between(f64, f64),
    /// Usually the one, with this probability the other.
    Tail(f64, f64, f64),
    /// Exponential with this mean, after a least time.
    Exponential(f64, f64),
}

/// What the server is like. The default is as Intercom is documented: windows of ten seconds.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub(super) limit: Option<u64>,
    pub(super) length: f64,
    pub(super) windows: Windows,
    pub(super) rounding: Rounding,
    pub(super) date: bool,
    pub(super) retry_after: bool,
    pub(super) latency: Latency,
    /// When a request counts: 0 as it arrives, 1 as its answer leaves.
    pub(super) counts_at: f64,
    /// Share of requests that are answered 500 without rate headers, though they count.
    pub(super) errors: f64,
    /// So many requests are worked on at once, the others wait.
    pub(super) workers: usize,
    /// With more than this under way, a request is answered 503 at once.
    pub(super) bears: usize,
    /// Everything is answered 503.
    pub(super) down: bool,
    /// The machine of the jobs is busy: their timers fire up to so many seconds late.
    pub(super) late: f64,
    /// It is so busy that the jobs get no processor at all, up to so many seconds, every second or
    /// two.
    pub(super) stalls: f64,
    /// The server runs on that machine, too.
    pub(super) same_machine: bool,
}

impl Default for Model {
    fn default() -> Self {
        Model {
            limit: None,
            length: 10.0,
            windows: Windows::Aligned(0.0),
            rounding: Rounding::Up,
            date: true,
            retry_after: false,
            latency: Latency::Always(0.05),
            counts_at: 0.5,
            errors: 0.0,
            workers: usize::MAX,
            bears: usize::MAX,
            down: false,
            late: 0.0,
            stalls: 0.0,
            same_machine: false,
        }
    }
}

/// Who sends requests.
pub(super) enum Client {
    /// A job of ours.
    Job(Box<Job>),
    /// A program that sends so many requests a second, whatever is answered.
    Steady(f64),
    /// A program that sends so many requests at the beginning of each window.
    Burst(u64),
}

pub(super) struct Job {
    scheduler: Scheduler,
    /// When it begins, in seconds.
    begins: f64,
    /// When it wants to look again by itself, and when it will.
    due: Option<f64>,
    wakes: Option<f64>,
}

impl Job {
    /// A job whose wall clock differs by so many seconds from the server's.
    pub(super) fn client(
        rate: Option<Rate>,
        concurrency: Option<usize>,
        skew: f64,
        begins: f64,
    ) -> Client {
        let now = Now { steady: Duration::ZERO, wall: EPOCH + skew };
        Client::Job(Box::new(Job {
            scheduler: Scheduler::new(rate, concurrency, now),
            begins,
            due: None,
            wakes: None,
        }))
    }
}

/// A request's way.
enum Event {
    Wake(usize),
    /// It has reached the server.
    Arrives(Request),
    /// The server counts it.
    Counts(Request),
    Answered(Request, u16, Box<Timing>),
    Change(usize),
}

#[derive(Clone, Copy)]
struct Request {
    client: usize,
    ticket: Option<Ticket>,
    sent: f64,
    arrived: f64,
    takes: f64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Open {
    begins: f64,
    used: u64,
}

/// What happened in a window that was open from its beginning to its end.
#[derive(Debug, Clone, Default)]
pub(super) struct Full {
    pub(super) begins: f64,
    pub(super) limit: u64,
    /// Accepted requests by client.
    pub(super) by_client: BTreeMap<usize, u64>,
    /// Accepted requests by tenth of the window.
    pub(super) by_tenth: [u64; 10],
}

impl Full {
    pub(super) fn used(&self) -> u64 {
        self.by_tenth.iter().sum()
    }
}

type Change = Box<dyn Fn(&mut Model)>;

/// The world.
pub(super) struct Simulation {
    pub(super) model: Model,
    clients: Vec<Client>,
    events: BinaryHeap<Reverse<(u64, u64)>>,
    what: BTreeMap<u64, Event>,
    changes: Vec<Change>,
    order: u64,
    now: f64,
    random: u64,
    open: Option<Open>,
    working: usize,
    queue: VecDeque<Request>,
    under_way: usize,
    pub(super) windows: Vec<Full>,
    pub(super) refused: u64,
    pub(super) overloads: u64,
    /// Accepted requests by second.
    pub(super) by_second: Vec<u64>,
    /// The most under way at once, by second.
    pub(super) in_flight: Vec<usize>,
}

impl Simulation {
    pub(super) fn new(seed: u64, model: Model, clients: Vec<Client>) -> Self {
        let mut simulation = Simulation {
            model,
            clients,
            events: BinaryHeap::new(),
            what: BTreeMap::new(),
            changes: Vec::new(),
            order: 0,
            now: 0.0,
            random: seed,
            open: None,
            working: 0,
            queue: VecDeque::new(),
            under_way: 0,
            windows: Vec::new(),
            refused: 0,
            overloads: 0,
            by_second: Vec::new(),
            in_flight: Vec::new(),
        };
        for client in 0..simulation.clients.len() {
            let begins = match &simulation.clients[client] {
                Client::Job(job) => job.begins,
                _ => 0.0,
            };
            simulation.at(begins, Event::Wake(client));
        }
        simulation
    }

    /// Changes the server at a moment.
    pub(super) fn change(mut self, at: f64, change: impl Fn(&mut Model) + 'static) -> Self {
        self.changes.push(Box::new(change));
        self.at(at, Event::Change(self.changes.len() - 1));
        self
    }

    /// Lets so many seconds pass.
    pub(super) fn run(mut self, seconds: f64) -> Self {
        while let Some(Reverse((nanos, order))) = self.events.pop() {
            self.now = nanos as f64 / 1e9;
            if self.now >= seconds {
                break;
            }
            let Some(event) = self.what.remove(&order) else { continue };
            self.happens(event);
        }
        self.windows.pop();
        self
    }

    /// The windows that were open in full after the first, which begins anywhere.
    pub(super) fn full(&self) -> &[Full] {
        self.windows.get(1..).unwrap_or_default()
    }

    /// When the jobs' machine, which stands still now, goes on.
    fn standstill(&self) -> Option<f64> {
        const EVERY: f64 = 1.3;
        let number = (self.now / EVERY).floor();
        // Anything between 0 and 1, another one each time.
        let fraction = |by: f64| (number * by).fract();
        let begins = (number + fraction(0.754_877) * 0.5) * EVERY;
        let ends = begins + fraction(0.569_840) * self.model.stalls;
        (self.now >= begins && self.now < ends).then_some(ends)
    }

    fn is_on_the_jobs_machine(&self, event: &Event) -> bool {
        match event {
            Event::Wake(client) => matches!(self.clients[*client], Client::Job(_)),
            Event::Answered(..) => true,
            Event::Arrives(_) | Event::Counts(_) => self.model.same_machine,
            Event::Change(_) => false,
        }
    }

    fn happens(&mut self, event: Event) {
        if let Some(ends) = self.standstill()
            && self.is_on_the_jobs_machine(&event)
        {
            return self.at(ends + 1e-6, event);
        }
        match event {
            Event::Wake(client) => self.wake(client),
            Event::Arrives(mut request) => {
                request.arrived = self.now;
                if self.model.down || self.under_way > self.model.bears {
                    self.overloads += 1;
                    let timing = Timing { date: self.date(), ..Timing::default() };
                    self.at(self.now + 0.001, Event::Answered(request, 503, Box::new(timing)));
                } else if self.working < self.model.workers {
                    self.work(request);
                } else {
                    self.queue.push_back(request);
                }
            }
            Event::Counts(request) => self.count(request),
            Event::Answered(request, status, timing) => self.answer(request, status, &timing),
            Event::Change(number) => {
                let change = std::mem::replace(&mut self.changes[number], Box::new(|_| {}));
                change(&mut self.model);
            }
        }
    }

    fn at(&mut self, time: f64, event: Event) {
        self.order += 1;
        self.events.push(Reverse(((time * 1e9) as u64, self.order)));
        self.what.insert(self.order, event);
    }

    fn fraction(&mut self) -> f64 {
        // SplitMix64 (Steele, Lea, Flood 2014).
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn draw_latency(&mut self) -> f64 {
        let random = self.fraction();
        match self.model.latency {
            Latency::Always(seconds) => seconds,
            Latency::Between(from, to) => from + random * (to - from),
            Latency::Tail(usual, probability, slow) => {
                if random < probability {
                    slow
                } else {
                    usual
                }
            }
            Latency::Exponential(least, mean) => least - mean * (1.0 - random).ln(),
        }
    }

    fn send(&mut self, client: usize, ticket: Option<Ticket>) {
        let takes = self.draw_latency();
        self.under_way += 1;
        let second = self.now as usize;
        self.in_flight.resize(self.in_flight.len().max(second + 1), 0);
        self.in_flight[second] = self.in_flight[second].max(self.under_way);
        let request = Request { client, ticket, sent: self.now, arrived: 0.0, takes };
        self.at(self.now, Event::Arrives(request));
    }

    fn wake(&mut self, client: usize) {
        match &mut self.clients[client] {
            Client::Steady(rate) => {
                let next = self.now + 1.0 / *rate;
                self.send(client, None);
                self.at(next, Event::Wake(client));
            }
            Client::Burst(count) => {
                let count = *count;
                let length = self.model.length;
                let next = ((EPOCH + self.now) / length).floor() * length + length - EPOCH + 0.001;
                for _ in 0..count {
                    self.send(client, None);
                }
                self.at(next, Event::Wake(client));
            }
            Client::Job(job) => {
                // Only the last of the wakes that were asked for is meant.
                if job.wakes.is_none_or(|due| due <= self.now + 1e-6) {
                    self.pump(client);
                }
            }
        }
    }

    fn pump(&mut self, client: usize) {
        let now = Duration::from_secs_f64(self.now);
        loop {
            let Client::Job(job) = &mut self.clients[client] else { return };
            if self.now < job.begins {
                return;
            }
            match job.scheduler.turn(now) {
                Turn::Now => {
                    let ticket = job.scheduler.sent(now);
                    self.send(client, Some(ticket));
                }
                Turn::At(due) => {
                    // Timers fire at whole milliseconds, and a little late.
                    let due = (due.as_secs_f64() * 1e3).ceil() / 1e3 + 5e-4;
                    let due = due.max(self.now + 1e-5);
                    if job.due != Some(due) {
                        job.due = Some(due);
                        let wakes = due + self.model.late * self.fraction();
                        self.wakes_at(client, wakes);
                    }
                    return;
                }
                Turn::AfterAnswer => return,
            }
        }
    }

    fn wakes_at(&mut self, client: usize, time: f64) {
        if let Client::Job(job) = &mut self.clients[client] {
            job.wakes = Some(time);
        }
        self.at(time, Event::Wake(client));
    }

    fn work(&mut self, request: Request) {
        self.working += 1;
        let counts = self.now + request.takes * self.model.counts_at;
        self.at(counts, Event::Counts(request));
    }

    fn date(&self) -> Option<i64> {
        self.model.date.then_some((EPOCH + self.now).floor() as i64)
    }

    fn count(&mut self, request: Request) {
        let mut timing = Timing { date: self.date(), ..Timing::default() };
        let mut status = 200;
        if let Some(limit) = self.model.limit {
            let open = self.open_window();
            let ends = open.begins + self.model.length;
            if open.used < limit {
                self.accept(request, open, limit);
            } else {
                status = 429;
                self.refused += 1;
            }
            let used = self.open.map_or(0, |open| open.used);
            let end = EPOCH + ends;
            let reset = match self.model.rounding {
                Rounding::Up => (end - 1e-6).ceil() as i64,
                Rounding::Down => (end + 1e-6).floor() as i64,
            };
            let remaining = limit.saturating_sub(used);
            timing.rate = Some(RateLimit { limit, remaining, reset });
            timing.reset = Some(reset);
            if self.model.retry_after && status == 429 {
                timing.retry_after = Some(RetryAfter::Seconds((ends - self.now).ceil() as u64));
            }
        } else {
            self.tally();
        }
        if status == 200 && self.model.errors > 0.0 && self.fraction() < self.model.errors {
            status = 500;
            (timing.rate, timing.reset) = (None, None);
        }
        let answered = self.now + request.takes * (1.0 - self.model.counts_at);
        self.at(answered, Event::Answered(request, status, Box::new(timing)));
    }

    fn open_window(&mut self) -> Open {
        let length = self.model.length;
        let begins = match (self.model.windows, self.open) {
            (Windows::Aligned(phase), _) => {
                ((EPOCH + self.now - phase) / length).floor() * length + phase - EPOCH
            }
            (Windows::FromFirst, Some(open)) if self.now < open.begins + length => open.begins,
            (Windows::FromFirst, _) => self.now,
        };
        if let Some(open) = self.open
            && (open.begins - begins).abs() < 1e-6
        {
            return open;
        }
        let open = Open { begins, used: 0 };
        self.open = Some(open);
        self.windows.push(Full { begins, ..Full::default() });
        open
    }

    fn accept(&mut self, request: Request, open: Open, limit: u64) {
        self.open = Some(Open { used: open.used + 1, ..open });
        let tenth = ((self.now - open.begins) / self.model.length * 10.0) as usize;
        if let Some(window) = self.windows.last_mut() {
            window.limit = limit;
            *window.by_client.entry(request.client).or_default() += 1;
            window.by_tenth[tenth.min(9)] += 1;
        }
        self.tally();
    }

    fn tally(&mut self) {
        let second = self.now as usize;
        self.by_second.resize(self.by_second.len().max(second + 1), 0);
        self.by_second[second] += 1;
    }

    fn answer(&mut self, request: Request, status: u16, timing: &Timing) {
        self.under_way -= 1;
        if status != 503 {
            self.working -= 1;
            if let Some(next) = self.queue.pop_front() {
                self.work(next);
            }
        }
        let Client::Job(job) = &mut self.clients[request.client] else { return };
        let Some(ticket) = request.ticket else { return };
        let wall = jiff::Timestamp::from_second((EPOCH + self.now) as i64).unwrap();
        let proof = Proof::of_status(status);
        let observed = Observed {
            proof,
            in_vain: false,
            timing: Some(timing),
            asked_wait: timing.wait_after_429(wall).filter(|_| proof == Proof::Limited),
        };
        let now = Duration::from_secs_f64(self.now);
        let latency = Duration::from_secs_f64(self.now - request.sent);
        job.scheduler.answered(ticket, now, latency, &observed, 0.5);
        self.pump(request.client);
    }
}
