//! The text that a note, a reply or an article is about: behind the ids, with `--body`, or from a
//! file. Every verb that has such a body takes it in all three ways.

use clap::{Arg, ArgMatches, Command};
use serde_json::Value;

use super::args::{FIELDS_HEADING, body_id};
use crate::api::operations::{Kind, Operation};
use crate::commands::body::read_message;
use crate::context::Context;
use crate::error::Result;

/// The field that holds the text.
pub const FIELD: &str = "body";

const POSITIONAL: &str = "text-body";
const FILE: &str = "body-file";

/// True when an operation's body is a text.
pub fn has(operation: &Operation) -> bool {
    operation.body.iter().any(|field| field.name == FIELD && field.kind == Kind::String)
}

/// Adds the two further ways to give it.
pub fn add(command: Command) -> Command {
    command
        .arg(
            Arg::new(POSITIONAL)
                .value_name("BODY")
                .help("The text; --body and --body-file give it, too")
                .conflicts_with_all([body_id(FIELD), FILE.to_owned(), "input".to_owned()]),
        )
        .arg(
            Arg::new(FILE)
                .long(FILE)
                .value_name("FILE")
                .help("Read the text from this file; - reads stdin")
                .help_heading(FIELDS_HEADING)
                .conflicts_with_all([body_id(FIELD), "input".to_owned()]),
        )
}

/// True when it is given in one of the two ways.
pub fn is_given(matches: &ArgMatches) -> bool {
    let one = |name: &str| matches.try_get_one::<String>(name).is_ok_and(|text| text.is_some());
    one(POSITIONAL) || one(FILE)
}

/// The text, where it was given in one of the two ways.
pub fn given(matches: &ArgMatches, cx: &mut Context) -> Result<Option<Value>> {
    let one = |name: &str| matches.try_get_one::<String>(name).ok().flatten();
    match (one(POSITIONAL), one(FILE)) {
        (Some(text), _) => Ok(Some(Value::from(text.as_str()))),
        (None, Some(file)) => read_message(file, cx).map(|text| Some(text.into())),
        (None, None) => Ok(None),
    }
}
