//! A stream of ids as a job of the engine: it pulls objects out of the stream, takes each through the
//! plan, and keeps the ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::Ids;
use crate::api::{Answer, Failure, Request};
use crate::bulk::actions::{Action, Ending, Known, Plan};
use crate::bulk::duplicates::Duplicates;
use crate::bulk::journal::{Entry, Ledger, OpenRow};
use crate::bulk::work::{Intent, Job, Moment, Next, Pulled, Span, Work};
use crate::error::Result;

/// One object on its way.
pub struct Item {
    row: u64,
    action: Action,
}

impl Work for Item {
    fn request(&self) -> Request {
        self.action.request()
    }

    fn intent(&self) -> Intent {
        self.action.intent()
    }

    fn is_looking(&self) -> bool {
        self.action.is_looking()
    }

    fn answered(&mut self, result: &Result<Answer, Failure>, span: Span) -> Next {
        self.action.answered(result, span)
    }
}

/// Is told what happens in a stream.
pub trait Listener {
    /// An object has its ending; `value` is what came back.
    fn ended(&mut self, ending: &Ending, value: Option<Value>) -> Result<()>;

    /// Something has changed.
    fn watch(&mut self, moment: &Moment<'_>, ledger: &Ledger);

    /// What was told so far is to reach the reader.
    fn flush(&mut self) -> Result<()>;
}

/// A stream that is being worked through.
pub struct IdStream<'a> {
    /// Where the objects come from.
    pub ids: Ids,
    /// What is done to each.
    pub plan: Arc<Plan>,
    /// Objects that repeat an earlier one.
    pub duplicates: Duplicates,
    /// Objects that an earlier run began.
    pub open: BTreeMap<u64, OpenRow>,
    /// What is known of them.
    pub ledger: Ledger,
    /// Is told what happens.
    pub listener: &'a mut dyn Listener,
}

impl IdStream<'_> {
    fn end(&mut self, row: u64, action: Action) -> Result<()> {
        let ending = action.ending().clone();
        self.ledger.end(row, &ending);
        self.listener.ended(&ending, action.into_value())
    }
}

/// What the journal tells of an object that was begun.
fn known(open: Option<OpenRow>) -> Known {
    match open {
        Some(OpenRow::Acting { step, at }) => Known::Sent(step, at),
        Some(OpenRow::Stepped(steps)) => Known::Stepped(steps),
        _ => Known::Nothing,
    }
}

impl Job for IdStream<'_> {
    type Work = Item;

    fn pull(&mut self) -> Result<Pulled<Item>> {
        let Some((row, subject)) = self.ids.read()? else { return Ok(Pulled::End) };
        if self.ledger.is_done(row) {
            return Ok(Pulled::Settled);
        }
        if self.duplicates.of_row(row)?.is_some() {
            self.ledger.pass(row);
            return Ok(Pulled::Settled);
        }
        let known = known(self.open.remove(&row));
        let action = Action::begin(Arc::clone(&self.plan), subject, known);
        if action.is_over() {
            self.end(row, action)?;
            return Ok(Pulled::Settled);
        }
        Ok(Pulled::Work(Item { row, action }))
    }

    fn will_send(&mut self, work: &mut Item, at: Timestamp) {
        self.ledger.append(&Entry::Acting { row: work.row, step: work.action.step(), at });
    }

    fn had_no_effect(&mut self, work: &mut Item) {
        // A look that was refused says nothing about what is being looked for.
        if !work.action.is_looking() && !work.action.is_unheard() {
            self.ledger.append(&Entry::NoEffect { row: work.row });
        }
    }

    fn advanced(&mut self, work: &Item) {
        self.ledger.append(&Entry::Stepped { row: work.row, steps: work.action.step() });
    }

    fn settle(&mut self, work: Item) -> Result<()> {
        self.end(work.row, work.action)
    }

    fn flush(&mut self, durable: bool) -> Result<()> {
        self.ledger.flush(durable)?;
        self.listener.flush()
    }

    fn watch(&mut self, moment: &Moment<'_>) {
        self.ledger.spent(moment.traffic);
        self.listener.watch(moment, &self.ledger);
    }
}
