//! `ictl alias`: commands of one's own, what they come to, and what they must not do.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use support::TestContext;

fn world() -> TestContext {
    let world = TestContext::demo();
    let home = world.path("ictl").display().to_string();
    world.env("ICTL_CONFIG_DIR", &home)
}

#[test]
fn an_alias_is_defined_used_listed_and_deleted() {
    let world = world();
    let set = world.run("alias set closed \"conversations search 'state = closed' --jq .state\"");
    set.succeeds().says(&["`ictl closed` stands for: conversations search"]);
    world.run("closed --limit 1").succeeds().prints("closed\n");
    world.run("--output ndjson closed --limit 1").succeeds().prints("closed\n");
    let listed = world.run("alias list --json").succeeds().json();
    assert_eq!(listed[0]["name"], "closed");
    assert_eq!(listed[0]["shell"], false);
    world.run("alias delete closed").succeeds();
    world.run("closed").exits(2);
    world.run("alias delete closed").exits(2).says(&["there is no alias"]);
}

#[test]
fn words_take_their_places_and_others_follow() {
    let world = world();
    world.run("alias set first 'contacts list --limit $1'").succeeds();
    assert_eq!(world.run("first 3 --jq .id").succeeds().stdout.lines().count(), 3);
    world.run("first").exits(2).says(&["alias first needs 1 word behind it, and 0 came"]);
}

#[test]
fn a_flag_on_the_line_beats_that_of_the_definition() {
    let world = world();
    world.run("alias set some 'contacts list --limit 5 --jq .id'").succeeds();
    assert_eq!(world.run("some --limit 2").succeeds().stdout.lines().count(), 2);
}

#[test]
fn a_mistyped_alias_is_understood() {
    let world = world();
    world.run("alias set stale 'conversations list'").succeeds();
    world.run("stal --limit 3").exits(2).says(&["did you mean the alias `ictl stale`?"]);
    world.run("help stale").exits(2).says(&["stale is an alias", "conversations list"]);
}

#[test]
fn a_definition_may_come_through_stdin() {
    let world = world();
    world.pipe("contacts list --jq '.role'\n").run("alias set roles -").succeeds();
    world.run("roles --limit 1").succeeds().prints("user\n");
}

#[test]
fn a_command_cannot_be_replaced() {
    let world = world();
    for name in ["contacts", "help", "alias", "-x", "a b"] {
        world.run(&format!("alias set -- '{name}' 'tags list'")).exits(2);
    }
}

#[test]
fn a_definition_is_understood_when_it_is_set() {
    let world = world();
    let run = world.run("alias set c 'contcts list'");
    run.exits(2).says(&["alias c: there is no command \"contcts\"", "did you mean contacts?"]);
    world.run("alias set c 'contacts list --limmit 5'").exits(2).says(&["--limmit"]);
    world.run("alias set c contacts").succeeds();
    world.run("c list --limit 1").succeeds();
    world.run("alias set d 'c list'").exits(2).says(&["c is an alias as well"]);
}

#[test]
fn an_alias_is_replaced_only_on_request() {
    let world = world();
    world.run("alias set t 'tags list'").succeeds();
    world.run("alias set t 'teams list'").exits(1).says(&["tags list", "--clobber"]);
    world.run("alias set t 'teams list' --clobber").succeeds();
    world.run("alias set t 'teams list'").succeeds();
}

#[test]
fn an_error_says_that_it_came_out_of_an_alias() {
    let world = world();
    world.run("alias set one 'contacts get'").succeeds();
    world.run("one").exits(2).says(&["alias one (`contacts get`):"]);
    world.run("one no-such-id").exits(1).says(&["error: alias one: "]);
}

#[test]
fn a_word_that_is_neither_is_no_command() {
    let run = world().run("stale --limit 3");
    run.exits(2).says(&["stale"]);
}

/// Aliases that a shell runs.
#[cfg(unix)]
mod shell {
    use std::process::{Command, Output};

    use super::{TestContext, world};

    /// Runs the program itself, with a home in the test's directory.
    fn process(world: &TestContext, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_ictl"))
            .args(args)
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("ICTL_CONFIG_DIR", world.path("ictl"))
            .output()
            .unwrap()
    }

    #[test]
    fn a_shell_gets_words_as_parameters_and_never_as_program() {
        let world = world();
        world.run("alias set show --shell 'printf \"%s|\" \"$@\" | tr a b; exit 7'").succeeds();
        let run = process(&world, &["show", "a; echo pwned", "$(id)", "it's"]);
        assert_eq!(String::from_utf8(run.stdout).unwrap(), "b; echo pwned|$(id)|it's|");
        assert_eq!(run.status.code(), Some(7));
        let run = process(&world, &["--json", "show"]);
        assert_eq!(run.status.code(), Some(2));
    }

    #[test]
    fn an_alias_that_calls_itself_is_stopped() {
        let world = world();
        let program = env!("CARGO_BIN_EXE_ictl");
        world.run(&format!("alias set again '!{program} again'")).succeeds();
        let run = process(&world, &["again"]);
        assert_eq!(run.status.code(), Some(2));
        assert!(String::from_utf8(run.stderr).unwrap().contains("calls itself"));
    }
}

#[test]
fn an_alias_written_by_hand_cannot_take_the_place_of_a_command() {
    let world = world();
    std::fs::create_dir_all(world.path("ictl")).unwrap();
    world.file("ictl/config.toml", "[aliases]\ncontacts = \"me\"\n");
    world.run("contacts frobnicate").exits(2).says(&["`ictl contacts` has no command"]);
    world.file("ictl/config.toml", "[aliases]\nshort = 5.5\nlong = [1]\n");
    world.run("long").exits(1).says(&["config.toml line 3, column 8", "mend the file there"]);
}
