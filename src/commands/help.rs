//! `ictl help`: the page of a command, or of a topic that belongs to all of them.

mod groups;
mod page;
mod topics;

use clap::{Arg, ArgMatches, Command};

use super::{mistyped, root};
use crate::context::Context;
use crate::error::Result;

pub use groups::{Group, groups};
pub use page::{MAX_WIDTH, ROOT_EXAMPLES, is_bare, page};
pub use topics::{ENVIRONMENT, EXIT_CODES, TOPICS};

const WORDS: &str = "words";

const EXAMPLES: &str = "\
Examples:
  ictl help contacts import
  ictl help flags
  ictl help exit-codes";

/// `ictl help`.
pub fn command() -> Command {
    let words = Arg::new(WORDS)
        .value_name("COMMAND|TOPIC")
        .num_args(0..)
        .help("The words of a command; or flags, streams, environment or exit-codes");
    Command::new("help").arg(words).after_help(EXAMPLES)
}

/// Prints the page.
pub fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let words: Vec<String> =
        matches.get_many::<String>(WORDS).into_iter().flatten().cloned().collect();
    let width = width(cx);
    let text = match words.as_slice() {
        [word] if topics::find(word).is_some() => {
            topics::find(word).map_or_else(String::new, |topic| topic.text(width))
        }
        _ => {
            let args: Vec<String> =
                ["ictl".to_owned()].into_iter().chain(words).chain(["--help".to_owned()]).collect();
            page(root(&args), &args, width).map_err(|error| mistyped::explain(&error, &args))?
        }
    };
    cx.ui.raw(text.as_bytes())
}

/// How wide a page may be.
pub fn width(cx: &Context) -> usize {
    let columns = cx.env("COLUMNS").and_then(|columns| columns.parse().ok());
    let terminal = cx.ui.terminal().columns.map(usize::from);
    terminal.or(columns).unwrap_or(MAX_WIDTH).clamp(MIN_WIDTH, MAX_WIDTH)
}

/// Narrower terminals show broken lines, which is better than a column of words.
const MIN_WIDTH: usize = 40;
