//! Pages about the commands, made of their definitions: manual pages and the reference.
//!
//! A definition is taken apart (`anatomy`), put together to the parts of a page (`page`), and the parts
//! are written for `man` (`roff`), for a terminal without it (`plain`) or for the web (`markdown`). So
//! all of them say the same, in the words of the help.

mod anatomy;
mod markdown;
mod page;
mod plain;
mod roff;

use clap::Command;

use self::anatomy::Anatomy;
pub use self::page::Page;

/// The section of the manual that commands are in.
const SECTION: &str = "1";

/// The page of `ictl` itself, then one for each of its commands, with all that is below it.
pub fn pages(whole: Command) -> Vec<Page> {
    let root = Anatomy::of(whole);
    let commands = root.inner.iter().map(Page::of_command);
    [Page::of_root(&root)].into_iter().chain(commands).collect()
}

/// The page of the command with these words, without the program's name; `None` where there is no
/// such command.
pub fn page(whole: Command, words: &[String]) -> Option<Page> {
    let root = Anatomy::of(whole);
    if words.is_empty() {
        return Some(Page::of_root(&root));
    }
    root.find(words).map(Page::of_command)
}

/// The reference: every command on one page of Markdown, in the groups of the help.
pub fn reference(whole: Command) -> String {
    markdown::reference(&Anatomy::of(whole))
}
