//! `ictl help`: the page of a command, or of a topic that belongs to all of them.

mod groups;
mod page;
mod topics;

use clap::{Arg, ArgMatches, Command};

use super::wrapped::page_width;
use super::{mistyped, root};
use crate::context::Context;
use crate::error::Result;

pub use groups::groups;
pub use page::{ROOT_EXAMPLES, is_bare, page};
pub use topics::{ENVIRONMENT, TOPICS};

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
    let width = page_width(cx);
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
