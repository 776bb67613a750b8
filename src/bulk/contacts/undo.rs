//! What an import created, by the word of its own journal: what can be taken back, and what cannot.
//!
//! A contact counts when the API said that this job made it, even if a later step of its row failed
//! and the row was rejected. Nothing is asked of the workspace here.

use std::io::{self, Write};

use crate::api::error_list::Refusal;
use crate::api::{Repeat, Request};
use crate::bulk::actions::{ObjectKind, Plan, Step, Subject};
use crate::bulk::job::JobDir;
use crate::bulk::journal::{Entry, OpenRow, Replay};
use crate::bulk::tally::{Counts, OutcomeKind};
use crate::error::{Error, Result};

/// What an import leaves to be undone.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Contacts that it created.
    pub created: u64,
    /// The other rows, by outcome.
    pub others: Counts,
    /// Rows that were sent and have no outcome yet, since the import stopped.
    pub unsettled: u64,
}

/// Reads an import's journal and writes the id of each contact that it created to `ids`, a line
/// each.
pub fn created_by(import: &JobDir, mut ids: impl Write) -> Result<Made> {
    let mut made = Made::default();
    let mut replay = Replay::default();
    let mut written = Ok(());
    let mut note = |id: &str, created: &mut u64| {
        *created += 1;
        if written.is_ok() {
            written = writeln!(ids, "{id}");
        }
    };
    import.entries(|entry| {
        if let Entry::Done { row, outcome, id, .. } = &entry
            && !replay.done.contains(*row)
        {
            let stood = replay.open.get(row).and_then(standing);
            let own = id.as_deref().filter(|_| *outcome == OutcomeKind::Created);
            match own.or(stood) {
                Some(id) => note(id, &mut made.created),
                None => made.others.add(*outcome),
            }
        }
        replay.take(&entry);
    })?;
    for open in replay.open.values() {
        match standing(open) {
            Some(id) => note(id, &mut made.created),
            None => made.unsettled += u64::from(*open == OpenRow::Sent),
        }
    }
    written.and_then(|()| ids.flush()).map_err(|cause| kept_badly(&cause))?;
    Ok(made)
}

/// The contact that the job created for a row whose last step is missing.
fn standing(open: &OpenRow) -> Option<&str> {
    match open {
        OpenRow::Standing { id, outcome: OutcomeKind::Created } => Some(id),
        _ => None,
    }
}

fn kept_badly(cause: &io::Error) -> Error {
    Error::failed(format!("the ids of the contacts could not be kept: {cause}"))
        .hint("choose a directory with room by --job DIR")
}

/// Takes a contact back: it is archived, which can be undone in its turn.
pub fn plan(command: &str) -> Plan {
    let archive = |contact: &Subject| {
        Request::post(format!("/contacts/{}/archive", contact.segment())).repeat(Repeat::Safe)
    };
    Plan::new(command, ObjectKind::CONTACT)
        .step(Step::repeatable(archive).unchanged_when(is_gone_already))
}

/// Deleted, or merged into another contact (docs: 410 or 404), or archived already.
fn is_gone_already(refusal: &Refusal) -> bool {
    matches!(refusal.status, 404 | 410)
        || refusal.sentence().to_ascii_lowercase().contains("archived")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::journal::Journal;

    fn done(row: u64, outcome: OutcomeKind, id: &str) -> Entry {
        Entry::Done {
            row,
            outcome,
            id: Some(id.to_owned()),
            code: None,
            column: None,
            example: None,
            length: None,
        }
    }

    fn step(row: u64, outcome: OutcomeKind, id: &str) -> Entry {
        Entry::Step { row, id: id.to_owned(), outcome }
    }

    fn made(entries: &[Entry]) -> (Made, String) {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = Journal::create(&dir.path().join("journal.ndjson")).unwrap();
        for entry in entries {
            journal.append(entry);
        }
        journal.flush().unwrap();
        let mut ids = Vec::new();
        let made = created_by(&JobDir::at(dir.path()), &mut ids).unwrap();
        (made, String::from_utf8(ids).unwrap())
    }

    #[test]
    fn only_what_the_api_said_the_job_created_is_taken_back() {
        let (made, ids) = made(&[
            done(1, OutcomeKind::Created, "a"),
            done(2, OutcomeKind::Updated, "b"),
            done(3, OutcomeKind::Unchanged, "c"),
            done(4, OutcomeKind::Skipped, "d"),
            Entry::Sent { row: 5 },
        ]);
        assert_eq!(ids, "a\n");
        assert_eq!((made.created, made.others.total(), made.unsettled), (1, 3, 1));
        assert_eq!(made.others.created, 0);
    }

    #[test]
    fn a_contact_whose_later_step_failed_or_is_missing_was_created_all_the_same() {
        let rejected = Entry::Done {
            row: 1,
            outcome: OutcomeKind::Rejected,
            id: None,
            code: Some("tag_failed".into()),
            column: None,
            example: None,
            length: Some(9),
        };
        let (made, ids) = made(&[
            step(1, OutcomeKind::Created, "a"),
            rejected,
            step(2, OutcomeKind::Created, "b"),
            step(3, OutcomeKind::Updated, "c"),
        ]);
        assert_eq!(ids, "a\nb\n");
        assert_eq!((made.created, made.others.total(), made.unsettled), (2, 0, 0));
    }

    #[test]
    fn a_row_that_stands_in_the_journal_twice_counts_once() {
        let twice = [done(1, OutcomeKind::Created, "a"), done(1, OutcomeKind::Created, "a")];
        let (made, ids) = made(&twice);
        assert_eq!((made.created, ids.as_str()), (1, "a\n"));
    }
}
