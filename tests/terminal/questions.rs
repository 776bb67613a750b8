//! What is asked before something is gone for good, and how production is seen.

use std::fs;
use std::process::Command;

use serde_json::json;

use crate::Typist;
use crate::support::api::Api;
use crate::support::login::World;

/// The workspace of the profile as it should be seen: white on red.
const SEEN: &str = "\u{1b}[1;97;41mAcme (w1)\u{1b}[0m";

/// A sandbox that the red profile `prod` leads to, with one contact, whose id comes along.
fn production() -> (World, Api, String) {
    let world = World::new();
    let api = Api::new(world.sandbox.base_url(), world.sandbox.token());
    let id = api.contact(&json!({"role": "user", "email": "ann@example.com"}));
    let mut login = world.ictl("auth login --with-token --store file --profile prod");
    let token = world.home().with_extension("token");
    fs::write(&token, world.sandbox.token()).unwrap();
    let status = login.stdin(fs::File::open(token).unwrap()).status().unwrap();
    assert!(status.success());
    world.prints("config set profiles.prod.color red");
    let file = world.home().join("config.toml");
    let text = fs::read_to_string(&file).unwrap();
    let known =
        |line: &&str| !line.starts_with("workspace_id") && !line.starts_with("workspace_name");
    let lines: Vec<&str> = text.lines().filter(known).collect();
    let named = lines.join("\n") + "\nworkspace_id = \"w1\"\nworkspace_name = \"Acme\"\n";
    fs::write(&file, named).unwrap();
    (world, api, id)
}

fn watched(world: &World, line: &str) -> Command {
    let mut command = world.ictl(line);
    command.env("PAGER", "cat");
    command
}

#[test]
fn a_deletion_names_the_workspace_and_can_be_refused() {
    let (world, api, id) = production();
    let line = format!("contacts delete {id}");
    let mut typist = Typist::run(watched(&world, &line));
    typist.sees(&format!("Run `{line}` in the workspace\r\n"));
    typist.sees(&format!("{SEEN}, profile prod? It cannot be undone."));
    typist.types("n\r");
    let (screen, code) = typist.ends();
    assert_eq!(code, 1, "{screen}");
    // What is drawn again for each key is one line, however long the question.
    assert!(!screen.contains("Run `"), "{screen}");
    assert!(screen.contains("nothing was done"), "{screen}");
    assert_eq!(api.contacts().len(), 1);
    let mut typist = Typist::run(watched(&world, &line));
    typist.sees("[y/N]");
    typist.types("y\r");
    typist.sees(&format!("this writes to {SEEN}"));
    assert_eq!(typist.ends().1, 0);
    assert_eq!(api.contacts().len(), 0);
}

#[test]
fn a_script_that_names_an_object_is_not_asked() {
    let (world, api, id) = production();
    world.prints(&format!("contacts delete {id}"));
    assert_eq!(api.contacts().len(), 0);
}

#[test]
fn without_color_the_name_alone_is_shown() {
    let (world, _, id) = production();
    let mut command = watched(&world, &format!("contacts update {id} --name Ann"));
    command.env("NO_COLOR", "1");
    let mut typist = Typist::run(command);
    typist.sees("note: this writes to Acme (w1), profile prod");
    assert_eq!(typist.ends().1, 0);
    let printed = world.prints("auth list --color always --output table");
    assert!(printed.contains("\u{1b}[1;97;41mAcme"), "{printed:?}");
    assert!(!world.prints("auth list").contains("red"));
}
