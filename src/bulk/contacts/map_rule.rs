//! What did the user say about a column? `--map COLUMN=TARGET` and the files of such lines.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// One decision of the user: this column goes there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapRule {
    /// Name of the column.
    pub column: String,
    /// A field, `custom_attributes.NAME`, or `-` to leave the column out.
    pub target: String,
}

impl MapRule {
    /// Parses `COLUMN=TARGET`; the column may contain `=`, the target not.
    pub fn parse(text: &str) -> Result<Self> {
        let Some((column, target)) = text.rsplit_once('=') else {
            return Err(malformed(&format!("'{text}' does not say where the column goes")));
        };
        let (column, target) = (column.trim(), target.trim());
        if column.is_empty() || target.is_empty() {
            return Err(malformed(&format!("'{text}' lacks the column or the target")));
        }
        Ok(MapRule { column: column.to_owned(), target: target.to_owned() })
    }

    /// Parses a file: a JSON object of columns and targets, or one `COLUMN=TARGET` a line
    /// with `#` comments. `name` is what messages call the file.
    pub fn parse_file(text: &str, name: &str) -> Result<Vec<Self>> {
        let text = text.trim_start_matches('\u{feff}');
        if text.trim_start().starts_with('{') {
            return parse_object(text, name);
        }
        let lines = (1..).zip(text.lines());
        let rules = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        rules
            .map(|(number, line)| {
                MapRule::parse(line)
                    .map_err(|error| error.context(format!("{name}: line {number}")))
            })
            .collect()
    }
}

fn parse_object(text: &str, name: &str) -> Result<Vec<MapRule>> {
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|cause| {
            let (line, column) = (cause.line(), cause.column());
            Error::failed(format!("{name}: line {line}, column {column}: not a valid JSON object"))
                .hint("write {\"COLUMN\": \"TARGET\"}, or one COLUMN=TARGET a line")
                .source(cause)
        })?;
    let rules = object.into_iter().map(|(column, target)| match target {
        serde_json::Value::String(target) => Ok(MapRule { column, target }),
        serde_json::Value::Null => Ok(MapRule { column, target: "-".to_owned() }),
        _ => Err(Error::failed(format!("{name}: the target of '{column}' is not a text"))
            .hint("write the name of a field, custom_attributes.NAME, or \"-\"")),
    });
    rules.collect()
}

fn malformed(message: &str) -> Error {
    Error::usage(message)
        .hint("write --map 'COLUMN=TARGET': a field, custom_attributes.NAME, or - to leave it out")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(column: &str, target: &str) -> MapRule {
        MapRule { column: column.into(), target: target.into() }
    }

    #[test]
    fn a_rule_is_column_and_target() {
        assert_eq!(
            MapRule::parse("Email Address = email").unwrap(),
            rule("Email Address", "email")
        );
        assert_eq!(MapRule::parse("a=b=-").unwrap(), rule("a=b", "-"));
        assert!(MapRule::parse("email").unwrap_err().hint_text().unwrap().contains("--map"));
        assert!(MapRule::parse("=email").is_err());
    }

    #[test]
    fn a_file_holds_lines_or_an_object() {
        let lines = "# comment\n\nEmail=email\r\nNotes=-\n";
        let expected = [rule("Email", "email"), rule("Notes", "-")];
        assert_eq!(MapRule::parse_file(lines, "map").unwrap(), expected);
        let object = r#"{"Email": "email", "Notes": null}"#;
        assert_eq!(MapRule::parse_file(object, "map").unwrap(), expected);
        let error = MapRule::parse_file("a=b\nc\n", "map").unwrap_err();
        assert!(error.message().starts_with("map: line 2: 'c'"), "{error}");
        assert!(MapRule::parse_file("{\n1}", "map").unwrap_err().message().contains("line 2"));
    }
}
