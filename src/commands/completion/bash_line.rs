//! The words of a line as bash gives it: raw, up to the cursor, with quotes and all.
//!
//! Bash has split the line before it asks, but at `=` and `:` as well, so that `--output=json` comes
//! in three pieces of which nobody can tell whether spaces were between them. So its script passes
//! the line itself, and the characters that bash splits at.

use super::shell::Typed;

/// Reads the line and, behind it, the value of `COMP_WORDBREAKS`.
pub fn read(given: &[String]) -> Typed {
    let line = given.first().map_or("", String::as_str);
    let breaks = given.get(1).map_or("=:", String::as_str);
    let mut reader = Reader { breaks, ..Reader::default() };
    for c in line.chars() {
        reader.take(c);
    }
    let mut typed = reader.end();
    // `NAME=value ictl …` is a command of ictl all the same.
    let is_assignment = |word: &String| {
        let name = word.split_once('=').map_or("", |(name, _)| name);
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let assignments = typed.words.iter().take_while(|word| is_assignment(word)).count();
    typed.words.drain(..assignments.min(typed.words.len().saturating_sub(1)));
    typed
}

/// A single word without its quotes, whole or not.
pub fn unquoted(word: &str) -> String {
    let mut reader = Reader::default();
    for c in word.chars() {
        reader.take(c);
    }
    reader.end().words.pop().unwrap_or_default()
}

#[derive(Default)]
struct Reader<'a> {
    breaks: &'a str,
    words: Vec<String>,
    word: String,
    /// Within a word, even an empty one: `''`.
    begun: bool,
    quote: Option<char>,
    escaped: bool,
    /// The bytes of the word that lie before bash's last break in it.
    kept: usize,
}

impl Reader<'_> {
    fn take(&mut self, c: char) {
        match (self.quote, c) {
            _ if self.escaped => {
                // Between double quotes a backslash escapes only what would mean something.
                if self.quote.is_some() && !"\"\\$`".contains(c) {
                    self.word.push('\\');
                }
                self.word.push(c);
                self.escaped = false;
            }
            (Some('\''), '\'') | (Some('"'), '"') => self.quote = None,
            (None | Some('"'), '\\') => {
                self.escaped = true;
                self.begun = true;
            }
            (None, '\'' | '"') => {
                self.quote = Some(c);
                self.begun = true;
                self.kept = self.word.len();
            }
            (None, c) if c.is_whitespace() => self.end_word(),
            (quote, c) => {
                self.word.push(c);
                self.begun = true;
                if quote.is_none() && self.breaks.contains(c) {
                    self.kept = self.word.len();
                }
            }
        }
    }

    fn end_word(&mut self) {
        if std::mem::take(&mut self.begun) {
            self.words.push(std::mem::take(&mut self.word));
        }
        self.kept = 0;
    }

    fn end(mut self) -> Typed {
        let kept = self.word[..self.kept].to_owned();
        self.words.push(self.word);
        Typed { words: self.words, kept, quote: self.quote }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What bash 5 has in `COMP_WORDBREAKS`.
    const BREAKS: &str = " \t\n\"'@><=;|&(:";

    fn typed(line: &str) -> Typed {
        read(&[line.to_owned(), BREAKS.to_owned()])
    }

    #[test]
    fn words_lose_their_quotes() {
        let typed = typed(r#"ictl contacts find 'a b' "c\"d" e\ f "#);
        assert_eq!(typed.words, ["ictl", "contacts", "find", "a b", "c\"d", "e f", ""]);
        assert_eq!(typed.quote, None);
    }

    #[test]
    fn a_quote_that_is_open_belongs_to_the_word() {
        let typed = typed("ictl contacts import \"my fi");
        assert_eq!(typed.words.last().unwrap(), "my fi");
        assert_eq!((typed.quote, typed.kept.as_str()), (Some('"'), ""));
    }

    #[test]
    fn bash_keeps_what_stands_before_a_break() {
        assert_eq!(typed("ictl --output=js").kept, "--output=");
        assert_eq!(typed("ictl --output=").words, ["ictl", "--output="]);
        assert_eq!(typed("ictl --output = ").kept, "");
        assert_eq!(typed("ictl --input='my fi").kept, "--input=");
        assert_eq!(typed("ictl a\\=b").kept, "");
    }

    #[test]
    fn variables_set_for_the_command_are_no_words_of_it() {
        assert_eq!(typed("ICTL_PROFILE=acme ictl con").words, ["ictl", "con"]);
        assert_eq!(typed("A=").words, ["A="]);
    }

    #[test]
    fn an_empty_word_in_quotes_is_a_word() {
        assert_eq!(typed("ictl '' x").words, ["ictl", "", "x"]);
        assert_eq!(unquoted("my\\ fi"), "my fi");
        assert_eq!(unquoted("'it"), "it");
    }
}
