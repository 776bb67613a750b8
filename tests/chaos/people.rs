//! The rows of a day, mixed by its seed: every kind of row that an import may meet, with the contacts
//! that were there before, and what may become of each.

use std::collections::BTreeSet;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::day::Policy;
use crate::support::Api;

/// The columns of the file. `seats` is a custom attribute; tags and companies travel along.
pub const COLUMNS: [&str; 9] =
    ["role", "email", "external_id", "name", "phone", "owner_id", "seats", "tags", "company_id"];

/// An admin that no workspace has.
const NOBODY: &str = "4711";

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A user that is not there yet.
    New,
    /// A lead: it has no unique key.
    Lead,
    /// A user without a key.
    Keyless,
    /// The key of an earlier row.
    Doubled,
    /// A value that its column does not take.
    Invalid,
    /// More cells than the header, or no JSON.
    Torn,
    /// A user that only the server refuses.
    Refused,
    /// A user that was there before.
    Stands {
        /// With the row's values.
        same: bool,
        /// Archived.
        archived: bool,
    },
    /// The email of one contact and the external id of another.
    Between,
}

/// A row of the file.
#[derive(Debug, Clone)]
pub struct Row {
    /// Counted from 1.
    pub number: usize,
    /// What it is about.
    pub kind: Kind,
    /// Its cells, as [`COLUMNS`] has them.
    pub cells: [String; 9],
}

/// A contact that was there before.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// Intercom's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The row that names it, if only one does.
    pub row: Option<usize>,
}

/// The rows of a day.
#[derive(Debug, Clone)]
pub struct People {
    /// In the order of the file.
    pub rows: Vec<Row>,
}

impl Row {
    /// The name, which no other row has.
    pub fn name(&self) -> String {
        format!("Row {}", self.number)
    }

    /// A cell.
    pub fn cell(&self, column: &str) -> &str {
        let place = COLUMNS.iter().position(|known| *known == column).unwrap();
        &self.cells[place]
    }

    /// How many tags it names.
    pub fn tags(&self) -> usize {
        self.cell("tags").split(';').filter(|tag| !tag.is_empty()).count()
    }

    /// How many companies it names.
    pub fn companies(&self) -> usize {
        usize::from(!self.cell("company_id").is_empty())
    }

    /// What may become of it, as outcome and code, whatever goes wrong on the way.
    pub fn may_become(&self, policy: Policy) -> BTreeSet<(&'static str, &'static str)> {
        let conflict = ("rejected", "conflict");
        let (unchanged, skipped) = (("unchanged", ""), ("skipped", ""));
        let outcomes = match self.kind {
            // Nobody said so when the answer was lost.
            Kind::New => vec![("created", ""), unchanged],
            Kind::Lead => vec![("created", ""), ("uncertain", "no_answer")],
            Kind::Keyless => vec![("rejected", "missing_key")],
            Kind::Doubled => vec![("rejected", "duplicate_key")],
            Kind::Invalid => vec![("rejected", "invalid_value")],
            Kind::Torn if policy.json => vec![("rejected", "invalid_json")],
            Kind::Torn => vec![("rejected", "wrong_column_count")],
            Kind::Refused => vec![("rejected", "parameter_invalid")],
            Kind::Between => match policy.on_conflict {
                "skip" => vec![skipped],
                _ => vec![conflict],
            },
            Kind::Stands { same, archived } => standing(same, archived, policy),
        };
        outcomes.into_iter().collect()
    }
}

/// A contact that has the row's values already may have them from this very row.
fn standing(same: bool, archived: bool, policy: Policy) -> Vec<(&'static str, &'static str)> {
    let live = match (policy.on_conflict, same) {
        ("update", true) => vec![("unchanged", "")],
        ("update", false) => vec![("updated", ""), ("unchanged", "")],
        ("skip", true) => vec![("skipped", ""), ("unchanged", "")],
        ("skip", false) => vec![("skipped", "")],
        (_, true) => vec![("rejected", "conflict"), ("unchanged", "")],
        (_, false) => vec![("rejected", "conflict")],
    };
    match (archived, policy.on_archived) {
        (false, _) => live,
        (true, "fail") => vec![("rejected", "conflict")],
        (true, "skip") => vec![("skipped", "")],
        // Brought back by a request whose answer was lost, it is met as a live one.
        (true, _) => [live, vec![("updated", "")]].concat(),
    }
}

impl People {
    /// So many rows.
    pub fn mixed(count: usize, random: &mut Rng) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        for number in 1..=count {
            let row = make(number, &rows, random);
            rows.push(row);
        }
        if random.bool() {
            for row in &mut rows {
                link(row, random);
            }
        }
        People { rows }
    }

    /// The file: CSV, or NDJSON.
    pub fn file(&self, as_json: bool) -> Vec<u8> {
        if as_json { self.ndjson().into_bytes() } else { self.csv() }
    }

    fn csv(&self) -> Vec<u8> {
        let mut file = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        file.write_record(COLUMNS).unwrap();
        for row in &self.rows {
            let torn = (row.kind == Kind::Torn).then(|| "one too many".to_owned());
            file.write_record(row.cells.iter().chain(&torn)).unwrap();
        }
        file.into_inner().unwrap()
    }

    fn ndjson(&self) -> String {
        self.rows.iter().map(|row| row.json() + "\n").collect()
    }

    /// Puts the contacts into the workspace that some of the rows find there.
    pub fn precede(&self, api: &Api) -> Vec<Earlier> {
        let mut earlier = Vec::new();
        for row in &self.rows {
            match row.kind {
                Kind::Stands { same, archived } => earlier.push(stand(row, same, archived, api)),
                Kind::Between => earlier.extend(between(row, api)),
                _ => {}
            }
        }
        earlier
    }
}

impl Row {
    /// The line of an NDJSON file. Numbers are numbers there.
    pub fn json(&self) -> String {
        let mut object = Map::new();
        for (column, cell) in COLUMNS.into_iter().zip(&self.cells).filter(|(_, c)| !c.is_empty()) {
            let number = cell.parse::<u64>().ok().filter(|_| column == "seats");
            let value = number.map_or_else(|| Value::from(cell.as_str()), Value::from);
            if column == "seats" {
                object.insert("custom_attributes".to_owned(), json!({"seats": value}));
            } else {
                object.insert(column.to_owned(), value);
            }
        }
        let text = Value::Object(object).to_string();
        if self.kind == Kind::Torn { text[..text.len() - 2].to_owned() } else { text }
    }
}

fn make(number: usize, rows: &[Row], random: &mut Rng) -> Row {
    let kind = draw(random);
    let email = format!("row{number}@example.com");
    // Leading zeros, and a character that a path must not hold as it is.
    let external_id = if random.bool() { format!("00{number}") } else { format!("ü/{number}") };
    let mut row = Row { number, kind, cells: Default::default() };
    let mut put = |column: &str, value: String| {
        let place = COLUMNS.iter().position(|known| *known == column).unwrap();
        row.cells[place] = value;
    };
    put("name", format!("Row {number}"));
    put("phone", format!("+35300{number:06}"));
    put("seats", number.to_string());
    if kind == Kind::Lead || random.bool() {
        put("role", if kind == Kind::Lead { "lead" } else { "user" }.to_owned());
    }
    let (by_email, by_id) = *random.choice(&[(true, false), (false, true), (true, true)]).unwrap();
    match kind {
        Kind::Keyless => {}
        Kind::Between => {
            put("email", format!("one-{email}"));
            put("external_id", format!("other-{external_id}"));
        }
        _ => {
            if by_email {
                put("email", email);
            }
            if by_id && kind != Kind::Lead {
                put("external_id", external_id);
            }
        }
    }
    match kind {
        Kind::Invalid => put("seats", "many".to_owned()),
        Kind::Refused => put("owner_id", NOBODY.to_owned()),
        Kind::Doubled => match rows.iter().rev().find(|row| row.kind == Kind::New) {
            Some(first) => {
                put("email", first.cell("email").to_uppercase());
                put("external_id", first.cell("external_id").to_owned());
            }
            None => row.kind = Kind::New,
        },
        _ => {}
    }
    row
}

/// Gives a row tags and a company, of a few that many rows name.
fn link(row: &mut Row, random: &mut Rng) {
    let tags = random.choice(["", "", "red", "green;blue", "blue;red"]).unwrap_or_default();
    let company = random.choice(["", "", "acme", "007"]).unwrap_or_default();
    for (column, value) in [("tags", tags), ("company_id", company)] {
        let place = COLUMNS.iter().position(|known| *known == column).unwrap();
        value.clone_into(&mut row.cells[place]);
    }
}

fn draw(random: &mut Rng) -> Kind {
    match random.u32(0..100) {
        0..50 => Kind::New,
        50..66 => Kind::Lead,
        66..69 => Kind::Keyless,
        69..74 => Kind::Doubled,
        74..78 => Kind::Invalid,
        78..81 => Kind::Torn,
        81..84 => Kind::Refused,
        84..97 => Kind::Stands { same: random.bool(), archived: random.u8(0..4) == 0 },
        _ => Kind::Between,
    }
}

fn stand(row: &Row, same: bool, archived: bool, api: &Api) -> Earlier {
    let name = if same { row.name() } else { format!("Before {}", row.number) };
    let mut body = json!({"role": "user", "name": name, "phone": row.cell("phone"),
        "custom_attributes": {"seats": row.number}});
    for key in ["email", "external_id"] {
        if !row.cell(key).is_empty() {
            body[key] = row.cell(key).into();
        }
    }
    let id = api.contact(&body);
    if archived {
        api.post(&format!("/contacts/{id}/archive"), &json!({}));
    }
    Earlier { id, name, row: Some(row.number) }
}

fn between(row: &Row, api: &Api) -> [Earlier; 2] {
    [("email", "One"), ("external_id", "Other")].map(|(key, who)| {
        let name = format!("{who} {}", row.number);
        let id = api.contact(&json!({"role": "user", "name": name, key: row.cell(key)}));
        Earlier { id, name, row: None }
    })
}
