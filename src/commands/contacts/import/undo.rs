//! `ictl contacts import undo`: the contacts that an import created are archived, no others.
//!
//! It is a job of its own in a directory inside the import's, run as any verb over a stream of ids;
//! what is its own is where the ids come from, and the proof that it writes where the import wrote.

use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::bulk::actions::ObjectKind;
use crate::bulk::contacts::undo::{Made, created_by, plan};
use crate::bulk::contacts::workspace::Facts;
use crate::bulk::job::{Found, JobDir, JobRecord, Workspace};
use crate::commands::job::JobArgs;
use crate::commands::job::place::{Place, Source};
use crate::commands::stream::{self, Stream};
use crate::context::Context;
use crate::error::{Error, Result};

use super::COMMAND as IMPORT;

const COMMAND: &str = "contacts import undo";

/// The undoing's own directory in that of the import.
pub const DIRECTORY: &str = "undo";

const EXAMPLES: &str = "\
`ictl contacts unarchive` brings an archived contact back.

Examples:
  ictl contacts import undo people.csv.ictl-import --dry-run
  ictl contacts import undo people.csv.ictl-import
  ictl contacts import undo people.csv.ictl-import --yes --jq .outcome";

/// Archive the contacts that an import created
///
/// Exactly those of which the API said that this import created them: what was there before is left
/// alone, whether it was updated or not. Asks first. It is a job as the import is: it keeps to the
/// rate limit, and goes on with --resume after a crash.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct UndoArgs {
    /// Job directory of the import
    #[arg(value_name = "DIR")]
    pub import: PathBuf,

    /// How the job goes
    #[command(flatten)]
    pub job: JobArgs,
}

/// Takes an import back.
pub async fn run(args: UndoArgs, cx: &mut Context) -> Result<()> {
    cx.ui.keep_going_without_reader();
    let import = JobDir::at(&args.import);
    let record = record_of(&import)?;
    // Held to the end: an import that goes on meanwhile would create what nobody takes back.
    let _held = import.claim().map_err(|error| error.context("the import is still running"))?;
    let workspace = same_workspace(&record, cx).await?;
    let own = import.path().join(DIRECTORY);
    let mut place = Place::choose(&args.job, COMMAND, Source::Kept(&own), cx)?;
    match prepare(&import, &record, &mut place, cx) {
        Ok(Some(sameness)) => {
            let kind = ObjectKind::CONTACT;
            let stream = Stream::over(COMMAND, &kind, "id", place, args.job.pace, sameness, cx)?
                .within(workspace)
                .asking("Archive");
            stream::run(stream, true, async |_| Ok(plan(COMMAND)), cx).await
        }
        nothing => {
            place.forget_if_unbegun();
            nothing.map(|_| ())
        }
    }
}

/// Puts the ids of the contacts into the place of the job, and says what is left alone. Gives what the
/// job is known by; nothing where there is nothing to undo.
fn prepare(
    import: &JobDir,
    record: &JobRecord,
    place: &mut Place,
    cx: &mut Context,
) -> Result<Option<Value>> {
    if !cx.dry_run() {
        place.refuse_surprise()?;
        place.make_ready(cx)?;
    }
    let made = match place.dir.look()? {
        Found::Job(_) => created_by(import, io::sink())?,
        Found::Nothing => place.keep("the ids", |file| created_by(import, BufWriter::new(file)))?,
    };
    for line in lines(&made) {
        cx.ui.message(&line);
    }
    // An import that went on since, and created more, is another thing to undo.
    let sameness = json!({"import": record.started, "created": made.created});
    Ok((made.created > 0).then_some(sameness))
}

fn record_of(import: &JobDir) -> Result<JobRecord> {
    let path = import.path().display();
    match import.look()? {
        Found::Job(record) if record.command == IMPORT => Ok(*record),
        Found::Job(record) => {
            Err(Error::failed(format!("{path} holds a job of `{}`", record.command))
                .hint("only an import of contacts can be undone"))
        }
        Found::Nothing => Err(Error::failed(format!("{path} holds no job"))
            .hint("name the job directory of an import, such as people.csv.ictl-import")),
    }
}

/// An id means something in its own workspace only.
async fn same_workspace(record: &JobRecord, cx: &mut Context) -> Result<Option<Workspace>> {
    let client = cx.client()?;
    let refuse = |there: &str, here: &str| {
        Error::failed(format!("the import wrote to {there}, and this is {here}"))
            .hint("choose the import's own workspace, with --profile, --region or INTERCOM_TOKEN")
    };
    let base_url = client.base_url().to_string();
    if base_url != record.base_url {
        return Err(refuse(&record.base_url, &base_url));
    }
    let present = Facts::read(&client, false).await?.workspace;
    let id = |workspace: &Option<Workspace>| workspace.as_ref().map(|known| known.id.clone());
    let name = |id: Option<String>| {
        id.map_or_else(
            || "a workspace that its token may not name".to_owned(),
            |id| format!("the workspace {id}"),
        )
    };
    match (id(&record.workspace), id(&present)) {
        (there, here) if there == here => Ok(present),
        (there, here) => Err(refuse(&name(there), &name(here))),
    }
}

/// What becomes of the import's rows, those that stay as they are with the reason.
fn lines(made: &Made) -> Vec<String> {
    let contacts = ObjectKind::CONTACT.count(made.created);
    let first = match made.created {
        0 => "this import created no contact: there is nothing to undo".to_owned(),
        _ => format!("this import created {contacts}: these are to be archived"),
    };
    let others = [
        (made.others.updated, "updated: the values that they had before are not known"),
        (made.others.unchanged, "unchanged: nobody said that this import created them"),
        (made.others.skipped, "skipped: nothing was done to them"),
        (made.others.rejected, "rejected: nothing was created"),
        (made.others.uncertain, "uncertain: they may exist; look them up by uncertain.csv"),
        (made.unsettled, "sent without an answer: resume the import to settle them"),
    ];
    let left: Vec<String> = others
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, why)| format!("  {count:>6}  {why}"))
        .collect();
    let heading = (!left.is_empty()).then(|| "left alone:".to_owned());
    let tags = "tags, companies and attributes stay as they are";
    let last = (made.created > 0).then(|| tags.to_owned());
    [first].into_iter().chain(heading).chain(left).chain(last).collect()
}
