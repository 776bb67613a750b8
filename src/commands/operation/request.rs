//! From the arguments of a command to the request of its operation, with everything checked that
//! can be checked before it is sent.

use clap::{ArgMatches, Args as _, Command, FromArgMatches};
use jiff::Zoned;
use serde_json::{Map, Value};

use super::args::{body_id, path_id, query_id};
use super::value::convert;
use super::{check, text_body};
use crate::api::operations::{Answer, Operation};
use crate::api::{Repeat, Request, path_segment};
use crate::commands::body::{BodyArgs, put, query_text};
use crate::context::{Context, GlobalOptions};
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
    let now = cx.now();
    let mut request = Request::new(operation.method, path(operation, matches)?);
    request.repeat = operation.repeat;
    request.writes = !reads_only(operation);
    request.version = operation.pinned.map(str::parse).transpose()?;
    if let Answer::Download { accept } = operation.answer {
        request.accept = accept;
    }
    add_query(&mut request, operation, matches, &now)?;
    let mut fields = None;
    if !operation.body.is_empty() {
        let args = BodyArgs::from_arg_matches(matches).map_err(|e| Error::usage(e.to_string()))?;
        if let Some(whole) = args.whole(cx)? {
            request.body = Some(whole);
        } else {
            let body = fields_of(operation, &args, matches, preset, &now, cx)?;
            check::complete(operation, &body, &request)?;
            request = request.json_object(&body);
            fields = Some(body);
        }
    }
    Ok(Prepared { request, fields })
}

/// True when `--input` gives the whole body: nothing is looked up for it then.
pub fn has_whole_body(matches: &ArgMatches) -> bool {
    matches.try_get_one::<String>("input").is_ok_and(|input| input.is_some())
}

/// True when the command line itself gives this field of the body.
pub fn gives(matches: &ArgMatches, field: &str) -> bool {
    let flag = matches.try_get_one::<String>(&body_id(field)).is_ok_and(|value| value.is_some());
    let text = field == text_body::FIELD && text_body::is_given(matches);
    let key = BodyArgs::from_arg_matches(matches).is_ok_and(|args| args.names(field));
    flag || text || key
}

/// The body alone, for a verb that makes its requests from a plan: whole, or put together with
/// `preset` as in [`prepare`].
pub fn body(
    operation: &'static Operation,
    matches: &ArgMatches,
    preset: Map<String, Value>,
    cx: &mut Context,
) -> Result<Vec<u8>> {
    let now = cx.now();
    let args = BodyArgs::from_arg_matches(matches).map_err(|e| Error::usage(e.to_string()))?;
    if let Some(whole) = args.whole(cx)? {
        return Ok(whole);
    }
    let body = fields_of(operation, &args, matches, preset, &now, cx)?;
    check::complete(operation, &body, &Request::new(operation.method, operation.path))?;
    Ok(Value::Object(body).to_string().into_bytes())
}

/// The fields that the command brings, those of the flags over them, those of `-f` and `-F` over
/// both.
fn fields_of(
    operation: &Operation,
    args: &BodyArgs,
    matches: &ArgMatches,
    preset: Map<String, Value>,
    now: &Zoned,
    cx: &mut Context,
) -> Result<Map<String, Value>> {
    let mut body = preset;
    body.extend(own_fields(operation, matches, now)?);
    if let Some(text) = text_body::given(matches, cx)? {
        body.insert(text_body::FIELD.to_owned(), text);
    }
    let extra = args.fields(cx)?;
    for (key, value) in &extra {
        put(&mut body, key, value.clone())?;
    }
    let keys: Vec<&str> = extra.iter().map(|(key, _)| check::outermost(key)).collect();
    check::kinds(operation, &body, &keys)?;
    for unknown in check::unknown(operation, &keys) {
        cx.ui.warn(&unknown);
    }
    Ok(body)
}

/// True for what changes nothing: GETs and those POSTs that may be repeated and give a list: searches.
pub fn reads_only(operation: &Operation) -> bool {
    let searches = matches!(operation.answer, Answer::List(_)) && operation.repeat == Repeat::Safe;
    operation.method.is_read() || searches
}

fn path(operation: &Operation, matches: &ArgMatches) -> Result<String> {
    let mut path = operation.path.to_owned();
    for param in operation.path_params {
        let value = matches.get_one::<String>(&path_id(param.name)).map_or("", String::as_str);
        if value == "-" {
            // Each id that comes through stdin takes its place later.
            continue;
        }
        let segment = path_segment(value).map_err(|error| error.context(param.value_name))?;
        path = path.replace(&format!("{{{}}}", param.name), &segment);
    }
    Ok(path)
}

fn add_query(
    request: &mut Request,
    operation: &Operation,
    matches: &ArgMatches,
    now: &Zoned,
) -> Result<()> {
    for param in operation.query {
        let given: Vec<&String> =
            matches.get_many(&query_id(param.name)).into_iter().flatten().collect();
        let from_path = || matches.try_get_one::<String>(&path_id(param.name)).ok().flatten();
        let mut parts = Vec::new();
        for text in given {
            refuse_flag(text, param.flag)?;
            parts.push(query_text(&convert(text, &param.kind, param.flag, now)?));
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

fn own_fields(
    operation: &Operation,
    matches: &ArgMatches,
    now: &Zoned,
) -> Result<Map<String, Value>> {
    let mut body = Map::new();
    for field in operation.body {
        let given = matches.try_get_many::<String>(&body_id(field.name)).ok().flatten();
        for text in given.into_iter().flatten() {
            refuse_flag(text, field.flag)?;
            let value = convert(text, &field.kind, field.flag, now)?;
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

/// Values may begin with a dash, but `--email --dry-run` means no address: the value was forgotten,
/// and the flag that should hold the request back would be lost.
fn refuse_flag(value: &str, flag: &str) -> Result<()> {
    let globals = GlobalOptions::augment_args(Command::new(""));
    let name = value.strip_prefix("--");
    let is_flag = name.is_some_and(|name| {
        globals.get_arguments().any(|argument| argument.get_long() == Some(name))
    });
    if is_flag {
        Err(Error::usage(format!("--{flag} needs a value before {value}")))
    } else {
        Ok(())
    }
}
