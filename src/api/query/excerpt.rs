//! Shows a place in a query: the text, and a caret under it.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of text shown on either side of the caret.
const AROUND: usize = 36;

const INDENT: &str = "  ";

/// Two indented lines: the text around byte `at`, and the caret.
pub(super) fn excerpt(text: &str, at: usize) -> String {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (before, after) = text.split_at(at);
    let (mut start, cut_start) = take(before.chars().rev());
    let (end, cut_end) = take(after.chars());
    start = start.chars().rev().collect();
    let left = if cut_start { "…" } else { "" };
    let right = if cut_end { "…" } else { "" };
    let column = left.width() + start.width();
    format!("{INDENT}{left}{start}{end}{right}\n{INDENT}{}^", " ".repeat(column))
}

/// As much text as fits, control characters as blanks; and whether that is not all.
fn take(characters: impl Iterator<Item = char>) -> (String, bool) {
    let (mut text, mut width) = (String::new(), 0);
    for character in characters {
        let shown = if character.width().is_none() { ' ' } else { character };
        width += shown.width().unwrap_or(0);
        if width > AROUND {
            return (text, true);
        }
        text.push(shown);
    }
    (text, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_place() {
        assert_eq!(excerpt("a = b", 2), "  a = b\n    ^");
        assert_eq!(excerpt("名 =\tb", 4), "  名 = b\n     ^");
        assert_eq!(excerpt("", 9), "  \n  ^");
    }

    #[test]
    fn long_texts_are_cut_around_the_place() {
        let text = format!("{}!{}", "a".repeat(500), "b".repeat(500));
        let shown = excerpt(&text, 500);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[0].starts_with("  …aaa") && lines[0].ends_with("b…"));
        assert_eq!(lines[0].chars().nth(lines[1].len() - 1), Some('!'));
    }
}
