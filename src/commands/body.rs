//! The body of a request from the command line: `-f`, `-F` and `--input`, as every command that
//! sends one takes them.

use clap::Args;
use serde_json::{Map, Value};

use crate::context::Context;
use crate::error::{Error, Result};

/// The flags for what has no flag of its own.
#[derive(Debug, Clone, Default, Args)]
pub struct BodyArgs {
    /// Set a field to a string; dots nest, as in custom_attributes.plan=pro
    #[arg(short = 'f', long = "raw-field", value_name = "KEY=VALUE")]
    strings: Vec<String>,

    /// Set a field to true, false, null, a number, JSON, or the contents of @FILE
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

    /// Adds the fields of `-f` and `-F` to a body.
    pub fn add_to(&self, body: &mut Map<String, Value>, cx: &mut Context) -> Result<()> {
        for field in &self.strings {
            let (key, value) = split(field, "-f")?;
            put(body, key, Value::from(value))?;
        }
        for field in &self.typed {
            let (key, value) = split(field, "-F")?;
            let value = match value.strip_prefix('@') {
                Some(file) => text_of(file, cx)?,
                None => typed(value),
            };
            put(body, key, value)?;
        }
        Ok(())
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

/// Puts a value at a dotted key, making objects on the way.
fn put(body: &mut Map<String, Value>, key: &str, value: Value) -> Result<()> {
    let Some((outer, inner)) = key.split_once('.') else {
        body.insert(key.to_owned(), value);
        return Ok(());
    };
    let nested = body.entry(outer).or_insert_with(|| Value::Object(Map::new()));
    match nested {
        Value::Object(nested) => put(nested, inner, value),
        _ => Err(Error::usage(format!("{key:?} goes into {outer:?}, which is not an object"))),
    }
}

fn text_of(file: &str, cx: &mut Context) -> Result<Value> {
    let bytes = read(file, cx)?;
    String::from_utf8(bytes)
        .map(Value::from)
        .map_err(|_| Error::failed(format!("{file} is not UTF-8 text")))
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
