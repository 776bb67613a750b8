//! The description's own examples, where the description is at hand: its requests are played to
//! the sandbox, its answers are given to the client to read.

use ictl::api::operations::{self, Answer, Operation};
use ictl::api::pagination::{Pagination, items, next};
use ictl::api::{Method, Request};
use serde_json::Value;

use crate::facts::Facts;
use crate::published::{document, examples};
use crate::support::{Answer as Scripted, Server, TestContext};

/// Every operation of the description: method, path, and what it says of it.
fn all(description: &Value) -> impl Iterator<Item = (String, &String, &Value)> {
    let paths = description["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        let methods = methods.filter(|(_, value)| value.get("responses").is_some());
        methods.map(move |(method, operation)| (method.to_uppercase(), path, operation))
    })
}

/// A path with its parameters filled in: with a contact that exists where one is asked for.
fn fill(template: &str, contact: &str) -> String {
    let segments = template.split('/').map(|segment| match segment {
        "{contact_id}" => contact,
        parameter if parameter.starts_with('{') => "0",
        word => word,
    });
    segments.collect::<Vec<_>>().join("/")
}

#[test]
fn the_sandbox_takes_every_request_of_the_description() {
    let Some(description) = document() else { return };
    let facts = Facts::load();
    let world = TestContext::demo();
    let api = world.api();
    let contact = api.contacts()[0]["id"].as_str().unwrap().to_owned();
    let mut played = 0;
    for (method, template, operation) in all(&description) {
        for body in examples(&operation["requestBody"]["content"]) {
            let path = fill(template, &contact);
            let (status, answer) = api.send(&method, &path, Some(body));
            if status == 501 {
                continue;
            }
            played += 1;
            let what = format!("{method} {path} {body}: {status} {answer}");
            assert!(status < 500, "{what}");
            if let Some(key) = facts.operation(&method, &path).filter(|_| status < 300) {
                let problems = facts.answer_problems(&key, status, &answer);
                assert!(problems.is_empty(), "{what}: {problems:#?}");
            } else {
                assert!(answer["errors"][0]["code"].is_string(), "{what}");
            }
        }
    }
    assert!(played >= 20, "only {played} examples were played");
}

fn row(method: &str, path: &str) -> Option<&'static Operation> {
    operations::all().find(|row| row.method.as_str() == method && row.path == path)
}

#[test]
fn the_client_finds_the_items_in_every_list_of_the_description() {
    let Some(description) = document() else { return };
    let mut read = 0;
    for (method, path, operation) in all(&description) {
        let Some(row) = row(&method, path) else { continue };
        let Answer::List(key) = row.answer else { continue };
        for page in examples(&operation["responses"]["200"]["content"]) {
            let found = items(page, key);
            assert!(found.is_some(), "{method} {path}: no {key:?} in {page}");
            let request = match row.pagination {
                Pagination::Search => Request::post(path.as_str()).json(&serde_json::json!({})),
                _ => Request::new(Method::parse(&method).unwrap(), path.as_str()),
            };
            let count = found.map_or(0, <[Value]>::len);
            if let Err(error) = next(row.pagination, &request, page, count) {
                panic!("{method} {path}: {error}");
            }
            read += 1;
        }
    }
    assert!(read >= 30, "only {read} lists were read");
}

#[test]
fn the_client_reads_every_refusal_of_the_description() {
    let Some(description) = document() else { return };
    let mut read = 0;
    for (method, path, operation) in all(&description) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let Ok(status @ 400..) = status.parse::<u16>() else { continue };
            for body in examples(&response["content"]) {
                let server = Server::script([Scripted::json(status, body)]);
                let run = TestContext::at(&server).run("contacts get x --json --no-retry");
                let error = run.error_json();
                let what = format!("{method} {path} {status}: {body}\n{run:?}");
                assert_eq!(error["status"], status, "{what}");
                if let Some(code) = body["errors"][0]["code"].as_str() {
                    assert_eq!(error["code"], code, "{what}");
                }
                assert_ne!(error["message"], "no reason given", "{what}");
                read += 1;
            }
        }
    }
    assert!(read >= 100, "only {read} refusals were read");
}
