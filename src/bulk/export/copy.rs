//! Reading back what was collected, each record once, in memory that does not grow with it.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use super::page::Record;
use super::spool::lines;
use crate::bulk::duplicates::{DuplicateFinder, Duplicates, KeyKind};
use crate::error::{Error, Result};

/// Companies whose names are looked up; each takes about 100 bytes of memory.
pub const MOST_COMPANIES: usize = 200_000;

/// What a spool holds.
pub struct Survey {
    /// Different records.
    pub different: u64,
    /// The lines that repeat an earlier record.
    pub duplicates: Duplicates,
    /// The companies that contacts belong to.
    pub companies: Companies,
}

/// The ids of different companies, as many as are looked up.
#[derive(Default)]
pub struct Companies {
    /// The ids.
    pub ids: BTreeSet<String>,
    /// There are further ones, whose names stay unknown.
    pub are_too_many: bool,
}

impl Companies {
    fn add(&mut self, id: String, most: usize) {
        if self.ids.len() < most {
            self.ids.insert(id);
        } else {
            self.are_too_many |= !self.ids.contains(&id);
        }
    }
}

/// What contacts are linked to, as far as their own JSON tells.
#[derive(Debug, Default, Deserialize)]
pub struct Links {
    /// Tags.
    #[serde(default)]
    pub tags: Option<Linked>,
    /// Companies.
    #[serde(default)]
    pub companies: Option<Linked>,
}

/// An embedded list: at most ten, and whether there are more (docs: Contacts).
#[derive(Debug, Default, Deserialize)]
pub struct Linked {
    #[serde(default)]
    data: Vec<Link>,
    /// There are more than are embedded.
    #[serde(default)]
    pub has_more: bool,
}

#[derive(Debug, Deserialize)]
struct Link {
    id: String,
}

impl Links {
    /// Of a contact. What is not as expected has no links that could be followed.
    pub fn of(line: &str) -> Links {
        serde_json::from_str(line).unwrap_or_default()
    }

    /// True when the contact's own JSON does not hold all of them.
    pub fn are_cut_short(&self) -> bool {
        [&self.tags, &self.companies].iter().any(|list| list.as_ref().is_some_and(|l| l.has_more))
    }
}

/// Looks through a spool. Sorting what memory cannot hold takes place in `scratch`.
pub fn survey(
    path: &Path,
    scratch: &Path,
    with_companies: bool,
    is_stopped: &dyn Fn() -> bool,
) -> Result<Survey> {
    let mut ids = DuplicateFinder::new(scratch);
    let mut rows = 0;
    let mut companies = Companies::default();
    lines(path, |row, line| {
        stop_if(is_stopped)?;
        rows = row;
        ids.feed(row, KeyKind::ExternalId, &Record::of_line(line.into())?.id)?;
        if with_companies {
            let linked = Links::of(line).companies.unwrap_or_default();
            linked.data.into_iter().for_each(|link| companies.add(link.id, MOST_COMPANIES));
        }
        Ok(())
    })?;
    let duplicates = ids.finish()?;
    Ok(Survey { different: rows - duplicates.total(), duplicates, companies })
}

/// Gives every record to `visit` once.
pub fn each(
    path: &Path,
    duplicates: &mut Duplicates,
    is_stopped: &dyn Fn() -> bool,
    mut visit: impl FnMut(&str) -> Result<()>,
) -> Result<()> {
    lines(path, |row, line| {
        stop_if(is_stopped)?;
        if duplicates.of_row(row)?.is_some() { Ok(()) } else { visit(line) }
    })
}

fn stop_if(is_stopped: &dyn Fn() -> bool) -> Result<()> {
    if is_stopped() {
        return Err(Error::new(crate::error::Kind::Interrupted, "interrupted"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_twice_is_given_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("records.ndjson");
        let spool = concat!(
            "{\"id\":\"a\",\"companies\":{\"data\":[{\"id\":\"c1\"}],\"has_more\":false}}\n",
            "{\"id\":\"b\",\"companies\":null}\n",
            "{\"id\":\"a\",\"n\":2}\n",
        );
        std::fs::write(&path, spool).unwrap();
        let mut survey = survey(&path, dir.path(), true, &|| false).unwrap();
        assert_eq!((survey.different, survey.companies.ids.len()), (2, 1));
        let mut seen = Vec::new();
        each(&path, &mut survey.duplicates, &|| false, |line| {
            seen.push(Record::of_line(line.into())?.id);
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, ["a", "b"]);
    }

    #[test]
    fn companies_beyond_what_is_looked_up_are_noticed() {
        let mut companies = Companies::default();
        for id in ["a", "b", "a"] {
            companies.add(id.to_owned(), 2);
        }
        assert!(!companies.are_too_many);
        companies.add("c".to_owned(), 2);
        assert!(companies.are_too_many && companies.ids.len() == 2);
    }

    #[test]
    fn links_beyond_the_embedded_ones_are_noticed() {
        let short = r#"{"id":"a","tags":{"data":[{"id":"1"}],"has_more":true}}"#;
        assert!(Links::of(short).are_cut_short());
        assert!(!Links::of(r#"{"id":"a","tags":null}"#).are_cut_short());
    }
}
