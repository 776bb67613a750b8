//! Files that are gone on with in their middle: from any row's place, the rest reads as it does from
//! the beginning.

use std::fmt::Write as _;

use super::*;

/// What is known of a row: its place, its cells and what is wrong with it.
type Row = (Place, Vec<String>, bool);

fn rows(mut input: Input) -> Vec<Row> {
    let mut record = Record::new();
    let mut rows = Vec::new();
    while input.read(&mut record).unwrap() {
        let cells = (0..8).map(|column| format!("{:?}", record.cell(column))).collect();
        rows.push((record.place(), cells, record.fault().is_some()));
    }
    rows
}

fn goes_on_anywhere(name: &str, bytes: &[u8], options: &InputOptions) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let columns = survey(&path, options).unwrap().columns;
    let all = rows(Input::open(&path, options).unwrap());
    assert!(all.len() > 2, "{name}: {all:?}");
    for (index, (place, ..)) in all.iter().enumerate() {
        let input = Input::open_at(&path, options, &columns, *place).unwrap();
        assert_eq!(rows(input), all[index..], "{name} from {place:?}");
    }
}

#[test]
fn every_form_is_gone_on_with_from_any_row() {
    let options = InputOptions::default();
    let csv = "email,name\r\na@x.com,\"two\nlines\"\r\n\r\n\u{feff}b@x.com,é\nragged\nc@x.com,🙂";
    goes_on_anywhere("plain.csv", csv.as_bytes(), &options);
    let marked = ["\u{feff}", csv].concat();
    goes_on_anywhere("marked.csv", marked.as_bytes(), &options);
    let ndjson =
        "{\"a\":1}\n\n{\"b\":2,\"custom_attributes\":{\"c\":3}}\nnonsense\n{\"c\":4,\"a\":5}";
    goes_on_anywhere("rows.ndjson", ndjson.as_bytes(), &options);
    let array = " [ {\"a\":1},\n{\"b\":[2,3]} ,7,\n {\"c\":\"]\",\"a\":5}\n]\n";
    goes_on_anywhere("rows.json", array.as_bytes(), &options);
}

#[test]
fn a_file_in_another_encoding_is_read_up_to_the_row() {
    let options = InputOptions { encoding: Some("latin1".into()), ..InputOptions::default() };
    goes_on_anywhere("rows.csv", b"email,name\na,\xE9\nb,\xFC\nc,\xE4\n", &options);
    let wide: Vec<u8> = "a,b\n1,é\n2,ü\n3,x\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [&b"\xFF\xFE"[..], &wide].concat();
    goes_on_anywhere("wide.csv", &wide, &InputOptions::default());
}

#[test]
fn a_place_far_behind_the_first_buffer_is_found() {
    let mut text = "email,name\n".to_owned();
    for number in 0..20_000 {
        let _ = writeln!(text, "person{number}@example.com,\"Pérson {number}\"");
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.csv");
    std::fs::write(&path, &text).unwrap();
    let options = InputOptions::default();
    let all = rows(Input::open(&path, &options).unwrap());
    for index in [1, 9_999, 19_999] {
        let input = Input::open_at(&path, &options, &[], all[index].0).unwrap();
        assert_eq!(rows(input), all[index..], "row {index}");
    }
}

#[test]
fn a_fault_behind_the_place_names_its_true_line_and_byte() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.csv");
    std::fs::write(&path, b"a,b\n1,2\n3,4\n5,\xE9\n").unwrap();
    let mut input = Input::open(&path, &InputOptions::default()).unwrap();
    let from_start = loop {
        if let Err(error) = input.read(&mut Record::new()) {
            break error;
        }
    };
    let place = Place { row: 2, line: 3, offset: 8 };
    let mut input = Input::open_at(&path, &InputOptions::default(), &[], place).unwrap();
    let from_place = loop {
        if let Err(error) = input.read(&mut Record::new()) {
            break error;
        }
    };
    assert_eq!(from_place.message(), from_start.message());
}

#[test]
fn a_file_that_is_cut_while_it_is_read_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.csv");
    std::fs::write(&path, "a,b\n1,2\n").unwrap();
    let input = Input::open(&path, &InputOptions::default()).unwrap();
    let before = Identity::of(&path).unwrap();
    input.check_unchanged().unwrap();
    input.check_same(before).unwrap();
    std::fs::write(&path, "a,b\n").unwrap();
    let error = input.check_unchanged().unwrap_err();
    assert!(error.message().contains("rows.csv was changed while it was being read"), "{error}");
    let other = Input::open(&path, &InputOptions::default()).unwrap();
    assert!(other.check_same(before).is_err());
}
