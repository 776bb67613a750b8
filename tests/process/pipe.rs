//! Exit codes as a shell sees them, and pipes whose reader goes away.

use std::io::Read;

use crate::child::{Served, expect_code, ictl, people, piped};

#[test]
fn exit_codes_reach_the_shell() {
    let served = Served::start("--contacts 3");
    let output = |line: &str| served.ictl(line).output().unwrap();
    expect_code(&output("contacts list --limit 1"), 0);
    expect_code(&output("contacts get nope"), 1);
    expect_code(&output("contacts get"), 2);
    expect_code(&output("--version"), 0);
    expect_code(&output("--help"), 0);
    expect_code(&output(""), 0);
    expect_code(&ictl("contacts list").output().unwrap(), 4);
    let nowhere = ictl("contacts list --no-retry")
        .env("INTERCOM_API_BASE_URL", "http://127.0.0.1:1")
        .env("INTERCOM_TOKEN", "t")
        .output();
    expect_code(&nowhere.unwrap(), 5);
}

#[test]
fn a_reader_that_goes_away_ends_a_list_quietly() {
    let served = Served::start("--contacts 2000");
    for line in ["contacts list --all --json", "contacts list", "contacts list --output csv"] {
        let mut child = piped(served.ictl(line));
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 100]).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        expect_code(&output, 0);
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
    }
}

#[test]
fn an_import_goes_on_without_its_reader() {
    let served = Served::start("");
    let dir = tempfile::tempdir().unwrap();
    let file = people(dir.path(), 200);
    let mut child = piped(served.import(&file, "--json"));
    drop(child.stdout.take());
    expect_code(&child.wait_with_output().unwrap(), 0);
    assert_eq!(served.count(), 200);
}
