//! Rows of files and the contacts they become.

use serde_json::json;

use super::*;
use crate::bulk::contacts::{Attribute, Inference, MapRule, MappingOptions, ValueType};
use crate::bulk::input::{Input, InputOptions};

fn workspace() -> Vec<Attribute> {
    [
        ("plan", ValueType::Options(vec!["free".into(), "pro".into()])),
        ("seats", ValueType::Integer),
        ("renewal", ValueType::Date),
        ("note", ValueType::Text),
    ]
    .map(|(name, value_type)| Attribute {
        name: name.into(),
        value_type,
        archived: false,
        api_writable: true,
    })
    .to_vec()
}

fn rows(name: &str, text: &str, blank: Blank) -> Vec<Result<ContactRow, Reject>> {
    let open = || {
        let source = Box::new(std::io::Cursor::new(text.as_bytes().to_vec()));
        Input::from_reader(source, name, &InputOptions::default()).unwrap()
    };
    let (mut input, mut record) = (open(), Record::new());
    while input.read(&mut record).unwrap() {}
    let options = MappingOptions::default();
    let mapping = Mapping::resolve(input.columns(), &options, Some(&workspace())).unwrap();
    let owners = Owners::default();
    let rules = RowRules { file: name.into(), blank, time_zone: TimeZone::UTC, owners };
    let mut input = open();
    let mut rows = Vec::new();
    while input.read(&mut record).unwrap() {
        rows.push(mapping.contact(&record, &rules));
    }
    rows
}

fn bodies(name: &str, text: &str, blank: Blank) -> Vec<Value> {
    rows(name, text, blank).into_iter().map(|row| Value::from(row.unwrap().body)).collect()
}

fn rejects(text: &str) -> Vec<(&'static str, String)> {
    let rows = rows("c.csv", text, Blank::Ignore).into_iter();
    rows.map(|row| row.unwrap_err()).map(|reject| (reject.code.as_str(), reject.message)).collect()
}

#[test]
fn a_row_becomes_the_body_of_a_request() {
    let text = "E-mail,User ID,Phone,Signed up,plan,seats,renewal,unsubscribed\n\
                jo@x.com,007,0049 30,2026-01-31,Pro,9007199254740993,2026-02-01,no\n";
    let body = &bodies("c.csv", text, Blank::Ignore)[0];
    let expected = json!({"email": "jo@x.com", "external_id": "007", "phone": "0049 30",
        "signed_up_at": 1_769_817_600, "unsubscribed_from_emails": false, "role": "user",
        "custom_attributes": {"plan": "pro", "seats": 9_007_199_254_740_993_i64,
            "renewal": 1_769_904_000}});
    assert_eq!(*body, expected);
}

#[test]
fn csv_and_json_say_the_same() {
    let csv = "external_id,name,note,seats\n12.50,Jo,7,3\n";
    let ndjson =
        r#"{"external_id": 12.50, "name": "Jo", "custom_attributes": {"note": 7, "seats": "3"}}"#;
    assert_eq!(bodies("c.csv", csv, Blank::Ignore), bodies("c.ndjson", ndjson, Blank::Ignore));
}

#[test]
fn blank_cells_are_left_out_or_null_where_null_is_taken() {
    let text = "email,external_id,name,plan,role\njo@x.com,, ,,\n";
    assert_eq!(
        bodies("c.csv", text, Blank::Ignore),
        [json!({"email": "jo@x.com", "role": "user"})]
    );
    assert_eq!(
        bodies("c.csv", text, Blank::Null),
        [json!({"email": "jo@x.com", "name": null, "role": "user",
            "custom_attributes": {"plan": null}})]
    );
}

#[test]
fn leads_need_nothing_and_claim_no_key() {
    let found = rows("c.csv", "role,email\nlead,\nLead,jo@x.com\nuser,jo@x.com\n", Blank::Ignore);
    let keys: Vec<usize> = found.iter().map(|row| row.as_ref().unwrap().keys().count()).collect();
    assert_eq!(keys, [0, 0, 1]);
}

#[test]
fn rejects_name_file_line_column_and_value() {
    let text = "email,renewal,seats\njo@x.com,03/04/2025,x\n,,1\na@b.c,\n";
    let found = rejects(text);
    assert_eq!(found[0].0, "invalid_value");
    assert_eq!(
        found[0].1,
        "c.csv, line 2, column 'renewal': '03/04/2025' could be 2025-04-03 or 2025-03-04; write \
         the one you mean; column 'seats': 'x' is not a whole number"
    );
    assert_eq!(
        found[1],
        ("missing_key", "c.csv, line 3: a user needs an email or an external id".into())
    );
    assert_eq!(
        found[2],
        ("wrong_column_count", "c.csv, line 4: the row has 2 cells, the header has 3".into())
    );
}

#[test]
fn messages_hold_no_control_characters_and_no_novels() {
    let long = "x".repeat(300);
    let found = rejects(&format!("email,note\n\"a\u{1b}[2J\",\na@b.c,{long}\n"));
    assert!(found[0].1.contains(r"'a\u{1b}[2J' is not an email address"), "{}", found[0].1);
    assert!(found[1].1.contains("x…' has 300 characters"), "{}", found[1].1);
}

#[test]
fn a_verified_email_needs_an_email() {
    let found = rejects("external_id,email,email_verified\n1,,yes\n");
    assert!(found[0].1.contains("'email_verified': 'true' needs an email"), "{}", found[0].1);
    let null = bodies("c.csv", "external_id,email,email_verified\n1,,\n", Blank::Null);
    assert_eq!(null, [json!({"external_id": "1", "role": "user"})]);
}

#[test]
fn new_attributes_get_the_type_their_values_show() {
    let text = "email,seats2,code\na@b.c,1,007\nd@e.f,2,8\n";
    let source = || Box::new(std::io::Cursor::new(text.as_bytes().to_vec()));
    let open = || Input::from_reader(source(), "c.csv", &InputOptions::default()).unwrap();
    let options = MappingOptions { create_attributes: true, ..MappingOptions::default() };
    let (mut input, mut record) = (open(), Record::new());
    let mut seen = Inference::default();
    while input.read(&mut record).unwrap() {
        seen.observe(&record);
    }
    let mut mapping = Mapping::resolve(input.columns(), &options, Some(&[])).unwrap();
    mapping.infer(&seen);
    let created: Vec<_> =
        mapping.to_create().map(|(name, value_type)| (name, value_type.data_type())).collect();
    assert_eq!(created, [("seats2", "integer"), ("code", "string")]);
}

proptest::proptest! {
    #[test]
    fn no_value_makes_a_row_panic(
        value in "\\PC{0,20}|[0-9TZ:./ +-]{0,25}|[0-9,.eE+-]{0,30}",
        json in proptest::bool::ANY,
    ) {
        let columns = "email,role,avatar,owner_id,signed_up_at,email_verified,plan,seats,renewal,note";
        if json {
            let object: Map<String, Value> =
                columns.split(',').map(|column| (column.into(), value.as_str().into())).collect();
            rows("c.ndjson", &Value::from(object).to_string(), Blank::Null);
        } else {
            let cell = format!("\"{}\"", value.replace('"', "\"\""));
            let cells = vec![cell; 10].join(",");
            rows("c.csv", &format!("{columns}\n{cells}\n"), Blank::Null);
        }
    }

    #[test]
    fn no_columns_and_rules_make_a_mapping_panic(
        columns in proptest::collection::vec("\\PC{0,8}|[Ee]-?mail|custom_attributes\\..{0,3}|plan", 0..5),
        rules in proptest::collection::vec("\\PC{0,9}|[a-z]{1,4}=(email|-|custom_attributes\\.x?)", 0..3),
        create_attributes in proptest::bool::ANY,
    ) {
        let rules = rules.iter().filter_map(|rule| MapRule::parse(rule).ok()).collect();
        let options = MappingOptions { rules, create_attributes, ..MappingOptions::default() };
        let _ = Mapping::resolve(&columns, &options, Some(&workspace()));
    }
}
