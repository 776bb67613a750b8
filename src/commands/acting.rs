//! How a verb acts on objects: on the one whose id was given, or on those whose ids come through
//! stdin when `-` stands in the id's place. One [`Plan`] serves both.

mod sent_before;

use std::sync::Arc;

use clap::{ArgMatches, Command};

use super::consent;
use super::job::{JobArgs, add_for_ids};
use super::shown::changed;
use super::stream::{self, Stream};
use crate::api::retry::MAX_ATTEMPTS;
use crate::api::{Client, Proof, Repeat};
use crate::bulk::actions::{Action, Known, ObjectKind, Plan, Subject};
use crate::bulk::tally::OutcomeKind;
use crate::bulk::work::{Next, Span};
use crate::context::Context;
use crate::error::{ApiFacts, Error, Kind, Result};
use crate::output::Column;
use sent_before::SentBefore;

/// Adds the flags of a stream of ids to a verb's command, where it has none from the table.
pub fn takes_ids(command: Command) -> Command {
    if command.get_arguments().any(|argument| argument.get_id() == "concurrency") {
        return command;
    }
    // A group of arguments brings its own idea of what a command is about.
    let (about, long) = (command.get_about().cloned(), command.get_long_about().cloned());
    let command = add_for_ids::<JobArgs>(command).about(about.unwrap_or_default());
    match long {
        Some(long) => command.long_about(long),
        None => command.long_about(None),
    }
}

/// What a verb did to one object.
pub struct Acted {
    /// *Done* or *unchanged*.
    pub outcome: OutcomeKind,
    /// The last answer, or the object in which the effect of a lost one was found.
    pub value: Option<serde_json::Value>,
}

/// What a verb is asked to do, before its plan is made.
pub struct Task<'a> {
    /// The command's words, such as `conversations close`.
    pub command: &'a str,
    /// What it acts on.
    pub kind: ObjectKind,
    /// It takes something away, so a stream of it asks first.
    pub destructive: bool,
    /// The matches of its own command, made with [`takes_ids`].
    pub matches: &'a ArgMatches,
    /// The columns of what it answers with.
    pub columns: &'static [Column],
}

/// Acts on the object of this id and shows it, or with `-` on all whose ids come through stdin.
pub async fn act(
    plan: Plan,
    id: &str,
    matches: &ArgMatches,
    columns: &'static [Column],
    cx: &mut Context,
) -> Result<()> {
    let (command, kind) = (plan.command.clone(), plan.kind.clone());
    let destructive = plan.destructive;
    let task = Task { command: &command, kind, destructive, matches, columns };
    act_prepared(task, id, async |_| Ok(plan), cx).await
}

/// As [`act`], for a plan that needs something done first, such as a tag made: `make` is called once,
/// after the whole stream has been read and the user has agreed.
pub async fn act_prepared(
    task: Task<'_>,
    id: &str,
    make: impl AsyncFnOnce(&mut Context) -> Result<Plan>,
    cx: &mut Context,
) -> Result<()> {
    if id == "-" {
        let stream = Stream::open(task.command, &task.kind, "id", task.matches, cx)?;
        return stream::run(stream, task.destructive, make, cx).await;
    }
    let subject = Subject::of(id)?;
    consent::before_lasting(task.command, &format!("{} {id}", task.command), cx).await?;
    let plan = make(cx).await?;
    match act_once(plan, subject, cx).await? {
        Some(acted) => show(&acted, task.columns, cx),
        None => Ok(()),
    }
}

/// Shows what came of an action.
pub fn show(acted: &Acted, columns: &'static [Column], cx: &mut Context) -> Result<()> {
    match &acted.value {
        Some(value) if !value.is_null() => changed(columns, value, cx),
        _ if acted.outcome == OutcomeKind::Unchanged => {
            cx.ui.note("nothing changed: it was so already");
            Ok(())
        }
        _ => {
            cx.ui.note("done; the API answers with nothing");
            Ok(())
        }
    }
}

/// Acts on one object; with `--dry-run` shows the requests and gives `None`.
///
/// # Errors
/// Those of the API; with exit code 6 where a request was sent and nobody knows what became of it.
pub async fn act_once(plan: Plan, subject: Subject, cx: &mut Context) -> Result<Option<Acted>> {
    cx.ui.keep_going_without_reader();
    plan.check(&subject)?;
    if cx.dry_run() {
        for request in plan.requests(&subject) {
            cx.send(&request).await?;
        }
        return Ok(None);
    }
    let client = cx.client()?;
    cx.say_where_it_writes();
    let before = SentBefore::look_back(&plan.messages(&subject), client.base_url().as_str(), cx);
    let action = Action::begin(Arc::new(plan), subject, Known::Nothing).after_others(before.count);
    let acted = drive(action, &client, cx).await;
    if acted.as_ref().err().is_none_or(|error| error.kind() == Kind::Unknown) {
        before.remember(cx);
    }
    acted.map(Some)
}

async fn drive(mut action: Action, client: &Client, cx: &Context) -> Result<Acted> {
    let mut sent = 0;
    while !action.is_over() {
        let request = action.request();
        let before = cx.clock.now();
        let ending = client.exchange(&request).await;
        let span = Span { sent: before, ended: cx.clock.now() };
        sent += u32::from(!action.is_looking());
        if ending.unclear_before {
            action.may_have_taken_effect(span);
        }
        match action.answered(&ending.last, span) {
            Next::Send => sent = 0,
            Next::Done => {
                if action.ending().outcome == OutcomeKind::Rejected {
                    return Client::reply(ending.last, Repeat::Safe).and(Err(unexplained(&action)));
                }
            }
            Next::After(pause) => cx.clock.sleep(pause).await,
            Next::Stop(error) => return Err(error),
            // The client has tried its best already, but a look may have shown that a step has
            // not taken effect yet.
            Next::Repeat if action.is_looking() => {
                action.uncertain();
            }
            Next::Repeat if looked_in_vain(&ending.last) && sent < MAX_ATTEMPTS => {}
            Next::Repeat => return Err(gave_up(ending.last)),
        }
    }
    if action.ending().outcome == OutcomeKind::Uncertain {
        return Err(uncertain(&action));
    }
    Ok(Acted { outcome: action.ending().outcome, value: action.into_value() })
}

/// The last request was a look that showed nothing.
fn looked_in_vain(last: &std::result::Result<crate::api::Answer, crate::api::Failure>) -> bool {
    last.as_ref().is_ok_and(|answer| Proof::of_status(answer.status) == Proof::Done)
}

fn gave_up(last: std::result::Result<crate::api::Answer, crate::api::Failure>) -> Error {
    match Client::reply(last, Repeat::Safe) {
        Err(error) => error,
        Ok(_) => Error::new(Kind::Temporary, "it was sent several times and did not take effect")
            .hint("try again later"),
    }
}

fn uncertain(action: &Action) -> Error {
    let ending = action.ending();
    let facts = ApiFacts {
        status: ending.status,
        code: ending.code.clone(),
        field: None,
        request_id: ending.request_id.clone(),
    };
    let error = Error::new(Kind::Unknown, ending.message.clone().unwrap_or_default()).api(facts);
    match (action.kind(), action.subject().id()) {
        (kind, id) if kind.read_below.is_some() && !id.is_empty() => {
            error.hint(format!("`ictl {}s get {id}` shows it", kind.name))
        }
        _ => error,
    }
}

fn unexplained(action: &Action) -> Error {
    Error::failed(action.ending().message.clone().unwrap_or_default())
}
