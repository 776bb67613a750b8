//! A row of the table as clap arguments.

use std::fmt::Write as _;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Args, Command};

use super::{example, many, text_body};
use crate::api::operations::{Answer, Field, Kind, Operation, Property, QueryParam};
use crate::api::pagination::Pagination;
use crate::commands::body::BodyArgs;
use crate::commands::listing::ListArgs;

/// The command of an operation under the name `verb`.
pub fn command(verb: &'static str, operation: &'static Operation) -> Command {
    fill(Command::new(verb), operation)
}

/// Gives a command the help and the arguments of an operation.
pub fn fill(command: Command, operation: &'static Operation) -> Command {
    fill_with(command, operation, |_| true)
}

/// As [`fill`], with flags for some fields of the body only: those of a verb that does a part of
/// what the operation can do.
pub fn fill_with(
    command: Command,
    operation: &'static Operation,
    takes: impl Fn(&str) -> bool,
) -> Command {
    let mut command = command;
    for param in operation.path_params {
        let arg = Arg::new(path_id(param.name)).value_name(param.value_name).required(true);
        let help = if many::is_possible(operation) { "- takes ids from stdin" } else { "" };
        command = command.arg(arg.help(help));
    }
    for param in operation.query {
        command = command.arg(query_arg(param));
    }
    for field in operation.body.iter().filter(|field| takes(field.name)) {
        command = command.arg(body_arg(operation, field));
    }
    if !operation.body.is_empty() {
        command = BodyArgs::augment_args(command);
    }
    if text_body::has(operation) && takes(text_body::FIELD) {
        command = text_body::add(command);
    }
    if matches!(operation.answer, Answer::List(_)) {
        command = ListArgs::augment_args(command);
    }
    if matches!(operation.answer, Answer::Download { .. }) {
        command = command.arg(output_file());
    }
    command = many::add_flags(command, operation);
    // After the arguments: a group of them brings its own idea of what the command is about.
    command
        .about(operation.summary)
        .long_about(with_details(operation.summary, operation.details))
        .after_help(format!(
            "{}\n\nExample:\n  {}",
            request_line(operation),
            example::shown(operation)
        ))
}

/// What a command is about, at length: its line, and what else there is to know.
pub fn with_details(summary: &str, details: &str) -> String {
    format!("{summary}\n\n{details}").trim_end().to_owned()
}

/// The ids of a row's own arguments; the prefixes keep them apart from the global ones.
pub fn path_id(name: &str) -> String {
    format!("path:{name}")
}

/// See [`path_id`].
pub fn query_id(name: &str) -> String {
    format!("query:{name}")
}

/// See [`path_id`].
pub fn body_id(name: &str) -> String {
    format!("body:{name}")
}

/// The heading of the flags of a body's fields.
pub const FIELDS_HEADING: &str = "Fields of the body";

/// The argument that says where a download goes.
pub const OUTPUT_FILE: &str = "output-file";

fn output_file() -> Arg {
    Arg::new(OUTPUT_FILE)
        .long(OUTPUT_FILE)
        .value_name("FILE")
        .help("Write the download to this file instead of stdout")
}

fn query_arg(param: &'static QueryParam) -> Arg {
    let arg = Arg::new(query_id(param.name)).long(param.flag).help_heading("Parameters");
    let help = describe(&param.kind, if param.required { "required" } else { "" });
    // One that the path gives as well takes its value from there.
    let required = param.required && !param.flag.starts_with("query-");
    typed(arg, &param.kind).required(required).help(help)
}

fn body_arg(operation: &Operation, field: &'static Field) -> Arg {
    let arg = Arg::new(body_id(field.name)).long(field.flag).help_heading(FIELDS_HEADING);
    let alternative = operation.alternatives.iter().any(|set| set.contains(&field.name));
    let needed = match (field.required, alternative) {
        (true, _) => "required",
        (false, true) => "one of these is needed",
        (false, false) => "",
    };
    typed(arg, &field.kind).conflicts_with("input").help(describe(&field.kind, needed))
}

/// What a flag's help says beside its placeholder.
fn describe(kind: &Kind, needed: &str) -> String {
    let kind = match kind {
        Kind::Timestamp | Kind::DateTime => "a date, a date and time, or 3d (ago)".to_owned(),
        Kind::Array(Kind::Object(properties)) => {
            format!("an object{}; repeatable", keys(properties))
        }
        Kind::Array(_) => "repeatable, or an array".to_owned(),
        Kind::Object(properties) => format!("an object{}", keys(properties)),
        _ => String::new(),
    };
    [needed, &kind].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}

/// The keys of an object, as far as they are a help.
fn keys(properties: &[Property]) -> String {
    const MOST: usize = 4;
    let names: Vec<&str> = properties.iter().take(MOST).map(|property| property.name).collect();
    let more = if properties.len() > MOST { ", …" } else { "" };
    if names.is_empty() { String::new() } else { format!(" with {}{more}", names.join(", ")) }
}

/// How an argument is taken. Checking and conversion come later: `-f` may give the same field.
fn typed(arg: Arg, kind: &Kind) -> Arg {
    let arg = arg.value_name(placeholder(kind));
    match kind {
        Kind::Boolean => arg.num_args(0..=1).default_missing_value("true"),
        Kind::Enum(words) => arg.value_parser(PossibleValuesParser::new(*words)),
        Kind::Array(Kind::Enum(_)) => arg.action(ArgAction::Append),
        Kind::Array(_) => arg.action(ArgAction::Append).allow_hyphen_values(true),
        _ => arg.allow_hyphen_values(true),
    }
}

/// What stands for the value in help.
pub fn placeholder(kind: &Kind) -> &'static str {
    match kind {
        Kind::String => "TEXT",
        Kind::Integer => "N",
        Kind::Boolean => "true|false",
        Kind::Timestamp => "TIME",
        Kind::Date => "DATE",
        Kind::DateTime => "DATE-TIME",
        Kind::Enum(_) => "WORD",
        Kind::Array(item) => match item {
            Kind::Object(_) => "JSON",
            item => placeholder(item),
        },
        Kind::Object(_) => "JSON",
        Kind::OneOf(_) | Kind::Any => "VALUE",
    }
}

/// The request that a command sends, for the end of its help.
pub fn request_line(operation: &Operation) -> String {
    let mut request = format!("{} {}", operation.method.as_str(), operation.path);
    match (operation.pinned, operation.versions.first()) {
        (Some(version), _) => {
            let _ = write!(request, " (always sent with Intercom-Version {version})");
        }
        // Every version in use has it.
        (None, None | Some(&"2.11")) => {}
        (None, Some(version)) => {
            let _ = write!(request, " (from version {version} on)");
        }
    }
    let mut lines = vec![request];
    if operation.pagination != Pagination::None {
        lines.push("All pages are printed; on a terminal the first 50 items.".to_owned());
    }
    lines.join("\n")
}
