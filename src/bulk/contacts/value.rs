//! Does a cell hold a value of the right kind, and which JSON value is it? One function
//! per kind; each refuses with a reason that says what to write instead.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::attribute::MAX_TEXT_CHARS;
use super::fields::Role;
use super::{date, number};
use crate::bulk::input::Cell;

/// The kind of values a field or an attribute takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueType {
    /// Any text; numbers in JSON files give their exact digits.
    Text,
    /// An e-mail address, checked loosely.
    Email,
    /// `user` or `lead`.
    Role,
    /// A link.
    Url,
    /// The id of an admin: digits, sent as a text.
    AdminId,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Float,
    /// A date or a moment, sent as UNIX seconds.
    Date,
    /// One of these texts.
    Options(Vec<String>),
    /// Not known: texts stay texts, JSON values stay as they are.
    Any,
}

impl ValueType {
    /// The name under which `POST /data_attributes` knows the type; also fit for tables.
    pub fn data_type(&self) -> &'static str {
        match self {
            ValueType::Boolean => "boolean",
            ValueType::Integer => "integer",
            ValueType::Float => "float",
            ValueType::Date => "date",
            ValueType::Options(_) => "options",
            ValueType::Text
            | ValueType::Email
            | ValueType::Role
            | ValueType::Url
            | ValueType::AdminId
            | ValueType::Any => "string",
        }
    }
}

impl ValueType {
    /// One word for each kind.
    pub fn name(&self) -> &'static str {
        match self {
            ValueType::Text => "text",
            ValueType::Email => "email",
            ValueType::Role => "role",
            ValueType::Url => "url",
            ValueType::AdminId => "admin_id",
            ValueType::Any => "any",
            attribute => attribute.data_type(),
        }
    }
}

/// A value that cannot be sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadValue {
    /// The value as the file has it.
    pub(super) shown: String,
    /// Why not, and what to write instead.
    pub(super) reason: String,
}

/// What a cell says before its kind matters.
enum Content<'a> {
    Blank,
    Text(Cow<'a, str>),
    /// A number, true or false of a JSON file, as written.
    Literal(&'a str),
    /// JSON that no contact takes, and why.
    Refused(&'a str, &'static str),
}

/// Converts one cell; `None` when it is blank (empty, only white space, null or absent).
pub(super) fn convert(
    cell: Cell<'_>,
    value_type: &ValueType,
    zone: &TimeZone,
) -> Result<Option<Value>, BadValue> {
    if *value_type == ValueType::Url
        && let Some(url) = avatar_url(cell)
    {
        return convert(Cell::Text(&url), value_type, zone);
    }
    let content = read(cell);
    let (text, literal) = match &content {
        Content::Blank => return Ok(None),
        Content::Text(text) => (text.as_ref(), false),
        Content::Literal(text) => (*text, true),
        Content::Refused(text, reason) => {
            return Err(BadValue { shown: (*text).to_owned(), reason: (*reason).to_owned() });
        }
    };
    let converted = if literal && *value_type == ValueType::Any {
        keep(text)
    } else if literal && matches!(text, "true" | "false") && *value_type != ValueType::Boolean {
        Err(format!("is a boolean where {} is wanted", value_type.wanted()))
    } else {
        value_type.convert(text, zone)
    };
    converted.map(Some).map_err(|reason| BadValue { shown: text.to_owned(), reason })
}

/// The link of an avatar as the API shows it: it is written as a link and read as an object.
fn avatar_url(cell: Cell<'_>) -> Option<String> {
    let (Cell::Text(json) | Cell::Json(json)) = cell else { return None };
    let avatar: Value = serde_json::from_str(json.strip_prefix('{').map(|_| json)?).ok()?;
    match avatar.get("image_url")? {
        Value::String(url) => Some(url.clone()),
        Value::Null => Some(String::new()),
        _ => None,
    }
}

fn read(cell: Cell<'_>) -> Content<'_> {
    let text = match cell {
        Cell::Absent | Cell::Json("null") => return Content::Blank,
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Json(json) if json.starts_with(['{', '[']) => {
            let reason = "is an object or a list; contacts take flat values only";
            return Content::Refused(json, reason);
        }
        Cell::Json(json) if json.starts_with('"') => match unquoted(json) {
            Ok(text) => text,
            // Lone surrogates are valid in JSON's grammar, but they are no characters.
            Err(_) => return Content::Refused(json, "contains half a character"),
        },
        Cell::Json(json) => return Content::Literal(json),
    };
    if text.trim().is_empty() { Content::Blank } else { Content::Text(text) }
}

/// A boolean or a number of a JSON file as it is, no digit lost.
fn keep(text: &str) -> Result<Value, String> {
    match text {
        "true" => Ok(true.into()),
        "false" => Ok(false.into()),
        _ if text.contains(['.', 'e', 'E']) => number::float(text),
        _ => number::integer(text).map(Value::from),
    }
}

/// The text of a JSON string, which is borrowed where it has no escapes.
pub(super) fn unquoted(json: &str) -> serde_json::Result<Cow<'_, str>> {
    match json.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(text) if !text.contains('\\') => Ok(text.into()),
        _ => serde_json::from_str(json).map(Cow::Owned),
    }
}

impl ValueType {
    fn convert(&self, text: &str, zone: &TimeZone) -> Result<Value, String> {
        if text.contains('\0') {
            return Err("contains a NUL character".to_owned());
        }
        let trimmed = text.trim();
        match self {
            ValueType::Text | ValueType::Any => Ok(text.into()),
            ValueType::Email => email(trimmed),
            ValueType::Role => match trimmed.parse::<Role>() {
                Ok(role) => Ok(role.as_str().into()),
                Err(_) => Err("is not a role; write user or lead".to_owned()),
            },
            ValueType::Url if is_link(trimmed) => Ok(trimmed.into()),
            ValueType::Url => Err("is not a link; it must start with https://".to_owned()),
            ValueType::AdminId if trimmed.bytes().all(|byte| byte.is_ascii_digit()) => {
                Ok(trimmed.into())
            }
            ValueType::AdminId => {
                Err("is not an admin's id; `ictl admins list` shows the ids".to_owned())
            }
            ValueType::Boolean => boolean(trimmed),
            ValueType::Integer => number::integer(trimmed).map(Value::from),
            ValueType::Float => number::float(trimmed),
            ValueType::Date => date::seconds(trimmed, zone).map(Value::from),
            ValueType::Options(options) => option(trimmed, options),
        }
    }

    fn wanted(&self) -> &'static str {
        match self {
            ValueType::Integer | ValueType::Float => "a number",
            ValueType::Date => "a date",
            ValueType::Options(_) => "one of the options",
            _ => "a text",
        }
    }
}

/// Whether a text fits into a custom attribute.
pub(super) fn check_length(value: &Value) -> Result<(), BadValue> {
    let Value::String(text) = value else { return Ok(()) };
    let length = text.chars().count();
    if length <= MAX_TEXT_CHARS {
        return Ok(());
    }
    let reason =
        format!("has {length} characters; a custom attribute takes {MAX_TEXT_CHARS} at most");
    Err(BadValue { shown: text.clone(), reason })
}

fn email(text: &str) -> Result<Value, String> {
    let sound =
        text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        }) && !text.chars().any(|c| c.is_whitespace() || c.is_control() || ",;<>".contains(c));
    if sound {
        return Ok(text.into());
    }
    Err("is not an email address".to_owned())
}

fn is_link(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && !text.contains(char::is_whitespace)
}

fn boolean(text: &str) -> Result<Value, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "on" | "1" => Ok(true.into()),
        "false" | "no" | "n" | "f" | "off" | "0" => Ok(false.into()),
        _ => Err("is neither true nor false; write yes or no".to_owned()),
    }
}

/// The option itself is sent, in its own spelling.
fn option(text: &str, options: &[String]) -> Result<Value, String> {
    let exact = options.iter().find(|option| *option == text);
    let kind = || options.iter().find(|option| option.to_lowercase() == text.to_lowercase());
    match exact.or_else(kind) {
        Some(option) => Ok(option.as_str().into()),
        None => Err(format!("is not one of the options: {}", list(options))),
    }
}

/// The first few of many names.
fn list(options: &[String]) -> String {
    const SHOWN: usize = 10;
    let mut text = options.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if options.len() > SHOWN {
        text.push_str(", …");
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn to(value_type: &ValueType, cell: Cell<'_>) -> Result<Option<Value>, String> {
        convert(cell, value_type, &TimeZone::UTC).map_err(|bad| bad.reason)
    }

    fn csv(value_type: &ValueType, text: &str) -> Result<Option<Value>, String> {
        to(value_type, Cell::Text(text))
    }

    fn json(value_type: &ValueType, text: &str) -> Result<Option<Value>, String> {
        to(value_type, Cell::Json(text))
    }

    #[test]
    fn texts_keep_zeros_and_spaces_and_json_numbers_their_digits() {
        assert_eq!(csv(&ValueType::Text, "007"), Ok(Some(json!("007"))));
        assert_eq!(csv(&ValueType::Text, " =1+1 "), Ok(Some(json!(" =1+1 "))));
        let long = "12345678901234567890123.10";
        assert_eq!(json(&ValueType::Text, long), Ok(Some(json!(long))));
        assert_eq!(json(&ValueType::Text, r#""a\u00e9""#), Ok(Some(json!("aé"))));
        assert!(json(&ValueType::Text, "true").unwrap_err().contains("where a text is wanted"));
        assert!(json(&ValueType::Text, "[1]").unwrap_err().contains("flat values only"));
        assert!(csv(&ValueType::Text, "a\0").unwrap_err().contains("NUL"));
    }

    #[test]
    fn blank_cells_are_no_values() {
        for cell in [Cell::Absent, Cell::Text(" "), Cell::Json("null"), Cell::Json("\"\"")] {
            assert_eq!(to(&ValueType::Integer, cell), Ok(None));
        }
    }

    #[test]
    fn emails_are_checked_loosely() {
        assert_eq!(csv(&ValueType::Email, " Jo+x@sub.x "), Ok(Some(json!("Jo+x@sub.x"))));
        assert_eq!(csv(&ValueType::Email, "jö@münchen.de"), Ok(Some(json!("jö@münchen.de"))));
        for bad in ["jo", "@x.com", "jo@", "a@b@c", "a b@c.d", "a@b.c, d@e.f", "Jo <a@b.c>"] {
            assert!(csv(&ValueType::Email, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn booleans_are_words_or_bits() {
        for (text, value) in [("Yes", true), ("ON", true), ("1", true), ("f", false), ("no", false)]
        {
            assert_eq!(csv(&ValueType::Boolean, text), Ok(Some(json!(value))));
        }
        assert_eq!(json(&ValueType::Boolean, "true"), Ok(Some(json!(true))));
        assert!(csv(&ValueType::Boolean, "maybe").unwrap_err().contains("write yes or no"));
    }

    #[test]
    fn json_values_convert_like_cells_of_csv() {
        assert_eq!(
            json(&ValueType::Integer, "9007199254740993").unwrap().unwrap().to_string(),
            "9007199254740993"
        );
        assert_eq!(json(&ValueType::Integer, "\"12\""), Ok(Some(json!(12))));
        assert_eq!(json(&ValueType::Date, "\"1970-01-02\""), Ok(Some(json!(86400))));
        assert_eq!(json(&ValueType::Any, "1.5"), Ok(Some(json!(1.5))));
        assert_eq!(json(&ValueType::Any, "false"), Ok(Some(json!(false))));
        assert!(json(&ValueType::Any, "99999999999999999999").unwrap_err().contains("too large"));
        assert!(json(&ValueType::Date, "false").unwrap_err().contains("where a date is wanted"));
    }

    #[test]
    fn an_option_is_sent_in_its_own_spelling() {
        let plans = ValueType::Options(vec!["Free".into(), "Pro".into()]);
        assert_eq!(csv(&plans, " pro "), Ok(Some(json!("Pro"))));
        assert_eq!(csv(&plans, "gold").unwrap_err(), "is not one of the options: Free, Pro");
    }

    #[test]
    fn owners_are_ids_and_avatars_links() {
        assert_eq!(csv(&ValueType::AdminId, "0321"), Ok(Some(json!("0321"))));
        assert!(csv(&ValueType::AdminId, "Alice").unwrap_err().contains("ictl admins list"));
        assert!(csv(&ValueType::Url, "https://x.com/a.png").is_ok());
        assert!(csv(&ValueType::Url, "javascript:alert(1)").is_err());
    }

    #[test]
    fn an_avatar_is_taken_as_the_api_shows_it() {
        let avatar = r#"{"type": "avatar", "image_url": "https://x.com/a.png"}"#;
        assert_eq!(json(&ValueType::Url, avatar), Ok(Some(json!("https://x.com/a.png"))));
        assert_eq!(csv(&ValueType::Url, avatar), Ok(Some(json!("https://x.com/a.png"))));
        assert_eq!(json(&ValueType::Url, r#"{"type": "avatar", "image_url": null}"#), Ok(None));
        assert!(json(&ValueType::Url, r#"{"image_url": "javascript:alert(1)"}"#).is_err());
        assert!(json(&ValueType::Text, avatar).is_err());
    }

    #[test]
    fn long_texts_do_not_fit_into_attributes() {
        assert_eq!(check_length(&json!("é".repeat(255))), Ok(()));
        assert!(check_length(&json!("é".repeat(256))).unwrap_err().reason.contains("255 at most"));
    }
}
