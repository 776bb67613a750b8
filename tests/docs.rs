//! Is what the documents show true? Every `console` block of the README and of each page under
//! `docs` is played as written, and what comes out is compared with what stands there. A new page
//! is found by itself.
//!
//! A document is one session in a directory of its own: a sandbox served in one block is the workspace
//! of the blocks below it, as if its export lines had been pasted into the other terminal. `…`
//! stands for any text; a line that begins with `$ ` is a command, and commands that need the
//! toolchain are left to `.ci/run`.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

/// How the documents run what a reader of them has built.
const RUN_BY_CARGO: &str = "cargo run --release -- ";

/// The port that documents show; the test's sandboxes take any free one.
const SHOWN_ADDRESS: &str = "127.0.0.1:8900";

#[test]
fn the_documents_show_what_happens() {
    let documents = documents();
    // Most of the time goes by in the commands: the documents are played side by side.
    let faults: Vec<String> = thread::scope(|scope| {
        let plays: Vec<_> =
            documents.iter().map(|document| scope.spawn(|| play(document))).collect();
        plays.into_iter().flat_map(|play| play.join().unwrap()).collect()
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_block_of_a_document_is_of_a_known_kind() {
    for document in documents() {
        let text = read(&document);
        let fences = text.lines().map(str::trim_start).filter(|line| line.starts_with("```"));
        for fence in fences {
            let known = ["```", "```console", "```text", "```yaml"].contains(&fence);
            assert!(known, "{document} has {fence:?}: a transcript is a console block");
        }
    }
}

#[test]
fn every_file_that_the_documents_link_to_exists() {
    for document in documents() {
        let text = read(&document);
        let folder = root().join(&document).parent().unwrap().to_owned();
        for target in links(&text).filter(|target| !target.contains("://")) {
            let path = target.split('#').next().unwrap_or_default();
            assert!(folder.join(path).exists(), "{document} links to {target}: it does not exist");
        }
    }
}

#[test]
fn the_readme_leads_to_every_page() {
    let readme = read("README.md");
    for document in documents().iter().filter(|document| *document != "README.md") {
        assert!(links(&readme).any(|target| target == document), "nothing leads to {document}");
    }
}

#[test]
fn the_documents_name_only_source_files_that_exist() {
    for document in documents() {
        let text = read(&document);
        let quoted = text.split('`').skip(1).step_by(2);
        // `src/commands/NOUN/VERB.rs` stands for files yet to be written.
        let is_real = |word: &&str| !word.chars().any(|c| c.is_ascii_uppercase());
        let is_source = |word: &&str| {
            ["src/", "tests/", "examples/", "docs/"].iter().any(|folder| word.starts_with(folder))
        };
        for path in quoted.filter(is_source).filter(is_real) {
            assert!(root().join(path).exists(), "{document} names {path}, which does not exist");
        }
    }
}

#[test]
fn an_ellipsis_stands_for_any_text() {
    assert!(matches("a … d", "a b c d"));
    assert!(matches("first\n…\nlast", "first\n1\n2\nlast"));
    assert!(!matches("a … d", "a b c"));
    assert!(matches("done", "Exporting 5/10 (50%)  5/s  1s left\ndone"));
    assert!(!matches("a", "ab"));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Everything that is written for readers: the two at the root, and all pages under `docs`.
fn documents() -> Vec<String> {
    let pages = fs::read_dir(root().join("docs")).unwrap();
    let names = pages.map(|page| page.unwrap().file_name().into_string().unwrap());
    let pages = names.filter_map(|name| Some(format!("docs/{}.md", name.strip_suffix(".md")?)));
    ["README.md".to_owned(), "CHANGELOG.md".to_owned()].into_iter().chain(pages).collect()
}

/// Plays all blocks of a document, in order, and tells where it shows something else than comes.
fn play(document: &str) -> Vec<String> {
    let mut session = Session::begin();
    let text = read(document);
    let mut faults = Vec::new();
    for (command, expected) in blocks(&text).into_iter().flat_map(commands) {
        let command = command
            .strip_prefix(RUN_BY_CARGO)
            .map_or_else(|| command.to_owned(), |arguments| format!("ictl {arguments}"));
        let Some(shown) = session.run(&command) else { continue };
        if !matches(&expected, &shown) {
            faults.push(format!(
                "{document} shows for `{command}`:\n{expected}\n\nbut it prints:\n{shown}\n"
            ));
        }
    }
    faults
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The contents of the fenced blocks that are transcripts.
fn blocks(text: &str) -> Vec<&str> {
    let starts = text.split("```console\n").skip(1);
    starts.map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

/// The commands of a block, each with the output shown for it.
fn commands(block: &str) -> Vec<(&str, String)> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(command), _) => found.push((command, Vec::new())),
            (None, Some((_, output))) => output.push(line),
            (None, None) => panic!("a console block begins with a command, not with {line:?}"),
        }
    }
    found.into_iter().map(|(command, output)| (command, output.join("\n"))).collect()
}

/// The targets of links such as `[text](target)`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

/// Whether the output is what is expected, where `…` stands for any text. What a slow machine says of
/// its progress every ten seconds is not expected of others.
fn matches(expected: &str, output: &str) -> bool {
    let is_progress = |line: &&str| line.ends_with(" left") || line.ends_with("/s");
    let lines: Vec<&str> = output.trim().lines().filter(|line| !is_progress(line)).collect();
    let output = lines.join("\n");
    let mut pieces = expected.trim().split('…');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = output.strip_prefix(first) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, middle)) = pieces.split_last() else { return rest.is_empty() };
    for piece in middle {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

/// Two terminals in a directory of their own: one that may serve a sandbox, and the other.
struct Session {
    directory: TempDir,
    /// What was exported in the second terminal.
    exports: BTreeMap<String, String>,
    sandbox: Option<Served>,
}

/// A sandbox that is being served.
struct Served {
    process: Child,
    address: String,
}

impl Session {
    fn begin() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let examples = directory.path().join("examples");
        fs::create_dir(&examples).unwrap();
        for example in fs::read_dir(root().join("examples")).unwrap().map(Result::unwrap) {
            fs::copy(example.path(), examples.join(example.file_name())).unwrap();
        }
        Session { directory, exports: BTreeMap::new(), sandbox: None }
    }

    /// Runs a command as typed and returns what the terminal shows; `None` for one that is not
    /// about `ictl`.
    fn run(&mut self, command: &str) -> Option<String> {
        if command.starts_with("ictl sandbox serve") {
            return Some(self.serve(command));
        }
        if command.starts_with("cargo ") || command.starts_with("export ") {
            return None;
        }
        if let Some(name) = command.strip_prefix("unset ") {
            self.exports.remove(name);
            return None;
        }
        let output = self.shell(command).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        Some(match &self.sandbox {
            Some(served) => text.replace(&served.address, SHOWN_ADDRESS),
            None => text,
        })
    }

    /// Serves a sandbox until the next one, and returns what it says at its start.
    fn serve(&mut self, command: &str) -> String {
        self.sandbox = None;
        let command = format!("exec {command} --port 0");
        let mut process = self.shell(&command).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        for line in lines.map(Result::unwrap) {
            if let Some((name, value)) =
                line.strip_prefix("export ").and_then(|assignment| assignment.split_once('='))
            {
                self.exports.insert(name.to_owned(), value.to_owned());
            }
            let is_last = line.contains("listens on");
            said.push(line);
            if is_last {
                break;
            }
        }
        let base_url = self.exports.get("INTERCOM_API_BASE_URL").expect("it exports its address");
        let address = base_url.trim_start_matches("http://").to_owned();
        let said = said.join("\n").replace(&address, SHOWN_ADDRESS);
        self.sandbox = Some(Served { process, address });
        said
    }

    /// A shell with the binary at hand and nothing of the developer's own environment.
    fn shell(&self, command: &str) -> Command {
        let binary = Path::new(env!("CARGO_BIN_EXE_ictl")).parent().unwrap().display();
        let mut shell = Command::new("sh");
        shell
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .current_dir(self.directory.path())
            .env_clear()
            .env("PATH", format!("{binary}:/usr/local/bin:/usr/bin:/bin"))
            .env("HOME", self.directory.path())
            .env("TMPDIR", self.directory.path())
            .env("TZ", "UTC")
            .envs(&self.exports)
            .stdin(Stdio::null());
        shell
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // One that has ended already needs no killing.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
