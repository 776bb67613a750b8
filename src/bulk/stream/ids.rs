//! Ids as they come through a pipe: bare ones, JSON texts, or objects that have one, a line each or
//! as one JSON array.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;

use serde_json::Value;

use super::foreign::is_foreign;
use crate::bulk::actions::{ObjectKind, Subject};
use crate::bulk::duplicates::{DuplicateFinder, Duplicates, KeyKind};
use crate::bulk::input::{Values, fingerprint, stop_if_asked};
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;

/// What messages call the stream.
const NAME: &str = "stdin";

/// The objects of a stream, one after the other.
pub struct Ids {
    values: Values,
    kind: ObjectKind,
    key: &'static str,
    number: u64,
    /// Types that have been looked at and are none of another kind.
    passed: HashSet<String>,
}

/// What the first pass over a stream found, before the first request.
pub struct Survey {
    /// Objects, repeated ones included.
    pub rows: u64,
    /// SHA-256 of the stream's bytes, in hex.
    pub sha256: String,
    /// Objects that repeat an earlier one's id.
    pub duplicates: Duplicates,
    /// The first object.
    pub first: Option<Subject>,
}

/// Reads the whole stream once: whatever is wrong with it shows before anything is written.
/// `scratch` is where ids that memory cannot hold are sorted.
pub fn survey(
    path: &Path,
    kind: &ObjectKind,
    key: &'static str,
    scratch: &Path,
    interrupt: &Interrupt,
) -> Result<Survey> {
    let mut ids = Ids::open(path, kind, key)?;
    let mut finder = DuplicateFinder::new(scratch);
    let mut first = None;
    while let Some((row, subject)) = ids.read()? {
        stop_if_asked(row, interrupt)?;
        finder.feed(row, KeyKind::ExternalId, subject.id())?;
        first.get_or_insert(subject);
    }
    let sha256 = File::open(path).and_then(fingerprint).map_err(|cause| {
        Error::failed(format!("{} cannot be read: {cause}", path.display())).source(cause)
    })?;
    Ok(Survey { rows: ids.number, sha256, duplicates: finder.finish()?, first })
}

impl Ids {
    /// Opens a stream that was kept in a file. `key` is the field of an object that holds its id.
    pub fn open(path: &Path, kind: &ObjectKind, key: &'static str) -> Result<Self> {
        let values = Values::open(path, NAME)?;
        Ok(Ids { values, kind: kind.clone(), key, number: 0, passed: HashSet::new() })
    }

    /// The next object with its number, counted from 1.
    pub fn read(&mut self) -> Result<Option<(u64, Subject)>> {
        let Some((line, text)) = self.values.read()? else { return Ok(None) };
        let subject = understand(text, self.key)
            .and_then(|subject| {
                refuse_foreign(&subject, &self.kind, &mut self.passed).map(|()| subject)
            })
            .map_err(|error| error.context(format!("{NAME}: line {line}")))?;
        self.number += 1;
        Ok(Some((self.number, subject)))
    }
}

fn understand(text: &str, key: &str) -> Result<Subject> {
    let refuse = |what: &str| {
        Error::failed(what.to_owned())
            .hint("pipe in ids, a line each, or JSON objects that have one: `--output ndjson`")
    };
    if !text.starts_with(['{', '"', '[']) {
        return Subject::of(text).map_err(|error| refuse(error.message()));
    }
    let value: Value = serde_json::from_str(text)
        .map_err(|cause| refuse(&format!("this is not JSON: {cause}")))?;
    let id = match &value {
        Value::Object(fields) => id_text(fields.get(key)),
        other => id_text(Some(other)),
    };
    let id = id.ok_or_else(|| refuse(&format!("the object has no `{key}`")))?;
    let object = if value.is_object() { value } else { Value::Null };
    Subject::piped(id, object).map_err(|error| refuse(error.message()))
}

fn id_text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn refuse_foreign(
    subject: &Subject,
    kind: &ObjectKind,
    passed: &mut HashSet<String>,
) -> Result<()> {
    let Some(found) = subject.object()["type"].as_str() else { return Ok(()) };
    if passed.contains(found) {
        return Ok(());
    }
    if is_foreign(found, &kind.name) {
        return Err(Error::failed(format!("this is a {found}, not a {}", kind.name))
            .hint("nothing was written; pipe in objects of one kind only"));
    }
    passed.insert(found.to_owned());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interrupt;

    fn read(text: &str) -> Result<Vec<(u64, String)>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("input");
        std::fs::write(&path, text).unwrap();
        let mut ids = Ids::open(&path, &ObjectKind::CONVERSATION, "id")?;
        let mut found = Vec::new();
        while let Some((row, subject)) = ids.read()? {
            found.push((row, subject.id().to_owned()));
        }
        Ok(found)
    }

    fn ids(text: &str) -> Vec<String> {
        read(text).unwrap().into_iter().map(|(_, id)| id).collect()
    }

    #[test]
    fn ids_come_bare_or_in_objects_or_in_an_array() {
        assert_eq!(ids("7\r\n\n 8 \n"), ["7", "8"]);
        assert_eq!(ids("{\"id\":\"7\",\"type\":\"conversation\"}\n{\"id\":8}"), ["7", "8"]);
        assert_eq!(ids("[\n {\"id\": \"7\"},\n \"8\", 9]\n"), ["7", "8", "9"]);
        assert_eq!(ids("\"7\"\n"), ["7"]);
        assert!(ids("").is_empty());
    }

    #[test]
    fn what_is_wrong_names_its_line() {
        for (text, line, what) in [
            ("7\nID  STATE\n", 2, "is not an id"),
            ("{\"id\":\"7\"}\n{\"name\":\"x\"}\n", 2, "no `id`"),
            ("{\"id\":", 1, "not JSON"),
            ("7\n{\"id\":\"1\",\"type\":\"contact\"}\n", 2, "this is a contact"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.message().contains(&format!("line {line}")), "{error}");
            assert!(error.message().contains(what), "{error}");
            assert_eq!(error.kind().exit_code(), 1);
        }
    }

    #[test]
    fn a_survey_counts_and_finds_repetitions() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("input");
        std::fs::write(&path, "7\n8\n7\n").unwrap();
        let survey =
            survey(&path, &ObjectKind::CONTACT, "id", dir.path(), &interrupt::channel().1).unwrap();
        assert_eq!((survey.rows, survey.duplicates.total()), (3, 1));
        assert_eq!(survey.first.unwrap().id(), "7");
    }
}
