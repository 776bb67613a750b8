//! What the user sees of a stream while it runs: a line for each object on stdout, progress on
//! stderr.

use std::sync::Arc;

use serde_json::Value;

use super::summary::counts_line;
use crate::bulk::actions::Ending;
use crate::bulk::job::JobDir;
use crate::bulk::stream::Listener;
use crate::bulk::tally::{Counts, OutcomeKind};
use crate::bulk::work::Moment;
use crate::clock::Clock;
use crate::error::Result;
use crate::output::{Column, ListPrinter, Progress, Ui};

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
    progress: Progress,
    endings: bool,
    clock: Arc<dyn Clock>,
}

impl<'a> Printer<'a> {
    /// Begins to print.
    pub fn begin(
        ui: &'a mut Ui,
        shown: Shown,
        label: &str,
        total: u64,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let progress = ui.progress(label, Some(total));
        let (columns, endings) = match shown {
            Shown::Endings => (COLUMNS, true),
            Shown::Values(columns) => (columns, false),
        };
        Printer { list: ui.list(columns), progress, endings, clock }
    }

    /// Prints what earlier runs of a job did: a run that ends well has told of every object.
    pub fn tell_again(&mut self, dir: &JobDir) -> Result<()> {
        let mut told = Ok(());
        let mut count = 0;
        dir.endings(|ending| {
            count += 1;
            if told.is_ok() {
                told = self.item(&ending);
            }
        })?;
        self.progress.update(self.list.ui(), self.clock.elapsed(), count, "");
        told
    }

    /// Ends; a list that is not complete does not look so.
    pub fn end(mut self, complete: bool) -> Result<()> {
        self.progress.finish(self.list.ui());
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

    fn watch(&mut self, _: &Moment, counts: &Counts) {
        let (elapsed, line) = (self.clock.elapsed(), counts_line(counts));
        self.progress.update(self.list.ui(), elapsed, counts.total(), &line);
    }

    fn flush(&mut self) -> Result<()> {
        self.list.ui().flush()
    }
}
