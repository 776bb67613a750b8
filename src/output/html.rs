//! How does the HTML of a message read as text? Paragraphs, lists, links, quotes and entities in
//! the way a person would type them; everything else by its words alone.
//!
//! What messengers and mail programs write is rarely well-formed, so nothing here can fail: what
//! is no tag is text.

mod entity;
mod tag;

pub use entity::first as entity;
use tag::{Piece, Tag, pieces};

/// The text of a fragment of HTML. One without any tag keeps its line breaks.
pub fn text(html: &str) -> String {
    let pieces = pieces(html);
    let plain = pieces.iter().all(|piece| matches!(piece, Piece::Text(_)));
    let mut writer = Writer { preformatted: u32::from(plain), ..Writer::default() };
    for piece in &pieces {
        match piece {
            Piece::Text(text) => writer.words(&entity::decode(text)),
            Piece::Tag(tag) if tag.closes => writer.close(tag),
            Piece::Tag(tag) => writer.open(tag),
        }
    }
    writer.finish()
}

/// A list that is open: the number of its next item, where it has numbers.
type List = Option<u32>;

#[derive(Default)]
struct Writer {
    out: String,
    /// Line breaks that come before the next word.
    breaks: usize,
    /// A blank comes before the next word.
    space: bool,
    lists: Vec<List>,
    quotes: usize,
    /// The address of the link that is open, and where its text began.
    link: Option<(String, usize)>,
    preformatted: u32,
    /// Depth inside of what is not for readers.
    hidden: u32,
}

impl Writer {
    fn words(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        if self.preformatted > 0 {
            return self.lines(text);
        }
        let blank = |c: char| c.is_ascii_whitespace();
        self.space |= text.starts_with(blank);
        let mut words = text.split(blank).filter(|word| !word.is_empty()).peekable();
        while let Some(word) = words.next() {
            self.put(word);
            self.space = words.peek().is_some();
        }
        self.space |= text.ends_with(blank);
    }

    fn lines(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.breaks += 1;
            }
            if !line.is_empty() {
                self.put(line.trim_end_matches('\r'));
            }
        }
    }

    /// A word, after the breaks or the blank that are due.
    fn put(&mut self, word: &str) {
        if self.out.is_empty() {
            self.begin_line();
        } else if self.breaks > 0 {
            for _ in 0..self.breaks {
                self.out.push('\n');
            }
            self.begin_line();
        } else if self.space {
            self.out.push(' ');
        }
        self.breaks = 0;
        self.space = false;
        self.out.push_str(word);
    }

    fn begin_line(&mut self) {
        self.out.push_str(&"> ".repeat(self.quotes));
    }

    fn break_lines(&mut self, count: usize) {
        if count == 0 {
            return;
        }
        self.breaks = self.breaks.max(count);
        self.space = false;
    }

    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "br" => {
                self.breaks += 1;
                self.space = false;
            }
            "hr" => {
                self.break_lines(1);
                self.words("---");
                self.break_lines(1);
            }
            "li" => self.item(),
            "ul" | "ol" => {
                self.break_lines(if self.lists.is_empty() { 2 } else { 1 });
                self.lists.push((tag.name == "ol").then_some(1));
            }
            "a" => {
                let href = tag.attribute("href").map(|href| entity::decode(href).into_owned());
                self.link = href.map(|href| (href, self.out.len()));
            }
            "img" => self.image(tag),
            "td" | "th" => self.space = true,
            "blockquote" => {
                self.break_lines(2);
                self.quotes += 1;
            }
            "pre" => {
                self.break_lines(2);
                self.preformatted += 1;
            }
            name if is_hidden(name) => self.hidden += 1,
            name => self.break_lines(distance(name)),
        }
    }

    fn close(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "ul" | "ol" => {
                self.lists.pop();
                self.break_lines(if self.lists.is_empty() { 2 } else { 1 });
            }
            "a" => self.end_link(),
            "blockquote" => {
                self.break_lines(2);
                self.quotes = self.quotes.saturating_sub(1);
            }
            "pre" => {
                self.break_lines(2);
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            name if is_hidden(name) => self.hidden = self.hidden.saturating_sub(1),
            name => self.break_lines(distance(name)),
        }
    }

    fn item(&mut self) {
        self.break_lines(1);
        let indent = "  ".repeat(self.lists.len().saturating_sub(1));
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{indent}{}.", *number - 1)
            }
            _ => format!("{indent}-"),
        };
        self.put(&mark);
        self.space = true;
    }

    /// The address stands behind the words of a link, unless they are the address.
    fn end_link(&mut self) {
        let Some((href, start)) = self.link.take() else { return };
        let shown = self.out.get(start..).unwrap_or_default().trim();
        let bare = |text: &str| {
            let text = text.trim_start_matches("mailto:").trim_start_matches("https://");
            text.trim_start_matches("http://").trim_end_matches('/').to_owned()
        };
        if href.is_empty() || bare(shown) == bare(&href) {
            return;
        }
        if shown.is_empty() {
            return self.words(&href);
        }
        let space = std::mem::replace(&mut self.space, true);
        self.put(&format!("({href})"));
        self.space = space;
    }

    fn image(&mut self, tag: &Tag<'_>) {
        let attribute = |name| {
            let value = tag.attribute(name).unwrap_or_default();
            entity::decode(value).into_owned()
        };
        let (alt, src) = (attribute("alt"), attribute("src"));
        let what = if alt.is_empty() { "image".to_owned() } else { format!("image: {alt}") };
        self.space = true;
        self.words(&format!("[{what}] {src}"));
        self.space = true;
    }

    fn finish(self) -> String {
        let lines = self.out.lines().map(str::trim_end);
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn is_hidden(name: &str) -> bool {
    matches!(name, "script" | "style" | "head" | "title" | "template")
}

/// The line breaks around an element.
fn distance(name: &str) -> usize {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "figure" => 2,
        "div" | "tr" | "section" | "article" | "header" | "footer" | "body" | "html" | "dt"
        | "dd" | "address" | "figcaption" => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_breaks_become_lines() {
        assert_eq!(text("<p>Hi  Ann,</p>\n<p>see<br>below</p>"), "Hi Ann,\n\nsee\nbelow");
        assert_eq!(text("<div>a</div><div>b</div>"), "a\nb");
        assert_eq!(text("one\ntwo &amp; three"), "one\ntwo & three");
        assert_eq!(text("It says <b>no</b>, <i>not</i> yes"), "It says no, not yes");
        assert_eq!(text(""), "");
    }

    #[test]
    fn lists_nest_and_count() {
        let html = "<ul><li>Coffee</li><li>Tea<ol><li>green</li><li>black</li></ol></li></ul>done";
        assert_eq!(text(html), "- Coffee\n- Tea\n  1. green\n  2. black\n\ndone");
    }

    #[test]
    fn a_link_shows_its_address_once() {
        let html = r#"<a href="https://a.example/x?a=1&amp;b=2">our page</a>, "#;
        assert_eq!(text(html), "our page (https://a.example/x?a=1&b=2),");
        assert_eq!(text(r#"<a href="https://a.example/">a.example</a>"#), "a.example");
        assert_eq!(text(r#"<a href="mailto:a@b.c">a@b.c</a>"#), "a@b.c");
        assert_eq!(text(r#"<a href="https://a.example"></a>"#), "https://a.example");
    }

    #[test]
    fn images_quotes_and_code_are_recognizable() {
        assert_eq!(
            text(r#"<img src="https://a/b.png" alt="logo">"#),
            "[image: logo] https://a/b.png"
        );
        assert_eq!(text("<blockquote><p>a</p><p>b</p></blockquote>c"), "> a\n\n> b\n\nc");
        assert_eq!(text("<pre>fn a() {\n  1\n}</pre>"), "fn a() {\n  1\n}");
        assert_eq!(text("a<style>p { color: red }</style>b"), "ab");
    }

    #[test]
    fn entities_are_characters() {
        assert_eq!(
            text("<p>5 &lt; 6 &#8364; &#x20AC;&nbsp;&hellip; &nosuch; AT&T</p>"),
            "5 < 6 € €\u{a0}… &nosuch; AT&T"
        );
    }

    #[test]
    fn what_is_no_tag_is_text() {
        assert_eq!(text("<p>a < b and c > d</p>"), "a < b and c > d");
        assert_eq!(text("<p>broken <b"), "broken <b");
        assert_eq!(text("a<!-- hidden > --><b>b</b>"), "ab");
        assert_eq!(text(r#"<p title="a > b">c</p>"#), "c");
    }
}
