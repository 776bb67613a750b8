//! A walk through a sandbox, in which every answer is judged and every operation that was done is
//! remembered.

use std::cell::RefCell;
use std::collections::BTreeSet;

use ictl::api::operations;
use serde_json::{Value, json};

use crate::facts::Facts;
use crate::support::{Api, TestContext};

/// A client that looks at every answer.
pub struct Walk {
    facts: Facts,
    api: Api,
    walked: RefCell<BTreeSet<String>>,
}

impl Walk {
    /// A walk that begins in this world.
    pub fn through(world: &TestContext) -> Self {
        Walk { facts: Facts::load(), api: world.api(), walked: RefCell::default() }
    }

    /// Sends `METHOD /path/{parameter}?query` with these parameters; null is no body.
    #[track_caller]
    pub fn send(&self, route: &str, parameters: &[&str], body: Value) -> (u16, Value) {
        let (operation, query) = route.split_once('?').unwrap_or((route, ""));
        let (method, template) = operation.split_once(' ').unwrap();
        let path = format!("{}?{query}", fill(template, parameters));
        let (status, answer) = self.api.send(method, &path, Some(&body).filter(|b| !b.is_null()));
        let problems = self.facts.answer_problems(operation, status, &answer);
        assert!(problems.is_empty(), "{route} {status}: {problems:#?}\n{answer}");
        if status < 300 {
            self.walked.borrow_mut().insert(operation.to_owned());
        }
        (status, answer)
    }

    /// The answer to a request that must be a success.
    #[track_caller]
    pub fn done(&self, route: &str, parameters: &[&str], body: Value) -> Value {
        let (status, answer) = self.send(route, parameters, body);
        assert!(status < 300, "{route} {status}: {answer}");
        answer
    }

    /// The answer to a request that must be refused with this status.
    #[track_caller]
    pub fn refused(&self, status: u16, route: &str, parameters: &[&str], body: Value) {
        let (given, answer) = self.send(route, parameters, body);
        assert_eq!(given, status, "{route}: {answer}");
    }

    /// The answer to a GET that must be a success.
    #[track_caller]
    pub fn get(&self, route: &str, parameters: &[&str]) -> Value {
        self.done(&format!("GET {route}"), parameters, Value::Null)
    }

    /// Downloads a file, which no schema describes.
    #[track_caller]
    pub fn file(&self, route: &str, parameters: &[&str]) {
        let status = self.api.file(&fill(route, parameters)).0;
        assert_eq!(status, 200, "GET {route}");
        self.walked.borrow_mut().insert(format!("GET {route}"));
    }

    /// The operations that succeeded, as `METHOD /path/{parameter}`.
    pub fn walked(self) -> BTreeSet<String> {
        self.walked.into_inner()
    }
}

/// The operations that the sandbox emulates: those that are not answered with 501.
pub fn emulated() -> BTreeSet<String> {
    let world = TestContext::new();
    let api = world.api();
    // Undescribed; the first one is the end of the token.
    let undescribed = ["/auth/uninstall", "/conversations/{id}/run_assignment_rules"];
    let rows = operations::all().filter(|operation| !undescribed.contains(&operation.path));
    let emulated = rows.filter(|row| {
        let path = fill(row.path, &vec!["0"; row.path_params.len()]);
        api.send(row.method.as_str(), &path, Some(&json!({}))).0 != 501
    });
    emulated.map(|row| format!("{} {}", row.method.as_str(), row.path)).collect()
}

/// A path with its parameters filled in.
fn fill(template: &str, parameters: &[&str]) -> String {
    let mut parameters = parameters.iter().copied();
    let segment =
        |part| if str::starts_with(part, '{') { parameters.next().unwrap() } else { part };
    template.split('/').map(segment).collect::<Vec<_>>().join("/")
}
