//! Going on from a checkpoint: fast because it reads little, and never trusted where something else
//! says otherwise.

use std::fs::{File, FileTimes};
use std::path::Path;
use std::time::Duration;

use crate::people::{assert_each_exactly_once, csv, of};
use crate::support::{Run, TestContext};

const JOB: &str = "people.csv.ictl-import";
const IMPORT: &str = "contacts import $DIR/people.csv --json";
const RESUME: &str = "contacts import $DIR/people.csv --json --resume";

/// A world where an import of this file was interrupted in its middle.
fn half_done(file: &str, reading: u64) -> TestContext {
    let world = TestContext::new();
    world.file("people.csv", file);
    let clock = world.clock.clone();
    let run = world.run_interrupted(IMPORT, |interrupter| {
        clock.at_reading(reading, move || interrupter.ask());
    });
    run.exits(130);
    assert!(of(&run).iter().sum::<u64>() > 5, "{run:?}");
    world
}

fn finishes(world: &TestContext, rows: usize) -> Run {
    let run = world.run(RESUME);
    run.succeeds();
    let [created, updated, unchanged, skipped, rejected, uncertain] = of(&run);
    assert_eq!(created + unchanged, rows as u64, "{run:?}");
    assert_eq!([updated, skipped, rejected, uncertain], [0; 4], "{run:?}");
    assert_each_exactly_once(world, rows);
    run
}

/// Changes a byte in place.
fn damage(path: &Path, at: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

/// Changes the file, and leaves its time of change as it was.
fn change_unseen(path: &Path, change: impl FnOnce(&Path)) {
    let modified = std::fs::metadata(path).unwrap().modified().unwrap();
    change(path);
    let file = File::options().write(true).open(path).unwrap();
    file.set_times(FileTimes::new().set_modified(modified)).unwrap();
}

#[test]
fn resume_reads_no_more_of_the_journal_than_what_lies_behind_the_checkpoint() {
    let world = half_done(&csv(400), 900);
    let journal = world.path(JOB).join("journal.ndjson");
    let length = std::fs::metadata(&journal).unwrap().len();
    assert!(length > 6000, "the journal is long enough to have a part nobody reads: {length}");
    // In the third line: reading it would be an error.
    damage(&journal, 150);
    let run = finishes(&world, 400);
    assert_eq!(run.json()["requests"], 400);
}

#[test]
fn a_checkpoint_that_cannot_be_written_stops_no_job() {
    let world = half_done(&csv(40), 90);
    let in_its_way = world.path(JOB).join("checkpoint.tmp");
    std::fs::create_dir(&in_its_way).unwrap();
    let killed = world.run_killed(RESUME, 20);
    killed.exits(130).says(&["checkpoint.json cannot be written", "will take longer"]);
    let run = finishes(&world, 40);
    assert!(!run.stderr.contains("checkpoint"), "it is complete: {run:?}");
}

#[test]
fn without_its_checkpoint_a_job_is_gone_on_with_the_long_way() {
    let world = half_done(&csv(40), 90);
    std::fs::remove_file(world.path(JOB).join("checkpoint.json")).unwrap();
    finishes(&world, 40);
}

#[test]
fn a_damaged_journal_is_refused_with_its_line_and_left_as_it_is() {
    let world = half_done(&csv(150), 400);
    let dir = world.path(JOB);
    std::fs::remove_file(dir.join("checkpoint.json")).unwrap();
    let journal = dir.join("journal.ndjson");
    damage(&journal, 150);
    let before = std::fs::read(&journal).unwrap();
    world.run(RESUME).exits(1).says(&["journal.ndjson, line", "damaged", "--restart"]);
    assert_eq!(std::fs::read(&journal).unwrap(), before);
}

#[test]
fn a_journal_that_is_gone_is_named_and_nothing_is_sent() {
    let world = half_done(&csv(40), 90);
    std::fs::remove_file(world.path(JOB).join("journal.ndjson")).unwrap();
    let before = world.api().contacts().len();
    world.run(RESUME).exits(1).says(&["the job has lost its journal", "--restart"]);
    assert_eq!(world.api().contacts().len(), before);
}

#[test]
fn a_torn_checkpoint_is_noted_and_not_used() {
    let world = half_done(&csv(40), 90);
    let path = world.path(JOB).join("checkpoint.json");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    finishes(&world, 40).says(&["note: the job's checkpoint is torn"]);
}

#[test]
fn a_checkpoint_that_knows_more_than_the_journal_is_noted_and_not_used() {
    let world = half_done(&csv(40), 90);
    let journal = world.path(JOB).join("journal.ndjson");
    let bytes = std::fs::read(&journal).unwrap();
    // What a power cut may take away: the last lines.
    let end = bytes[..bytes.len() - 700].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    std::fs::write(&journal, &bytes[..end]).unwrap();
    finishes(&world, 40).says(&["note: the job's checkpoint does not fit its journal"]);
}

#[test]
fn a_list_of_duplicates_that_was_changed_is_noted_and_not_used() {
    let mut file = csv(40);
    file.push_str("person0001@example.com,Again\n");
    let world = half_done(&file, 90);
    damage(&world.path(JOB).join("duplicates"), 3);
    let run = world.run(RESUME);
    run.exits(3).says(&["note: the job's list of duplicates"]);
    assert_eq!(run.json()["reasons"]["duplicate_key"], 1);
    assert_each_exactly_once(&world, 40);
}

#[test]
fn keys_doubled_across_the_interruption_are_found() {
    let mut file = csv(40);
    file.push_str("person0001@example.com,Again\nperson0040@example.com,Again\n");
    let world = half_done(&file, 90);
    let run = world.run(RESUME);
    run.exits(3);
    assert_eq!(run.json()["reasons"]["duplicate_key"], 2);
    assert_each_exactly_once(&world, 40);
}

#[test]
fn a_file_that_was_only_touched_is_read_and_taken() {
    let world = half_done(&csv(40), 90);
    world.file("people.csv", csv(40));
    finishes(&world, 40);
}

#[test]
fn a_change_that_size_and_time_do_not_show_stops_the_job_and_loses_nothing() {
    let world = half_done(&csv(40), 90);
    let path = world.path("people.csv");
    change_unseen(&path, |path| {
        let text = std::fs::read_to_string(path).unwrap();
        std::fs::write(path, text.replace("Person 1\n", "Person X\n")).unwrap();
    });
    world.run(RESUME).exits(1).says(&["its content has changed", "put the file back"]);
    change_unseen(&path, |path| std::fs::write(path, csv(40)).unwrap());
    finishes(&world, 40);
}

#[test]
fn an_input_that_is_cut_while_the_job_runs_stops_it() {
    let world = TestContext::new();
    let path = world.file("people.csv", csv(40));
    let clock = world.clock.clone();
    let run = world.run_interrupted(&format!("{IMPORT} --rate 600/min"), |_| {
        clock.at_reading(90, move || std::fs::write(&path, csv(7)).unwrap());
    });
    run.exits(1).says(&["people.csv was changed while it was being read", "--resume"]);
    world.run(RESUME).exits(1).says(&["the input has changed", "put the input back as it was"]);
    world.file("people.csv", csv(40));
    finishes(&world, 40);
}

#[test]
fn a_finished_job_tells_its_report_from_the_checkpoint() {
    let world = TestContext::new();
    world.file("people.csv", csv(150));
    let first = world.run(IMPORT);
    first.succeeds();
    damage(&world.path(JOB).join("journal.ndjson"), 150);
    assert_eq!(world.run(RESUME).json(), first.json());
}

#[test]
fn an_import_that_only_creates_costs_a_request_a_row_and_a_few_before() {
    let world = TestContext::new();
    world.file("people.csv", csv(30));
    world.run(IMPORT).succeeds();
    let requests = world.sandbox().requests();
    let others: u64 =
        requests.iter().filter(|(what, _)| *what != "POST /contacts").map(|(_, n)| n).sum();
    assert_eq!(requests["POST /contacts"], 30);
    assert!(others <= 3, "{requests:?}");
}

/// The journal ends anywhere, as a power cut leaves it: the next run finds out what is missing, and
/// its report, the rejects and the workspace agree.
#[test]
fn a_journal_cut_anywhere_costs_knowledge_and_no_row() {
    let mut file = csv(6);
    file.push_str(",Nobody\nnonsense,x,y\n");
    let world = TestContext::new();
    world.file("people.csv", &file);
    world.run(IMPORT).exits(3);
    let dir = world.path(JOB);
    let journal = dir.join("journal.ndjson");
    let whole = std::fs::read(&journal).unwrap();
    let header = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let rejects = std::fs::read(dir.join("rejects.csv")).unwrap();
    let checkpoint = std::fs::read(dir.join("checkpoint.json")).unwrap();
    for cut in (header..whole.len()).step_by(37) {
        for behind in [&b""[..], &[0; 300], b"{\"done\":{\"row\":1,\"outc\n\xFF\xFE\n"] {
            std::fs::write(&journal, [&whole[..cut], behind].concat()).unwrap();
            std::fs::write(dir.join("rejects.csv"), &rejects).unwrap();
            std::fs::write(dir.join("checkpoint.json"), &checkpoint).unwrap();
            let run = world.run(RESUME);
            run.exits(3);
            let [created, updated, unchanged, skipped, rejected, uncertain] = of(&run);
            assert_eq!([created + unchanged, rejected], [6, 2], "cut at {cut}: {run:?}");
            assert_eq!([updated, skipped, uncertain], [0; 3], "cut at {cut}: {run:?}");
            assert_eq!(
                world.read(&format!("{JOB}/rejects.csv")).lines().count(),
                3,
                "cut at {cut}"
            );
            assert_each_exactly_once(&world, 6);
        }
    }
}

#[test]
fn rejects_that_lost_rows_the_journal_knows_of_are_told() {
    let mut file = ",Nobody\n,Nobody else\n".to_owned();
    file.insert_str(0, "email,name\n");
    file.push_str(csv(40).split_once('\n').unwrap().1);
    let world = half_done(&file, 90);
    let path = world.path(JOB).join("rejects.csv");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 9]).unwrap();
    world.run(RESUME).exits(1).says(&["rejects.csv was changed since", "put the file back"]);
    // More than the journal knows of is what a crash leaves: it is cut off.
    std::fs::write(&path, [&whole[..], b"half a row,"].concat()).unwrap();
    let run = world.run(RESUME);
    run.exits(3);
    assert_eq!(of(&run), [40, 0, 0, 0, 2, 0]);
    assert_eq!(std::fs::read(&path).unwrap(), whole);
}

#[test]
fn a_place_that_can_hold_no_directory_is_named_before_anything_is_sent() {
    let world = TestContext::new();
    world.file("people.csv", csv(3));
    world
        .run("contacts import $DIR/people.csv --job $DIR/people.csv/job")
        .exits(1)
        .says(&["people.csv/job", "--job DIR"]);
    assert_eq!(world.sandbox().requests().get("POST /contacts"), None);
}

#[test]
fn a_job_that_goes_on_for_long_keeps_a_checkpoint_on_the_way() {
    let world = TestContext::new();
    world.file("people.csv", csv(200));
    let clock = world.clock.clone();
    let (seen, copy) = (world.path("seen.json"), world.path(JOB).join("checkpoint.json"));
    world.run_interrupted(&format!("{IMPORT} --rate 600/min"), |_| {
        // Long before its end, and no good-bye has been said.
        clock.after(Duration::from_secs(15), move || drop(std::fs::copy(copy, seen)));
    });
    assert!(world.read("seen.json").contains("\"floor\":"), "there was a checkpoint on the way");
    world.clock.pass(Duration::from_secs(1));
    assert_each_exactly_once(&world, 200);
}
