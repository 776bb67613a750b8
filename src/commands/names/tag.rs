//! Tags: by name, found or made; by id, too, where no tag has that name.

use serde_json::{Value, json};

use super::is_number;
use super::matching::{Thing, id, pick};
use crate::api::operations::by_id;
use crate::api::pagination::items;
use crate::api::{Repeat, Request};
use crate::context::Context;
use crate::error::{Error, Kind, Result};

const TAG: Thing = Thing { noun: "tag", names: &["name"], list: "ictl tags list" };

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Intercom's id; in a dry run, `NEW TAG` for one that would be made.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl Tag {
    fn of(tag: &Value) -> Self {
        Tag { id: id(tag), name: tag["name"].as_str().unwrap_or_default().to_owned() }
    }
}

/// The tags of these names or ids; what does not exist is made.
pub async fn tags(wanted: &[String], cx: &mut Context) -> Result<Vec<Tag>> {
    let known = match all(cx).await {
        // Reading tags takes another permission than writing them.
        Err(error) if error.kind() == Kind::Failed => Vec::new(),
        listed => listed?,
    };
    let mut tags = Vec::new();
    for text in wanted {
        let text = text.trim();
        let tag = match named(text, &known) {
            Some(tag) => Tag::of(tag),
            None => create(text, cx).await?,
        };
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    Ok(tags)
}

/// The tags of these names or ids, all of which must exist.
pub async fn existing_tags(wanted: &[String], cx: &mut Context) -> Result<Vec<Tag>> {
    let known = all(cx).await?;
    let existing = |text: &String| match named(text.trim(), &known) {
        Some(tag) => Ok(Tag::of(tag)),
        None => pick(&TAG, text.trim(), &known).map(Tag::of),
    };
    wanted.iter().map(existing).collect()
}

/// The id of the tag that stands in the place of an id: what is neither the name of a tag nor near
/// to one is left for the API to judge.
pub async fn tag_id(text: &str, cx: &mut Context) -> Result<String> {
    if is_number(text) {
        return Ok(text.to_owned());
    }
    let known = all(cx).await?;
    if let Some(tag) = named(text, &known) {
        return Ok(id(tag));
    }
    if known.is_empty() { Ok(text.to_owned()) } else { pick(&TAG, text, &known).map(id) }
}

/// A name beats an id: a tag may be called 2026.
fn named<'a>(text: &str, known: &'a [Value]) -> Option<&'a Value> {
    let called = |tag: &&Value| {
        tag["name"].as_str().is_some_and(|name| name.to_lowercase() == text.to_lowercase())
    };
    known.iter().find(called).or_else(|| known.iter().find(|tag| id(tag) == text))
}

async fn all(cx: &mut Context) -> Result<Vec<Value>> {
    let page = cx.client()?.json(&Request::get("/tags")).await?;
    Ok(items(&page, "data").unwrap_or_default().to_vec())
}

async fn create(name: &str, cx: &mut Context) -> Result<Tag> {
    if name.is_empty() {
        return Err(Error::usage("a tag needs a name"));
    }
    let repeat = by_id("createTag").map_or(Repeat::Refused, |operation| operation.repeat);
    let request = Request::post("/tags").json(&json!({"name": name})).repeat(repeat);
    Ok(match cx.send(&request).await? {
        Some(reply) => Tag::of(&reply.value),
        None => Tag { id: "NEW TAG".to_owned(), name: name.to_owned() },
    })
}
