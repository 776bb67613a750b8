//! `kill -9` at random moments, of the import and of the server: every row exactly once.

use std::time::Duration;

use crate::child::{Served, assert_each_exactly_once, expect_code, people, piped};

/// The moments are random, but the same in every run of the test.
const SEED: u64 = 20_260_115;

#[test]
fn an_import_killed_again_and_again_loses_and_doubles_nothing() {
    let rows = 3000;
    let served = Served::start("--latency 2ms");
    let dir = tempfile::tempdir().unwrap();
    let file = people(dir.path(), rows);
    let mut random = fastrand::Rng::with_seed(SEED);
    for _ in 0..8 {
        let mut child = piped(served.import(&file, "--resume"));
        std::thread::sleep(Duration::from_millis(random.u64(20..400)));
        // It may have ended already.
        let _ = child.kill();
        child.wait_with_output().unwrap();
    }
    let output = served.import(&file, "--resume --json").output().unwrap();
    expect_code(&output, 0);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let sum = |keys: &[&str]| keys.iter().map(|key| report[key].as_u64().unwrap()).sum::<u64>();
    assert_eq!(sum(&["created", "unchanged"]), rows as u64, "{report}");
    assert_eq!(sum(&["updated", "skipped", "rejected", "uncertain"]), 0, "{report}");
    assert_each_exactly_once(&served.api(), rows);
}

#[test]
fn leads_are_never_doubled_by_a_kill() {
    let rows = 1000;
    let served = Served::start("--latency 2ms");
    let dir = tempfile::tempdir().unwrap();
    let file = people(dir.path(), rows);
    let mut random = fastrand::Rng::with_seed(SEED);
    for _ in 0..5 {
        let mut child = piped(served.import(&file, "--resume --role lead"));
        std::thread::sleep(Duration::from_millis(random.u64(50..300)));
        let _ = child.kill();
        child.wait_with_output().unwrap();
    }
    let output = served.import(&file, "--resume --role lead --json").output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let uncertain = report["uncertain"].as_u64().unwrap();
    expect_code(&output, if uncertain == 0 { 0 } else { 3 });
    assert_eq!(report["created"].as_u64().unwrap() + uncertain, rows as u64, "{report}");
    let mut emails = served.api().emails();
    let there = emails.len() as u64;
    emails.dedup();
    assert_eq!(emails.len() as u64, there, "a lead is there twice");
    assert!(there <= rows as u64 && there >= report["created"].as_u64().unwrap());
}

#[test]
fn a_killed_server_comes_back_with_everything_it_had_answered() {
    let dir = tempfile::tempdir().unwrap();
    let state = dir.path().join("state");
    let flags = format!("--state {}", state.display());
    let rows = 2000;
    let file = people(dir.path(), rows);
    let served = Served::start(&flags);
    let job = dir.path().join("job");
    let import = format!("--resume --no-retry --job {}", job.display());
    let mut child = piped(served.import(&file, &import));
    crate::child::until("the import is under way", || served.count() > 50);
    served.kill();
    child.kill().unwrap();
    child.wait_with_output().unwrap();
    let journal = std::fs::read_to_string(job.join("journal.ndjson")).unwrap();
    let journaled = journal.matches("created").count();

    let served = Served::start(&flags);
    let there = served.count();
    assert!(there >= journaled as u64, "{there} contacts, {journaled} in the journal");
    let mut emails = served.api().emails();
    emails.dedup();
    assert_eq!(emails.len() as u64, there);
}

#[test]
fn a_stream_killed_again_and_again_closes_each_conversation_once() {
    let served =
        Served::start("--conversations 400 --latency 1ms --fault 500-after=2%,close-after=3%");
    let dir = tempfile::tempdir().unwrap();
    let ids = dir.path().join("ids");
    let listed = served.ictl("conversations list --jq 'select(.state==\"open\").id'").output();
    std::fs::write(&ids, listed.unwrap().stdout).unwrap();
    let count = std::fs::read_to_string(&ids).unwrap().lines().count();
    let before = served.closings();
    let job = dir.path().join("job");
    let close = || {
        let mut command = served.ictl("conversations parts create - --resume --message-type close");
        command.args(["--type", "admin", "--admin-id", "991267459", "--job"]).arg(&job);
        command.stdin(std::fs::File::open(&ids).unwrap());
        command
    };
    let mut random = fastrand::Rng::with_seed(SEED);
    for _ in 0..6 {
        let mut child = piped(close());
        std::thread::sleep(Duration::from_millis(random.u64(30..300)));
        let _ = child.kill();
        child.wait_with_output().unwrap();
    }
    let output = close().output().unwrap();
    expect_code(&output, 0);
    assert!(count > 50, "there is something to close: {count}");
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), count);
    let after = served.closings();
    assert_eq!(after.len(), before.len());
    let closed_once = after.iter().filter(|(id, n)| **n == before[*id] + 1).count();
    let untouched = after.iter().filter(|(id, n)| **n == before[*id]).count();
    assert_eq!((closed_once, untouched), (count, before.len() - count));
}

#[test]
fn two_processes_do_not_share_a_job() {
    let served = Served::start("--latency 20ms");
    let dir = tempfile::tempdir().unwrap();
    let file = people(dir.path(), 500);
    let mut first = piped(served.import(&file, "--concurrency 2"));
    crate::child::until("the first is under way", || served.count() > 2);
    let second = served.import(&file, "--resume").output().unwrap();
    expect_code(&second, 1);
    let stderr = String::from_utf8(second.stderr).unwrap();
    let who = format!("in use by another process (pid {})", first.id());
    assert!(stderr.contains(&who), "{stderr}");
    first.kill().unwrap();
    first.wait_with_output().unwrap();
    expect_code(&served.import(&file, "--resume --concurrency 64").output().unwrap(), 0);
    assert_each_exactly_once(&served.api(), 500);
}
