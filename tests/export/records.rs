//! Which records an export has: all of them once, or those that a query and times choose.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::support::TestContext;
use crate::within::{contacts_of, ids, requests};
use ictl::sandbox::Options;

const MANY: u64 = 1500;

#[test]
fn every_contact_is_exported_once_along_many_cursors() {
    let world = TestContext::with_contacts(MANY);
    let run = world.run("contacts export");
    run.succeeds().says(&["exported 1500 contacts"]);
    assert_eq!(ids(&run.lines()), contacts_of(&world));
    assert!(requests(&run) < 40, "{run:?}");
}

#[test]
fn days_that_begin_elsewhere_lose_and_double_nothing() {
    for zone in ["America/Los_Angeles", "Pacific/Auckland", "Asia/Kathmandu"] {
        let time_zone = TimeZone::get(zone).unwrap();
        let options = Options { contacts: MANY, time_zone, ..Options::default() };
        let world = TestContext::with(&options);
        let run = world.run("contacts export --fields id");
        assert_eq!(ids(&run.succeeds().lines()), contacts_of(&world), "{zone}");
    }
}

#[test]
fn a_day_that_is_too_large_is_cut_by_kind() {
    let world = TestContext::new();
    let api = world.api();
    for number in 0..400 {
        let role = if number % 3 == 0 { "lead" } else { "user" };
        api.contact(&json!({"role": role, "email": format!("p{number}@example.com")}));
    }
    // Until searches show them all.
    world.clock.pass(std::time::Duration::from_secs(7200));
    let run = world.run("contacts export");
    assert_eq!(ids(&run.succeeds().lines()), contacts_of(&world));
    assert_eq!(run.lines().len(), 400);
}

#[test]
fn a_query_chooses_as_in_a_search() {
    let world = TestContext::with_contacts(MANY);
    let run = world.run("contacts export 'role = lead and email ~ \"@example.com\"'");
    let expected = world.run("contacts search 'role = lead and email ~ \"@example.com\"'");
    assert!(run.lines().len() > 20, "{run:?}");
    assert_eq!(ids(&run.succeeds().lines()), ids(&expected.lines()));
}

#[test]
fn times_choose_contacts_to_the_second() {
    let world = TestContext::with_contacts(300);
    let mut all = world.api().contacts();
    all.sort_by_key(|contact| contact["created_at"].as_i64());
    let at = |index: usize| all[index]["created_at"].as_i64().unwrap();
    let run = world.run(&format!("contacts export --since {} --until {}", at(50), at(250)));
    assert_eq!(ids(&run.succeeds().lines()), ids(&all[50..250]));
}

#[test]
fn a_date_at_the_end_of_an_export_means_the_whole_day() {
    let world = TestContext::with_contacts(300);
    let newest = world.api().contacts().iter().filter_map(|c| c["created_at"].as_i64()).max();
    let day = jiff::Timestamp::from_second(newest.unwrap()).unwrap().strftime("%Y-%m-%d");
    let run = world.run(&format!("contacts export --until {day} --time-zone UTC"));
    assert_eq!(run.succeeds().lines().len(), 300);
}

#[test]
fn conversations_are_exported_with_all_their_parts() {
    let world = TestContext::with(&Options { conversations: 400, ..Options::default() });
    let run = world.run("conversations export");
    let listed = world.run("conversations list");
    assert_eq!(run.succeeds().lines().len(), 400);
    assert_eq!(ids(&run.lines()), ids(&listed.lines()));
    let parts = world.run("conversations export --parts --since 60d");
    let threads = parts.succeeds().lines();
    assert!(threads.len() > 20 && threads.len() < 400);
    for thread in &threads {
        let count = thread["conversation_parts"]["total_count"].as_u64();
        assert_eq!(count, thread["statistics"]["count_conversation_parts"].as_u64(), "{thread}");
    }
}

#[test]
fn tickets_are_exported_by_query() {
    let world = TestContext::demo();
    let run = world.run("tickets export");
    let listed = world.run("tickets list");
    assert!(!run.succeeds().lines().is_empty());
    assert_eq!(ids(&run.lines()), ids(&listed.lines()));
    let open = world.run("tickets export 'open = true'");
    assert!(open.succeeds().lines().iter().all(|ticket| ticket["open"] == true));
}

#[test]
fn tags_and_companies_have_names_unless_nobody_wants_them() {
    let world = TestContext::demo();
    let run = world.run("contacts export");
    let named = |contact: &Value, list: &str, key: &str| {
        let data = contact[list]["data"].as_array().unwrap();
        assert!(data.iter().all(|item| item[key].is_string()), "{contact}");
        data.len()
    };
    let contacts = run.succeeds().lines();
    assert!(contacts.iter().map(|own| named(own, "tags", "name")).sum::<usize>() > 5);
    assert!(contacts.iter().map(|own| named(own, "companies", "company_id")).sum::<usize>() > 5);
    let bare = world.run("contacts export --no-names");
    let with_name = |own: &Value| own["tags"]["data"].to_string().contains("\"name\"");
    assert!(!bare.succeeds().lines().iter().any(with_name));
}

#[test]
fn a_contact_with_more_tags_than_lists_show_is_exported_with_all_of_them() {
    let world = TestContext::new();
    let api = world.api();
    let id = api.contact(&json!({"email": "ann@example.com"}));
    for number in 0..13 {
        let tag = api.post("/tags", &json!({"name": format!("t{number}")}));
        api.post(&format!("/contacts/{id}/tags"), &json!({"id": tag["id"]}));
    }
    let run = world.run("contacts export");
    let contact = &run.succeeds().lines()[0];
    assert_eq!(contact["tags"]["data"].as_array().unwrap().len(), 13, "{contact}");
}

#[test]
fn an_empty_workspace_is_exported_as_nothing() {
    let world = TestContext::new();
    for noun in ["contacts", "conversations", "tickets", "companies"] {
        world.run(&format!("{noun} export")).succeeds().prints("");
    }
    world.run("contacts export --json").succeeds().prints("[]\n");
}

#[test]
fn a_dry_run_says_how_much_there_is() {
    let world = TestContext::with_contacts(400);
    world.run("contacts export --dry-run").succeeds().says(&["400 contacts would be exported"]);
    assert_eq!(crate::within::files(&world), Vec::<String>::new());
}

#[test]
fn what_is_wrong_is_said_before_anything_is_asked_for() {
    let world = TestContext::new();
    world.run("contacts export 'role = '").exits(2);
    world.run("contacts export --since yesterdayish").exits(2).says(&["--since", "30d"]);
    world.run("contacts export --since 2d --until 3d").exits(2);
    world.run("contacts export --output-file $DIR/contacts.xlsx").exits(2).says(&[".csv"]);
    world.run("contacts export --output-file $DIR/none/contacts.csv").exits(2);
}

#[test]
fn help_begins_with_what_an_export_does() {
    let world = TestContext::new();
    for noun in ["contacts", "conversations", "tickets", "companies"] {
        let help = world.run(&format!("{noun} export --help")).succeeds().stdout.clone();
        assert!(help.starts_with(&format!("Export {noun}, each exactly once\n")), "{help}");
        let verbs = world.run(&format!("{noun} --help")).succeeds().stdout.clone();
        assert!(verbs.contains(&format!("Export {noun}, each exactly once")), "{verbs}");
    }
}
