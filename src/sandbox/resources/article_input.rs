//! What may be written to an article?

use serde_json::{Map, Value};

use super::message_html::html;
use crate::sandbox::call::{Body, Given};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::help_center::Article;
use crate::sandbox::store::workspace::admin;

/// A new article; title and author are needed.
pub fn create(body: &Body, store: &Store, now: i64) -> Result<Article, Refusal> {
    let needed = |name: &str| {
        Refusal::missing(format!(
            "{name} must be in the main body or default locale translated_content object"
        ))
    };
    if !matches!(body.text("title")?, Given::Value(_)) {
        return Err(needed("title"));
    }
    let author = author(body)?.ok_or_else(|| needed("author_id"))?;
    let mut article = Article {
        number: store.next_number(),
        title: String::new(),
        description: None,
        body: None,
        markdown: None,
        author,
        published: false,
        collection: None,
        translations: Map::new(),
        created_at: now,
        updated_at: now,
    };
    update(&mut article, body, store)?;
    Ok(article)
}

/// Writes the request's fields into the article.
pub fn update(article: &mut Article, body: &Body, store: &Store) -> Result<(), Refusal> {
    if let Given::Value(title) = body.text("title")? {
        title.clone_into(&mut article.title);
    }
    body.text("description")?.map(str::to_owned).put(&mut article.description);
    if let Some(author) = author(body)? {
        article.author = author;
    }
    write_text(article, body)?;
    match body.text("state")? {
        Given::Value("published") => article.published = true,
        Given::Value("draft") => article.published = false,
        Given::Value(_) => {
            return Err(Refusal::invalid("state must be published or draft").field("state"));
        }
        _ => {}
    }
    collection(body, "parent_id", store)?.put(&mut article.collection);
    translations(body, &mut article.translations)
}

fn author(body: &Body) -> Result<Option<u32>, Refusal> {
    let Given::Value(id) = body.id("author_id")? else { return Ok(None) };
    let message = "author_id must be the id of a teammate";
    admin(&id)
        .map(|author| Some(author.number))
        .ok_or_else(|| Refusal::invalid(message).field("author_id"))
}

/// HTML as it is given, or Markdown, which is kept beside plain paragraphs made from it.
fn write_text(article: &mut Article, body: &Body) -> Result<(), Refusal> {
    match (body.text("body")?, body.text("body_markdown")?) {
        (Given::Value(_), Given::Value(_)) => {
            Err(Refusal::invalid("body and body_markdown are mutually exclusive"))
        }
        (_, Given::Value(markdown)) => {
            let paragraphs = markdown.split("\n\n").filter(|text| !text.trim().is_empty());
            article.body = Some(paragraphs.map(|text| html(text.trim())).collect());
            article.markdown = Some(markdown.to_owned());
            Ok(())
        }
        (Given::Absent, _) => Ok(()),
        (text, _) => {
            article.markdown = None;
            text.map(str::to_owned).put(&mut article.body);
            Ok(())
        }
    }
}

/// The collection that a field names.
pub fn collection(body: &Body, name: &str, store: &Store) -> Result<Given<u32>, Refusal> {
    let id = match body.id(name)? {
        Given::Value(id) => id,
        Given::Null => return Ok(Given::Null),
        Given::Absent => return Ok(Given::Absent),
    };
    let number = id.parse().ok().filter(|id| store.help_center().collections.contains_key(id));
    number.map(Given::Value).ok_or_else(|| {
        Refusal::invalid(format!("{name} must be the id of a collection")).field(name)
    })
}

/// Contents by locale: a locale that is given replaces what was there, field by field.
pub fn translations(body: &Body, all: &mut Map<String, Value>) -> Result<(), Refusal> {
    let Given::Value(given) = body.object("translated_content")? else { return Ok(()) };
    for (locale, content) in given.iter().filter(|(locale, _)| *locale != "type") {
        match content {
            Value::Null => {
                all.shift_remove(locale);
            }
            Value::Object(content) => {
                let own = all.entry(locale.as_str()).or_insert_with(|| Map::new().into());
                if let Value::Object(own) = own {
                    own.extend(content.clone());
                }
            }
            _ => {
                let field = format!("translated_content.{locale}");
                return Err(Refusal::invalid(format!("{field} must be an object")).field(field));
            }
        }
    }
    Ok(())
}
