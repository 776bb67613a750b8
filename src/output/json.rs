//! How does JSON leave? Compact for programs, indented for people, and on a terminal with the
//! characters escaped that JSON itself lets through. An array is written item by item.

use serde_json::Value;

use super::escape;

/// How JSON is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// One line, byte-true.
    Compact,
    /// One line, safe for a terminal.
    CompactSafe,
    /// Indented, safe for a terminal.
    Indented,
}

/// The value in this layout, without a newline at the end.
pub(super) fn encode(value: &Value, layout: Layout) -> String {
    match layout {
        Layout::Compact => value.to_string(),
        Layout::CompactSafe => escape::json(&value.to_string()).into_owned(),
        Layout::Indented => escape::json(&format!("{value:#}")).into_owned(),
    }
}

/// A JSON array in the making. Without `end` it has no closing bracket: a list that broke off
/// must not look complete.
pub(super) struct Array {
    layout: Layout,
    begun: bool,
}

impl Array {
    /// An empty array.
    pub(super) fn new(layout: Layout) -> Array {
        Array { layout, begun: false }
    }

    /// The text that adds an item.
    pub(super) fn item(&mut self, value: &Value) -> String {
        let mut item = encode(value, self.layout);
        if self.layout == Layout::Indented {
            item = format!("  {}", item.replace('\n', "\n  "));
        }
        let before = match (std::mem::replace(&mut self.begun, true), self.layout) {
            (false, Layout::Indented) => "[\n",
            (false, _) => "[",
            (true, _) => ",\n",
        };
        format!("{before}{item}")
    }

    /// The text that completes the array.
    pub(super) fn end(&self) -> &'static str {
        match (self.begun, self.layout) {
            (false, _) => "[]\n",
            (true, Layout::Indented) => "\n]\n",
            (true, _) => "]\n",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_array_is_valid_with_none_one_and_many_items_in_every_layout() {
        for layout in [Layout::Compact, Layout::CompactSafe, Layout::Indented] {
            for count in 0..4 {
                let items: Vec<Value> = (0..count).map(|n| json!({"n": [n]})).collect();
                let mut array = Array::new(layout);
                let mut text: String = items.iter().map(|item| array.item(item)).collect();
                text.push_str(array.end());
                assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), Value::Array(items));
            }
        }
    }

    #[test]
    fn people_see_an_indented_array() {
        let mut array = Array::new(Layout::Indented);
        let text = array.item(&json!({"id": 1})) + array.end();
        assert_eq!(text, "[\n  {\n    \"id\": 1\n  }\n]\n");
    }
}
