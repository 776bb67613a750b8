//! Holds the commands to the description: a body given whole arrives as it is, and a body put
//! together from flags is one that the description allows.

use std::cell::Cell;

use ictl::api::Method;
use ictl::api::operations::{Answer as Answers, Field, Kind, Operation, Property, all};
use serde_json::{Map, Value, json};

use crate::published::{Schemas, document, examples, facts};
use crate::support::{Answer, Recorded, Server, TestContext};

/// Giving the token up asks first, so it has a test of its own.
fn rows() -> impl Iterator<Item = &'static Operation> {
    all().filter(|row| row.command != ["auth", "revoke"])
}

/// Answers every operation with the kind of thing it answers with.
fn server() -> Server {
    Server::answering(|request| {
        let found = ictl::api::operations::find(&request.method, &request.target).unwrap();
        match found.operation.answer {
            Answers::Object => Answer::json(200, &json!({"id": "1"})),
            Answers::Empty => Answer::text(200, "application/json", ""),
            Answers::Download { accept } => Answer::text(200, accept, "the file"),
            Answers::List(path) => {
                let keys = path.split('.').filter(|key| !key.is_empty()).rev();
                let page = keys.fold(json!([]), |inner, key| json!({key: inner}));
                Answer::json(200, &page)
            }
        }
    })
}

/// The command with its arguments and what its query needs.
fn command(row: &Operation) -> String {
    let mut words: Vec<String> = row.command.iter().map(|&word| word.to_owned()).collect();
    words.extend(row.path_params.iter().map(|param| format!("x-{}", param.name)));
    for param in row.query {
        let in_path = row.path_params.iter().any(|path| path.name == param.name);
        let chosen = row.alternatives.first().is_some_and(|set| set.contains(&param.name));
        if (param.required && !in_path) || chosen {
            words.push(format!("--{} '{}'", param.flag, text(&param.kind, 0)));
        }
    }
    words.join(" ")
}

/// What came, and that it came where the operation lives.
fn sent(server: &Server, row: &Operation) -> Recorded {
    let sent = server.requests().pop().unwrap();
    let found = ictl::api::operations::find(&sent.method, &sent.target).unwrap();
    assert_eq!(found.operation.id, row.id);
    sent
}

/// The examples of a request body, each as text with some white space of its own.
fn bodies(source: &Value, row: &Operation) -> Vec<String> {
    let operation = &source["paths"][row.path][row.method.as_str().to_lowercase()];
    let examples = examples(&operation["requestBody"]["content"]).into_iter();
    examples.map(|example| format!("{example:#}\n\n")).collect()
}

#[test]
fn a_whole_body_arrives_as_it_is() {
    let source = document();
    let server = server();
    let world = TestContext::at(&server);
    let from_examples = Cell::new(0);
    for row in rows().filter(|row| !row.body.is_empty()) {
        let mut bodies = source.as_ref().map(|source| bodies(source, row)).unwrap_or_default();
        from_examples.set(from_examples.get() + bodies.len());
        // Numbers, spaces and unknown fields that any second writing would change.
        bodies.push(format!("{{ \"unknown\": 1.10,\r\n {:?} : 1e2 }}", row.body[0].name));
        for body in bodies {
            world.file("body.json", &body);
            world.run(&format!("{} --input $DIR/body.json", command(row))).succeeds();
            let sent = sent(&server, row);
            assert_eq!(String::from_utf8_lossy(&sent.body), body, "{:?}", row.command);
            assert_eq!(sent.header("content-type"), Some("application/json"));
        }
    }
    assert!(source.is_none() || from_examples.get() > 100, "{from_examples:?} examples");
}

/// Whether bodies are what the description allows.
struct Judge(Schemas);

impl Judge {
    fn new() -> Self {
        let mut facts = facts();
        allow_overlap(&mut facts);
        Judge(Schemas::of(facts))
    }

    fn problems(&self, row: &Operation, body: &Value) -> Vec<String> {
        let key = format!("{} {}", row.method.as_str(), row.path);
        match &self.0.facts["operations"][&key]["body"]["content"]["application/json"] {
            // Outside the described version; the table is all there is.
            Value::Null => Vec::new(),
            schema => self.0.problems(schema, body),
        }
    }
}

/// The branches of a `oneOf` overlap, so that bodies of the description's own examples fit
/// several: any will do.
fn allow_overlap(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(allow_overlap),
        Value::Object(object) => {
            if let Some(branches) = object.remove("oneOf") {
                object.insert("anyOf".into(), branches);
            }
            object.values_mut().for_each(allow_overlap);
        }
        _ => {}
    }
}

/// How many words of each enum are tried.
const VARIANTS: usize = 2;

/// A value as a flag takes it; `variant` picks the word of an enum.
fn text(kind: &Kind, variant: usize) -> String {
    match kind {
        Kind::Timestamp => "2026-01-31".into(),
        Kind::Array(item) if !matches!(item, Kind::Object(_)) => text(item, variant),
        kind => match value(kind, variant) {
            Value::String(text) => text,
            other => other.to_string(),
        },
    }
}

fn value(kind: &Kind, variant: usize) -> Value {
    match kind {
        // The length of an Intercom id, which some fields ask for.
        Kind::String => "5ba682d23d7cf92bef87bfd4".into(),
        Kind::Integer => 7.into(),
        Kind::Boolean => true.into(),
        Kind::Timestamp => 1_769_817_600.into(),
        Kind::Date => "2026-01-31".into(),
        Kind::DateTime => "2026-01-31T12:00:00Z".into(),
        Kind::Enum(words) => words[variant % words.len()].into(),
        Kind::Array(item) => json!([value(item, variant)]),
        Kind::Object(properties) => object(properties, variant),
        Kind::OneOf(kinds) => value(&kinds[variant % kinds.len()], variant),
        Kind::Any => "free".into(),
    }
}

fn object(properties: &[Property], variant: usize) -> Value {
    let members = properties.iter().map(|p| (p.name.to_owned(), value(&p.kind, variant)));
    members.collect::<Map<_, _>>().into()
}

fn flag(field: &Field, variant: usize) -> String {
    format!(" --{} '{}'", field.flag, text(&field.kind, variant))
}

/// The fields that must be there when these are, by the cases of the row.
fn with_cases(row: &Operation, mut names: Vec<&'static str>, variant: usize) -> Vec<&'static str> {
    for case in row.cases {
        let field = row.body.iter().find(|field| field.name == case.field).unwrap();
        if names.contains(&case.field) && text(&field.kind, variant) == case.value {
            names.extend(case.needs);
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

fn changes(row: &Operation) -> bool {
    matches!(row.method, Method::Put | Method::Patch)
}

/// Command lines that together use every flag of the body: what is needed in each of its ways,
/// alone and with each other field. Of each there are several that differ in the words of enums,
/// for not every word goes with every field.
fn lines(row: &'static Operation) -> Vec<Vec<String>> {
    let required = || row.body.iter().filter(|field| field.required).map(|field| field.name);
    let sets: Vec<&[&str]> =
        if row.alternatives.is_empty() { vec![&[]] } else { row.alternatives.to_vec() };
    let alone = sets.iter().map(|set| required().chain(set.iter().copied()).collect::<Vec<_>>());
    let with_each = row.body.iter().map(|field| {
        required().chain(sets[0].iter().copied()).chain([field.name]).collect::<Vec<_>>()
    });
    let line = |names: &[&'static str], variant| {
        let names = with_cases(row, names.to_vec(), variant);
        let fields = row.body.iter().filter(|field| names.contains(&field.name));
        let flags: String = fields.map(|field| flag(field, variant)).collect();
        format!("{}{flags}", command(row))
    };
    // A command that changes something refuses to change nothing.
    let combinations = alone.chain(with_each).filter(|names| !names.is_empty() || !changes(row));
    combinations.map(|names| (0..VARIANTS).map(|variant| line(&names, variant)).collect()).collect()
}

#[test]
fn flags_build_bodies_that_the_description_allows() {
    let (server, judge) = (server(), Judge::new());
    let world = TestContext::at(&server);
    let mut found = Vec::new();
    for row in rows().filter(|row| !row.body.is_empty()) {
        for lines in lines(row) {
            let mut faults = lines.iter().map(|line| {
                world.run(line).succeeds();
                let body = sent(&server, row).json();
                let problems = judge.problems(row, &body);
                (!problems.is_empty()).then(|| format!("{line}\n  {body}\n  {problems:?}"))
            });
            // The first that fits is enough; none is a fault.
            found.extend(faults.try_fold(String::new(), |_, fault| fault));
        }
    }
    assert!(found.is_empty(), "{} problems\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_body_that_the_description_does_not_allow_is_noticed() {
    let judge = Judge::new();
    let row = ictl::api::operations::by_id("CreateContact").unwrap();
    assert_eq!(judge.problems(row, &json!({"email": "a@example.com"})), [""; 0]);
    assert!(!judge.problems(row, &json!({"email": 5})).is_empty());
    let row = ictl::api::operations::by_id("createTicketType").unwrap();
    assert!(!judge.problems(row, &json!({})).is_empty());
}

#[test]
fn operations_without_a_body_are_sent_as_they_are_named() {
    let server = server();
    let world = TestContext::at(&server);
    for row in rows().filter(|row| row.body.is_empty()) {
        world.run(&command(row)).succeeds();
        assert_eq!(sent(&server, row).body, b"", "{:?}", row.command);
    }
}

#[test]
fn the_example_of_every_operation_is_a_body_that_the_description_allows() {
    let (server, judge) = (server(), Judge::new());
    let world = TestContext::at(&server);
    for row in rows() {
        let words = row.command.join(" ");
        let example =
            world.run(&format!("operations {words} --jq .example")).succeeds().stdout.clone();
        let line = example.trim().strip_prefix("ictl ").unwrap();
        world.run(line).succeeds();
        let sent = sent(&server, row);
        if !sent.body.is_empty() {
            assert_eq!(judge.problems(row, &sent.json()), [""; 0], "{line}");
        }
    }
}
