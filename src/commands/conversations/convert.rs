//! `ictl conversations convert ID --type NAME`: a conversation becomes a ticket.

use clap::{Arg, ArgMatches, Command};
use serde_json::Map;

use crate::bulk::actions::{ObjectKind, Plan, Step, Trace};
use crate::commands::acting::{act, takes_ids};
use crate::commands::names::ticket_type;
use crate::commands::operation::{columns_of, gives, has_whole_body};
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::{Error, Result};

const VERB: Verb = Verb {
    words: "conversations convert",
    operation: "convertConversationToTicket",
    summary: "Convert a conversation to a ticket",
    details: "Returns the ticket. Only types of the category Customer are possible.",
    fields: &["ticket_state_id", "attributes"],
    examples: &[
        "ictl conversations convert 100001 --type 'Problem report'",
        "ictl conversations convert 100001 --type 34 -f attributes.Steps='Open the page'",
    ],
};

const TYPE: &str = "ticket-type";

pub fn refine(command: Command) -> Command {
    takes_ids(
        VERB.refine(command).arg(
            Arg::new(TYPE)
                .long("type")
                .value_name("NAME|ID")
                .help("The ticket type")
                .conflicts_with_all(["input", "body:ticket_type_id"]),
        ),
    )
}

/// Converts.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut preset = Map::new();
    if !has_whole_body(matches) && !gives(matches, "ticket_type_id") {
        let Some(text) = matches.get_one::<String>(TYPE) else {
            return Err(Error::usage("`conversations convert` needs --type")
                .hint("`ictl ticket-types list` shows the types by name"));
        };
        preset.insert("ticket_type_id".to_owned(), ticket_type::id(text, cx).await?.into());
    }
    let body = VERB.body(matches, preset, cx)?;
    // What a conversation looks like that was converted is not published, so nobody can see it.
    let step = Step::once(VERB.request(body)?, Trace::Nowhere);
    let plan = Plan::new(VERB.words, ObjectKind::CONVERSATION).step(step);
    act(plan, VERB.id(matches), matches, columns_of(VERB.row()?), cx).await
}
