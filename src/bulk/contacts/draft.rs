//! A contact in the making: one cell after the other is put where it goes, and at the end the whole is
//! judged.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::{Map, Value};

use super::fields::{Field, Role};
use super::links::{Link, LinkColumn, LinkKind, Named, companies, tags};
use super::mapping::{ColumnMapping, Mapping, Target};
use super::owner::{Owners, Verdict};
use super::row::{Blank, ContactRow, LeftOut, Reject, RowRules};
use super::value::{BadValue, ValueType, check_length, convert};
use crate::bulk::input::{Cell, Record};
use crate::bulk::reject_code::RejectCode;

/// Most bad values of one row that its reject names.
const MAX_REASONS: usize = 3;

/// Most characters of a bad value that a message shows.
const SHOWN_CHARS: usize = 60;

/// A contact in the making.
pub(super) struct Draft<'a> {
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
    /// A contact without anything.
    pub(super) fn new(mapping: &Mapping) -> Self {
        Draft {
            body: Map::with_capacity(mapping.columns.len() + 2),
            attributes: Map::with_capacity(mapping.columns.len()),
            bad: Vec::new(),
            verified: None,
            links: Vec::new(),
            company_id: None,
            company_name: None,
            left_out: LeftOut::default(),
        }
    }

    /// Takes a cell. What is wrong with it is told at the end, with all the rest.
    pub(super) fn take(&mut self, column: &'a ColumnMapping, cell: Cell<'_>, rules: &RowRules) {
        let taken = match column.target {
            Target::Link(link) => self.link(link, cell, rules),
            _ => convert(cell, &column.value_type, &rules.time_zone)
                .map(|value| self.put(column, value, rules.blank)),
        };
        if let Err(bad) = taken {
            self.bad.push((column, bad));
        }
    }

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

    /// Leaves out an owner who belongs elsewhere; `home` is the workspace that the row comes from.
    pub(super) fn judge_owner<'r>(
        &mut self,
        owners: &Owners,
        home: impl FnOnce() -> Option<Cow<'r, str>>,
    ) {
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

    /// The contact, or why there is none.
    pub(super) fn finish(
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
