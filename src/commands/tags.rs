//! `ictl tags`: tags by their names.

use clap::{Arg, ArgMatches, Command};
use serde_json::Map;

use super::names::tag_id;
use super::operation::{columns_of, gives, has_whole_body, prepare, show};
use super::verb::Verb;
use crate::api::{Request, path_segment};
use crate::context::Context;
use crate::error::{Error, Result};

/// The verbs that are written here.
const REFINED: [&str; 3] = ["create", "delete", "get"];

const CREATE: Verb = Verb {
    words: "tags create",
    operation: "createTag",
    summary: "Create or rename a tag, or tag companies and users with it",
    details: "A name that exists is not doubled; case does not matter. With `--id` the tag is \
              renamed; with companies or users they are tagged.",
    fields: &["name", "id", "companies", "users"],
    examples: &["ictl tags create vip", "ictl tags create 'very important' --id 7522907"],
};

const DELETE: Verb = Verb {
    words: "tags delete",
    operation: "deleteTag",
    summary: "Delete a tag",
    details: "By name or id. Refused while something depends on the tag. Nothing comes back.",
    fields: &[],
    examples: &["ictl tags delete vip"],
};

const GET: Verb = Verb {
    words: "tags get",
    operation: "findTag",
    summary: "Show a tag",
    details: "By name or id.",
    fields: &[],
    examples: &["ictl tags get vip --jq .id"],
};

const NAME: &str = "tag-name";

/// Adds names to the table's commands.
pub fn refine(command: Command) -> Command {
    let name = Arg::new(NAME)
        .value_name("NAME")
        .help("The tag's name; --name gives it, too")
        .conflicts_with_all(["input", "body:name"]);
    command
        .mut_subcommand("create", |command| CREATE.refine(command).arg(name))
        .mut_subcommand("delete", |command| DELETE.refine(command))
        .mut_subcommand("get", |command| GET.refine(command))
}

/// True when the chosen verb is written here, and not about ids on stdin.
pub fn refines(matches: &ArgMatches) -> bool {
    let Some((verb, own)) = matches.subcommand() else { return false };
    let on_stdin = verb != "create" && GET.id(own) == "-";
    REFINED.contains(&verb) && !on_stdin
}

/// Runs the chosen verb.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    match matches.subcommand() {
        Some(("create", own)) => create(own, cx).await,
        Some(("delete", own)) => delete(own, cx).await,
        Some(("get", own)) => get(own, cx).await,
        _ => Err(Error::usage("ictl tags has no such command")),
    }
}

async fn create(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut preset = Map::new();
    if !has_whole_body(matches)
        && !gives(matches, "name")
        && let Some(name) = matches.get_one::<String>(NAME)
    {
        preset.insert("name".to_owned(), name.as_str().into());
    }
    let prepared = prepare(CREATE.row()?, matches, preset, cx)?;
    show(CREATE.row()?, matches, prepared, cx).await
}

async fn delete(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let id = tag_id(DELETE.id(matches), cx).await?;
    let request = Request::delete(format!("/tags/{}", path_segment(&id)?));
    cx.ui.keep_going_without_reader();
    if cx.send(&request).await?.is_some() {
        cx.ui.note(&format!("done: tag {id} is deleted"));
    }
    Ok(())
}

async fn get(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let id = tag_id(GET.id(matches), cx).await?;
    let tag = cx.client()?.json(&Request::get(format!("/tags/{}", path_segment(&id)?))).await?;
    cx.ui.object(columns_of(GET.row()?), &tag)
}
