//! Which names in a query have to be looked up before it can be sent? The API knows teams,
//! teammates, tags and contacts by id; people know them by name.
//!
//! Apart because looking up needs a socket, which nothing else here does: a query is read once
//! for its names, and translated once they are known.

use std::collections::HashMap;

use super::expression::{self, Expression};
use super::rules::{Entity, FieldType, Rules};
use crate::error::Result;

/// The length of a contact's id, hexadecimal digits all (description 2.16: contact examples).
const CONTACT_ID_LENGTH: usize = 24;

/// A name, and what it is the name of.
pub type Name = (Entity, String);

/// Why a name stands for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What is wrong with it.
    pub message: String,
    /// What to do instead.
    pub hint: Option<String>,
}

/// What was found out about names.
#[derive(Debug, Default)]
pub struct Names(HashMap<Name, Result<String, Unknown>>);

impl Names {
    /// Remembers the id behind a name, or that there is none.
    pub fn insert(&mut self, name: Name, found: Result<String, Unknown>) {
        self.0.insert(name, found);
    }

    /// The id behind a name.
    pub(super) fn id(&self, entity: Entity, text: &str) -> Result<&str, Unknown> {
        match self.0.get(&(entity, text.to_owned())) {
            Some(Ok(id)) => Ok(id),
            Some(Err(unknown)) => Err(unknown.clone()),
            None => Err(Unknown { message: format!("{text:?} is not an id"), hint: None }),
        }
    }
}

/// The names of a query that have to be looked up, each once.
pub fn names(text: &str, rules: &Rules) -> Result<Vec<Name>> {
    let expression = expression::parse(text).map_err(|fault| fault.into_error(text))?;
    let mut found = Vec::new();
    collect(&expression, rules, &mut found);
    Ok(found)
}

fn collect(expression: &Expression, rules: &Rules, found: &mut Vec<Name>) {
    let filter = match expression {
        Expression::Group(_, members) => {
            return members.iter().for_each(|member| collect(member, rules, found));
        }
        Expression::Filter(filter) => filter,
    };
    let Some(FieldType::Named(entity, _)) = rules.field_type(&filter.field) else { return };
    if !rules.operators_of(FieldType::Named(entity, super::IdForm::Text)).contains(&filter.operator)
    {
        return;
    }
    for literal in &filter.values {
        let nobody = matches!(literal.text.as_str(), "null" | "nobody");
        let name = (entity, literal.text.clone());
        if !nobody && !is_id(entity, &literal.text) && !found.contains(&name) {
            found.push(name);
        }
    }
}

/// Whether a text has the form of the entity's ids.
pub(super) fn is_id(entity: Entity, text: &str) -> bool {
    match entity {
        Entity::Contact => {
            text.len() == CONTACT_ID_LENGTH && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        _ => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
    }
}
