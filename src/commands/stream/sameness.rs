//! Which words of a command line decide what a stream does. A run may go on with a job only if these
//! are the same.

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command};
use serde_json::{Map, Value};

use crate::commands::job::JobArgs;
use crate::context::GlobalOptions;
use crate::error::{Error, Result};

/// The arguments of a verb as they were typed, without those that say where its job is and how fast
/// it goes, and without the global ones.
pub fn deciding(matches: &ArgMatches) -> Value {
    let others = GlobalOptions::augment_args(JobArgs::augment_args(Command::new("")));
    let is_other = |id: &str| others.get_arguments().any(|argument| argument.get_id() == id);
    let typed = matches.ids().map(clap::Id::as_str).filter(|id| {
        // Groups of arguments bear the names of types.
        let group = id.starts_with(char::is_uppercase);
        let given = !group && matches.value_source(id) == Some(ValueSource::CommandLine);
        given && !is_other(id)
    });
    let words = typed.map(|id| (id.to_owned(), Value::from(values(matches, id))));
    Value::Object(words.collect::<Map<_, _>>())
}

fn values(matches: &ArgMatches, id: &str) -> Vec<String> {
    let raw = matches.get_raw(id).into_iter().flatten();
    raw.map(|word| word.to_string_lossy().into_owned()).collect()
}

/// stdin can be read once: what takes ids from it cannot take a body from it, too.
pub fn refuse_second_reader(matches: &ArgMatches) -> Result<()> {
    let ids = matches.ids().map(clap::Id::as_str).filter(|id| !id.starts_with(char::is_uppercase));
    let words = ids.flat_map(|id| values(matches, id));
    let readers = words.filter(|word| word == "-" || word.ends_with("=@-")).count();
    if readers > 1 {
        return Err(Error::usage("stdin gives the ids, so it cannot give anything else")
            .hint("put - in one place only; give the rest as arguments or in files"));
    }
    Ok(())
}
