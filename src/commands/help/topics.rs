//! What is true of every command: the flags that all have, the environment, the exit codes. Each is
//! a topic of `ictl help`; the lists are data, since other pages show them as well.

use std::fmt::Write as _;

use clap::{Args as _, Command};

use crate::commands::job::{JobArgs, add_for_ids};
use crate::commands::wrapped::wrapped;
use crate::context::GlobalOptions;
use crate::error::Kind;

/// The variables of the environment that are read, and what each is for.
pub const ENVIRONMENT: &[(&str, &str)] = &[
    ("INTERCOM_TOKEN", "Access token; it beats the current profile, and --profile beats it"),
    ("ICTL_PROFILE", "Profile to use instead of the current one"),
    ("INTERCOM_REGION", "us, eu or au, as --region"),
    ("INTERCOM_VERSION", "API version to ask for, as --api-version; 2.16 without either"),
    ("INTERCOM_API_BASE_URL", "Another address of the API: https, or http on loopback"),
    ("INTERCOM_APP_BASE_URL", "Another address of the web application, where OAuth begins"),
    ("INTERCOM_CLIENT_ID", "Client id of the app that logs in"),
    ("INTERCOM_CLIENT_SECRET", "Client secret of that app"),
    ("ICTL_CONFIG_DIR", "One directory for settings, certificate, caches and state"),
    ("XDG_CONFIG_HOME", "Where settings are without ICTL_CONFIG_DIR; so for DATA, CACHE, STATE"),
    ("NO_COLOR", "No color"),
    ("CLICOLOR_FORCE", "Color even in a pipe"),
    ("ICTL_PAGER, PAGER", "What pages long tables on a terminal"),
    ("VISUAL, EDITOR", "What a message without a text is written in"),
    ("BROWSER", "What opens the pages of a login"),
    ("HTTPS_PROXY, ALL_PROXY", "Proxy for Intercom; never used for loopback"),
    ("NO_PROXY", "Hosts that are reached without it"),
    ("SSL_CERT_FILE", "Certificates to trust"),
];

/// A topic of help.
#[derive(Debug)]
pub struct Topic {
    /// Its word.
    pub name: &'static str,
    text: fn(usize) -> String,
}

/// All topics.
pub const TOPICS: &[Topic] = &[
    Topic { name: "flags", text: flags },
    Topic { name: "streams", text: streams },
    Topic { name: "environment", text: environment },
    Topic { name: "exit-codes", text: exit_codes },
];

impl Topic {
    /// Its text, in lines of this width.
    pub fn text(&self, width: usize) -> String {
        (self.text)(width)
    }
}

/// The topic of this name.
pub fn find(name: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.name == name)
}

fn flags(width: usize) -> String {
    let flags = GlobalOptions::augment_args(Command::new("flags"))
        .disable_help_flag(true)
        .help_template("{options}")
        .term_width(width)
        .render_help();
    format!(
        "Flags that every command takes\n\n{}\n\nExamples:\n  \
         ictl contacts list --fields id,email --output csv\n  \
         ictl contacts create --email ann@example.com --dry-run\n  \
         ictl -q --sandbox conversations list --jq .id\n",
        flags.to_string().trim_end()
    )
}

fn streams(width: usize) -> String {
    let flags = add_for_ids::<JobArgs>(Command::new("streams"))
        .disable_help_flag(true)
        .help_template("{options}")
        .term_width(width)
        .render_help();
    let rule = wrapped(
        "In the place of an id, - stands for those that come from stdin: an id a line, or objects \
         that have one. Commands that write keep a job in a directory, so that it can go on after \
         a crash, and print what became of each id. Those that take something away ask first.",
        0,
        width,
    );
    format!(
        "Ids from stdin\n\n{rule}\n\n{}\n\nExamples:\n  \
         ictl conversations search 'state = open and updated_at < 30d' |\n    \
         ictl conversations close - --yes\n  \
         ictl contacts search 'role = lead' --jq .id | ictl contacts tag - lead --rate 50%\n",
        flags.to_string().trim_end()
    )
}

fn environment(width: usize) -> String {
    let text = table("Variables that are read", ENVIRONMENT.iter().copied(), width);
    format!("{text}\nExample:\n  INTERCOM_REGION=eu ictl doctor\n")
}

fn exit_codes(width: usize) -> String {
    let codes = Kind::ALL.map(|kind| (kind.exit_code().to_string(), kind.meaning()));
    let rows = codes.iter().map(|(code, meaning)| (code.as_str(), *meaning));
    let text = table("What the exit code says", rows, width);
    let rule = wrapped(
        "A job that stops early exits with 1, 4, 5 or 130, whatever became of its rows. With JSON \
         output asked for, the last line of stderr is an object that says what failed.",
        0,
        width,
    );
    format!(
        "{text}\n{rule}\n\nExample:\n  \
         ictl contacts import people.csv --resume || test $? -eq 3\n"
    )
}

/// Names with what they mean, in two columns.
fn table<'a>(title: &str, rows: impl Iterator<Item = (&'a str, &'a str)>, width: usize) -> String {
    let rows: Vec<_> = rows.collect();
    let names = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = format!("{title}\n\n");
    for (name, meaning) in rows {
        let meaning = wrapped(meaning, names + 4, width);
        let _ = writeln!(text, "  {name:<names$}  {}", meaning.trim_start());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_fit_a_narrow_terminal() {
        for topic in TOPICS {
            let text = topic.text(60);
            for line in text.lines().filter(|line| !line.starts_with("  ictl ")) {
                assert!(line.chars().count() <= 60, "{}: {line}", topic.name);
            }
        }
    }
}
