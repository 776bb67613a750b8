//! Which commands belong together? The one list of groups, from which the help at the root is made
//! and whatever else shows all commands in an order.

use std::fmt::Write as _;

use clap::Command;

use crate::api::operations as table;
use crate::commands::wrapped::wrapped;

/// Commands that belong together.
#[derive(Debug)]
pub struct Group {
    /// The heading.
    pub title: &'static str,
    /// The commands, in the order to read them.
    pub commands: Vec<&'static str>,
    /// Their names are enough: there are many, and few need them.
    pub in_brief: bool,
}

const START: &[&str] = &["auth", "sandbox", "doctor", "help"];

const EVERY_DAY: &[&str] = &[
    "contacts",
    "conversations",
    "tickets",
    "companies",
    "tags",
    "notes",
    "segments",
    "events",
    "articles",
    "messages",
    "exports",
    "admins",
    "teams",
    "me",
];

const TOOLS: &[&str] =
    &["api", "operations", "app", "browse", "alias", "config", "explain", "completion", "man"];

/// All groups in the order of reading. Each command is in one of them; a noun that no other names
/// is in the last.
pub fn groups() -> Vec<Group> {
    let named = |name: &str| [START, EVERY_DAY, TOOLS].iter().any(|list| list.contains(&name));
    let mut rest: Vec<&str> = table::nouns().iter().map(|noun| noun.name).collect();
    rest.retain(|name| !named(name));
    rest.sort_unstable();
    let group = |title, commands: &[&'static str]| Group {
        title,
        commands: commands.to_vec(),
        in_brief: false,
    };
    vec![
        group("Start here", START),
        group("Everyday work", EVERY_DAY),
        group("Tools", TOOLS),
        Group { title: "The rest of the API", commands: rest, in_brief: true },
    ]
}

/// The commands of a root by their groups, for people, in lines of this width.
pub fn listing(root: &Command, width: usize) -> String {
    groups().iter().map(|group| section(root, group, width)).collect::<Vec<_>>().join("\n")
}

fn section(root: &Command, group: &Group, width: usize) -> String {
    let mut text = format!("{}:\n", group.title);
    let known: Vec<&Command> =
        group.commands.iter().filter_map(|name| root.find_subcommand(name)).collect();
    if group.in_brief {
        let names: Vec<&str> = known.iter().map(|command| command.get_name()).collect();
        let _ = writeln!(text, "{}", wrapped(&names.join(", "), 2, width));
        return text;
    }
    for command in known {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let line = format!("{:<NAMES$}{about}", command.get_name());
        let _ = writeln!(text, "{}", hanging(&line, width));
    }
    text
}

/// The width of the column of names.
const NAMES: usize = 16;

/// A line of the list, which goes on below its second column.
fn hanging(line: &str, width: usize) -> String {
    let (name, about) = line.split_at(NAMES.min(line.len()));
    let about = wrapped(about, NAMES + 2, width);
    format!("  {name}{}", about.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_one_group() {
        let root = crate::commands::root(&[]);
        let groups = groups();
        for command in root.get_subcommands() {
            let name = command.get_name();
            let holding = groups.iter().filter(|group| group.commands.contains(&name));
            assert_eq!(holding.count(), 1, "{name}: name it in one of the lists of this file");
        }
    }
}
