//! Ctrl-C, SIGTERM, a closed terminal: what they do to a job at each of its stages.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::child::{
    Served, assert_each_exactly_once, expect_code, ictl, people, piped, signal, until,
};
use crate::support::{Answer, Server, words};

/// Longer than any test: what is waited for does not come.
const FOR_EVER: Duration = Duration::from_secs(3600);

/// A server slow enough to be interrupted, and an import of it that is under way.
fn import_under_way(served: &Served, dir: &Path, rows: usize) -> (Child, std::path::PathBuf) {
    let file = people(dir, rows);
    let child = piped(on_a_terminal(&served.import(&file, "--concurrency 4")));
    until("the import begins", || served.count() > 5);
    (child, file)
}

/// A server that knows who asks, and answers each creation in this way.
fn server_that(answers: Answer) -> Server {
    Server::answering(move |request| match request.line().as_str() {
        "GET /me" => Answer::json(200, &json!({"type": "admin", "app": {"id_code": "abc"}})),
        _ => answers.clone(),
    })
}

/// A command that speaks to such a server.
fn speaking_to(server: &Server, line: &str) -> Command {
    let mut command = ictl(line);
    command.env("INTERCOM_API_BASE_URL", server.base_url()).env("INTERCOM_TOKEN", "tok");
    command
}

/// The import ends with 130 and says with which command it goes on.
#[track_caller]
fn says_how_to_go_on(child: Child) {
    let output = child.wait_with_output().unwrap();
    expect_code(&output, 130);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("go on with: ictl contacts import"), "{stderr}");
    assert!(stderr.contains("--resume"), "{stderr}");
}

#[track_caller]
fn report_of(dir: &Path) -> serde_json::Value {
    let report = std::fs::read(dir.join("people.csv.ictl-import/report.json")).unwrap();
    serde_json::from_slice(&report).unwrap()
}

#[test]
fn an_interrupted_import_ends_in_good_order_and_tells_how_to_go_on() {
    // What comes twice from a shell or from `timeout` asks for no more than once.
    for names in [["INT"].as_slice(), &["TERM", "TERM"], &["HUP", "HUP"], &["TERM", "HUP"]] {
        let served = Served::start("--latency 10ms");
        let dir = tempfile::tempdir().unwrap();
        let (child, file) = import_under_way(&served, dir.path(), 1000);
        for name in names {
            signal(&child, name);
        }
        let output = child.wait_with_output().unwrap();
        expect_code(&output, 130);
        let stderr = String::from_utf8(output.stderr).unwrap();
        let resume = format!("ictl contacts import {} --concurrency 4 --resume", file.display());
        assert!(stderr.contains(&resume), "{names:?}: {stderr}");
        // What was under way was waited for: the report and the workspace agree.
        let report = report_of(dir.path());
        assert_eq!(report["created"].as_u64(), Some(served.count()), "{names:?}");
        assert_eq!(report["finished"], false);
        let resumed = served.import(&file, "--resume --concurrency 64").output().unwrap();
        expect_code(&resumed, 0);
        assert_each_exactly_once(&served.api(), 1000);
    }
}

#[test]
fn a_second_ctrl_c_does_not_wait_for_what_is_under_way() {
    let server = server_that(Answer::Silence(FOR_EVER));
    let dir = tempfile::tempdir().unwrap();
    let file = people(dir.path(), 100);
    let mut command = speaking_to(&server, "contacts import --timeout 60m");
    command.arg(&file);
    let child = piped(command);
    until("a row is under way", || server.requests().len() > 1);
    signal(&child, "INT");
    // Two that come at once may be taken for one.
    std::thread::sleep(Duration::from_millis(200));
    signal(&child, "INT");
    says_how_to_go_on(child);
}

#[test]
fn one_ctrl_c_ends_a_job_that_only_waits() {
    let later = Answer::refusal(429, "rate_limit_exceeded", "Later").header("Retry-After", "3000");
    for (what, answer) in [("the rate limit", later), ("an outage", Answer::hang_up())] {
        let server = server_that(answer);
        let dir = tempfile::tempdir().unwrap();
        let file = people(dir.path(), 100);
        let mut command = speaking_to(&server, "contacts import --concurrency 2");
        command.arg(&file);
        let child = piped(command);
        until(what, || server.requests().len() > 1);
        std::thread::sleep(Duration::from_millis(300));
        signal(&child, "INT");
        says_how_to_go_on(child);
    }
}

#[test]
fn one_ctrl_c_ends_an_import_before_its_first_row() {
    // It reads a long file, and then asks a workspace that does not answer.
    let server = Server::answering(|_| Answer::Silence(FOR_EVER));
    let dir = tempfile::tempdir().unwrap();
    let file = people(dir.path(), 100_000);
    for wait in [Duration::ZERO, FOR_EVER] {
        let mut command = speaking_to(&server, "contacts import --timeout 60m");
        command.arg(&file);
        let child = piped(command);
        let begun = || dir.path().join("people.csv.ictl-import").exists();
        until("it has begun", || begun() && (wait.is_zero() || !server.requests().is_empty()));
        signal(&child, "INT");
        says_how_to_go_on(child);
        assert!(!begun(), "nothing is left of a job that never was");
    }
}

#[test]
fn one_ctrl_c_ends_what_waits_for_a_pipe_that_says_nothing() {
    for line in ["contacts import - --job job", "contacts tag - vip --job job"] {
        let server = server_that(Answer::hang_up());
        let dir = tempfile::tempdir().unwrap();
        let mut command = speaking_to(&server, line);
        command.current_dir(dir.path()).stdin(Stdio::piped());
        let mut child = piped(command);
        let silent = child.stdin.take();
        until("it waits for rows", || dir.path().join("job/input").exists());
        signal(&child, "INT");
        let output = child.wait_with_output().unwrap();
        drop(silent);
        expect_code(&output, 130);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains("nothing was sent: run it again"), "{line}: {stderr}");
        assert!(!dir.path().join("job").exists(), "{line}");
    }
}

#[test]
fn one_ctrl_c_ends_a_stream_whose_first_question_is_not_answered() {
    let server = Server::answering(|_| Answer::Silence(FOR_EVER));
    let dir = tempfile::tempdir().unwrap();
    let mut command = speaking_to(&server, "conversations close - --timeout 60m --yes --job job");
    std::fs::write(dir.path().join("ids"), "7\n").unwrap();
    command.current_dir(dir.path());
    command.stdin(std::fs::File::open(dir.path().join("ids")).unwrap());
    let child = piped(command);
    until("it asks", || !server.requests().is_empty());
    signal(&child, "INT");
    expect_code(&child.wait_with_output().unwrap(), 130);
    assert!(!dir.path().join("job").exists());
}

/// A job that begins with signals ignored: HUP is what `nohup` has ignored, INT what a script has
/// ignored for all that it runs in the background.
fn ignoring(signals: &str, served: &Served, file: &Path, flags: &str) -> Command {
    let script = format!("trap '' {signals}; exec \"$0\" \"$@\"");
    through(&["/bin/sh", "-c", &script], &served.import(file, flags))
}

/// A job that begins with no signal ignored, as from a terminal, even when these tests run under
/// `nohup`.
fn on_a_terminal(real: &Command) -> Command {
    let as_usual: &[&str] =
        if cfg!(target_os = "linux") { &["--default-signal=HUP,INT"] } else { &[] };
    through(&[&["env"], as_usual].concat(), real)
}

/// The same command, run by another program that becomes it.
fn through(program: &[&str], real: &Command) -> Command {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).arg(real.get_program()).args(real.get_args());
    command.env_clear().stdin(Stdio::null());
    command.envs(real.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

#[test]
fn under_nohup_a_job_outlives_its_terminal() {
    let served = Served::start("--latency 5ms");
    let dir = tempfile::tempdir().unwrap();
    let file = people(dir.path(), 300);
    let mut child = piped(ignoring("HUP", &served, &file, "--concurrency 4 --verbose"));
    until("the import begins", || served.count() > 5);
    // Nobody hears what it says any more.
    drop(child.stderr.take());
    signal(&child, "HUP");
    expect_code(&child.wait_with_output().unwrap(), 0);
    assert_each_exactly_once(&served.api(), 300);
}

#[test]
fn a_script_can_interrupt_what_it_runs_in_the_background() {
    let served = Served::start("--latency 5ms");
    let dir = tempfile::tempdir().unwrap();
    let file = people(dir.path(), 2000);
    let child = piped(ignoring("INT", &served, &file, "--concurrency 4"));
    until("the import begins", || served.count() > 5);
    signal(&child, "INT");
    expect_code(&child.wait_with_output().unwrap(), 130);
    assert!(served.count() < 2000);
}

#[test]
fn a_job_that_nobody_hears_any_more_ends_in_good_order() {
    let served = Served::start("--latency 5ms");
    let dir = tempfile::tempdir().unwrap();
    let file = people(dir.path(), 2000);
    let mut child = piped(on_a_terminal(&served.import(&file, "--concurrency 4 --verbose")));
    until("the import begins", || served.count() > 5);
    drop(child.stderr.take());
    expect_code(&child.wait_with_output().unwrap(), 130);
    let report = report_of(dir.path());
    assert_eq!(report["created"].as_u64(), Some(served.count()), "{report}");
    assert!(served.count() < 2000);
}

#[test]
fn a_list_that_nobody_hears_any_more_goes_on() {
    let served = Served::start("--contacts 30");
    let mut child = piped(served.ictl("contacts list --all --verbose --jq .id"));
    drop(child.stderr.take());
    let output = child.wait_with_output().unwrap();
    expect_code(&output, 0);
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 30);
}

#[test]
fn a_list_ends_when_interrupted() {
    let served = Served::start("--contacts 10 --fault hang=1:20s");
    let child = piped(served.ictl("contacts list"));
    std::thread::sleep(Duration::from_millis(300));
    signal(&child, "INT");
    expect_code(&child.wait_with_output().unwrap(), 130);
}

#[test]
fn the_server_ends_with_0_when_interrupted() {
    let mut child = piped(ictl("sandbox serve --port 0"));
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut stdout, &mut String::new()).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    signal(&child, "INT");
    expect_code(&child.wait_with_output().unwrap(), 0);
}

#[test]
fn the_command_that_goes_on_keeps_a_file_whose_name_looks_like_a_flag() {
    let server = server_that(Answer::hang_up());
    let dir = tempfile::tempdir().unwrap();
    std::fs::rename(people(dir.path(), 9), dir.path().join("--odd name.csv")).unwrap();
    let mut command = speaking_to(&server, "contacts import --job job --concurrency 1");
    command.current_dir(dir.path()).args(words::split("-- '--odd name.csv'"));
    let child = piped(command);
    until("it has sent", || server.requests().len() > 1);
    signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    expect_code(&output, 130);
    let stderr = String::from_utf8(output.stderr).unwrap();
    let resume = "contacts import --job job --concurrency 1 --resume -- '--odd name.csv'";
    assert!(stderr.contains(resume), "{stderr}");
}
