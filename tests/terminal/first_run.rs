//! Somebody runs a first command and has not logged in: what is offered, and how it goes on.

use std::process::Command;

use crate::Typist;
use crate::support::login::World;

/// The arrow that goes down.
const DOWN: &str = "\u{1b}[B";

/// A command without a keychain and without a token, its tables unpaged.
fn newcomer(world: &World, line: &str) -> Command {
    let mut command = world.ictl(line);
    command
        .env("PAGER", "cat")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
        .env_remove("INTERCOM_CLIENT_ID")
        .env_remove("INTERCOM_CLIENT_SECRET");
    command
}

fn offered(world: &World, line: &str) -> Typist {
    let mut typist = Typist::run(newcomer(world, line));
    typist.sees("not logged in to a workspace yet");
    typist.sees("Choose how to go on:");
    typist.sees("Not now");
    typist
}

#[test]
fn a_pasted_token_is_kept_and_the_command_goes_on() {
    let world = World::new();
    let mut typist = offered(&world, "me --jq .type");
    typist.types(&format!("{DOWN}\r"));
    typist.sees("no keychain to keep the token in");
    typist.types("y\r");
    typist.sees("Access token");
    typist.types_secretly(world.sandbox.token());
    typist.sees("logged in to ");
    let (screen, code) = typist.ends();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("admin") && !screen.contains(world.sandbox.token()), "{screen}");
    assert!(world.stored_a_token());
}

#[test]
fn the_sandbox_runs_the_same_command() {
    let world = World::new();
    let mut typist = offered(&world, "contacts list --limit 2 --fields email");
    typist.types(&format!("{DOWN}{DOWN}\r"));
    typist.sees("in a sandbox inside ictl");
    typist.sees("EMAIL");
    let (screen, code) = typist.ends();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains('@'), "{screen}");
    assert!(!world.stored_a_token());
}

#[test]
fn not_now_ends_as_it_does_for_a_script() {
    let world = World::new();
    let mut typist = offered(&world, "contacts list");
    typist.types(&format!("{DOWN}{DOWN}{DOWN}\r"));
    typist.sees("ictl --sandbox contacts list");
    assert_eq!(typist.ends().1, 4);
}

#[test]
fn breaking_off_the_offer_gives_the_cursor_back() {
    let world = World::new();
    let mut typist = offered(&world, "contacts list");
    typist.types("\u{3}");
    let (screen, code) = typist.ends();
    assert_eq!(code, 130, "{screen}");
    let (hidden, shown) = (screen.rfind("\u{1b}[?25l"), screen.rfind("\u{1b}[?25h"));
    assert!(shown.is_some() && shown > hidden, "{screen:?}");
}

#[test]
fn help_greets_a_newcomer_and_nobody_else() {
    let world = World::new();
    let (screen, code) = Typist::run(newcomer(&world, "")).ends();
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("New here? `ictl auth login`"), "{screen}");
    let mut known = newcomer(&world, "");
    known.env("INTERCOM_TOKEN", "tok");
    let (screen, _) = Typist::run(known).ends();
    assert!(!screen.contains("New here?"), "{screen}");
}
