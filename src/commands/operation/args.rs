//! A row of the table as clap arguments.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Args, Command};

use crate::api::operations::{Answer, Field, Kind, Operation, QueryParam};
use crate::api::pagination::Pagination;
use crate::commands::body::BodyArgs;
use crate::commands::listing::ListArgs;

/// The command of an operation under the name `verb`.
pub fn command(verb: &'static str, operation: &'static Operation) -> Command {
    fill(Command::new(verb), operation)
}

/// Gives a command the help and the arguments of an operation.
pub fn fill(command: Command, operation: &'static Operation) -> Command {
    let mut command = command.about(operation.summary).after_help(after_help(operation));
    if !operation.details.is_empty() {
        command = command.long_about(format!("{}\n\n{}", operation.summary, operation.details));
    }
    for param in operation.path_params {
        command =
            command.arg(Arg::new(path_id(param.name)).value_name(param.value_name).required(true));
    }
    for param in operation.query {
        command = command.arg(query_arg(param));
    }
    for field in operation.body {
        command = command.arg(body_arg(field));
    }
    if !operation.body.is_empty() {
        command = BodyArgs::augment_args(command);
    }
    if matches!(operation.answer, Answer::List(_)) {
        command = ListArgs::augment_args(command);
    }
    if matches!(operation.answer, Answer::Download { .. }) {
        command = command.arg(output_file());
    }
    command
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
    // One that the path gives as well takes its value from there.
    typed(arg, &param.kind).required(param.required && !param.flag.starts_with("query-"))
}

fn body_arg(field: &'static Field) -> Arg {
    let arg = Arg::new(body_id(field.name)).long(field.flag).help_heading("Fields of the body");
    let arg = typed(arg, &field.kind).conflicts_with("input");
    if field.required { arg.help("required") } else { arg }
}

/// How an argument is taken. Checking and conversion come later: `-f` may give the same field.
fn typed(arg: Arg, kind: &Kind) -> Arg {
    let arg = arg.value_name(placeholder(kind)).allow_hyphen_values(true);
    match kind {
        Kind::Boolean => arg.num_args(0..=1).default_missing_value("true"),
        Kind::Enum(words) => arg.value_parser(PossibleValuesParser::new(*words)),
        Kind::Array(_) => arg.action(ArgAction::Append),
        _ => arg,
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

fn after_help(operation: &Operation) -> String {
    let mut lines = vec![format!("{} {}", operation.method.as_str(), operation.path)];
    if let Some(version) = operation.pinned {
        lines.push(format!("Always sent with Intercom-Version {version}."));
    }
    if operation.pagination != Pagination::None {
        lines.push("All pages are printed; on a terminal the first 50 items.".to_owned());
    }
    lines.join("\n")
}
