//! `ictl tickets create --type NAME --contact WHO`: attributes go by name, and those that the type
//! requires are asked for on a terminal.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};

use super::attributes;
use crate::bulk::actions::{ObjectKind, Plan, Step, Subject, Trace};
use crate::commands::acting::act_once;
use crate::commands::conversations::assign::{TEAM, TO};
use crate::commands::names::{admin, contact, team, ticket_type};
use crate::commands::operation::{columns_of, gives, has_whole_body};
use crate::commands::shown::changed;
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::{Error, Kind, Result};

const VERB: Verb = Verb {
    words: "tickets create",
    operation: "createTicket",
    summary: "Create a ticket",
    details: "Type and attributes go by their names and are checked before anything is sent; \
              required ones are asked for on a terminal. An email that nobody has makes a new \
              contact.",
    fields: &["company_id", "created_at", "skip_notifications"],
    examples: &[
        "ictl tickets create --type 'Problem report' --contact ann@example.com -a Severity=High",
        "ictl tickets create --type Refund --contact ann@example.com --title 'Paid twice' -a Amount=49.50",
    ],
};

const TYPE: &str = "ticket-type";
const CONTACT: &str = "contact";
const LINK: &str = "link";

/// The arguments that fill in attributes.
pub const ATTRIBUTE: &str = "attribute";
const TITLE: &str = "title";
const DESCRIPTION: &str = "description";

/// `--title`, `--description` and `--attribute`.
pub fn takes_attributes(command: Command) -> Command {
    let text = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .value_name("TEXT")
            .help(help)
            .conflicts_with_all(["input", "body:ticket_attributes"])
    };
    command.arg(text(TITLE, "The ticket's title")).arg(text(DESCRIPTION, "What it is about")).arg(
        Arg::new(ATTRIBUTE)
            .long(ATTRIBUTE)
            .short('a')
            .value_name("NAME=VALUE")
            .action(ArgAction::Append)
            .help("An attribute of the ticket's type; repeatable")
            .conflicts_with_all(["input", "body:ticket_attributes"]),
    )
}

pub fn refine(command: Command) -> Command {
    let arg = |name: &'static str, long: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(long).value_name(value).help(help)
    };
    let command = takes_attributes(VERB.refine(command))
        .arg(arg(TYPE, "type", "NAME|ID", "The ticket type").conflicts_with("body:ticket_type_id"))
        .arg(
            arg(CONTACT, CONTACT, "CONTACT", "Whom it is about: an id, email or external id")
                .conflicts_with("body:contacts"),
        )
        .arg(arg(TO, TO, "ID|EMAIL|me", "The teammate who gets it"))
        .arg(arg(TEAM, TEAM, "NAME|ID", "The team that gets it"))
        .arg(arg(LINK, LINK, "CONVERSATION_ID", "Link it to this conversation"));
    [TYPE, CONTACT, TO, TEAM, LINK]
        .into_iter()
        .fold(command, |command, name| command.mut_arg(name, |arg| arg.conflicts_with("input")))
}

/// Creates a ticket and shows it.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let preset = if has_whole_body(matches) { Map::new() } else { preset(matches, cx).await? };
    let body = VERB.body(matches, preset, cx)?;
    let step = Step::once(VERB.request(body)?, Trace::Ticket);
    let plan = Plan::new(VERB.words, ObjectKind::TICKET).step(step);
    let Some(acted) = act_once(plan, Subject::none(), cx).await? else { return Ok(()) };
    changed(columns_of(VERB.row()?), &acted.value.unwrap_or_default(), cx)
}

async fn preset(matches: &ArgMatches, cx: &mut Context) -> Result<Map<String, Value>> {
    let one = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let mut preset = Map::new();
    let mut insert = |name: &str, value: Value| preset.insert(name.to_owned(), value);
    if let Some(text) = one(TYPE) {
        let kind = ticket_type::find(text, cx).await?;
        insert("ticket_type_id", kind["id"].clone());
        if !gives(matches, "ticket_attributes") {
            insert("ticket_attributes", complete(matches, &kind, cx)?.into());
        }
    } else if !gives(matches, "ticket_type_id") {
        return Err(Error::usage("`tickets create` needs --type")
            .hint("`ictl ticket-types list` shows the types by name"));
    } else if !given(matches)?.is_empty() {
        return Err(Error::usage("attributes by name need the type by --type")
            .hint("or give them as they are sent: -f ticket_attributes.NAME=VALUE"));
    }
    if let Some(text) = one(CONTACT) {
        insert("contacts", json!([reference(text, cx).await?]));
    } else if !gives(matches, "contacts") {
        return Err(Error::usage("`tickets create` needs --contact")
            .hint("say whom it is about: an id, an email or an external id"));
    }
    let mut assignment = Map::new();
    if let Some(text) = one(TO) {
        assignment.insert("admin_assignee_id".to_owned(), admin(text, cx).await?.into());
    }
    if let Some(text) = one(TEAM) {
        assignment.insert("team_assignee_id".to_owned(), team(text, cx).await?.into());
    }
    if !assignment.is_empty() {
        insert("assignment", assignment.into());
    }
    if let Some(id) = one(LINK) {
        insert("conversation_to_link_id", id.into());
    }
    Ok(preset)
}

/// The contact, as the API takes it. One that nobody has yet is made of an email.
async fn reference(text: &str, cx: &mut Context) -> Result<Value> {
    match contact(text, cx).await {
        Ok(contact) => Ok(json!({"id": contact.id})),
        Err(error) if text.contains('@') && is_unknown(&error) => {
            cx.ui.note(&format!(
                "nobody has the email {text} yet: the ticket makes a contact of it"
            ));
            Ok(json!({"email": text}))
        }
        Err(error) => Err(error),
    }
}

fn is_unknown(error: &Error) -> bool {
    error.kind() == Kind::Failed
        && error.api_facts().status.is_none()
        && error.message().starts_with("there is no")
}

/// What the flags fill in, by the names that people know.
pub fn given(matches: &ArgMatches) -> Result<Vec<(String, String)>> {
    let mut given = Vec::new();
    for name in [TITLE, DESCRIPTION] {
        if let Some(text) = matches.get_one::<String>(name) {
            given.push((name.to_owned(), text.clone()));
        }
    }
    for text in matches.get_many::<String>(ATTRIBUTE).into_iter().flatten() {
        let Some((name, value)) = text.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(Error::usage(format!("--attribute {text:?} has no NAME="))
                .hint("write --attribute 'Severity=High'"));
        };
        given.push((name.trim().to_owned(), value.to_owned()));
    }
    Ok(given)
}

/// The attributes that are given, and those that the type requires: asked for one by one, since
/// nobody knows all their names.
fn complete(matches: &ArgMatches, kind: &Value, cx: &mut Context) -> Result<Map<String, Value>> {
    let known = attributes::of_type(kind);
    let mut fields = attributes::fields(&given(matches)?, kind, &cx.now())?;
    let missing = attributes::missing(&known, &fields);
    let terminal = cx.ui.terminal();
    let can_ask = terminal.stdin && terminal.stderr;
    if !missing.is_empty() && !can_ask {
        let names: Vec<&str> =
            missing.iter().filter_map(|one| attributes::shown_name(one)).collect();
        let kind = kind["name"].as_str().unwrap_or("this type");
        return Err(Error::usage(format!("tickets of {kind} need {}", names.join(", ")))
            .hint(format!("give each: --attribute '{}=…'", names[0])));
    }
    for attribute in missing {
        let name = attributes::shown_name(attribute).unwrap_or_default();
        let instead = format!("give it with --attribute '{name}=…'");
        let options = attributes::options(attribute);
        let answer = if options.is_empty() {
            cx.ui.text(name, &instead)?
        } else {
            let chosen = cx.ui.choose(name, &options, &instead)?;
            options[chosen].clone()
        };
        let key = attribute["name"].as_str().unwrap_or(name).to_owned();
        fields.insert(key, attributes::value(attribute, &answer, &cx.now())?);
    }
    Ok(fields)
}
