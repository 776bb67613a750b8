//! What a command line did: its exit code and what it printed, with checks that read well.

use serde_json::Value;

/// A run that has ended. In its texts the test's directory reads `$DIR`.
#[derive(Debug)]
pub struct Run {
    /// The words it was run with.
    pub line: String,
    /// The exit code.
    pub code: u8,
    /// What it printed as data.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

impl Run {
    /// It ended with 0.
    #[track_caller]
    pub fn succeeds(&self) -> &Self {
        self.exits(0)
    }

    /// It ended with this code.
    #[track_caller]
    pub fn exits(&self, code: u8) -> &Self {
        assert_eq!(
            self.code, code,
            "ictl {}\n--- stdout\n{}--- stderr\n{}",
            self.line, self.stdout, self.stderr
        );
        self
    }

    /// It said each of these.
    #[track_caller]
    pub fn says(&self, texts: &[&str]) -> &Self {
        for text in texts {
            assert!(
                self.stderr.contains(text),
                "ictl {}: {text:?} is missing in\n{}",
                self.line,
                self.stderr
            );
        }
        self
    }

    /// It said nothing of this, nor printed it.
    #[track_caller]
    pub fn never_shows(&self, text: &str) -> &Self {
        assert!(!self.stdout.contains(text), "{text:?} is on stdout:\n{}", self.stdout);
        assert!(!self.stderr.contains(text), "{text:?} is on stderr:\n{}", self.stderr);
        self
    }

    /// It printed exactly this.
    #[track_caller]
    pub fn prints(&self, text: &str) -> &Self {
        assert_eq!(self.stdout, text, "ictl {}\n--- stderr\n{}", self.line, self.stderr);
        self
    }

    /// stdout as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|cause| panic!("ictl {}: {cause}:\n{self:#?}", self.line))
    }

    /// stdout as a JSON document a line.
    #[track_caller]
    pub fn lines(&self) -> Vec<Value> {
        let parse = |line| {
            serde_json::from_str(line)
                .unwrap_or_else(|cause| panic!("ictl {}: {cause}: {line}", self.line))
        };
        self.stdout.lines().map(parse).collect()
    }

    /// The `error` object that ends stderr when JSON was asked for.
    #[track_caller]
    pub fn error_json(&self) -> Value {
        let last = self.stderr.lines().last().unwrap_or_default();
        let value: Value = serde_json::from_str(last)
            .unwrap_or_else(|cause| panic!("the last line of stderr: {cause}: {self:#?}"));
        value["error"].clone()
    }
}
