//! What an import would meet in the workspace: every row with a unique key is looked up, nothing is
//! written. New contacts can take minutes to be found (docs: Search contacts), so the answer is one
//! about the recent past.

use jiff::Timestamp;
use serde_json::Value;

use super::check::Rows;
use super::existing::has_values;
use super::lookup::users_by_email;
use super::{ContactRow, Mapping, Role, RowRules};
use crate::api::error_list::answer_error;
use crate::api::{Answer, Client, Failure, Proof, Repeat, Request, path_segment};
use crate::bulk::duplicates::Duplicates;
use crate::bulk::engine::{self, Ending, Limits};
use crate::bulk::input::{Input, Record};
use crate::bulk::report::RemoteCounts;
use crate::bulk::work::{Intent, Job, Moment, Next, Pulled, Span, Work};
use crate::clock::Clock;
use crate::error::Result;
use crate::interrupt::Interrupt;

/// Looks every row up that could be sent. Rows that repeat a key are left out. `updates` says that
/// an existing contact would get the row's values.
pub async fn count(
    client: &Client,
    rows: &Rows<'_>,
    duplicates: Duplicates,
    updates: bool,
    clock: &dyn Clock,
    interrupt: Interrupt,
) -> Result<RemoteCounts> {
    let mut job = LookUps {
        input: Input::open(rows.path, rows.input)?,
        mapping: rows.mapping,
        rules: rows.rules,
        duplicates,
        updates,
        limit: rows.limit,
        counts: RemoteCounts::default(),
    };
    match engine::run(&mut job, client, clock, Limits::default(), interrupt).await? {
        Ending::Finished => Ok(job.counts),
        Ending::Stopped(error) => Err(error),
    }
}

struct LookUps<'a> {
    input: Input,
    mapping: &'a Mapping,
    rules: &'a RowRules,
    duplicates: Duplicates,
    updates: bool,
    limit: u64,
    counts: RemoteCounts,
}

/// One row being looked up.
struct LookUp {
    row: ContactRow,
    by_email: bool,
    found: Found,
}

enum Found {
    Nothing,
    Same,
    Other,
    Several,
}

impl Work for LookUp {
    fn request(&self) -> Request {
        match &self.row.external_id {
            Some(id) if !self.by_email => {
                let segment = path_segment(id).unwrap_or_else(|_| "-".to_owned());
                Request::get(format!("/contacts/find_by_external_id/{segment}"))
            }
            _ => users_by_email(self.row.email.as_deref().unwrap_or_default()),
        }
    }

    fn intent(&self) -> Intent {
        Intent::None
    }

    fn answered(&mut self, result: &Result<Answer, Failure>, _: Span) -> Next {
        let Ok(answer) = result else { return Next::Repeat };
        match Proof::of_status(answer.status) {
            Proof::Done => self.compare(answer),
            Proof::Refused if answer.status == 404 => self.not_found(),
            Proof::Refused => Next::Stop(answer_error(answer, Repeat::Safe)),
            _ => Next::Repeat,
        }
    }
}

impl LookUp {
    fn not_found(&mut self) -> Next {
        if self.by_email || self.row.email.is_none() {
            return Next::Done;
        }
        self.by_email = true;
        Next::Send
    }

    fn compare(&mut self, answer: &Answer) -> Next {
        let Ok(body) = answer.json::<Value>() else { return Next::Repeat };
        let contacts = match body.get("data").and_then(Value::as_array) {
            Some(contacts) => contacts.as_slice(),
            None => std::slice::from_ref(&body),
        };
        self.found = match contacts {
            [] => Found::Nothing,
            [only] if has_values(only, &self.row.body) => Found::Same,
            [_] => Found::Other,
            _ => Found::Several,
        };
        Next::Done
    }
}

impl Job for LookUps<'_> {
    type Work = LookUp;

    fn pull(&mut self) -> Result<Pulled<LookUp>> {
        let mut record = Record::new();
        if !self.input.read(&mut record)? || record.number() > self.limit {
            return Ok(Pulled::End);
        }
        let Ok(row) = self.mapping.contact(&record, self.rules) else {
            return Ok(Pulled::Settled);
        };
        if self.duplicates.of_row(row.number)?.is_some() {
            return Ok(Pulled::Settled);
        }
        if row.role == Role::Lead {
            // Nothing keeps a second lead out.
            self.counts.would_create += 1;
            return Ok(Pulled::Settled);
        }
        let by_email = row.external_id.as_deref().is_none_or(|id| path_segment(id).is_err());
        Ok(Pulled::Work(LookUp { row, by_email, found: Found::Nothing }))
    }

    fn settle(&mut self, work: LookUp) -> Result<()> {
        *match work.found {
            Found::Nothing => &mut self.counts.would_create,
            Found::Same => &mut self.counts.would_stay,
            Found::Other if self.updates => &mut self.counts.would_update,
            Found::Other | Found::Several => &mut self.counts.in_conflict,
        } += 1;
        Ok(())
    }

    fn will_send(&mut self, _: &mut LookUp, _: Timestamp) {}

    fn had_no_effect(&mut self, _: &mut LookUp) {}

    fn advanced(&mut self, _: &LookUp) {}

    fn flush(&mut self, _: bool) -> Result<()> {
        Ok(())
    }

    fn watch(&mut self, _: &Moment<'_>) {}
}
