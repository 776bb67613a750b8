//! From the words behind `ictl` to those that an alias stands for.
//!
//! Nobody pays for aliases who uses none: they are looked up only when the first word is no command.
//! An alias stands for a command and never for another alias, so that nothing goes round in circles.

use clap::Command;
use clap::error::ErrorKind;

use super::{BANG, Shell, TABLE, all, find};
use crate::commands::{mistake, root};
use crate::context::{Context, Expanded};
use crate::error::{Error, Kind, Result};
use crate::likeness::nearest;

/// What an alias came to.
pub enum Resolved {
    /// A command line of our own; program name first.
    Command(Expanded),
    /// Something for a shell.
    Shell(Shell),
}

/// What the first word that is no flag stands for; `None` where it is no alias.
///
/// # Errors
/// Settings that cannot be read; too few words behind the alias.
pub fn resolve(args: &[String], cx: &Context) -> Result<Option<Resolved>> {
    let root = root(&[]);
    let Some(at) = first_word(args, &root) else { return Ok(None) };
    let name = &args[at];
    // It is a word behind it that is no command.
    if root.find_subcommand(name).is_some() {
        return Ok(None);
    }
    let aliases = cx.config()?.texts(TABLE)?;
    let Some(definition) = find(&aliases, name) else { return Ok(None) };
    let (before, given) = (&args[..at], &args[at + 1..]);
    if let Some(script) = definition.strip_prefix(BANG) {
        if let Some(flag) = before.get(1) {
            return Err(Error::usage(format!("{flag} cannot stand before the alias {name}"))
                .hint("a shell runs it: put flags into its definition, or behind its name"));
        }
        let (name, script) = (name.clone(), script.trim().to_owned());
        return Ok(Some(Resolved::Shell(Shell { name, script, given: given.to_vec() })));
    }
    let words = expand(name, definition, given)?;
    let args = before.iter().cloned().chain(words).collect();
    let (name, definition) = (name.clone(), definition.clone());
    Ok(Some(Resolved::Command(Expanded { name, definition, args })))
}

/// The alias that may have been meant by a first word that nothing is known by.
pub fn meant(args: &[String], cx: &Context) -> Option<String> {
    let word = args.get(first_word(args, &root(&[]))?)?;
    if is_command(word) {
        return None;
    }
    let aliases = all(&cx.config().ok()?);
    nearest(word, aliases.iter().map(|(name, _)| name.as_str())).map(str::to_owned)
}

/// True where the last of the words is the first that is no flag, and so names a command or an alias.
pub fn is_first(words: &[String]) -> bool {
    first_word(words, &root(&[])).is_some_and(|at| at + 1 == words.len())
}

/// The words of a line that is being typed, with an alias's own in its place; `None` where nothing is
/// known of the last one: a shell gets it, or it takes a place within the alias.
pub fn for_completion(words: &[String], aliases: &[(String, String)]) -> Option<Vec<String>> {
    let (current, before) = words.split_last()?;
    let whole = || Some(words.to_vec());
    let Some(at) = first_word(before, &root(&[])) else { return whole() };
    let Some(definition) = find(aliases, &before[at]) else { return whole() };
    if is_command(&before[at]) {
        return whole();
    }
    if definition.starts_with(BANG) {
        return None;
    }
    let own = expand(&before[at], definition, &before[at + 1..]).ok()?;
    Some(before[..at].iter().cloned().chain(own).chain([current.clone()]).collect())
}

/// Says of an error that it came out of an alias.
#[must_use]
pub fn explain(error: Error, cx: &Context) -> Error {
    match cx.expanded() {
        // What is wrong with the words can only be seen beside them.
        Some(Expanded { name, definition, .. }) if error.kind() == Kind::Usage => {
            error.context(format!("alias {name} (`{definition}`)"))
        }
        Some(Expanded { name, .. }) => error.context(format!("alias {name}")),
        None => error,
    }
}

/// True for the first word of a command.
pub fn is_command(name: &str) -> bool {
    root(&[]).find_subcommand(name).is_some()
}

/// Refuses a definition that could not be run, as far as that can be seen without the words that will
/// stand behind it.
///
/// # Errors
/// Exit 2 with what may have been meant.
pub fn check(definition: &str, aliases: &[(String, String)]) -> Result<()> {
    let words = split(definition)?;
    let line: Vec<String> = ["ictl".to_owned()].into_iter().chain(words).collect();
    let root = root(&line);
    let Some(at) = first_word(&line, &root) else {
        return Err(Error::usage("it names no command"));
    };
    if line[at] == "ictl" {
        return Err(Error::usage("it begins with `ictl`, which goes without saying").hint(
            "give the words behind `ictl`; a definition that begins with ! is for the shell",
        ));
    }
    if root.find_subcommand(&line[at]).is_none() && find(aliases, &line[at]).is_some() {
        return Err(Error::usage(format!("{} is an alias as well", line[at]))
            .hint("an alias stands for a command: give what that one stands for"));
    }
    check_words(&line[at..], &root)?;
    check_flags(&line, root)
}

/// Goes down the commands as far as the words lead.
fn check_words(words: &[String], root: &Command) -> Result<()> {
    let mut command = root;
    for word in words.iter().take_while(|word| !word.starts_with('-') && !word.contains('$')) {
        match command.find_subcommand(word) {
            Some(inner) => command = inner,
            None if command.is_subcommand_required_set() => {
                let known = command.get_subcommands().map(Command::get_name);
                let error = Error::usage(format!("there is no command {word:?}"));
                return Err(match nearest(word, known) {
                    Some(nearest) => error.hint(format!("did you mean {nearest}?")),
                    None => error.hint(format!("`{command} --help` lists them")),
                });
            }
            None => break,
        }
    }
    Ok(())
}

/// Words that are still to come may complete a command; a flag that it does not know is wrong already.
fn check_flags(line: &[String], root: Command) -> Result<()> {
    if line.iter().any(|word| word.contains('$')) {
        return Ok(());
    }
    let wrong =
        [ErrorKind::UnknownArgument, ErrorKind::InvalidSubcommand, ErrorKind::ValueValidation];
    match root.try_get_matches_from(line) {
        Err(error) if wrong.contains(&error.kind()) => Err(mistake(&error, line)),
        _ => Ok(()),
    }
}

/// The words of a definition with the given ones in their places, and the others behind.
fn expand(name: &str, definition: &str, given: &[String]) -> Result<Vec<String>> {
    let words = split(definition).map_err(|error| error.context(format!("alias {name}")))?;
    let mut needed = 0;
    let mut filled: Vec<String> = words.iter().map(|word| fill(word, given, &mut needed)).collect();
    if needed > given.len() {
        let (counted, given) = (in_words(needed), given.len());
        return Err(Error::usage(format!("alias {name} needs {counted}, and {given} came"))
            .hint(format!("it stands for: {definition}")));
    }
    filled.extend(given[needed..].iter().cloned());
    Ok(filled)
}

/// Puts given words in the places of `$1`, `$2` …; they stay one word with what is around them.
fn fill(word: &str, given: &[String], needed: &mut usize) -> String {
    let mut out = String::new();
    let mut rest = word;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        match rest[..digits].parse::<usize>() {
            Ok(number) if number > 0 => {
                *needed = number.max(*needed);
                out.push_str(given.get(number - 1).map_or("", String::as_str));
                rest = &rest[digits..];
            }
            _ => out.push('$'),
        }
    }
    out + rest
}

fn in_words(count: usize) -> String {
    if count == 1 { "1 word behind it".to_owned() } else { format!("{count} words behind it") }
}

fn split(definition: &str) -> Result<Vec<String>> {
    shlex::split(definition).ok_or_else(|| {
        Error::usage(format!("a quote is not closed in: {definition}"))
            .hint("put the whole definition into quotes of the other kind")
    })
}

/// The first word that is neither a flag nor a flag's value.
fn first_word(args: &[String], root: &Command) -> Option<usize> {
    let mut at = 1;
    while let Some(word) = args.get(at) {
        let Some(flag) = word.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
            return Some(at);
        };
        at += if takes_next(flag, root) { 2 } else { 1 };
    }
    None
}

/// True for a flag whose value is the next word. None of the short ones has a value.
fn takes_next(flag: &str, root: &Command) -> bool {
    flag.strip_prefix('-').is_some_and(|name| {
        root.get_arguments()
            .any(|arg| arg.get_long() == Some(name) && arg.get_action().takes_values())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        shlex::split(line).unwrap()
    }

    #[test]
    fn given_words_take_their_places_and_others_follow() {
        let search = "contacts search 'name = \"$1\"' --limit $2";
        let line = expand("by-name", search, &words("'Ann B' 5 --json")).unwrap();
        assert_eq!(line, ["contacts", "search", "name = \"Ann B\"", "--limit", "5", "--json"]);
        assert_eq!(expand("l", "contacts list", &words("a b")).unwrap().len(), 4);
        assert_eq!(expand("x", "api /a?b=$x$", &[]).unwrap(), ["api", "/a?b=$x$"]);
    }

    #[test]
    fn missing_words_are_counted() {
        let error = expand("by-name", "contacts search $1 $2", &words("one")).unwrap_err();
        assert_eq!(error.message(), "alias by-name needs 2 words behind it, and 1 came");
    }

    #[test]
    fn the_first_word_is_found_behind_global_flags() {
        let first = |line: &str| first_word(&words(line), &root(&[]));
        assert_eq!(first("ictl stale"), Some(1));
        assert_eq!(first("ictl --profile acme -y --output=json stale --limit 3"), Some(5));
        assert_eq!(first("ictl --json"), None);
    }

    #[test]
    fn a_definition_is_checked_as_far_as_it_goes() {
        for good in [
            "contacts list --limit 5",
            "contacts",
            "--json contacts list",
            "conversations search 'state = open'",
            "contacts $1 --json",
            "contacts get",
        ] {
            check(good, &[]).unwrap();
        }
        let aliases = [("stale".to_owned(), "contacts list".to_owned())];
        for (bad, message) in [
            ("contcts list", "there is no command \"contcts\""),
            ("contacts lisst", "there is no command \"lisst\""),
            ("contacts list --limmit 5", "--limmit"),
            ("ictl contacts list", "goes without saying"),
            ("contacts search 'a", "a quote is not closed"),
            ("stale --json", "stale is an alias as well"),
            ("--json", "names no command"),
        ] {
            let error = check(bad, &aliases).unwrap_err();
            assert!(error.message().contains(message), "{bad}: {error}");
        }
    }
}
