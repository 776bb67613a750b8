//! What only a terminal shows: a hidden prompt, a choice with the arrow keys, an address that is
//! pasted while a login waits, and a job that is watched while it runs.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../support/mod.rs"]
mod support;

mod first_run;
mod questions;

#[path = "../oauth/visitor.rs"]
#[expect(dead_code, reason = "the terminal's part of a visit is small")]
mod visitor;

use std::fmt::Write as _;
use std::process::Command;
use std::time::Duration;

use expectrl::process::unix::WaitStatus;
use expectrl::session::OsSession;
use expectrl::{Eof, Expect, Regex, Session};
use reqwest::Url;
use serde_json::json;
use support::login::{World, free_port};
use support::{Answer, Recorded, Server};
use visitor::Visitor;

/// Somebody at a terminal.
pub struct Typist(OsSession);

impl Typist {
    /// Sits down before this command.
    pub fn run(mut command: Command) -> Self {
        command.env("TERM", "xterm");
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(Duration::from_secs(30)));
        Typist(session)
    }

    /// Waits until this stands on the screen, and returns what stood before it.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> String {
        let found = self.0.expect(text).unwrap_or_else(|why| panic!("{text:?}: {why}"));
        String::from_utf8_lossy(found.before()).into_owned()
    }

    /// Makes the window this wide.
    fn resizes(&mut self, columns: u16) {
        self.0.get_process_mut().set_window_size(columns, 24).unwrap();
    }

    /// The authorization address on the screen.
    fn sees_the_address(&mut self) -> Url {
        let found = self.0.expect(Regex(r"http\S+/oauth\?\S+")).unwrap();
        Url::parse(std::str::from_utf8(found.get(0).unwrap()).unwrap()).unwrap()
    }

    /// Types these keys.
    pub fn types(&mut self, keys: &str) {
        self.0.send(keys).unwrap();
    }

    /// Types a secret. A prompt stands there a moment before the terminal stops to echo, and what
    /// was typed by then is dropped.
    pub fn types_secretly(&mut self, secret: &str) {
        std::thread::sleep(Duration::from_millis(500));
        self.types(&format!("{secret}\r"));
    }

    /// The rest of the screen, and the exit code.
    pub fn ends(mut self) -> (String, i32) {
        let found = self.0.expect(Eof).unwrap();
        // The end matches everything that came until then.
        let rest = String::from_utf8_lossy(found.get(0).unwrap_or_default()).into_owned();
        match self.0.get_process().wait().unwrap() {
            WaitStatus::Exited(_, code) => (rest, code),
            other => panic!("{other:?}: {rest}"),
        }
    }
}

fn login(world: &World, flags: &str) -> Command {
    let port = free_port();
    let uri = format!("https://localhost:{port}/callback");
    world.ictl(&format!("auth login --oauth --store file --redirect-uri {uri} {flags}"))
}

fn approved(world: &World, authorization: &Url) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let workspace = &world.sandbox.installations()[0].workspace_id;
    runtime.block_on(Visitor::new().decides(authorization, "approve", workspace))
}

#[test]
fn an_address_is_pasted_while_the_login_waits() {
    let world = World::new();
    let mut typist = Typist::run(login(&world, ""));
    let authorization = typist.sees_the_address();
    typist.sees("paste the address");
    typist.types("what now?\r");
    typist.sees("the login goes on waiting");
    let back = approved(&world, &authorization);
    typist.types(&format!("{back}\r"));
    typist.sees("logged in to ");
    assert_eq!(typist.ends().1, 0);
    assert!(world.stored_a_token());
}

#[test]
fn the_end_of_input_at_the_terminal_is_no_answer() {
    let world = World::new();
    let mut typist = Typist::run(login(&world, "--wait 1s"));
    typist.sees("paste the address");
    typist.types("\u{4}");
    typist.sees("nobody answered within");
    assert_eq!(typist.ends().1, 1);
}

#[test]
fn the_client_secret_is_asked_for_and_not_shown() {
    let world = World::new();
    let mut command = login(&world, "");
    command.env_remove("INTERCOM_CLIENT_SECRET");
    let mut typist = Typist::run(command);
    typist.sees("Client secret");
    typist.types_secretly(world.sandbox.client_secret());
    let shown = typist.sees("Authorize the app here");
    assert!(!shown.contains(world.sandbox.client_secret()), "{shown}");
    let authorization = typist.sees_the_address();
    typist.sees("paste the address");
    let back = approved(&world, &authorization);
    typist.types(&format!("{back}\r"));
    let (screen, code) = typist.ends();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("logged in to "), "{screen}");
    assert!(!screen.contains(world.sandbox.client_secret()), "{screen}");
}

#[test]
fn without_flags_the_way_to_log_in_is_chosen() {
    let world = World::new();
    let mut typist = Typist::run(world.ictl("auth login --store file"));
    typist.sees("Choose how to log in:");
    typist.sees("Paste an access token");
    // The second choice: an arrow down, and Enter.
    typist.types("\u{1b}[B\r");
    typist.sees("Access token");
    typist.types_secretly(world.sandbox.token());
    let (screen, code) = typist.ends();
    assert_eq!(code, 0, "{screen}");
    assert!(
        screen.contains("logged in to ") && !screen.contains(world.sandbox.token()),
        "{screen}"
    );
}

#[test]
fn an_app_that_nobody_named_is_asked_for() {
    let world = World::new();
    let mut command = login(&world, "");
    command.env_remove("INTERCOM_CLIENT_ID");
    let mut typist = Typist::run(command);
    typist.sees("Client id of your app");
    typist.types(&format!("{}\r", world.sandbox.client_id()));
    let authorization = typist.sees_the_address();
    let back = approved(&world, &authorization);
    typist.sees("paste the address");
    typist.types(&format!("{back}\r"));
    typist.sees("logged in to ");
    assert_eq!(typist.ends().1, 0);
}

#[test]
fn an_interrupt_at_the_terminal_ends_with_130() {
    let world = World::new();
    let mut typist = Typist::run(login(&world, ""));
    typist.sees("paste the address");
    typist.types("\u{3}");
    let (screen, code) = typist.ends();
    assert_eq!(code, 130, "{screen}");
}

/// A server that takes its time to create a contact.
fn unhurried() -> Server {
    Server::answering(|request: &Recorded| {
        if request.method == "GET" {
            return Answer::json(200, &json!({"app": {"id_code": "w1"}, "data": []}));
        }
        std::thread::sleep(Duration::from_millis(5));
        Answer::json(200, &json!({"type": "contact", "id": "abc"}))
    })
}

/// An import of so many rows, every tenth of which is wrong in a column with a hostile name.
fn watched_import(world: &World, server: &Server, rows: usize) -> Command {
    let mut text = "email,Pho\u{1b}[2Jne\n".to_owned();
    for row in 0..rows {
        let phone = if row % 10 == 9 { "x".repeat(300) } else { "7".to_owned() };
        writeln!(text, "p{row}@example.com,{phone}").unwrap();
    }
    let file = world.home().with_extension("csv");
    std::fs::write(&file, text).unwrap();
    let mut command = world.ictl("contacts import --concurrency 2 --create-attributes");
    command
        .args(["--map", "Pho\u{1b}[2Jne=custom_attributes.extension"])
        .arg(file)
        .env("INTERCOM_API_BASE_URL", server.base_url())
        .env("INTERCOM_TOKEN", "tok");
    command
}

/// The lines of the last picture in what was drawn.
fn last_picture(drawn: &str) -> Vec<String> {
    let picture = drawn.rsplit("\u{1b}[J").nth(1).unwrap_or_default();
    let start = picture.rfind("A\r").map_or(0, |at| at + 2);
    let lines = picture[start..].split('\n');
    lines.map(|line| line.replace("\u{1b}[K", "").trim_end().to_owned()).collect()
}

#[test]
fn a_running_import_is_watched_in_a_window_of_any_width() {
    for columns in [60u16, 120] {
        let (world, server) = (World::new(), unhurried());
        let mut typist = Typist::run(watched_import(&world, &server, 600));
        typist.resizes(columns);
        typist.sees("requests/s");
        let drawn = typist.sees("requests/s");
        let picture = last_picture(&format!("{drawn}\u{1b}[J"));
        assert!(picture[0].contains("] Importing "), "{picture:?}");
        assert!(picture[0].contains("/600 ("), "{picture:?}");
        let widest = picture.iter().map(|line| line.chars().count()).max().unwrap();
        assert!(widest < usize::from(columns), "{picture:?}");
        let (rest, code) = typist.ends();
        assert_eq!(code, 3, "{rest}");
        for shown in ["median ", "in flight", "× invalid_value in Pho\\u{1b}[2Jne"] {
            assert!(rest.contains(shown), "{shown:?} is missing in {rest}");
        }
        assert!(!rest.contains("\u{1b}[2J"), "what the file holds does not steer the terminal");
        assert!(rest.contains("60 rejected"), "{rest}");
    }
}
