//! The body of a request from the command line: `-f`, `-F` and `--input`, as every command that
//! sends one takes them.

use clap::Args;
use serde_json::{Map, Value};

use crate::context::Context;
use crate::error::{Error, Result};

/// The flags for what has no flag of its own.
#[derive(Debug, Clone, Default, Args)]
pub struct BodyArgs {
    /// Set a field to a text; dots nest: location.city=Cork
    ///
    /// tags[]=a adds to an array.
    #[arg(short = 'f', long = "raw-field", value_name = "KEY=VALUE")]
    strings: Vec<String>,

    /// Set a field to true, null, a number, JSON, or what @FILE holds
    #[arg(short = 'F', long = "field", value_name = "KEY=VALUE")]
    typed: Vec<String>,

    /// Send this file (- for stdin) as the whole body, exactly as it is
    #[arg(long, value_name = "FILE", conflicts_with_all = ["strings", "typed"])]
    input: Option<String>,
}

impl BodyArgs {
    /// The whole body, when `--input` gives it.
    pub fn whole(&self, cx: &mut Context) -> Result<Option<Vec<u8>>> {
        self.input.as_deref().map(|file| read(file, cx)).transpose()
    }

    /// True when there is anything to make a body of.
    pub fn is_given(&self) -> bool {
        self.input.is_some() || !self.strings.is_empty() || !self.typed.is_empty()
    }

    /// True when `-f` or `-F` sets this field, or something within it.
    pub fn names(&self, field: &str) -> bool {
        self.strings.iter().chain(&self.typed).any(|given| {
            let key = given.split('=').next().unwrap_or_default();
            key.split(['.', '[']).next() == Some(field)
        })
    }

    /// The fields of `-f` and `-F`: dotted keys with their values.
    pub fn fields(&self, cx: &mut Context) -> Result<Vec<(String, Value)>> {
        let mut fields = Vec::new();
        for field in &self.strings {
            let (key, value) = split(field, "-f")?;
            fields.push((key.to_owned(), Value::from(value)));
        }
        for field in &self.typed {
            let (key, value) = split(field, "-F")?;
            let value = match value.strip_prefix('@') {
                Some(file) => read_text(file, cx)?,
                None => typed(value),
            };
            fields.push((key.to_owned(), value));
        }
        Ok(fields)
    }
}

/// A value of `-F`: JSON where it is JSON, else the text itself.
pub fn typed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

fn split<'a>(field: &'a str, flag: &str) -> Result<(&'a str, &'a str)> {
    field.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(|| {
        Error::usage(format!("{flag} {field:?} has no KEY="))
            .hint(format!("write {flag} name=value; dots nest: {flag} custom_attributes.plan=pro"))
    })
}

/// Puts a value at a dotted key, making objects on the way; `key[]` adds it to an array.
pub fn put(body: &mut Map<String, Value>, key: &str, value: Value) -> Result<()> {
    if key.split('.').any(str::is_empty) {
        return Err(Error::usage(format!("the key {key:?} has an empty part")));
    }
    if let Some((outer, inner)) = key.split_once('.') {
        let nested = body.entry(outer).or_insert_with(|| Value::Object(Map::new()));
        return match nested {
            Value::Object(nested) => put(nested, inner, value),
            _ => Err(Error::usage(format!("{key:?} goes into {outer:?}, which is not an object"))),
        };
    }
    let Some(name) = key.strip_suffix("[]") else {
        body.insert(key.to_owned(), value);
        return Ok(());
    };
    match body.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
        Value::Array(items) => {
            items.push(value);
            Ok(())
        }
        _ => Err(Error::usage(format!("{key:?} adds to {name:?}, which is not an array"))),
    }
}

/// A value as it stands in a query: text bare, the items of an array joined by commas.
pub fn query_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(query_text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// The text of a file; `-` reads stdin.
fn read_text(file: &str, cx: &mut Context) -> Result<Value> {
    let bytes = read(file, cx)?;
    String::from_utf8(bytes)
        .map(Value::from)
        .map_err(|_| Error::failed(format!("{file} is not UTF-8 text")))
}

/// The text of a message in a file; `-` reads stdin.
pub fn read_message(file: &str, cx: &mut Context) -> Result<String> {
    read_text(file, cx).map(|text| message(text.as_str().unwrap_or_default()))
}

/// A text as people mean it: without the byte order mark and the line ends of Windows, which would
/// stand in the message.
pub fn message(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

fn read(file: &str, cx: &mut Context) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if file == "-" {
        cx.ui.stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(file)
    };
    read.map_err(|cause| Error::failed(format!("{file} could not be read: {cause}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(fields: &[(&str, Value)]) -> Result<Value> {
        let mut body = Map::new();
        fields.iter().try_for_each(|(key, value)| put(&mut body, key, value.clone()))?;
        Ok(body.into())
    }

    #[test]
    fn a_message_from_windows_has_neither_mark_nor_carriage_returns() {
        assert_eq!(message("\u{feff}Hi,\r\nAnn\r\n"), "Hi,\nAnn\n");
    }

    #[test]
    fn dots_nest_and_brackets_add_to_an_array() {
        let fields =
            [("a.b.c", json!(1)), ("a.d", json!("x")), ("t[]", json!(1)), ("t[]", json!(2))];
        let expected = json!({"a": {"b": {"c": 1}, "d": "x"}, "t": [1, 2]});
        assert_eq!(body(&fields).unwrap(), expected);
    }

    #[test]
    fn a_field_does_not_go_into_what_is_no_object_or_array() {
        assert!(body(&[("a", json!(1)), ("a.b", json!(1))]).is_err());
        assert!(body(&[("a", json!(1)), ("a[]", json!(1))]).is_err());
    }

    #[test]
    fn typed_values_are_json_where_they_are_json() {
        assert_eq!(typed("true"), json!(true));
        assert_eq!(typed("[1]"), json!([1]));
        assert_eq!(typed("pro"), json!("pro"));
        assert_eq!(query_text(&json!(["a", 2])), "a,2");
    }
}
