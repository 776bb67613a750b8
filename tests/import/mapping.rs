//! Where a column goes, and what its values become.

use serde_json::{Value, json};

use crate::people::of;
use crate::support::TestContext;

/// The only contact of the workspace.
#[track_caller]
fn only(world: &TestContext) -> Value {
    let contacts = world.api().contacts();
    assert_eq!(contacts.len(), 1, "{contacts:#?}");
    contacts[0].clone()
}

#[test]
fn columns_are_matched_kindly() {
    let world = TestContext::new();
    world.file(
        "people.csv",
        "E-mail,User ID,Full Name,Phone Number\nada@example.com,007,Ada Lovelace,+353871234567\n",
    );
    let run = world.run("contacts import $DIR/people.csv");
    run.succeeds().says(&["E-mail", "→ email", "→ external_id", "→ name", "→ phone"]);
    let ada = only(&world);
    assert_eq!(ada["email"], "ada@example.com");
    assert_eq!(ada["external_id"], "007");
    assert_eq!(ada["name"], "Ada Lovelace");
    assert_eq!(ada["phone"], "+353871234567");
}

#[test]
fn a_rule_of_the_command_line_decides() {
    let world = TestContext::new();
    world.api().attribute("plan", "string");
    world.file("people.csv", "Address,Nick,Tier,Junk\nada@example.com,Ada,pro,x\n");
    world
        .run(
            "contacts import $DIR/people.csv --map Address=email --map Nick=name \
             --map Tier=custom_attributes.plan --map Junk=-",
        )
        .succeeds()
        .says(&["left out"]);
    let ada = only(&world);
    assert_eq!((&ada["email"], &ada["name"]), (&json!("ada@example.com"), &json!("Ada")));
    assert_eq!(ada["custom_attributes"], json!({"plan": "pro"}));
}

#[test]
fn a_file_of_rules_does_the_same_and_the_command_line_beats_it() {
    let world = TestContext::new();
    world.file("people.csv", "Address,A,B\nada@example.com,Wrong,Right\n");
    world.file("rules", "Address=email\nA=name\nB=-\n");
    world
        .run("contacts import $DIR/people.csv --map-file $DIR/rules --map B=name --map A=-")
        .succeeds();
    assert_eq!(only(&world)["name"], "Right");
}

#[test]
fn values_become_what_their_attribute_is() {
    let world = TestContext::new();
    for (name, kind) in [
        ("seats", "integer"),
        ("spend", "float"),
        ("trial", "boolean"),
        ("since", "date"),
        ("code", "string"),
    ] {
        world.api().attribute(name, kind);
    }
    world.file(
        "people.csv",
        "email,seats,spend,trial,since,code,signed_up_at\n\
         ada@example.com,12,9.5,yes,2026-01-02,0042,2026-01-02T00:00:00Z\n",
    );
    world.run("contacts import $DIR/people.csv").succeeds();
    let ada = only(&world);
    assert_eq!(
        ada["custom_attributes"],
        json!({"seats": 12, "spend": 9.5, "trial": true, "since": 1_767_312_000, "code": "0042"})
    );
    assert_eq!(ada["signed_up_at"], 1_767_312_000);
}

#[test]
fn a_role_column_beats_the_role_flag() {
    let world = TestContext::new();
    world.file("people.csv", "email,role\nada@example.com,user\nbob@example.com,\n");
    world.run("contacts import $DIR/people.csv --role lead").succeeds();
    let mut roles: Vec<(String, String)> = world
        .api()
        .contacts()
        .iter()
        .map(|c| (c["email"].as_str().unwrap().into(), c["role"].as_str().unwrap().into()))
        .collect();
    roles.sort();
    assert_eq!(
        roles,
        [("ada@example.com".into(), "user".into()), ("bob@example.com".into(), "lead".into())]
    );
}

#[test]
fn an_unknown_attribute_stops_before_anything_is_written() {
    let world = TestContext::new();
    world.file("people.csv", "email,favorite_color\nada@example.com,green\n");
    let run = world.run("contacts import $DIR/people.csv");
    run.exits(1).says(&["favorite_color", "--create-attributes", "--ignore-unknown"]);
    assert!(world.sandbox().requests().keys().all(|key| key.starts_with("GET")));
    assert!(!world.path("people.csv.ictl-import").exists());
}

#[test]
fn attributes_are_created_with_the_type_that_all_values_have() {
    let world = TestContext::new();
    world.file("people.csv", "email,level,vip\nada@example.com,3,yes\nbob@example.com,4,no\n");
    world.run("contacts import $DIR/people.csv --create-attributes").succeeds();
    let attributes = world.api().get("/data_attributes?model=contact");
    let kind = |name: &str| {
        let list = attributes["data"].as_array().unwrap();
        list.iter().find(|attribute| attribute["name"] == name).unwrap()["data_type"].clone()
    };
    assert_eq!(kind("level"), "integer");
    assert_eq!(kind("vip"), "boolean");
    let levels: Vec<Value> =
        world.api().contacts().iter().map(|c| c["custom_attributes"]["level"].clone()).collect();
    assert_eq!(levels, [json!(4), json!(3)]);
}

#[test]
fn unknown_columns_can_be_ignored() {
    let world = TestContext::new();
    world.file("people.csv", "email,favorite_color\nada@example.com,green\n");
    world.run("contacts import $DIR/people.csv --ignore-unknown").succeeds();
    assert_eq!(only(&world)["custom_attributes"], json!({}));
}

#[test]
fn an_empty_cell_says_nothing_or_empties_the_field() {
    for (flags, name) in [("", json!("Ada")), ("--blank null", Value::Null)] {
        let world = TestContext::new();
        world.api().contact(&json!({"email": "ada@example.com", "name": "Ada"}));
        world.file("people.csv", "email,name\nada@example.com,\n");
        world.run(&format!("contacts import $DIR/people.csv {flags}")).succeeds();
        assert_eq!(only(&world)["name"], name, "{flags}");
    }
}

#[test]
fn a_bad_value_names_file_line_column_and_value() {
    let world = TestContext::new();
    world.api().attribute("seats", "integer");
    world.file("people.csv", "email,seats\nada@example.com,many\nbob@example.com,3\n");
    let run = world.run("contacts import $DIR/people.csv --json");
    run.exits(3);
    assert_eq!(of(&run), [1, 0, 0, 0, 1, 0]);
    let rejects = world.read("people.csv.ictl-import/rejects.csv");
    for part in ["people.csv", "line 2", "'seats'", "'many'", "invalid_value"] {
        assert!(rejects.contains(part), "{part} is missing in {rejects}");
    }
}

#[test]
fn dates_without_a_zone_are_utc_unless_the_flag_says_otherwise() {
    for (flags, seconds) in [("", 1_767_312_000), ("--time-zone Europe/Helsinki", 1_767_304_800)] {
        let world = TestContext::new();
        world.file("people.csv", "email,signed_up_at\nada@example.com,2026-01-02\n");
        world.run(&format!("contacts import $DIR/people.csv {flags}")).succeeds();
        assert_eq!(only(&world)["signed_up_at"], seconds, "{flags}");
    }
}
