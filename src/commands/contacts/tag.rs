//! `ictl contacts tag` and `untag`: by the names of tags, on one contact or on those whose ids come
//! through stdin. A tag that is missing is made once, not once a contact.

use clap::{ArgMatches, Args, Command};
use serde_json::{Value, json};

use crate::api::Request;
use crate::api::path_segment;
use crate::bulk::actions::{ObjectKind, Plan, Step, Subject};
use crate::bulk::contacts::existing::shows_tag;
use crate::bulk::contacts::workspace::{find_tag, tag};
use crate::commands::acting::{Verb, act_prepared};
use crate::commands::job::JobArgs;
use crate::commands::operation::{columns_of, operation};
use crate::commands::parsed;
use crate::context::Context;
use crate::error::{Error, Result};

const EXAMPLES: &str = "\
Examples:
  ictl contacts tag 63a07ddf05a32042dffac965 vip
  ictl contacts search 'email ~ \"@example.com\"' | ictl contacts tag - customer 'since 2026'";

const UNTAG_EXAMPLES: &str = "\
Examples:
  ictl contacts untag 63a07ddf05a32042dffac965 vip
  ictl contacts search 'tag_id = 17' | ictl contacts untag - vip";

#[derive(Debug, Clone, Args)]
struct TagArgs {
    /// The contact's id; - takes ids from stdin
    #[arg(id = "contact-id", value_name = "CONTACT_ID")]
    id: String,

    /// Names of tags, in any case
    #[arg(id = "tag-names", value_name = "NAME", required = true)]
    names: Vec<String>,

    /// How a stream of ids goes
    #[command(flatten)]
    job: JobArgs,
}

/// The verb `tag`.
pub fn tag_command() -> Command {
    TagArgs::augment_args(Command::new("tag"))
        .about("Tag a contact, making tags that do not exist")
        .long_about(None)
        .after_help(EXAMPLES)
}

/// The verb `untag`.
pub fn untag_command() -> Command {
    TagArgs::augment_args(Command::new("untag"))
        .about("Remove tags from a contact")
        .long_about(None)
        .after_help(UNTAG_EXAMPLES)
}

/// Tags.
pub async fn attach(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let args: TagArgs = parsed(matches)?;
    let make = async |cx: &mut Context| {
        let mut plan = Plan::new("contacts tag", ObjectKind::CONTACT);
        for name in &args.names {
            plan = plan.step(attaching(tag_id(name, cx).await?));
        }
        Ok(plan)
    };
    let verb = verb("contacts tag", "attachTagToContact", matches)?;
    act_prepared(verb, &args.id, make, cx).await
}

/// Untags.
pub async fn detach(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let args: TagArgs = parsed(matches)?;
    let make = async |cx: &mut Context| {
        let client = cx.client()?;
        let mut plan = Plan::new("contacts untag", ObjectKind::CONTACT);
        for name in &args.names {
            let found = find_tag(&client, name).await?.ok_or_else(|| {
                Error::failed(format!("there is no tag {name:?}"))
                    .hint("`ictl tags list` names them")
            })?;
            plan = plan.step(detaching(found.id)?);
        }
        Ok(plan)
    };
    let verb = verb("contacts untag", "detachTagFromContact", matches)?;
    act_prepared(verb, &args.id, make, cx).await
}

fn verb<'a>(
    command: &'a str,
    operation_id: &'static str,
    matches: &'a ArgMatches,
) -> Result<Verb<'a>> {
    let columns = columns_of(operation(operation_id)?);
    Ok(Verb { command, kind: ObjectKind::CONTACT, destructive: false, matches, columns })
}

/// The id of the tag. A dry run makes none, and shows the name in the id's place.
async fn tag_id(name: &str, cx: &mut Context) -> Result<String> {
    let client = cx.client()?;
    if !cx.dry_run() {
        return Ok(tag(&client, name).await?.id);
    }
    if let Some(found) = find_tag(&client, name).await? {
        return Ok(found.id);
    }
    cx.send(&Request::post("/tags").json(&json!({"name": name}))).await?;
    Ok(format!("(the new tag {name})"))
}

fn attaching(tag: String) -> Step {
    let body = json!({"id": tag});
    let make = move |contact: &Subject| {
        Request::post(format!("/contacts/{}/tags", contact.segment())).json(&body)
    };
    Step::repeatable(make).already(move |_, contact: &Value| shows_tag(contact, &tag))
}

fn detaching(tag: String) -> Result<Step> {
    let segment = path_segment(&tag)?;
    let make = move |contact: &Subject| {
        Request::delete(format!("/contacts/{}/tags/{segment}", contact.segment()))
    };
    let lacks = move |_: &Subject, contact: &Value| {
        // At most ten tags are embedded (docs: Contacts): only a list that is whole proves it.
        let whole = contact["tags"]["has_more"] == false;
        whole && contact["tags"]["data"].is_array() && !shows_tag(contact, &tag)
    };
    Ok(Step::repeatable(make).already(lacks))
}
