//! How wide is a text on a terminal? Cutting and padding by columns instead of characters:
//! CJK and emoji take two, combining marks none.

use dialoguer::console::strip_ansi_codes;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns a text takes.
pub(super) fn of(text: &str) -> usize {
    text.width()
}

/// The text cut to this many columns, its last one `…` where something is missing.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if of(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(1);
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= room
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    // A joiner at the end would join the dots to the last emoji.
    kept.truncate(kept.trim_end_matches(['\u{200d}', ' ']).len());
    if columns > 0 {
        kept.push('…');
    }
    kept
}

/// The spaces that fill a text up to this many columns.
pub(super) fn padding(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(of(text)))
}

/// The text with its lines broken between words, so that none takes more than this many columns
/// but where a single word does. Lines that are short enough stay as they are. Colors take none.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    text.lines().flat_map(|line| wrap_line(line, columns)).collect()
}

fn wrap_line(line: &str, columns: usize) -> Vec<String> {
    if visible(line) <= columns {
        return vec![line.to_owned()];
    }
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in line.split_inclusive(' ') {
        if !current.is_empty() && visible(&current) + visible(word.trim_end()) > columns {
            lines.push(current.trim_end().to_owned());
            current.clear();
        }
        current.push_str(word);
    }
    lines.push(current.trim_end().to_owned());
    lines
}

/// The columns a text takes that may be painted.
fn visible(text: &str) -> usize {
    of(&strip_ansi_codes(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_text_never_takes_more_columns_than_it_may() {
        for text in ["plain text", "漢字かな交じり文", "👩‍👩‍👧 family 👍🏽", "e\u{301}e\u{301}e\u{301}"]
        {
            for columns in 0..12 {
                let cut = cut(text, columns);
                assert!(of(&cut) <= columns, "{cut:?} in {columns}");
            }
        }
        assert_eq!(cut("漢字かな", 6), "漢字…");
        assert_eq!(cut("fits", 4), "fits");
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrap("one two three\nfour", 8), ["one two", "three", "four"]);
        assert_eq!(wrap("https://a.example/long b", 6), ["https://a.example/long", "b"]);
        assert_eq!(wrap("  - kept indented", 40), ["  - kept indented"]);
        assert_eq!(wrap("漢字 かな", 5), ["漢字", "かな"]);
        assert_eq!(wrap("\u{1b}[1mone\u{1b}[0m two", 7), ["\u{1b}[1mone\u{1b}[0m two"]);
    }
}
