//! The rows themselves, a file per noun: a noun's rows are found, and reviewed, in one
//! place, and a command line that names one noun touches no other.

mod admins;
mod ai;
mod articles;
mod audiences;
mod auth;
mod away_status_reasons;
mod brands;
mod calls;
mod companies;
mod contacts;
mod content;
mod content_snippets;
mod conversations;
mod custom_object_instances;
mod data_attributes;
mod data_connectors;
mod emails;
mod events;
mod exports;
mod fin;
mod fin_voice;
mod help_center;
mod internal_articles;
mod ip_allowlist;
mod jobs;
mod macros;
mod me;
mod messages;
mod news;
mod notes;
mod office_hours_schedules;
mod phone_call_redirects;
mod segments;
mod subscription_types;
mod tags;
mod teams;
mod ticket_states;
mod ticket_types;
mod tickets;
mod visitors;

use super::row::Noun;

/// Every noun, sorted by its name. Only the compiler reads it: see `packed`.
pub(super) const NOUNS: [Noun; 40] = [
    admins::NOUN,
    ai::NOUN,
    articles::NOUN,
    audiences::NOUN,
    auth::NOUN,
    away_status_reasons::NOUN,
    brands::NOUN,
    calls::NOUN,
    companies::NOUN,
    contacts::NOUN,
    content::NOUN,
    content_snippets::NOUN,
    conversations::NOUN,
    custom_object_instances::NOUN,
    data_attributes::NOUN,
    data_connectors::NOUN,
    emails::NOUN,
    events::NOUN,
    exports::NOUN,
    fin::NOUN,
    fin_voice::NOUN,
    help_center::NOUN,
    internal_articles::NOUN,
    ip_allowlist::NOUN,
    jobs::NOUN,
    macros::NOUN,
    me::NOUN,
    messages::NOUN,
    news::NOUN,
    notes::NOUN,
    office_hours_schedules::NOUN,
    phone_call_redirects::NOUN,
    segments::NOUN,
    subscription_types::NOUN,
    tags::NOUN,
    teams::NOUN,
    ticket_states::NOUN,
    ticket_types::NOUN,
    tickets::NOUN,
    visitors::NOUN,
];
