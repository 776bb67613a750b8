//! `ictl conversations get ID`: a readable thread on a terminal, JSON in a pipe.

use clap::{ArgMatches, Command};
use serde_json::Map;

use crate::commands::names::teams;
use crate::commands::operation::{prepare, show};
use crate::commands::shown::for_people;
use crate::commands::thread::{names_teams, of_conversation};
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::Result;

const VERB: Verb = Verb {
    words: "conversations get",
    operation: "retrieveConversation",
    summary: "Show a conversation with its parts",
    details: "On a terminal a readable thread; in a pipe, or with --json, what the API gives. The \
              API gives the newest 500 parts at most.",
    fields: &[],
    examples: &[
        "ictl conversations get 100001",
        "ictl conversations get 100001 --jq '.conversation_parts.conversation_parts[].body'",
    ],
};

pub fn refine(command: Command) -> Command {
    VERB.refine(command)
}

/// True when the ids come through stdin.
pub fn is_of_many(matches: &ArgMatches) -> bool {
    VERB.id(matches) == "-"
}

/// Shows the conversation.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let prepared = prepare(VERB.row()?, matches, Map::new(), cx)?;
    if !for_people(cx) {
        return show(VERB.row()?, matches, prepared, cx).await;
    }
    let conversation = cx.client()?.json(&prepared.request).await?;
    let teams = if names_teams(&conversation) { teams(cx).await? } else { Vec::new() };
    cx.ui.thread(&of_conversation(&conversation, &teams))
}
