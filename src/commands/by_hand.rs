//! How does a command that is written by hand come into the tree? As one row that says everything
//! the tree must know of it: its name, its arguments and who runs it.
//!
//! Apart from the commands themselves, so that adding one means to write its file and its row.

use clap::{ArgMatches, Command};
use futures_util::future::LocalBoxFuture;

use super::operation;
use crate::context::Context;
use crate::error::Result;

/// Runs a command, with the matches of its own arguments.
pub type Run = for<'a> fn(&'a ArgMatches, &'a mut Context) -> LocalBoxFuture<'a, Result<()>>;

/// A command at the root that the table of operations knows nothing of, such as `ictl doctor`.
pub struct Tool {
    /// The word.
    pub name: &'static str,
    /// What it does: an imperative line without a full stop.
    pub about: &'static str,
    /// Its arguments or verbs; name and line are added here.
    pub command: fn() -> Command,
    /// Who runs it.
    pub run: Run,
}

impl Tool {
    /// The command, in full.
    pub fn command(&self) -> Command {
        (self.command)().name(self.name).about(self.about)
    }
}

/// What a noun of the table has beside its rows, such as `ictl contacts import`.
pub struct Refinement {
    /// The noun.
    pub noun: &'static str,
    /// Its verbs that are written by hand, in the order of the help.
    pub verbs: &'static [ByHand],
    /// The end of the noun's help; empty leaves the one that is made from the table.
    pub examples: &'static str,
}

impl Refinement {
    /// Puts the verbs into the noun that the table has made.
    pub fn refine(&self, noun: Command) -> Command {
        let noun = if self.examples.is_empty() { noun } else { noun.after_help(self.examples) };
        self.verbs.iter().fold(noun, |noun, verb| match verb.make {
            Make::Beside(command) => noun.subcommand(command().name(verb.name)),
            Make::Over(refine) => noun.mut_subcommand(verb.name, refine),
        })
    }

    /// Who runs the verb that was chosen, if it is one of these, with the matches of its arguments.
    pub fn chosen<'a>(&self, noun: &'a ArgMatches) -> Option<(Run, &'a ArgMatches)> {
        let (name, own) = noun.subcommand()?;
        let verb = self.verbs.iter().find(|verb| verb.name == name)?;
        (verb.takes)(own).then_some((verb.run, own))
    }
}

/// A verb that is written by hand.
pub struct ByHand {
    name: &'static str,
    make: Make,
    run: Run,
    takes: fn(&ArgMatches) -> bool,
}

enum Make {
    /// A command that stands beside the table's.
    Beside(fn() -> Command),
    /// What becomes of the table's command of the same name.
    Over(fn(Command) -> Command),
}

impl ByHand {
    /// A verb beside those of the table.
    pub const fn beside(name: &'static str, command: fn() -> Command, run: Run) -> Self {
        ByHand { name, make: Make::Beside(command), run, takes: |_| true }
    }

    /// A verb in the place of the table's own, whose command it is given to change.
    pub const fn over(name: &'static str, refine: fn(Command) -> Command, run: Run) -> Self {
        ByHand { name, make: Make::Over(refine), run, takes: |_| true }
    }

    /// Leaves the command lines of which this is not true to the table.
    pub const fn when(self, takes: fn(&ArgMatches) -> bool) -> Self {
        ByHand { takes, ..self }
    }
}

/// A command whose verbs are those of a type, such as `ictl auth`.
pub fn verbs_of<T: clap::Subcommand>() -> Command {
    // They bring their own idea of what the command is about.
    T::augment_subcommands(operation::group("")).about(None).long_about(None)
}
