//! Whether a day ended well: the file, the journal, the files of rejected and uncertain rows, the
//! report, the server and the gate's record must tell the same, to the row.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::books::{Books, Ended};
use crate::day::Policy;
use crate::gate::Passed;
use crate::people::{COLUMNS, Earlier, Kind, People, Row};
use crate::support::Api;

/// The outcomes of a report.
const OUTCOMES: [&str; 6] = ["created", "updated", "unchanged", "skipped", "rejected", "uncertain"];

/// Everything that there is to know about a day's end.
pub struct Evidence<'a> {
    /// The file.
    pub people: &'a People,
    /// What was asked for.
    pub policy: Policy,
    /// What was there before.
    pub earlier: &'a [Earlier],
    /// What the job says.
    pub books: &'a Books,
    /// What went over the wire, where somebody looked.
    pub passed: Option<&'a [Passed]>,
    /// The server itself.
    pub api: &'a Api,
}

impl Evidence<'_> {
    /// All that is wrong.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        self.judge_books(&mut faults);
        self.judge_files(&mut faults);
        if let Some(passed) = self.passed {
            self.judge_wire(passed, &mut faults);
        }
        self.judge_server(&mut faults);
        faults
    }

    /// Every row has one outcome, which is one that it may have, and the report counts them.
    fn judge_books(&self, faults: &mut Vec<String>) {
        let books = self.books;
        for row in &self.people.rows {
            let allowed = row.may_become(self.policy);
            match books.journal.get(&row.number) {
                None => faults.push(format!("{row:?} is lost: the journal has no outcome of it")),
                Some(Ended { outcome, code, .. })
                    if !allowed.contains(&(outcome.as_str(), code.as_str())) =>
                {
                    faults.push(format!("{row:?} became {outcome} {code}, not {allowed:?}"));
                }
                Some(_) => {}
            }
        }
        if !books.twice.is_empty() || books.journal.len() > self.people.rows.len() {
            faults.push(format!("the journal has rows too many: {:?}", books.twice));
        }
        for outcome in OUTCOMES {
            if books.report[outcome] != books.count(outcome) {
                let (found, journal) = (&books.report[outcome], books.count(outcome));
                faults.push(format!("{found} {outcome} in the report, {journal} in the journal"));
            }
        }
        let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
        for ended in books.journal.values().filter(|ended| !ended.code.is_empty()) {
            *reasons.entry(&ended.code).or_default() += 1;
        }
        let wanted = serde_json::to_value(&reasons).unwrap();
        if books.report["reasons"] != wanted || books.report["finished"] != true {
            faults.push(format!("the report does not tell of {wanted}: {}", books.report));
        }
        if books.report["rows"] != self.people.rows.len() {
            faults.push(format!("the report does not tell of all rows: {}", books.report));
        }
    }

    /// Rejected and uncertain rows stand in their files, each once and with all its cells.
    fn judge_files(&self, faults: &mut Vec<String>) {
        let files = [("rejected", &self.books.rejects), ("uncertain", &self.books.uncertain)];
        for (outcome, listed) in files {
            let ended = |(row, ended): (&usize, &Ended)| {
                (ended.outcome == outcome).then(|| (*row, ended.code.clone()))
            };
            let wanted: Vec<_> = self.books.journal.iter().filter_map(ended).collect();
            let mut found: Vec<_> = listed.iter().map(|(row, l)| (*row, l.code.clone())).collect();
            found.sort();
            if found != wanted {
                faults.push(format!("{outcome}: the file has {found:?}, the journal {wanted:?}"));
            }
            for (number, listed) in listed {
                let Some(row) = self.people.rows.get(number - 1) else { continue };
                if listed.cells != self.cells_of(row) || listed.message.is_empty() {
                    faults.push(format!("{outcome}: {listed:?} is not {row:?}"));
                }
            }
        }
    }

    /// The cells of a row as a file of rejects has them.
    fn cells_of(&self, row: &Row) -> Vec<String> {
        if row.kind == Kind::Torn && self.policy.json {
            return vec![row.json()];
        }
        let data = &self.books.columns[..self.books.columns.len() - 4];
        let cell = |column: &String| {
            let name = column.strip_prefix("custom_attributes.").unwrap_or(column);
            row.cell(name).to_owned()
        };
        let torn = (row.kind == Kind::Torn).then(|| "one too many".to_owned());
        if self.policy.json {
            data.iter().map(cell).collect()
        } else {
            COLUMNS.iter().map(|column| row.cell(column).to_owned()).chain(torn).collect()
        }
    }

    /// What may be sent once was sent once, and what is no good never.
    fn judge_wire(&self, passed: &[Passed], faults: &mut Vec<String>) {
        let mut created: BTreeMap<&str, Vec<Option<u16>>> = BTreeMap::new();
        for request in passed.iter().filter(|request| request.line == "POST /contacts") {
            let name = request.name.as_deref().unwrap_or_default();
            created.entry(name).or_default().push(request.status);
        }
        for row in &self.people.rows {
            let name = row.name();
            let sent = created.get(name.as_str()).map(Vec::as_slice).unwrap_or_default();
            let said_so = sent.iter().any(|status| status.is_some_and(|s| (200..300).contains(&s)));
            let outcome = self.books.journal.get(&row.number).map(|ended| ended.outcome.as_str());
            if outcome == Some("created") && !said_so {
                faults.push(format!("{row:?} is created, but nobody said so: {sent:?}"));
            }
            // Only a 429 proves that nothing was done.
            let before = &sent[..sent.len().saturating_sub(1)];
            if row.kind == Kind::Lead && before.iter().any(|status| *status != Some(429)) {
                faults.push(format!("{row:?} was sent again: {sent:?}"));
            }
            let bad = [Kind::Keyless, Kind::Doubled, Kind::Invalid, Kind::Torn];
            if bad.contains(&row.kind) && !sent.is_empty() {
                faults.push(format!("{row:?} was sent: {sent:?}"));
            }
        }
    }

    /// The workspace holds what the journal says, and nothing else.
    fn judge_server(&self, faults: &mut Vec<String>) {
        let contacts = self.api.contacts();
        let mut by_name: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for contact in &contacts {
            by_name.entry(contact["name"].as_str().unwrap_or_default()).or_default().push(contact);
        }
        let mut accounted = 0;
        for row in &self.people.rows {
            let name = row.name();
            let found = by_name.get(name.as_str()).map(Vec::as_slice).unwrap_or_default();
            accounted += found.len();
            let Some(ended) = self.books.journal.get(&row.number) else { continue };
            let there = match ended.outcome.as_str() {
                // Brought back, and left as it was.
                "updated" if self.only_brought_back(row) => 0..=0,
                "created" | "updated" | "unchanged" => 1..=1,
                "uncertain" => 0..=1,
                // The contact of that name is the one that was there before.
                _ if matches!(row.kind, Kind::Stands { same: true, .. }) => 0..=1,
                _ => 0..=0,
            };
            if !there.contains(&found.len()) {
                faults.push(format!("{row:?} is {ended:?} and there {} times", found.len()));
            }
            if let [contact] = found {
                self.judge_contact(row, ended, contact, faults);
            }
        }
        accounted += self.judge_earlier(&by_name, faults);
        if accounted != contacts.len() {
            faults.push(format!("{} contacts, {accounted} are accounted for", contacts.len()));
        }
    }

    /// Its contact was archived and has other values, which were not to be changed.
    fn only_brought_back(&self, row: &Row) -> bool {
        matches!(row.kind, Kind::Stands { same: false, .. }) && self.policy.on_conflict != "update"
    }

    fn judge_contact(&self, row: &Row, ended: &Ended, contact: &Value, faults: &mut Vec<String>) {
        let role = if row.kind == Kind::Lead { "lead" } else { "user" };
        let mut right = contact["role"] == role
            && contact["phone"] == row.cell("phone")
            && contact["custom_attributes"]["seats"] == row.number;
        for key in ["email", "external_id"] {
            right &= row.cell(key).is_empty() || contact[key] == row.cell(key);
        }
        let done = ["created", "updated", "unchanged"].contains(&ended.outcome.as_str());
        if done {
            right &= contact["tags"]["total_count"] == row.tags() + usize::from(self.policy.tag);
            right &= contact["companies"]["total_count"] == row.companies();
        }
        if let Some(id) = ended.id.as_deref().filter(|_| done) {
            right &= contact["id"] == id;
        }
        if !right {
            faults.push(format!("{row:?} is {ended:?} as {contact}"));
        }
    }

    /// Those that were there before are there still, under their old name unless their row changed it.
    /// Returns how many bear a name that no row has.
    fn judge_earlier(
        &self,
        by_name: &BTreeMap<&str, Vec<&Value>>,
        faults: &mut Vec<String>,
    ) -> usize {
        let mut others = 0;
        for earlier in self.earlier {
            let found = by_name.get(earlier.name.as_str()).map_or(0, Vec::len);
            let row = earlier.row.map(|number| &self.people.rows[number - 1]);
            if row.is_none_or(|row| row.name() != earlier.name) {
                others += found;
            }
            let archived =
                self.api.send("GET", &format!("/contacts/{}", earlier.id), None).0 == 404;
            let changed = row.is_some_and(|row| {
                let ended = self.books.journal.get(&row.number);
                let outcome = ended.map(|ended| ended.outcome.as_str()).unwrap_or_default();
                matches!(outcome, "updated" | "unchanged")
                    && row.name() != earlier.name
                    && !(outcome == "updated" && self.only_brought_back(row))
            });
            let may_be_archived =
                row.is_some_and(|row| matches!(row.kind, Kind::Stands { archived: true, .. }));
            if found != usize::from(!changed && !archived) || (archived && !may_be_archived) {
                faults.push(format!("{earlier:?} is there {found} times; archived: {archived}"));
            }
        }
        others
    }
}
