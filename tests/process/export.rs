//! An export that is killed, and one whose disk is full: the file appears whole or not at all.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use crate::child::{Served, expect_code, piped};

/// The moments are random, but the same in every run of the test.
const SEED: u64 = 20_260_115;

const CONTACTS: usize = 3000;

/// The ids of the contacts of a file, each of which stands in it once.
#[track_caller]
fn ids(file: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(file).unwrap();
    let ids: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(ids.len(), text.lines().count(), "none is there twice");
    ids
}

fn serving() -> (Served, tempfile::TempDir) {
    let served = Served::start(&format!("--contacts {CONTACTS} --latency 10ms"));
    (served, tempfile::tempdir().unwrap())
}

#[test]
fn an_export_killed_again_and_again_is_whole_in_the_end() {
    let (served, dir) = serving();
    let file = dir.path().join("contacts.ndjson");
    let export = || {
        let mut command = served.ictl("contacts export --jq .id --resume --output-file");
        command.arg(&file);
        command
    };
    let mut random = fastrand::Rng::with_seed(SEED);
    for _ in 0..6 {
        let mut child = piped(export());
        std::thread::sleep(Duration::from_millis(random.u64(20..500)));
        // It may have ended already.
        let _ = child.kill();
        child.wait_with_output().unwrap();
        assert!(!file.exists() || ids(&file).len() == CONTACTS, "never a part of it");
    }
    expect_code(&export().output().unwrap(), 0);
    let listed = served.ictl("contacts list --jq .id").output().unwrap();
    let listed: BTreeSet<String> =
        String::from_utf8(listed.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(ids(&file), listed);
}

#[test]
fn a_full_disk_leaves_no_torn_file_and_the_export_can_go_on() {
    let (served, dir) = serving();
    let file = dir.path().join("contacts.ndjson");
    std::fs::write(&file, "earlier\n").unwrap();
    let line = format!("contacts export --jq .id --output-file {}", file.display());
    // No file may become longer, as if there were no room for it.
    let full = served.under("ulimit -f 400; trap '' XFSZ", &line).output().unwrap();
    expect_code(&full, 1);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "earlier\n");
    let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().collect();
    assert_eq!(left.len(), 2, "the earlier file and the job: {left:?}");
    expect_code(&served.ictl(&format!("{line} --resume")).output().unwrap(), 0);
    assert_eq!(ids(&file).len(), CONTACTS);
}
