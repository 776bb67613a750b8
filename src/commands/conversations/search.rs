//! `ictl conversations search QUERY`.

use clap::{ArgMatches, Command};

use crate::api::query::CONVERSATIONS;
use crate::commands::query;
use crate::context::Context;
use crate::error::Result;

const EXAMPLES: &str = "\
Names stand for ids: team, admin (email, name, me, nobody), tag, contact (email or external id).
30d is 30 days ago. Operators: = != in nin < > (both include equality) ~ (contains) !~ ^ $, with
and, or and parentheses. The API takes two levels and 15 filters a group, and searches source.body
by single words. Parts are left out: `conversations get` shows them.

POST /conversations/search

Examples:
  ictl conversations search 'state = open and team = \"Billing\" and updated_at < 30d'
  ictl conversations search 'admin = nobody and state = open' --jq .id
  ictl conversations search 'contact = ann@example.com or tag = vip' --limit 10
  ictl conversations search 'state = open and updated_at < 30d' | ictl conversations close - --yes";

/// Adds the query to the table's arguments.
pub fn refine(command: Command) -> Command {
    let help = "What to look for, such as 'state = open and team = \"Billing\"'";
    query::refine(command, help, EXAMPLES)
}

/// Searches and prints what is found.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    query::run("searchConversations", &CONVERSATIONS, Vec::new(), matches, cx).await
}
