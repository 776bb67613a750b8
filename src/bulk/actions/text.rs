//! Whether two texts are the same to a reader: HTML and white space aside. Intercom keeps what was
//! sent as HTML of its own making.

use crate::output::html;

/// True when what was sent, as HTML or as plain text, reads as what was found.
pub(super) fn same_text(sent: &str, found: &str) -> bool {
    let found = essence(found, true);
    essence(sent, true) == found || essence(sent, false) == found
}

/// The characters that a reader sees, without white space; of HTML without its tags and with its
/// entities resolved.
pub(super) fn essence(text: &str, is_html: bool) -> String {
    let mut seen = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if is_html && let Some(behind) = behind_tag(rest) {
            rest = behind;
            continue;
        }
        if is_html && let Some((resolved, behind)) = entity(rest) {
            push_visible(&mut seen, resolved);
            rest = behind;
            continue;
        }
        push_visible(&mut seen, c);
        rest = &rest[c.len_utf8()..];
    }
    seen
}

fn push_visible(seen: &mut String, c: char) {
    let zero_width = matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}');
    if !c.is_whitespace() && !zero_width {
        seen.push(c);
    }
}

/// What follows a tag or comment that begins here. A bare `<` is none.
fn behind_tag(text: &str) -> Option<&str> {
    if let Some(comment) = text.strip_prefix("<!--") {
        return comment.split_once("-->").map(|(_, behind)| behind);
    }
    let inner = text.strip_prefix('<')?;
    let first = inner.chars().next()?;
    if !(first.is_ascii_alphabetic() || first == '/' || first == '!') {
        return None;
    }
    inner.split_once('>').map(|(_, behind)| behind)
}

/// The character of an entity that begins here, and what follows it.
fn entity(text: &str) -> Option<(char, &str)> {
    let (resolved, length) = html::entity(text)?;
    Some((resolved, &text[length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_and_white_space_make_no_difference() {
        assert!(same_text("Hi Jo,\n\nit is done.", "<p>Hi Jo,</p>\n<p>it&nbsp;is done.</p>"));
        assert!(same_text("<b>Hi</b><br>there", "<p><strong>Hi</strong></p><p>there</p>"));
        assert!(same_text("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>"));
        assert!(same_text("it's", "<p>it&#39;s</p>"));
        assert!(same_text("it’s … café", "<p>it&rsquo;s &hellip; caf&eacute;</p>"));
        assert!(same_text("use <T> here", "<p>use &lt;T&gt; here</p>"));
    }

    #[test]
    fn other_words_are_another_text() {
        assert!(!same_text("Hi", "<p>Hi!</p>"));
        assert!(!same_text("", "<p>Hi</p>"));
        assert!(!same_text("hi", "Hi"));
    }

    #[test]
    fn what_looks_like_the_start_of_markup_is_text_when_it_never_ends() {
        assert_eq!(essence("1 <b & &x", true), "1<b&&x");
        assert_eq!(essence("<!-- unseen -->seen", true), "seen");
    }
}
