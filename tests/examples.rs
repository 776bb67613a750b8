//! Do the examples work that the help of each command ends with? Every one of them is run through a
//! shell, by the binary, against a sandbox of its own: what can be copied from the help must do what
//! it says.
//!
//! Little is different from what a reader would type, and all of it stands in this file: what has
//! another name in the sandbox is put in its place, and the few commands that wait for a browser, for
//! an answer or for the end of the world are given what ends them.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ictl::clock::SystemClock;
use ictl::sandbox::{Options, Running, Sandbox};
use serde_json::json;
use support::{Api, TestContext, words};

/// How many are run at a time: they mostly wait for one another's processes.
const AT_A_TIME: usize = 10;

/// The examples whose operation the sandbox does not emulate and says so. Whoever adds one to the
/// sandbox lowers the number; it never goes up unseen.
const NOT_EMULATED: usize = 181;

/// Examples of commands that need somebody in front of them: they are parsed, and not run.
const NEED_SOMEBODY: &[(&str, &str)] = &[
    ("auth login --oauth", "waits for a browser"),
    ("ictl browse", "opens a browser"),
    ("app serve", "serves until it is stopped, on a port of its own"),
    ("docker ", "hands a secret to another program"),
    ("node server.js", "hands a token to another program"),
    ("--profile a |", "needs two workspaces"),
];

/// Examples that end with another code than 0 where there is no terminal, or because of what they
/// show.
const OTHER_CODES: &[(&str, i32, &str)] = &[
    ("ictl auth login", 2, "asks how to log in"),
    ("ictl auth switch", 2, "asks for the profile"),
    ("ictl --sandbox contacts import examples/contacts.csv", 3, "eight of its rows are wrong"),
];

/// Examples whose ids or values no sandbox can have beforehand: it refuses them as Intercom would.
const REFUSED: &[(&str, i32, &str)] = &[
    ("ictl jobs status 1", 1, "no job of that number was begun"),
    ("conversations convert 100001", 1, "the type's severity is an option with an id of its own"),
    ("attributes options update 32", 1, "options have ids that are made anew"),
    ("attributes options delete 32", 1, "options have ids that are made anew"),
    ("ticket-types attributes update", 1, "the attribute is one of a conversation"),
    ("tickets enqueue", 1, "the type wants attributes"),
    ("tickets change-type", 1, "the demo has one type a category"),
    ("linked-conversations create", 1, "the conversation has a tracker already"),
    ("tickets untag - stale", 3, "a ticket that lacks the tag is refused"),
];

/// What must have happened before: words of an example, and what is run first.
const BEFORE: &[(&str, &str)] = &[
    ("untag - stale", "ictl tags create stale"),
    ("contacts untag 5f", "ictl contacts tag 63a07ddf05a32042dffac965 vip"),
    ("contacts untag 63", "ictl contacts tag 63a07ddf05a32042dffac965 vip"),
    ("conversations untag 1", "ictl conversations tag 100001 vip"),
    ("tickets untag 1", "ictl tickets tag 100026 vip"),
    ("contacts tags delete", "ictl contacts tags create 63a07ddf05a32042dffac965 --id 6"),
    ("conversations tags delete", "ictl conversations tag 100001 VIP"),
    ("tickets tags delete", "ictl tickets tag 100032 VIP"),
    (
        "contacts companies delete",
        "ictl contacts companies create 63a07ddf05a32042dffac965 --id 6762f0dd1bb69f9f2193bb83",
    ),
    (
        "contacts subscriptions delete",
        "ictl contacts subscriptions create 63a07ddf05a32042dffac965 --id 135 --consent-type opt_in",
    ),
    ("reply 100001 'It works again'", "ictl conversations attach 100001 ann@example.com"),
    ("detach 100001", "ictl conversations attach 100001 bob@example.com"),
    ("customers delete", "ictl conversations attach 100001 63a07ddf05a32042dffac965"),
    ("tickets unlink", "ictl tickets link 100032 100002"),
    ("ictl stale", "ictl alias set stale 'conversations search \"state = open\"'"),
    ("alias delete stale", "ictl alias set stale 'contacts list'"),
    ("import status", "ictl contacts import people.csv"),
    ("import undo", "ictl contacts import people.csv"),
    (
        "git log",
        "git init -q && git -c user.name=a -c user.email=a@b.c commit -q --allow-empty -m First",
    ),
];

/// The job that examples of export jobs speak of is started first, and is ready.
const JOB: &str = "orzzsbd7hk67xyu";
const CONTENT_JOB: &str = "$(ictl exports content start --since 90d --jq .job_identifier)";
const REPORT: &str = "$(ictl exports reporting start --dataset conversation --attribute channel \
                      --since 7d --jq .job_identifier)";

/// An example, and the command whose help shows it.
struct Example {
    command: String,
    line: String,
}

#[test]
fn every_example_of_the_help_does_what_it_says() {
    let examples = examples();
    assert!(examples.len() > 400, "only {} examples were found", examples.len());
    let (faults, missing) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(example) = examples.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match play(example) {
                        Played::Well => {}
                        Played::NotEmulated => missing.lock().unwrap().push(&example.line),
                        Played::Badly(fault) => faults.lock().unwrap().push(fault),
                    }
                }
            });
        }
    });
    let (faults, missing) = (faults.into_inner().unwrap(), missing.into_inner().unwrap());
    assert!(faults.is_empty(), "{} examples fail:\n{}", faults.len(), faults.join("\n"));
    assert_eq!(missing.len(), NOT_EMULATED, "the sandbox does not emulate: {missing:#?}");
}

enum Played {
    Well,
    NotEmulated,
    Badly(String),
}

fn play(example: &Example) -> Played {
    let line = example.line.as_str();
    if NEED_SOMEBODY.iter().any(|(part, _)| line.contains(part)) {
        return parse(example);
    }
    let place = Place::new(line);
    if let Some((_, before)) = BEFORE.iter().find(|(part, _)| line.contains(part)) {
        place.shell(&place.in_its_terms(before));
    }
    let line = place.in_its_terms(line);
    if line.contains("sandbox serve") {
        return place.serve(&line);
    }
    if ["auth", "app", "acme", "prod", "--profile"].iter().any(|word| line.contains(word)) {
        place.log_in();
    }
    // The environment's token is no profile's, and would be asked about.
    let unset = if line.contains("auth revoke") || line.contains("auth logout") {
        "unset INTERCOM_TOKEN; "
    } else {
        ""
    };
    let line = format!("{unset}{line}");
    let mut output = place.shell(&line);
    if said(&output).contains("no keychain") {
        output = place.shell(
            &line.replace(" login ", " login --store file ").replace(" add ", " add --store file "),
        );
    }
    if output.status.code() == Some(2) && said(&output).contains("--yes") {
        // On a terminal it asks.
        output = place.shell(&line.replace("ictl ", "ictl --yes "));
    }
    let expected = OTHER_CODES
        .iter()
        .find(|(own, ..)| *own == example.line)
        .or_else(|| REFUSED.iter().find(|(part, ..)| line.contains(part)));
    let code = output.status.code();
    if code == Some(expected.map_or(0, |(_, code, _)| *code)) {
        return Played::Well;
    }
    if said(&output).contains("is not emulated by the sandbox") {
        return Played::NotEmulated;
    }
    let command = &example.command;
    Played::Badly(format!("{command}: {line}\n    ended with {code:?}: {}", said(&output)))
}

/// Checks that the words of each `ictl` in it make a command line.
fn parse(example: &Example) -> Played {
    for part in example.line.split(['|', '$']) {
        let Some(at) = part.find("ictl ") else { continue };
        let adds_words = part[..at].contains("xargs");
        let part = part[at..].split(['<', '>', ')']).next().unwrap_or_default();
        let mut args: Vec<String> = words::split(part);
        args.extend(adds_words.then(|| "ID".to_owned()));
        if let Err(error) = ictl::cli::command(&args).try_get_matches_from(&args) {
            return Played::Badly(format!("{}: {part}: {error}", example.command));
        }
    }
    Played::Well
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A directory with what the examples name, and a workspace.
struct Place {
    dir: tempfile::TempDir,
    sandbox: Running,
    /// What stands in examples, and what it is called in the sandbox.
    terms: Vec<(&'static str, String)>,
}

impl Place {
    fn new(line: &str) -> Self {
        // Jobs are ready at once.
        let options = Options { export_delay: std::time::Duration::ZERO, ..Options::demo() };
        let sandbox = Sandbox::spawn(&options, Arc::new(SystemClock::start())).unwrap();
        let api = Api::new(sandbox.base_url(), sandbox.token());
        let dora = api.contact(&json!({"email": "dora@example.com", "name": "Dora"}));
        let lead = api.contact(&json!({"role": "lead", "email": "dora@example.com"}));
        // Unless it is the example that makes her.
        if !["email ann@", "email=ann@"].iter().any(|part| line.contains(part)) {
            api.contact(&json!({"email": "ann@example.com", "name": "Ann"}));
        }
        api.contact(&json!({"email": "bob@example.com", "name": "Bob"}));
        let companies = api.post("/companies/list", &json!({}));
        let company = &companies["data"][0]["id"];
        let terms = vec![
            ("63a07ddf05a32042dffac965", dora),
            ("5f8a1c2e9b3d7e0012ab34cd", lead),
            (JOB, if line.contains("reporting") { REPORT } else { CONTENT_JOB }.to_owned()),
            ("6762f0dd1bb69f9f2193bb83", company.as_str().unwrap_or_default().to_owned()),
            ("ana@example.com", "amina@sandbox.example".to_owned()),
        ];
        let place = Place { dir: tempfile::tempdir().unwrap(), sandbox, terms };
        place.put_files();
        place
    }

    fn put_files(&self) {
        let people = "Email Address,name\ncleo@example.com,Cleo\n";
        let id = &self.terms[0].1;
        for (name, content) in [
            ("people.csv", people),
            ("people.ndjson", "{\"email\":\"dan@example.com\"}\n"),
            ("ids.txt", id.as_str()),
            ("token.txt", self.sandbox.token()),
            ("secret.txt", self.sandbox.client_secret()),
            ("body.json", "{\"name\":\"Ann Lee\"}"),
            ("answer.html", "<p>It works again.</p>"),
            ("screenshot.png", "png"),
        ] {
            std::fs::write(self.dir.path().join(name), content).unwrap();
        }
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        std::os::unix::fs::symlink(files, self.dir.path().join("examples")).unwrap();
    }

    fn in_its_terms(&self, line: &str) -> String {
        self.terms.iter().fold(line.to_owned(), |line, (shown, own)| line.replace(shown, own))
    }

    /// Profiles and an app, as those have them who try such commands.
    fn log_in(&self) {
        for profile in ["globex", "acme-eu", "prod", "acme"] {
            let login = "ictl auth login --with-token --store file --profile";
            self.shell(&format!("{login} {profile} < token.txt"));
        }
        for app in ["mine", "shop"] {
            let add = format!("ictl app add {app} --client-id {}", self.sandbox.client_id());
            self.shell(&format!("{add} --store file < secret.txt"));
        }
    }

    /// Serves a sandbox until it has said where it is.
    fn serve(&self, line: &str) -> Played {
        let line = line.split('|').next().unwrap_or_default();
        let mut child = self.command(&format!("exec {line} --port 0")).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        child.wait().unwrap();
        if first.starts_with("export ") {
            Played::Well
        } else {
            Played::Badly(format!("{line}: said {first:?}"))
        }
    }

    fn shell(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    fn command(&self, line: &str) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_ictl")).parent().unwrap();
        let mut command = Command::new("bash");
        command
            .args(["-o", "pipefail", "-c", line])
            .current_dir(self.dir.path())
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", binary.display()))
            .env("HOME", self.dir.path())
            .env("ICTL_CONFIG_DIR", self.dir.path().join("config"))
            .env("INTERCOM_API_BASE_URL", self.sandbox.base_url())
            .env("INTERCOM_APP_BASE_URL", self.sandbox.base_url())
            .env("INTERCOM_TOKEN", self.sandbox.token())
            .env("INTERCOM_CLIENT_SECRET", self.sandbox.client_secret())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// The examples of all commands, with what follows a line that goes on.
fn examples() -> Vec<Example> {
    let world = TestContext::bare();
    let mut found = Vec::new();
    for command in commands() {
        let help = world.run(&format!("{command} --help")).succeeds().stdout.clone();
        let end = help.trim_end().rsplit("\n\n").next().unwrap_or_default();
        let mut lines = end.lines().skip(1).map(str::trim).peekable();
        while let Some(line) = lines.next() {
            let mut line = line.to_owned();
            while line.ends_with(['\\', '|', '&']) {
                let whole = line.trim_end_matches('\\').to_owned();
                line = format!("{whole} {}", lines.next().unwrap_or_default());
            }
            found.push(Example { command: command.clone(), line });
        }
    }
    found
}

/// The words of every command, groups included; the root's are none.
fn commands() -> Vec<String> {
    let shells = ictl::cli::command(&[]);
    let names: Vec<String> =
        shells.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let mut found = vec![String::new()];
    collect(&ictl::cli::command(&names), "", &mut found);
    found
}

fn collect(command: &clap::Command, path: &str, found: &mut Vec<String>) {
    for inner in command.get_subcommands() {
        let words = format!("{path} {}", inner.get_name()).trim().to_owned();
        found.push(words.clone());
        collect(inner, &words, found);
    }
}
