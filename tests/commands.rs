//! The commands that come out of the table of operations, as their users meet them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::collections::BTreeSet;
use std::process::Command;

use ictl::api::operations::{all, nouns};
use serde_json::{Value, json};
use support::{Answer, Server, TestContext};

/// The widest line that help has.
const WIDEST: usize = 100;

/// Nouns that are not made from the table.
fn ok(body: &Value) -> Answer {
    Answer::json(200, body)
}

#[test]
fn every_help_tells_the_request_and_an_example_and_fits() {
    let world = TestContext::bare();
    for row in all() {
        let words = row.command.join(" ");
        let help = world.run(&format!("{words} --help"));
        let text = &help.succeeds().stdout;
        assert!(text.starts_with(row.summary), "{words}: {text}");
        assert!(text.contains("Example"), "{words}: {text}");
        let by_hand = ["contacts search", "contacts create"].contains(&words.as_str());
        let request = format!("{} {}", row.method.as_str(), row.path);
        assert!(by_hand || text.contains(&request), "{words}: {text}");
        for line in text.lines() {
            // A command line stays in one piece, so that it can be copied.
            let is_command = line.starts_with("  ictl") || line.starts_with("Usage:");
            assert!(line.chars().count() <= WIDEST || is_command, "{words}: {line}");
        }
        let long = format!("help {words}");
        assert!(world.run(&long).succeeds().stdout.starts_with(row.summary), "{long}");
    }
}

#[test]
fn every_noun_tells_its_verbs() {
    let world = TestContext::bare();
    let root = world.run("--help").succeeds().stdout.clone();
    for noun in nouns() {
        let named = root.contains(&format!("  {} ", noun.name))
            || root.contains(&format!("{},", noun.name));
        assert!(named || root.contains(&format!(", {}\n", noun.name)), "{}", noun.name);
        let help = world.run(&format!("{} --help", noun.name)).succeeds().stdout.clone();
        for row in noun.operations.iter().filter(|row| row.command.len() > 1) {
            assert!(help.contains(&format!("  {} ", row.command[1])), "{:?}\n{help}", row.command);
        }
    }
    assert!(world.run("contacts").succeeds().stdout.contains("merge"));
}

#[test]
fn a_mistyped_verb_or_flag_is_guessed() {
    let world = TestContext::bare();
    world.run("contacts mrge").exits(2).says(&["merge"]);
    world.run("contact list").exits(2).says(&["contacts"]);
    world.run("contacts create --emial x").exits(2).says(&["--email"]);
    world
        .run("contacts create -f emial=x -f role=lead -n")
        .succeeds()
        .says(&["did you mean email?"]);
}

#[test]
fn what_is_missing_is_said_with_its_flag_before_anything_is_sent() {
    let server = Server::script([ok(&json!({}))]);
    let world = TestContext::at(&server);
    for (line, flags) in [
        ("contacts create", &["--email", "--external-id", "--role"][..]),
        ("contacts merge --from 1", &["--into"]),
        ("contacts get", &["CONTACT_ID"]),
        ("admins activity-logs list", &["--created-at-after"]),
        ("exports reporting-data download j1", &["--app-id"]),
        ("conversations parts create 1 --message-type snoozed --admin-id 1", &["--snoozed-until"]),
        (
            "messages create --message-type in_app --body x --from '{\"type\":\"admin\"}'",
            &["from.id"],
        ),
    ] {
        world.run(line).exits(2).says(flags);
    }
    assert!(server.requests().is_empty());
}

#[test]
fn values_of_the_wrong_kind_are_refused_before_anything_is_sent() {
    let server = Server::script([ok(&json!({}))]);
    let world = TestContext::at(&server);
    for (line, said) in [
        ("companies create --size many", "--size"),
        ("companies create -f size=5", "size takes a whole number"),
        ("companies create -F name=5", "name takes text"),
        ("companies create --custom-attributes x", "--custom-attributes"),
        ("contacts create --email --dry-run", "--email needs a value"),
        ("contacts create --email a@b.c --signed-up-at someday", "--signed-up-at"),
        ("contacts create --email a@b.c --email-verified perhaps", "true or false"),
        ("data-attributes list --model people", "contact"),
        ("contacts get ''", "CONTACT_ID"),
        ("contacts get ..", "CONTACT_ID"),
    ] {
        world.run(line).exits(2).says(&[said]);
    }
    assert!(server.requests().is_empty(), "{:#?}", server.requests());
}

#[test]
fn fields_nest_and_beat_each_other_in_order() {
    let server = Server::script([ok(&json!({"id": "1"}))]);
    let world = TestContext::at(&server);
    world.file("note.txt", "from a file");
    let line = "contacts update 5ba6 --name Ann -f name=Bea -F custom_attributes.seats=5 \
                -f custom_attributes.plan=pro -F custom_attributes.note=@$DIR/note.txt -F phone=null \
                --signed-up-at 2026-01-31T00:00Z";
    world.run(line).succeeds();
    let sent = server.request();
    assert_eq!(sent.line(), "PUT /contacts/5ba6");
    assert_eq!(
        sent.json(),
        json!({"name": "Bea", "signed_up_at": 1_769_817_600, "phone": null,
               "custom_attributes": {"seats": 5, "plan": "pro", "note": "from a file"}})
    );
}

#[test]
fn an_id_cannot_reach_another_path_and_names_in_path_and_query_are_both_sent() {
    let server = Server::script([ok(&json!({"id": "1"}))]);
    let world = TestContext::at(&server);
    world.run("contacts get 'a/../b?c#d'").succeeds();
    assert_eq!(server.requests()[0].target, "/contacts/a%2F..%2Fb%3Fc%23d");
    world.run("exports reporting-data get j1 --app-id a --client-id c").succeeds();
    let target = "/export/reporting_data/j1?app_id=a&client_id=c&job_identifier=j1";
    assert_eq!(server.requests()[1].target, target);
    world
        .run("exports reporting-data get j1 --app-id a --client-id c --query-job-identifier j2")
        .succeeds();
    assert!(server.requests()[2].target.ends_with("job_identifier=j2"));
}

#[test]
fn a_contact_that_is_not_there_is_told_with_everything_support_asks_for() {
    let world = TestContext::demo();
    let run = world.run("contacts get nope --json");
    run.exits(1).says(&["HTTP 404", "not_found", "request id", "hint: "]).prints("");
    let error = run.error_json();
    assert_eq!((&error["status"], &error["code"]), (&json!(404), &json!("not_found")));
    assert!(error["request_id"].is_string() && error["hint"].is_string(), "{error}");
}

#[test]
fn an_answer_without_content_is_no_failure() {
    let server = Server::script([Answer::text(202, "application/json", "")]);
    let run = TestContext::at(&server).run("tags delete 7");
    run.succeeds().prints("").says(&["done"]);
    let run = TestContext::at(&server).run("tags list");
    run.succeeds().prints("");
}

#[test]
fn a_single_object_in_place_of_a_list_is_shown() {
    let company = json!({"type": "company", "id": "9", "name": "Acme", "tags": {"data": []}});
    let server = Server::script([ok(&company)]);
    let world = TestContext::at(&server);
    assert_eq!(
        world.run("companies find --name Acme").succeeds().lines(),
        std::slice::from_ref(&company)
    );
    assert_eq!(world.run("companies find --name Acme --json").succeeds().json(), json!([company]));
}

#[test]
fn a_list_without_items_says_what_came_instead() {
    let server = Server::script([ok(&json!({"a": [], "b": []}))]);
    TestContext::at(&server).run("tags list").exits(1).says(&["holds no list", "a, b"]);
}

#[test]
fn a_size_of_page_is_the_users_where_given_and_large_else() {
    let server = Server::script([ok(&json!({"conversations": []}))]);
    let world = TestContext::at(&server);
    world.run("conversations list --per-page 7").succeeds();
    world.run("conversations list").succeeds();
    world.run("conversations list --limit 3").succeeds();
    let targets: Vec<String> =
        server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets[0], "/conversations?per_page=7");
    assert_eq!(targets[1], "/conversations?per_page=150");
    assert_eq!(targets[2], "/conversations?per_page=3");
}

#[test]
fn a_terminal_gets_fifty_and_is_told_of_the_rest() {
    let world = TestContext::with_contacts(120).on_a_terminal();
    let run = world.run("contacts list");
    assert_eq!(run.succeeds().stdout.lines().count(), 51);
    run.says(&["the first 50 of 120", "--all"]);
    assert_eq!(world.run("contacts list --limit 70").succeeds().stdout.lines().count(), 71);
    assert_eq!(world.run("contacts list --all").succeeds().stdout.lines().count(), 121);
}

#[test]
fn a_download_goes_to_stdout_or_into_a_file_and_never_garbles_a_terminal() {
    let file = "\u{1f}\u{8b}\u{8}\0binary";
    let server = Server::script([Answer::text(200, "application/octet-stream", file)]);
    let world = TestContext::at(&server);
    let line = "exports content-data download j1";
    assert_eq!(world.run(line).succeeds().stdout, file);
    assert_eq!(server.request().header("accept"), Some("application/octet-stream"));
    world.run(&format!("{line} --output-file $DIR/export.gz")).succeeds().says(&["wrote 11 bytes"]);
    assert_eq!(world.read("export.gz"), file);
    let world = world.on_a_terminal();
    world.run(line).exits(2).says(&["--output-file"]).prints("");
}

#[test]
fn a_download_that_breaks_off_leaves_no_file_and_one_that_is_refused_says_why() {
    let whole = Answer::text(200, "application/octet-stream", "0123456789");
    let server = Server::script([whole.cut(4)]);
    let world = TestContext::at(&server);
    let line = "exports content-data download j1 --output-file $DIR/export.gz";
    world.run(line).exits(5).says(&["broke off after"]);
    assert_eq!(std::fs::read_dir(world.dir()).unwrap().count(), 0);
    let server = Server::script([Answer::refusal(404, "not_found", "No such job")]);
    TestContext::at(&server)
        .run("exports content-data download j1")
        .exits(1)
        .says(&["No such job"]);
    let server = Server::script([
        Answer::json(503, &json!({})),
        Answer::text(200, "application/octet-stream", "whole"),
    ]);
    let run = TestContext::at(&server).run("exports content-data download j1");
    run.succeeds().prints("whole");
}

#[test]
fn a_dry_run_shows_a_curl_line_that_names_the_token_only() {
    let server = Server::script([ok(&json!({}))]);
    let world = TestContext::at(&server);
    let run = world.run("contacts update 5ba6 --name \"Zoë O'Hara\" --dry-run");
    let shown = run.succeeds().never_shows("tok-of-the-test").json();
    assert_eq!(shown["body"], json!({"name": "Zoë O'Hara"}));
    let curl = shown["curl"].as_str().unwrap();
    assert!(server.requests().is_empty());
    let Ok(done) = Command::new("sh").arg("-c").arg(curl).env("INTERCOM_TOKEN", "tok-2").output()
    else {
        return;
    };
    if done.status.code() == Some(127) {
        eprintln!("SKIPPED: there is no curl here to run the line with");
        return;
    }
    let sent = server.request();
    assert_eq!(sent.line(), "PUT /contacts/5ba6");
    assert_eq!(sent.json(), json!({"name": "Zoë O'Hara"}));
    assert_eq!(sent.header("authorization"), Some("Bearer tok-2"));
    assert_eq!(sent.header("intercom-version"), Some("2.16"));
}

#[test]
fn no_write_leaves_with_dry_run() {
    let server = Server::script([ok(&json!({"id": "1", "data": []}))]);
    let world = TestContext::at(&server);
    world.file("body.json", "{}");
    for row in all() {
        let mut line = row.command.join(" ");
        row.path_params.iter().for_each(|_| line.push_str(" x"));
        for param in row.query.iter().filter(|param| param.required) {
            line.extend([" --", param.flag, " 1"]);
        }
        if !row.body.is_empty() {
            line.push_str(" --input $DIR/body.json");
        }
        world.run(&format!("{line} --dry-run --quiet"));
    }
    for request in server.requests() {
        let searches = request.target.contains("/search") || request.target.contains("/list");
        assert!(request.method == "GET" || searches, "{request:?}");
    }
}

#[test]
fn operations_are_listed_for_scripts() {
    let world = TestContext::bare();
    let rows = world.run("operations --json").succeeds().json();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 231 + 6);
    let mut commands = BTreeSet::new();
    for row in rows {
        for key in ["operation", "method", "path"] {
            assert!(row[key].is_string(), "{row}");
        }
        let also = row["also"].as_array().unwrap();
        for command in also.iter().chain([&row["command"]]) {
            assert!(commands.insert(command.to_string()), "{command} twice");
        }
    }
    assert_eq!(world.run("operations").succeeds().lines().len(), rows.len());
}

#[test]
fn operations_are_found_by_words_and_explained_by_name() {
    let world = TestContext::bare();
    let found = world.run("operations tags").succeeds().lines();
    assert!(found.iter().any(|row| row["operation"] == "createTag"));
    world.run("operations no-such-thing-at-all").succeeds().prints("");
    let by_name = world.run("operations contacts merge").succeeds().json();
    assert_eq!(by_name["operation"], "MergeContact");
    assert_eq!(by_name["body"][0]["flag"], "--from");
    for line in ["operations MergeContact", "operations POST /contacts/merge"] {
        assert_eq!(world.run(line).succeeds().json(), by_name, "{line}");
    }
    let text = world.on_a_terminal().run("operations conversations parts create");
    for part in [
        "POST /conversations/{conversation_id}/parts",
        "--snoozed-until",
        "Versions",
        "Example",
        "needs",
    ] {
        assert!(text.succeeds().stdout.contains(part), "{part}\n{}", text.stdout);
    }
}

/// Linux tells how much memory a process has held.
#[cfg(target_os = "linux")]
mod memory {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    use ictl::clock::SystemClock;
    use ictl::sandbox::{Options, Sandbox};

    /// The most memory that reading a long list may take: a few pages of contacts and the program.
    const MOST_MEMORY_KIB: u64 = 64 * 1024;

    /// The most requests until the first row of a long list is out: its page, and as many as fit into
    /// the pipe that nobody empties.
    const FIRST_REQUESTS: u64 = 4;

    #[test]
    fn a_hundred_thousand_contacts_stream_in_constant_memory() {
        const COUNT: u64 = 100_000;
        let options = Options { contacts: COUNT, ..Options::default() };
        let sandbox = Sandbox::spawn(&options, std::sync::Arc::new(SystemClock::start())).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_ictl"))
            .args(["contacts", "list"])
            .env("INTERCOM_API_BASE_URL", sandbox.base_url())
            .env("INTERCOM_TOKEN", sandbox.token())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::with_capacity(1024, child.stdout.take().unwrap()).lines();
        lines.next().unwrap().unwrap();
        let asked: u64 = sandbox.requests().values().sum();
        assert!(asked <= FIRST_REQUESTS, "{asked} requests before the first row");
        let status = format!("/proc/{}/status", child.id());
        let (mut rows, mut peak) = (1, 0);
        for line in lines {
            assert!(line.unwrap().starts_with('{'));
            rows += 1;
            if rows % 5_000 == 0 {
                peak = peak_memory(&status).unwrap_or(peak);
            }
        }
        assert!(child.wait().unwrap().success());
        assert_eq!(rows, COUNT);
        assert!(peak > 0 && peak < MOST_MEMORY_KIB, "{peak} KiB");
    }

    /// The most memory a process ever held, in KiB.
    fn peak_memory(status: &str) -> Option<u64> {
        let text = std::fs::read_to_string(status).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix(" kB")?.trim().parse().ok()
    }
}
