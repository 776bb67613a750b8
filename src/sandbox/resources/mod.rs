//! What each kind of object answers: a file per resource, each with its routes, its reading of
//! requests and its view of the stored object.

pub mod admins;
mod article_input;
mod article_search;
pub mod articles;
pub mod auth;
pub mod companies;
mod company_input;
mod company_view;
mod contact_input;
pub mod contact_links;
mod contact_merge;
mod contact_view;
pub mod contacts;
pub mod conversations;
mod custom_attributes;
pub mod data_attributes;
pub mod events;
pub mod exports;
pub mod help_center;
mod message_html;
pub mod notes;
pub mod presence;
pub mod segments;
pub mod subscriptions;
pub mod tags;
pub mod teams;
pub mod tickets;
