//! Files as nobody wishes for them: what is odd arrives as it is written, or is refused in a few words.

use crate::support::TestContext;

#[test]
fn zeros_and_long_numbers_arrive_as_they_are_written() {
    let world = TestContext::new();
    world.api().attribute("seats", "integer");
    world.file(
        "people.ndjson",
        r#"{"external_id": 12345678901234567890123, "phone": "007", "custom_attributes": {"seats": 9007199254740993}}
{"external_id": "0012", "name": "=cmd|'/C calc'!A0"}
"#,
    );
    world.run("contacts import $DIR/people.ndjson").succeeds();
    let contacts = world.api().contacts();
    let of = |id: &str| contacts.iter().find(|contact| contact["external_id"] == id).unwrap();
    let long = of("12345678901234567890123");
    assert_eq!(long["custom_attributes"]["seats"].to_string(), "9007199254740993");
    assert_eq!(long["phone"], "007");
    assert_eq!(of("0012")["name"], "=cmd|'/C calc'!A0");
}

#[test]
fn what_would_turn_a_terminal_around_is_kept_in_the_file_and_never_shown() {
    let world = TestContext::new();
    let name = "\u{1b}[31m\u{202e}live";
    world.file("people.csv", format!("email,name\n\u{202e}bad,{name}\nשלום@x.example,{name} 🙂\n"));
    let run = world.run("contacts import $DIR/people.csv");
    run.exits(3).says(&["\\u{202e}bad"]);
    assert!(!run.stderr.contains(['\u{202e}', '\u{1b}']), "{run:?}");
    let rejects = world.read("people.csv.ictl-import/rejects.csv");
    assert!(rejects.contains(&format!("\n\u{202e}bad,{name},1,invalid_value,")), "{rejects}");
    assert_eq!(world.api().contacts()[0]["name"], format!("{name} 🙂"));
}

#[test]
fn of_ten_thousand_unknown_columns_a_few_are_named() {
    let world = TestContext::new();
    let columns: Vec<String> = (0..10_000).map(|number| format!("c{number}")).collect();
    world.file("wide.csv", format!("email,{}\n", columns.join(",")));
    let run = world.run("contacts import $DIR/wide.csv");
    run.exits(1).says(&["10000 columns 'c0', 'c1'", "'c19' and 9980 more", "--ignore-unknown"]);
    assert!(run.stderr.len() < 2000, "{}", run.stderr.len());
    assert!(world.sandbox().requests().keys().all(|request| request.starts_with("GET ")));
}

#[test]
fn a_line_that_was_no_json_is_mended_in_the_rejects_and_imported() {
    let world = TestContext::new();
    world.file(
        "people.ndjson",
        "{\"email\":\"a@x.example\",\"name\":\"A\"}\n{\"email\":\"b@x.example\",\"name\":\"B\"\n",
    );
    world.run("contacts import $DIR/people.ndjson --job $DIR/job").exits(3);
    let rejects = world.read("job/rejects.csv");
    assert!(
        rejects.contains(r#""{""email"":""b@x.example"",""name"":""B""",2,invalid_json,"#),
        "{rejects}"
    );
    world.file("mended.csv", rejects.replace(r#"""B""""#, r#"""B""}""#));
    world.run("contacts import $DIR/mended.csv").succeeds();
    assert_eq!(world.api().emails(), ["a@x.example", "b@x.example"]);
}
