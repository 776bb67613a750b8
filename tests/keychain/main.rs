//! Against real keychains, or what stands in their place: gnome-keyring on a bus of its own, the
//! same one locked, a bus without any, no bus at all, and a socket that never answers.
//!
//! `with-keyring.sh` beside this file brings the daemons up; nothing of the user's is touched.
//! `.ci/run` runs these with `cargo test --test keychain -- --ignored`.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use ictl::clock::{Clock, SystemClock};
use ictl::sandbox::{Options, Running, Sandbox};
use tempfile::TempDir;

/// Within this time a login says that there is no keychain.
const AT_MOST: Duration = Duration::from_secs(4);

/// A sandbox to log in to, and a directory for the settings.
struct Fixture {
    clock: std::sync::Arc<SystemClock>,
    sandbox: Running,
    dir: TempDir,
}

impl Fixture {
    fn new() -> Self {
        let clock = std::sync::Arc::new(SystemClock::start());
        let sandbox = Sandbox::spawn(&Options::default(), clock.clone()).unwrap();
        Fixture { clock, sandbox, dir: tempfile::tempdir().unwrap() }
    }

    /// A script in which `ictl` is the binary under test and `$TOKEN` the sandbox's token.
    fn script(&self, keyring: &str, script: &str) -> Output {
        let with_keyring =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keychain/with-keyring.sh");
        let mut command = Command::new(with_keyring);
        command.args([keyring, "bash", "-euo", "pipefail", "-c", script]);
        self.run(command)
    }

    /// The same without a keyring or a bus of ours.
    fn alone(&self, script: &str, bus: &str) -> Output {
        let mut command = Command::new("bash");
        command.args(["-c", script]).env("DBUS_SESSION_BUS_ADDRESS", bus);
        self.run(command)
    }

    fn run(&self, mut command: Command) -> Output {
        let binary = Path::new(env!("CARGO_BIN_EXE_ictl")).parent().unwrap().display().to_string();
        let mut variables = Vec::new();
        // The order of the two matters: a variable that the caller set stays.
        for (name, value) in command.get_envs() {
            variables.push((name.to_owned(), value.map(ToOwned::to_owned)));
        }
        command
            .env_clear()
            .env("PATH", format!("{binary}:/usr/local/bin:/usr/bin:/bin"))
            .env("HOME", self.dir.path())
            .env("XDG_RUNTIME_DIR", self.dir.path())
            .env("ICTL_CONFIG_DIR", self.dir.path().join("config"))
            .env("INTERCOM_API_BASE_URL", self.sandbox.base_url())
            .env("TOKEN", self.sandbox.token())
            .stdin(Stdio::null());
        for (name, value) in variables {
            command.env(name, value.unwrap_or_default());
        }
        command.output().unwrap()
    }

    /// How long something takes, and that it is no longer than a login may take to give up.
    fn promptly<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.clock.elapsed();
        let result = work();
        let took = self.clock.elapsed().saturating_sub(before);
        assert!(took < AT_MOST, "it took {took:?}");
        result
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[track_caller]
fn succeeds(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}\n{}\n{stderr}", output.status, stdout(output));
    stdout(output)
}

/// It ended with 1 and named the two ways out.
#[track_caller]
fn names_the_ways_out(output: &Output, said: &str) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    for text in [said, "--store file", "INTERCOM_TOKEN"] {
        assert!(stderr.contains(text), "{text:?} is missing in\n{stderr}");
    }
}

#[test]
#[ignore = "needs gnome-keyring, dbus and secret-tool"]
fn a_token_is_kept_found_by_another_process_and_deleted() {
    let fixture = Fixture::new();
    let output = fixture.script(
        "unlocked",
        r#"
        printf '%s' "$TOKEN" | ictl auth login --with-token --profile acme
        ictl auth status --check --json
        ictl me --jq .type
        [ "$(secret-tool lookup service ictl username acme)" = "$TOKEN" ]
        [ "$(ictl auth token)" = "$TOKEN" ]
        printf '%s' secret-of-an-app | ictl app add mine --client-id id-1
        [ "$(secret-tool lookup service ictl username app:mine)" = secret-of-an-app ]
        ictl app remove mine
        ictl auth logout acme
        ! secret-tool lookup service ictl username acme
        ! secret-tool lookup service ictl username app:mine
        ! secret-tool lookup service ictl username trial
        ictl auth status && exit 9 || [ $? = 4 ]
        "#,
    );
    let shown = succeeds(&output);
    assert!(shown.contains("\"valid\":true") && shown.contains("\nadmin\n"), "{shown}");
    for file in std::fs::read_dir(fixture.dir.path().join("config")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(fixture.sandbox.token()));
    }
}

#[test]
#[ignore = "needs gnome-keyring, dbus and secret-tool"]
fn a_token_that_another_program_changed_is_not_used() {
    let fixture = Fixture::new();
    let output = fixture.script(
        "unlocked",
        r#"
        printf '%s' "$TOKEN" | ictl auth login --with-token --profile acme
        printf '%s' other | secret-tool store --label=x service ictl username acme
        ictl me && exit 9 || [ $? = 4 ]
        printf '%s' "$TOKEN" | ictl auth login --with-token --profile acme
        ictl me --jq .type
        secret-tool clear service ictl username acme
        ictl me && exit 9 || [ $? = 4 ]
        "#,
    );
    assert_eq!(succeeds(&output), "admin\n");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("another token") && stderr.contains("no longer holds"), "{stderr}");
}

#[test]
#[ignore = "needs gnome-keyring, dbus and secret-tool"]
fn a_locked_keychain_is_told_apart_and_does_not_hang() {
    let fixture = Fixture::new();
    let script = r#"
        if [ "$STAGE" = before ]; then
          printf '%s' "$TOKEN" | ictl auth login --with-token --profile acme
          exit
        fi
        timeout 20 ictl me || [ $? = 1 ]
        printf '%s' "$TOKEN" | timeout 20 ictl auth login --with-token --profile other
    "#;
    names_the_ways_out(&fixture.script("locked", script), "the keychain is locked");
}

#[test]
#[ignore = "needs dbus"]
fn a_bus_without_a_keychain_names_the_ways_out() {
    let fixture = Fixture::new();
    let login = r#"printf '%s' "$TOKEN" | ictl auth login --with-token"#;
    let output = fixture.promptly(|| fixture.script("none", login));
    names_the_ways_out(&output, "there is no keychain here");
    let output = fixture.script("none", &format!("{login} --store file && ictl me --jq .type"));
    assert_eq!(succeeds(&output), "admin\n");
}

#[test]
fn without_a_bus_the_ways_out_are_named() {
    let fixture = Fixture::new();
    let bus = format!("unix:path={}/no-such-bus", fixture.dir.path().display());
    let login = r#"printf '%s' "$TOKEN" | ictl auth login --with-token"#;
    let output = fixture.promptly(|| fixture.alone(login, &bus));
    names_the_ways_out(&output, "there is no keychain here");
}

#[test]
fn a_bus_that_is_silent_does_not_hang_anybody() {
    let fixture = Fixture::new();
    let socket = fixture.dir.path().join("silent");
    // Nobody accepts: the connection stands, and never a byte comes back.
    let _listener = UnixListener::bind(&socket).unwrap();
    let bus = format!("unix:path={}", socket.display());
    let login = r#"printf '%s' "$TOKEN" | ictl auth login --with-token"#;
    let output = fixture.promptly(|| fixture.alone(login, &bus));
    names_the_ways_out(&output, "did not answer");
}

#[test]
fn a_token_on_its_way_in_is_in_no_list_of_processes() {
    let fixture = Fixture::new();
    // Connections stand in the queue; the login waits for an answer.
    let deaf = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut login = Command::new(env!("CARGO_BIN_EXE_ictl"))
        .args(["auth", "login", "--with-token", "--store", "file"])
        .env_clear()
        .env("ICTL_CONFIG_DIR", fixture.dir.path())
        .env("INTERCOM_API_BASE_URL", format!("http://{}", deaf.local_addr().unwrap()))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut login.stdin.take().unwrap(), b"token-to-look-for").unwrap();
    let _connection = deaf.accept().unwrap();
    let lists = std::fs::read_dir("/proc").unwrap();
    let commands: Vec<String> = lists
        .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok())
        .map(|words| String::from_utf8_lossy(&words).into_owned())
        .collect();
    login.kill().unwrap();
    login.wait().unwrap();
    assert!(commands.iter().any(|command| command.contains("--with-token")), "it was running");
    assert!(!commands.iter().any(|command| command.contains("token-to-look-for")));
}
