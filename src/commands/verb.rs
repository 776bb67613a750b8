//! A verb that is written by hand, as a command: the arguments and checks of the operation that
//! does it, with the flags that make sense for it, its own help, and the request that it sends.

use clap::{ArgMatches, Command};
use serde_json::{Map, Value};

use super::operation::{self, body, fill_with, operation, path_id, request_line, with_details};
use crate::api::Request;
use crate::api::operations::{self as table, Operation};
use crate::bulk::actions::Subject;
use crate::context::Context;
use crate::error::Result;

/// A verb beside the table's own commands.
#[derive(Debug)]
pub struct Verb {
    /// The words of the command: `conversations close`.
    pub words: &'static str,
    /// The id of the operation that does it.
    pub operation: &'static str,
    /// What it does: an imperative line without a full stop. A verb that takes the place of the
    /// operation's own command keeps the table's line.
    pub summary: &'static str,
    /// What else there is to know, in full sentences.
    pub details: &'static str,
    /// The fields of the operation's body that are flags of the verb.
    pub fields: &'static [&'static str],
    /// Command lines for the end of the help.
    pub examples: &'static [&'static str],
}

impl Verb {
    /// A command of its own.
    pub fn command(&self) -> Command {
        let name = self.words.rsplit(' ').next().unwrap_or_default();
        let command = Command::new(name);
        match table::by_id(self.operation) {
            Some(operation) => {
                let takes = |field: &str| self.fields.contains(&field);
                let command = fill_with(command, operation, takes);
                self.explain(command, operation, self.summary)
            }
            None => command,
        }
    }

    /// The operation's own command, with the flags that the verb does not need put out of sight:
    /// they work as before.
    pub fn refine(&self, command: Command) -> Command {
        let Some(operation) = table::by_id(self.operation) else { return command };
        let hidden = operation.body.iter().filter(|field| !self.fields.contains(&field.name));
        let command = hidden.fold(command, |command, field| {
            command.mut_arg(operation::body_id(field.name), |arg| arg.hide(true))
        });
        self.explain(command, operation, operation.summary)
    }

    fn explain(&self, command: Command, operation: &Operation, summary: &'static str) -> Command {
        let examples = self.examples.join("\n  ");
        command
            .about(summary)
            .long_about(with_details(summary, self.details))
            .after_help(format!("{}\n\nExamples:\n  {examples}", request_line(operation)))
    }

    /// The row of the operation.
    pub fn row(&self) -> Result<&'static Operation> {
        operation(self.operation)
    }

    /// The id that the command line gives; `-` stands for those on stdin.
    pub fn id<'a>(&self, matches: &'a ArgMatches) -> &'a str {
        let name = table::by_id(self.operation).and_then(|row| row.path_params.first());
        let given = name
            .and_then(|param| matches.try_get_one::<String>(&path_id(param.name)).ok().flatten());
        given.map_or("", String::as_str)
    }

    /// The body of its request: what `--input` gives, else `preset` under the flags.
    pub fn body(
        &self,
        matches: &ArgMatches,
        preset: Map<String, Value>,
        cx: &mut Context,
    ) -> Result<Vec<u8>> {
        body(self.row()?, matches, preset, cx)
    }

    /// What makes its request for an object, with this body.
    pub fn request(
        &self,
        body: Vec<u8>,
    ) -> Result<impl Fn(&Subject) -> Request + Send + Sync + 'static> {
        let about = self.about()?;
        Ok(move |subject: &Subject| about(subject).body(body.clone()))
    }

    /// The same without a body.
    pub fn about(&self) -> Result<impl Fn(&Subject) -> Request + Send + Sync + 'static> {
        let row = self.row()?;
        let version = row.pinned.map(str::parse).transpose()?;
        Ok(move |subject: &Subject| {
            let path = match row.path_params.first() {
                Some(param) => row.path.replace(&format!("{{{}}}", param.name), &subject.segment()),
                None => row.path.to_owned(),
            };
            let mut request = Request::new(row.method, path);
            request.version = version;
            request
        })
    }
}

/// The fields of an object, for a preset.
pub fn fields<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
