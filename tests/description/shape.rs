//! What a schema of the description allows, brought into the form in which the table of
//! operations says it.
//!
//! A body that may be one of several objects (a reply by an admin or by a contact) is one
//! set of fields in the table, with the alternatives beside it. This file does the same to
//! a schema: every way to fulfil it is a [`Variant`], and all of them make one [`Object`].

use serde_json::Value;

/// The values that a schema allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    String,
    Integer,
    Boolean,
    Date,
    DateTime,
    Enum(Vec<String>),
    Array(Box<Shape>),
    Object(Object),
    OneOf(Vec<Shape>),
    Any,
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    pub name: String,
    pub shape: Shape,
    pub required: bool,
    pub nullable: bool,
}

/// The properties that any of an object's variants has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    pub properties: Vec<Property>,
    /// What each variant requires beyond the properties that all require; empty when one
    /// requires no more.
    pub alternatives: Vec<Vec<String>>,
    /// What one word of an enum makes necessary in every variant that has the word.
    pub cases: Vec<Case>,
}

/// A word of an enum, with the names of what it makes necessary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub field: String,
    pub value: String,
    pub needs: Vec<String>,
}

/// One way to fulfil the schema of an object: a property is required in it or not.
type Variant = Vec<Property>;

/// Reads schemas, following references within the facts.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub facts: &'a Value,
}

impl<'a> Reader<'a> {
    /// What a schema allows.
    pub fn shape(self, schema: &'a Value) -> Shape {
        self.shape_below(schema, &[])
    }

    /// The properties of a schema that describes an object.
    pub fn object(self, schema: &'a Value) -> Object {
        merged(&self.variants(schema, &[]))
    }

    fn shape_below(self, schema: &'a Value, above: &[&'a str]) -> Shape {
        let mut above = above.to_vec();
        let Some(schema) = self.resolve(schema, &mut above) else { return Shape::Any };
        if self.is_object(schema) {
            return Shape::Object(merged(&self.variants(schema, &above)));
        }
        if let Some(words) = schema["enum"].as_array() {
            return Shape::Enum(words.iter().filter_map(Value::as_str).map(Into::into).collect());
        }
        if let Some(options) = branches(schema, &["oneOf", "anyOf"]) {
            return one_of(options.map(|option| self.shape_below(option, &above)).collect());
        }
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("array"), _) => Shape::Array(self.shape_below(&schema["items"], &above).into()),
            (Some("integer"), _) => Shape::Integer,
            (Some("boolean"), _) => Shape::Boolean,
            (Some("string"), Some("date")) => Shape::Date,
            (Some("string"), Some("date-time")) => Shape::DateTime,
            (Some("string"), _) => Shape::String,
            _ => Shape::Any,
        }
    }

    /// Follows references; `None` where a schema contains itself.
    fn resolve(self, mut schema: &'a Value, above: &mut Vec<&'a str>) -> Option<&'a Value> {
        while let Some(reference) = schema["$ref"].as_str() {
            if above.contains(&reference) {
                return None;
            }
            above.push(reference);
            schema = self.facts.pointer(reference.trim_start_matches('#'))?;
        }
        Some(schema)
    }

    fn is_object(self, schema: &'a Value) -> bool {
        let Some(schema) = self.resolve(schema, &mut Vec::new()) else { return false };
        match schema["type"].as_str() {
            Some(kind) => kind == "object",
            None if schema.get("properties").is_some() => true,
            None => branches(schema, &["allOf", "oneOf", "anyOf"])
                .is_some_and(|mut all| all.all(|branch| self.is_object(branch))),
        }
    }

    fn is_nullable(self, schema: &'a Value) -> bool {
        let Some(target) = self.resolve(schema, &mut Vec::new()) else { return false };
        let null_in_enum = target["enum"].as_array().is_some_and(|e| e.contains(&Value::Null));
        null_in_enum || target["nullable"] == true || schema["nullable"] == true
    }

    fn variants(self, schema: &'a Value, above: &[&'a str]) -> Vec<Variant> {
        let mut above = above.to_vec();
        let Some(schema) = self.resolve(schema, &mut above) else { return vec![Vec::new()] };
        let mut variants = vec![self.own_properties(schema, &above)];
        for part in schema["allOf"].as_array().into_iter().flatten() {
            let part = self.variants(part, &above);
            variants = both(&variants, &part, Shape::narrowed);
        }
        if let Some(options) = branches(schema, &["oneOf", "anyOf"]) {
            let options: Vec<_> = options.flat_map(|o| self.variants(o, &above)).collect();
            variants = both(&options, &variants, Shape::narrowed);
        }
        variants
    }

    fn own_properties(self, schema: &'a Value, above: &[&'a str]) -> Variant {
        let required = || schema["required"].as_array().into_iter().flatten();
        let required = || required().filter_map(Value::as_str);
        let declared = schema["properties"].as_object().into_iter().flatten();
        let mut properties: Variant = declared
            .filter(|(_, property)| property["readOnly"] != true)
            .map(|(name, property)| Property {
                name: name.clone(),
                shape: self.shape_below(property, above),
                required: required().any(|required| required == name),
                nullable: self.is_nullable(property),
            })
            .collect();
        for name in required() {
            if !properties.iter().any(|property| property.name == name) {
                let name = name.to_owned();
                let any = Shape::Any;
                properties.push(Property { name, shape: any, required: true, nullable: false });
            }
        }
        properties
    }
}

impl Shape {
    /// What fits both: the narrower words of an enum, the known of known and unknown.
    fn narrowed(&self, other: &Shape) -> Shape {
        match (self, other) {
            (Shape::Enum(a), Shape::Enum(b)) if b.len() > a.len() => self.clone(),
            (_, Shape::Any) => self.clone(),
            _ => other.clone(),
        }
    }

    /// What fits either.
    fn widened(&self, other: &Shape) -> Shape {
        match (self, other) {
            (a, b) if a == b => a.clone(),
            (Shape::Any, _) | (_, Shape::Any) => Shape::Any,
            (Shape::Enum(a), Shape::Enum(b)) => {
                let more = b.iter().filter(|word| !a.contains(word));
                Shape::Enum(a.iter().chain(more).cloned().collect())
            }
            (Shape::Array(a), Shape::Array(b)) => Shape::Array(a.widened(b).into()),
            (Shape::Object(a), Shape::Object(b)) => {
                Shape::Object(merged(&[a.properties.clone(), b.properties.clone()]))
            }
            (a, b) => Shape::OneOf(vec![a.clone(), b.clone()]),
        }
    }
}

/// The branches under the first of these keywords that the schema has.
fn branches<'a>(schema: &'a Value, keywords: &[&str]) -> Option<std::slice::Iter<'a, Value>> {
    keywords.iter().find_map(|keyword| Some(schema.get(keyword)?.as_array()?.iter()))
}

/// A choice that recurs into itself (a filter of filters) is as good as anything.
fn one_of(shapes: Vec<Shape>) -> Shape {
    let open =
        |shape: &Shape| matches!(shape, Shape::Any) || *shape == Shape::Array(Shape::Any.into());
    if shapes.iter().any(open) {
        return Shape::Any;
    }
    let widened = shapes.into_iter().reduce(|all, shape| all.widened(&shape));
    widened.unwrap_or(Shape::Any)
}

/// Every variant of the one side joined with every one of the other.
fn both(left: &[Variant], right: &[Variant], join: fn(&Shape, &Shape) -> Shape) -> Vec<Variant> {
    let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
    pairs
        .map(|(a, b)| {
            let mut joined = a.clone();
            for property in b {
                match joined.iter_mut().find(|known| known.name == property.name) {
                    Some(known) => {
                        known.shape = join(&known.shape, &property.shape);
                        known.required |= property.required;
                        known.nullable |= property.nullable;
                    }
                    None => joined.push(property.clone()),
                }
            }
            joined
        })
        .collect()
}

/// All variants in one: a property is required when every variant requires it.
fn merged(variants: &[Variant]) -> Object {
    let mut properties: Vec<Property> = Vec::new();
    for property in variants.iter().flatten() {
        match properties.iter_mut().find(|known| known.name == property.name) {
            Some(known) => {
                known.shape = known.shape.widened(&property.shape);
                known.nullable |= property.nullable;
            }
            None => properties.push(property.clone()),
        }
    }
    for property in &mut properties {
        let required = |v: &Variant| v.iter().any(|p| p.name == property.name && p.required);
        property.required = variants.iter().all(required);
    }
    let beyond: Vec<Vec<String>> =
        variants.iter().map(|variant| required_beyond(variant, &properties)).collect();
    let cases = cases(variants, &beyond);
    let mut alternatives = beyond;
    alternatives.sort();
    alternatives.dedup();
    if alternatives.contains(&Vec::new()) {
        alternatives.clear();
    }
    Object { properties, alternatives, cases }
}

/// What a variant requires that not all variants do.
fn required_beyond(variant: &Variant, merged: &[Property]) -> Vec<String> {
    let common = |name: &String| merged.iter().any(|p| p.required && p.name == *name);
    let required = variant.iter().filter(|property| property.required);
    required.map(|property| property.name.clone()).filter(|name| !common(name)).collect()
}

fn cases(variants: &[Variant], beyond: &[Vec<String>]) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for (field, word) in variants.iter().flatten().flat_map(words) {
        let has_word =
            |variant: &Variant| variant.iter().flat_map(words).any(|w| w == (field, word));
        let with_word = variants.iter().zip(beyond).filter(|(variant, _)| has_word(variant));
        let shared = with_word.map(|(_, names)| names.clone()).reduce(|shared, names| {
            shared.into_iter().filter(|name| names.contains(name)).collect()
        });
        let needs: Vec<_> = shared.into_iter().flatten().filter(|name| name != field).collect();
        let case = Case { field: field.into(), value: word.into(), needs };
        if !case.needs.is_empty() && !cases.contains(&case) {
            cases.push(case);
        }
    }
    cases
}

/// The field and each word, when a property is an enum.
fn words(property: &Property) -> impl Iterator<Item = (&str, &str)> {
    let words = if let Shape::Enum(words) = &property.shape { &words[..] } else { &[] };
    words.iter().map(|word| (property.name.as_str(), word.as_str()))
}
