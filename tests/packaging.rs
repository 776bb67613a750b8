//! Do the packages hold what they promise, before a release finds out? The scripts of `.ci` are run
//! as the release runs them, and what names a file names one that exists.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use toml_edit::DocumentMut;

/// Every platform that has an archive.
const TARGETS: [&str; 6] = [
    "aarch64-apple-darwin",
    "aarch64-pc-windows-msvc",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-musl",
];

#[test]
fn the_formula_is_filled_with_the_checksums_of_its_archives() {
    let folder = tempfile::tempdir().unwrap();
    let sums = folder.path().join("SHA256SUMS");
    fs::write(&sums, checksums("1.2.3")).unwrap();
    let formula = script(
        "formula",
        &["1.2.3", "https://home.example", "https://files.example/v1.2.3"],
        &sums,
    );
    assert!(formula.status.success(), "{}", words(&formula.stderr));
    let text = words(&formula.stdout);
    assert!(!text.contains("@SHA256"), "{text}");
    assert!(text.contains(r#"version "1.2.3""#), "{text}");
    for (index, target) in
        TARGETS.iter().enumerate().filter(|(_, target)| !target.contains("windows"))
    {
        let url = format!(r#"url "https://files.example/v1.2.3/ictl-1.2.3-{target}.tar.gz""#);
        let below = text.split(&url).nth(1).unwrap().lines().nth(1).unwrap().trim();
        assert_eq!(below, format!(r#"sha256 "{index:064}""#), "{target}");
    }
}

#[test]
fn a_formula_without_a_checksum_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let sums = folder.path().join("SHA256SUMS");
    fs::write(&sums, checksums("1.2.2")).unwrap();
    let formula =
        script("formula", &["1.2.3", "https://home.example", "https://files.example"], &sums);
    assert!(!formula.status.success());
    assert!(words(&formula.stderr).contains("has no checksum of ictl-1.2.3-"), "{formula:?}");
}

#[test]
fn an_archive_holds_the_program_licenses_completions_and_pages() {
    let folder = tempfile::tempdir().unwrap();
    let binary = folder.path().join("ictl");
    fs::write(&binary, "not a program").unwrap();
    fs::write(folder.path().join("THIRD-PARTY.txt"), "notices").unwrap();
    let target = "x86_64-unknown-linux-musl";
    let made = script("archive", &[target, binary.to_str().unwrap()], folder.path());
    assert!(made.status.success(), "{}", words(&made.stderr));
    let name = format!("ictl-{}-{target}", env!("CARGO_PKG_VERSION"));
    let archive = folder.path().join(format!("{name}.tar.gz"));
    assert_eq!(Path::new(words(&made.stdout).trim()), archive.canonicalize().unwrap());
    let listed = Command::new("tar").arg("-tzf").arg(&archive).output().unwrap();
    let listed = words(&listed.stdout);
    for file in [
        "ictl",
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "THIRD-PARTY.txt",
        "completions/_ictl",
        "completions/ictl.bash",
        "man/ictl.1",
    ] {
        assert!(listed.lines().any(|line| line == format!("{name}/{file}")), "{file} in {listed}");
    }
}

#[test]
fn every_file_that_a_package_takes_exists() {
    let manifest: DocumentMut = read("Cargo.toml").parse().unwrap();
    let metadata = &manifest["package"]["metadata"];
    let deb = metadata["deb"]["assets"].as_array().unwrap().iter();
    let deb = deb.map(|asset| asset.as_array().unwrap().get(0).unwrap().as_str().unwrap());
    let rpm = metadata["generate-rpm"]["assets"].as_array().unwrap().iter();
    let rpm = rpm.map(|asset| asset.as_inline_table().unwrap()["source"].as_str().unwrap());
    for source in deb.chain(rpm).filter(|source| !source.starts_with("target/")) {
        assert!(!matches(source).is_empty(), "{source} is to be packed, and is not there");
    }
}

#[test]
fn the_release_builds_for_every_platform_that_the_page_offers() {
    let (workflow, page) = (read(".github/workflows/release.yml"), read("docs/install.md"));
    for target in TARGETS {
        assert!(workflow.contains(&format!("target: {target}")), "{target} in the workflow");
        assert!(page.contains(target), "{target} in docs/install.md");
    }
}

#[test]
fn every_script_that_a_workflow_runs_exists() {
    for workflow in matches(".github/workflows/*.yml") {
        for word in read(&workflow).split_whitespace().filter(|word| word.starts_with(".ci/")) {
            assert!(root().join(word).is_file(), "{workflow} runs {word}");
        }
    }
}

#[test]
fn the_oldest_rust_is_named_alike_everywhere() {
    let manifest: DocumentMut = read("Cargo.toml").parse().unwrap();
    let oldest = manifest["package"]["rust-version"].as_str().unwrap();
    for file in ["README.md", "docs/install.md"] {
        let text = read(file).replace("[Rust](https://rustup.rs)", "Rust");
        assert!(text.contains(&format!("Rust {oldest} or later")), "{file} names another");
    }
    let workflow = read(".github/workflows/ci.yml");
    assert!(workflow.contains(&format!("cargo +{oldest} check")), "the workflow tries another");
}

/// A checksum for each platform, its place in the list.
fn checksums(version: &str) -> String {
    let mut sums = String::new();
    for (index, target) in TARGETS.iter().enumerate() {
        let ending = if target.contains("windows") { "zip" } else { "tar.gz" };
        writeln!(sums, "{index:064}  ictl-{version}-{target}.{ending}").unwrap();
    }
    sums
}

fn script(name: &str, args: &[&str], last: &Path) -> Output {
    Command::new(root().join(".ci").join(name)).args(args).arg(last).output().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The files of a path whose last part may hold one `*`.
fn matches(path: &str) -> Vec<String> {
    let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
    let (start, end) = name.split_once('*').unwrap_or((name, ""));
    let entries = fs::read_dir(root().join(folder)).into_iter().flatten();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let fits = |found: &String| {
        if name.contains('*') {
            found.starts_with(start) && found.ends_with(end)
        } else {
            found == name
        }
    };
    names.filter(fits).map(|found| format!("{folder}/{found}")).collect()
}
