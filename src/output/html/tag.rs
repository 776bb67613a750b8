//! Cuts HTML into texts and tags. Comments and declarations are dropped.

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text, its entities still written out.
    Text(&'a str),
    /// A tag.
    Tag(Tag<'a>),
}

/// `<name …>` or `</name>`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// In lower case.
    pub(super) name: String,
    /// It ends its element.
    pub(super) closes: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The value of an attribute, its entities still written out.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
            let (key, after) = rest.split_at(end);
            let (value, after) = match after.trim_start().strip_prefix('=') {
                Some(value) => split_value(value.trim_start()),
                None => ("", after),
            };
            if key.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            let next = after.trim_start();
            // A stray character must not keep the loop where it is.
            rest = if next.len() == rest.len() { &next[first_length(next)..] } else { next };
        }
        None
    }
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn split_value(text: &str) -> (&str, &str) {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => {
            let inner = &text[1..];
            let end = inner.find(quote).unwrap_or(inner.len());
            (&inner[..end], inner[end..].strip_prefix(quote).unwrap_or_default())
        }
        None => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

/// All pieces, in order.
pub(super) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut text_from, mut at) = (0, 0);
    while let Some(found) = html[at..].find('<').map(|offset| at + offset) {
        let Some((tag, length)) = markup(&html[found..]) else {
            at = found + 1;
            continue;
        };
        if text_from < found {
            pieces.push(Piece::Text(&html[text_from..found]));
        }
        pieces.extend(tag.map(Piece::Tag));
        at = found + length;
        text_from = at;
    }
    if text_from < html.len() {
        pieces.push(Piece::Text(&html[text_from..]));
    }
    pieces
}

/// A tag, or `None` inside for a comment or declaration, with its length; `None` for text.
fn markup(rest: &str) -> Option<(Option<Tag<'_>>, usize)> {
    if rest.starts_with("<!--") {
        return Some((None, rest.find("-->").map_or(rest.len(), |end| end + 3)));
    }
    let inner = &rest[1..];
    if inner.starts_with(['!', '?']) {
        return rest.find('>').map(|end| (None, end + 1));
    }
    let closes = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = end_of_tag(inner)?;
    let content = inner[..end].trim_end_matches('/');
    let name_end = content.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    let (name, attributes) = content.split_at(name_end.unwrap_or(content.len()));
    let tag = Tag { name: name.to_ascii_lowercase(), closes, attributes };
    Some((Some(tag), 1 + usize::from(closes) + end + 1))
}

/// Where the `>` is that is not within quotation marks.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut found = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '>') => {
                found = Some(at);
                break;
            }
            (None, _) => {}
        }
    }
    // A quotation mark that is never closed ends with its tag.
    found.or_else(|| quote.and_then(|_| text.find('>')))
}
