//! `ictl contacts note`: a note on one contact, or the same on those whose ids come through stdin,
//! and on none of them twice.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command};
use serde_json::json;

use crate::api::Request;
use crate::bulk::actions::{ObjectKind, Plan, Step, Subject, Trace};
use crate::commands::acting::act;
use crate::commands::body::read_text;
use crate::commands::job::JobArgs;
use crate::commands::names::admin;
use crate::commands::operation::{columns_of, operation};
use crate::commands::parsed;
use crate::context::Context;
use crate::error::{Error, Result};

const EXAMPLES: &str = "\
Examples:
  ictl contacts note 63a07ddf05a32042dffac965 'Wants to be called back'
  ictl contacts search 'tag_id = 17' | ictl contacts note - 'Met at the fair'";

/// Leave a note on a contact
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
struct NoteArgs {
    /// The contact's id; - takes ids from stdin
    #[arg(id = "contact-id", value_name = "CONTACT_ID")]
    id: String,

    /// The text; --body and --body-file give it, too
    #[arg(id = "text-body", value_name = "BODY", conflicts_with_all = ["body", "body-file"])]
    text: Option<String>,

    /// The text
    #[arg(long, value_name = "TEXT", conflicts_with = "body-file")]
    body: Option<String>,

    /// Read the text from this file; - reads stdin
    #[arg(id = "body-file", long = "body-file", value_name = "FILE")]
    file: Option<PathBuf>,

    /// The teammate who leaves it; without it, the one that the token belongs to
    #[arg(long, value_name = "ID|EMAIL|me", default_value = "me", hide_default_value = true)]
    admin: String,

    /// How a stream of ids goes
    #[command(flatten)]
    job: JobArgs,
}

/// The verb with its flags.
pub fn command() -> Command {
    NoteArgs::augment_args(Command::new("note")).about("Leave a note on a contact").long_about(None)
}

/// Leaves the note.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let args: NoteArgs = parsed(matches)?;
    let text = text(&args, cx)?;
    let admin = admin(&args.admin, cx).await?;
    let body = json!({"admin_id": admin, "body": text});
    let make = move |contact: &Subject| {
        Request::post(format!("/contacts/{}/notes", contact.segment())).json(&body)
    };
    let plan =
        Plan::new("contacts note", ObjectKind::CONTACT).step(Step::once(make, Trace::ContactNote));
    act(plan, &args.id, matches, columns_of(operation("createNote")?), cx).await
}

fn text(args: &NoteArgs, cx: &mut Context) -> Result<String> {
    let from_file = match &args.file {
        // stdin gives the ids then; the stream says so when it is opened.
        Some(file) if file.as_os_str() == "-" && args.id == "-" => Some(String::from("-")),
        Some(file) => {
            read_text(&file.to_string_lossy(), cx)?.as_str().map(|text| text.trim_end().to_owned())
        }
        None => None,
    };
    let text = args.text.clone().or_else(|| args.body.clone()).or(from_file);
    text.filter(|text| !text.trim().is_empty()).ok_or_else(|| {
        Error::usage("a note needs a text")
            .hint("give it behind the id, with --body or --body-file")
    })
}
