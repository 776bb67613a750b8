//! What can conversations be searched by? The accepted fields, their types, and a conversation's
//! values.
//!
//! docs: `POST /conversations/search`, "Accepted Fields".

use super::case::{Case, has_contact, has_teammate};
use super::field::{Field, FieldType, FieldValue};
use super::query::Query;
use crate::sandbox::store::Store;
use crate::sandbox::store::contact::Contact;
use crate::sandbox::store::conversation::{Author, State};
use crate::sandbox::store::statistics::Statistics;
use crate::sandbox::store::workspace::admin;

/// A field that conversations can be searched by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConversationField {
    Id,
    CreatedAt,
    UpdatedAt,
    SourceType,
    SourceId,
    DeliveredAs,
    Subject,
    Body,
    AuthorId,
    AuthorType,
    AuthorName,
    AuthorEmail,
    Contacts,
    Teammates,
    Admin,
    Team,
    Open,
    Read,
    State,
    WaitingSince,
    SnoozedUntil,
    Tags,
    Priority,
    /// One of the statistics.
    Statistic(Statistic),
    LastClosedBy,
    RatedAt,
    Score,
    Remark,
    RatedBy,
    RatedAdmin,
    /// A flag that is false for every conversation of the sandbox.
    Never,
    /// A field that no conversation of the sandbox has, of this type.
    Absent(FieldType),
}

/// How a statistic is read.
type Statistic = (FieldType, fn(&Statistics) -> Option<i64>);

/// The statistics by name.
const STATISTICS: [(&str, Statistic); 17] = {
    use FieldType::{Count, Moment};
    [
        ("time_to_assignment", (Count, Statistics::time_to_assignment)),
        ("time_to_admin_reply", (Count, Statistics::time_to_admin_reply)),
        ("time_to_first_close", (Count, Statistics::time_to_first_close)),
        ("time_to_last_close", (Count, Statistics::time_to_last_close)),
        ("median_time_to_reply", (Count, |own| own.median_time_to_reply)),
        ("first_contact_reply_at", (Moment, |own| own.first_contact_reply_at)),
        ("first_assignment_at", (Moment, |own| own.first_assignment_at)),
        ("first_admin_reply_at", (Moment, |own| own.first_admin_reply_at)),
        ("first_close_at", (Moment, |own| own.first_close_at)),
        ("last_assignment_at", (Moment, |own| own.last_assignment_at)),
        ("last_assignment_admin_reply_at", (Moment, |own| own.last_assignment_admin_reply_at)),
        ("last_contact_reply_at", (Moment, |own| own.last_contact_reply_at)),
        ("last_admin_reply_at", (Moment, |own| own.last_admin_reply_at)),
        ("last_close_at", (Moment, |own| own.last_close_at)),
        ("count_reopens", (Count, |own| Some(own.count_reopens))),
        ("count_assignments", (Count, |own| Some(own.count_assignments))),
        ("count_conversation_parts", (Count, |own| Some(own.count_conversation_parts))),
    ]
};

impl Field for ConversationField {
    type Item<'a> = Case<'a>;

    const NOUN: &'static str = "conversations";
    const PER_PAGE: u64 = 20;
    const LAST_ACTIVITY: Self = ConversationField::UpdatedAt;

    fn named(name: &str, _: &Store, _: i64) -> Option<Self> {
        if let Some(name) =
            name.strip_prefix("statistics.").filter(|own| *own != "last_closed_by_id")
        {
            let found = STATISTICS.iter().find(|(own, _)| *own == name);
            return found.map(|(_, statistic)| ConversationField::Statistic(*statistic));
        }
        Some(match name {
            "id" => ConversationField::Id,
            "created_at" => ConversationField::CreatedAt,
            "updated_at" => ConversationField::UpdatedAt,
            "source.type" => ConversationField::SourceType,
            "source.id" => ConversationField::SourceId,
            "source.delivered_as" => ConversationField::DeliveredAs,
            "source.subject" => ConversationField::Subject,
            "source.body" => ConversationField::Body,
            "source.author.id" => ConversationField::AuthorId,
            "source.author.type" => ConversationField::AuthorType,
            "source.author.name" => ConversationField::AuthorName,
            "source.author.email" => ConversationField::AuthorEmail,
            "contact_ids" => ConversationField::Contacts,
            "teammate_ids" => ConversationField::Teammates,
            "admin_assignee_id" => ConversationField::Admin,
            "team_assignee_id" => ConversationField::Team,
            "open" => ConversationField::Open,
            "read" => ConversationField::Read,
            "state" => ConversationField::State,
            "waiting_since" => ConversationField::WaitingSince,
            "snoozed_until" => ConversationField::SnoozedUntil,
            "tag_ids" => ConversationField::Tags,
            "priority" => ConversationField::Priority,
            "statistics.last_closed_by_id" => ConversationField::LastClosedBy,
            "conversation_rating.requested_at" | "conversation_rating.replied_at" => {
                ConversationField::RatedAt
            }
            "conversation_rating.score" => ConversationField::Score,
            "conversation_rating.remark" => ConversationField::Remark,
            "conversation_rating.contact_id" => ConversationField::RatedBy,
            // The description spells it so.
            "conversation_rating.admin_id" | "conversation_rating.admin_d" => {
                ConversationField::RatedAdmin
            }
            "ai_agent_participated" => ConversationField::Never,
            "ai_agent.rating" => ConversationField::Absent(FieldType::Count),
            "source.url"
            | "channel_initiated"
            | "ai_agent.resolution_state"
            | "ai_agent.last_answer_type"
            | "ai_agent.rating_remark"
            | "ai_agent.source_type"
            | "ai_agent.source_title" => ConversationField::Absent(FieldType::Text),
            _ => return None,
        })
    }

    fn field_type(self) -> FieldType {
        match self {
            ConversationField::CreatedAt
            | ConversationField::UpdatedAt
            | ConversationField::WaitingSince
            | ConversationField::SnoozedUntil
            | ConversationField::RatedAt => FieldType::Moment,
            ConversationField::Body => FieldType::Words,
            ConversationField::Contacts
            | ConversationField::Teammates
            | ConversationField::Tags => FieldType::Set,
            ConversationField::Admin | ConversationField::Team | ConversationField::Score => {
                FieldType::Count
            }
            ConversationField::Open | ConversationField::Read | ConversationField::Never => {
                FieldType::Flag
            }
            ConversationField::Statistic((kind, _)) | ConversationField::Absent(kind) => kind,
            _ => FieldType::Text,
        }
    }

    fn value(self, case: Self::Item<'_>) -> FieldValue<'_> {
        let own = &case.thread.conversation;
        let source = &own.source;
        let rating = own.rating.as_deref();
        match self {
            ConversationField::Id => FieldValue::Text(own.number.to_string().into()),
            ConversationField::CreatedAt => FieldValue::Integer(own.created_at),
            ConversationField::UpdatedAt => FieldValue::Integer(own.updated_at),
            ConversationField::SourceType => {
                FieldValue::Text(if source.by_email { "email" } else { "conversation" }.into())
            }
            ConversationField::SourceId => FieldValue::Text(source.number.to_string().into()),
            ConversationField::DeliveredAs => FieldValue::Text(match source.author {
                Author::Contact(_) => "customer_initiated".into(),
                _ => "admin_initiated".into(),
            }),
            ConversationField::Subject => FieldValue::from(source.subject.as_deref()),
            ConversationField::Body => FieldValue::Text(without_tags(&source.body).into()),
            ConversationField::AuthorId
            | ConversationField::AuthorType
            | ConversationField::AuthorName
            | ConversationField::AuthorEmail => author(self, source.author, case.store),
            ConversationField::Admin => FieldValue::Integer(own.admin.unwrap_or(0).into()),
            ConversationField::Team => FieldValue::Integer(own.team.unwrap_or(0).into()),
            ConversationField::Open => FieldValue::Flag(own.state != State::Closed),
            ConversationField::Read => FieldValue::Flag(own.read),
            ConversationField::State => FieldValue::Text(own.state.as_str().into()),
            ConversationField::WaitingSince => FieldValue::from(own.waiting_since),
            ConversationField::SnoozedUntil => FieldValue::from(own.snoozed_until),
            ConversationField::Priority => FieldValue::Text(own.priority.as_str().into()),
            ConversationField::Statistic((_, read)) => {
                FieldValue::from(read(&Statistics::of(case.thread)))
            }
            ConversationField::LastClosedBy => number(Statistics::of(case.thread).last_closed_by),
            ConversationField::RatedAt => FieldValue::from(rating.map(|rating| rating.at)),
            ConversationField::Score => {
                FieldValue::from(rating.map(|rating| i64::from(rating.score)))
            }
            ConversationField::Remark => {
                FieldValue::from(rating.and_then(|rating| rating.remark.as_deref()))
            }
            ConversationField::RatedBy => rating.map_or(FieldValue::Absent, |rating| {
                FieldValue::Text(rating.contact.to_string().into())
            }),
            ConversationField::RatedAdmin => number(rating.map(|rating| rating.admin)),
            ConversationField::Never => FieldValue::Flag(false),
            ConversationField::Contacts
            | ConversationField::Teammates
            | ConversationField::Tags
            | ConversationField::Absent(_) => FieldValue::Absent,
        }
    }

    fn holds(self, case: Self::Item<'_>, value: Option<&str>) -> bool {
        match self {
            ConversationField::Contacts => has_contact(case, value),
            ConversationField::Teammates => has_teammate(case, value),
            _ => {
                let tags = &case.thread.conversation.tags;
                let number = |id: &str| id.parse::<u32>().ok();
                match value {
                    Some(id) => number(id).is_some_and(|id| tags.iter().any(|own| own.tag == id)),
                    None => tags.is_empty(),
                }
            }
        }
    }

    fn objection(self, text: &str) -> Option<&'static str> {
        let known = match self {
            ConversationField::State => matches!(text, "open" | "closed" | "snoozed"),
            _ => true,
        };
        (!known).then_some("state must be open, closed or snoozed")
    }

    fn at(store: &Store, place: u32) -> Option<Case<'_>> {
        store.conversations().at(place).map(|thread| Case { thread, store })
    }

    fn place(case: Self::Item<'_>) -> u32 {
        case.thread.conversation.number
    }

    fn candidates<'a>(
        store: &'a Store,
        query: &Query<Self>,
        _known_until: i64,
    ) -> Box<dyn Iterator<Item = Case<'a>> + 'a> {
        match query.sought(|field| field == ConversationField::Id) {
            Some((_, id)) => {
                let found = store.conversations().find(id);
                Box::new(found.map(|thread| Case { thread, store }).into_iter())
            }
            None => Box::new(store.conversations().all().map(move |thread| Case { thread, store })),
        }
    }
}

fn author(field: ConversationField, author: Author, store: &Store) -> FieldValue<'_> {
    let contact = |id| store.contacts().follow(id);
    let admin = |number: u32| admin(&number.to_string());
    match (field, author) {
        (ConversationField::AuthorId, Author::Admin(number)) => {
            FieldValue::Text(number.to_string().into())
        }
        (ConversationField::AuthorId, Author::Contact(id)) => {
            FieldValue::Text(contact(id).map_or(id, |contact| contact.id).to_string().into())
        }
        (ConversationField::AuthorType, Author::Admin(_)) => FieldValue::Text("admin".into()),
        (ConversationField::AuthorType, Author::Bot) => FieldValue::Text("bot".into()),
        (ConversationField::AuthorType, Author::Contact(id)) => {
            FieldValue::Text(contact(id).map_or("user", |contact| contact.role.as_str()).into())
        }
        (ConversationField::AuthorName, Author::Admin(number)) => {
            FieldValue::from(admin(number).map(|admin| admin.name))
        }
        (ConversationField::AuthorEmail, Author::Admin(number)) => {
            FieldValue::from(admin(number).map(|admin| admin.email))
        }
        (_, Author::Contact(id)) => {
            let read = |contact: &'_ Contact| match field {
                ConversationField::AuthorName => contact.name.clone(),
                _ => contact.email.clone(),
            };
            let text = contact(id).and_then(read);
            text.map_or(FieldValue::Absent, |text| FieldValue::Text(String::from(text).into()))
        }
        (_, Author::Bot | Author::Admin(_)) => FieldValue::Absent,
    }
}

fn number(value: Option<u32>) -> FieldValue<'static> {
    value.map_or(FieldValue::Absent, |value| FieldValue::Text(value.to_string().into()))
}

/// The text between the tags, which stand for spaces.
fn without_tags(html: &str) -> String {
    let mut inside = false;
    let visible = html.chars().map(|character| {
        inside = character == '<' || (inside && character != '>');
        if inside || character == '>' { ' ' } else { character }
    });
    visible.collect()
}
