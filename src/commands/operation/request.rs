//! From the arguments of a command to the request of its operation, with everything checked that
//! can be checked before it is sent.

use clap::{ArgMatches, FromArgMatches};
use serde_json::{Map, Value};

use super::args::{body_id, path_id, query_id};
use super::value::{Moment, convert};
use crate::api::operations::{Answer, Operation};
use crate::api::{Repeat, Request, path_segment};
use crate::commands::body::BodyArgs;
use crate::context::Context;
use crate::error::{Error, Result};

/// A request that is ready to be sent.
#[derive(Debug)]
pub struct Prepared {
    /// The request.
    pub request: Request,
    /// The fields of its body, where they were put together here and not given by `--input`.
    pub fields: Option<Map<String, Value>>,
}

/// Puts the request of an operation together. `preset` holds fields of the body that a
/// hand-written command brings; flags beat them.
pub fn prepare(
    operation: &'static Operation,
    matches: &ArgMatches,
    preset: Map<String, Value>,
    cx: &mut Context,
) -> Result<Prepared> {
    let moment = Moment { now: cx.clock.now(), time_zone: cx.time_zone.clone() };
    let mut request = Request::new(operation.method, path(operation, matches)?);
    request.repeat = operation.repeat;
    request.writes = !reads_only(operation);
    request.version = operation.pinned.map(str::parse).transpose()?;
    if let Answer::Download { accept } = operation.answer {
        request.accept = accept;
    }
    add_query(&mut request, operation, matches, &moment)?;
    let mut fields = None;
    if !operation.body.is_empty() {
        let args = BodyArgs::from_arg_matches(matches).map_err(|e| Error::usage(e.to_string()))?;
        if let Some(whole) = args.whole(cx)? {
            request.body = Some(whole);
        } else {
            let mut body = preset;
            body.extend(own_fields(operation, matches, &moment)?);
            args.add_to(&mut body, cx)?;
            check(operation, &body, &request)?;
            request = request.json_object(&body);
            fields = Some(body);
        }
    }
    Ok(Prepared { request, fields })
}

/// Reads are GETs and those POSTs that may be repeated and give a list: searches.
fn reads_only(operation: &Operation) -> bool {
    let searches = matches!(operation.answer, Answer::List(_)) && operation.repeat == Repeat::Safe;
    operation.method.is_read() || searches
}

fn path(operation: &Operation, matches: &ArgMatches) -> Result<String> {
    let mut path = operation.path.to_owned();
    for param in operation.path_params {
        let value = matches.get_one::<String>(&path_id(param.name)).map_or("", String::as_str);
        let segment = path_segment(value).map_err(|error| error.context(param.value_name))?;
        path = path.replace(&format!("{{{}}}", param.name), &segment);
    }
    Ok(path)
}

fn add_query(
    request: &mut Request,
    operation: &Operation,
    matches: &ArgMatches,
    moment: &Moment,
) -> Result<()> {
    for param in operation.query {
        let given: Vec<&String> =
            matches.get_many(&query_id(param.name)).into_iter().flatten().collect();
        let from_path = || matches.try_get_one::<String>(&path_id(param.name)).ok().flatten();
        let mut parts = Vec::new();
        for text in given {
            parts.push(query_text(&convert(text, &param.kind, param.flag, moment)?));
        }
        if !parts.is_empty() {
            request.query.push((param.name.to_owned(), parts.join(",")));
        } else if param.required
            && let Some(value) = from_path()
        {
            request.query.push((param.name.to_owned(), value.clone()));
        }
    }
    Ok(())
}

fn query_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(query_text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn own_fields(
    operation: &Operation,
    matches: &ArgMatches,
    moment: &Moment,
) -> Result<Map<String, Value>> {
    let mut body = Map::new();
    for field in operation.body {
        for text in matches.get_many::<String>(&body_id(field.name)).into_iter().flatten() {
            let value = convert(text, &field.kind, field.flag, moment)?;
            match (body.get_mut(field.name), value) {
                (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
                (_, value) => {
                    body.insert(field.name.to_owned(), value);
                }
            }
        }
    }
    Ok(body)
}

/// Says what is missing before anything is sent, with the flags to use.
fn check(operation: &Operation, body: &Map<String, Value>, request: &Request) -> Result<()> {
    let flag = |name: &str| {
        let field = operation.body.iter().find(|field| field.name == name).map(|f| f.flag);
        let param = operation.query.iter().find(|param| param.name == name).map(|p| p.flag);
        field.or(param).map_or_else(|| format!("-f {name}=…"), |flag| format!("--{flag}"))
    };
    let given = |name: &str| {
        body.contains_key(name) || request.query.iter().any(|(known, _)| known == name)
    };
    let command = operation.command.join(" ");
    let missing: Vec<String> = operation
        .body
        .iter()
        .filter(|field| field.required && !given(field.name))
        .map(|field| flag(field.name))
        .collect();
    if !missing.is_empty() {
        return Err(Error::usage(format!("`{command}` needs {}", missing.join(", ")))
            .hint("or give the whole body with --input FILE"));
    }
    let sets = operation.alternatives;
    if !sets.is_empty() && !sets.iter().any(|set| set.iter().all(|name| given(name))) {
        let choices: Vec<String> = sets
            .iter()
            .map(|set| set.iter().map(|name| flag(name)).collect::<Vec<_>>().join(" with "))
            .collect();
        return Err(Error::usage(format!("`{command}` needs {}", choices.join(", or ")))
            .hint("or give the whole body with --input FILE"));
    }
    for case in operation.cases {
        let holds = body.get(case.field).is_some_and(|value| value == case.value);
        if let Some(lacking) = case.needs.iter().find(|name| holds && !given(name)) {
            return Err(Error::usage(format!(
                "`{command}` with {} {} needs {}",
                flag(case.field),
                case.value,
                flag(lacking)
            )));
        }
    }
    Ok(())
}
