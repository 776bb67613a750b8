//! From a record to the contact it asks for, or to the reason why there is none.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::fields::{Field, Role};
use super::links::{Link, LinkColumn, LinkKind, Named, companies, tags};
use super::mapping::{ColumnMapping, Mapping, Target};
use super::owner::{Owners, Verdict};
use super::value::{BadValue, ValueType, check_length, convert, unquoted};
use crate::bulk::duplicates::KeyKind;
use crate::bulk::input::{Cell, Record, RowFault};

/// Most bad values of one row that its reject names.
const MAX_REASONS: usize = 3;

/// Most characters of a bad value that a message shows.
const SHOWN_CHARS: usize = 60;

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

/// Why a row is rejected: the `_code` that ictl itself gives. Answers of the API about a
/// row bring their own codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RejectCode {
    /// More or fewer cells than the header.
    WrongColumnCount,
    /// Not valid JSON, or not an object.
    InvalidJson,
    /// A value that its field does not take.
    InvalidValue,
    /// A user without email and external id.
    MissingKey,
    /// An earlier row has the same key.
    DuplicateKey,
    /// The contact is there, its tag is not.
    TagFailed,
    /// The contact is there, its company is not.
    CompanyFailed,
}

impl RejectCode {
    /// The word in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            RejectCode::WrongColumnCount => "wrong_column_count",
            RejectCode::InvalidJson => "invalid_json",
            RejectCode::InvalidValue => "invalid_value",
            RejectCode::MissingKey => "missing_key",
            RejectCode::DuplicateKey => "duplicate_key",
            RejectCode::TagFailed => "tag_failed",
            RejectCode::CompanyFailed => "company_failed",
        }
    }
}

impl RejectCode {
    /// What a code of ours means, for people; `None` for the API's.
    pub fn meaning(code: &str) -> Option<&'static str> {
        let known = [
            (RejectCode::WrongColumnCount, "more or fewer cells than the header"),
            (RejectCode::InvalidJson, "not a JSON object"),
            (RejectCode::InvalidValue, "a value that its field does not take"),
            (RejectCode::MissingKey, "a user without email and external id"),
            (RejectCode::DuplicateKey, "the key of an earlier row"),
            (RejectCode::TagFailed, "the contact stands, its tag does not"),
            (RejectCode::CompanyFailed, "the contact stands, its company does not"),
        ];
        known.iter().find(|(known, _)| known.as_str() == code).map(|(_, meaning)| *meaning)
    }
}

impl fmt::Display for RejectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
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
#[expect(clippy::struct_excessive_bools, reason = "a set of independent facts")]
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
        let mut draft = Draft {
            body: Map::with_capacity(self.columns.len() + 2),
            attributes: Map::with_capacity(self.columns.len()),
            bad: Vec::new(),
            verified: None,
            links: Vec::new(),
            company_id: None,
            company_name: None,
            left_out: LeftOut::default(),
        };
        for (index, column) in self.columns.iter().enumerate() {
            // A key that a JSON object lacks says nothing, not even that the field is empty.
            if column.target == Target::LeftOut || record.cell(index) == Cell::Absent {
                continue;
            }
            let cell = record.cell(index);
            let taken = match column.target {
                Target::Link(link) => draft.link(link, cell, rules),
                _ => convert(cell, &column.value_type, &rules.time_zone)
                    .map(|value| draft.put(column, value, rules.blank)),
            };
            if let Err(bad) = taken {
                draft.bad.push((column, bad));
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

/// A contact in the making.
struct Draft<'a> {
    body: Map<String, Value>,
    attributes: Map<String, Value>,
    bad: Vec<(&'a ColumnMapping, BadValue)>,
    /// The column that says whether the email is verified.
    verified: Option<&'a ColumnMapping>,
    links: Vec<Link>,
    company_id: Option<String>,
    company_name: Option<String>,
    left_out: LeftOut,
}

impl<'a> Draft<'a> {
    fn put(&mut self, column: &'a ColumnMapping, value: Option<Value>, blank: Blank) {
        let nullable = match column.target {
            Target::Field(field) => field.nullable,
            _ => true,
        };
        let value = match value {
            Some(value) => value,
            None if blank == Blank::Null && nullable => Value::Null,
            None => return,
        };
        match &column.target {
            Target::Field(field) => self.put_field(column, field, value),
            Target::Attribute(name) => match check_length(&value) {
                Ok(()) => drop(self.attributes.insert(name.clone(), value)),
                Err(bad) => self.bad.push((column, bad)),
            },
            Target::Link(_) | Target::LeftOut => {}
        }
    }

    /// Takes a cell about tags or companies. An empty one takes nothing off the contact.
    fn link(
        &mut self,
        column: LinkColumn,
        cell: Cell<'_>,
        rules: &RowRules,
    ) -> Result<(), BadValue> {
        let text = || Ok(convert(cell, &ValueType::Text, &rules.time_zone)?.and_then(word));
        match column {
            LinkColumn::Tags => {
                let Named { links, incomplete } = tags(cell)?;
                self.links.extend(links);
                self.left_out.tags |= incomplete;
            }
            LinkColumn::CompanyId => self.company_id = text()?,
            LinkColumn::CompanyName if !is_object(cell) => self.company_name = text()?,
            LinkColumn::CompanyName | LinkColumn::Companies => {
                let Named { links, incomplete } = companies(cell)?;
                self.links.extend(links);
                self.left_out.companies |= incomplete;
            }
        }
        Ok(())
    }

    /// The row's links, tags first, each once.
    fn take_links(&mut self) -> Vec<Link> {
        self.links.extend(match (self.company_id.take(), self.company_name.take()) {
            (Some(company_id), name) => Some(Link::Company { company_id, name }),
            (None, name) => name.map(Link::CompanyNamed),
        });
        let mut links = std::mem::take(&mut self.links);
        if links.len() > 1 {
            let mut seen = HashSet::with_capacity(links.len());
            links.retain(|link| seen.insert(link.key()));
            links.sort_by_key(|link| link.kind() == LinkKind::Company);
        }
        links
    }

    fn judge_owner<'r>(&mut self, owners: &Owners, home: impl FnOnce() -> Option<Cow<'r, str>>) {
        let Some(Value::String(owner)) = self.body.get("owner_id") else { return };
        match owners.judge(owner, home().as_deref()) {
            Verdict::Keep => {}
            Verdict::KeepUnknown => self.left_out.unknown_owner = true,
            Verdict::LeaveOut => {
                self.left_out.owner = true;
                self.body.shift_remove("owner_id");
            }
        }
    }

    fn put_field(&mut self, column: &'a ColumnMapping, field: &Field, value: Value) {
        if field.name == "email_verified" {
            self.verified = Some(column);
        }
        self.body.insert(field.name.to_owned(), value);
    }

    fn finish(
        mut self,
        default_role: Role,
        record: &Record,
        rules: &RowRules,
    ) -> Result<ContactRow, Reject> {
        self.check_verified();
        if !self.bad.is_empty() {
            return Err(self.reject_values(record, rules));
        }
        let text = |key: &str| self.body.get(key).and_then(Value::as_str).map(str::to_owned);
        let role = match text("role").as_deref() {
            Some("lead") => Role::Lead,
            Some(_) => Role::User,
            None => default_role,
        };
        let (email, external_id) = (text("email"), text("external_id"));
        if role == Role::User && email.is_none() && external_id.is_none() {
            let place = format!("{}, line {}", rules.file, record.line());
            let message = format!("{place}: a user needs an email or an external id");
            return Err(Reject { code: RejectCode::MissingKey, message, column: None });
        }
        let links = self.take_links();
        self.body.insert("role".to_owned(), role.as_str().into());
        if !self.attributes.is_empty() {
            self.body.insert("custom_attributes".to_owned(), self.attributes.into());
        }
        let (number, line) = (record.number(), record.line());
        let (body, left_out) = (self.body, self.left_out);
        Ok(ContactRow { number, line, role, email, external_id, body, links, left_out })
    }

    /// `email_verified` without an email is a 400 for the API (schema of the request).
    fn check_verified(&mut self) {
        let Some(column) = self.verified else { return };
        if self.body.contains_key("email") || !self.bad.is_empty() {
            return;
        }
        if self.body["email_verified"].is_null() {
            self.body.remove("email_verified");
            return;
        }
        let shown = self.body["email_verified"].to_string();
        let reason = "needs an email in the same row".to_owned();
        self.bad.push((column, BadValue { shown, reason }));
    }

    fn reject_values(&self, record: &Record, rules: &RowRules) -> Reject {
        let mut reasons: Vec<String> = self
            .bad
            .iter()
            .take(MAX_REASONS)
            .map(|(column, bad)| {
                format!("column '{}': '{}' {}", column.column, shown(&bad.shown), bad.reason)
            })
            .collect();
        if self.bad.len() > MAX_REASONS {
            reasons.push(format!("{} more", self.bad.len() - MAX_REASONS));
        }
        let place = format!("{}, line {}", rules.file, record.line());
        Reject {
            code: RejectCode::InvalidValue,
            message: format!("{place}, {}", reasons.join("; ")),
            column: self.bad.first().map(|(column, _)| column.column.clone()),
        }
    }
}

/// A text without surrounding white space, if anything is left of it.
fn word(value: Value) -> Option<String> {
    let Value::String(text) = value else { return None };
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// True for a JSON object, which a rejects file has as text.
fn is_object(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Json(json) => json.starts_with('{'),
        Cell::Text(text) => {
            text.starts_with('{') && serde_json::from_str::<Map<String, Value>>(text).is_ok()
        }
        Cell::Absent => false,
    }
}

/// A value in a message: not too long, nothing that moves the cursor.
fn shown(value: &str) -> String {
    let mut text: String = value
        .chars()
        .take(SHOWN_CHARS)
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect();
    if value.chars().nth(SHOWN_CHARS).is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
