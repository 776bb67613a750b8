//! Text in lines that are easy to read. Everything that is wrapped is wrapped here, so that help,
//! manual and explanations look the same.

use crate::context::Context;

/// Longer lines are hard to read, however wide the terminal.
pub const MAX_WIDTH: usize = 100;

/// Narrower terminals show broken lines, which is better than a column of words.
const MIN_WIDTH: usize = 40;

/// How wide text may be: as the terminal, or as `COLUMNS` says where there is none.
pub fn page_width(cx: &Context) -> usize {
    let columns = cx.env("COLUMNS").and_then(|columns| columns.parse().ok());
    let terminal = cx.ui.terminal().columns.map(usize::from);
    terminal.or(columns).unwrap_or(MAX_WIDTH).clamp(MIN_WIDTH, MAX_WIDTH)
}

/// Words in lines of at most this width, each line behind this many blanks. A word that is wider
/// stays in one piece.
pub fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{}{word}", " ".repeat(indent))),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_between_words_only() {
        assert_eq!(wrapped("one two three", 0, 7), "one two\nthree");
        assert_eq!(wrapped("incomprehensible", 0, 7), "incomprehensible");
        assert_eq!(wrapped("", 2, 7), "");
    }

    #[test]
    fn the_indent_is_a_part_of_the_width_and_letters_count_once() {
        assert_eq!(wrapped("one two three", 2, 9), "  one two\n  three");
        assert_eq!(wrapped("ä ö ü", 1, 4), " ä ö\n ü");
    }
}
