//! What is wrong with a request that was put together from flags, said before it is sent, with the
//! flags to use. A body from `--input` is never checked.

use serde_json::{Map, Value};

use super::value::fault;
use crate::api::operations::{Kind, Operation};
use crate::api::{Method, Request};
use crate::error::{Error, Result};
use crate::likeness::nearest;

/// The way out when the table is wrong, or wants more than flags can say well.
const WHOLE_BODY: &str = "or give the whole body with --input FILE";

/// The key of the field that a dotted key goes into.
pub fn outermost(key: &str) -> &str {
    let key = key.split('.').next().unwrap_or(key);
    key.strip_suffix("[]").unwrap_or(key)
}

/// Refuses values of the wrong kind in the fields of these keys.
pub fn kinds(operation: &Operation, body: &Map<String, Value>, keys: &[&str]) -> Result<()> {
    for field in operation.body.iter().filter(|field| keys.contains(&field.name)) {
        let Some(fault) = body.get(field.name).and_then(|v| fault(v, &field.kind, field.name))
        else {
            continue;
        };
        let flag = match field.kind {
            Kind::String | Kind::Enum(_) | Kind::Date | Kind::DateTime => "-f",
            _ => "-F",
        };
        let hint = format!(
            "use --{}, or {flag} {}=…; --input FILE sends a body without any check",
            field.flag, field.name
        );
        return Err(Error::usage(fault).hint(hint));
    }
    Ok(())
}

/// What to say about keys that the operation does not have: the API may ignore them in silence.
pub fn unknown(operation: &Operation, keys: &[&str]) -> Vec<String> {
    let known = || operation.body.iter().map(|field| field.name);
    let strange = keys.iter().filter(|key| !known().any(|name| name == **key));
    let say = |key: &&str| {
        let near = nearest(key, known());
        let near = near.map_or(String::new(), |name| format!("; did you mean {name}?"));
        format!("`{}` has no field {key} that is known{near}", operation.command.join(" "))
    };
    strange.map(say).collect()
}

/// Refuses a request that lacks something, and says with which flags to give it.
pub fn complete(operation: &Operation, body: &Map<String, Value>, request: &Request) -> Result<()> {
    let given = |name: &str| {
        body.contains_key(name) || request.query.iter().any(|(known, _)| known == name)
    };
    let missing = operation.body.iter().filter(|field| field.required && !given(field.name));
    let missing: Vec<String> = missing.map(|field| flag(operation, field.name)).collect();
    if !missing.is_empty() {
        return Err(needs(operation, &missing.join(", ")));
    }
    if body.is_empty() && changes(operation) {
        return Err(nothing_to_change(operation));
    }
    let sets = operation.alternatives;
    if !sets.is_empty() && !sets.iter().any(|set| set.iter().all(|name| given(name))) {
        return Err(needs(operation, &choices(operation)));
    }
    for case in operation.cases {
        let holds = body.get(case.field).is_some_and(|value| value == case.value);
        if let Some(lacking) = case.needs.iter().find(|name| holds && !given(name)) {
            let (deciding, lacking) = (flag(operation, case.field), flag(operation, lacking));
            let command = operation.command.join(" ");
            let message = format!("`{command}` with {deciding} {} needs {lacking}", case.value);
            return Err(Error::usage(message).hint(WHOLE_BODY));
        }
    }
    Ok(())
}

/// True for an operation that sets the fields that it is given: without any it is sent for nothing.
fn changes(operation: &Operation) -> bool {
    matches!(operation.method, Method::Put | Method::Patch) && !operation.body.is_empty()
}

fn nothing_to_change(operation: &Operation) -> Error {
    /// Flags that are named; the help names all.
    const NAMED: usize = 8;
    let flags: Vec<String> =
        operation.body.iter().take(NAMED).map(|field| format!("--{}", field.flag)).collect();
    let command = operation.command.join(" ");
    let more = if operation.body.len() > NAMED { ", …" } else { "" };
    Error::usage(format!("`{command}` needs something to change")).hint(format!(
        "give {}{more} (`ictl {command} --help` explains them), {WHOLE_BODY}",
        flags.join(", ")
    ))
}

/// The sets of flags of which one is needed, in words.
pub fn choices(operation: &Operation) -> String {
    let set = |set: &&[&str]| {
        set.iter().map(|name| flag(operation, name)).collect::<Vec<_>>().join(" with ")
    };
    operation.alternatives.iter().map(set).collect::<Vec<_>>().join(", or ")
}

fn needs(operation: &Operation, what: &str) -> Error {
    Error::usage(format!("`{}` needs {what}", operation.command.join(" "))).hint(WHOLE_BODY)
}

fn flag(operation: &Operation, name: &str) -> String {
    let field = operation.body.iter().find(|field| field.name == name).map(|field| field.flag);
    let param = operation.query.iter().find(|param| param.name == name).map(|param| param.flag);
    field.or(param).map_or_else(|| format!("-f {name}=…"), |flag| format!("--{flag}"))
}
