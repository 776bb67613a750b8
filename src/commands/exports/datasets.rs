//! What can be reported on, and which attribute is meant? The workspace's datasets, and the ids
//! that the words of a command line stand for.

use clap::Args;
use serde_json::Value;

use crate::api::Request;
use crate::api::pagination::{Pagination, items};
use crate::commands::listing::{List, ListArgs, print};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::likeness::alike;
use crate::output::{Column, Format};

const PATH: &str = "/export/reporting_data/get_datasets";

/// Where the datasets are listed.
const LIST: &str = "ictl exports reporting datasets";

const DATASETS: [Column; 3] = [
    Column::text("ID", "id"),
    Column::text("NAME", "name"),
    Column::text("DESCRIPTION", "description"),
];

const ATTRIBUTES: [Column; 2] =
    [Column::text("ATTRIBUTE", "qualified_id"), Column::text("NAME", "name")];

/// Which dataset to look into.
#[derive(Debug, Args)]
pub struct DatasetsArgs {
    /// Show the attributes of this dataset
    dataset: Option<String>,
}

/// Lists the datasets, or the attributes of one.
pub async fn show(args: &DatasetsArgs, cx: &mut Context) -> Result<()> {
    let Some(dataset) = &args.dataset else {
        let list = List { request: Request::get(PATH), pagination: Pagination::None, key: "data" };
        print(list, &ListArgs { limit: None, all: true }, &DATASETS, cx).await?;
        if cx.ui.format() == Format::Table {
            cx.ui.note(&format!("{LIST} DATASET shows its attributes"));
        }
        return Ok(());
    };
    let found = Dataset::find(dataset, cx).await?;
    let mut printer = cx.ui.list(&ATTRIBUTES);
    for attribute in found.attributes() {
        printer.item(attribute)?;
    }
    printer.finish().map(drop)
}

/// A dataset of the workspace.
pub struct Dataset(Value);

impl Dataset {
    /// The dataset with this id or name.
    pub async fn find(wanted: &str, cx: &mut Context) -> Result<Dataset> {
        let page = cx.client()?.json(&Request::get(PATH)).await?;
        let all = items(&page, "data").map(<[Value]>::to_vec).unwrap_or_default();
        let found = all.iter().find(|dataset| {
            let names = ["id", "name"].map(|key| text(dataset, key));
            names.iter().any(|name| !name.is_empty() && name.eq_ignore_ascii_case(wanted))
        });
        found.map(|dataset| Dataset(dataset.clone())).ok_or_else(|| {
            let ids: Vec<&str> = all.iter().map(|dataset| text(dataset, "id")).collect();
            Error::usage(format!("there is no dataset {wanted:?}")).hint(meant(wanted, &ids, LIST))
        })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        text(&self.0, "id")
    }

    fn attributes(&self) -> &[Value] {
        self.0["attributes"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// The ids that the API takes for these words: qualified ids where there are such (docs: List
    /// available datasets and attributes).
    pub fn attribute_ids(&self, wanted: &[String]) -> Result<Vec<String>> {
        let list = format!("{LIST} {}", self.id());
        if wanted.is_empty() {
            return Err(Error::usage("--attribute says what to export, once or several times")
                .hint(format!("`{list}` shows the attributes of the dataset")));
        }
        wanted.iter().map(|wanted| self.attribute_id(wanted, &list)).collect()
    }

    fn attribute_id(&self, wanted: &str, list: &str) -> Result<String> {
        for key in ["qualified_id", "id", "name"] {
            let fits = |own: &&Value| {
                let name = text(own, key);
                !name.is_empty() && name.eq_ignore_ascii_case(wanted)
            };
            let found: Vec<&str> = self.attributes().iter().filter(fits).map(id).collect();
            match found.as_slice() {
                [] => {}
                [one] => return Ok((*one).to_owned()),
                several => {
                    return Err(Error::usage(format!("several attributes are called {wanted:?}"))
                        .hint(format!("say which one: {}", several.join(", "))));
                }
            }
        }
        let known: Vec<&str> = self
            .attributes()
            .iter()
            .flat_map(|own| ["qualified_id", "id", "name"].map(|key| text(own, key)))
            .filter(|name| !name.is_empty())
            .collect();
        let dataset = self.id();
        Err(Error::usage(format!("the dataset {dataset} has no attribute {wanted:?}"))
            .hint(meant(wanted, &known, list)))
    }
}

/// The id that requests take.
fn id(attribute: &Value) -> &str {
    match text(attribute, "qualified_id") {
        "" => text(attribute, "id"),
        qualified => qualified,
    }
}

fn meant(wanted: &str, known: &[&str], list: &str) -> String {
    let near = alike(wanted, known.iter().copied());
    match near.first() {
        Some(near) => format!("did you mean {near}? `{list}` shows them all"),
        None => format!("`{list}` shows them all"),
    }
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn dataset() -> Dataset {
        Dataset(json!({"id": "conversation", "attributes": [
            {"id": "Brand", "qualified_id": "people.Brand", "name": "Brand"},
            {"id": "Brand", "qualified_id": "conversation.Brand", "name": "Brand of it"},
            {"id": "channel", "qualified_id": "standard.channel", "name": "Channel"},
            {"id": "old", "name": "Without a qualified id"},
        ]}))
    }

    fn ids(wanted: &[&str]) -> Result<Vec<String>> {
        let wanted: Vec<String> = wanted.iter().map(|word| (*word).to_owned()).collect();
        dataset().attribute_ids(&wanted)
    }

    #[test]
    fn attributes_are_known_by_every_name_and_sent_by_their_qualified_id() {
        let found = ids(&["standard.channel", "channel", "Channel", "brand of it", "old"]).unwrap();
        let channel = "standard.channel";
        assert_eq!(found, [channel, channel, channel, "conversation.Brand", "old"]);
    }

    #[test]
    fn a_name_that_several_have_must_be_qualified() {
        let error = ids(&["Brand"]).unwrap_err();
        assert_eq!(error.hint_text(), Some("say which one: people.Brand, conversation.Brand"));
    }

    #[test]
    fn a_mistyped_attribute_is_guessed() {
        let error = ids(&["standard.chanel"]).unwrap_err();
        assert!(error.hint_text().unwrap().starts_with("did you mean standard.channel?"));
        assert!(ids(&[]).unwrap_err().hint_text().unwrap().contains("reporting datasets"));
    }
}
