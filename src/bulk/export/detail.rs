//! The second stage of an export as a job of the engine: one request or a few for each record that a
//! list does not show in full, and for each company that is to be named.
//!
//! What was fetched is a line of the stage's own spool, and the journal knows which rows are there.

use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::frontier::Note;
use super::page::compact;
use super::spool::Spool;
use crate::api::error_list::answer_error;
use crate::api::pagination::items;
use crate::api::{Answer, Failure, Proof, Repeat, Request, path_segment};
use crate::bulk::journal::{Ledger, RowSet};
use crate::bulk::work::{Intent, Job, Moment, Next, Pulled, Span, Work};
use crate::error::{Error, Result};

/// A stage's number in the journal.
pub mod stage {
    /// Records in full.
    pub const RECORDS: u8 = 1;
    /// Names of companies.
    pub const COMPANIES: u8 = 2;
}

/// What is asked for.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// The conversation of this id, with its parts.
    Conversation(String),
    /// The company of this id.
    Company(String),
    /// All tags and companies of this contact, which are put into it.
    Contact(Value),
}

/// One of them on its way.
pub struct Detail {
    row: u64,
    wanted: Wanted,
    /// Lists of a contact that are still to be fetched.
    lists: Vec<&'static str>,
    page: u64,
    line: Option<Box<str>>,
}

impl Detail {
    fn new(row: u64, wanted: Wanted) -> Self {
        let lists = match &wanted {
            Wanted::Contact(contact) => {
                let more = |list: &&str| contact[*list]["has_more"] == true;
                ["tags", "companies"].into_iter().filter(more).collect()
            }
            _ => Vec::new(),
        };
        Detail { row, wanted, lists, page: 1, line: None }
    }

    fn path(&self) -> Result<String> {
        let id = |value: &str| path_segment(value);
        Ok(match &self.wanted {
            Wanted::Conversation(own) => format!("/conversations/{}", id(own)?),
            Wanted::Company(own) => format!("/companies/{}", id(own)?),
            Wanted::Contact(contact) => {
                let list = self.lists.last().copied().unwrap_or_default();
                format!("/contacts/{}/{list}", id(contact["id"].as_str().unwrap_or_default())?)
            }
        })
    }

    fn done(&mut self, answer: &Answer) -> Next {
        let Ok(value) = answer.json::<Value>() else { return Next::Repeat };
        match &mut self.wanted {
            Wanted::Conversation(_) => {
                let text = String::from_utf8_lossy(&answer.body);
                self.line = Some(compact(text.trim()));
                Next::Done
            }
            Wanted::Company(_) => {
                let named = json!({"id": value["id"], "company_id": value["company_id"], "name": value["name"]});
                self.line = Some(named.to_string().into());
                Next::Done
            }
            Wanted::Contact(contact) => {
                let Some(list) = self.lists.last().copied() else { return Next::Done };
                let Some(found) = items(&value, list) else { return Next::Repeat };
                put(contact, list, found, self.page == 1);
                let pages = value["pages"]["total_pages"].as_u64().unwrap_or(1);
                if self.page < pages && !found.is_empty() {
                    self.page += 1;
                    return Next::Send;
                }
                self.lists.pop();
                self.page = 1;
                if !self.lists.is_empty() {
                    return Next::Send;
                }
                self.line = Some(contact.to_string().into());
                Next::Done
            }
        }
    }

    /// A token that may read contacts may not be allowed to read what they are linked to.
    fn refused(&self, answer: &Answer) -> Error {
        let error = answer_error(answer, Repeat::Safe);
        match self.wanted {
            Wanted::Company(_) | Wanted::Contact(_) if answer.status == 403 => error.hint(
                "the names of tags and companies may not be read: give the token's app that \
                 permission, or begin again with --restart --no-names",
            ),
            _ => error,
        }
    }

    /// What is gone meanwhile: a conversation is left out, a contact stays as it came.
    fn gone(&mut self) -> Next {
        self.line = match &self.wanted {
            Wanted::Conversation(_) => None,
            Wanted::Company(id) => Some(json!({"id": id}).to_string().into()),
            Wanted::Contact(contact) => Some(contact.to_string().into()),
        };
        Next::Done
    }
}

/// Puts a page of a contact's list into the contact, in place of the first ten.
fn put(contact: &mut Value, list: &str, found: &[Value], is_first: bool) {
    if is_first {
        contact[list]["data"] = json!([]);
        contact[list]["has_more"] = false.into();
    }
    let short = found.iter().map(|item| match list {
        "companies" => json!({
            "type": "company", "id": item["id"],
            "company_id": item["company_id"], "name": item["name"],
        }),
        _ => json!({"type": "tag", "id": item["id"], "name": item["name"]}),
    });
    if let Some(data) = contact[list]["data"].as_array_mut() {
        data.extend(short);
    }
}

impl Work for Detail {
    fn request(&self) -> Request {
        // An id that is none is refused before it comes here.
        let mut request = Request::get(self.path().unwrap_or_default());
        if self.page > 1 {
            request.set_query("page", self.page.to_string());
        }
        request
    }

    fn intent(&self) -> Intent {
        Intent::None
    }

    fn answered(&mut self, result: &Result<Answer, Failure>, _: Span) -> Next {
        let Ok(answer) = result else { return Next::Repeat };
        match (Proof::of_status(answer.status), answer.status) {
            (Proof::Done, _) => self.done(answer),
            (Proof::Refused, 404 | 410) => self.gone(),
            (Proof::Refused, _) => Next::Stop(self.refused(answer)),
            _ => Next::Repeat,
        }
    }
}

/// Where the rows come from.
pub type Rows<'a> = dyn Iterator<Item = Result<(u64, Wanted)>> + 'a;

/// Is told how many are done.
pub type Watch<'a> = dyn FnMut(&Moment, u64) + 'a;

/// The job.
pub struct Details<'a> {
    stage: u8,
    rows: Box<Rows<'a>>,
    done: RowSet,
    count: u64,
    spool: Spool,
    ledger: &'a mut Ledger,
    watch: &'a mut Watch<'a>,
    /// Notes of what the spool has not been asked to hold for certain.
    untold: Vec<Note>,
}

/// How far a stage is, by the journal.
#[derive(Debug, Default)]
pub struct Progress {
    /// Rows that are in the spool.
    pub done: RowSet,
    /// How many.
    pub count: u64,
    /// Length of the spool, in bytes.
    pub length: u64,
}

impl Progress {
    /// Applies a note of the stage.
    pub fn apply(&mut self, row: u64, length: u64) {
        self.count += u64::from(self.done.insert(row));
        self.length = length;
    }
}

impl<'a> Details<'a> {
    /// Begins a stage, or goes on with it.
    pub fn open(
        stage: u8,
        rows: Box<Rows<'a>>,
        progress: Progress,
        path: &Path,
        ledger: &'a mut Ledger,
        watch: &'a mut Watch<'a>,
    ) -> Result<Self> {
        let spool = Spool::open(path, progress.length)?;
        let Progress { done, count, .. } = progress;
        Ok(Details { stage, rows, done, count, spool, ledger, watch, untold: Vec::new() })
    }
}

impl Job for Details<'_> {
    type Work = Detail;

    fn pull(&mut self) -> Result<Pulled<Detail>> {
        let Some(next) = self.rows.next() else { return Ok(Pulled::End) };
        let (row, wanted) = next?;
        if self.done.contains(row) {
            return Ok(Pulled::Settled);
        }
        let detail = Detail::new(row, wanted);
        detail.path().map_err(|_| Error::failed(format!("record {row} has an id that is none")))?;
        Ok(Pulled::Work(detail))
    }

    fn will_send(&mut self, _: &mut Detail, _: Timestamp) {}

    fn had_no_effect(&mut self, _: &mut Detail) {}

    fn advanced(&mut self, _: &Detail) {}

    fn settle(&mut self, detail: Detail) -> Result<()> {
        if let Some(line) = &detail.line {
            self.spool.line(line)?;
        }
        self.count += 1;
        let (stage, row, length) = (self.stage, detail.row, self.spool.length());
        self.untold.push(Note::Detail { stage, row, length });
        Ok(())
    }

    fn flush(&mut self, durable: bool) -> Result<()> {
        self.spool.flush_and_tell(&mut self.untold, self.ledger, durable)
    }

    fn watch(&mut self, moment: &Moment) {
        self.ledger.spent(moment.traffic);
        (self.watch)(moment, self.count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(detail: &mut Detail, status: u16, body: &Value) -> Next {
        let answer = Answer {
            status,
            timing: crate::api::rate_limit::Timing::default(),
            headers: reqwest::header::HeaderMap::default(),
            body: body.to_string().into_bytes(),
        };
        let now = Timestamp::UNIX_EPOCH;
        detail.answered(&Ok(answer), Span { sent: now, ended: now })
    }

    #[test]
    fn a_contact_gets_all_its_tags_and_companies() {
        let contact = json!({
            "id": "a",
            "tags": {"data": [{"id": "1"}], "has_more": true, "total_count": 2},
            "companies": {"data": [{"id": "c1"}], "has_more": true},
        });
        let mut detail = Detail::new(1, Wanted::Contact(contact));
        assert_eq!(detail.request().path, "/contacts/a/companies");
        let page = |id: &str| {
            json!({"companies": [{"id": id, "company_id": id, "name": "N", "plan": {}}],
                "pages": {"total_pages": 2}})
        };
        assert!(matches!(answered(&mut detail, 200, &page("c1")), Next::Send));
        assert_eq!(detail.request().query, [("page".to_owned(), "2".to_owned())]);
        assert!(matches!(answered(&mut detail, 200, &page("c2")), Next::Send));
        assert_eq!(detail.request().path, "/contacts/a/tags");
        let tags = json!({"data": [{"id": "1", "name": "x"}, {"id": "2", "name": "y"}]});
        assert!(matches!(answered(&mut detail, 200, &tags), Next::Done));
        let contact: Value = serde_json::from_str(&detail.line.unwrap()).unwrap();
        assert_eq!(contact["companies"]["data"][1]["company_id"], "c2");
        assert_eq!(contact["tags"]["data"][1]["name"], "y");
        assert_eq!(contact["tags"]["has_more"], false);
    }

    #[test]
    fn names_that_may_not_be_read_can_be_left_out() {
        let mut detail = Detail::new(1, Wanted::Company("c".into()));
        let Next::Stop(error) = answered(&mut detail, 403, &json!({"errors": []})) else {
            panic!()
        };
        assert!(error.hint_text().unwrap().contains("--no-names"));
    }

    #[test]
    fn a_conversation_that_was_deleted_meanwhile_is_left_out() {
        let mut detail = Detail::new(1, Wanted::Conversation("7".into()));
        assert!(matches!(answered(&mut detail, 404, &json!({"errors": []})), Next::Done));
        assert!(detail.line.is_none());
    }

    #[test]
    fn a_refused_token_stops_the_export() {
        let mut detail = Detail::new(1, Wanted::Conversation("7".into()));
        assert!(matches!(answered(&mut detail, 401, &json!({"errors": []})), Next::Stop(_)));
    }
}
