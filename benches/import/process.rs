//! What a process costs: the time it takes, and the time it keeps a processor busy.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The unit of times in `/proc` on every Linux there is (`man 5 proc`, `sysconf(_SC_CLK_TCK)`).
const TICKS_PER_SECOND: f64 = 100.0;

/// What a program took for so many requests.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Requests that were answered.
    pub requests: u64,
    /// Time from start to end.
    pub seconds: f64,
    /// Time of processors; `None` where the system does not tell it.
    pub cpu: Option<f64>,
}

impl Cost {
    /// Requests a second.
    pub fn rate(&self) -> f64 {
        self.requests as f64 / self.seconds
    }

    /// Seconds of processors for a thousand requests.
    pub fn cpu_per_thousand(&self) -> Option<f64> {
        self.cpu.map(|cpu| cpu * 1000.0 / self.requests as f64)
    }
}

/// What a program that was run to its end left.
pub struct Ended {
    /// Time from start to end.
    pub seconds: f64,
    /// Time of processors.
    pub cpu: Option<f64>,
    /// Its exit code.
    pub code: Option<i32>,
    /// What it said on stdout.
    pub stdout: String,
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Ended {
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = String::new();
    // Its end closes the pipe.
    child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
    let seconds = started.elapsed().as_secs_f64();
    let cpu = seconds_at_end(child.id());
    let code = child.wait().unwrap().code();
    Ended { seconds, cpu, code, stdout }
}

/// The time of this thread.
pub fn thread_seconds() -> Option<f64> {
    seconds_of(&std::fs::read_to_string("/proc/thread-self/stat").ok()?).map(|(_, seconds)| seconds)
}

/// The time of a process that is about to end, read when it has ended and nobody asked for its exit
/// code yet.
fn seconds_at_end(id: u32) -> Option<f64> {
    loop {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        let (state, seconds) = seconds_of(&stat)?;
        if state == "Z" {
            return Some(seconds);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// State and time in a `stat` file: fields 3, 14 and 15, counted behind the name in parentheses.
fn seconds_of(stat: &str) -> Option<(&str, f64)> {
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = |field: usize| fields.get(field - 3)?.parse::<f64>().ok();
    Some((fields.first()?, (ticks(14)? + ticks(15)?) / TICKS_PER_SECOND))
}
