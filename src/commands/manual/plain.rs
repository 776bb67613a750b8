//! A page as plain text, laid out as `man` would, for terminals that have no `man`.

use super::page::{Page, Part};
use crate::commands::wrapped::wrapped;

/// How far text stands in from its heading.
const INDENT: usize = 4;

/// Writes the page in lines of this width, where its words allow it.
pub fn render(page: &Page, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut below_item = false;
    for part in &page.parts {
        let is_item = matches!(part, Part::Item(..));
        if below_item && !is_item {
            lines.push(String::new());
        }
        below_item = is_item;
        match part {
            Part::Section(title) => lines.extend([String::new(), title.clone()]),
            Part::Subsection(title) => lines.extend([String::new(), format!("  {title}")]),
            Part::Text(text) => {
                lines.push(wrapped(text, INDENT, width));
                lines.push(String::new());
            }
            Part::Lines(verbatim) => {
                let indent = " ".repeat(2 * INDENT);
                lines.extend(verbatim.iter().map(|line| format!("{indent}{line}")));
                lines.push(String::new());
            }
            Part::Item(term, text) => {
                lines.push(format!("{}{term}", " ".repeat(INDENT)));
                if !text.is_empty() {
                    lines.push(wrapped(text, 2 * INDENT, width));
                }
            }
        }
    }
    lines.dedup_by(|line, before| line.is_empty() && before.is_empty());
    format!("{}\n", lines.join("\n").trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_laid_out_by_its_headings() {
        let parts = vec![
            Part::Section("NAME".to_owned()),
            Part::Text("some words that are too many for a line".to_owned()),
            Part::Item("--flag".to_owned(), "What it does".to_owned()),
            Part::Text("And more".to_owned()),
        ];
        let page = Page { name: "ictl-x".to_owned(), parts };
        let expected = "NAME\n    some words that are\n    too many for a line\n\n    --flag\n        \
                        What it does\n\n    And more\n";
        assert_eq!(render(&page, 24), expected);
    }
}
