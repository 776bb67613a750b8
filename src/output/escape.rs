//! What may reach a terminal? Text from the API or from a file can carry control characters
//! that move the cursor, change the title or reverse the reading order; here they become
//! visible. Everything shown to people passes through this file, data for programs does not.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Text of several lines: newlines and tabs stay, everything else hostile is shown as `\u{1b}`.
pub fn text(text: &str) -> Cow<'_, str> {
    replace(text, |c, out| match c {
        '\n' | '\t' => out.push(c),
        _ => escape(c, out),
    })
}

/// Text for one line, such as a table cell: a newline becomes `⏎`, a tab `\t`.
pub fn line(text: &str) -> Cow<'_, str> {
    let text = text.trim_end_matches(['\n', '\r']);
    if text.contains("\r\n") {
        return Cow::Owned(line(&text.replace("\r\n", "\n")).into_owned());
    }
    replace(text, |c, out| match c {
        '\n' => out.push('⏎'),
        '\t' => out.push_str("\\t"),
        _ => escape(c, out),
    })
}

/// JSON text: what JSON leaves as it is, but a terminal would obey, becomes `\u009b`, so the
/// document keeps its meaning.
pub fn json(json: &str) -> Cow<'_, str> {
    replace(json, |c, out| {
        if c == '\n' {
            out.push(c);
        } else {
            // Nothing hostile lies beyond U+FFFF, so four digits do.
            let _ = write!(out, "\\u{:04x}", c as u32);
        }
    })
}

fn escape(c: char, out: &mut String) {
    let _ = write!(out, "\\u{{{:x}}}", c as u32);
}

fn replace(text: &str, mut shown: impl FnMut(char, &mut String)) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hostile(c) {
            shown(c, &mut out);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// C0, DEL and C1 controls, line separators, and the marks that change the reading order.
fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_text_is_not_copied() {
        assert!(matches!(text("Zoë 李 👩‍👩‍👧 שלום"), Cow::Borrowed(_)));
    }

    #[test]
    fn every_kind_of_hostile_character_becomes_visible() {
        let hostile = "\u{1b}[2J\u{7f}\u{9b}1m\u{202e}\u{2066}\u{200f}\u{2028}\r\0";
        assert_eq!(
            text(hostile),
            r"\u{1b}[2J\u{7f}\u{9b}1m\u{202e}\u{2066}\u{200f}\u{2028}\u{d}\u{0}"
        );
    }

    #[test]
    fn a_cell_stays_on_one_line() {
        assert_eq!(line("one\r\ntwo\tthree\n"), r"one⏎two\tthree");
    }

    #[test]
    fn escaped_json_still_means_the_same() {
        let value = serde_json::json!({"name": "a\u{9b}b\u{202e}c\u{1b}"});
        let shown = json(&value.to_string()).into_owned();
        assert!(shown.is_ascii());
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
