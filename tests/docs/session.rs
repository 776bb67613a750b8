//! A reader's two terminals, in a directory of their own: one that may serve something, and the
//! other, where commands are typed.
//!
//! Three things are not as on a reader's machine, and what is printed is changed back: ports are
//! any free ones, secrets go into a file and never into a keychain, and nobody has to click in a
//! browser.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::browser;
use crate::pages::root;

/// The address of the sandbox in the documents.
const SHOWN_ADDRESS: &str = "127.0.0.1:8900";

/// Where a login waits in the documents, and in any case.
const SHOWN_CALLBACK: &str = "localhost:8910";

/// The aside of a block that is about a machine without a keychain. Which machine has one can
/// only be arranged on Linux.
const NO_KEYCHAIN: &str = "played without a keychain";

/// The aside of a block that begins with an empty home and the token in a file, as a reader has it
/// who comes with a token of their own.
const OWN_TOKEN: &str = "played with a token in token.txt";

/// The aside of a block that is about a profile of somebody who has logged in long ago.
const LOGGED_IN: &str = "played with a profile prod";

/// What is served and what is typed.
pub struct Session {
    directory: TempDir,
    /// What was exported in the second terminal.
    exports: BTreeMap<String, String>,
    served: Option<Served>,
    has_keychain: bool,
}

/// Something that is being served.
struct Served {
    process: Child,
    address: String,
}

impl Session {
    pub fn begin() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let examples = directory.path().join("examples");
        fs::create_dir(&examples).unwrap();
        let files = fs::read_dir(root().join("examples")).unwrap().map(Result::unwrap);
        for example in files.filter(|example| example.path().is_file()) {
            fs::copy(example.path(), examples.join(example.file_name())).unwrap();
        }
        Session { directory, exports: BTreeMap::new(), served: None, has_keychain: true }
    }

    /// Sets up what a block's aside asks for; `false` where that is not to be had on this machine.
    pub fn prepares(&mut self, aside: Option<&str>) -> bool {
        self.has_keychain = aside != Some(NO_KEYCHAIN);
        if aside == Some(OWN_TOKEN) {
            let token = self.exports.remove("INTERCOM_TOKEN").unwrap();
            fs::write(self.directory.path().join("token.txt"), token).unwrap();
        }
        if aside == Some(LOGGED_IN) {
            self.serve("ictl sandbox serve");
            self.run("echo $INTERCOM_TOKEN | ictl auth login --with-token --profile prod");
        }
        self.has_keychain || cfg!(target_os = "linux")
    }

    /// Runs a command as typed and returns what the terminal shows; `None` for one that is not
    /// about `ictl`.
    pub fn run(&mut self, command: &str) -> Option<String> {
        if ["ictl sandbox serve", "ictl app serve"].iter().any(|words| command.starts_with(words)) {
            return Some(self.serve(command));
        }
        if let Some(name) = command.strip_prefix("unset ") {
            self.exports.remove(name);
            return None;
        }
        if let Some((name, _)) = command.split_once("=$(") {
            return self.assign(name, command);
        }
        // What is set for one command stands before it.
        let is_assignment = |word: &&str| word.contains('=');
        let program = command.split(' ').find(|word| !is_assignment(word)).unwrap_or_default();
        if ["cargo", "rustup", "export"].contains(&program) {
            return None;
        }
        Some(self.show(command))
    }

    /// Keeps what a shell would keep in a variable.
    fn assign(&mut self, name: &str, command: &str) -> Option<String> {
        let output =
            self.shell(&format!("{command}\nprintf %s \"${name}\"")).output().unwrap().stdout;
        self.exports.insert(name.to_owned(), String::from_utf8(output).unwrap());
        None
    }

    fn show(&self, command: &str) -> String {
        let is_login = command.contains("auth login");
        let keeps = is_login || command.contains("app add");
        let stands_in = keeps && self.has_keychain && !command.contains("--store");
        // In the sandbox nothing is kept, and no store can be named.
        let stands_in = stands_in && !command.contains("--sandbox");
        let mut command = command.to_owned();
        if stands_in {
            command = with_flag(&command, "--store file");
        }
        let waits = is_login && command.contains("--oauth") && !command.contains("--dry-run");
        let text = if waits && !command.contains("--redirect-uri") {
            self.log_in(&command)
        } else {
            String::from_utf8(self.shell(&command).output().unwrap().stdout).unwrap()
        };
        let text = if stands_in { text.replace("in the file", "in the keychain") } else { text };
        match &self.served {
            Some(served) => text.replace(&served.address, SHOWN_ADDRESS),
            None => text,
        }
    }

    /// Logs in as the browser's user would, who approves.
    fn log_in(&self, command: &str) -> String {
        let callback = format!("localhost:{}", free_port());
        let flag = format!("--redirect-uri https://{callback}/callback");
        let command = with_flag(command, &flag);
        let mut process = self.shell(&command).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        for line in BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap) {
            said.push_str(&line);
            said.push('\n');
            if let Some(page) = line.trim().strip_prefix("http").filter(|it| it.contains("/oauth?"))
            {
                browser::approves(&format!("http{page}"));
            }
        }
        process.wait().unwrap();
        let port = callback.trim_start_matches("localhost:");
        said.replace(&callback, SHOWN_CALLBACK)
            .replace(&format!("localhost%3A{port}"), "localhost%3A8910")
    }

    /// Serves until something else is served, and returns what is said at the start.
    fn serve(&mut self, command: &str) -> String {
        let is_sandbox = command.starts_with("ictl sandbox");
        let command = if is_sandbox {
            self.served = None;
            format!("exec {command} --port 0")
        } else {
            format!("exec {command} --listen 127.0.0.1:{}", free_port())
        };
        let mut process = self.shell(&command).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = Vec::new();
        for line in BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap) {
            if let Some((name, value)) =
                line.strip_prefix("export ").and_then(|assignment| assignment.split_once('='))
            {
                self.exports.insert(name.to_owned(), value.to_owned());
            }
            let is_last = line.contains("listens on") || line.ends_with("/install");
            said.push(line);
            if is_last {
                break;
            }
        }
        let said = said.join("\n");
        let base_url = self.exports.get("INTERCOM_API_BASE_URL").expect("it exports its address");
        let address = base_url.trim_start_matches("http://").to_owned();
        let served = Served { process, address: address.clone() };
        if is_sandbox {
            self.served = Some(served);
        }
        said.replace(&address, SHOWN_ADDRESS)
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
            // Where somebody is logged in from afar, no browser is opened.
            .env("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
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

/// The line with a flag behind the words of `ictl`, before what is redirected, piped or comes next.
fn with_flag(line: &str, flag: &str) -> String {
    let start = line.find("ictl ").unwrap_or(0);
    let ends = [" < ", " | ", "; "].iter().filter_map(|mark| line[start..].find(mark));
    let end = ends.min().map_or(line.len(), |end| start + end);
    let (words, rest) = line.split_at(end);
    format!("{words} {flag}{rest}")
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
