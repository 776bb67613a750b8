//! What a job says that it did: its journal, its files of rows and its report, read by their form
//! alone, without a line of the program's own code.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// A row in `rejects.csv` or `uncertain.csv`.
#[derive(Debug, Clone)]
pub struct Listed {
    /// All cells but the last four.
    pub cells: Vec<String>,
    /// Its `_code`.
    pub code: String,
    /// Its `_message`.
    pub message: String,
}

/// What a journal and a file know of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Such as `created`.
    pub outcome: String,
    /// Why, if there is a why.
    pub code: String,
    /// Intercom's id.
    pub id: Option<String>,
}

/// Everything that lies in a job's directory.
#[derive(Debug)]
pub struct Books {
    /// Every row that has an outcome, by its number.
    pub journal: BTreeMap<usize, Ended>,
    /// Rows that have more than one.
    pub twice: Vec<usize>,
    /// The columns of `rejects.csv`, or of `uncertain.csv`.
    pub columns: Vec<String>,
    /// `rejects.csv`.
    pub rejects: Vec<(usize, Listed)>,
    /// `uncertain.csv`.
    pub uncertain: Vec<(usize, Listed)>,
    /// `report.json`.
    pub report: Value,
}

impl Books {
    /// Reads a job's directory.
    pub fn read(dir: &Path) -> Self {
        let (mut journal, mut twice) = (BTreeMap::new(), Vec::new());
        for line in fs::read_to_string(dir.join("journal.ndjson")).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let Some((row, ended)) = ended(&line) else { continue };
            if journal.insert(row, ended).is_some() {
                twice.push(row);
            }
        }
        let (columns, rejects) = listed(&dir.join("rejects.csv"));
        let (more, uncertain) = listed(&dir.join("uncertain.csv"));
        let columns = if columns.is_empty() { more } else { columns };
        let report = fs::read(dir.join("report.json")).unwrap();
        let report = serde_json::from_slice(&report).unwrap();
        Books { journal, twice, columns, rejects, uncertain, report }
    }

    /// How many rows have this outcome.
    pub fn count(&self, outcome: &str) -> usize {
        self.journal.values().filter(|ended| ended.outcome == outcome).count()
    }
}

fn ended(line: &Value) -> Option<(usize, Ended)> {
    let done = line.get("done")?;
    let text = |key: &str| done[key].as_str().map(str::to_owned);
    let row = usize::try_from(done["row"].as_u64().unwrap()).unwrap();
    let outcome = text("outcome").unwrap();
    Some((row, Ended { outcome, code: text("code").unwrap_or_default(), id: text("id") }))
}

/// The columns of a file of rows and its rows, in their order.
fn listed(path: &Path) -> (Vec<String>, Vec<(usize, Listed)>) {
    if !path.exists() {
        return (Vec::new(), Vec::new());
    }
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path);
    let mut records = reader.unwrap().into_records().map(Result::unwrap);
    let columns: Vec<String> = records.next().unwrap().iter().map(str::to_owned).collect();
    let rows = records.map(|record| {
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let last = cells.split_off(cells.len() - 4);
        let [row, code, message, _] = last.try_into().unwrap();
        (row.parse().unwrap(), Listed { cells, code, message })
    });
    (columns, rows.collect())
}
