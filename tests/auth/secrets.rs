//! No secret in any output, and in no file but the one that was chosen for it.

use std::fs;
use std::path::Path;

use crate::{ACME, GLOBEX, intercom, world};

const CLIENT_SECRET: &str = "11112222-3333-4444-5555-666677778888";

#[test]
fn no_secret_is_in_any_output_or_file_but_the_store() {
    let server = intercom();
    let world = world(&server).env("INTERCOM_CLIENT_SECRET", CLIENT_SECRET);
    let secrets = [ACME, GLOBEX, CLIENT_SECRET];
    let mut said = String::new();
    for (stdin, line) in [
        (ACME, "auth login --with-token --verbose"),
        (GLOBEX, "auth login --with-token --store file --verbose --json"),
        ("", "app add mine --client-id id-1 --verbose"),
        ("", "app add other --client-id id-2 --store file"),
        ("", "app list --json"),
        ("", "auth status --check --verbose --json"),
        ("", "auth list --output csv"),
        ("", "auth switch acme1"),
        ("", "me --verbose"),
        ("", "contacts create --email a@example.com --dry-run --verbose"),
        ("", "auth revoke --all --dry-run --verbose"),
        ("", "auth logout globex2 --dry-run"),
        ("", "me --profile nobody --json"),
        ("not-a-token", "auth login --with-token --verbose --json"),
    ] {
        let run = world.pipe(stdin).run(line);
        said.push_str(&run.stdout);
        said.push_str(&run.stderr);
    }
    assert!(said.contains("[redacted]"), "the requests were shown");
    for secret in secrets {
        assert!(!said.contains(secret), "{said}");
        for file in files_with(world.dir(), secret) {
            assert!(file.ends_with("credentials.json"), "{file} holds {secret}");
        }
    }
    // That the search would find something: what was put into the file store is there.
    assert_eq!(files_with(world.dir(), GLOBEX).len(), 1);
    assert!(files_with(world.dir(), ACME).is_empty());
    world.run("auth revoke --all --yes --verbose").succeeds().never_shows(ACME).never_shows(GLOBEX);
    assert!(files_with(world.dir(), GLOBEX).is_empty());
}

fn files_with(dir: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else if String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(text) {
            found.push(path.display().to_string());
        }
    }
    found
}
