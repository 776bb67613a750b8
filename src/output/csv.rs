//! How do objects become CSV? One record per object under a header of paths. Byte-true: what
//! the API gave is what the file holds, unless `--csv-safe` asks to disarm formulas.

use serde_json::Value;

use super::columns::{self, Column};
use crate::error::{Error, Result};

/// What makes a spreadsheet take a cell for a formula (source: OWASP, "CSV Injection").
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Turns objects into records.
pub(super) struct Records {
    columns: Vec<Column>,
    safe: bool,
    headed: bool,
}

impl Records {
    /// Records with these columns, or with those of the first object if there are none.
    pub(super) fn new(columns: Vec<Column>, safe: bool) -> Records {
        Records { columns, safe, headed: false }
    }

    /// The record of an object, after the header if it is the first.
    ///
    /// # Errors
    /// None in practice: the records are made in memory.
    pub(super) fn record(&mut self, object: &Value) -> Result<Vec<u8>> {
        if self.columns.is_empty() {
            self.columns = columns::derived(object, true);
        }
        let mut out = self.header()?;
        out.extend(encode(self.columns.iter().map(|column| self.cell(object, column)))?);
        Ok(out)
    }

    /// The header if it has not been written, for a file without records.
    ///
    /// # Errors
    /// As `record`.
    pub(super) fn header(&mut self) -> Result<Vec<u8>> {
        if self.headed || self.columns.is_empty() {
            return Ok(Vec::new());
        }
        self.headed = true;
        encode(self.columns.iter().map(|column| self.disarm(column.path.to_string())))
    }

    fn cell(&self, object: &Value, column: &Column) -> String {
        let cell = columns::record_field(object, column);
        // A negative number is no formula, and with a quote it would no longer be a number.
        if columns::is_number(object, column) { cell } else { self.disarm(cell) }
    }

    fn disarm(&self, cell: String) -> String {
        if self.safe && cell.starts_with(FORMULA_STARTS) { format!("'{cell}") } else { cell }
    }
}

fn encode(cells: impl Iterator<Item = String>) -> Result<Vec<u8>> {
    let broken = |cause: String| Error::failed(format!("cannot write a CSV record: {cause}"));
    let mut writer = csv::WriterBuilder::new().buffer_capacity(1024).from_writer(Vec::new());
    writer.write_record(cells.map(String::into_bytes)).map_err(|e| broken(e.to_string()))?;
    writer.into_inner().map_err(|e| broken(e.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn csv(columns: Vec<Column>, safe: bool, objects: &[Value]) -> String {
        let mut records = Records::new(columns, safe);
        let mut out = Vec::new();
        for object in objects {
            out.extend(records.record(object).unwrap());
        }
        out.extend(records.header().unwrap());
        String::from_utf8(out).unwrap()
    }

    fn two_columns() -> Vec<Column> {
        vec![Column::text("Name", "name"), Column::text("Plan", "custom_attributes.plan")]
    }

    #[test]
    fn the_header_has_paths_and_awkward_text_survives() {
        let hostile = json!({"name": "a \"b\", c\r\nd\u{1b}", "custom_attributes": {"plan": null}});
        assert_eq!(
            csv(two_columns(), false, &[hostile]),
            "name,custom_attributes.plan\n\"a \"\"b\"\", c\r\nd\u{1b}\",\n"
        );
    }

    #[test]
    fn an_empty_list_still_has_its_header() {
        assert_eq!(csv(two_columns(), false, &[]), "name,custom_attributes.plan\n");
    }

    #[test]
    fn without_columns_every_field_of_the_first_object_is_one() {
        let objects = [json!({"id": 1, "tags": ["a"]}), json!({"id": 2, "more": true})];
        assert_eq!(csv(Vec::new(), false, &objects), "id,tags\n1,\"[\"\"a\"\"]\"\n2,\n");
    }

    #[test]
    fn csv_safe_disarms_formulas_but_not_numbers() {
        let columns = vec![Column::at("v")];
        let cells = ["=1+1", "+353861", "-x", "@x", "\tx", "\rx", "a=b"];
        let mut objects: Vec<Value> = cells.iter().map(|cell| json!({"v": cell})).collect();
        objects.push(json!({"v": -12.5}));
        assert_eq!(
            csv(columns.clone(), true, &objects),
            "v\n'=1+1\n'+353861\n'-x\n'@x\n'\tx\n\"'\rx\"\na=b\n-12.5\n"
        );
        assert_eq!(csv(columns, false, &objects[..1]), "v\n=1+1\n");
    }
}
