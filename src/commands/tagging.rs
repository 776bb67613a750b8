//! `tag ID NAME…` and `untag ID NAME…`, as contacts, conversations and tickets have them: the tags
//! are found by name, or made, once, and the acting admin is named where the API wants one.

use clap::{Arg, ArgMatches, Args as _, Command};
use serde_json::{Map, Value};

use super::acting::{Task, act_once, act_prepared, takes_ids};
use super::body::{BodyArgs, put};
use super::names::{Tag, add_acting_admin, admin_arg, existing_tags, tags, ticket};
use super::operation::{columns_of, operation, request_line};
use super::parsed;
use crate::api::operations::{self as table, Field, Operation};
use crate::api::{Request, path_segment};
use crate::bulk::actions::{ObjectKind, Plan, Step, Subject};
use crate::context::Context;
use crate::error::Result;

const ID: &str = "tagged-id";
const NAMES: &str = "tag-names";

/// What is tagged, and by which operations.
#[derive(Debug)]
pub struct Tagging {
    /// The noun of the commands: `conversations`.
    pub noun: &'static str,
    /// The id's name in help: `CONVERSATION_ID`.
    pub id: &'static str,
    /// What one of them is.
    pub kind: ObjectKind,
    /// The operation that tags.
    pub attach: &'static str,
    /// The operation that takes a tag away.
    pub detach: &'static str,
    /// An id, and a query that finds some, for the examples.
    pub examples: (&'static str, &'static str),
}

impl Tagging {
    /// `tag`.
    pub fn tag_command(&self) -> Command {
        let (noun, (id, query)) = (self.noun, self.examples);
        self.command("tag", self.attach)
            .about(format!("Tag a {}", self.kind.name))
            .long_about(format!(
                "Tag a {}\n\nTags go by their names; one that does not exist is made. Tagging \
                 twice changes nothing.",
                self.kind.name
            ))
            .after_help(format!(
                "{}\n\nExamples:\n  ictl {noun} tag {id} vip 'needs refund'\n  \
                 ictl {noun} search '{query}' | ictl {noun} tag - stale",
                line(self.attach)
            ))
    }

    /// `untag`.
    pub fn untag_command(&self) -> Command {
        let (noun, (id, query)) = (self.noun, self.examples);
        self.command("untag", self.detach)
            .about(format!("Take tags off a {}", self.kind.name))
            .long_about(format!(
                "Take tags off a {}\n\nTags go by their names or ids. The tags themselves stay in \
                 the workspace.",
                self.kind.name
            ))
            .after_help(format!(
                "{}\n\nExamples:\n  ictl {noun} untag {id} vip\n  \
                 ictl {noun} search '{query}' | ictl {noun} untag - stale",
                line(self.detach)
            ))
    }

    fn command(&self, name: &'static str, id: &'static str) -> Command {
        let names = Arg::new(NAMES).value_name("NAME").num_args(1..).help("Names of tags");
        let names = if id == self.detach {
            names.required(true)
        } else {
            names.required_unless_present("input").conflicts_with("input")
        };
        let subject = Arg::new(ID).value_name(self.id).required(true);
        let subject = subject.help(format!("The {}'s id; - takes ids from stdin", self.kind.name));
        let command = Command::new(name).arg(subject).arg(names);
        let fields = table::by_id(id).map_or(&[][..], |row| row.body);
        let command = if fields.is_empty() { command } else { BodyArgs::augment_args(command) };
        let command = if wants_admin(fields) { command.arg(admin_arg()) } else { command };
        takes_ids(command)
    }

    /// Tags, and shows the tags.
    pub async fn tag(&self, matches: &ArgMatches, cx: &mut Context) -> Result<()> {
        self.perform("tag", operation(self.attach)?, matches, cx).await
    }

    /// Takes tags away, and shows them.
    pub async fn untag(&self, matches: &ArgMatches, cx: &mut Context) -> Result<()> {
        self.perform("untag", operation(self.detach)?, matches, cx).await
    }

    /// A step for each tag to attach; what does not exist is made.
    async fn attaching(
        &self,
        row: &'static Operation,
        matches: &ArgMatches,
        cx: &mut Context,
    ) -> Result<Vec<Step>> {
        let args = body_args(row, matches)?;
        if let Some(whole) = args.whole(cx)? {
            return Ok(vec![Step::repeatable(request(row, None, Some(whole))?)]);
        }
        let common = common(row, &args, matches, cx).await?;
        let mut steps = Vec::new();
        for tag in tags(&names(matches), cx).await? {
            let mut body = common.clone();
            body.entry("id").or_insert_with(|| tag.id.clone().into());
            let make = request(row, Some(&tag), Some(to_bytes(body)))?;
            let has_it = move |_: &Subject, object: &Value| carries(object, &tag) == Some(true);
            steps.push(Step::repeatable(make).already(has_it));
        }
        Ok(steps)
    }

    /// A step for each tag to take away.
    async fn detaching(
        &self,
        row: &'static Operation,
        matches: &ArgMatches,
        cx: &mut Context,
    ) -> Result<Vec<Step>> {
        let args = body_args(row, matches)?;
        let (found, body) = if let Some(whole) = args.whole(cx)? {
            // Nothing is looked up for a body that is given whole: the names must be ids.
            let ids = names(matches).into_iter();
            (ids.map(|id| Tag { name: id.clone(), id }).collect(), Some(whole))
        } else {
            let found = existing_tags(&names(matches), cx).await?;
            let body = common(row, &args, matches, cx).await?;
            (found, (!row.body.is_empty()).then(|| to_bytes(body)))
        };
        let mut steps = Vec::new();
        for tag in found {
            let make = request(row, Some(&tag), body.clone())?;
            let lacks_it = move |_: &Subject, object: &Value| carries(object, &tag) == Some(false);
            steps.push(Step::repeatable(make).already(lacks_it));
        }
        Ok(steps)
    }

    /// One object is tagged tag by tag, to show each; many go through the stream, and no tag is
    /// made before all of it was read.
    async fn perform(
        &self,
        verb: &str,
        row: &'static Operation,
        matches: &ArgMatches,
        cx: &mut Context,
    ) -> Result<()> {
        let command = format!("{} {verb}", self.noun);
        let plan = || Plan::new(command.as_str(), self.kind.clone());
        let steps = async |cx: &mut Context| match verb {
            "tag" => self.attaching(row, matches, cx).await,
            _ => self.detaching(row, matches, cx).await,
        };
        let id = matches.get_one::<String>(ID).map_or("", String::as_str);
        if id == "-" {
            let (kind, columns) = (self.kind.clone(), columns_of(row));
            let task = Task { command: &command, kind, destructive: false, matches, columns };
            let make =
                async |cx: &mut Context| Ok(steps(cx).await?.into_iter().fold(plan(), Plan::step));
            return act_prepared(task, id, make, cx).await;
        }
        let is_ticket = self.kind == ObjectKind::TICKET;
        let id = if is_ticket { ticket(id, cx).await? } else { id.to_owned() };
        let mut shown = Vec::new();
        for step in steps(cx).await? {
            let acted = act_once(plan().step(step), Subject::of(id.as_str())?, cx).await?;
            shown.extend(acted.and_then(|acted| acted.value));
        }
        if cx.dry_run() {
            return Ok(());
        }
        let mut list = cx.ui.list(columns_of(row));
        for tag in shown.iter().filter(|tag| !tag.is_null()) {
            list.item(tag)?;
        }
        list.finish().map(|_| ())
    }
}

/// The flags for the body, where there is one.
fn body_args(row: &Operation, matches: &ArgMatches) -> Result<BodyArgs> {
    if row.body.is_empty() { Ok(BodyArgs::default()) } else { parsed(matches) }
}

fn wants_admin(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.name == "admin_id")
}

/// The fields that are the same for every tag.
async fn common(
    row: &Operation,
    args: &BodyArgs,
    matches: &ArgMatches,
    cx: &mut Context,
) -> Result<Map<String, Value>> {
    let mut body = Map::new();
    if wants_admin(row.body) {
        add_acting_admin(&mut body, matches, cx).await?;
    }
    for (key, value) in args.fields(cx)? {
        put(&mut body, &key, value)?;
    }
    Ok(body)
}

fn line(id: &str) -> String {
    table::by_id(id).map(request_line).unwrap_or_default()
}

fn names(matches: &ArgMatches) -> Vec<String> {
    matches.get_many::<String>(NAMES).into_iter().flatten().cloned().collect()
}

fn to_bytes(body: Map<String, Value>) -> Vec<u8> {
    Value::Object(body).to_string().into_bytes()
}

/// The request for an object: its id is the first parameter of the path, the tag's the second.
fn request(
    row: &'static Operation,
    tag: Option<&Tag>,
    body: Option<Vec<u8>>,
) -> Result<impl Fn(&Subject) -> Request + Send + Sync + 'static> {
    let tag = tag.map(|tag| path_segment(&tag.id)).transpose()?.unwrap_or_default();
    Ok(move |subject: &Subject| {
        let values = [subject.segment(), tag.clone()];
        let path =
            row.path_params.iter().zip(values).fold(row.path.to_owned(), |path, (param, value)| {
                path.replace(&format!("{{{}}}", param.name), &value)
            });
        let request = Request::new(row.method, path);
        match &body {
            Some(body) => request.body(body.clone()),
            None => request,
        }
    })
}

/// Whether an object has a tag; `None` where it does not tell. Conversations and tickets tell all
/// their tags, contacts the first ten and whether there are more (docs: Contacts).
fn carries(object: &Value, tag: &Tag) -> Option<bool> {
    let tags = &object["tags"];
    let whole = tags["tags"].is_array() || tags["has_more"] == false;
    let known = tags["tags"].as_array().or_else(|| tags["data"].as_array())?;
    let found = known.iter().any(|known| known["id"] == tag.id.as_str());
    (found || whole).then_some(found)
}
