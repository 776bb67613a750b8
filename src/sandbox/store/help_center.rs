//! Articles and the collections they lie in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Something to read for customers. Times are UNIX seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The API's id.
    pub number: u32,
    pub title: String,
    #[serde(default)]
    pub description: Option<String>,
    /// HTML.
    #[serde(default)]
    pub body: Option<String>,
    /// What `body` was made from, if the author wrote Markdown.
    #[serde(default)]
    pub markdown: Option<String>,
    /// Admin id.
    pub author: u32,
    #[serde(default)]
    pub published: bool,
    /// The collection's number.
    #[serde(default)]
    pub collection: Option<u32>,
    /// Contents by locale, as they were given.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub translations: Map<String, Value>,
    pub created_at: i64,
    pub updated_at: i64,
}

/// A shelf of articles, perhaps inside another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Collection {
    /// The API's id.
    pub number: u32,
    pub name: String,
    #[serde(default)]
    pub description: Option<String>,
    /// The number of the collection around it.
    #[serde(default)]
    pub parent: Option<u32>,
    /// Names by locale, as they were given.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub translations: Map<String, Value>,
    pub created_at: i64,
    pub updated_at: i64,
}

/// What customers can read.
#[derive(Debug, Default)]
pub struct HelpCenter {
    /// By number.
    pub articles: BTreeMap<u32, Article>,
    /// By number.
    pub collections: BTreeMap<u32, Collection>,
}

impl HelpCenter {
    /// Removes a collection: what lay in it lies in none from then on.
    pub fn delete_collection(&mut self, number: u32) {
        self.collections.remove(&number);
        let held = Some(number);
        for article in self.articles.values_mut().filter(|own| own.collection == held) {
            article.collection = None;
        }
        for inner in self.collections.values_mut().filter(|inner| inner.parent == held) {
            inner.parent = None;
        }
    }

    /// The collection lies in `outer`, or is it; circles are told as well.
    pub fn is_within(&self, number: u32, outer: u32) -> bool {
        let mut at = Some(number);
        // No more steps than collections: what is asked may be a circle about to be closed.
        for _ in 0..=self.collections.len() {
            match at {
                Some(number) if number == outer => return true,
                Some(number) => at = self.collections.get(&number).and_then(|own| own.parent),
                None => return false,
            }
        }
        false
    }
}
