//! `exports content` and `exports reporting`: jobs from start to unpacked file, and what becomes of
//! them when answers are lost, files torn or commands interrupted.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::fs;
use std::io::{Cursor, Read, Write};
use std::time::Duration;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use ictl::sandbox::Options;
use jiff::tz::TimeZone;
use serde_json::json;
use support::{Answer, Server, TestContext};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const CSV: &str = "user_id,email\n1,ann@example.com\n2,bob@example.com\n";

fn world() -> TestContext {
    let mut world =
        TestContext::with(&Options { contacts: 300, conversations: 40, ..Options::default() });
    let config = world.path("config").to_string_lossy().into_owned();
    world.set_env("ICTL_CONFIG_DIR", &config);
    world
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

fn file(bytes: &[u8]) -> Answer {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {}\r\n\r\n",
        bytes.len()
    );
    Answer::Bytes([head.as_bytes(), bytes].concat())
}

fn job(status: &str) -> Answer {
    Answer::json(200, &json!({"job_identifier": "j1", "status": status, "download_url": ""}))
}

#[test]
fn an_export_is_started_waited_for_and_unpacked_in_one_command() {
    let world = world();
    let run = world.run("exports content --since 90d --output-file $DIR/messages.csv");
    run.succeeds().prints("").says(&["pending", "in progress", "by whole days"]);
    let table = world.read("messages.csv");
    assert!(table.starts_with("user_id,user_external_id,company_id,email,name,ruleset_id,"));
    assert!(table.lines().count() > 30, "{table}");
    let names = fs::read_dir(world.dir()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["config", "messages.csv"], "nothing else is left");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_what_was_exported() {
    use std::os::unix::fs::PermissionsExt;
    let world = world();
    world.run("exports content --since 90d --output-file $DIR/m.csv").succeeds();
    let mode = fs::metadata(world.path("m.csv")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_pipe_gets_the_csv_and_a_name_in_gz_a_packed_one() {
    let world = world();
    let piped = world.run("exports content --since 90d");
    assert!(piped.succeeds().stdout.starts_with("user_id,"));
    world.run("exports content --since 90d --output-file $DIR/m.csv.gz").succeeds();
    let mut unpacked = String::new();
    let packed = fs::File::open(world.path("m.csv.gz")).unwrap();
    GzDecoder::new(packed).read_to_string(&mut unpacked).unwrap();
    assert_eq!(unpacked, piped.stdout);
    let world = world.on_a_terminal();
    let line = "exports content --since 90d --output-file -";
    world.run(line).exits(2).says(&["too much for a terminal"]);
}

#[test]
fn the_steps_can_be_taken_one_by_one() {
    let world = world();
    let started = world.run("exports content start --since 90d").json();
    let id = started["job_identifier"].as_str().unwrap();
    let step = |words: &str| world.run(&format!("exports content {words}"));
    assert_eq!(step(&format!("status {id}")).json()["status"], "pending");
    step(&format!("download {id}")).exits(1).says(&["is pending", &format!("wait {id}")]);
    let ready = step(&format!("wait {id}")).json();
    assert_eq!(ready["status"], "completed");
    assert!(ready["download_url"].as_str().unwrap().contains("/download/content/data/"));
    assert!(step(&format!("download {id}")).succeeds().stdout.starts_with("user_id,"));
    let again = step("start --since 90d").json();
    let id = again["job_identifier"].as_str().unwrap();
    assert_eq!(step(&format!("cancel {id}")).json()["status"], "canceled");
    step(&format!("wait {id}")).exits(1).says(&["was canceled"]);
    step("status nope").exits(1).says(&["there is no export nope", "two days"]);
}

#[test]
fn the_job_that_is_in_the_way_is_named_where_ictl_started_it() {
    let world = world();
    let started = world.run("exports content start --since 90d").json();
    let id = started["job_identifier"].as_str().unwrap();
    let second = world.run("exports content --since 1d");
    let cancel = format!("exports content cancel {id}");
    second.exits(5).says(&["one active export job", &format!("ictl started {id}"), &cancel]);
    let world = world.without_env("ICTL_CONFIG_DIR");
    let second = world.run("exports content --since 1d");
    second.exits(5).says(&["another program or on another machine"]);
}

#[test]
fn an_export_that_finds_nothing_or_has_expired_says_so() {
    let world = world();
    let empty = "exports content --since 2019-01-01 --until 2019-01-31 --output-file $DIR/m.csv";
    world.run(empty).exits(1).says(&["found no data"]);
    assert!(!world.path("m.csv").exists());
    let started = world.run("exports content start --since 90d").json();
    let id = started["job_identifier"].as_str().unwrap();
    world.clock.pass(Duration::from_secs(3 * 86_400));
    let late = world.run(&format!("exports content download {id}"));
    late.exits(1).says(&["there is no export", "kept for two days"]);
}

#[test]
fn an_interrupted_wait_says_how_to_go_on() {
    let world = world();
    let clock = world.clock.clone();
    let line = "exports content --since 90d --output-file $DIR/m.csv";
    let run = world.run_interrupted(line, |interrupter| {
        clock.at_reading(12, move || interrupter.ask());
    });
    run.exits(130).says(&["ictl exports content wait ", "&& ictl exports content download "]);
    assert!(run.stderr.contains("--output-file $DIR/m.csv"), "{run:?}");
    assert!(!world.path("m.csv").exists());
}

#[test]
fn waiting_has_an_end_and_the_job_goes_on() {
    let delay = Duration::from_secs(7200);
    let world =
        TestContext::with(&Options { contacts: 9, export_delay: delay, ..Options::default() });
    let run = world.run("exports content --since 90d --max-wait 10m");
    run.exits(5).says(&["not ready after 600 s", "ictl exports content wait "]);
}

#[test]
fn a_torn_file_is_asked_for_again_and_nothing_torn_is_written() {
    let whole = gzip(CSV);
    let half = &whole[..whole.len() / 2];
    let server = Server::script([
        job("completed"),
        file(half),
        file(&whole).cut(5),
        Answer::html(502),
        file(&whole),
    ]);
    let world = TestContext::at(&server);
    let run = world.run("exports content download j1 --output-file $DIR/m.csv");
    run.succeeds().says(&["not whole", "broke off", "wrote 3 lines"]);
    assert_eq!(world.read("m.csv"), CSV);
    assert_eq!(server.requests()[1].header("accept"), Some("application/octet-stream"));

    let server = Server::script([job("completed"), file(half)]);
    let world = TestContext::at(&server);
    world.file("m.csv", "what was there");
    let run = world.run("exports content download j1 --output-file $DIR/m.csv");
    run.exits(5).says(&["not whole", "nothing was written"]);
    assert_eq!(world.read("m.csv"), "what was there");
    let run = world.run("exports content download j1");
    run.exits(5).prints("");
}

#[test]
fn several_files_are_unpacked_into_a_folder() {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["receipts_20260601_000000.csv", "opens_20260601_000000.csv"] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(CSV.as_bytes()).unwrap();
    }
    let archive = archive.finish().unwrap().into_inner();
    let server = Server::answering(move |request| {
        if request.target.starts_with("/download") { file(&archive) } else { job("completed") }
    });
    let world = TestContext::at(&server);
    let line = "exports content download j1";
    world.run(line).exits(1).says(&["several files", "--output-file"]);
    let to_file = format!("{line} --output-file $DIR/june.csv");
    world.run(&to_file).succeeds().says(&["2 files", "$DIR/june"]);
    assert_eq!(world.read("june/opens_20260601_000000.csv"), CSV);
    world.run(&to_file).exits(1).says(&["exists already"]);
}

#[test]
fn unknown_words_and_bad_minutes_do_not_end_the_wait() {
    let server = Server::script([
        job("pending"),
        job("queued_somewhere"),
        Answer::html(502),
        Answer::html(502),
        Answer::html(502),
        Answer::html(502),
        Answer::html(502),
        job("almost"),
        job("complete"),
        file(CSV.as_bytes()),
    ]);
    let world = TestContext::at(&server);
    let run = world.run("exports content --since 1d");
    run.succeeds().prints(CSV).says(&["queued somewhere", "out of sight", "almost"]);
    let failed = Server::script([job("failed")]);
    TestContext::at(&failed).run("exports content --since 1d").exits(1).says(&["failed"]);
}

#[test]
fn a_start_whose_answer_is_lost_is_not_repeated_but_explained() {
    let server = Server::script([Answer::hang_up()]);
    let run = TestContext::at(&server).run("exports content --since 1d");
    run.exits(6).says(&["a job may be running", "pending jobs"]);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_dry_run_shows_the_request_and_starts_nothing() {
    let world = world();
    let run = world.run("exports content --since 2026-06-01 --until 2026-06-30 --dry-run");
    run.succeeds();
    let shown = &run.json()["body"];
    let seconds = |key: &str| shown[key].as_i64().unwrap();
    let length = seconds("created_at_before") - seconds("created_at_after");
    assert_eq!(length, 30 * 86_400 - 1, "the last day counts whole");
    assert!(!world.sandbox().requests().contains_key("POST /export/content/data"));
}

#[test]
fn a_report_is_asked_for_by_names_and_comes_as_csv() {
    let world = world();
    let run = world.run(
        "exports reporting --dataset conversation --attribute 'Conversation ID,channel' --since 300d",
    );
    let table = &run.succeeds().stdout;
    assert!(table.starts_with("conversation_id,channel\n"), "{table}");
    assert!(table.lines().count() > 20, "{table}");
    let line = "exports reporting --since 1d --dataset";
    world.run(&format!("{line} conversatoin")).exits(2).says(&["did you mean conversation?"]);
    let run = world.run(&format!("{line} conversation --attribute channl"));
    run.exits(2).says(&["did you mean", "channel"]);
    world.run(&format!("{line} conversation")).exits(2).says(&["--attribute"]);
    let requests = world.sandbox().requests();
    assert_eq!(requests["POST /export/reporting_data/enqueue"], 1);
}

#[test]
fn whose_days_they_are_is_said_where_it_matters() {
    let time_zone = TimeZone::get("America/New_York").unwrap();
    let world = TestContext::with(&Options { time_zone, ..Options::default() });
    let line = "exports reporting start --dataset conversation --attribute channel --since";
    let zone = "--time-zone America/New_York";
    world.run(&format!("{line} 2026-01-02")).succeeds().says(&[zone]);
    world.run(&format!("{line} 2026-01-02 {zone}")).succeeds().never_shows("days are those");
    world.run(&format!("{line} 7d")).succeeds().never_shows("days are those");
}

#[test]
fn datasets_and_their_attributes_are_listed() {
    let world = world();
    let datasets = world.run("exports reporting datasets").lines();
    assert_eq!(datasets[0]["id"], "conversation");
    let attributes = world.run("exports reporting datasets conversation").lines();
    assert_eq!(attributes[0]["qualified_id"], "standard.conversation_id");
    world.run("exports reporting datasets tickets").exits(2).says(&["no dataset"]);
}

#[test]
fn five_reports_may_be_pending_and_the_sixth_is_explained() {
    let world = world();
    let start = || {
        world.run("exports reporting start --dataset conversation --attribute channel --since 30d")
    };
    for _ in 0..5 {
        start().succeeds();
    }
    start().exits(5).says(&["5 pending export jobs at most", "ictl exports reporting wait "]);
}
