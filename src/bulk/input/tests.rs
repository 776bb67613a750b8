//! Files as users have them, read to the last row.

use std::io::{Read, Write};

use super::*;
use crate::bulk::reject_code::RejectCode;

fn open(name: &str, bytes: &[u8]) -> Result<Input> {
    Input::from_reader(Box::new(std::io::Cursor::new(bytes.to_vec())), name, &<_>::default())
}

/// Columns, and per row: number, line, cells (`-` where absent) or the fault.
fn read_all(name: &str, bytes: &[u8]) -> Result<Vec<String>> {
    let mut input = open(name, bytes)?;
    let mut record = Record::new();
    let mut rows = Vec::new();
    while input.read(&mut record)? {
        let place = format!("{}@{}", record.number(), record.line());
        let cells = match record.fault() {
            Some(RowFault::ColumnCount { expected, found }) => format!("{found} of {expected}"),
            Some(RowFault::Json(reason)) => reason.clone(),
            None => (0..input.columns().len())
                .map(|column| match record.cell(column) {
                    Cell::Absent => "-",
                    Cell::Text(text) | Cell::Json(text) => text,
                })
                .collect::<Vec<_>>()
                .join("|"),
        };
        rows.push(format!("{place} {cells}"));
    }
    rows.insert(0, input.columns().join("|"));
    Ok(rows)
}

fn fault(name: &str, bytes: &[u8]) -> String {
    read_all(name, bytes).unwrap_err().message().to_owned()
}

#[test]
fn csv_rows_know_their_number_and_line() {
    let lf = b"email,name\n\na@x.com,\"two\nlines\"\n\n\nb@x.com,007\n";
    let expected = ["email|name", "1@3 a@x.com|two\nlines", "2@7 b@x.com|007"];
    assert_eq!(read_all("c.csv", lf).unwrap(), expected);
    let crlf = b"email,name\r\n\r\na@x.com,\"two\nlines\"\r\n\r\n\r\nb@x.com,007";
    assert_eq!(read_all("c.csv", crlf).unwrap(), expected);
}

#[test]
fn quotes_delimiters_and_emoji_survive() {
    let rows =
        read_all("c.csv", "a;b\n\"x;\"\"y\"\"\";🙂 ישראל\n =1+1 ;+353\n".as_bytes()).unwrap();
    assert_eq!(rows[1..], ["1@2 x;\"y\"|🙂 ישראל", "2@3  =1+1 |+353"]);
}

#[test]
fn a_row_of_the_wrong_length_is_marked_alone() {
    let rows = read_all("c.csv", b"a,b\n1\n1,2\n1,2,3\n").unwrap();
    assert_eq!(rows[1..], ["1@2 1 of 2", "2@3 1|2", "3@4 3 of 2"]);
}

#[test]
fn faults_of_a_csv_file_name_the_place() {
    assert_eq!(fault("c.csv", b" \n"), "c.csv: the file is empty");
    assert_eq!(fault("c.csv", b"a,b, a\n"), "c.csv: line 1: columns 1 and 3 are both named 'a'");
    assert_eq!(fault("c.csv", b"a,,b\n"), "c.csv: line 1: column 2 of the header has no name");
    assert!(fault("c.csv", b"jo@x.com,Jo\n").contains("there is no header"));
    assert!(fault("c.csv", b"e\0m\0,\0\n\0").contains("NUL"));
    assert_eq!(
        fault("c.csv", b"a,b\n1,2\n3,\"4\n5,6\n"),
        "c.csv: a quotation mark opened in the row that starts on line 3 is never closed"
    );
    assert_eq!(
        fault("c.csv", b"a,b\n1,2\n1,\xff\n"),
        "c.csv: line 3, column 3: byte 10 (0xFF) is not UTF-8 text"
    );
}

#[test]
fn a_file_may_have_a_header_only_and_ten_thousand_columns() {
    assert_eq!(read_all("c.csv", b"email").unwrap(), ["email"]);
    let header = (0..10_000).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    let row = vec!["x"; 10_000].join(",");
    let rows = read_all("c.csv", format!("{header}\n{row}\n").as_bytes()).unwrap();
    assert_eq!(rows[1].len(), "1@2 ".len() + row.len());
}

#[test]
fn a_row_beyond_the_limit_stops_with_an_explanation() {
    for (name, start) in [("c.csv", "a,b\n1,\""), ("c.ndjson", "{\"a\": \""), ("c.json", "[\"")] {
        let endless = std::io::repeat(b'x').take(1 << 30);
        let source = std::io::Cursor::new(start.as_bytes().to_vec()).chain(endless);
        let mut input = Input::from_reader(Box::new(source), name, &<_>::default()).unwrap();
        let error = input.read(&mut Record::new()).unwrap_err();
        assert!(error.message().contains("is longer than 8 MiB"), "{error}");
    }
}

#[test]
fn a_row_of_nothing_but_delimiters_does_not_fill_the_memory() {
    let endless = std::io::Cursor::new(b"a,b\n".to_vec()).chain(std::io::repeat(b','));
    let mut input =
        Input::from_reader(Box::new(endless.take(1 << 30)), "c.csv", &<_>::default()).unwrap();
    let error = input.read(&mut Record::new()).unwrap_err();
    assert!(
        error.message().starts_with("c.csv: the row that starts on line 2 has more than 16384")
    );
    let keys = (0..20_000).map(|n| format!("\"k{n}\":1")).collect::<Vec<_>>().join(",");
    let rows = read_all("c.ndjson", format!("{{{keys}}}\n{{\"a\":1}}").as_bytes()).unwrap();
    assert_eq!(rows[1..], ["1@1 an object with more than 16384 keys", "2@2 1"]);
}

#[test]
fn ndjson_keeps_keys_in_first_seen_order_and_values_as_written() {
    let text = br#"{"email":"a","custom_attributes":{"plan":"pro","n":12345678901234567890123}}

{"phone":null,"email":"b\n","custom_attributes":null}
"#;
    let rows = read_all("c.ndjson", text).unwrap();
    assert_eq!(rows[0], "email|custom_attributes.plan|custom_attributes.n|phone");
    assert_eq!(rows[1], r#"1@1 "a"|"pro"|12345678901234567890123"#);
    assert_eq!(rows[2], r#"2@3 "b\n"|-|-|null"#);
}

#[test]
fn a_broken_ndjson_line_is_marked_alone() {
    let rows = read_all("c.ndjson", b"{\"custom_attributes\":[1]}").unwrap();
    assert_eq!(rows[1], "1@1 'custom_attributes' is a JSON value, but not an object");
    let rows =
        read_all("c.ndjson", b"{\"a\":1}\n{\"a\":}\n[1]\n{\"a\":1,\"a\":2}\n{\"a\":2}").unwrap();
    assert_eq!(rows[1], "1@1 1");
    assert_eq!(rows[2], "2@2 not valid JSON at character 6: expected value");
    assert_eq!(rows[3], "3@3 a JSON value, but not an object");
    assert_eq!(rows[4], "4@4 the key 'a' occurs twice");
    assert_eq!(rows[5], "5@5 2");
}

#[test]
fn a_json_array_streams_its_objects() {
    let text = b"\xEF\xBB\xBF [ {\"a\":\"x,]}\\\"\"}\n,{\"a\":[{}]},\n 7, {\"a\":x}, {} ] \n";
    let rows = read_all("c.json", text).unwrap();
    assert_eq!(rows[0], "a");
    assert_eq!(rows[1], "1@1 \"x,]}\\\"\"");
    assert_eq!(rows[2], "2@2 [{}]");
    assert_eq!(rows[3], "3@3 a JSON value, but not an object");
    assert!(rows[4].starts_with("4@3 not valid JSON at character 6"));
    assert_eq!(rows[5], "5@3 -");
    assert_eq!(read_all("c.json", b"[]").unwrap(), [""]);
}

#[test]
fn a_broken_array_is_a_fault_of_the_file() {
    for (text, wanted) in [
        ("[{}", "line 1, column 4: the array is not closed"),
        ("[{},\n {}", "line 2, column 4: the array is not closed"),
        ("[{}\n {}]", "line 2, column 2: a comma is missing"),
        ("[{},]", "column 5: a value is missing after the last comma"),
        ("[{},,{}]", "a value is missing between two commas"),
        ("[{}] x", "something follows the end"),
        ("email,name", "it does not begin with '['"),
    ] {
        let message = fault("c.json", text.as_bytes());
        assert!(message.contains(wanted), "{message}");
    }
}

#[test]
fn what_is_no_ndjson_at_all_is_a_fault_of_the_file() {
    assert_eq!(fault("c.ndjson", b"email,name\n"), "c.ndjson: line 1 is not JSON");
    let pretty = fault("c.ndjson", b"{\n  \"email\": 1\n}\n");
    assert_eq!(pretty, "c.ndjson: an object is spread over several lines");
}

#[test]
fn a_survey_counts_and_fingerprints_the_file() {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all(b"\xEF\xBB\xBFemail;name\na;b\nc\n").unwrap();
    let found = survey(file.path(), &InputOptions::default()).unwrap();
    assert_eq!((found.rows, found.bytes), (2, 20));
    assert_eq!(found.columns, ["email", "name"]);
    assert_eq!((found.delimiter, found.encoding.as_str()), (Some(';'), "UTF-8"));
    assert_eq!(found.sha256.len(), 64);
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(serde_json::from_value::<Survey>(json).unwrap(), found);
    let missing = survey(Path::new("/nowhere/c.csv"), &InputOptions::default()).unwrap_err();
    assert!(missing.message().starts_with("/nowhere/c.csv: cannot be opened"));
}

/// Rejects every row of a file and gives the rejects file.
fn reject_all(name: &str, bytes: &[u8]) -> Vec<u8> {
    try_reject_all(name, bytes).unwrap()
}

/// As [`reject_all`], for a file that may have a fault as a whole.
fn try_reject_all(name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut input = open(name, bytes)?;
    let mut record = Record::new();
    while input.read(&mut record)? {}
    let columns = input.columns().to_vec();
    let mut writer = RejectsWriter::new(Vec::new(), &columns)?;
    let mut input = open(name, bytes)?;
    while input.read(&mut record)? {
        let code = match record.fault() {
            Some(RowFault::Json(_)) => RejectCode::InvalidJson.as_str(),
            _ => "invalid_value",
        };
        writer.write(&record, Verdict { code, message: "no, \"x\"", request_id: Some("r1") })?;
    }
    writer.into_inner()
}

#[test]
fn rejects_can_be_imported_again_with_the_same_meaning() {
    let input = b"email;note;phone\na;\"two\n\"\"lines\"\"\";007\n;x,y;\n1;2\n1;2;3;4\n";
    let rejects = reject_all("c.csv", input);
    assert!(rejects.starts_with(b"email,note,phone,_row,_code,_message,_request_id\n"));
    let drop_lines = |rows: Vec<String>| -> Vec<String> {
        rows.iter()
            .map(|row| row.split_once(' ').map_or(row.as_str(), |(_, cells)| cells).to_owned())
            .collect()
    };
    let first = drop_lines(read_all("c.csv", input).unwrap());
    assert_eq!(drop_lines(read_all("rejects.csv", &rejects).unwrap()), first);
    let again = reject_all("rejects.csv", &rejects);
    assert_eq!(String::from_utf8(again).unwrap(), String::from_utf8(rejects).unwrap());
}

#[test]
fn rejects_of_json_hold_texts_and_json() {
    let rejects = reject_all(
        "c.ndjson",
        br#"{"external_id":7.10,"name":"a\"b","custom_attributes":{"x":[1]}}
{"name":null,"phone":"00"}"#,
    );
    let text = String::from_utf8(rejects).unwrap();
    let mut lines = text.lines();
    assert!(lines.next().unwrap().starts_with("external_id,name,custom_attributes.x,phone,_row"));
    assert!(lines.next().unwrap().starts_with(r#"7.10,"a""b",[1],,1,invalid_value,"#));
    assert!(lines.next().unwrap().starts_with(",,,00,2,invalid_value,"));
}

#[test]
fn what_was_no_json_keeps_its_text_and_can_be_mended_in_its_cell() {
    for (key, more) in [("a", ""), ("email", ",\"custom_attributes\":{\"n\":12345678901234567890}")]
    {
        let good = format!("{{\"{key}\":\"x, \\\"y\\\"\"{more}}}");
        let broken = &good[..good.len() - 1];
        let rejects = reject_all("c.ndjson", format!("{good}\n{broken}\n").as_bytes());
        let text = String::from_utf8(rejects.clone()).unwrap();
        let kept = csv::ReaderBuilder::new().flexible(true).from_reader(rejects.as_slice());
        let last = kept.into_records().last().unwrap().unwrap();
        assert_eq!(last.get(0), Some(broken), "{text}");
        assert_eq!(reject_all("rejects.csv", &rejects), rejects, "rejected again, it is the same");
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mended = text.replace(&quoted(broken), &quoted(&good));
        let rows = read_all("rejects.csv", mended.as_bytes()).unwrap();
        let value = format!(
            "\"x, \\\"y\\\"\"{}",
            if more.is_empty() { "" } else { "|12345678901234567890" }
        );
        assert_eq!(rows[2], format!("2@3 {value}"));
    }
    let foreign = "a,_row,_code,_message,_request_id\n\"{\"\"b\"\":1}\",,1,invalid_json,x,\n";
    let rows = read_all("rejects.csv", foreign.as_bytes()).unwrap();
    assert_eq!(rows[1], "1@2 the key 'b' is no column of this file");
}

#[cfg(unix)]
#[test]
fn what_can_be_read_only_once_is_refused_before_it_is_opened() {
    let error = survey(Path::new("/dev/null"), &InputOptions::default()).unwrap_err();
    assert_eq!(
        error.message(),
        "/dev/null: this is a pipe or a device, which can be read only once"
    );
    assert!(error.hint_text().unwrap().contains("- < /dev/null"));
}

#[test]
fn a_rejects_file_tells_what_was_wrong() {
    let rejects = reject_all("c.csv", b"email,name\na,b\nc\n");
    let mut input = open("rejects.csv", &rejects).unwrap();
    let mut record = Record::new();
    for row in ["1", "2"] {
        assert!(input.read(&mut record).unwrap());
        let verdict = record.rejected().unwrap();
        assert_eq!((verdict.row, verdict.code, verdict.request_id), (row, "invalid_value", "r1"));
        assert_eq!(verdict.message, "no, \"x\"");
    }
    let mut plain = open("c.csv", b"email,_code\na,b\n").unwrap();
    assert!(plain.read(&mut record).unwrap());
    assert_eq!(plain.columns(), ["email", "_code"]);
    assert_eq!(record.rejected(), None);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(
        bytes in proptest::collection::vec(
            proptest::prop_oneof![proptest::sample::select(b"{}[]\",;:\n\r\\a1\xC3\xA9\0".to_vec()), 0u8..],
            0..200,
        ),
        name in proptest::sample::select(vec!["c.csv", "c.ndjson", "c.json", "-"]),
    ) {
        let _ = read_all(name, &bytes);
    }

    #[test]
    fn no_row_is_lost_or_changed_by_being_rejected(
        rows in proptest::collection::vec(
            proptest::prop_oneof![
                "\\{\"(a|b|c)\":(\"[a-zé,\\n ]{0,3}\"|[0-9]{1,25}|null|\\[1\\]|x)(,\"(a|b)\":\"\")?\\}?",
                "[\",; a1é=+@{}]{0,12}",
            ],
            1..6,
        ),
        name in proptest::sample::select(vec!["c.csv", "c.ndjson", "c.json"]),
    ) {
        let text = match name {
            "c.csv" => format!("a,b\n{}", rows.join("\n")),
            "c.ndjson" => rows.join("\n"),
            _ => format!("[{}]", rows.join(",")),
        };
        let Ok(rejects) = try_reject_all(name, text.as_bytes()) else { return Ok(()) };
        let count = read_all(name, text.as_bytes()).unwrap().len();
        // A file whose rows have no column at all has nothing to import again.
        let Ok(again) = try_reject_all("rejects.csv", &rejects) else {
            proptest::prop_assert!(rejects.starts_with(b"_row,"));
            return Ok(());
        };
        proptest::prop_assert_eq!(read_all("rejects.csv", &rejects).unwrap().len(), count);
        proptest::prop_assert_eq!(String::from_utf8(again), String::from_utf8(rejects));
    }

    #[test]
    fn any_cells_survive_rejection(cells in proptest::collection::vec("\\PC{0,9}|[\"\n\r,]{0,4}", 2..5)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header: Vec<String> = (0..cells.len()).map(|n| format!("c{n}")).collect();
        writer.write_record(&header).unwrap();
        writer.write_record(&cells).unwrap();
        let file = writer.into_inner().unwrap();
        let rejects = reject_all("c.csv", &file);
        let mut input = open("c.csv", &rejects).unwrap();
        let mut record = Record::new();
        assert!(input.read(&mut record).unwrap());
        let read: Vec<Cell<'_>> = record.cells().collect();
        let expected: Vec<Cell<'_>> = cells.iter().map(|cell| Cell::Text(cell)).collect();
        assert_eq!(read, expected);
    }
}
