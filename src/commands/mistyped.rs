//! What did somebody mean whose command line cannot be parsed? Says what is wrong in our own form,
//! and offers the command, flag or word that was meant: by its likeness, by the names that other
//! tools have for it, or by turning verb and noun around.

mod words;

use std::num::ParseIntError;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::{root, whole};
use crate::api::operations as table;
use crate::error::Error;
use crate::likeness::{alike, nearest};
use words::{FLAGS, NOUNS, PHRASES, VERBS};

/// Most that is offered.
const OFFERED: usize = 3;

/// clap's error as ours, with what may have been meant.
pub fn explain(error: &clap::Error, args: &[String]) -> Error {
    let better = match error.kind() {
        ErrorKind::InvalidSubcommand => unknown_command(error, args),
        ErrorKind::UnknownArgument => unknown_argument(error, args),
        ErrorKind::InvalidValue => unknown_value(error).or_else(|| no_value(error, args)),
        ErrorKind::ValueValidation => refused_value(error, args),
        ErrorKind::MissingSubcommand => Some(no_command(error, args)),
        ErrorKind::ArgumentConflict => conflict(error, args),
        ErrorKind::MissingRequiredArgument => missing(error, args),
        _ => None,
    };
    better.unwrap_or_else(|| in_our_form(error, args))
}

/// The word that is no command, if that is what is wrong.
pub fn wrong_command(error: &clap::Error) -> Option<&str> {
    text(error, ContextKind::InvalidSubcommand)
}

/// clap's message: what is wrong, then what to do.
fn in_our_form(error: &clap::Error, args: &[String]) -> Error {
    /// What clap ends with; we know the command, and name it.
    const SEE_HELP: &str = "For more information, try '--help'.";
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let (message, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let rest = rest.trim().trim_end_matches(SEE_HELP).trim().replace("\n\n", "\n");
    let root = root(args);
    let help = shows(&place_of(error, args, &root));
    let hint = if rest.is_empty() { help } else { format!("{rest}\n{help}") };
    Error::usage(message.trim()).hint(hint)
}

/// The command that the error is about; where clap shows no usage, that of the words on the line.
fn place_of<'a>(error: &clap::Error, args: &[String], root: &'a Command) -> Vec<&'a str> {
    if error.get(ContextKind::Usage).is_some() {
        return place(error, root).0;
    }
    let (mut path, mut command) = (Vec::new(), root);
    for word in args.iter().skip(1) {
        if let Some(inner) = command.find_subcommand(word) {
            path.push(inner.get_name());
            command = inner;
        }
    }
    path
}

/// Where the arguments of a command are explained.
fn shows(path: &[&str]) -> String {
    format!("`{} --help` shows what it takes", name_of(path))
}

fn name_of(path: &[&str]) -> String {
    [&["ictl"], path].concat().join(" ")
}

/// Names what is missing, and shows how the command is written.
fn missing(error: &clap::Error, args: &[String]) -> Option<Error> {
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let root = root(args);
    let (path, _) = place(error, &root);
    // Where there is no usage, clap names no command either.
    let usage = error.get(ContextKind::Usage)?.to_string();
    let usage = usage.trim().trim_start_matches("Usage:").trim();
    let missing = missing.join(" and ");
    Some(
        Error::usage(format!("`{}` needs {missing}", name_of(&path)))
            .hint(format!("it is written `{usage}`; {}", shows(&path))),
    )
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text),
        _ => None,
    }
}

/// The command that the error is about, by the words behind the program's name in its usage.
fn place<'a>(error: &clap::Error, root: &'a Command) -> (Vec<&'a str>, &'a Command) {
    let usage = error.get(ContextKind::Usage).map(ToString::to_string).unwrap_or_default();
    let (mut words, mut command) = (Vec::new(), root);
    for word in usage.split_whitespace().skip_while(|word| *word != "ictl").skip(1) {
        let Some(inner) = command.find_subcommand(word) else { break };
        words.push(inner.get_name());
        command = inner;
    }
    (words, command)
}

fn unknown_command(error: &clap::Error, args: &[String]) -> Option<Error> {
    let wrong = wrong_command(error)?;
    // What was meant may be anywhere in the tree.
    let root = whole();
    let (path, command) = place(error, &root);
    let behind = args.iter().skip_while(|arg| *arg != wrong).skip(1);
    let next = behind.map(String::as_str).find(|arg| !arg.starts_with('-'));
    let mut meant = if path.is_empty() {
        meant_at_root(wrong, next, &root)
    } else {
        let verbs = verbs(command, wrong).into_iter();
        verbs.map(|verb| format!("{} {verb}", path.join(" "))).collect()
    };
    meant.truncate(OFFERED);
    let name = name_of(&path);
    let error = Error::usage(format!("`{name}` has no command {wrong:?}"));
    let lists = format!("`{name} --help` lists the commands");
    let words: Vec<&str> = wrong.split_whitespace().collect();
    let is_line = words.len() > 1 && command.find_subcommand(words[0]).is_some();
    Some(if is_line {
        error.hint(format!("its words are arguments of their own: {name} {wrong}"))
    } else if words.is_empty() {
        error.hint(lists)
    } else if meant.is_empty() {
        error.hint(format!("{lists}; `ictl operations {wrong}` looks for one"))
    } else {
        let meant: Vec<String> = meant.iter().map(|words| format!("`ictl {words}`")).collect();
        error.hint(format!("did you mean {}? {lists}", meant.join(" or ")))
    })
}

fn no_command(error: &clap::Error, args: &[String]) -> Error {
    let root = root(args);
    let name = name_of(&place_of(error, args, &root));
    Error::usage(format!("`{name}` needs a command")).hint(format!("`{name} --help` lists them"))
}

fn meant_at_root(wrong: &str, next: Option<&str>, root: &Command) -> Vec<String> {
    let of_noun = |noun: &str, verb: Option<&str>| {
        let command = root.find_subcommand(noun);
        let verb = verb.and_then(|verb| Some((command?, verb)));
        let verb = verb.and_then(|(command, verb)| verbs(command, verb).into_iter().next());
        verb.map_or_else(|| noun.to_owned(), |verb| format!("{noun} {verb}"))
    };
    // A verb before its noun.
    if let Some(noun) = next.and_then(|next| noun(next, root))
        && root.find_subcommand(noun).is_some_and(|noun| !verbs(noun, wrong).is_empty())
    {
        return vec![of_noun(noun, Some(wrong))];
    }
    if let Some(noun) = noun(wrong, root) {
        return vec![of_noun(noun, next)];
    }
    if let Some((_, phrase)) = PHRASES.iter().find(|(word, _)| *word == wrong) {
        return vec![(*phrase).to_owned()];
    }
    let within = within_nouns(wrong);
    if !within.is_empty() {
        return within;
    }
    let names = root.get_subcommands().map(Command::get_name);
    alike(wrong, names).into_iter().map(|noun| of_noun(noun, next)).collect()
}

/// The noun of this name, in singular or plural, or of a name that others have for it.
fn noun<'a>(word: &str, root: &'a Command) -> Option<&'a str> {
    let word = word.to_lowercase();
    let forms = [word.clone(), format!("{word}s"), word.replace('_', "-"), plural_of_y(&word)];
    forms.iter().find_map(|form| {
        let known = NOUNS.iter().find(|(other, _)| other == form).map(|(_, noun)| *noun);
        root.find_subcommand(known.unwrap_or(form)).map(Command::get_name)
    })
}

fn plural_of_y(word: &str) -> String {
    word.strip_suffix('y').map_or_else(String::new, |stem| format!("{stem}ies"))
}

/// Where groups of this name are, such as `help-center collections`.
fn within_nouns(word: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for operation in table::all() {
        let [_, inner @ ..] = operation.command else { continue };
        if let Some(at) = inner.iter().position(|own| *own == word) {
            let words = operation.command[..at + 2].join(" ");
            if !found.contains(&words) {
                found.push(words);
            }
        }
    }
    found
}

/// The verbs of a command that may be meant by a word, with the groups that they are in.
fn verbs(command: &Command, word: &str) -> Vec<String> {
    if command.find_subcommand(word).is_some() {
        return vec![word.to_owned()];
    }
    let others = VERBS.iter().find(|(other, _)| *other == word).map_or(&[][..], |(_, verbs)| verbs);
    let known = others.iter().filter(|verb| command.find_subcommand(verb).is_some());
    let known: Vec<String> = known.map(|verb| (*verb).to_owned()).collect();
    if !known.is_empty() {
        return known;
    }
    let names = || command.get_subcommands().map(Command::get_name);
    let near: Vec<String> = alike(word, names()).into_iter().map(str::to_owned).collect();
    if !near.is_empty() {
        return near;
    }
    let groups = command.get_subcommands().filter(|group| group.find_subcommand(word).is_some());
    groups.map(|group| format!("{} {word}", group.get_name())).collect()
}

fn unknown_argument(error: &clap::Error, args: &[String]) -> Option<Error> {
    let wrong = text(error, ContextKind::InvalidArg)?;
    let root = root(args);
    let (path, command) = place(error, &root);
    let (name, shows) = (name_of(&path), shows(&path));
    let Some(flag) = wrong.strip_prefix('-') else {
        let error = Error::usage(format!("`{name}` does not take the argument {wrong:?}"));
        return Some(error.hint(shows));
    };
    if flag.starts_with(|first: char| first.is_ascii_digit()) {
        return Some(negative(wrong, args));
    }
    let flag = flag.trim_start_matches('-').split('=').next().unwrap_or_default();
    let error = Error::usage(format!("`{name}` has no flag {wrong}"));
    if flag == "token" || flag == "access-token" {
        return Some(error.hint(
            "other programs can read a command line: set INTERCOM_TOKEN, or log in with \
             `ictl auth login --with-token < FILE`",
        ));
    }
    let all = || command.get_arguments().chain(root.get_arguments());
    let flags: Vec<&str> = all().filter_map(clap::Arg::get_long).collect();
    let other = FLAGS.iter().find(|(other, known)| *other == flag && flags.contains(known));
    let near = other.map(|(_, known)| *known).or_else(|| nearest(flag, flags.iter().copied()));
    Some(match near {
        Some(near) => error.hint(format!("did you mean --{near}? {shows}")),
        None if flags.contains(&"custom-attributes") && flag.len() > 1 => error.hint(format!(
            "a custom attribute is set with -F custom_attributes.{}=VALUE; {shows}",
            flag.replace('-', "_")
        )),
        None => error.hint(format!("{shows}; `ictl help flags` shows those of every command")),
    })
}

/// A number below zero looks like a flag.
fn negative(wrong: &str, args: &[String]) -> Error {
    let before = args.windows(2).find(|pair| pair[1] == wrong).map(|pair| &pair[0]);
    let error = Error::usage(format!("{wrong} begins as a flag does, and is none"));
    match before.filter(|word| word.starts_with("--")) {
        Some(flag) => error.hint(format!("a value that begins with a dash: {flag}={wrong}")),
        None => error.hint(format!("words behind -- are no flags: -- {wrong}")),
    }
}

fn unknown_value(error: &clap::Error) -> Option<Error> {
    let Some(ContextValue::Strings(valid)) = error.get(ContextKind::ValidValue) else {
        return None;
    };
    let (flag, given) =
        (text(error, ContextKind::InvalidArg)?, text(error, ContextKind::InvalidValue)?);
    // The flag comes with its placeholder.
    let flag = flag.split([' ', '[']).next().unwrap_or(flag);
    if given.is_empty() || valid.is_empty() {
        return None;
    }
    let error = Error::usage(format!("{flag} does not take {given:?}"));
    let all = format!("it takes {}", valid.join(", "));
    Some(match nearest(given, valid.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean {near}? {all}")),
        None => error.hint(all),
    })
}

/// A flag at the end of the line, or before another one.
fn no_value(error: &clap::Error, args: &[String]) -> Option<Error> {
    let flag = text(error, ContextKind::InvalidArg)?;
    if !text(error, ContextKind::InvalidValue)?.is_empty() {
        return None;
    }
    let (name, value) = flag.split_once(' ').unwrap_or((flag, "a value"));
    let root = root(args);
    let help = shows(&place_of(error, args, &root));
    let needs = Error::usage(format!("{name} needs {value} behind it"));
    Some(match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(valid)) if !valid.is_empty() => {
            needs.hint(format!("it takes {}; {help}", valid.join(", ")))
        }
        _ => needs.hint(help),
    })
}

/// Two flags of which one says what the other denies.
fn conflict(error: &clap::Error, args: &[String]) -> Option<Error> {
    let named = |flag: &str| flag.split(' ').next().unwrap_or(flag).to_owned();
    let others = match error.get(ContextKind::PriorArg)? {
        ContextValue::String(other) => named(other),
        ContextValue::Strings(others) => {
            others.iter().map(|other| named(other)).collect::<Vec<_>>().join(" and ")
        }
        _ => return None,
    };
    let flag = named(text(error, ContextKind::InvalidArg)?);
    let root = root(args);
    let help = shows(&place_of(error, args, &root));
    Some(Error::usage(format!("{flag} does not go with {others}")).hint(help))
}

/// What our own reading of a value says about it, hint included.
fn refused_value(error: &clap::Error, args: &[String]) -> Option<Error> {
    let source = std::error::Error::source(error)?;
    let flag = text(error, ContextKind::InvalidArg)?;
    let flag = flag.split([' ', '=']).next().unwrap_or(flag);
    if source.is::<ParseIntError>() {
        let given = text(error, ContextKind::InvalidValue)?;
        let flag = flag.trim_matches(['<', '>', '[', ']']);
        return Some(
            Error::usage(format!("{flag}: {given:?} is not a whole number that it takes"))
                .hint("whole numbers look like 0, 20 or 5000"),
        );
    }
    let Some(cause) = source.downcast_ref::<Error>() else {
        let root = root(args);
        let help = shows(&place_of(error, args, &root));
        return Some(Error::usage(format!("{flag}: {source}")).hint(help));
    };
    let refused = Error::usage(format!("{flag}: {}", cause.message()));
    Some(match cause.hint_text() {
        Some(hint) => refused.hint(hint),
        None => refused,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: &str) -> (String, String) {
        let args: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let error = root(&args).try_get_matches_from(&args).unwrap_err();
        let error = explain(&error, &args);
        (error.message().to_owned(), error.hint_text().unwrap_or_default().to_owned())
    }

    #[track_caller]
    fn means(line: &str, meant: &str) {
        let (message, hint) = told(line);
        assert!(hint.starts_with(&format!("did you mean {meant}?")), "{line}: {message}: {hint}");
    }

    #[test]
    fn a_mistyped_or_singular_noun_is_understood() {
        means("ictl contact list", "`ictl contacts list`");
        means("ictl contcts list", "`ictl contacts list`");
        means("ictl company ls", "`ictl companies list`");
        means("ictl ticket", "`ictl tickets`");
    }

    #[test]
    fn words_of_intercom_and_of_other_tools_are_understood() {
        means("ictl users list", "`ictl contacts list`");
        means("ictl lead get 5", "`ictl contacts get`");
        means("ictl people", "`ictl contacts`");
        means("ictl whoami", "`ictl me`");
        means("ictl login", "`ictl auth login`");
        means("ictl collections list", "`ictl help-center collections`");
    }

    #[test]
    fn a_verb_before_its_noun_is_turned_around() {
        means("ictl list contacts", "`ictl contacts list`");
        means("ictl --json rm tag vip", "`ictl tags delete`");
    }

    #[test]
    fn a_mistyped_or_foreign_verb_is_understood() {
        means("ictl contacts ls", "`ictl contacts list`");
        means("ictl contacts remove 5", "`ictl contacts delete`");
        means("ictl conversations serach x", "`ictl conversations search`");
        means("ictl help-center collection list", "`ictl help-center collections`");
        let (message, hint) = told("ictl contacts frobnicate");
        assert_eq!(message, "`ictl contacts` has no command \"frobnicate\"");
        assert!(hint.starts_with("`ictl contacts --help` lists the commands"), "{hint}");
    }

    #[test]
    fn flags_without_a_command_are_told_where_the_commands_are() {
        let (message, hint) = told("ictl --sandbox");
        assert_eq!(message, "`ictl` needs a command");
        assert_eq!(hint, "`ictl --help` lists them");
        assert_eq!(told("ictl contacts --json").0, "`ictl contacts` needs a command");
    }

    #[test]
    fn what_is_missing_is_named_with_the_way_to_write_it() {
        let (message, hint) = told("ictl contacts get");
        assert_eq!(message, "`ictl contacts get` needs <CONTACT_ID>");
        assert!(hint.starts_with("it is written `ictl contacts get <CONTACT_ID>`"), "{hint}");
    }

    #[test]
    fn a_flag_without_its_value_is_told_with_what_it_takes() {
        let (message, hint) = told("ictl contacts list --output");
        assert_eq!(message, "--output needs <FORM> behind it");
        assert!(
            hint.starts_with("it takes table, json, ndjson, csv; `ictl contacts list"),
            "{hint}"
        );
    }

    #[test]
    fn what_is_no_number_is_told_in_plain_words() {
        let (message, _) = told("ictl contacts list --limit abc");
        assert_eq!(message, "--limit: \"abc\" is not a whole number that it takes");
        let (_, hint) = told("ictl contacts list --limit -1");
        assert_eq!(hint, "a value that begins with a dash: --limit=-1");
    }

    #[test]
    fn flags_that_exclude_each_other_are_both_named() {
        let (message, _) = told("ictl contacts import people.csv --resume --restart");
        assert_eq!(message, "--resume does not go with --restart");
    }

    #[test]
    fn a_number_out_of_range_is_told_with_the_range() {
        let (message, hint) = told("ictl sandbox serve --port 99999");
        assert_eq!(message, "--port: 99999 is not in 0..=65535");
        assert!(hint.starts_with("`ictl sandbox serve --help`"), "{hint}");
    }

    #[test]
    fn words_in_one_argument_are_taken_apart() {
        let args = ["ictl", "contacts list"].map(str::to_owned);
        let error = root(&args).try_get_matches_from(&args).unwrap_err();
        let hint = explain(&error, &args);
        let hint = hint.hint_text().unwrap();
        assert_eq!(hint, "its words are arguments of their own: ictl contacts list");
    }

    #[test]
    fn a_mistyped_or_foreign_flag_is_understood() {
        means("ictl contacts list --limt 5", "--limit");
        means("ictl contacts list --format json", "--output");
        means("ictl contacts create --emial ann@example.com", "--email");
        let (_, hint) = told("ictl contacts create --subscription-plan pro");
        assert!(hint.contains("-F custom_attributes.subscription_plan=VALUE"), "{hint}");
        let (_, hint) = told("ictl me --token abc");
        assert!(hint.contains("INTERCOM_TOKEN") && !hint.contains("abc"), "{hint}");
    }

    #[test]
    fn a_mistyped_word_of_a_flag_is_understood() {
        means("ictl me --output jsn", "json");
        let (message, hint) = told("ictl me --output xml");
        assert_eq!(message, "--output does not take \"xml\"");
        assert_eq!(hint, "it takes table, json, ndjson, csv");
        let (message, hint) = told("ictl me --time-zone Europe/Dubln");
        assert_eq!(message, "--time-zone: \"Europe/Dubln\" is not a time zone");
        assert!(hint.contains("Europe/Dublin"), "{hint}");
    }
}
