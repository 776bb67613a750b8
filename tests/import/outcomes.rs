//! What becomes of a row: created, updated, unchanged, skipped, rejected, and the choices that
//! decide it.

use ictl::sandbox::Options;
use serde_json::json;

use crate::people::{assert_each_exactly_once, csv, of};
use crate::support::TestContext;

/// A sandbox with Ada, who is live, and Bob, who is archived.
fn with_ada_and_bob() -> TestContext {
    let world = TestContext::new();
    let api = world.api();
    api.contact(&json!({"email": "ada@example.com", "name": "Ada"}));
    let bob = api.contact(&json!({"email": "bob@example.com", "name": "Bob"}));
    api.post(&format!("/contacts/{bob}/archive"), &json!({}));
    world
}

fn name_of(world: &TestContext, email: &str) -> String {
    let contacts = world.api().contacts();
    let contact = contacts.iter().find(|contact| contact["email"] == email);
    contact.map_or("nobody".into(), |contact| contact["name"].as_str().unwrap_or("").to_owned())
}

#[test]
fn new_people_are_created() {
    let world = TestContext::new();
    world.file("people.csv", csv(30));
    let run = world.run("contacts import $DIR/people.csv --json");
    run.succeeds();
    assert_eq!(of(&run), [30, 0, 0, 0, 0, 0]);
    let report = run.json();
    assert_eq!(report["rows"], 30);
    assert_eq!(report["finished"], true);
    assert_eq!(report["retries"], 0);
    assert_eq!(report["rate_limited"], 0);
    assert_eq!(report["requests"], 30);
    assert_eq!(
        report["job"],
        world
            .path("people.csv.ictl-import")
            .display()
            .to_string()
            .replace(&world.dir().display().to_string(), "$DIR")
    );
    assert_each_exactly_once(&world, 30);
}

#[test]
fn importing_the_same_file_again_changes_nothing() {
    let world = TestContext::new();
    world.file("people.csv", csv(10));
    world.run("contacts import $DIR/people.csv --json").succeeds();
    let run = world.run("contacts import $DIR/people.csv --json --restart");
    run.succeeds();
    assert_eq!(of(&run), [0, 0, 10, 0, 0, 0]);
    assert_eq!(world.sandbox().requests().get("PUT /contacts/{contact_id}"), None);
    assert_each_exactly_once(&world, 10);
}

#[test]
fn an_existing_contact_is_updated_unless_told_otherwise() {
    let file = "email,name\nada@example.com,Countess\n";
    for (flags, code, outcomes, name) in [
        ("", 0, [0, 1, 0, 0, 0, 0], "Countess"),
        ("--on-conflict update", 0, [0, 1, 0, 0, 0, 0], "Countess"),
        ("--on-conflict skip", 0, [0, 0, 0, 1, 0, 0], "Ada"),
        ("--on-conflict fail", 3, [0, 0, 0, 0, 1, 0], "Ada"),
    ] {
        let world = with_ada_and_bob();
        world.file("people.csv", file);
        let run = world.run(&format!("contacts import $DIR/people.csv --json {flags}"));
        run.exits(code);
        assert_eq!(of(&run), outcomes, "{flags}");
        assert_eq!(name_of(&world, "ada@example.com"), name, "{flags}");
    }
}

#[test]
fn an_archived_contact_is_left_alone_unless_told_otherwise() {
    let file = "email,name\nbob@example.com,Robert\n";
    for (flags, code, outcomes, name) in [
        ("", 3, [0, 0, 0, 0, 1, 0], "nobody"),
        ("--on-archived fail", 3, [0, 0, 0, 0, 1, 0], "nobody"),
        ("--on-archived skip", 0, [0, 0, 0, 1, 0, 0], "nobody"),
        ("--on-archived unarchive", 0, [0, 1, 0, 0, 0, 0], "Robert"),
    ] {
        let world = with_ada_and_bob();
        world.file("people.csv", file);
        let run = world.run(&format!("contacts import $DIR/people.csv --json {flags}"));
        run.exits(code);
        assert_eq!(of(&run), outcomes, "{flags}");
        assert_eq!(name_of(&world, "bob@example.com"), name, "{flags}");
    }
}

#[test]
fn a_reject_tells_which_contact_is_in_the_way() {
    let world = with_ada_and_bob();
    world.file("people.csv", "email\nbob@example.com\n");
    world.run("contacts import $DIR/people.csv").exits(3).says(&["1 row rejected", "rejects.csv"]);
    let rejects = world.read("people.csv.ictl-import/rejects.csv");
    assert!(
        rejects.starts_with("email,_row,_code,_message,_request_id\nbob@example.com,1,conflict,"),
        "{rejects}"
    );
    assert!(rejects.contains("id="), "{rejects}");
}

#[test]
fn the_tag_is_made_once_and_attached_to_everybody() {
    let world = with_ada_and_bob();
    world.file("people.csv", "email,name\nada@example.com,Ada\nnew@example.com,New\n");
    let run = world.run("contacts import $DIR/people.csv --json --tag newsletter");
    run.succeeds();
    assert_eq!(of(&run), [1, 0, 1, 0, 0, 0]);
    let tags = world.api().get("/tags");
    assert_eq!(tags["data"].as_array().unwrap().len(), 1, "{tags}");
    for contact in world.api().contacts() {
        assert_eq!(contact["tags"]["total_count"], 1, "{contact}");
    }
}

#[test]
fn leads_have_no_key_so_a_second_import_doubles_them_and_says_so() {
    let world = TestContext::new();
    world.file("leads.csv", "email\nada@example.com\n");
    let line = "contacts import $DIR/leads.csv --role lead --json";
    let run = world.run(line);
    run.succeeds().says(&["leads have no unique key"]);
    world.run(&format!("{line} --restart")).succeeds();
    assert_eq!(world.api().emails(), ["ada@example.com", "ada@example.com"]);
    assert!(world.api().contacts().iter().all(|contact| contact["role"] == "lead"));
}

#[test]
fn the_report_on_the_disk_is_the_one_that_is_printed() {
    let world = TestContext::new();
    world.file("people.csv", "email,name\nada@example.com,Ada\nada@example.com,Twin\n,Nobody\n");
    let run = world.run("contacts import $DIR/people.csv --json");
    run.exits(3);
    let kept = world.read("people.csv.ictl-import/report.json");
    let kept: serde_json::Value =
        serde_json::from_str(&kept.replace(&world.dir().display().to_string(), "$DIR")).unwrap();
    assert_eq!(kept, run.json());
    assert_eq!(kept["reasons"], json!({"duplicate_key": 1, "missing_key": 1}));
}

#[cfg(unix)]
#[test]
fn files_of_the_job_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = TestContext::new();
    world.file("people.csv", "email\nada@example.com\nnonsense\n\"\"\n");
    world.run("contacts import $DIR/people.csv");
    let mode =
        |name: &str| std::fs::metadata(world.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("people.csv.ictl-import"), 0o700);
    for file in ["journal.ndjson", "report.json", "job.json", "rejects.csv"] {
        assert_eq!(mode(&format!("people.csv.ictl-import/{file}")), 0o600, "{file}");
    }
}

#[test]
fn in_the_sandbox_of_the_flag_nothing_is_left_beside_the_file() {
    let world = TestContext::bare();
    world.file("people.csv", csv(5));
    let run = world.run("--sandbox contacts import $DIR/people.csv");
    run.succeeds().says(&[
        "imported 5 of 5 rows",
        "5 created",
        "job directory: $DIR/ictl-contacts-import-",
    ]);
    assert!(!world.path("people.csv.ictl-import").exists());
    world.run("--sandbox contacts import $DIR/people.csv").succeeds();
}

#[test]
fn a_development_workspace_is_warned_about() {
    // The sandbox's own workspace is none.
    let world = TestContext::with(&Options::default());
    world.file("people.csv", csv(1));
    let run = world.run("contacts import $DIR/people.csv");
    assert!(!run.stderr.contains("development workspace"), "{}", run.stderr);
}
