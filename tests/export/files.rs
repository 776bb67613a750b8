//! Where an export goes: forms by the file's name, whole or not at all.

use std::io::Read;

use serde_json::Value;

use crate::support::TestContext;
use crate::within::{contacts_of, files, ids, lines_of};

#[test]
fn the_name_of_the_file_tells_the_form() {
    let world = TestContext::with_contacts(5);
    for name in ["c.ndjson", "c.jsonl"] {
        world.run(&format!("contacts export --output-file $DIR/{name}")).succeeds().prints("");
        assert_eq!(ids(&lines_of(&world, name)), contacts_of(&world));
    }
    world.run("contacts export --output-file $DIR/c.json").succeeds();
    let array: Vec<Value> = serde_json::from_str(&world.read("c.json")).unwrap();
    assert_eq!(array.len(), 5);
    world.run("contacts export --output-file $DIR/c.txt --output ndjson").succeeds();
    assert_eq!(lines_of(&world, "c.txt").len(), 5);
    let names = files(&world);
    assert_eq!(names, ["c.json", "c.jsonl", "c.ndjson", "c.txt"], "nothing else is left");
}

#[test]
fn help_says_what_the_command_does() {
    let run = TestContext::new().run("contacts export --help");
    assert!(run.succeeds().stdout.starts_with("Export contacts, each exactly once"), "{run:?}");
}

#[test]
fn a_finished_job_does_not_print_nothing_as_if_there_were_nothing() {
    let world = TestContext::with_contacts(3);
    let line = "contacts export --job $DIR/job --resume";
    assert_eq!(world.run(line).succeeds().lines().len(), 3);
    world.run(line).exits(1).says(&["finished already", "--restart"]);
    let line = "contacts export --output-file $DIR/c.ndjson --job $DIR/other --resume";
    world.run(line).succeeds();
    world.run(line).succeeds().says(&["finished already"]);
    std::fs::remove_file(world.path("c.ndjson")).unwrap();
    world.run(line).exits(1).says(&["finished already", "--restart"]);
}

#[test]
fn a_compressed_file_holds_the_same() {
    let world = TestContext::with_contacts(5);
    world.run("contacts export --output-file $DIR/c.ndjson.gz").succeeds();
    let file = std::fs::File::open(world.path("c.ndjson.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    assert_eq!(text.lines().count(), 5);
}

#[test]
fn a_table_has_every_attribute_as_a_column_in_a_fixed_order() {
    let world = TestContext::demo();
    world.run("contacts export --output-file $DIR/c.csv").succeeds();
    let text = world.read("c.csv");
    let header = text.lines().next().unwrap();
    assert!(header.starts_with("id,external_id,role,email,phone,name,"), "{header}");
    let attributes = [
        "custom_attributes.monthly_spend",
        "custom_attributes.plan",
        "custom_attributes.renewal_date",
        "custom_attributes.seats",
        "custom_attributes.trial",
    ];
    assert!(header.ends_with(&format!("tags,companies,{}", attributes.join(","))), "{header}");
    assert_eq!(text.lines().count(), 37);
}

#[test]
fn fields_and_jq_cut_what_is_written() {
    let world = TestContext::with_contacts(3);
    world.run("contacts export --output-file $DIR/c.csv --fields email,role").succeeds();
    assert!(world.read("c.csv").starts_with("email,role\n"));
    world.run("contacts export --output-file $DIR/c.ndjson --jq .email").succeeds();
    assert!(world.read("c.ndjson").lines().all(|line| line.contains('@') && !line.contains('"')));
}

#[test]
fn the_earlier_file_stays_until_the_new_one_is_whole() {
    let world = TestContext::with_contacts(900);
    world.file("c.ndjson", "earlier");
    world.run_killed("contacts export --output-file $DIR/c.ndjson", 40).exits(130);
    assert_eq!(world.read("c.ndjson"), "earlier");
    world.run("contacts export --output-file $DIR/c.ndjson --resume").succeeds();
    assert_eq!(lines_of(&world, "c.ndjson").len(), 900);
    assert_eq!(files(&world), ["c.ndjson"], "the job has gone with its end");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_what_was_exported() {
    use std::os::unix::fs::PermissionsExt;
    let world = TestContext::with_contacts(900);
    let mode =
        |name: &str| std::fs::metadata(world.path(name)).unwrap().permissions().mode() & 0o777;
    world.run_killed("contacts export --output-file $DIR/c.json --job $DIR/job", 60).exits(130);
    assert_eq!((mode("job"), mode("job/records.ndjson")), (0o700, 0o600));
    world.run("contacts export --output-file $DIR/c.json --job $DIR/job --resume").succeeds();
    assert_eq!(mode("c.json"), 0o600);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error_and_not_a_short_file() {
    let world = TestContext::with_contacts(5);
    let run = world.run("contacts export --output-file /dev/full --output ndjson --job $DIR/job");
    run.exits(1).says(&["/dev/full could not be written", "--resume"]);
}
