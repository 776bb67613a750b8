//! HTML from plain text and back, as the bodies of messages, notes and articles need it.

/// What stands in the place of a redacted body (source: the API description's example).
pub const REDACTED: &str = "<p><i>This message was deleted</i></p>";

/// Plain text as HTML: lines that are left empty part paragraphs.
pub fn paragraphs(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs = text.trim().split("\n\n").map(str::trim).filter(|own| !own.is_empty());
    let paragraphs: Vec<String> = paragraphs.map(|own| own.replace('\n', "<br>")).collect();
    if paragraphs.is_empty() {
        String::new()
    } else {
        format!("<p>{}</p>", paragraphs.join("</p><p>"))
    }
}

/// What an admin wrote: HTML is taken as it is, everything else is plain text.
pub fn html(text: &str) -> String {
    if text.trim_start().starts_with('<') { text.trim().to_owned() } else { paragraphs(text) }
}

/// The text of HTML: without tags, with an empty line between paragraphs.
pub fn plain(html: &str) -> String {
    let (mut text, mut rest) = (String::with_capacity(html.len()), html);
    while let Some((before, tagged)) = rest.split_once('<') {
        text.push_str(before);
        let Some((tag, after)) = tagged.split_once('>') else {
            rest = tagged;
            break;
        };
        match tag.trim_end_matches('/').trim().to_ascii_lowercase().as_str() {
            "br" | "/li" | "/tr" => text.push('\n'),
            "/p" | "/h1" | "/h2" | "/h3" | "/ul" | "/ol" | "/blockquote" | "/pre" => {
                text.push_str("\n\n");
            }
            _ => {}
        }
        rest = after;
    }
    text.push_str(rest);
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " ")];
    for (entity, character) in entities {
        text = text.replace(entity, character);
    }
    // Last, so that nothing is decoded twice.
    text.replace("&amp;", "&").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_survives_the_way_to_html_and_back() {
        let text = "Fish & chips\nfor <two>\n\nThanks";
        assert_eq!(paragraphs(text), "<p>Fish &amp; chips<br>for &lt;two&gt;</p><p>Thanks</p>");
        assert_eq!(plain(&paragraphs(text)), text);
    }

    #[test]
    fn html_of_an_admin_is_left_alone() {
        assert_eq!(html("<b>Hi</b>"), "<b>Hi</b>");
        assert_eq!(html("Hi"), "<p>Hi</p>");
        assert_eq!(plain("<ul><li>one</li><li>two</li></ul>"), "one\ntwo");
    }
}
