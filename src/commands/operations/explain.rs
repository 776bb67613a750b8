//! One operation, explained: what it takes, what comes back, what to mind, and how to call it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{pagination, row};
use crate::api::Repeat;
use crate::api::operations::{Answer, Field, Kind, Operation, Property, QueryParam};
use crate::commands::operation::{choices, example, placeholder, reads_only};
use crate::commands::wrapped::{page_width, wrapped};
use crate::context::Context;
use crate::error::Result;
use crate::output::Format;

/// Prints the explanation: text for people, one object for programs.
pub(super) fn print(operation: &Operation, cx: &mut Context) -> Result<()> {
    let settings = cx.ui.settings();
    let whole = settings.jq.is_none() && settings.fields.is_none();
    if whole && cx.ui.format() == Format::Table {
        let text = text(operation, page_width(cx));
        return cx.ui.raw(text.as_bytes());
    }
    cx.ui.object(&[], &object(operation))
}

fn object(operation: &Operation) -> Value {
    let mut object = row(operation);
    let arguments = operation.path_params.iter();
    object["details"] = operation.details.into();
    object["arguments"] = arguments.map(|param| param.value_name).collect();
    object["parameters"] = operation.query.iter().map(parameter).collect();
    object["body"] = operation.body.iter().map(field).collect();
    object["one_of"] = json!(operation.alternatives);
    object["max_per_page"] = operation.max_per_page.into();
    object["pinned_version"] = operation.pinned.into();
    object["example"] = example(operation).into();
    object
}

fn parameter(param: &QueryParam) -> Value {
    let QueryParam { name, flag, kind, required } = param;
    json!({"name": name, "flag": format!("--{flag}"), "type": kind_text(kind), "required": required})
}

fn field(field: &Field) -> Value {
    let Field { name, flag, kind, required, nullable } = field;
    json!({
        "name": name,
        "flag": format!("--{flag}"),
        "type": kind_text(kind),
        "required": required,
        "nullable": nullable,
        "fields": properties(kind).iter().map(property).collect::<Value>(),
    })
}

fn property(property: &Property) -> Value {
    json!({
        "name": property.name,
        "type": kind_text(&property.kind),
        "required": property.required,
        "nullable": property.nullable,
        "fields": properties(&property.kind).iter().map(self::property).collect::<Value>(),
    })
}

fn properties(kind: &Kind) -> &'static [Property] {
    match kind {
        Kind::Object(properties) => properties,
        Kind::Array(item) => properties(item),
        _ => &[],
    }
}

/// A kind in words.
fn kind_text(kind: &Kind) -> String {
    match kind {
        Kind::String => "string".to_owned(),
        Kind::Integer => "integer".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Timestamp => "timestamp".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::DateTime => "date-time".to_owned(),
        Kind::Enum(words) => words.join("|"),
        Kind::Array(item) => format!("array of {}", kind_text(item)),
        Kind::Object(_) => "object".to_owned(),
        Kind::OneOf(kinds) => kinds.iter().map(kind_text).collect::<Vec<_>>().join(" or "),
        Kind::Any => "any JSON".to_owned(),
    }
}

fn text(operation: &Operation, width: usize) -> String {
    let mut text = format!("{}\n", operation.summary);
    let mut line = |line: &str| {
        let _ = writeln!(text, "{line}");
    };
    if !operation.details.is_empty() {
        line(&wrapped(operation.details, 0, width));
    }
    line("");
    line(&format!("Operation   {}", operation.id));
    line(&format!("Request     {} {}", operation.method.as_str(), operation.path));
    let words = |words: &&[&str]| format!("ictl {}", words.join(" "));
    line(&format!("Command     {}", words(&operation.command)));
    for also in operation.also {
        line(&format!("Also        {}", words(also)));
    }
    line(&format!("Versions    {}", versions(operation)));
    line(&format!("Answer      {}", answer(operation)));
    line(&format!("Repeating   {}", repeating(operation)));
    for section in [arguments(operation), parameters(operation), body(operation)] {
        text.push_str(&section);
    }
    let _ = write!(text, "\nExample\n  {}\n", example(operation));
    text
}

fn versions(operation: &Operation) -> String {
    match (operation.pinned, operation.versions) {
        (Some(version), _) => format!("{version} only, which is always sent"),
        (None, []) => "all".to_owned(),
        (None, versions) => versions.join(", "),
    }
}

fn answer(operation: &Operation) -> String {
    let what = match operation.answer {
        Answer::Object => "one object",
        Answer::List(_) => "a list",
        Answer::Empty => "nothing",
        Answer::Download { .. } => "a file",
    };
    let pages = pagination(operation.pagination);
    let pages = pages.map_or(String::new(), |how| format!(", in pages ({how})"));
    let most =
        operation.max_per_page.map_or(String::new(), |most| format!(", at most {most} each"));
    format!("{what}{pages}{most}")
}

fn repeating(operation: &Operation) -> &'static str {
    match (reads_only(operation), operation.repeat) {
        (true, Repeat::Safe) => "harmless: it only reads",
        (false, Repeat::Safe) => "harmless: a second time changes nothing more",
        (_, Repeat::Refused) => "never after a lost answer: it could happen twice",
    }
}

fn arguments(operation: &Operation) -> String {
    let names = operation.path_params.iter().map(|param| vec![param.value_name.to_owned()]);
    section("Arguments", names.collect())
}

fn parameters(operation: &Operation) -> String {
    let row = |param: &QueryParam| {
        vec![
            format!("--{} {}", param.flag, placeholder(&param.kind)),
            kind_text(&param.kind),
            if param.required { "required" } else { "" }.to_owned(),
        ]
    };
    section("Parameters", operation.query.iter().map(row).collect())
}

fn body(operation: &Operation) -> String {
    let mut rows = Vec::new();
    for field in operation.body {
        rows.push(vec![
            format!("--{} {}", field.flag, placeholder(&field.kind)),
            kind_text(&field.kind),
            if field.required { "required" } else { "" }.to_owned(),
        ]);
        add_properties(&mut rows, field.name, properties(&field.kind));
    }
    let mut text = section("Fields of the body", rows);
    if !operation.alternatives.is_empty() {
        let _ = writeln!(text, "  Needed: {}", choices(operation));
    }
    for case in operation.cases {
        let _ = writeln!(text, "  {} {} needs {}", case.field, case.value, case.needs.join(", "));
    }
    text
}

/// More properties than this say more about languages than about the operation.
const MOST_PROPERTIES: usize = 12;

fn add_properties(rows: &mut Vec<Vec<String>>, name: &str, properties: &[Property]) {
    for property in properties.iter().take(MOST_PROPERTIES) {
        rows.push(vec![
            format!("  {name}.{}", property.name),
            kind_text(&property.kind),
            if property.required { "required" } else { "" }.to_owned(),
        ]);
    }
    if properties.len() > MOST_PROPERTIES {
        rows.push(vec![format!("  … and {} more", properties.len() - MOST_PROPERTIES)]);
    }
}

/// A heading with rows in aligned columns; nothing without rows.
fn section(heading: &str, rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let width = |at: usize| {
        rows.iter()
            .filter_map(|row| row.get(at))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..3).map(width).map(|width| width.min(44)).collect();
    let mut text = format!("\n{heading}\n");
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(text, "  {}", line.trim_end());
    }
    text
}
