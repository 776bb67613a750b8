//! How is each shell spoken to? The scripts that ask, how the words arrive, and what an answer
//! looks like.
//!
//! What script and program say to each other is ours and stays as it is, so that a script saved
//! long ago works with a new program: words in, of which the last is cut at the cursor; a line per
//! suggestion out, its description behind a tab (in zsh behind a colon, in bash nowhere).

use std::fmt::Write as _;
use std::str::FromStr;

use clap::ValueEnum;

use crate::error::{Error, Result};

/// The shells that ictl completes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// Bash 3.2 or newer
    Bash,
    /// Zsh
    Zsh,
    /// Fish 3.1 or newer
    Fish,
    /// PowerShell 5.1 or newer
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
    /// Elvish 0.18 or newer
    Elvish,
}

impl FromStr for Shell {
    type Err = Error;

    /// Reads a name or, as `$SHELL` holds it, a path.
    fn from_str(text: &str) -> Result<Self> {
        let name = text.rsplit(['/', '\\']).next().unwrap_or(text).trim_end_matches(".exe");
        <Shell as ValueEnum>::from_str(name, true).map_err(|_| {
            Error::usage(format!("there are no completions for the shell {text:?}"))
                .hint("the shells are bash, zsh, fish, powershell and elvish")
        })
    }
}

/// Something that may stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The whole word.
    pub value: String,
    /// What it means; may be empty.
    pub help: String,
}

impl Suggestion {
    /// False where more is to come in the same word: no space follows it.
    fn is_whole(&self) -> bool {
        !self.value.ends_with(['/', '=', ','])
    }
}

/// The words of a line up to the cursor, the program's name first.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Without their quotes; the last one is to be completed and may be empty.
    pub words: Vec<String>,
    /// The beginning of the last word that the shell keeps as it stands, and wants not to see again.
    pub kept: String,
    /// The quote that is open at the cursor.
    pub quote: Option<char>,
}

/// The words as every shell but bash gives them. `place` is that of the word to complete; where
/// there is none, it is the last one.
pub fn words(shell: Shell, given: &[String], place: Option<usize>) -> Typed {
    let mut words = given.to_vec();
    if let Some(place) = place {
        // One word at most is empty: the one that is to be completed.
        words.resize(place.min(given.len()) + 1, String::new());
    }
    if shell == Shell::Fish
        && let Some(last) = words.last_mut()
    {
        // Fish takes the quotes off all words but the one that is being typed.
        *last = super::bash_line::unquoted(last);
    }
    Typed { words, ..Typed::default() }
}

impl Shell {
    /// All of them.
    pub const ALL: [Shell; 5] =
        [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish];

    /// The name that a file of its script has by convention.
    pub fn file_name(self) -> &'static str {
        match self {
            Shell::Bash => "ictl.bash",
            Shell::Zsh => "_ictl",
            Shell::Fish => "ictl.fish",
            Shell::PowerShell => "_ictl.ps1",
            Shell::Elvish => "ictl.elv",
        }
    }

    /// The script that makes this shell ask.
    pub fn script(self) -> &'static str {
        match self {
            Shell::Bash => include_str!("../../../completions/ictl.bash"),
            Shell::Zsh => include_str!("../../../completions/_ictl"),
            Shell::Fish => include_str!("../../../completions/ictl.fish"),
            Shell::PowerShell => include_str!("../../../completions/_ictl.ps1"),
            Shell::Elvish => include_str!("../../../completions/ictl.elv"),
        }
    }

    /// What the script reads of the suggestions.
    pub fn reply(self, typed: &Typed, found: &[Suggestion]) -> String {
        let mut reply = String::new();
        for suggestion in found {
            let Suggestion { value, help } = suggestion;
            // Writing to a String never fails.
            let _ = match self {
                Shell::Bash => writeln!(reply, "{}", for_bash(typed, suggestion)),
                Shell::Zsh => writeln!(reply, "{}", for_zsh(typed, suggestion)),
                _ if help.is_empty() => writeln!(reply, "{value}"),
                _ => writeln!(reply, "{value}\t{help}"),
            };
        }
        reply
    }
}

/// Bash takes the text as it is: it must bear its own quotes, and its own space at the end.
fn for_bash(typed: &Typed, suggestion: &Suggestion) -> String {
    let value = suggestion.value.strip_prefix(&typed.kept).unwrap_or(&suggestion.value);
    match typed.quote {
        // Bash closes the quote by itself.
        Some('"') => escaped(value, |c| "\"\\$`".contains(c)),
        Some(_) => value.to_owned(),
        None => {
            let end = if suggestion.is_whole() { " " } else { "" };
            unquoted(value) + end
        }
    }
}

/// A word that needs no quotes.
fn unquoted(value: &str) -> String {
    escaped(value, |c| " \t\"'\\$`&|;<>()[]{}*?!#".contains(c))
}

fn escaped(value: &str, special: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if special(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Zsh splits at the first colon that is not escaped. It quotes a word itself, but for one with a
/// `~`, which it would quote as well.
fn for_zsh(typed: &Typed, suggestion: &Suggestion) -> String {
    let in_home = typed.words.last().is_some_and(|word| word.starts_with('~'));
    let value = if in_home { unquoted(&suggestion.value) } else { suggestion.value.clone() };
    let value = escaped(&value, |c| "\\:".contains(c));
    let help = suggestion.help.replace('\\', "\\\\");
    if help.is_empty() { value } else { format!("{value}:{help}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggestion(value: &str) -> Suggestion {
        Suggestion { value: value.to_owned(), help: "What: it is".to_owned() }
    }

    #[test]
    fn a_shell_is_known_by_its_name_and_by_its_path() {
        assert_eq!("bash".parse::<Shell>().unwrap(), Shell::Bash);
        assert_eq!("/usr/bin/zsh".parse::<Shell>().unwrap(), Shell::Zsh);
        assert_eq!(r"C:\Tools\pwsh.exe".parse::<Shell>().unwrap(), Shell::PowerShell);
        assert_eq!("tcsh".parse::<Shell>().unwrap_err().kind().exit_code(), 2);
    }

    #[test]
    fn bash_gets_a_word_that_it_need_not_quote_and_a_space_where_the_word_is_whole() {
        let reply = |value| Shell::Bash.reply(&Typed::default(), &[suggestion(value)]);
        assert_eq!(reply("my file.csv"), "my\\ file.csv \n");
        assert_eq!(reply("data/"), "data/\n");
        assert_eq!(reply("~/data"), "~/data \n");
    }

    #[test]
    fn within_quotes_bash_closes_them_itself() {
        let typed = Typed { quote: Some('"'), ..Typed::default() };
        assert_eq!(Shell::Bash.reply(&typed, &[suggestion("a b$c")]), "a b\\$c\n");
    }

    #[test]
    fn bash_does_not_see_again_what_stands_before_its_own_break() {
        let typed = Typed { kept: "--output=".to_owned(), ..Typed::default() };
        assert_eq!(Shell::Bash.reply(&typed, &[suggestion("--output=json")]), "json \n");
    }

    #[test]
    fn zsh_tells_a_colon_of_the_word_from_the_one_before_the_description() {
        let reply = Shell::Zsh.reply(&Typed::default(), &[suggestion("a:b")]);
        assert_eq!(reply, "a\\:b:What: it is\n");
    }

    #[test]
    fn zsh_leaves_a_word_in_the_home_directory_as_it_is() {
        let typed = Typed { words: vec!["ictl".to_owned(), "~/a".to_owned()], ..Typed::default() };
        let reply = Shell::Zsh.reply(&typed, &[suggestion("~/a b")]);
        assert_eq!(reply, "~/a\\\\ b:What: it is\n");
    }

    #[test]
    fn a_place_behind_the_last_word_is_an_empty_word() {
        let given = ["ictl".to_owned(), "contacts".to_owned()];
        assert_eq!(words(Shell::PowerShell, &given, Some(2)).words, ["ictl", "contacts", ""]);
        assert_eq!(words(Shell::PowerShell, &given, Some(1)).words, ["ictl", "contacts"]);
        assert_eq!(words(Shell::PowerShell, &given, Some(usize::MAX)).words.len(), 3);
    }

    #[test]
    fn no_script_gives_a_shell_parts_of_the_line_to_run() {
        for shell in Shell::ALL {
            let script = shell.script();
            let runs = ["eval", "Invoke-Expression"].iter().any(|word| script.contains(word));
            assert!(!runs, "{shell:?}");
        }
    }
}
