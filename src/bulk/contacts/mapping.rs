//! Which column goes where? Decided once for the whole file, before the first request:
//! by the user's rules, else by the names of contact fields and custom attributes.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::attribute::Attribute;
use super::fields::{Field, Role, read_only};
use super::inference::Inference;
use super::links::LinkColumn;
use super::map_rule::MapRule;
use super::problems::Problems;
use super::value::ValueType;
use crate::error::{Error, Result};
use crate::likeness::{nearest, plain_name};

/// What an attribute's target starts with.
pub(super) const ATTRIBUTE_PREFIX: &str = "custom_attributes.";

/// Why a column is left out whose field the API does not let anybody write.
const READ_ONLY_NOTE: &str = "read-only: Intercom fills it itself";

/// Where a column goes. In JSON and in messages: `email`, `custom_attributes.plan` or `-`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Target {
    /// A field of the contact.
    Field(&'static Field),
    /// A custom attribute.
    Attribute(String),
    /// Tags or companies to attach.
    Link(LinkColumn),
    /// Nowhere.
    LeftOut,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Field(field) => f.write_str(field.name),
            Target::Attribute(name) => write!(f, "{ATTRIBUTE_PREFIX}{name}"),
            Target::Link(column) => f.write_str(column.name()),
            Target::LeftOut => f.write_str("-"),
        }
    }
}

impl From<Target> for String {
    fn from(target: Target) -> String {
        target.to_string()
    }
}

impl TryFrom<String> for Target {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text == "-" {
            return Ok(Target::LeftOut);
        }
        if let Some(name) = text.strip_prefix(ATTRIBUTE_PREFIX).filter(|name| !name.is_empty()) {
            return Ok(Target::Attribute(name.to_owned()));
        }
        if let Some(column) = LinkColumn::by_name(&text) {
            return Ok(Target::Link(column));
        }
        Field::by_name(&text).map(Target::Field).ok_or(text)
    }
}

/// What happens to one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnMapping {
    /// The column's name in the file.
    pub column: String,
    /// Where it goes.
    pub target: Target,
    /// The kind of values it must hold.
    pub value_type: ValueType,
    /// The attribute does not exist yet and is created first.
    pub create: bool,
    /// What the user should know about the decision.
    pub note: Option<String>,
}

impl ColumnMapping {
    /// True when it is left out because Intercom fills the field itself.
    pub fn is_read_only(&self) -> bool {
        self.note.as_deref() == Some(READ_ONLY_NOTE)
    }
}

/// What the user wants of a mapping.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingOptions {
    /// Decisions for single columns.
    pub rules: Vec<MapRule>,
    /// Leave out columns that are neither a field nor an attribute.
    pub ignore_unknown: bool,
    /// Create an attribute for each such column.
    pub create_attributes: bool,
    /// The role of rows that do not name one.
    pub role: Role,
}

/// Where every column of a file goes, in the order of the columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// One entry per data column.
    pub columns: Vec<ColumnMapping>,
    /// The role of rows that do not name one.
    pub role: Role,
}

impl Mapping {
    /// Decides for all columns, or says everything that is wrong at once. `attributes` are
    /// those of the workspace; `None` when they are not known, and then any is accepted.
    pub fn resolve(
        columns: &[String],
        options: &MappingOptions,
        attributes: Option<&[Attribute]>,
    ) -> Result<Self> {
        let mut resolver = Resolver {
            attributes,
            options,
            rules: rules_by_column(columns, &options.rules)?,
            problems: Problems::default(),
            named: columns.iter().filter_map(|column| target_by_name(column)).collect(),
        };
        let columns: Vec<_> = columns.iter().map(|column| resolver.column(column)).collect();
        let mapping = Mapping { columns, role: options.role };
        resolver.problems.check(&mapping, attributes)?;
        Ok(mapping)
    }

    /// The attributes that have to be created first, with the type to give them.
    pub fn to_create(&self) -> impl Iterator<Item = (&str, &ValueType)> {
        self.columns.iter().filter(|column| column.create).filter_map(|column| {
            match &column.target {
                Target::Attribute(name) => Some((name.as_str(), &column.value_type)),
                _ => None,
            }
        })
    }

    /// Gives the attributes to be created the types that their values showed.
    pub fn infer(&mut self, seen: &Inference) {
        for (index, column) in self.columns.iter_mut().enumerate() {
            if column.create {
                column.value_type = seen.value_type(index);
            }
        }
    }

    /// Whether the workspace's attributes matter: some column goes to one, or has the name of a link,
    /// which may be an attribute's, too.
    pub fn needs_attributes(&self) -> bool {
        let needs = |target: &Target| matches!(target, Target::Attribute(_) | Target::Link(_));
        self.columns.iter().any(|column| needs(&column.target))
    }

    /// Whether some column names tags or companies.
    pub fn has_links(&self) -> bool {
        self.columns.iter().any(|column| matches!(column.target, Target::Link(_)))
    }

    /// The column that fills a field, by the name that the API's refusals give it.
    pub fn column_of(&self, field: &str) -> Option<&str> {
        let attribute = field.strip_prefix(ATTRIBUTE_PREFIX).unwrap_or(field);
        let fills = |column: &&ColumnMapping| match &column.target {
            Target::Attribute(name) => name == attribute,
            target => target.to_string() == field,
        };
        self.columns.iter().find(fills).map(|column| column.column.as_str())
    }

    /// Whether some column goes to that field.
    pub fn has_field(&self, name: &str) -> bool {
        self.columns
            .iter()
            .any(|column| matches!(column.target, Target::Field(field) if field.name == name))
    }
}

/// The user's rules by the exact name of their column.
fn rules_by_column<'a>(
    columns: &'a [String],
    rules: &[MapRule],
) -> Result<HashMap<&'a str, Target>> {
    let mut found = HashMap::new();
    for rule in rules {
        let exact = columns.iter().find(|column| column.trim() == rule.column);
        let kind = || {
            let wanted = plain_name(&rule.column);
            let mut alike = columns.iter().filter(|column| plain_name(column) == wanted);
            alike.next().filter(|_| alike.next().is_none())
        };
        let Some(column) = exact.or_else(kind) else {
            return Err(Error::failed(format!(
                "--map names a column '{}', which the file lacks",
                rule.column
            ))
            .hint(format!("its columns are: {}", columns.join(", "))));
        };
        let target = Target::try_from(rule.target.clone()).map_err(|target| no_target(&target))?;
        if found.insert(column.as_str(), target).is_some() {
            return Err(Error::usage(format!("--map names the column '{column}' twice")));
        }
    }
    Ok(found)
}

fn no_target(target: &str) -> Error {
    let error = Error::usage(format!("'{target}' is not a field of a contact that can be written"));
    if read_only(target).is_some() {
        return error.hint("Intercom fills it itself; leave the column out with -");
    }
    let fields = super::fields::WRITABLE.iter().map(|field| field.name);
    let nearest = nearest(target, fields.chain(LinkColumn::ALL.map(LinkColumn::name)));
    let did_you_mean = nearest.map(|name| format!("Did you mean {name}? ")).unwrap_or_default();
    error.hint(format!(
        "{did_you_mean}A custom attribute is written {ATTRIBUTE_PREFIX}{target}; - leaves the column out"
    ))
}

struct Resolver<'a> {
    attributes: Option<&'a [Attribute]>,
    options: &'a MappingOptions,
    rules: HashMap<&'a str, Target>,
    problems: Problems,
    /// What a column has the very name of: no synonym takes it.
    named: Vec<Target>,
}

impl Resolver<'_> {
    fn column(&mut self, column: &str) -> ColumnMapping {
        let name = column.trim();
        if let Some(target) = self.rules.get(column).cloned() {
            return self.ruled(column, target);
        }
        if let Some(name) = name.strip_prefix(ATTRIBUTE_PREFIX) {
            return match self.attribute(name, false).or_else(|| self.attribute(name, true)) {
                Some(attribute) => attribute_column(column, attribute, None),
                None => self.unknown(column, name),
            };
        }
        if let Some(target) = target_by_name(name) {
            let note = self.attribute(name, false).map(|attribute| {
                let name = &attribute.name;
                format!("not the attribute: --map '{column}={ATTRIBUTE_PREFIX}{name}'")
            });
            return ColumnMapping { note, ..target_column(column, target) };
        }
        if let Some(attribute) = self.attribute(name, false) {
            return attribute_column(column, attribute, None);
        }
        if let Some(target) = target_by_synonym(name).filter(|target| self.is_free(target)) {
            return target_column(column, target);
        }
        if let Some(attribute) = self.attribute(name, true) {
            return attribute_column(column, attribute, None);
        }
        match read_only(name) {
            Some(_) => left_out(column, READ_ONLY_NOTE),
            None => self.unknown(column, name),
        }
    }

    fn is_free(&self, target: &Target) -> bool {
        !self.named.contains(target) && self.rules.values().all(|ruled| ruled != target)
    }

    /// A column that the user decided on. What cannot be written is a problem then.
    fn ruled(&mut self, column: &str, target: Target) -> ColumnMapping {
        match target {
            Target::LeftOut => left_out(column, "as asked"),
            Target::Field(_) | Target::Link(_) => target_column(column, target),
            Target::Attribute(name) => match self.attribute(&name, false) {
                Some(attribute) if !attribute.api_writable => {
                    self.problems.not_writable(column, &name);
                    left_out(column, "cannot be written")
                }
                Some(attribute) => attribute_column(column, attribute, None),
                None => self.unknown(column, &name),
            },
        }
    }

    /// The attribute of that name, kindly read or not; archived ones only if nothing else.
    fn attribute(&self, name: &str, kindly: bool) -> Option<&Attribute> {
        let wanted = plain_name(name);
        let is_it = |attribute: &&Attribute| {
            !attribute.archived
                && (attribute.name == name || kindly && plain_name(&attribute.name) == wanted)
        };
        self.attributes?.iter().find(is_it)
    }

    /// A column that is neither a field nor an attribute of the workspace.
    fn unknown(&mut self, column: &str, name: &str) -> ColumnMapping {
        let attribute = Attribute {
            name: name.to_owned(),
            value_type: ValueType::Any,
            archived: false,
            api_writable: true,
        };
        if self.attributes.is_none() {
            return attribute_column(
                column,
                &attribute,
                Some("not checked: the workspace's attributes are not known"),
            );
        }
        if self.options.create_attributes && !self.is_archived(name) {
            let Some(name) = creatable_name(name) else {
                self.problems.bad_name(column);
                return left_out(column, "not a name for an attribute");
            };
            let attribute = Attribute { name, ..attribute };
            let mut column = attribute_column(column, &attribute, Some("will be created"));
            column.create = true;
            return column;
        }
        if self.options.ignore_unknown {
            return left_out(column, "unknown: neither a field nor a custom attribute");
        }
        self.problems.unknown(column, self.is_archived(name));
        left_out(column, "unknown")
    }

    fn is_archived(&self, name: &str) -> bool {
        let attributes = self.attributes.unwrap_or_default();
        attributes.iter().any(|attribute| attribute.archived && attribute.name == name)
    }
}

/// The name a new attribute gets: letters, digits, hyphens, underscores and currency signs
/// are allowed (docs: data attributes); spaces become underscores.
fn creatable_name(name: &str) -> Option<String> {
    let name: String = name.split_whitespace().collect::<Vec<_>>().join("_");
    let allowed = |c: char| c.is_alphanumeric() || "-_€£¥".contains(c);
    (!name.is_empty() && name.chars().all(allowed)).then_some(name)
}

/// The field or link whose name this is but for case, spaces, dashes and underscores.
fn target_by_name(name: &str) -> Option<Target> {
    let link = || LinkColumn::by_plain_name(name).map(Target::Link);
    Field::by_plain_name(name).map(Target::Field).or_else(link)
}

/// The field or link that people also call so.
fn target_by_synonym(name: &str) -> Option<Target> {
    let link = || LinkColumn::by_synonym(name).map(Target::Link);
    Field::by_synonym(name).map(Target::Field).or_else(link)
}

/// A column that goes to a field or a link.
fn target_column(column: &str, target: Target) -> ColumnMapping {
    let value_type = match &target {
        Target::Field(field) => field.value_type.clone(),
        _ => ValueType::Text,
    };
    ColumnMapping { column: column.to_owned(), target, value_type, create: false, note: None }
}

fn attribute_column(column: &str, attribute: &Attribute, note: Option<&str>) -> ColumnMapping {
    if !attribute.api_writable {
        return left_out(column, "the API may not write this attribute");
    }
    ColumnMapping {
        column: column.to_owned(),
        target: Target::Attribute(attribute.name.clone()),
        value_type: attribute.value_type.clone(),
        create: false,
        note: note.map(str::to_owned),
    }
}

fn left_out(column: &str, note: &str) -> ColumnMapping {
    ColumnMapping {
        column: column.to_owned(),
        target: Target::LeftOut,
        value_type: ValueType::Any,
        create: false,
        note: Some(note.to_owned()),
    }
}

#[cfg(test)]
#[path = "mapping_tests.rs"]
mod tests;
