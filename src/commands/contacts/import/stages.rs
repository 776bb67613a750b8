//! What is found out before the first row is sent: the file, the workspace, the mapping, the rows.

use serde_json::{Value, json};

use super::args::ImportArgs;
use super::summary::rows;
use crate::bulk::contacts::check::{Check, LeftOutRows, Rows};
use crate::bulk::contacts::workspace::{DEVELOPMENT_WORKSPACE_CONTACTS, Facts};
use crate::bulk::contacts::{Inference, Mapping, Role, RowRules, Target};
use crate::bulk::input::{Identity, InputOptions, Survey, stop_if_asked, survey_with};
use crate::bulk::job::JobRecord;
use crate::commands::job::place::Place;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use jiff::tz::TimeZone;

/// Everything that is known before the first row is sent.
pub struct Stages {
    /// The file, by a look at it before it was read.
    pub identity: Identity,
    /// The file.
    pub survey: Survey,
    /// The workspace.
    pub facts: Facts,
    /// The columns.
    pub mapping: Mapping,
    /// What holds for all rows.
    pub rules: RowRules,
    /// The rows. `None` once a later stage has taken it.
    check: Option<Check>,
}

impl Stages {
    /// Goes through them in the order in which a fault is cheapest.
    pub async fn go_through(args: &ImportArgs, place: &Place, cx: &mut Context) -> Result<Self> {
        if cx.dry_run() && args.reads_stdin() {
            place.spool(cx)?;
        }
        let identity = Identity::of(&place.input)?;
        refuse_empty_stdin(args, place)?;
        let (survey, seen) = survey(args, place, cx)?;
        let options = args.mapping_options()?;
        // Without knowing the attributes: what is wrong with the mapping itself shows now.
        let blind = Mapping::resolve(&survey.columns, &options, None)
            .map_err(|error| error.context(&place.name))?;
        let facts = read_facts(&blind, cx).await?;
        let mut mapping = Mapping::resolve(&survey.columns, &options, facts.attributes.as_deref())
            .map_err(|error| error.context(&place.name))?;
        mapping.infer(&seen);
        tell(&place.name, &mapping, &facts, args, cx);
        let rules = rules(args, place, &facts, cx);
        let mut stages = Stages { identity, survey, facts, mapping, rules, check: None };
        let scratch = if cx.dry_run() { cx.temp_dir.as_path() } else { place.dir.path() };
        let input = args.input_options();
        let check = stages.as_rows(args, place, &input).check(scratch, &cx.interrupt)?;
        tell_left_out(check.left_out, cx);
        stages.check = Some(check);
        Ok(stages)
    }

    /// The same for a job whose file was gone through by an earlier run: only the workspace is asked
    /// again. `None` where that is not enough, because values decide about attributes that are still
    /// to be created.
    pub async fn recall(
        args: &ImportArgs,
        place: &Place,
        survey: Survey,
        identity: Identity,
        cx: &mut Context,
    ) -> Result<Option<Self>> {
        let options = args.mapping_options()?;
        let named = |error: Error| error.context(&place.name);
        let blind = Mapping::resolve(&survey.columns, &options, None).map_err(named)?;
        let facts = read_facts(&blind, cx).await?;
        let mapping = Mapping::resolve(&survey.columns, &options, facts.attributes.as_deref())
            .map_err(named)?;
        if mapping.to_create().next().is_some() {
            return Ok(None);
        }
        tell(&place.name, &mapping, &facts, args, cx);
        let rules = rules(args, place, &facts, cx);
        Ok(Some(Stages { identity, survey, facts, mapping, rules, check: None }))
    }

    /// The rows as later passes read them.
    pub fn as_rows<'a>(
        &'a self,
        args: &ImportArgs,
        place: &'a Place,
        input: &'a InputOptions,
    ) -> Rows<'a> {
        Rows {
            path: &place.input,
            input,
            mapping: &self.mapping,
            rules: &self.rules,
            limit: args.limit.unwrap_or(u64::MAX),
        }
    }

    /// What the pass over the rows found; it can be taken once.
    pub fn take_check(&mut self) -> Result<Check> {
        self.check.take().ok_or_else(|| Error::failed("the rows were looked at twice"))
    }

    /// The rows that the import is about.
    pub fn rows(&self, args: &ImportArgs) -> u64 {
        args.limit.map_or(self.survey.rows, |limit| limit.min(self.survey.rows))
    }

    /// What the job records of itself.
    pub fn job_record(
        &self,
        args: &ImportArgs,
        place: &Place,
        cx: &mut Context,
    ) -> Result<JobRecord> {
        let zone = self.rules.time_zone.iana_name().unwrap_or("local").to_owned();
        Ok(JobRecord {
            command: super::COMMAND.to_owned(),
            started: cx.clock.now(),
            workspace: self.facts.workspace.clone(),
            base_url: cx.client()?.base_url().to_string(),
            rows: self.survey.rows,
            sha256: self.survey.sha256.clone(),
            reading: json!({
                "survey": self.survey,
                "mapping": columns_and_targets(&self.mapping),
            }),
            options: args.deciding(&zone),
            resume: Some(place.resume_command(cx)),
            given_in: std::env::current_dir().ok(),
        })
    }
}

fn rules(args: &ImportArgs, place: &Place, facts: &Facts, cx: &Context) -> RowRules {
    RowRules {
        file: place.name.clone(),
        blank: args.blank.into(),
        time_zone: file_time_zone(cx),
        owners: facts.owners(),
    }
}

/// Said before the file is read that stdin is kept in, which is nothing that the user has named.
fn refuse_empty_stdin(args: &ImportArgs, place: &Place) -> Result<()> {
    let is_empty = std::fs::metadata(&place.input).is_ok_and(|kept| kept.len() == 0);
    if !(args.reads_stdin() && is_empty) {
        return Ok(());
    }
    Err(Error::failed("nothing came in through stdin: it ended before its first byte").hint(
        "see whether the command in front of the pipe failed; a CSV file needs a header line such as: \
         email,name",
    ))
}

fn survey(args: &ImportArgs, place: &Place, cx: &Context) -> Result<(Survey, Inference)> {
    let mut seen = Inference::default();
    let interrupt = cx.interrupt.clone();
    let survey = survey_with(&place.input, &args.input_options(), |_, record| {
        stop_if_asked(record.number(), &interrupt)?;
        if args.create_attributes {
            seen.observe(record);
        }
        Ok(())
    });
    // What is wrong is told with the name of the file that stdin is kept in, which may be gone soon.
    let named = |error: Error| if args.reads_stdin() { error.context(&place.name) } else { error };
    Ok((survey.map_err(named)?, seen))
}

/// A date without a zone in a file is UTC, unless `--time-zone` says otherwise.
fn file_time_zone(cx: &Context) -> TimeZone {
    cx.options().time_zone.clone().unwrap_or(TimeZone::UTC)
}

async fn read_facts(mapping: &Mapping, cx: &mut Context) -> Result<Facts> {
    if cx.dry_run() && !cx.has_token() {
        return Ok(Facts::default());
    }
    let client = cx.client()?;
    let read = async {
        let mut facts = Facts::read(&client, mapping.needs_attributes()).await?;
        if mapping.has_field("owner_id") {
            facts.read_admins(&client).await?;
        }
        Ok(facts)
    };
    let facts = cx.interrupt.unless_asked(read).await;
    facts.unwrap_or_else(|| {
        let what = "interrupted while the workspace was asked; nothing was sent";
        Err(Error::new(Kind::Interrupted, what))
    })
}

/// Says once what of the rows is not carried over.
fn tell_left_out(found: LeftOutRows, cx: &mut Context) {
    for (count, what) in [(found.tags, "tags"), (found.companies, "companies")] {
        if count > 0 {
            cx.ui.warn(&format!(
                "{what} of {} are not all named: what has nothing but an id of its own workspace, or \
                 stands behind the first ten, is left out; `ictl contacts export` names them all",
                rows(count)
            ));
        }
    }
    if found.owners > 0 {
        cx.ui.warn(&format!(
            "owners of {} are admins of the workspace they come from and not of this one: left out",
            rows(found.owners)
        ));
    }
    if found.unknown_owners > 0 {
        cx.ui.warn(&format!(
            "owners of {} are no admins of this workspace, which the API refuses; `ictl admins list` \
             shows the ids, and --map 'COLUMN=-' leaves owners out",
            rows(found.unknown_owners)
        ));
    }
}

/// Shows the mapping, and warns of what cannot be mended later.
fn tell(name: &str, mapping: &Mapping, facts: &Facts, args: &ImportArgs, cx: &mut Context) {
    let shown = mapping.columns.iter().filter(|column| !column.is_read_only());
    let width = shown.map(|column| column.column.chars().count()).max();
    let width = width.unwrap_or(0).min(40);
    let mut lines = vec![format!("columns of {name}:")];
    // An exported contact has dozens of these.
    let (read_only, rest): (Vec<_>, Vec<_>) =
        mapping.columns.iter().partition(|column| column.is_read_only());
    for column in rest {
        let note = column.note.as_deref();
        let shown = match (&column.target, note) {
            (Target::LeftOut, note) => format!("left out: {}", note.unwrap_or("as asked")),
            (target, Some(note)) => format!("{target} ({note})"),
            (target, None) => target.to_string(),
        };
        lines.push(format!("  {:<width$} → {shown}", column.column));
    }
    if !read_only.is_empty() {
        let names: Vec<&str> = read_only.iter().map(|column| column.column.as_str()).collect();
        lines.push(format!("  left out, because Intercom fills them itself: {}", names.join(", ")));
    }
    cx.ui.message(&lines.join("\n"));
    if args.role == Role::Lead {
        cx.ui.warn("leads have no unique key: importing this file a second time doubles them");
    }
    if facts.looks_like_development() {
        cx.ui.warn(&format!(
            "this looks like a development workspace, which keeps {DEVELOPMENT_WORKSPACE_CONTACTS} \
             contacts and archives the rest; try large imports with --sandbox"
        ));
    }
}

/// The mapping as a job keeps it: a column that is read as another type is another mapping, too.
fn columns_and_targets(mapping: &Mapping) -> Value {
    let columns: Vec<Value> = mapping
        .columns
        .iter()
        .map(|column| json!([column.column, column.target.to_string(), column.value_type.name()]))
        .collect();
    Value::Array(columns)
}
