//! What does a page hold? Its records as the text that came, so that nothing is lost or reworded on
//! the way, with the little that an export must know of each.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Noun;
use crate::error::{Error, Result};

/// One page.
#[derive(Debug, Default)]
pub struct Page {
    /// The records, in their order.
    pub records: Vec<Record>,
    /// How many there are in all, as far as the page says.
    pub total: Option<u64>,
    /// The cursor of the next page; `None` at the end.
    pub next: Option<String>,
    /// How many pages there are in all, as far as the page says.
    pub pages: Option<u64>,
    /// The parameter of a scroll.
    pub scroll: Option<String>,
}

/// One record.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its id.
    pub id: String,
    /// UNIX seconds.
    pub created_at: Option<i64>,
    /// UNIX seconds.
    pub updated_at: Option<i64>,
    /// Its JSON, on one line.
    pub line: Box<str>,
}

impl Page {
    /// Reads the body of an answer.
    ///
    /// # Errors
    /// A body that is no page of this noun, such as one that broke off.
    pub fn read(body: &[u8], noun: Noun) -> Result<Page> {
        let mut reader = serde_json::Deserializer::from_slice(body);
        let raw = reader
            .deserialize_map(Keys(noun))
            .map_err(|cause| Error::failed(format!("a page could not be read: {cause}")))?;
        let Some(items) = raw.items else {
            return Err(Error::failed(format!("a page holds no {}", noun.name())));
        };
        let records: Result<Vec<Record>> = items.into_iter().map(Record::read).collect();
        Ok(Page {
            records: records?,
            total: raw.total.as_ref().and_then(Value::as_u64),
            next: next(&raw.pages, noun)?,
            pages: raw.pages["total_pages"].as_u64(),
            scroll: raw.scroll.as_ref().and_then(Value::as_str).map(str::to_owned),
        })
    }
}

/// Where the list goes on. A page that says so without a cursor would end the export in silence.
fn next(pages: &Value, noun: Noun) -> Result<Option<String>> {
    match &pages["next"] {
        Value::Null => Ok(None),
        // Numbered pages are counted, not followed.
        _ if noun == Noun::Companies => Ok(None),
        Value::Object(next) if next.get("starting_after").is_some_and(Value::is_string) => {
            Ok(next["starting_after"].as_str().filter(|text| !text.is_empty()).map(str::to_owned))
        }
        Value::String(url) if cursor_of(url).is_some() => Ok(cursor_of(url)),
        other => Err(Error::failed(format!("a page goes on at {other}, which is no cursor"))),
    }
}

/// The cursor of an old style address of the next page; one of numbered pages has none.
fn cursor_of(url: &str) -> Option<String> {
    // Only its parameters are used: the host is ours.
    let base = reqwest::Url::parse("http://localhost").ok()?;
    let absolute = base.join(url).ok()?;
    let cursor = absolute.query_pairs().find(|(name, _)| name == "starting_after")?.1;
    Some(cursor.into_owned()).filter(|cursor| !cursor.is_empty())
}

impl Record {
    /// Reads one object.
    fn read(raw: &RawValue) -> Result<Record> {
        Record::of_line(compact(raw.get()))
    }

    /// Reads an object that stands on a line.
    ///
    /// # Errors
    /// A text that is no object with an id.
    pub fn of_line(line: Box<str>) -> Result<Record> {
        let head: Head = serde_json::from_str(&line)
            .map_err(|cause| Error::failed(format!("a record could not be read: {cause}")))?;
        let id = match head.id {
            Value::String(id) if !id.is_empty() => id,
            Value::Number(id) => id.to_string(),
            _ => return Err(Error::failed("a record has no id")),
        };
        let second = |value: Option<Value>| value.as_ref().and_then(Value::as_i64);
        let (created_at, updated_at) = (second(head.created_at), second(head.updated_at));
        Ok(Record { id, created_at, updated_at, line })
    }
}

/// JSON lets line ends stand between its words; a line does not.
pub fn compact(text: &str) -> Box<str> {
    if !text.contains(['\n', '\r']) {
        return text.into();
    }
    serde_json::from_str::<Value>(text).map_or_else(|_| text.into(), |v| v.to_string().into())
}

/// The part of a record that is read.
#[derive(Deserialize)]
struct Head {
    id: Value,
    #[serde(default)]
    created_at: Option<Value>,
    #[serde(default)]
    updated_at: Option<Value>,
}

/// The part of a page that is read.
#[derive(Default)]
struct Raw<'a> {
    items: Option<Vec<&'a RawValue>>,
    total: Option<Value>,
    pages: Value,
    scroll: Option<Value>,
}

/// Reads a page whose items stand under a key that depends on the noun.
struct Keys(Noun);

impl<'de> Visitor<'de> for Keys {
    type Value = Raw<'de>;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "a page of {}", self.0.name())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw<'de>, A::Error> {
        let mut raw = Raw::default();
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match key.as_ref() {
                "total_count" => raw.total = map.next_value()?,
                "pages" => raw.pages = map.next_value()?,
                "scroll_param" => raw.scroll = map.next_value()?,
                key if self.0.is_key(key) => raw.items = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_its_records_as_they_came() {
        let body = br#"{"type":"list","data":[{"id":"a","created_at":5,"x":1.10},{"id":7}],
            "total_count":2,"pages":{"next":{"page":2,"starting_after":"WzE="}}}"#;
        let page = Page::read(body, Noun::Contacts).unwrap();
        assert_eq!(&*page.records[0].line, r#"{"id":"a","created_at":5,"x":1.10}"#);
        assert_eq!((page.records[0].created_at, page.records[1].id.as_str()), (Some(5), "7"));
        assert_eq!((page.total, page.next.as_deref()), (Some(2), Some("WzE=")));
    }

    #[test]
    fn conversations_stand_under_their_own_name() {
        let body = br#"{"conversations":[{"id":"1"}],"pages":{"next":null},"total_count":1}"#;
        let page = Page::read(body, Noun::Conversations).unwrap();
        assert_eq!((page.records.len(), page.next), (1, None));
    }

    #[test]
    fn a_record_over_several_lines_becomes_one() {
        let body = b"{\"data\":[{\"id\":\"a\",\n  \"n\": [1,\r\n 2]}]}";
        let page = Page::read(body, Noun::Contacts).unwrap();
        assert_eq!(&*page.records[0].line, r#"{"id":"a","n":[1,2]}"#);
    }

    #[test]
    fn a_next_page_may_be_named_by_its_address() {
        let page = |next: &str| {
            let body = format!(r#"{{"data":[{{"id":"a"}}],"pages":{{"next":"{next}"}}}}"#);
            Page::read(body.as_bytes(), Noun::Contacts).map(|page| page.next)
        };
        let whole =
            page("https://api.intercom.io/contacts?per_page=1&starting_after=Wy%3D").unwrap();
        assert_eq!(whole.as_deref(), Some("Wy="));
        assert_eq!(page("/contacts?starting_after=c").unwrap().as_deref(), Some("c"));
        page("https://api.intercom.io/contacts?page=2").unwrap_err();
    }

    #[test]
    fn what_is_no_page_is_an_error_and_no_empty_page() {
        for body in [
            &b"{\"data\":[{\"id\":\"a\"}"[..],
            b"{}",
            b"[]",
            b"null",
            b"<html>",
            b"{\"data\":[{\"name\":\"nobody\"}]}",
            b"{\"data\":[],\"pages\":{\"next\":7}}",
        ] {
            assert!(Page::read(body, Noun::Contacts).is_err());
        }
    }
}
