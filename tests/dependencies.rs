//! May ictl be made of the crates that it is made of? Their licenses, doubles, sources and the Rust they
//! ask for, held to the lists of `.deny.toml` with nothing but cargo. `cargo deny` asks the same of every
//! platform, and knows of advisories; this asks it of the present platform, wherever the tests run.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use toml_edit::DocumentMut;

/// Where every crate comes from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

#[test]
fn every_crate_may_be_distributed() {
    let rules = rules();
    let allowed = texts(&rules["licenses"]["allow"]);
    let refused: Vec<String> = crates()
        .iter()
        .filter(|krate| !license(krate).is_some_and(|license| allows(license, &allowed)))
        .map(|krate| format!("{} {}: {:?}", name(krate), version(krate), license(krate)))
        .collect();
    assert!(refused.is_empty(), "licenses that .deny.toml does not allow: {refused:#?}");
}

#[test]
fn every_double_is_known() {
    let rules = rules();
    let known: BTreeMap<String, Vec<u64>> = rules["bans"]["skip"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| {
            let (name, below) = pair.as_inline_table().unwrap()["crate"]
                .as_str()
                .unwrap()
                .split_once(":<")
                .unwrap();
            (name.to_owned(), numbers(below))
        })
        .collect();
    let mut versions: BTreeMap<&str, BTreeSet<Vec<u64>>> = BTreeMap::new();
    for krate in crates() {
        versions.entry(name(krate)).or_default().insert(numbers(version(krate)));
    }
    for (name, mut found) in versions {
        found.pop_last();
        for older in found {
            let expected = known.get(name).is_some_and(|below| older < *below);
            assert!(
                expected,
                "{name} {older:?} is there besides a newer one, which nobody knows of"
            );
        }
    }
}

#[test]
fn every_crate_comes_from_the_registry() {
    for krate in crates() {
        assert_eq!(krate["source"], REGISTRY, "{}", name(krate));
    }
}

#[test]
fn no_crate_asks_for_a_newer_rust_than_we_promise() {
    let promised = numbers(manifest()["package"]["rust-version"].as_str().unwrap());
    for krate in crates() {
        if let Some(asked) = krate["rust_version"].as_str() {
            assert!(numbers(asked) <= promised, "{} needs Rust {asked}", name(krate));
        }
    }
}

#[test]
fn every_crate_that_we_name_is_used() {
    let source = sources(&root().join("src"));
    for dependency in direct(&manifest()) {
        let path = dependency.replace('-', "_");
        let used =
            [format!("{path}::"), format!("use {path}")].iter().any(|use_| source.contains(use_));
        assert!(used, "{dependency} stands in Cargo.toml, and nothing in src uses it");
    }
}

#[test]
fn the_page_about_weight_counts_the_crates_that_there_are() {
    let page = fs::read_to_string(root().join("docs/weight.md")).unwrap();
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let named = manifest()["dependencies"].as_table().unwrap().len();
    let locked = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let locked = locked.matches("[[package]]").count();
    for fact in [format!("names {named} crates"), format!("holds {locked} packages")] {
        assert!(page.contains(&fact), "docs/weight.md does not say {fact:?}: run .ci/weight");
    }
}

#[test]
fn an_expression_of_licenses_is_understood() {
    let allowed = ["MIT", "ISC", "BSD-3-Clause"].map(str::to_owned).to_vec();
    for met in [
        "MIT",
        "MIT OR GPL-2.0-only",
        "GPL-2.0-only/MIT",
        "MIT AND (Apache-2.0 OR ISC)",
        "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
        "(GPL-3.0 OR MIT) AND BSD-3-Clause",
    ] {
        assert!(allows(met, &allowed), "{met}");
    }
    for unmet in ["GPL-2.0-only", "MIT AND GPL-2.0-only", "MIT WITH Some-exception", "", "(MIT"] {
        assert!(!allows(unmet, &allowed), "{unmet}");
    }
}

/// The packages that the program and its build are made of here, without ictl itself.
fn crates() -> &'static [Value] {
    static CRATES: LazyLock<Vec<Value>> = LazyLock::new(|| {
        // What only the tests use, and the features that only they ask for, are in no binary.
        let edges = ["--edges", "normal,build", "--prefix", "none", "--no-dedupe"];
        let tree = cargo(&[["tree", "--format", "{p}"].as_slice(), &edges].concat());
        let built: BTreeSet<String> = tree.lines().skip(1).map(name_and_version).collect();
        let rustc = Command::new("rustc").arg("-vV").output().unwrap().stdout;
        let rustc = String::from_utf8(rustc).unwrap();
        let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        let metadata = cargo(&["metadata", "--format-version=1", "--filter-platform", host]);
        let metadata: Value = serde_json::from_str(&metadata).unwrap();
        let packages = metadata["packages"].as_array().unwrap().iter();
        let of_ours =
            |krate: &&Value| built.contains(&format!("{} v{}", name(krate), version(krate)));
        let found: Vec<Value> = packages.filter(of_ours).cloned().collect();
        assert!(found.len() > 100, "only {} crates were found", found.len());
        found
    });
    &CRATES
}

/// `serde v1.0.0 (proc-macro)` without what is behind the version.
fn name_and_version(line: &str) -> String {
    line.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// What cargo prints; all it needs is there, since the tests are built.
fn cargo(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    let output =
        command.args(args).args(["--locked", "--offline"]).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rules() -> DocumentMut {
    fs::read_to_string(root().join(".deny.toml")).unwrap().parse().unwrap()
}

fn manifest() -> DocumentMut {
    fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap()
}

fn texts(array: &toml_edit::Item) -> Vec<String> {
    array.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn name(krate: &Value) -> &str {
    krate["name"].as_str().unwrap()
}

fn version(krate: &Value) -> &str {
    krate["version"].as_str().unwrap()
}

fn license(krate: &Value) -> Option<&str> {
    krate["license"].as_str()
}

/// `1.89` and `0.25.18+spec-1.1.0` as three numbers that can be compared.
fn numbers(version: &str) -> Vec<u64> {
    let end = version.find(['+', '-']).unwrap_or(version.len());
    let mut numbers: Vec<u64> =
        version[..end].split('.').map(|number| number.parse().unwrap()).collect();
    numbers.resize(3, 0);
    numbers
}

/// The names of the crates that Cargo.toml asks for, those of single platforms included.
fn direct(manifest: &DocumentMut) -> Vec<String> {
    let tables = manifest["target"].as_table_like().unwrap().iter().map(|(_, target)| target);
    let tables = tables.chain([manifest.as_item()]).map(|table| &table["dependencies"]);
    let names = tables.flat_map(|table| table.as_table_like().unwrap().iter());
    names.map(|(name, _)| name.to_owned()).collect()
}

/// All the code of a folder.
fn sources(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
    all
}

/// Whether an SPDX expression can be met by the licenses that are allowed. `/` is the old `OR`.
fn allows(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest, allowed) == Some(true) && rest.is_empty()
}

/// Alternatives; `None` where it is no expression.
fn either(rest: &mut &[&str], allowed: &[String]) -> Option<bool> {
    let mut met = all_of(rest, allowed)?;
    while let Some(more) = rest.strip_prefix(&["OR"]) {
        *rest = more;
        met |= all_of(rest, allowed)?;
    }
    Some(met)
}

fn all_of(rest: &mut &[&str], allowed: &[String]) -> Option<bool> {
    let mut met = one(rest, allowed)?;
    while let Some(more) = rest.strip_prefix(&["AND"]) {
        *rest = more;
        met &= one(rest, allowed)?;
    }
    Some(met)
}

fn one(rest: &mut &[&str], allowed: &[String]) -> Option<bool> {
    if let Some(inner) = rest.strip_prefix(&["("]) {
        *rest = inner;
        let met = either(rest, allowed)?;
        *rest = rest.strip_prefix(&[")"])?;
        return Some(met);
    }
    let (license, more) = rest.split_first()?;
    *rest = more;
    // An exception grants more, but it is another license than the one that was allowed.
    if let Some([_, more @ ..]) = rest.strip_prefix(&["WITH"]) {
        *rest = more;
        return Some(false);
    }
    Some(allowed.iter().any(|one| one == license))
}
