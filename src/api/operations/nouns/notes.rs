//! `ictl notes`: notes on contacts and companies.

use crate::api::operations::row::{Noun, Operation, PathParam};

/// The rows of `ictl notes`.
pub(super) const NOUN: Noun = Noun {
    name: "notes",
    about: "Notes on contacts and companies",
    operations: &[Operation {
        id: "retrieveNote",
        command: &["notes", "get"],
        summary: "Show a note",
        details: "Notes are listed and made on their contact or company (`contacts notes \
                      list`).",
        path_params: &[PathParam::new("note_id", "NOTE_ID")],
        ..Operation::get("/notes/{note_id}")
    }],
};
