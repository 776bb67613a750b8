//! Do the files in `docs/ci` work? Their scripts are run as the platforms run them, against a sandbox
//! in the place of Intercom and a folder in the place of the releases; and the page on CI shows them
//! as they are.
//!
//! What the platforms do besides scripts (checkout, cache, artifacts) is a directory here that stays
//! from one run of a job to the next.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use ictl::clock::SystemClock;
use ictl::sandbox::{Options, Running, Sandbox};
use serde_json::Value;
use tempfile::TempDir;

const GITHUB: &str = include_str!("../docs/ci/github-actions.yml");
const GITLAB: &str = include_str!("../docs/ci/gitlab-ci.yml");

const GOOD: &str = "Email,Name\nada@example.com,Ada\nbea@example.com,Bea\n";
const DOUBLED: &str = "Email,Name\nada@example.com,Ada\nada@example.com,Bea\n";

/// How the downloads of a release are stood in for: `curl -fsSL --retry 3 -o FILE ADDRESS`.
const CURL: &str = "#!/bin/sh\nwhile [ $# -gt 1 ]; do [ \"$1\" = -o ] && out=$2; shift; done\n\
                    exec cp \"${1#file://}\" \"$out\"\n";

fn yaml(text: &str) -> Value {
    serde_norway::from_str(text).unwrap()
}

/// A runner with a checkout, the releases, and a workspace to import into.
struct Runner {
    dir: TempDir,
    sandbox: Running,
    checksum: String,
}

/// How a job went: the exit code of the script that ended it, and what was printed.
struct Ended {
    code: i32,
    said: String,
}

impl Runner {
    /// `ictl` is what the release holds: the program, or what behaves like it for once.
    fn with(contacts: &str, ictl: &str) -> Runner {
        let dir = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::spawn(&Options::default(), Arc::new(SystemClock::start())).unwrap();
        let path = |name: &str| dir.path().join(name);
        for folder in ["checkout", "temp", "tools", "releases/v0.1.0"] {
            fs::create_dir_all(path(folder)).unwrap();
        }
        fs::write(path("checkout/contacts.csv"), contacts).unwrap();
        executable(&path("tools/curl"), CURL);
        let name = "ictl-0.1.0-x86_64-unknown-linux-musl";
        fs::create_dir(path(name)).unwrap();
        executable(&path(name).join("ictl"), ictl);
        let archive = format!("releases/v0.1.0/{name}.tar.gz");
        let tar = format!("tar -czf {archive} {name} && sha256sum {archive} | cut -d' ' -f1");
        let made = Command::new("sh").args(["-c", &tar]).current_dir(dir.path()).output().unwrap();
        let checksum = String::from_utf8(made.stdout).unwrap().trim().to_owned();
        assert_eq!(checksum.len(), 64, "{}", String::from_utf8_lossy(&made.stderr));
        Runner { dir, sandbox, checksum }
    }

    fn new(contacts: &str) -> Runner {
        Runner::with(contacts, &program())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn contacts(&self) -> usize {
        let line = format!("exec '{}' contacts list --all --jq .id", env!("CARGO_BIN_EXE_ictl"));
        self.shell(&line, &BTreeMap::new()).said.lines().count()
    }

    /// Runs a script with nothing of the developer's environment.
    fn shell(&self, script: &str, env: &BTreeMap<String, String>) -> Ended {
        let file = self.path("temp/script.sh");
        fs::write(&file, script).unwrap();
        let tools = format!("{}:/usr/local/bin:/usr/bin:/bin", self.path("tools").display());
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(&file)
            .current_dir(self.path("checkout"))
            .env_clear()
            .env("PATH", tools)
            .env("HOME", self.path("temp"))
            .env("TMPDIR", self.path("temp"))
            .env("INTERCOM_API_BASE_URL", self.sandbox.base_url())
            .env("INTERCOM_TOKEN", self.sandbox.token())
            .envs(env)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ended {
            code: output.status.code().unwrap(),
            said: text(&output.stdout) + &text(&output.stderr),
        }
    }

    /// The values that a user of the files fills in.
    fn filled_in(&self, env: &Value) -> BTreeMap<String, String> {
        let mut env: BTreeMap<String, String> = env
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect();
        let releases = format!("file://{}", self.path("releases").display());
        env.insert("ICTL_RELEASES".to_owned(), releases);
        env.insert("ICTL_SHA256".to_owned(), self.checksum.clone());
        env
    }

    /// Runs the scripts of a job as GitHub does: a shell for each step, files between them.
    fn github(&self, job: &str) -> Ended {
        let workflow = yaml(GITHUB);
        let mut env = self.filled_in(&workflow["env"]);
        env.insert("PAUSE".to_owned(), "0".to_owned());
        env.insert("RUNNER_TEMP".to_owned(), self.path("temp").display().to_string());
        for name in ["GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"] {
            let file = self.path(name);
            fs::write(&file, "").unwrap();
            env.insert(name.to_owned(), file.display().to_string());
        }
        let mut ended = Ended { code: 0, said: String::new() };
        for step in workflow["jobs"][job]["steps"].as_array().unwrap() {
            let Some(script) = step["run"].as_str() else { continue };
            if ended.code != 0 && step["if"] != "always()" {
                continue;
            }
            let added = fs::read_to_string(self.path("GITHUB_PATH")).unwrap();
            if let Some(folder) = added.lines().last() {
                let tools = self.path("tools");
                env.insert(
                    "PATH".to_owned(),
                    format!("{folder}:{}:/usr/local/bin:/usr/bin:/bin", tools.display()),
                );
            }
            let step = self.shell(script, &env);
            ended.said.push_str(&step.said);
            if ended.code == 0 {
                ended.code = step.code;
            }
        }
        ended
    }

    /// Runs a job as GitLab does: all lines in one shell.
    fn gitlab(&self, job: &str) -> Ended {
        let pipeline = yaml(GITLAB);
        let base = &pipeline[pipeline[job]["extends"].as_str().unwrap()];
        let lines = |list: &Value| -> Vec<String> {
            list.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
        };
        let script = [lines(&base["before_script"]), lines(&pipeline[job]["script"])].concat();
        let script = format!("set -eo pipefail\n{}\n", script.join("\n"));
        self.shell(&script, &self.filled_in(&pipeline["variables"]))
    }
}

fn executable(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// What a release holds, without its size.
fn program() -> String {
    format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_ictl"))
}

/// The program on a day when Intercom does not answer the first time.
fn program_that_fails_once() -> String {
    format!(
        "#!/bin/sh\nif [ ! -e failed ]; then touch failed; exit 5; fi\nexec '{}' \"$@\"\n",
        env!("CARGO_BIN_EXE_ictl")
    )
}

#[test]
fn a_pull_request_with_a_good_file_passes_and_touches_no_workspace() {
    let runner = Runner::new(GOOD);
    let ended = runner.github("rehearse");
    assert_eq!(ended.code, 0, "{}", ended.said);
    assert!(ended.said.contains("2 created"), "{}", ended.said);
    assert_eq!(runner.contacts(), 0);
}

#[test]
fn a_pull_request_with_a_bad_row_fails() {
    assert_eq!(Runner::new(DOUBLED).github("rehearse").code, 3);
    assert_eq!(Runner::new(DOUBLED).gitlab("rehearse").code, 3);
    assert_eq!(Runner::new("Nonsense\n1\n").github("rehearse").code, 1);
}

#[test]
fn a_push_is_imported_once_however_often_the_job_runs() {
    let runner = Runner::new(GOOD);
    for _ in 0..2 {
        let ended = runner.github("import");
        assert_eq!(ended.code, 0, "{}", ended.said);
    }
    assert_eq!(runner.contacts(), 2);
    let summary = fs::read_to_string(runner.path("GITHUB_STEP_SUMMARY")).unwrap();
    assert!(summary.starts_with("```\n") && summary.contains("created"), "{summary}");
}

#[test]
fn rejected_rows_warn_and_are_kept_as_an_artifact() {
    let runner = Runner::new(DOUBLED);
    let ended = runner.github("import");
    assert_eq!(ended.code, 0, "{}", ended.said);
    assert!(ended.said.contains("::warning title=Import::"), "{}", ended.said);
    let outputs = fs::read_to_string(runner.path("GITHUB_OUTPUT")).unwrap();
    assert_eq!(outputs, "rejects=true\n");
    let steps = &yaml(GITHUB)["jobs"]["import"]["steps"];
    let upload = steps.as_array().unwrap().last().unwrap();
    for path in upload["with"]["path"].as_str().unwrap().lines() {
        assert!(runner.path("checkout").join(path).exists(), "{path}");
    }
}

#[test]
fn a_temporary_failure_is_tried_again() {
    let runner = Runner::with(GOOD, &program_that_fails_once());
    assert_eq!(runner.github("import").code, 0);
    assert_eq!(runner.contacts(), 2);
    let runner = Runner::with(GOOD, &program_that_fails_once());
    assert_eq!(runner.gitlab("import").code, 5);
    assert_eq!(yaml(GITLAB)["import"]["retry"]["exit_codes"][0], 5);
    assert_eq!(runner.gitlab("import").code, 0);
    assert_eq!(runner.contacts(), 2);
}

#[test]
fn a_refused_token_fails_the_job() {
    let runner = Runner::new(GOOD);
    let env = BTreeMap::from([("INTERCOM_TOKEN".to_owned(), "wrong".to_owned())]);
    let steps = yaml(GITHUB)["jobs"]["import"]["steps"].clone();
    let import = steps.as_array().unwrap().iter().find(|step| step["id"] == "import").unwrap();
    let program = runner.path("ictl-0.1.0-x86_64-unknown-linux-musl");
    let script = format!("PATH={}:$PATH\n{}", program.display(), import["run"].as_str().unwrap());
    let env = env.into_iter().chain([("GITHUB_OUTPUT".to_owned(), "/dev/null".to_owned())]);
    assert_eq!(runner.shell(&script, &env.collect()).code, 4);
}

#[test]
fn gitlab_imports_once_and_knows_the_codes_that_are_no_failure() {
    let runner = Runner::new(GOOD);
    for _ in 0..2 {
        let ended = runner.gitlab("import");
        assert_eq!(ended.code, 0, "{}", ended.said);
    }
    assert_eq!(runner.contacts(), 2);
    let runner = Runner::new(DOUBLED);
    assert_eq!(runner.gitlab("import").code, 3);
    let job = &yaml(GITLAB)["import"];
    assert_eq!(job["allow_failure"]["exit_codes"][0], 3);
    for path in job["artifacts"]["paths"].as_array().unwrap() {
        assert!(runner.path("checkout").join(path.as_str().unwrap()).exists(), "{path}");
    }
}

#[test]
fn a_download_with_another_checksum_is_not_run() {
    let mut runner = Runner::new(GOOD);
    runner.checksum = "0".repeat(64);
    for ended in [runner.github("import"), runner.gitlab("import")] {
        assert_ne!(ended.code, 0);
        assert!(ended.said.contains("FAILED"), "{}", ended.said);
    }
    assert!(!runner.path("checkout/import-job").exists());
}

#[test]
fn the_token_is_in_no_script() {
    let workflow = yaml(GITHUB);
    let jobs = workflow["jobs"].as_object().unwrap();
    let steps = jobs.values().flat_map(|job| job["steps"].as_array().unwrap());
    for step in steps {
        let script = step["run"].as_str().unwrap_or_default();
        assert!(!script.contains("INTERCOM_TOKEN") && !script.contains("secrets."), "{script}");
        // Text of others that is pasted into a script would be run.
        assert!(!script.contains("${{"), "{script}");
    }
    assert!(!GITLAB.lines().any(|line| line.contains("$INTERCOM_TOKEN")));
}

#[test]
fn the_page_shows_the_files_as_they_are() {
    let page = include_str!("../docs/ci.md");
    for (name, file) in [("github-actions.yml", GITHUB), ("gitlab-ci.yml", GITLAB)] {
        assert!(
            page.contains(&format!("```yaml\n{file}```\n")),
            "docs/ci.md does not show docs/ci/{name} as it is: paste the file into its block"
        );
    }
}
