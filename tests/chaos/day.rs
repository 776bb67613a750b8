//! A bad day, made from a seed: the rows, the faults of the server, and what strikes when.

use fastrand::Rng;

use crate::gate::Side;
use crate::people::People;

/// Faults that a server may have, with the share of requests at which they strike at most, in
/// percent.
const FAULTS: [(&str, u32); 11] = [
    ("500", 6),
    ("502", 6),
    ("503", 8),
    ("429", 6),
    ("close-before", 6),
    ("close-after", 8),
    ("500-after", 8),
    ("truncate", 8),
    ("malformed", 6),
    ("slow", 3),
    ("hang", 2),
];

/// The options that decide about outcomes.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// The file is NDJSON.
    pub json: bool,
    /// `--on-conflict`.
    pub on_conflict: &'static str,
    /// `--on-archived`.
    pub on_archived: &'static str,
    /// `--tag`: every contact gets one.
    pub tag: bool,
}

/// Where in a run something strikes.
#[derive(Debug, Clone, Copy)]
pub enum Moment {
    /// So many milliseconds after it began.
    After(u64),
    /// At that request of it, which is held back meanwhile.
    At(u64, Side),
}

/// What strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// The import is killed.
    Kill,
    /// The import gets this signal, so many times.
    Signal(&'static str, u32),
    /// The server is killed, is away for so many milliseconds, and comes back with other faults.
    ServerDies(u64),
    /// Nothing gets through for so many milliseconds; connections are refused.
    Outage(u64),
}

/// A day.
#[derive(Debug)]
pub struct Day {
    /// The rows.
    pub people: People,
    /// The options.
    pub policy: Policy,
    /// Further flags, which may change from run to run.
    pub pace: String,
    /// What goes wrong.
    pub troubles: Troubles,
}

/// What goes wrong on a day.
#[derive(Debug)]
pub struct Troubles {
    /// Flags of the server at its first start and after each death.
    pub server: Vec<String>,
    /// What strikes, one after the other.
    pub strokes: Vec<(Moment, Stroke)>,
}

impl Troubles {
    /// Those of a job of so many rows.
    pub fn mixed(rows: usize, random: &mut Rng) -> Self {
        let count = random.usize(1..6);
        let strokes = (0..count).map(|_| (moment(rows, random), stroke(random)));
        let strokes: Vec<(Moment, Stroke)> = strokes.collect();
        let deaths = strokes.iter().filter(|(_, s)| matches!(s, Stroke::ServerDies(_))).count();
        let server = (0..=deaths).map(|_| server_flags(random)).collect();
        Troubles { server, strokes }
    }
}

impl Day {
    /// The day of a seed. The same seed gives the same day; how the processes take turns on it is up
    /// to the machine.
    pub fn of(seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let rows = random.usize(20..160);
        let people = People::mixed(rows, &mut random);
        let policy = Policy {
            json: random.u8(0..3) == 0,
            on_conflict: random.choice(["update", "update", "skip", "fail"]).unwrap_or("update"),
            on_archived: random.choice(["fail", "skip", "unarchive"]).unwrap_or("fail"),
            tag: random.u8(0..3) == 0,
        };
        let troubles = Troubles::mixed(rows, &mut random);
        let concurrency = random.choice(["auto", "1", "4", "32"]).unwrap_or("auto");
        let pace = format!("--timeout 2s --concurrency {concurrency}");
        Day { people, policy, pace, troubles }
    }

    /// The flags of the import.
    pub fn flags(&self) -> String {
        let Policy { on_conflict, on_archived, tag, json } = self.policy;
        let tag = if tag { " --tag vip" } else { "" };
        let format = if json { "ndjson" } else { "csv" };
        let pace = &self.pace;
        format!(
            "--format {format} --on-conflict {on_conflict} --on-archived {on_archived}{tag} {pace}"
        )
    }
}

fn moment(rows: usize, random: &mut Rng) -> Moment {
    match random.u8(0..4) {
        0 => Moment::After(random.u64(0..1500)),
        1 | 2 => Moment::At(random.u64(1..rows as u64), Side::There),
        _ => Moment::At(random.u64(1..rows as u64), Side::Home),
    }
}

fn stroke(random: &mut Rng) -> Stroke {
    match random.u8(0..12) {
        0..5 => Stroke::Kill,
        5 => Stroke::Signal("INT", 1),
        6 => Stroke::Signal("INT", 2),
        7 => Stroke::Signal("TERM", 1),
        8 => Stroke::Signal("HUP", 1),
        9 | 10 => Stroke::ServerDies(random.u64(0..1500)),
        _ => Stroke::Outage(random.u64(50..3000)),
    }
}

fn server_flags(random: &mut Rng) -> String {
    let mut faults = Vec::new();
    // Some days have one kind of fault, others have all of them.
    let share = random.u32(0..100);
    for (kind, most) in FAULTS {
        if random.u32(0..100) < share {
            let tenths = random.u32(1..=most * 10);
            let length = match kind {
                "slow" => format!(":{}ms", random.u32(50..1500)),
                "hang" => ":10s".to_owned(),
                _ => String::new(),
            };
            faults.push(format!("{kind}={}%{length}", f64::from(tenths) / 10.0));
        }
    }
    let mut flags = format!("--seed {} --latency {}ms", random.u32(..), random.u32(0..20));
    if !faults.is_empty() {
        flags.push_str(" --fault ");
        flags.push_str(&faults.join(","));
    }
    if random.u8(0..8) == 0 {
        flags.push_str(" --rate-limit 1200/min");
    }
    flags
}
