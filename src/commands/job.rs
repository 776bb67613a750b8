//! Jobs by the thousand as the command line knows them: the flags that every one of them takes, and
//! [`place`], the directory that it lives in, [`stdin`], where its input may come from, [`view`], what
//! is seen of it while it runs, and [`problems`], what went wrong.

pub mod place;
pub mod problems;
pub mod stdin;
pub mod view;

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Command};

use crate::bulk::engine::Limits;
use crate::bulk::pacing::Rate;
use crate::error::{Error, Result};

/// Where a job is kept, and how fast it goes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "The job")]
pub struct JobArgs {
    /// Job directory instead of the one that is named by default
    #[arg(id = "job", long = "job", value_name = "DIR")]
    pub dir: Option<PathBuf>,

    /// Go on with the job in the directory; begin one where there is none
    #[arg(long)]
    pub resume: bool,

    /// Move the directory's job aside and begin anew
    #[arg(long, conflicts_with = "resume")]
    pub restart: bool,

    /// How fast it goes
    #[command(flatten)]
    pub pace: PaceArgs,
}

/// How fast many requests go.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "The job")]
pub struct PaceArgs {
    /// Stay below this: a share of the rate limit, 80%, or a number, 600/min
    #[arg(long, value_name = "RATE")]
    pub rate: Option<Rate>,

    /// Requests at once: a number, or auto
    #[arg(long, value_name = "N|auto", default_value = "auto")]
    pub concurrency: Concurrency,
}

/// The heading of the flags of a stream of ids.
pub const HEADING: &str = "With - for ids from stdin";

/// Adds flags of a stream of ids to a verb's command: [`JobArgs`] or [`PaceArgs`].
pub fn add_for_ids<A: Args>(command: Command) -> Command {
    const FLAGS: [&str; 5] = ["job", "resume", "restart", "rate", "concurrency"];
    let add_heading = |arg: clap::Arg| {
        if FLAGS.contains(&arg.get_id().as_str()) { arg.help_heading(HEADING) } else { arg }
    };
    // A group's heading would go on over the arguments that follow.
    A::augment_args(command).next_help_heading(None::<&str>).mut_args(add_heading)
}

impl PaceArgs {
    /// How fast the job may go.
    pub fn limits(&self) -> Limits {
        Limits { rate: self.rate, concurrency: self.concurrency.0 }
    }
}

/// `--concurrency`: `None` finds the level by itself.
#[derive(Debug, Clone, Copy)]
pub struct Concurrency(pub Option<usize>);

/// The most that may be asked for: beyond it a process runs out of sockets.
const MAX_CONCURRENCY: usize = 512;

impl FromStr for Concurrency {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text == "auto" {
            return Ok(Concurrency(None));
        }
        match text.parse() {
            Ok(count @ 1..=MAX_CONCURRENCY) => Ok(Concurrency(Some(count))),
            _ => Err(Error::usage(format!("{text:?} is not a number of requests at once"))
                .hint(format!("give a number from 1 to {MAX_CONCURRENCY}, or auto"))),
        }
    }
}
