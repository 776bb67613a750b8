//! Compares the rows of the table with the facts of the description, both ways.

use ictl::api::operations::{self, Answer, Case, Kind, Operation, Property};
use ictl::api::pagination::Pagination;
use serde_json::Value;

use crate::shape::{self, Object, Reader, Shape};

/// Operations that the description lacks: they exist in another version only, or in none.
const NOT_DESCRIBED: [&str; 6] = [
    "POST /auth/uninstall",
    "POST /conversations/{id}/run_assignment_rules",
    "POST /contacts/bulk",
    "PUT /contacts/bulk",
    "POST /contacts/bulk/delete",
    "GET /contacts/bulk/{id}",
];

/// The query parameter of `GET /events` that stands for one of three others (an exploded
/// object, whose properties are parameters of their own).
const EXPLODED: &str = "filter";

/// Says of each row where it is not what the description says, and of each operation of the
/// description that no row has, or more than one.
pub fn disagreements(facts: &Value) -> Vec<String> {
    let described = facts["operations"].as_object().expect("operations");
    let mut found = Vec::new();
    for (key, operation) in described {
        match operations::all().filter(|row| key_of(row) == *key).collect::<Vec<_>>()[..] {
            [row] => {
                let mut comparison = Comparison { reader: Reader { facts }, row, found: vec![] };
                comparison.operation(operation);
                found.extend(comparison.found.iter().map(|what| format!("{key}: {what}")));
            }
            ref rows => found.push(format!("{key}: {} rows", rows.len())),
        }
    }
    for key in NOT_DESCRIBED {
        if !operations::all().any(|row| key_of(row) == key) {
            found.push(format!("{key}: no row"));
        }
    }
    for row in operations::all().filter(|row| !described.contains_key(&key_of(row))) {
        if !NOT_DESCRIBED.contains(&key_of(row).as_str()) || row.id != key_of(row) {
            found.push(format!("{}: not in the description", row.id));
        }
    }
    found
}

fn key_of(row: &Operation) -> String {
    format!("{} {}", row.method.as_str(), row.path)
}

struct Comparison<'a> {
    reader: Reader<'a>,
    row: &'static Operation,
    found: Vec<String>,
}

impl<'a> Comparison<'a> {
    fn operation(&mut self, operation: &'a Value) {
        let id = operation["operationId"].as_str().map_or(key_of(self.row), Into::into);
        self.same("id", self.row.id, id.as_str());
        self.same("is in version 2.16", self.row.versions.contains(&"2.16"), true);
        self.same("pinned", self.row.pinned, None);
        self.path_params();
        let mut alternatives = self.query(operation);
        alternatives.extend(self.body(operation));
        let own = self.row.alternatives.iter();
        let mut own: Vec<Vec<&str>> = own.map(|set| sorted(set.iter().copied())).collect();
        let theirs = alternatives.iter().map(|set| sorted(set.iter().map(String::as_str)));
        let mut theirs: Vec<Vec<&str>> = theirs.collect();
        own.sort();
        theirs.sort();
        self.same("alternatives", own, theirs);
        self.answer(operation);
    }

    #[expect(clippy::needless_pass_by_value, reason = "callers make the values for it")]
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, row: T, described: T) {
        if row != described {
            self.found.push(format!("{what}: {row:?} in the table, described as {described:?}"));
        }
    }

    /// The template itself is compared, because the description forgets some declarations.
    fn path_params(&mut self) {
        let template = self.row.path.split('/').filter(|segment| segment.starts_with('{'));
        let template: Vec<_> = template.map(|s| s.trim_matches(['{', '}'])).collect();
        let names: Vec<_> = self.row.path_params.iter().map(|param| param.name).collect();
        self.same("path parameters", names, template);
    }

    fn query(&mut self, operation: &'a Value) -> Vec<Vec<String>> {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let mut described: Vec<(&str, Shape, bool)> = Vec::new();
        let mut alternatives = Vec::new();
        for parameter in parameters {
            let name = parameter["name"].as_str().unwrap_or_default();
            let required = parameter["required"] == true;
            match parameter["in"].as_str() {
                Some("query") if name == EXPLODED => {
                    for option in parameter["schema"]["oneOf"].as_array().into_iter().flatten() {
                        let names = option["properties"].as_object().into_iter().flatten();
                        described.extend(names.map(|(n, _)| (n.as_str(), Shape::String, false)));
                    }
                    alternatives = self.reader.object(&parameter["schema"]).alternatives;
                }
                Some("query") => {
                    described.push((name, self.reader.shape(&parameter["schema"]), required));
                }
                Some("path") => {
                    let known = self.row.path_params.iter().any(|param| param.name == name);
                    self.same(&format!("path parameter {name}"), known, true);
                }
                _ => {}
            }
        }
        let row = self.row.query.iter().map(|param| param.name);
        let names = described.iter().map(|(name, ..)| *name);
        self.same("query parameters", sorted(row), sorted(names));
        for param in self.row.query {
            let theirs = described.iter().find(|(name, ..)| *name == param.name);
            let Some((name, shape, required)) = theirs else { continue };
            self.same(&format!("{name} is required"), param.required, *required);
            // In a URL everything is text, also a moment.
            if !(param.kind == Kind::Timestamp && *shape == Shape::String) {
                self.kind(name, &param.kind, shape);
            }
        }
        alternatives
    }

    fn body(&mut self, operation: &'a Value) -> Vec<Vec<String>> {
        let content = operation["body"]["content"].as_object();
        let types: Vec<_> = content.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        let json: &[&str] = if content.is_some() { &["application/json"] } else { &[] };
        self.same("content types", json, &types[..]);
        let schema = &operation["body"]["content"]["application/json"];
        let object = self.reader.object(schema);
        let fields: Vec<Property> = self.row.body.iter().map(as_property).collect();
        self.properties("body", &fields, &object);
        self.cases(&object);
        object.alternatives
    }

    /// The row has every case of the description; those that it has besides (where only a
    /// title tells which variant a word belongs to) need just what some variant needs.
    fn cases(&mut self, object: &Object) {
        let named =
            |case: &shape::Case, own: &Case| case.field == own.field && case.value == own.value;
        for case in &object.cases {
            let own = self.row.cases.iter().find(|own| named(case, own));
            let needs = own.map(|own| sorted(own.needs.iter().copied()));
            let described = sorted(case.needs.iter().map(String::as_str));
            self.same(&format!("needs of {}={}", case.field, case.value), needs, Some(described));
        }
        for own in self.row.cases {
            let needs = sorted(own.needs.iter().copied());
            let described = object.cases.iter().any(|case| named(case, own));
            let variant = |set: &Vec<String>| sorted(set.iter().map(String::as_str)) == needs;
            let known = described || object.alternatives.iter().any(variant);
            self.same(&format!("needs of {}={}", own.field, own.value), known, true);
        }
    }

    fn properties(&mut self, owner: &str, row: &[Property], described: &Object) {
        let names = sorted(row.iter().map(|property| property.name));
        let theirs = sorted(described.properties.iter().map(|property| property.name.as_str()));
        self.same(&format!("fields of {owner}"), names, theirs);
        for property in row {
            let theirs = described.properties.iter().find(|theirs| theirs.name == property.name);
            let Some(shape::Property { shape, required, nullable, .. }) = theirs else { continue };
            let name = format!("{owner}.{}", property.name);
            self.same(&format!("{name} is required"), property.required, *required);
            self.same(&format!("{name} is nullable"), property.nullable, *nullable);
            self.kind(&name, &property.kind, shape);
        }
    }

    fn kind(&mut self, name: &str, kind: &Kind, shape: &Shape) {
        match (kind, shape) {
            (Kind::String, Shape::String)
            | (Kind::Integer | Kind::Timestamp, Shape::Integer)
            | (Kind::Boolean, Shape::Boolean)
            | (Kind::Date, Shape::Date)
            | (Kind::DateTime, Shape::DateTime)
            | (Kind::Any, Shape::Any) => {}
            (Kind::Enum(words), Shape::Enum(described)) => {
                let words = sorted(words.iter().copied());
                self.same(name, words, sorted(described.iter().map(String::as_str)));
            }
            (Kind::Array(kind), Shape::Array(shape)) => {
                self.kind(&format!("{name}[]"), kind, shape);
            }
            (Kind::Object(row), Shape::Object(object)) => self.properties(name, row, object),
            (Kind::OneOf(kinds), Shape::OneOf(shapes)) if kinds.len() == shapes.len() => {
                for (kind, shape) in kinds.iter().zip(shapes) {
                    self.kind(name, kind, shape);
                }
            }
            _ => self.found.push(format!("{name}: {kind:?} in the table, described as {shape:?}")),
        }
    }

    fn answer(&mut self, operation: &'a Value) {
        let answers = operation["answers"].as_object().into_iter().flatten();
        let success = answers.filter(|(status, _)| status.starts_with(['2', '3']));
        let contents: Vec<&Value> = success.map(|(_, content)| content).collect();
        let json: Vec<&Value> = contents.iter().filter_map(|c| c.get("application/json")).collect();
        let no_content = contents.iter().all(|content| **content == serde_json::json!({}));
        match self.row.answer {
            Answer::Object | Answer::List(_) => {
                // Nothing at all is described for a success of one operation.
                self.same("answers with JSON", contents.is_empty() || !json.is_empty(), true);
            }
            Answer::Empty => self.same("answers with nothing", no_content, true),
            Answer::Download { .. } => self.same("answers with a file", json.is_empty(), true),
        }
        if let (Answer::List(path), [schema]) = (self.row.answer, &json[..]) {
            let items = self.item_schema(schema, path);
            self.same(&format!("items at {path:?}"), items.is_some(), true);
            // Lists without `pages` may be paged, too, but none with them is read only in part.
            let whole = self.row.pagination == Pagination::None;
            self.same("has pages", whole && self.member(schema, "pages").is_some(), false);
        }
    }

    /// The array at a dotted path of an answer.
    fn item_schema(&self, schema: &'a Value, path: &str) -> Option<&'a Value> {
        let segments = path.split('.').filter(|segment| !segment.is_empty());
        let array = segments.into_iter().try_fold(schema, |at, name| self.member(at, name))?;
        (array["type"] == "array").then_some(array)
    }

    fn member(&self, schema: &'a Value, name: &str) -> Option<&'a Value> {
        let target = schema["$ref"].as_str().map(|r| r.trim_start_matches('#'));
        let schema = target.map_or(Some(schema), |pointer| self.reader.facts.pointer(pointer))?;
        schema["properties"].get(name)
    }
}

fn as_property(field: &operations::Field) -> Property {
    let operations::Field { name, kind, required, nullable, .. } = *field;
    Property { name, kind, required, nullable }
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names
}
