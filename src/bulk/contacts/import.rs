//! The import as a job of the engine: it pulls rows out of the file, turns them into work, and
//! keeps the ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::conflict::{Policy, contact_named_in};
use super::ledger::ImportLedger;
use super::steps::{Known, News, Steps};
use super::{Mapping, RowRules};
use crate::api::{Answer, Failure, Request};
use crate::bulk::duplicates::Duplicates;
use crate::bulk::input::{Input, Record, Verification};
use crate::bulk::journal::{Checkpoints, Ledger, OpenRow};
use crate::bulk::outcome::{Outcome, Problem};
use crate::bulk::reject_code::RejectCode;
use crate::bulk::work::{Intent, Job, Moment, Next, Pulled, Readiness, Span, Work};
use crate::error::{Error, Result};

/// So many rows that are done already are passed over before the engine is given its turn.
const PASSED_AT_A_TIME: u32 = 4096;

/// One contact on its way.
pub struct Contact {
    record: Record,
    steps: Steps,
    /// The journal knows that it was sent.
    announced: bool,
}

impl Work for Contact {
    fn readiness(&mut self) -> Readiness {
        self.steps.readiness()
    }

    fn request(&self) -> Request {
        self.steps.request()
    }

    fn intent(&self) -> Intent {
        match (self.steps.creates(), self.steps.has_key()) {
            (false, _) => Intent::None,
            (true, true) if self.announced => Intent::None,
            (true, true) => Intent::Remembered,
            (true, false) => Intent::Durable,
        }
    }

    fn answered(&mut self, result: &Result<Answer, Failure>, _: Span) -> Next {
        self.steps.answered(result)
    }
}

/// An import that is going on.
pub struct Import<'a> {
    /// Where the rows come from.
    pub input: Input,
    /// What its columns mean.
    pub mapping: Mapping,
    /// What holds for all rows.
    pub rules: RowRules,
    /// Rows that repeat an earlier row's key.
    pub duplicates: Duplicates,
    /// What to do with existing contacts, and what is known of tags and companies.
    pub policy: Arc<Policy>,
    /// Rows behind this one are left alone.
    pub limit: u64,
    /// Rows that an earlier run began.
    pub open: BTreeMap<u64, OpenRow>,
    /// What is known of them.
    pub ledger: ImportLedger,
    /// Where a later run may go on.
    pub checkpoints: Checkpoints,
    /// The look at the content of an input that was taken for the one that the job was begun with.
    pub verification: Option<Verification>,
    /// Why no further row may be begun.
    pub refusal: Option<Error>,
    /// Is told how it goes.
    pub watch: &'a mut dyn FnMut(&Moment<'_>, &Ledger),
}

impl Import<'_> {
    /// The run ends; `finished` says that every row has its outcome.
    ///
    /// # Errors
    /// The input was not what it was taken for, or the ledger cannot be written.
    pub fn close(&mut self, finished: bool) -> Result<()> {
        let same = match &mut self.verification {
            Some(verification) if finished => verification.wait(),
            _ => Ok(()),
        };
        let same = same.and_then(|()| self.input.check_unchanged());
        self.ledger.close(finished && same.is_ok())?;
        self.ledger.job.keep_checkpoint(&mut self.checkpoints, true);
        same
    }

    /// The next row that has no outcome yet, or one that has, when many had.
    fn next_record(&mut self) -> Result<Option<Record>> {
        let mut record = Record::new();
        for _ in 0..PASSED_AT_A_TIME {
            if !self.input.read(&mut record)? || record.number() > self.limit {
                return Ok(None);
            }
            self.checkpoints.passed(&record);
            if !self.ledger.job.is_done(record.number()) {
                break;
            }
        }
        Ok(Some(record))
    }

    fn begin(&mut self, record: Record) -> Result<Pulled<Contact>> {
        let row = match self.mapping.contact(&record, &self.rules) {
            Ok(row) => row,
            // Sent by an earlier run that read it otherwise: to mend and send it again would double it.
            Err(_) if self.open.contains_key(&record.number()) => {
                let message = "it was sent before the import was cut off, and reads as invalid now";
                let problem = Problem::new(RejectCode::NoAnswer, message);
                return self.settle_unsent(&record, Outcome::uncertain(problem));
            }
            Err(reject) => {
                let problem = Problem::new(reject.code, reject.message).in_column(reject.column);
                return self.settle_unsent(&record, Outcome::rejected(problem));
            }
        };
        if let Some(duplicate) = self.duplicates.of_row(row.number)? {
            let message = format!(
                "{}, line {}: row {} has the same {}",
                self.rules.file,
                row.line,
                duplicate.first,
                duplicate.kind.as_str()
            );
            let problem = Problem::new(RejectCode::DuplicateKey, message);
            return self.settle_unsent(&record, Outcome::rejected(problem));
        }
        let has_key = row.keys().next().is_some();
        let known = match self.open.remove(&row.number) {
            Some(OpenRow::Sent) if !has_key => {
                let message = "it was sent before the import was cut off and no answer was seen; \
                               without a unique key it cannot be looked up, so it is not sent again";
                return self.settle_unsent(
                    &record,
                    Outcome::uncertain(Problem::new(RejectCode::NoAnswer, message)),
                );
            }
            Some(OpenRow::Sent) => Known::MayExist,
            Some(OpenRow::Standing { id, outcome }) => Known::Stands(id, outcome),
            _ => stood_before(&record),
        };
        let steps = Steps::new(Arc::clone(&self.policy), row.body, row.links, has_key, known);
        Ok(Pulled::Work(Contact { record, steps, announced: false }))
    }

    fn settle_unsent(&mut self, record: &Record, outcome: Outcome) -> Result<Pulled<Contact>> {
        self.ledger.settle(record, outcome)?;
        Ok(Pulled::Settled)
    }
}

/// A row of a rejects file whose contact stands already: only the rest is missing.
fn stood_before(record: &Record) -> Known {
    let Some(rejected) = record.rejected() else { return Known::Nothing };
    let later_step = [RejectCode::TagFailed, RejectCode::CompanyFailed];
    if !later_step.iter().any(|code| code.as_str() == rejected.code) {
        return Known::Nothing;
    }
    contact_named_in(rejected.message).map_or(Known::Nothing, Known::Stood)
}

impl Job for Import<'_> {
    type Work = Contact;

    fn pull(&mut self) -> Result<Pulled<Contact>> {
        if let Some(verification) = &mut self.verification
            && let Err(error) = verification.look()
        {
            self.refusal = Some(error);
        }
        if let Some(error) = self.refusal.take() {
            return Ok(Pulled::Stop(error));
        }
        match self.next_record()? {
            None => Ok(Pulled::End),
            Some(record) if self.ledger.job.is_done(record.number()) => Ok(Pulled::Settled),
            Some(record) => self.begin(record),
        }
    }

    fn will_send(&mut self, work: &mut Contact, _: Timestamp) {
        work.announced = true;
        self.ledger.will_send(work.record.number());
    }

    fn had_no_effect(&mut self, work: &mut Contact) {
        // A row with a key is looked up anyway; only one without could never be sent again.
        if work.steps.creates() && !work.steps.has_key() {
            self.ledger.had_no_effect(work.record.number());
        }
    }

    fn advanced(&mut self, work: &Contact) {
        match work.steps.news() {
            Some(News::Stands(id, outcome)) => {
                self.ledger.standing(work.record.number(), id, outcome);
            }
            Some(News::Made(link, id)) => self.ledger.linked(link, id),
            None => {}
        }
    }

    fn settle(&mut self, work: Contact) -> Result<()> {
        // It was made for others, too, and this row had it already.
        if let Some(News::Made(link, id)) = work.steps.news() {
            self.ledger.linked(link, id);
        }
        let mut outcome = work.steps.into_outcome();
        if let Some(problem) = &mut outcome.problem
            && let Some(column) = problem.column.as_deref().and_then(|f| self.mapping.column_of(f))
        {
            problem.column = Some(column.to_owned());
        }
        self.ledger.settle(&work.record, outcome)
    }

    fn flush(&mut self, durable: bool) -> Result<()> {
        self.ledger.flush(durable)?;
        if !durable {
            return Ok(());
        }
        self.refusal = self.input.check_unchanged().err();
        self.ledger.job.keep_checkpoint(&mut self.checkpoints, false);
        Ok(())
    }

    fn watch(&mut self, moment: &Moment<'_>) {
        self.ledger.job.spent(moment.traffic);
        (self.watch)(moment, &self.ledger.job);
    }
}
