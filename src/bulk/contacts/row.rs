//! From a record to the contact it asks for, or to the reason why there is none.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::draft::Draft;
use super::fields::Role;
use super::links::Link;
use super::mapping::{Mapping, Target};
use super::owner::Owners;
use super::value::unquoted;
use crate::bulk::duplicates::KeyKind;
use crate::bulk::input::{Cell, Record, RowFault};
use crate::bulk::reject_code::RejectCode;

/// What an empty cell means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Blank {
    /// Nothing is said about the field: it is left out.
    #[default]
    Ignore,
    /// The field is emptied: null is sent, where the field takes null.
    Null,
}

/// What holds for all rows of an import besides the mapping.
#[derive(Debug, Clone)]
pub struct RowRules {
    /// What messages call the file.
    pub file: String,
    /// What an empty cell means.
    pub blank: Blank,
    /// The zone of dates that name none.
    pub time_zone: TimeZone,
    /// Which owners may be named.
    pub owners: Owners,
}

/// A row that is not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The reason for programs.
    pub code: RejectCode,
    /// The reason for people: file, line, column and value.
    pub message: String,
    /// The first column at fault.
    pub column: Option<String>,
}

/// A contact to be created.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactRow {
    /// Number of the row in the file.
    pub number: u64,
    /// Line of the file.
    pub line: u64,
    /// User or lead.
    pub role: Role,
    /// As in `body`.
    pub email: Option<String>,
    /// As in `body`.
    pub external_id: Option<String>,
    /// The body of `POST /contacts`, with `role` and `custom_attributes`.
    pub body: Map<String, Value>,
    /// Tags and companies to attach.
    pub links: Vec<Link>,
    /// What the row says and the contact will not have.
    pub left_out: LeftOut,
}

/// What of a row is not carried over, and is no reason to reject it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Tags that are known by their id alone, or not all of them.
    pub tags: bool,
    /// Companies that are known by their id alone, or not all of them.
    pub companies: bool,
    /// An owner from another workspace.
    pub owner: bool,
    /// An owner that the workspace does not know; it is sent all the same.
    pub unknown_owner: bool,
}

impl ContactRow {
    /// The row's unique keys; a lead has none.
    pub fn keys(&self) -> impl Iterator<Item = (KeyKind, &str)> {
        let keys = [(KeyKind::ExternalId, &self.external_id), (KeyKind::Email, &self.email)];
        let is_user = self.role == Role::User;
        keys.into_iter()
            .filter(move |_| is_user)
            .filter_map(|(kind, key)| key.as_deref().map(|key| (kind, key)))
    }
}

impl Mapping {
    /// Checks and converts a record.
    pub fn contact(&self, record: &Record, rules: &RowRules) -> Result<ContactRow, Reject> {
        if let Some(fault) = record.fault() {
            return Err(reject_fault(fault, record, rules));
        }
        let mut draft = Draft::new(self);
        for (index, column) in self.columns.iter().enumerate() {
            let cell = record.cell(index);
            // A key that a JSON object lacks says nothing, not even that the field is empty.
            if column.target != Target::LeftOut && cell != Cell::Absent {
                draft.take(column, cell, rules);
            }
        }
        draft.judge_owner(&rules.owners, || self.home(record));
        draft.finish(self.role, record, rules)
    }

    /// The workspace that a row of an export comes from.
    fn home<'r>(&self, record: &'r Record) -> Option<Cow<'r, str>> {
        let column = self.columns.iter().position(|column| column.column == "workspace_id")?;
        match record.cell(column) {
            Cell::Text(text) => Some(text.into()),
            Cell::Json(json) => unquoted(json).ok(),
            Cell::Absent => None,
        }
    }
}

fn reject_fault(fault: &RowFault, record: &Record, rules: &RowRules) -> Reject {
    let (code, what) = match fault {
        RowFault::ColumnCount { expected, found } => (
            RejectCode::WrongColumnCount,
            format!("the row has {found} cells, the header has {expected}"),
        ),
        RowFault::Json(reason) => (RejectCode::InvalidJson, reason.clone()),
    };
    let message = format!("{}, line {}: {what}", rules.file, record.line());
    Reject { code, message, column: None }
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
