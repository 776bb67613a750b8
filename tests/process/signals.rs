//! Ctrl-C and SIGTERM during an import.

use std::process::Child;

use crate::child::{Served, assert_each_exactly_once, expect_code, people, piped, signal, until};

/// A server slow enough to be interrupted, and an import of it that is under way.
fn import_under_way(
    served: &Served,
    dir: &std::path::Path,
    rows: usize,
) -> (Child, std::path::PathBuf) {
    let file = people(dir, rows);
    let child = piped(served.import(&file, "--concurrency 4"));
    until("the import begins", || served.count() > 5);
    (child, file)
}

#[test]
fn an_interrupted_import_ends_in_good_order_and_tells_how_to_go_on() {
    for name in ["INT", "TERM"] {
        let served = Served::start("--latency 10ms");
        let dir = tempfile::tempdir().unwrap();
        let (child, file) = import_under_way(&served, dir.path(), 1000);
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        expect_code(&output, 130);
        let stderr = String::from_utf8(output.stderr).unwrap();
        let resume = format!("ictl contacts import {} --concurrency 4 --resume", file.display());
        assert!(stderr.contains(&resume), "{name}: {stderr}");
        // What was under way was waited for: the report and the workspace agree.
        let report = std::fs::read(dir.path().join("people.csv.ictl-import/report.json")).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
        assert_eq!(report["created"].as_u64(), Some(served.count()), "{name}");
        assert_eq!(report["finished"], false);
        let resumed = served.import(&file, "--resume --concurrency 64").output().unwrap();
        expect_code(&resumed, 0);
        assert_each_exactly_once(&served.api(), 1000);
    }
}

#[test]
fn a_second_interrupt_stops_at_once() {
    // Answers take so long that a first one has to wait for them.
    let served = Served::start("--latency 20ms --fault hang=1:20s --seed 3");
    let dir = tempfile::tempdir().unwrap();
    let file = people(dir.path(), 100);
    // The questions before the first row hang as well, so it is killed while it asks.
    let child = piped(served.import(&file, "--timeout 60s"));
    until("it has asked", || dir.path().join("people.csv.ictl-import").exists());
    signal(&child, "INT");
    signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    expect_code(&output, 130);
}

#[test]
fn a_list_ends_when_interrupted() {
    let served = Served::start("--contacts 10 --fault hang=1:20s");
    let child = piped(served.ictl("contacts list"));
    std::thread::sleep(std::time::Duration::from_millis(300));
    signal(&child, "INT");
    expect_code(&child.wait_with_output().unwrap(), 130);
}

#[test]
fn the_server_ends_with_0_when_interrupted() {
    let mut child = piped(crate::child::ictl("sandbox serve --port 0"));
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut stdout, &mut String::new()).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(100));
    signal(&child, "INT");
    expect_code(&child.wait_with_output().unwrap(), 0);
}
