//! What the user sees of a stream while it runs: a line for each object on stdout, progress on
//! stderr.

use serde_json::Value;

use crate::bulk::actions::Ending;
use crate::bulk::job::JobDir;
use crate::bulk::journal::Ledger;
use crate::bulk::stream::Listener;
use crate::bulk::tally::OutcomeKind;
use crate::bulk::work::Moment;
use crate::commands::job::view::View;
use crate::error::Result;
use crate::output::{Column, ListPrinter, Ui};

/// The columns of a result.
const COLUMNS: &[Column] = &[
    Column::id("ID", "id"),
    Column::text("Outcome", "outcome"),
    Column::text("Status", "status"),
    Column::text("Code", "code"),
    Column::text("Message", "message"),
];

/// What is printed of each object.
pub enum Shown {
    /// What became of it.
    Endings,
    /// Itself, with these columns.
    Values(&'static [Column]),
}

/// The listener of a stream.
pub struct Printer<'a> {
    list: ListPrinter<'a>,
    view: View,
    endings: bool,
}

impl<'a> Printer<'a> {
    /// Begins to print what becomes of `total` objects, of which earlier runs did some.
    pub fn begin(ui: &'a mut Ui, shown: Shown, label: &str, total: u64, done: u64) -> Self {
        let view = View::begin(ui, label, total, done);
        let (columns, endings) = match shown {
            Shown::Endings => (COLUMNS, true),
            Shown::Values(columns) => (columns, false),
        };
        Printer { list: ui.list(columns), view, endings }
    }

    /// Prints what earlier runs of a job did: a run that ends well has told of every object.
    pub fn tell_again(&mut self, dir: &JobDir) -> Result<()> {
        let mut told = Ok(());
        dir.endings(|ending| {
            if told.is_ok() {
                told = self.item(&ending);
            }
        })?;
        told
    }

    /// Ends; a list that is not complete does not look so.
    pub fn end(mut self, complete: bool) -> Result<()> {
        self.view.finish(self.list.ui());
        if complete { self.list.finish().map(|_| ()) } else { self.list.page_done() }
    }

    fn item(&mut self, ending: &Ending) -> Result<()> {
        self.list.item(&serde_json::to_value(ending).unwrap_or_default())
    }
}

impl Listener for Printer<'_> {
    fn ended(&mut self, ending: &Ending, value: Option<Value>) -> Result<()> {
        match (self.endings, value) {
            (true, _) => self.item(ending),
            (false, Some(value)) if ending.outcome == OutcomeKind::Done => self.list.item(&value),
            (false, _) => {
                let why = ending.message.as_deref().unwrap_or("nothing came back");
                self.list.ui().warn(&format!("{}: {why}", ending.id));
                Ok(())
            }
        }
    }

    fn watch(&mut self, moment: &Moment<'_>, ledger: &Ledger) {
        self.view.watch(self.list.ui(), moment, ledger);
    }

    fn flush(&mut self) -> Result<()> {
        self.list.ui().flush()
    }
}
