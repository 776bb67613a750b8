//! Which custom attributes does the workspace have? The part of `GET /data_attributes`
//! that an import needs, read tolerantly.

use serde_json::Value;

use super::value::ValueType;

/// Most characters of a text in a custom attribute (third-party observation; the API
/// description is silent).
pub const MAX_TEXT_CHARS: usize = 255;

/// A custom attribute of contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, as under `custom_attributes`.
    pub name: String,
    /// The kind of values it takes.
    pub value_type: ValueType,
    /// Archived attributes take no values.
    pub archived: bool,
    /// Whether the API may write it.
    pub api_writable: bool,
}

impl Attribute {
    /// Reads one item of `GET /data_attributes`; `None` for standard attributes and those
    /// of other models.
    pub fn from_value(item: &Value) -> Option<Self> {
        let text = |key: &str| item.get(key).and_then(Value::as_str);
        let flag = |key: &str| item.get(key).and_then(Value::as_bool);
        let full_name = text("full_name").unwrap_or_default();
        let nested = full_name.strip_prefix("custom_attributes.");
        let is_custom = flag("custom").unwrap_or(nested.is_some());
        if !is_custom || text("model").is_some_and(|model| model != "contact") {
            return None;
        }
        let name = text("name").or(nested)?.to_owned();
        let options = item.get("options").and_then(Value::as_array);
        let options: Vec<String> = options.into_iter().flatten().filter_map(option_text).collect();
        let value_type = match text("data_type").unwrap_or_default() {
            "options" | "list" | "string" if !options.is_empty() => ValueType::Options(options),
            "string" => ValueType::Text,
            "integer" => ValueType::Integer,
            "float" => ValueType::Float,
            "boolean" => ValueType::Boolean,
            "date" | "datetime" => ValueType::Date,
            _ => ValueType::Any,
        };
        Some(Attribute {
            name,
            value_type,
            archived: flag("archived").unwrap_or(false),
            api_writable: flag("api_writable").unwrap_or(true),
        })
    }
}

/// An option is a text when read, an object with a `value` when written.
fn option_text(option: &Value) -> Option<String> {
    option.as_str().or_else(|| option.get("value")?.as_str()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn custom_attributes_of_contacts_are_read_and_others_left_out() {
        let plan = json!({"model": "contact", "name": "plan", "custom": true, "id": 7,
            "full_name": "custom_attributes.plan", "data_type": "string",
            "options": ["free", {"value": "pro"}], "api_writable": false, "archived": true});
        let expected = Attribute {
            name: "plan".into(),
            value_type: ValueType::Options(vec!["free".into(), "pro".into()]),
            archived: true,
            api_writable: false,
        };
        assert_eq!(Attribute::from_value(&plan), Some(expected));
        let standard = json!({"model": "contact", "name": "email", "custom": false});
        assert_eq!(Attribute::from_value(&standard), None);
        let company = json!({"model": "company", "name": "x", "custom": true});
        assert_eq!(Attribute::from_value(&company), None);
        let new_type = json!({"full_name": "custom_attributes.x", "data_type": "relation"});
        assert_eq!(Attribute::from_value(&new_type).unwrap().value_type, ValueType::Any);
        assert_eq!(Attribute::from_value(&json!(null)), None);
    }
}
