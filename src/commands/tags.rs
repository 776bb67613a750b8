//! `ictl tags`: tags by their names.

use clap::{Arg, ArgMatches, Command};
use serde_json::Map;

use super::by_hand::{ByHand, Refinement};
use super::names::tag_id;
use super::operation::{columns_of, gives, has_whole_body, prepare, show};
use super::verb::Verb;
use crate::api::{Request, path_segment};
use crate::context::Context;
use crate::error::Result;

const CREATE: Verb = Verb {
    words: "tags create",
    operation: "createTag",
    summary: "Create or rename a tag, or tag companies and users with it",
    details: "A name that exists is not doubled; case does not matter. With `--id` the tag is \
              renamed; with companies or users they are tagged.",
    fields: &["name", "id", "companies", "users"],
    examples: &["ictl tags create vip", "ictl tags create 'very important' --id 6"],
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

/// What is written by hand: names beside ids, but not beside those on stdin.
pub const NOUN: Refinement = Refinement {
    noun: "tags",
    verbs: &[
        ByHand::over("create", refine_create, |own, cx| Box::pin(create(own, cx))),
        ByHand::over("get", |command| GET.refine(command), |own, cx| Box::pin(get(own, cx)))
            .when(|own| GET.id(own) != "-"),
        ByHand::over(
            "delete",
            |command| DELETE.refine(command),
            |own, cx| Box::pin(delete(own, cx)),
        )
        .when(|own| DELETE.id(own) != "-"),
    ],
    examples: "",
};

fn refine_create(command: Command) -> Command {
    let name = Arg::new(NAME)
        .value_name("NAME")
        .help("The tag's name; --name gives it, too")
        .conflicts_with_all(["input", "body:name"]);
    CREATE.refine(command).arg(name)
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
