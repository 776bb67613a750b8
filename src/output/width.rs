//! How wide is a text on a terminal? Cutting and padding by columns instead of characters:
//! CJK and emoji take two, combining marks none.

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
}
