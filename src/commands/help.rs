//! `ictl help`: the page of a command, or of a topic that belongs to all of them.

mod groups;
mod page;
mod topics;

use clap::{Arg, ArgMatches, Command};

use super::wrapped::page_width;
use super::{alias, mistyped, root};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::likeness::nearest;

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
            page(root(&args), &args, width).map_err(|error| unknown(&error, &args, cx))?
        }
    };
    cx.ui.raw(text.as_bytes())
}

/// What was meant may be a topic or an alias as well.
fn unknown(error: &clap::Error, args: &[String], cx: &Context) -> Error {
    let mistake = mistyped::explain(error, args);
    let [_, word, _] = args else { return mistake };
    if let Some(definition) = alias::definition(word, cx) {
        return Error::usage(format!("{word} is an alias, which stands for: {definition}"))
            .hint(format!("`ictl {word} --help` shows the help of that command"));
    }
    match nearest(word, TOPICS.iter().map(|topic| topic.name)) {
        Some(topic) => mistake.hint(format!(
            "did you mean `ictl help {topic}`? `ictl --help` lists commands and topics"
        )),
        None => mistake,
    }
}
