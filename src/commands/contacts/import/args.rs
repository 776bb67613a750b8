//! The flags of `ictl contacts import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::bulk::contacts::conflict::{OnArchived, OnConflict};
use crate::bulk::contacts::{Blank, MapRule, MappingOptions, Role};
use crate::bulk::input::{Format, InputOptions};
use crate::commands::job::JobArgs;
use crate::commands::job::place::Source;
use crate::error::{Error, Result};

const EXAMPLES: &str = "\
What was rejected stands in the job directory's rejects.csv: mend it and import that file.

Examples:
  ictl --sandbox contacts import examples/contacts.csv
  ictl contacts import people.csv --dry-run
  ictl contacts import people.csv --map 'Email Address=email' --tag newsletter
  ictl contacts import - --job ./people --resume < people.ndjson";

/// Import contacts from CSV, NDJSON or JSON, each exactly once
///
/// Runs as fast as the rate limit allows, survives crashes (`--resume` goes on where it stopped),
/// and ends with a report of what became of every row.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct ImportArgs {
    /// File with the contacts; - reads stdin
    #[arg(value_name = "FILE")]
    pub file: String,

    /// What the file is: csv, ndjson or json; guessed otherwise
    #[arg(long, help_heading = "Reading")]
    pub format: Option<Format>,

    /// Text encoding, such as windows-1252 or utf-16le
    #[arg(long, value_name = "LABEL", help_heading = "Reading")]
    pub encoding: Option<String>,

    /// Character between two cells; guessed otherwise
    #[arg(long, value_name = "C", value_parser = delimiter, help_heading = "Reading")]
    pub delimiter: Option<char>,

    /// Read no more than N rows
    #[arg(long, value_name = "N", help_heading = "Reading")]
    pub limit: Option<u64>,

    /// Where a column goes: a field, tags, `company_id`, `company_name`, `custom_attributes.NAME`, or -
    /// to leave it out
    #[arg(long, value_name = "COLUMN=TARGET", value_parser = MapRule::parse, help_heading = "Columns")]
    pub map: Vec<MapRule>,

    /// The same from a file, a line each
    #[arg(long, value_name = "FILE", help_heading = "Columns")]
    pub map_file: Option<PathBuf>,

    /// Leave out columns that are neither a field nor an attribute
    #[arg(long, help_heading = "Columns", conflicts_with = "create_attributes")]
    pub ignore_unknown: bool,

    /// Create attributes that the workspace lacks
    #[arg(long, help_heading = "Columns")]
    pub create_attributes: bool,

    /// Role of rows that name none: user or lead
    #[arg(long, default_value = "user", help_heading = "Columns")]
    pub role: Role,

    /// What an empty cell does: nothing, or empty the field
    #[arg(long, value_enum, default_value = "ignore", help_heading = "Columns")]
    pub blank: BlankArg,

    /// What to do when the contact exists
    #[arg(long, value_enum, default_value = "update", help_heading = "Existing contacts")]
    pub on_conflict: OnConflictArg,

    /// What to do when the contact is archived
    #[arg(long, value_enum, default_value = "fail", help_heading = "Existing contacts")]
    pub on_archived: OnArchivedArg,

    /// Attach this tag to every contact; it is created where it is missing
    #[arg(long, value_name = "NAME", help_heading = "Existing contacts")]
    pub tag: Option<String>,

    /// With --dry-run: look up what would be created, updated or in conflict
    #[arg(long, help_heading = "Existing contacts")]
    pub check_remote: bool,

    /// How the job goes
    #[command(flatten)]
    pub job: JobArgs,
}

/// `--blank`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum BlankArg {
    /// Leave the field as it is
    Ignore,
    /// Empty the field
    Null,
}

/// `--on-conflict`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OnConflictArg {
    /// Give it the row's values
    Update,
    /// Leave it alone
    Skip,
    /// Reject the row
    Fail,
}

/// `--on-archived`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OnArchivedArg {
    /// Bring it back and update it
    Unarchive,
    /// Leave it alone
    Skip,
    /// Reject the row
    Fail,
}

impl From<OnConflictArg> for OnConflict {
    fn from(arg: OnConflictArg) -> Self {
        match arg {
            OnConflictArg::Update => OnConflict::Update,
            OnConflictArg::Skip => OnConflict::Skip,
            OnConflictArg::Fail => OnConflict::Fail,
        }
    }
}

impl From<OnArchivedArg> for OnArchived {
    fn from(arg: OnArchivedArg) -> Self {
        match arg {
            OnArchivedArg::Unarchive => OnArchived::Unarchive,
            OnArchivedArg::Skip => OnArchived::Skip,
            OnArchivedArg::Fail => OnArchived::Fail,
        }
    }
}

impl From<BlankArg> for Blank {
    fn from(arg: BlankArg) -> Self {
        match arg {
            BlankArg::Ignore => Blank::Ignore,
            BlankArg::Null => Blank::Null,
        }
    }
}

impl ImportArgs {
    /// True when the rows come from stdin.
    pub fn reads_stdin(&self) -> bool {
        self.file == "-"
    }

    /// Where the rows come from, and with a file where its job is.
    pub fn source(&self) -> Source<'_> {
        if self.reads_stdin() { Source::Stdin } else { Source::File(&self.file, ".ictl-import") }
    }

    /// How to read the file.
    pub fn input_options(&self) -> InputOptions {
        InputOptions {
            format: self.format,
            encoding: self.encoding.clone(),
            delimiter: self.delimiter,
        }
    }

    /// What the user wants of the mapping.
    pub fn mapping_options(&self) -> Result<MappingOptions> {
        let mut rules = match &self.map_file {
            None => Vec::new(),
            Some(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|cause| {
                    Error::failed(format!("{name} could not be read: {cause}"))
                        .hint("--map-file names a text file with lines such as Email Address=email")
                })?;
                MapRule::parse_file(&text, &name)?
            }
        };
        // A rule on the command line beats the file's for the same column.
        rules.retain(|rule| !self.map.iter().any(|own| own.column == rule.column));
        rules.extend(self.map.iter().cloned());
        Ok(MappingOptions {
            rules,
            ignore_unknown: self.ignore_unknown,
            create_attributes: self.create_attributes,
            role: self.role,
        })
    }

    /// The options that decide about outcomes: a job keeps them for all its runs.
    pub fn deciding(&self, time_zone: &str) -> Value {
        json!({
            "on-conflict": word(&self.on_conflict),
            "on-archived": word(&self.on_archived),
            "blank": word(&self.blank),
            "role": self.role.as_str(),
            "tag": self.tag,
            "limit": self.limit,
            "time-zone": time_zone,
        })
    }
}

fn word(choice: &impl ValueEnum) -> Option<String> {
    choice.to_possible_value().map(|value| value.get_name().to_owned())
}

fn delimiter(text: &str) -> Result<char> {
    let text = if text == r"\t" || text.eq_ignore_ascii_case("tab") { "\t" } else { text };
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) if character.is_ascii() => Ok(character),
        _ => Err(Error::usage(format!("{text:?} is not a delimiter"))
            .hint("give one ASCII character, such as ; or \\t for a tab")),
    }
}
