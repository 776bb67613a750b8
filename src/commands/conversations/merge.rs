//! `ictl conversations merge ID --into ID`.

use clap::{Arg, ArgMatches, Command};
use serde_json::Map;

use crate::bulk::actions::{ObjectKind, Plan, Step, Trace};
use crate::commands::acting::act;
use crate::commands::operation::{columns_of, gives, has_whole_body};
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::{Error, Result};

const VERB: Verb = Verb {
    words: "conversations merge",
    operation: "mergeConversation",
    summary: "Merge a conversation into another",
    details: "The first is closed and linked; the second goes on and comes back. It cannot be \
              undone. A ticket also needs the permission to write tickets.",
    fields: &[],
    examples: &["ictl conversations merge 100001 --into 100002"],
};

const INTO: &str = "into";

pub fn refine(command: Command) -> Command {
    VERB.refine(command).arg(
        Arg::new(INTO)
            .long(INTO)
            .value_name("CONVERSATION_ID")
            .help("The conversation that goes on")
            .conflicts_with_all(["input", "body:merge_into_conversation_id"]),
    )
}

/// Merges.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    const FIELD: &str = "merge_into_conversation_id";
    let mut preset = Map::new();
    if !has_whole_body(matches) && !gives(matches, FIELD) {
        let Some(text) = matches.get_one::<String>(INTO) else {
            return Err(Error::usage("`conversations merge` needs --into")
                .hint("name the conversation that goes on: --into CONVERSATION_ID"));
        };
        let into: u64 = text.parse().map_err(|_| {
            Error::usage(format!("--into {text:?} is not the id of a conversation"))
                .hint("the API takes numbers here")
        })?;
        preset.insert(FIELD.to_owned(), into.into());
    }
    let body = VERB.body(matches, preset, cx)?;
    let step = Step::once(VERB.request(body)?, Trace::Nowhere);
    let plan = Plan::new(VERB.words, ObjectKind::CONVERSATION).step(step);
    act(plan, VERB.id(matches), matches, columns_of(VERB.row()?), cx).await
}
