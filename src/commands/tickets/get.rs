//! `ictl tickets get ID`: a readable thread on a terminal, JSON in a pipe.

use clap::{ArgMatches, Command};

use crate::api::{Request, path_segment};
use crate::commands::names::{explain_ticket, teams, ticket};
use crate::commands::operation::columns_of;
use crate::commands::shown::for_people;
use crate::commands::thread::{names_teams, of_ticket};
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::Result;

const VERB: Verb = Verb {
    words: "tickets get",
    operation: "getTicket",
    summary: "Show a ticket with its parts",
    details: "The API wants the ticket's `id`. The number that people see is written '#123', in \
              quotation marks for the shell: the ticket is searched by it then.",
    fields: &[],
    examples: &[
        "ictl tickets get 100026",
        "ictl tickets get '#2'",
        "ictl tickets get 100026 --jq .ticket_state",
    ],
};

pub fn refine(command: Command) -> Command {
    VERB.refine(command)
}

/// True when the ids come through stdin.
pub fn is_of_many(matches: &ArgMatches) -> bool {
    VERB.id(matches) == "-"
}

/// Shows the ticket.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let given = VERB.id(matches);
    let id = ticket(given, cx).await?;
    let request = Request::get(format!("/tickets/{}", path_segment(&id)?));
    let answer = cx.client()?.json(&request).await;
    let ticket = answer.map_err(|error| explain_ticket(error, given))?;
    if for_people(cx) {
        let teams = if names_teams(&ticket) { teams(cx).await? } else { Vec::new() };
        return cx.ui.thread(&of_ticket(&ticket, &teams));
    }
    cx.ui.object(columns_of(VERB.row()?), &ticket)
}
