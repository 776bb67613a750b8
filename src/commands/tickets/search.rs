//! `ictl tickets search QUERY`, and the flags that choose tickets by their category.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Value, json};

use crate::api::query::TICKETS;
use crate::commands::names::ticket_type;
use crate::commands::query;
use crate::context::Context;
use crate::error::Result;

const EXAMPLES: &str = "\
Names stand for ids: type, team, admin (email, name, me, nobody), contact (email or external id).
7d is 7 days ago. An attribute of a ticket type is searched as ticket_attribute.ID. Operators: = !=
in nin < > <= >= ~ (contains) !~ ^ $, with and, or and parentheses. The API takes two levels and 15
filters a group.

POST /tickets/search

Examples:
  ictl tickets search 'open = true and team = \"Billing\"'
  ictl tickets search --category request 'created_at > 7d'
  ictl tickets search --no-back-office 'contact = ann@example.com'
  ictl tickets search 'type = \"Problem report\" and admin = nobody' --jq .ticket_id";

const CATEGORY: &str = "category";
const NO_BACK_OFFICE: &str = "no-back-office";

/// `--category` and `--no-back-office`.
pub fn takes_kinds(command: Command) -> Command {
    command
        .arg(
            Arg::new(CATEGORY)
                .long(CATEGORY)
                .value_name("WORD")
                .value_parser(["request", "task", "tracker"])
                .conflicts_with(NO_BACK_OFFICE)
                .help("Only customer tickets (request), back-office ones (task) or trackers"),
        )
        .arg(
            Arg::new(NO_BACK_OFFICE)
                .long(NO_BACK_OFFICE)
                .action(ArgAction::SetTrue)
                .help("Leave out tickets of back-office types, which are looked up"),
        )
}

/// Adds the query and the flags to the table's arguments.
pub fn refine(command: Command) -> Command {
    let help = "What to look for, such as 'open = true and team = \"Billing\"'";
    let command = takes_kinds(query::refine(command, help, EXAMPLES));
    [CATEGORY, NO_BACK_OFFICE].into_iter().fold(command, |command, flag| {
        command.mut_arg(flag, |arg| arg.conflicts_with_all(["input", "body:query"]))
    })
}

/// Searches and prints what is found.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let kinds = kinds(matches, cx).await?;
    query::run("searchTickets", &TICKETS, kinds, matches, cx).await
}

/// The filters that the flags stand for.
pub async fn kinds(matches: &ArgMatches, cx: &mut Context) -> Result<Vec<Value>> {
    if let Some(word) = matches.get_one::<String>(CATEGORY) {
        return Ok(vec![json!({"field": "category", "operator": "=", "value": word})]);
    }
    if !matches.get_flag(NO_BACK_OFFICE) {
        return Ok(Vec::new());
    }
    let types = ticket_type::all_with_archived(cx).await?;
    let back_office = types.iter().filter(|kind| kind["category"] == "Back-office");
    let filters: Vec<Value> = back_office
        .map(|kind| json!({"field": "ticket_type_id", "operator": "!=", "value": kind["id"]}))
        .collect();
    if filters.is_empty() {
        cx.ui.note("the workspace has no back-office ticket types");
        // A search needs a filter; every ticket was created after 1970.
        return Ok(vec![json!({"field": "created_at", "operator": ">", "value": 0})]);
    }
    Ok(filters)
}

/// The API's form of a query with further filters.
pub async fn compiled(text: Option<&str>, also: &[Value], cx: &mut Context) -> Result<Value> {
    query::understand(text, also, &TICKETS, cx).await.map(|query| query.body)
}
