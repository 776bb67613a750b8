//! Data attributes: which custom values contacts and companies may carry.
//!
//! docs: Data attributes. Only attributes that exist can be written, and names are shared
//! between contacts and companies.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What an attribute describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Model {
    Contact,
    Company,
}

impl Model {
    /// From a request's `model`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "contact" => Some(Model::Contact),
            "company" => Some(Model::Company),
            _ => None,
        }
    }

    /// As the API says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Model::Contact => "contact",
            Model::Company => "company",
        }
    }
}

/// The type of a value, as it is read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataType {
    String,
    Integer,
    Float,
    Boolean,
    Date,
}

impl DataType {
    /// From the `data_type` of a creation; `options` is a string with options, `datetime` a date.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "string" | "options" => DataType::String,
            "integer" => DataType::Integer,
            "float" => DataType::Float,
            "boolean" => DataType::Boolean,
            "date" | "datetime" => DataType::Date,
            _ => return None,
        })
    }

    /// As the API says it.
    pub fn as_str(self) -> &'static str {
        match self {
            DataType::String => "string",
            DataType::Integer => "integer",
            DataType::Float => "float",
            DataType::Boolean => "boolean",
            DataType::Date => "date",
        }
    }
}

/// A custom attribute of contacts or companies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// The API's integer id.
    pub number: u32,
    pub model: Model,
    pub name: String,
    pub data_type: DataType,
    #[serde(default)]
    pub description: Option<String>,
    /// The values allowed; empty means any.
    #[serde(default)]
    pub options: Vec<String>,
    #[serde(default)]
    pub messenger_writable: bool,
    #[serde(default)]
    pub archived: bool,
    pub created_at: i64,
    pub updated_at: i64,
}

/// The longest string value (third-party report; the documentation gives no number).
const MAX_TEXT: usize = 255;

impl Attribute {
    /// Checks a value that is not null; the error says what was expected.
    pub fn accept(&self, value: &Value) -> Result<AttributeValue, String> {
        let accepted = match (self.data_type, value) {
            (DataType::String, Value::String(text)) => {
                self.check_text(text)?;
                Some(AttributeValue::Text(text.as_str().into()))
            }
            (DataType::Boolean, Value::Bool(flag)) => Some(AttributeValue::Flag(*flag)),
            (DataType::Integer | DataType::Date, Value::Number(number)) => {
                number.as_i64().map(AttributeValue::Integer)
            }
            (DataType::Float, Value::Number(number)) => number.as_f64().map(AttributeValue::Float),
            _ => None,
        };
        accepted.ok_or_else(|| {
            let expected = match self.data_type {
                DataType::String => "a string",
                DataType::Integer => "an integer",
                DataType::Float => "a number",
                DataType::Boolean => "true or false",
                DataType::Date => "a UNIX timestamp in seconds",
            };
            format!("custom_attributes.{} must be {expected}", self.name)
        })
    }

    fn check_text(&self, text: &str) -> Result<(), String> {
        if text.chars().count() > MAX_TEXT {
            return Err(format!(
                "custom_attributes.{} is too long, the maximum is {MAX_TEXT} characters",
                self.name
            ));
        }
        if !self.options.is_empty() && !self.options.iter().any(|option| option == text) {
            return Err(format!(
                "custom_attributes.{} must be one of: {}",
                self.name,
                self.options.join(", ")
            ));
        }
        Ok(())
    }
}

/// The value of a custom attribute. Dates are integers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AttributeValue {
    Flag(bool),
    Integer(i64),
    Float(f64),
    Text(Box<str>),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(data_type: DataType, options: &[&str]) -> Attribute {
        Attribute {
            number: 1,
            model: Model::Contact,
            name: "plan".into(),
            data_type,
            description: None,
            options: options.iter().map(ToString::to_string).collect(),
            messenger_writable: false,
            archived: false,
            created_at: 0,
            updated_at: 0,
        }
    }

    #[test]
    fn values_of_the_declared_type_are_accepted() {
        for (data_type, value) in [
            (DataType::String, serde_json::json!("pro")),
            (DataType::Integer, serde_json::json!(3)),
            (DataType::Date, serde_json::json!(1_700_000_000)),
            (DataType::Float, serde_json::json!(3)),
            (DataType::Float, serde_json::json!(3.5)),
            (DataType::Boolean, serde_json::json!(false)),
        ] {
            assert!(attribute(data_type, &[]).accept(&value).is_ok(), "{data_type:?} {value}");
        }
    }

    #[test]
    fn values_of_another_type_and_nested_ones_are_refused() {
        for (data_type, value) in [
            (DataType::String, serde_json::json!(3)),
            (DataType::Integer, serde_json::json!("3")),
            (DataType::Integer, serde_json::json!(3.5)),
            (DataType::Date, serde_json::json!("2026-01-01")),
            (DataType::Boolean, serde_json::json!("yes")),
            (DataType::String, serde_json::json!({"a": 1})),
            (DataType::String, serde_json::json!("x".repeat(256))),
        ] {
            let message = attribute(data_type, &[]).accept(&value).unwrap_err();
            assert!(message.starts_with("custom_attributes.plan"), "{message}");
        }
    }

    #[test]
    fn a_list_attribute_takes_its_options_only() {
        let plan = attribute(DataType::String, &["free", "pro"]);
        assert!(plan.accept(&"pro".into()).is_ok());
        assert!(plan.accept(&"gold".into()).unwrap_err().contains("free, pro"));
    }
}
