//! Tags and companies that travel along: each is made once and attached to everybody who names it,
//! whatever goes wrong.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use ictl::sandbox::Faults;
use serde_json::{Value, json};

use crate::people::of;
use crate::support::{Answer, Recorded, Server, TestContext};

const JOB: &str = "people.csv.ictl-import";

/// What hangs on a contact, as `email: tags | companies`.
fn links(world: &TestContext) -> Vec<String> {
    let api = world.api();
    let mut lines: Vec<String> = api
        .contacts()
        .iter()
        .map(|contact| {
            let id = contact["id"].as_str().unwrap();
            let tags = names(&api.get(&format!("/contacts/{id}/tags")), "name");
            let companies = names(&api.get(&format!("/contacts/{id}/companies")), "company_id");
            format!("{}: {tags} | {companies}", contact["email"].as_str().unwrap_or("-"))
        })
        .collect();
    lines.sort();
    lines
}

fn names(list: &Value, field: &str) -> String {
    // Companies of a contact stand under a key of their own.
    let items = list.get("data").or(list.get("companies")).unwrap();
    let items = items.as_array().unwrap().iter();
    let names: BTreeSet<&str> = items.map(|item| item[field].as_str().unwrap()).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

fn count(world: &TestContext, request: &str) -> u64 {
    world.sandbox().requests().get(request).copied().unwrap_or(0)
}

fn company(world: &TestContext, company_id: &str) -> Value {
    world.api().get(&format!("/companies?company_id={company_id}"))
}

/// So many people in three companies, every second with two tags.
fn crowd(people: usize) -> String {
    let mut text = "email,Tags,Company ID,Company name\n".to_owned();
    for number in 0..people {
        let tags = if number % 2 == 0 { "\"vip; beta\"" } else { "" };
        let company = number % 3;
        let _ = writeln!(text, "p{number:03}@example.com,{tags},c-{company},Company {company}");
    }
    text
}

/// Everybody has what [`crowd`] says.
#[track_caller]
fn assert_crowd(links: &[String]) {
    for (number, line) in links.iter().enumerate() {
        let tags = if number % 2 == 0 { "beta, vip" } else { "" };
        assert_eq!(*line, format!("p{number:03}@example.com: {tags} | c-{}", number % 3));
    }
}

#[test]
fn tags_and_companies_are_made_once_and_attached_to_everybody() {
    let world = TestContext::new();
    world.file("people.csv", crowd(60));
    let run = world.run("contacts import $DIR/people.csv --json --concurrency 20");
    run.succeeds().says(&["→ tags", "→ company_id", "→ company_name"]);
    assert_eq!(of(&run), [60, 0, 0, 0, 0, 0]);
    assert_eq!(count(&world, "POST /tags"), 2);
    assert_eq!(count(&world, "POST /companies"), 3);
    assert_eq!(run.json()["requests"], 60 + 2 + 60 + 3 + 60);
    let links = links(&world);
    assert_eq!(links[0], "p000@example.com: beta, vip | c-0");
    assert_eq!(links[1], "p001@example.com:  | c-1");
    assert_eq!(company(&world, "c-2")["name"], "Company 2");
}

#[test]
fn what_is_there_already_costs_nothing_more() {
    let world = TestContext::new();
    world.file("people.csv", crowd(12));
    world.run("contacts import $DIR/people.csv").succeeds();
    let attached = || {
        count(&world, "POST /contacts/{contact_id}/tags")
            + count(&world, "POST /contacts/{contact_id}/companies")
    };
    let before = attached();
    let run = world.run("contacts import $DIR/people.csv --json --restart");
    run.succeeds();
    assert_eq!(of(&run), [0, 0, 12, 0, 0, 0]);
    assert_eq!(attached(), before);
    assert_eq!(run.json()["requests"], 2 * 12 + 2 + 3, "a look at each, and at what they share");
}

#[test]
fn the_tag_of_the_flag_and_those_of_the_file_are_both_attached() {
    let world = TestContext::new();
    world.file("people.csv", "email,labels\nada@example.com,\"VIP, \"\"Sales, EMEA\"\"\"\n");
    world.run("contacts import $DIR/people.csv --tag vip").succeeds();
    assert_eq!(links(&world), ["ada@example.com: Sales, EMEA, vip | "]);
}

#[test]
fn a_company_with_nothing_but_a_name_is_looked_up_and_made_where_nobody_has_it() {
    let world = TestContext::new();
    world.api().post("/companies", &json!({"company_id": "42", "name": "Globex"}));
    world.file("people.csv", "email,Firm\na@example.com,Globex\nb@example.com,\"Acme, Inc.\"\n");
    for restart in ["", "--restart"] {
        let line = format!("contacts import $DIR/people.csv --map Firm=company_name {restart}");
        world.run(&line).succeeds();
        assert_eq!(links(&world), ["a@example.com:  | 42", "b@example.com:  | Acme, Inc."]);
    }
    assert_eq!(count(&world, "POST /companies"), 2, "Globex by the test, Acme by the first run");
}

#[test]
fn several_companies_of_one_name_reject_the_row_which_then_says_which_one() {
    let server = workspace(|request| match request.line().as_str() {
        "GET /companies?name=Acme" => Answer::json(
            200,
            &json!({"type": "list", "data": [{"type": "company", "id": "1"}, {"type": "company", "id": "2"}]}),
        ),
        other => panic!("{other}"),
    });
    let world = TestContext::at(&server);
    world.file("people.csv", "email,company\nada@example.com,Acme\nbob@example.com,Acme\n");
    let run = world.run("contacts import $DIR/people.csv --json");
    run.exits(3);
    assert_eq!(run.json()["reasons"], json!({"company_failed": 2}));
    let rejects = world.read(&format!("{JOB}/rejects.csv"));
    assert!(rejects.contains("2 companies have this name"), "{rejects}");
    let looks = server.requests().iter().filter(|r| r.line().contains("/companies?")).count();
    assert_eq!(looks, 1, "the second row believes the first");
}

/// A workspace that makes contact c1 for everybody; what hangs on it is the test's.
fn workspace(mut links: impl FnMut(&Recorded) -> Answer + Send + 'static) -> Server {
    Server::answering(move |request| match request.line().as_str() {
        "GET /me" => Answer::json(200, &json!({"type": "admin", "app": {"id_code": "abc"}})),
        "GET /data_attributes?model=contact" => Answer::json(200, &json!({"data": []})),
        "POST /contacts" => Answer::json(200, &json!({"type": "contact", "id": "c1"})),
        "GET /contacts/c1" => Answer::json(
            200,
            &json!({"type": "contact", "id": "c1", "role": "user", "email": "ada@example.com",
                "tags": {"data": [{"type": "tag", "id": "t-vip"}]}, "companies": {"data": []}}),
        ),
        _ => links(request),
    })
}

fn sent_since(server: &Server, before: usize) -> Vec<String> {
    server.requests()[before..].iter().map(Recorded::line).collect()
}

#[test]
fn when_only_the_company_failed_only_the_company_is_done_again() {
    let mut refusals = 1;
    let server = workspace(move |request| match request.line().as_str() {
        "POST /tags" => Answer::json(200, &json!({"type": "tag", "id": "t-vip", "name": "vip"})),
        "POST /companies" => Answer::json(200, &json!({"type": "company", "id": "co1"})),
        "POST /contacts/c1/companies" if refusals > 0 => {
            refusals -= 1;
            let message = "Contact has reached the maximum of 1000 company associations";
            Answer::refusal(400, "contact_company_limit_exceeded", message)
        }
        "POST /contacts/c1/tags" | "POST /contacts/c1/companies" => Answer::json(200, &json!({})),
        other => panic!("{other}"),
    });
    let world = TestContext::at(&server);
    world.file("people.csv", "email,tags,company_id\nada@example.com,vip,42\n");
    let run = world.run("contacts import $DIR/people.csv --json");
    run.exits(3);
    assert_eq!(run.json()["reasons"], json!({"company_failed": 1}));
    let rejects = world.read(&format!("{JOB}/rejects.csv"));
    for part in ["id=c1", "contact_company_limit_exceeded", "maximum of 1000"] {
        assert!(rejects.contains(part), "{part} is missing in {rejects}");
    }

    let before = server.requests().len();
    world.run(&format!("contacts import $DIR/{JOB}/rejects.csv --job $DIR/second")).succeeds();
    let sent = sent_since(&server, before);
    let expected = [
        "GET /me",
        "GET /data_attributes?model=contact",
        "GET /contacts/c1",
        "POST /tags",
        "POST /companies",
        "POST /contacts/c1/companies",
    ];
    assert_eq!(sent, expected);
}

#[test]
fn a_company_that_cannot_be_made_is_tried_once_and_rejects_all_its_rows() {
    let server = workspace(|request| match request.line().as_str() {
        "POST /companies" => Answer::refusal(400, "parameter_invalid", "company_id is too long"),
        other => panic!("{other}"),
    });
    let world = TestContext::at(&server);
    world
        .file("people.csv", "email,company_id\na@example.com,x\nb@example.com,x\nc@example.com,\n");
    let run = world.run("contacts import $DIR/people.csv --json");
    run.exits(3);
    assert_eq!(of(&run), [1, 0, 0, 0, 2, 0]);
    assert_eq!(run.json()["reasons"], json!({"company_failed": 2}));
    let made = server.requests().iter().filter(|r| r.line() == "POST /companies").count();
    assert_eq!(made, 1);
}

#[test]
fn a_resumed_job_makes_nothing_a_second_time() {
    let line = "contacts import $DIR/people.csv --json --concurrency 4";
    for reading in (10..120).step_by(7) {
        let world = TestContext::new();
        world.file("people.csv", crowd(12));
        world.run_killed(line, reading);
        let run = world.run(&format!("{line} --resume"));
        run.succeeds();
        let links = links(&world);
        assert_eq!(links.len(), 12, "{links:?}");
        assert_crowd(&links);
        // What was answered is journaled; only what was under way can be asked for again.
        let made = count(&world, "POST /companies") + count(&world, "POST /tags");
        assert!((5..=5 + 4).contains(&made), "{made} were made when killed at {reading}");
    }
}

#[test]
fn a_company_that_was_deleted_between_two_runs_is_made_anew() {
    let world = TestContext::new();
    world.file("people.csv", crowd(12));
    // Killed when some rows are done; the journal knows the companies.
    world.run_killed("contacts import $DIR/people.csv --concurrency 1", 110);
    let journal = world.read(&format!("{JOB}/journal.ndjson"));
    assert!(journal.contains(r#""linked""#) && journal.contains("c-0"), "{journal}");
    let id = company(&world, "c-0")["id"].as_str().unwrap().to_owned();
    world.api().expect("DELETE", &format!("/companies/{id}"), None);
    world.run("contacts import $DIR/people.csv --resume").succeeds();
    assert_ne!(company(&world, "c-0")["id"], id.as_str());
}

#[test]
fn faults_of_the_server_lose_no_link() {
    let world = TestContext::new();
    world.file("people.csv", crowd(40));
    let faults: Faults = "503=10%,close-after=10%,500-after=5%,malformed=5%".parse().unwrap();
    world.sandbox().set_faults(faults);
    let line = "contacts import $DIR/people.csv --json --resume";
    // What is asked before the job begins may meet a streak of faults, which ends a run early.
    let runs = (0..10).map(|_| world.run(line));
    runs.into_iter().find(|run| run.code != 5).unwrap().succeeds();
    world.sandbox().set_faults(Faults::default());
    let links = links(&world);
    assert_eq!(links.len(), 40);
    assert_crowd(&links);
}

#[test]
fn a_dry_run_tells_the_cost_by_what_it_is_for() {
    let world = TestContext::new();
    world.sandbox().set_rate_limit(Some("600/min".parse().unwrap()));
    let mut file = crowd(60);
    file.push_str("p000@example.com,vip,c-9,Doubled\n");
    world.file("people.csv", file);
    let run = world.run("contacts import $DIR/people.csv --dry-run --json --tag all");
    run.exits(3).says(&[
        "60 of 61 rows would be sent",
        "60 for contacts, 2 for tags, 120 to attach them, 3 for companies, 60 to attach them",
        "at the rate limit",
    ]);
    let report = run.json();
    assert_eq!(report["estimated_requests"], 245);
    assert_eq!(
        report["estimate"],
        json!({"contacts": 60, "tags": 2, "tag_attachments": 120, "companies": 3,
            "company_attachments": 60})
    );
    assert_eq!(report["estimated_s"], 24.5);
    let requests = world.sandbox().requests();
    assert!(requests.keys().all(|key| key.starts_with("GET")), "{requests:?}");
}

#[test]
fn an_attribute_of_the_same_name_is_not_taken_silently() {
    let world = TestContext::new();
    world.api().attribute("company_name", "string");
    world.file("people.csv", "email,company_name\nada@example.com,Acme\n");
    let run = world.run("contacts import $DIR/people.csv --dry-run");
    run.succeeds().says(&["--map 'company_name=custom_attributes.company_name'"]);
}

#[test]
fn bad_cells_name_line_and_column() {
    let world = TestContext::new();
    world.file("people.csv", "email,tags\nada@example.com,\"\"\"open\"\nbob@example.com,ok\n");
    let run = world.run("contacts import $DIR/people.csv --json");
    run.exits(3);
    assert_eq!(of(&run), [1, 0, 0, 0, 1, 0]);
    let rejects = world.read(&format!("{JOB}/rejects.csv"));
    assert!(rejects.contains("line 2, column 'tags'"), "{rejects}");
}
