//! What may a value be? One line per argument whose values are known on this machine; where
//! the definition itself names them, clap's engine knows them already.
//!
//! Attached to the commands of the one line that is being typed, and not where the arguments are
//! defined: no other command pays for it, and the sources see the settings and the rest of the line.
//! To give an argument its values, add a line to [`source`].

use std::ffi::OsStr;
use std::sync::Arc;

use clap::{Arg, Command, ValueEnum};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::{Places, api_path, fields, files, operation_words, zones};
use crate::api::operations::{self, Kind};
use crate::api::{ApiVersion, Region};
use crate::commands::{self, alias, explain, help};
use crate::config::Config;
use crate::context::{KEYS, PROFILE_KEYS};
use crate::output::BadgeColor;

/// The line before the word that is being typed, and where values are looked for.
#[derive(Debug)]
pub struct Line {
    /// The words, the program's name first.
    pub before: Vec<String>,
    /// Where to look.
    pub places: Places,
}

impl Line {
    /// A line with these words before the cursor's.
    pub fn new(before: &[String], places: Places) -> Arc<Self> {
        Arc::new(Line { before: before.to_vec(), places })
    }

    /// The words behind the last one that is `word`, without flags.
    pub fn after<'a>(&'a self, word: &str) -> Vec<&'a str> {
        let start = self.before.iter().rposition(|other| other == word).map_or(0, |at| at + 1);
        let rest = self.before[start..].iter().map(String::as_str);
        rest.filter(|word| !word.starts_with('-')).collect()
    }
}

/// An argument that is asked for: of which command, what is there of its value, and the line.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The command's words, without the program's name.
    pub command: &'a [String],
    /// The beginning of the value.
    pub typed: &'a str,
    /// The rest of the line.
    pub line: &'a Line,
}

/// Gives the values that an argument may have. They need not begin with what is typed: those that do
/// not are left out.
type Source = fn(&Asked<'_>) -> Vec<CompletionCandidate>;

/// The source of an argument's values, by the words of its command and its name: that of the flag,
/// else its id.
fn source(command: &[&str], name: &str, arg: &Arg) -> Option<Source> {
    Some(match (command, name) {
        (_, "profile") => profiles,
        (["auth", "switch" | "logout" | "status" | "revoke" | "token"], "name" | "names") => {
            profiles
        }
        (["auth" | "app", ..], "app") | (["app", "remove"], "name") => apps,
        (_, "region") => regions,
        (_, "api-version") => versions,
        (_, "time-zone") => zones::zones,
        (_, "fields") => fields::fields,
        (_, "job") | (["contacts", "import", "status" | "undo"], "dir") => files::jobs,
        (["contacts", "import"], "file") => files::tables,
        (_, "input") => files::json,
        (["api"], "words") => api_path::method_or_path,
        (["api"], "method") => api_path::methods,
        (["operations"], "words") => operation_words::words,
        (["explain"], "code") => codes,
        (["config", "get" | "set" | "unset"], "key") => settings,
        (["config", "set"], "value") => values_of_setting,
        (["alias", "delete"], "name") => aliases,
        (["help"], "words") => topics_and_commands,
        (["man"], "words") => commands_on,
        _ => return by_value(arg),
    })
}

/// The source of an argument of which nothing is known but how its value is called.
fn by_value(arg: &Arg) -> Option<Source> {
    let value = arg.get_value_names()?.first()?.as_str();
    Some(match value {
        "FILE" | "PATH|URL" => files::any,
        "DIR" => files::directories,
        "true|false" => booleans,
        "WORD" => words_of_the_table,
        _ => return None,
    })
}

/// The command with its sources, all subcommands included.
pub fn attach(root: Command, line: &Arc<Line>) -> Command {
    attach_below(root, &[], line)
}

fn attach_below(command: Command, words: &[String], line: &Arc<Line>) -> Command {
    let names: Vec<&str> = words.iter().map(String::as_str).collect();
    let command = command.mut_args(|arg| {
        let name = arg.get_long().unwrap_or_else(|| arg.get_id().as_str()).to_owned();
        // What the definition names is better known to it, descriptions and all.
        if !arg.get_action().takes_values() || !arg.get_possible_values().is_empty() {
            return arg;
        }
        match source(&names, &name, &arg) {
            Some(source) => arg.add(completer(source, words.to_vec(), line.clone())),
            None => arg,
        }
    });
    command.mut_subcommands(|inner| {
        let words: Vec<String> =
            words.iter().cloned().chain([inner.get_name().to_owned()]).collect();
        attach_below(inner, &words, line)
    })
}

fn completer(source: Source, command: Vec<String>, line: Arc<Line>) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| {
        let Some(typed) = typed.to_str() else { return Vec::new() };
        // A global flag is defined at the root; the command it stands behind is on the line.
        let command = if command.is_empty() { command_of(&line) } else { command.clone() };
        let mut found = source(&Asked { command: &command, typed, line: &line });
        found.retain(|one| one.get_value().to_str().is_some_and(|one| one.starts_with(typed)));
        found
    })
}

/// The words of the line that name a command of the table.
fn command_of(line: &Line) -> Vec<String> {
    let is_noun = |word: &String| operations::noun(word).is_some();
    let start = line.before.iter().position(is_noun).unwrap_or(line.before.len());
    line.before[start..].iter().take_while(|word| !word.starts_with('-')).cloned().collect()
}

/// A candidate with a description.
pub fn described(value: impl Into<String>, help: impl Into<String>) -> CompletionCandidate {
    let help: String = help.into();
    CompletionCandidate::new(value.into()).help((!help.is_empty()).then(|| help.into()))
}

/// The settings, where they can be read: a completion is no place to complain.
fn config(asked: &Asked<'_>) -> Config {
    let paths = asked.line.places.paths.as_ref();
    paths.and_then(|paths| Config::read(paths).ok()).unwrap_or_default()
}

fn profiles(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let config = config(asked);
    let profiles = config.profiles().iter();
    profiles
        .map(|(name, profile)| {
            let workspace = profile.workspace_name.as_ref().unwrap_or(&profile.workspace_id);
            described(name, format!("{workspace} ({})", profile.region))
        })
        .collect()
}

fn apps(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let config = config(asked);
    let apps = config.apps().iter();
    apps.map(|(name, app)| described(name, format!("client id {}", app.client_id))).collect()
}

fn regions(_: &Asked<'_>) -> Vec<CompletionCandidate> {
    let regions = Region::ALL.iter();
    regions.map(|region| described(region.to_string(), region.api_base_url())).collect()
}

fn versions(_: &Asked<'_>) -> Vec<CompletionCandidate> {
    // The table names the versions that it has operations of.
    let mut versions: Vec<ApiVersion> = operations::all()
        .flat_map(|operation| operation.versions)
        .filter_map(|version| version.parse().ok())
        .collect();
    versions.sort_unstable();
    versions.dedup();
    versions.reverse();
    let help = |version| if version == ApiVersion::DEFAULT { "what ictl asks for" } else { "" };
    versions.into_iter().map(|version| described(version.to_string(), help(version))).collect()
}

fn booleans(_: &Asked<'_>) -> Vec<CompletionCandidate> {
    ["true", "false"].map(CompletionCandidate::new).into()
}

/// The words that go on from those of a command that are on the line.
fn commands_on(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let given = asked.line.after(&asked.command[0]);
    let root = commands::root(&asked.line.before);
    let above = given.iter().try_fold(&root, |above, word| above.find_subcommand(word));
    let below = above.into_iter().flat_map(Command::get_subcommands);
    let about =
        |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    below
        .filter(|command| !command.is_hide_set())
        .map(|command| described(command.get_name(), about(command)))
        .collect()
}

/// `exit 3` is known as `exit-3` as well, which needs no quotes. A code is one word but for `exit`.
fn codes(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    match asked.line.after("explain")[..] {
        [] => explain::names()
            .map(|(name, meaning)| described(name.replace(' ', "-"), meaning))
            .collect(),
        ["exit"] => explain::names()
            .filter_map(|(name, meaning)| Some(described(name.strip_prefix("exit ")?, meaning)))
            .collect(),
        _ => Vec::new(),
    }
}

fn settings(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let of_all = KEYS.iter().map(|key| described(key.name, key.about));
    let config = config(asked);
    let of_profiles = config.profiles().keys().flat_map(|profile| {
        PROFILE_KEYS
            .iter()
            .map(move |key| described(format!("profiles.{profile}.{}", key.name), key.about))
    });
    of_all.chain(of_profiles).collect()
}

/// What the setting before the cursor may become.
fn values_of_setting(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    match asked.line.after("set").first().copied().unwrap_or_default() {
        "api_version" => versions(asked),
        "color" => ["auto", "never"].map(CompletionCandidate::new).into(),
        "current" => profiles(asked),
        "time_zone" => zones::zones(asked),
        key if key.starts_with("profiles.") => {
            let names =
                BadgeColor::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            names.map(|name| CompletionCandidate::new(name.get_name().to_owned())).collect()
        }
        _ => Vec::new(),
    }
}

fn aliases(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let aliases = alias::all(&config(asked)).into_iter();
    aliases.map(|(name, definition)| described(name, definition)).collect()
}

fn topics_and_commands(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let alone = asked.line.after("help").is_empty();
    let topics = help::TOPICS.iter().filter(|_| alone);
    let topics = topics.map(|topic| described(topic.name, "what is true of every command"));
    commands_on(asked).into_iter().chain(topics).collect()
}

/// The words that an array of words in the body may hold.
fn words_of_the_table(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let Some(flag) = asked.line.before.last().and_then(|word| word.strip_prefix("--")) else {
        return Vec::new();
    };
    let operation = operations::all().find(|operation| {
        operation.command == asked.command
            || operation.also.iter().any(|also| *also == asked.command)
    });
    let kinds = operation.into_iter().flat_map(|operation| {
        let body = operation.body.iter().map(|field| (field.flag, field.kind));
        body.chain(operation.query.iter().map(|param| (param.flag, param.kind)))
    });
    let words = kinds.filter(|(name, _)| *name == flag).find_map(|(_, kind)| match kind {
        Kind::Array(Kind::Enum(words)) => Some(words),
        _ => None,
    });
    words
        .into_iter()
        .flat_map(|words| words.iter().copied().map(CompletionCandidate::new))
        .collect()
}
