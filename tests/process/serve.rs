//! What `sandbox serve` prints for the other terminal to paste.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::child::ictl;

/// Serves until it listens, and returns the names of what it exports with all that it printed.
fn exported(mut command: Command) -> (Vec<String>, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("listens on")));
    child.kill().unwrap();
    child.wait().unwrap();
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    let name =
        |line: &str| line.strip_prefix("export ").unwrap().split_once('=').unwrap().0.to_owned();
    (text.lines().map(name).collect(), text)
}

#[test]
fn all_that_a_client_and_a_login_need_is_exported() {
    let (names, _) = exported(ictl("sandbox serve --port 0 --workspaces 2"));
    assert_eq!(
        names,
        [
            "INTERCOM_API_BASE_URL",
            "INTERCOM_APP_BASE_URL",
            "INTERCOM_TOKEN",
            "INTERCOM_TOKEN_2",
            "INTERCOM_CLIENT_ID",
            "INTERCOM_CLIENT_SECRET",
        ]
    );
    let (names, text) =
        exported(ictl("sandbox serve --port 0 --no-token --client-id mine --client-secret known"));
    assert!(!names.iter().any(|name| name.starts_with("INTERCOM_TOKEN")));
    assert!(text.ends_with("CLIENT_ID=mine\nexport INTERCOM_CLIENT_SECRET=known\n"), "{text}");
}

#[test]
fn a_client_secret_from_the_environment_is_not_printed() {
    let mut command = ictl("sandbox serve --port 0");
    command.env("INTERCOM_CLIENT_ID", "real-app").env("INTERCOM_CLIENT_SECRET", "real-secret");
    let (names, text) = exported(command);
    assert!(!names.contains(&"INTERCOM_CLIENT_SECRET".to_owned()));
    assert!(text.contains("INTERCOM_CLIENT_ID=real-app") && !text.contains("real-secret"));
}
