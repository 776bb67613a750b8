//! What stands on a manual page, in which order? For any command: what it does, how it is written,
//! what there is to know, its flags, the request, examples; then the same for the commands below it.

use super::anatomy::{Anatomy, Note};
use super::{SECTION, plain, roff};
use crate::commands::help::{self, ENVIRONMENT, groups};
use crate::config::Paths;
use crate::error::Kind;

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A heading, such as `SYNOPSIS`.
    Section(String),
    /// A heading below it.
    Subsection(String),
    /// Running text, with code between backticks.
    Text(String),
    /// Lines that stay as they are.
    Lines(Vec<String>),
    /// A term and what it means.
    Item(String, String),
}

/// A manual page.
#[derive(Debug)]
pub struct Page {
    /// Its name, such as `ictl-contacts`.
    pub name: String,
    /// What is on it.
    pub parts: Vec<Part>,
}

impl Page {
    /// The page of the program.
    pub fn of_root(root: &Anatomy) -> Self {
        let mut parts = head("ictl", root);
        parts.push(section("COMMANDS"));
        for group in groups() {
            let known = group.commands.iter().filter_map(|name| root.find(&[(*name).to_owned()]));
            let items: Vec<Part> = known.map(item_of).collect();
            if !items.is_empty() {
                parts.push(Part::Subsection(group.title.to_owned()));
                parts.extend(items);
            }
        }
        parts.push(section("OPTIONS"));
        parts.push(text("Every command takes these."));
        for (_, arguments) in &root.arguments {
            parts.extend(arguments.iter().map(|arg| item(&arg.term, &arg.text)));
        }
        let lines = help::ROOT_EXAMPLES.lines().skip(1);
        parts.push(section("EXAMPLES"));
        parts.push(Part::Lines(
            lines.map(|line| line.trim_start_matches("  ").to_owned()).collect(),
        ));
        parts.push(section("EXIT STATUS"));
        parts.extend(Kind::ALL.map(|kind| item(&kind.exit_code().to_string(), kind.meaning())));
        parts.push(section("ENVIRONMENT"));
        parts.extend(ENVIRONMENT.iter().map(|(name, meaning)| item(name, meaning)));
        parts.push(section("FILES"));
        parts.extend(files());
        parts.push(section("SEE ALSO"));
        let pages = root.inner.iter().map(|inner| format!("{}({SECTION})", page_name(inner)));
        parts.push(text(&pages.collect::<Vec<_>>().join(", ")));
        Page { name: "ictl".to_owned(), parts }
    }

    /// The page of a command, with all commands below it.
    pub fn of_command(command: &Anatomy) -> Self {
        let name = page_name(command);
        let mut parts = head(&name, command);
        if !command.arguments.is_empty() {
            parts.push(section("OPTIONS"));
            options(&mut parts, command);
        }
        request(&mut parts, command);
        if !command.inner.is_empty() {
            parts.push(section("COMMANDS"));
            for inner in &command.inner {
                below(&mut parts, inner);
            }
        }
        examples(&mut parts, command, section("EXAMPLES"));
        parts.push(section("SEE ALSO"));
        parts.push(text(&format!(
            "ictl({SECTION}) has the options that every command takes, the environment and the exit status."
        )));
        Page { name, parts }
    }

    /// The name of its file.
    pub fn file_name(&self) -> String {
        format!("{}.{SECTION}", self.name)
    }

    /// The page for `man`.
    pub fn roff(&self) -> String {
        roff::render(self)
    }

    /// The page for a terminal that has no `man`, in lines of this width.
    pub fn plain(&self, width: usize) -> String {
        plain::render(self, width)
    }
}

fn section(title: &str) -> Part {
    Part::Section(title.to_owned())
}

fn text(text: &str) -> Part {
    Part::Text(text.to_owned())
}

fn item(term: &str, meaning: &str) -> Part {
    Part::Item(term.to_owned(), meaning.to_owned())
}

fn item_of(command: &Anatomy) -> Part {
    item(&format!("{}({SECTION})", page_name(command)), &command.about)
}

fn page_name(command: &Anatomy) -> String {
    command.words.join("-")
}

/// Name, synopsis and description.
fn head(name: &str, command: &Anatomy) -> Vec<Part> {
    let mut parts = vec![
        section("NAME"),
        text(&format!("{name} - {}", command.about)),
        section("SYNOPSIS"),
        Part::Lines(command.usage.clone()),
        section("DESCRIPTION"),
        text(&sentence(&command.about)),
    ];
    notes(&mut parts, command);
    parts
}

/// An imperative line as a sentence of running text.
fn sentence(line: &str) -> String {
    if line.is_empty() || line.ends_with(['.', ':']) { line.to_owned() } else { format!("{line}.") }
}

fn notes(parts: &mut Vec<Part>, command: &Anatomy) {
    parts.extend(command.notes.iter().map(|note| match note {
        Note::Text(paragraph) => text(paragraph),
        Note::Lines(lines) => Part::Lines(lines.clone()),
    }));
}

fn options(parts: &mut Vec<Part>, command: &Anatomy) {
    for (title, arguments) in &command.arguments {
        if !matches!(title.as_str(), "Arguments" | "Options") {
            parts.push(text(&format!("{title}:")));
        }
        parts.extend(arguments.iter().map(|arg| item(&arg.term, &arg.text)));
    }
}

fn request(parts: &mut Vec<Part>, command: &Anatomy) {
    if !command.requests.is_empty() {
        parts.push(text(&format!("Request: {}", command.requests.join(", "))));
    }
}

fn examples(parts: &mut Vec<Part>, command: &Anatomy, title: Part) {
    if !command.examples.is_empty() {
        parts.push(title);
        parts.push(Part::Lines(command.examples.clone()));
    }
}

/// A command on the page of the one above it.
fn below(parts: &mut Vec<Part>, command: &Anatomy) {
    parts.push(Part::Subsection(command.name()));
    parts.push(text(&sentence(&command.about)));
    parts.push(Part::Lines(command.usage.clone()));
    notes(parts, command);
    options(parts, command);
    request(parts, command);
    let title = if command.examples.len() == 1 { "Example:" } else { "Examples:" };
    examples(parts, command, text(title));
    for inner in &command.inner {
        below(parts, inner);
    }
}

/// What is kept, where it is in a home directory.
fn files() -> Vec<Part> {
    let home = |name: &str| (name == "HOME").then_some("~");
    let Some(paths) = Paths::resolve(home) else { return Vec::new() };
    let places = [
        (paths.config, "Profiles, apps and settings; no secret is in it"),
        (paths.credentials, "The secrets, where they are kept with --store file"),
        (paths.certificate, "The certificate of the listener that a login by OAuth ends at"),
        (paths.cache, "What can be made again"),
        (paths.state, "What outlives a command but is no setting"),
    ];
    places.iter().map(|(path, meaning)| item(&path.display().to_string(), meaning)).collect()
}
