//! `ictl contacts|conversations|tickets|companies export`: every record once, to a file that appears
//! when it is whole.
//!
//! The stages in their order: what is wanted, what the workspace is, the job itself, and what it
//! collected copied to where the user wants it. Nothing is written there before everything is here.

mod facts;
mod rows;
mod shape;
mod stages;
mod target;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use jiff::{Timestamp, Zoned};
use serde_json::{Value, json};

use super::job::JobArgs;
use super::job::place::{Place, Source};
use super::names;
use super::since_until;
use crate::api::query::{
    CONTACTS, CONVERSATIONS, Moment, Rules, TICKETS, compile_with, names as names_in,
};
use crate::bulk::export::partition::Grain;
use crate::bulk::export::{Noun, Plan};
use crate::bulk::job::{Found, JobRecord};
use crate::context::Context;
use crate::error::{Error, Result};

use facts::Facts;
use stages::Stages;
use target::Target;

const QUERY: &str = "export-query";
const PARTS: &str = "parts";
const NO_NAMES: &str = "no-names";

/// The flags of every export.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// Only what was created from here on: 30d (ago), 2026-06-01, 2026-06-01T12:00Z or UNIX seconds
    #[arg(long, value_name = "TIME")]
    since: Option<String>,

    /// Only what was created before that moment; a date means to the end of that day
    #[arg(long, value_name = "TIME")]
    until: Option<String>,

    /// Write to this file: .ndjson, .jsonl, .json or .csv, with .gz behind it compressed
    ///
    /// The file appears, or takes the place of the one that was there, when the export is whole.
    /// --output overrides the form that its name tells.
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,

    /// How the job goes
    #[command(flatten)]
    job: JobArgs,
}

/// The verb of a noun, with its flags.
pub fn command(noun: Noun) -> Command {
    let mut command = Command::new("export");
    if let Some(example) = example_query(noun) {
        let help = format!("Only what a search finds, such as '{example}'");
        command = command.arg(Arg::new(QUERY).value_name("QUERY").help(help));
    }
    match noun {
        Noun::Conversations => {
            let help = "With all parts: a request for each conversation";
            command = command.arg(flag(PARTS, help));
        }
        Noun::Contacts => {
            let help = "Leave tags and companies as bare ids, which saves requests";
            command = command.arg(flag(NO_NAMES, help));
        }
        Noun::Tickets | Noun::Companies => {}
    }
    // The flags' own description would take the place of the command's.
    ExportArgs::augment_args(command)
        .about(format!("Export {}, each exactly once", noun.name()))
        .long_about(long_about(noun))
        .after_help(examples(noun))
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn long_about(noun: Noun) -> String {
    let first = format!("Export {}, each exactly once", noun.name());
    format!(
        "{first}\n\nGoes along many cursors at once, as fast as the rate limit allows, and drops what \
         comes twice. Survives crashes: --resume goes on where it stopped. Nothing is written to the \
         file or to stdout before everything has been collected."
    )
}

fn example_query(noun: Noun) -> Option<&'static str> {
    match noun {
        Noun::Contacts => Some("role = user and email ~ \"@acme.com\""),
        Noun::Conversations => Some("state = open and team = \"Billing\""),
        Noun::Tickets => Some("category = request"),
        Noun::Companies => None,
    }
}

fn examples(noun: Noun) -> String {
    let name = noun.name();
    let own = match noun {
        Noun::Contacts => {
            "  ictl contacts export 'role = user' --output-file users.csv --fields id,email,name\n  \
             ictl contacts export --profile a | ictl contacts import - --profile b"
        }
        Noun::Conversations => {
            "  ictl conversations export --parts --since 30d --output-file threads.ndjson.gz"
        }
        Noun::Tickets => "  ictl tickets export 'open = true' --output csv > open.csv",
        Noun::Companies => "  ictl companies export --jq .name",
    };
    format!(
        "Examples:\n  ictl {name} export --output-file {name}.ndjson\n  ictl {name} export \
         --output-file {name}.csv.gz --resume\n{own}"
    )
}

/// What is wanted, as the command line says it.
struct Wanted {
    noun: Noun,
    args: ExportArgs,
    query: Option<String>,
    parts: bool,
    names: bool,
}

impl Wanted {
    fn read(noun: Noun, matches: &ArgMatches) -> Result<Self> {
        let args =
            ExportArgs::from_arg_matches(matches).map_err(|e| Error::usage(e.to_string()))?;
        let given = |name| matches.try_get_one::<bool>(name).ok().flatten().copied();
        let query = matches.try_get_one::<String>(QUERY).ok().flatten().cloned();
        Ok(Wanted {
            noun,
            args,
            query,
            parts: given(PARTS) == Some(true),
            names: given(NO_NAMES) == Some(false),
        })
    }

    fn command(&self) -> String {
        format!("{} export", self.noun.name())
    }

    /// The options that decide about what is exported; a job keeps them for all its runs.
    fn deciding(&self, time_zone: &str) -> Value {
        json!({
            "query": self.query,
            "since": self.args.since,
            "until": self.args.until,
            "parts": self.parts,
            "no-names": !self.names,
            "time-zone": time_zone,
        })
    }

    /// The plan. Moments such as `30d` are counted from the job's beginning, in all its runs.
    async fn plan(&self, started: Timestamp, facts: &Facts, cx: &mut Context) -> Result<Plan> {
        let moment = Moment {
            now: started,
            zone: cx.time_zone.clone(),
            workspace_zone: facts.time_zone.clone(),
        };
        let (since, until) = self.created(&started.to_zoned(cx.time_zone.clone()))?;
        let messages = cx.ui.messages();
        Ok(Plan {
            noun: self.noun,
            query: self.compiled(&moment, cx).await?,
            since,
            until,
            grain: match self.noun {
                Noun::Contacts => Grain::Day(facts.time_zone.clone()),
                _ => Grain::Second,
            },
            started: started.as_second(),
            tell: Arc::new(move |text| messages.note(text)),
            overruns: Arc::default(),
        })
    }

    /// The first second of creation, and the first one behind the last.
    fn created(&self, now: &Zoned) -> Result<(Option<i64>, Option<i64>)> {
        let since = self.args.since.as_deref().map(|text| since_until::since(text, now));
        let until = self.args.until.as_deref().map(|text| since_until::before(text, now));
        let (since, until) = (since.transpose()?, until.transpose()?);
        if let (Some(since), Some(until)) = (since, until) {
            since_until::in_order(since, until)?;
        }
        Ok((since, until))
    }

    async fn compiled(&self, moment: &Moment, cx: &mut Context) -> Result<Option<Value>> {
        let (Some(text), Some(rules)) = (self.query.as_deref(), rules(self.noun)) else {
            return Ok(None);
        };
        // What is wrong with it is said before anything is asked for.
        let found = names::look_up(names_in(text, rules)?, cx).await?;
        let query = compile_with(Some(text), &[], rules, moment, &found)?;
        for note in &query.notes {
            cx.ui.note(note);
        }
        Ok(Some(query.body))
    }

    fn record(
        &self,
        plan: &Plan,
        facts: &Facts,
        place: &Place,
        cx: &mut Context,
    ) -> Result<JobRecord> {
        let zone = cx.time_zone.iana_name().unwrap_or("local").to_owned();
        let began = Timestamp::from_second(plan.started);
        Ok(JobRecord {
            command: self.command(),
            started: began.unwrap_or_else(|_| cx.clock.now()),
            workspace: facts.workspace.clone(),
            base_url: cx.client()?.base_url().to_string(),
            rows: 0,
            sha256: String::new(),
            reading: Value::Null,
            options: self.deciding(&zone),
            resume: Some(place.resume_command(cx)),
            given_in: std::env::current_dir().ok(),
        })
    }
}

fn rules(noun: Noun) -> Option<&'static Rules> {
    match noun {
        Noun::Contacts => Some(&CONTACTS),
        Noun::Conversations => Some(&CONVERSATIONS),
        Noun::Tickets => Some(&TICKETS),
        Noun::Companies => None,
    }
}

/// Runs an export.
pub async fn run(noun: Noun, matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    cx.drain_when_interrupted();
    let wanted = Wanted::read(noun, matches)?;
    let target = Target::choose(wanted.args.output_file.as_deref(), cx)?;
    let name = target.path().map(|path| path.display().to_string());
    let source = match &name {
        Some(name) => Source::File(name, ".ictl-export"),
        None => Source::Nothing,
    };
    let mut place = Place::choose(&wanted.args.job, &wanted.command(), source, cx)?;
    if cx.dry_run() {
        let result = rehearse(&wanted, cx).await;
        let _ = std::fs::remove_dir(place.dir.path());
        return result;
    }
    place.refuse_surprise()?;
    place.make_ready(cx)?;
    let result = export(&wanted, &place, target, cx).await;
    if result.is_err() {
        place.forget_if_unbegun();
    }
    result
}

async fn export(wanted: &Wanted, place: &Place, target: Target, cx: &mut Context) -> Result<()> {
    let started = match place.dir.look()? {
        Found::Job(job) => job.started,
        Found::Nothing => cx.clock.now(),
    };
    let facts = Facts::read(&cx.client()?).await?;
    let plan = wanted.plan(started, &facts, cx).await?;
    let record = wanted.record(&plan, &facts, place, cx)?;
    let (journal, replay) = place.begin_or_resume(&record)?;
    if replay.finished && !target.path().is_some_and(std::path::Path::exists) {
        return Err(Error::failed(
            "this export has finished already, and its records are not kept",
        )
        .hint("--restart makes it anew"));
    }
    if replay.finished {
        let message = "this export has finished already; --restart makes it anew";
        cx.ui.note(message);
        return Ok(());
    }
    let stages = Stages { wanted, place, target, workspace: facts.workspace, plan: Arc::new(plan) };
    stages.run(journal, replay, cx).await
}

/// Says how much there is, and what it would cost.
async fn rehearse(wanted: &Wanted, cx: &mut Context) -> Result<()> {
    let facts = Facts::read(&cx.client()?).await?;
    let plan = wanted.plan(cx.clock.now(), &facts, cx).await?;
    let request = match wanted.noun {
        Noun::Companies => Plan::companies(1),
        _ => plan.search(&plan.whole(), None),
    };
    let page = cx.client()?.json(&request).await?;
    let name = wanted.noun.name();
    let message = match page["total_count"].as_u64() {
        Some(total) => {
            let pages = match wanted.noun {
                Noun::Companies => Plan::company_pages(total),
                _ => total.div_ceil(crate::api::pagination::MAX_PER_PAGE),
            };
            let details = if wanted.parts { total } else { 0 };
            let about = if wanted.noun == Noun::Contacts && plan.since.or(plan.until).is_some() {
                "up to "
            } else {
                ""
            };
            let requests = pages + details;
            format!(
                "dry run: {about}{total} {name} would be exported, with {requests} requests or a few more"
            )
        }
        None => format!("dry run: {name} would be exported; the API does not say how many"),
    };
    cx.ui.message(&message);
    Ok(())
}
