//! A disk that has no room left, wherever that strikes: a clear error, no damage, and a job that goes
//! on once there is room.

use std::path::Path;
use std::process::{Command, Output};

use crate::child::{Served, assert_each_exactly_once, expect_code, people};

/// Bytes of a block of `ulimit -f` in a POSIX shell.
const BLOCK: u64 = 512;

/// Runs a command in which no file may grow beyond this many blocks: writing on fails as on a full
/// disk, with an error instead of a signal.
fn with_room(command: &Command, blocks: u64) -> Output {
    let mut shell = Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    shell.arg("-c").arg(script).arg("sh").arg(command.get_program()).args(command.get_args());
    shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

#[test]
fn a_journal_that_has_no_room_stops_the_job_and_resume_goes_on() {
    let served = Served::start("");
    let dir = tempfile::tempdir().unwrap();
    let rows = 300;
    let file = people(dir.path(), rows);
    let journal = dir.path().join("people.csv.ictl-import/journal.ndjson");
    let mut stopped = 0;
    for blocks in [8, 20, 33] {
        let output = with_room(&served.import(&file, "--resume --concurrency 4"), blocks);
        let said = stderr(&output);
        if output.status.code() == Some(0) {
            continue;
        }
        stopped += 1;
        expect_code(&output, 1);
        assert!(said.contains("journal.ndjson: File too large"), "{said}");
        assert!(said.contains("--resume"), "{said}");
        assert!(size(&journal) <= blocks * BLOCK);
        assert!(std::fs::read(&journal).unwrap().ends_with(b"}\n"), "no half line is left");
    }
    assert!(stopped >= 2, "the disk was full {stopped} times");
    expect_code(&served.import(&file, "--resume").output().unwrap(), 0);
    assert_each_exactly_once(&served.api(), rows);
}

#[test]
fn rejects_that_have_no_room_stop_the_job_and_none_is_lost_or_doubled() {
    let served = Served::start("");
    let dir = tempfile::tempdir().unwrap();
    // Long rows, so that the rejects outgrow every other file.
    let long = "x".repeat(2000);
    let rows: Vec<String> = (0..40).map(|number| format!("not-an-email-{number},{long}")).collect();
    let file = dir.path().join("people.csv");
    let rows = rows.join("\n");
    std::fs::write(&file, format!("email,name\n{rows}\nada@example.com,Ada\n")).unwrap();
    let output = with_room(&served.import(&file, ""), 40);
    expect_code(&output, 1);
    assert!(stderr(&output).contains("rejects.csv: File too large"), "{}", stderr(&output));
    expect_code(&served.import(&file, "--resume").output().unwrap(), 3);
    let rejects = dir.path().join("people.csv.ictl-import/rejects.csv");
    let rejects = std::fs::read_to_string(rejects).unwrap();
    assert_eq!(rejects.lines().count(), 41);
    for number in 0..40 {
        assert_eq!(rejects.matches(&format!("\nnot-an-email-{number},")).count(), 1);
    }
}

#[test]
fn a_spool_that_has_no_room_leaves_nothing_behind() {
    let served = Served::start("");
    let dir = tempfile::tempdir().unwrap();
    let file = people(dir.path(), 300);
    let job = dir.path().join("job");
    let mut command = served.ictl("contacts import - --job");
    command.arg(&job);
    let mut shell = Command::new("sh");
    let script = "trap '' XFSZ; ulimit -f 4; file=$1; shift; exec \"$@\" < \"$file\"";
    shell.arg("-c").arg(script).arg("sh").arg(&file);
    shell.arg(command.get_program()).args(command.get_args());
    shell.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = shell.output().unwrap();
    expect_code(&output, 1);
    assert!(stderr(&output).contains("stdin could not be kept in"), "{}", stderr(&output));
    assert!(!job.exists(), "there is nothing to go on with");
    assert_eq!(served.count(), 0);
}
