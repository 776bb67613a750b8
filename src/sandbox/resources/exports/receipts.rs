//! Who was sent what? Invented messages, always the same: each contact gets a welcome by email when
//! it is made, and a post a week later, and some of them open, click or answer.
//!
//! Columns: the API description's "Data Export CSV", in its order and spelling.

use crate::sandbox::random::Random;
use crate::sandbox::store::Store;
use crate::sandbox::store::contact::Contact;
use crate::sandbox::store::export_job::Wanted;

/// The columns of the CSV.
pub const COLUMNS: [&str; 26] = [
    "user_id",
    "user_external_id",
    "company_id",
    "email",
    "name",
    "ruleset_id",
    "content_id",
    "content_type",
    "content_title",
    "ruleset_version_id",
    "receipt_id",
    "received_at",
    "series_id",
    "series_title",
    "node_id",
    "first_reply",
    "first_completion",
    "first_series_completion",
    "first_series_disengagement",
    "first_series_exit",
    "first_goal_success",
    "first_open",
    "first_click",
    "first_dismisall",
    "first_unsubscribe",
    "first_hard_bounce",
];

/// A message that contacts are sent once.
struct Message {
    id: u32,
    kind: &'static str,
    title: &'static str,
    /// Seconds after the contact was made.
    delay: i64,
    /// How many of those who get it open it.
    opened: f64,
}

const MESSAGES: [Message; 2] = [
    Message { id: 7001, kind: "Email", title: "Welcome aboard", delay: 60, opened: 0.6 },
    Message { id: 7002, kind: "Post", title: "Your first week", delay: 7 * 86_400, opened: 0.4 },
];

/// Says that there is none, for companies and series (source: the API description).
const NONE: &str = "-1";

/// One message that one contact was sent.
pub struct Receipt<'a> {
    contact: &'a Contact,
    company: Option<&'a str>,
    message: &'static Message,
    received_at: i64,
    opened_at: Option<i64>,
    clicked_at: Option<i64>,
}

/// The messages that were sent within the job's time, oldest contact first.
pub fn receipts<'a>(
    store: &'a Store,
    wanted: &Wanted,
    now: i64,
) -> impl Iterator<Item = Receipt<'a>> {
    let (after, before) = match wanted {
        Wanted::Content { after, before } => (*after, (*before).min(now)),
        Wanted::Reporting { .. } => (0, -1),
    };
    store
        .contacts()
        .all()
        .flat_map(move |contact| {
            MESSAGES
                .iter()
                .map(move |message| (contact, message, contact.created_at + message.delay))
        })
        .filter(move |(.., received_at)| (after..=before).contains(received_at))
        .map(move |(contact, message, received_at)| {
            receipt(store, contact, message, received_at, before)
        })
}

/// What the contact did with the message, as far as it happened before the end of the job's time
/// (source: the API description).
fn receipt<'a>(
    store: &'a Store,
    contact: &'a Contact,
    message: &'static Message,
    received_at: i64,
    before: i64,
) -> Receipt<'a> {
    let mut random = Random::new(u64::from(contact.slot()) << 32 | u64::from(message.id));
    let opened = random.fraction() < message.opened;
    let mut later = |from: i64| from + i64::from(random.half() % 86_400);
    let opened_at = opened.then(|| later(received_at));
    let clicked_at = opened_at.map(&mut later).filter(|at| at % 3 == 0);
    let place = contact.extras().companies.first();
    Receipt {
        contact,
        company: place.and_then(|place| Some(store.companies().at(*place)?.company_id.as_str())),
        message,
        received_at,
        opened_at: opened_at.filter(|at| *at <= before),
        clicked_at: clicked_at.filter(|at| *at <= before),
    }
}

impl Receipt<'_> {
    /// A cell for each of the columns.
    pub fn cells(&self) -> [String; COLUMNS.len()] {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let time = |at: Option<i64>| at.map(|at| at.to_string()).unwrap_or_default();
        let (contact, message) = (self.contact, self.message);
        COLUMNS.map(|column| match column {
            "user_id" => contact.id.to_string(),
            "user_external_id" => text(contact.external_id.as_deref()),
            "company_id" => text(Some(self.company.unwrap_or(NONE))),
            "email" => text(contact.email.as_deref()),
            "name" => text(contact.name.as_deref()),
            "ruleset_id" => message.id.to_string(),
            "content_id" => (message.id + 1000).to_string(),
            "content_type" => message.kind.to_owned(),
            "content_title" => message.title.to_owned(),
            "ruleset_version_id" => (message.id + 2000).to_string(),
            "receipt_id" => format!("{}{}", message.id, contact.slot()),
            "received_at" => self.received_at.to_string(),
            "series_id" => NONE.to_owned(),
            "first_open" => time(self.opened_at),
            "first_click" => time(self.clicked_at),
            _ => String::new(),
        })
    }
}
