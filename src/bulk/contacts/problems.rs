//! What is wrong with a mapping, all of it at once and with the way out.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::attribute::Attribute;
use super::fields::{Role, WRITABLE};
use super::links::LinkColumn;
use super::mapping::{ATTRIBUTE_PREFIX, Mapping, Target};
use crate::error::{Error, Result};
use crate::likeness::nearest;

/// Most columns that a message names.
const NAMED: usize = 20;

/// Problems found while resolving the columns one by one.
#[derive(Debug, Default)]
pub(super) struct Problems {
    unknown: Vec<(String, bool)>,
    bad_names: Vec<String>,
    not_writable: Vec<String>,
}

impl Problems {
    /// The column is neither a field nor an attribute.
    pub(super) fn unknown(&mut self, column: &str, archived: bool) {
        self.unknown.push((column.to_owned(), archived));
    }

    /// The column's name cannot name an attribute.
    pub(super) fn bad_name(&mut self, column: &str) {
        self.bad_names.push(format!("'{column}'"));
    }

    /// The user wants an attribute that the API may not write.
    pub(super) fn not_writable(&mut self, column: &str, attribute: &str) {
        self.not_writable.push(format!("'{column}' to {ATTRIBUTE_PREFIX}{attribute}"));
    }

    /// The error for whatever is wrong, what was found here first.
    pub(super) fn check(&self, mapping: &Mapping, attributes: Option<&[Attribute]>) -> Result<()> {
        if !self.unknown.is_empty() {
            return Err(self.unknown_error(attributes.unwrap_or_default()));
        }
        if !self.bad_names.is_empty() {
            return Err(Error::failed(format!(
                "no attribute can be created for {}: a name holds letters, digits, - and _ only",
                list(&self.bad_names)
            ))
            .hint("choose a name with --map 'COLUMN=custom_attributes.NAME'"));
        }
        if !self.not_writable.is_empty() {
            return Err(Error::failed(format!(
                "the API may not write what --map asks for: {}",
                list(&self.not_writable)
            ))
            .hint("leave the column out with --map 'COLUMN=-'"));
        }
        check_targets(mapping)?;
        check_keys(mapping)
    }

    fn unknown_error(&self, attributes: &[Attribute]) -> Error {
        let described: Vec<String> = self
            .unknown
            .iter()
            .map(|(column, archived)| {
                if *archived {
                    return format!("'{column}' (an archived attribute)");
                }
                let fields = WRITABLE.iter().map(|field| field.name);
                let live = attributes.iter().filter(|attribute| !attribute.archived);
                let fields = fields.chain(LinkColumn::ALL.map(LinkColumn::name));
                let names = fields.chain(live.map(|attribute| attribute.name.as_str()));
                match nearest(column, names) {
                    Some(name) => format!("'{column}' (did you mean {name}?)"),
                    None => format!("'{column}'"),
                }
            })
            .collect();
        let (subject, verb) = match described.len() {
            1 => ("column".to_owned(), "is"),
            count => (format!("{count} columns"), "are"),
        };
        let first = &self.unknown[0].0;
        Error::failed(format!(
            "{subject} {} {verb} neither a contact field nor a custom attribute of the workspace",
            list(&described)
        ))
        .hint(format!(
            "map a column with --map '{first}=custom_attributes.NAME', leave it out with \
             --map '{first}=-' or all such columns with --ignore-unknown, or create the \
             attributes with --create-attributes"
        ))
    }
}

/// The first few of many columns.
fn list(described: &[String]) -> String {
    let mut text = described.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if described.len() > NAMED {
        let _ = write!(text, " and {} more", described.len() - NAMED);
    }
    text
}

fn check_targets(mapping: &Mapping) -> Result<()> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for column in mapping.columns.iter().filter(|column| column.target != Target::LeftOut) {
        let target = column.target.to_string();
        if let Some(first) = seen.insert(target.clone(), &column.column) {
            let second = &column.column;
            return Err(Error::failed(format!(
                "the columns '{first}' and '{second}' would both become {target}"
            ))
            .hint(format!("leave one out, for example with --map '{second}=-'")));
        }
    }
    Ok(())
}

/// A file of users needs a column that can tell them apart.
fn check_keys(mapping: &Mapping) -> Result<()> {
    let has_key = ["email", "external_id"].iter().any(|name| mapping.has_field(name));
    if has_key || mapping.has_field("role") || mapping.role == Role::Lead {
        return Ok(());
    }
    Err(Error::failed("no column holds an email or an external id, and a user needs one of them")
        .hint("say which column it is with --map 'COLUMN=email', or import leads with --role lead"))
}
