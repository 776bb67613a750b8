//! `ictl contacts note`: a note on one contact, or the same on those whose ids come through stdin,
//! and on none of them twice.

use clap::{ArgMatches, Command};
use serde_json::Map;

use crate::bulk::actions::{ObjectKind, Plan, Step, Trace};
use crate::commands::acting::{act, takes_ids};
use crate::commands::message;
use crate::commands::names::{add_acting_admin, admin_arg};
use crate::commands::operation::{columns_of, has_whole_body};
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::Result;

const VERB: Verb = Verb {
    words: "contacts note",
    operation: "createNote",
    summary: "Leave a note on a contact",
    details: "Without a text, stdin is read where it is a pipe, and an editor opens on a terminal. \
              A note whose answer is lost is looked for and never left twice.",
    fields: &["body"],
    examples: &[
        "ictl contacts note 63a07ddf05a32042dffac965 'Wants to be called back'",
        "ictl contacts search 'tag_id = 17' | ictl contacts note - 'Met at the fair'",
    ],
};

/// The verb with its flags.
pub fn command() -> Command {
    takes_ids(VERB.command().arg(admin_arg()))
}

/// Leaves the note.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let id = VERB.id(matches);
    let mut preset = Map::new();
    if !has_whole_body(matches) {
        message::complete(&mut preset, matches, id == "-", cx)?;
        add_acting_admin(&mut preset, matches, cx).await?;
    }
    let request = VERB.request(VERB.body(matches, preset, cx)?)?;
    let plan =
        Plan::new(VERB.words, ObjectKind::CONTACT).step(Step::once(request, Trace::ContactNote));
    act(plan, id, matches, columns_of(VERB.row()?), cx).await
}
