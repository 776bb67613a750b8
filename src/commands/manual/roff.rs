//! A page for `man`.
//!
//! The language is written by clap_mangen's library. Its own pages are not used: they give each verb a
//! file, and know neither examples nor the request behind a command.

use std::fmt::Write as _;

use clap_mangen::roff::{Inline, Roff, bold, roman};

use super::SECTION;
use super::page::{Page, Part};

/// What the page is a part of.
const MANUAL: &str = "ictl manual";

/// Writes the page. It bears the version and no date, which would change without the page.
pub fn render(page: &Page) -> String {
    let mut roff = Roff::new();
    let version = concat!("ictl ", env!("CARGO_PKG_VERSION"));
    // An empty argument would be none: a blank stands for the date.
    roff.control("TH", [page.name.to_uppercase().as_str(), SECTION, " ", version, MANUAL]);
    let mut below_heading = false;
    for part in &page.parts {
        write(&mut roff, part, below_heading);
        below_heading = matches!(part, Part::Section(_) | Part::Subsection(_));
    }
    in_ascii(&roff.render())
}

/// A paragraph below a heading begins by itself.
fn write(roff: &mut Roff, part: &Part, below_heading: bool) {
    let begins = matches!(part, Part::Text(_) | Part::Lines(_));
    if begins && !below_heading {
        roff.control("PP", []);
    }
    match part {
        Part::Section(title) => {
            roff.control("SH", [title.as_str()]);
        }
        Part::Subsection(title) => {
            roff.control("SS", [title.as_str()]);
        }
        Part::Text(text) => {
            roff.text(inlines(text));
        }
        Part::Lines(lines) => {
            roff.control("RS", ["4"]).control("nf", []);
            for line in lines {
                roff.text([roman(line.trim_end())]);
            }
            roff.control("fi", []).control("RE", []);
        }
        Part::Item(term, text) => {
            roff.control("TP", []).text([bold(term.as_str())]);
            if !text.is_empty() {
                roff.text(inlines(text));
            }
        }
    }
}

/// Code between backticks in bold.
fn inlines(text: &str) -> Vec<Inline> {
    let inline = |(at, piece): (usize, &str)| match at % 2 {
        0 => roman(piece),
        _ => bold(piece),
    };
    text.trim_end()
        .split('`')
        .enumerate()
        .filter(|(_, piece)| !piece.is_empty())
        .map(inline)
        .collect()
}

/// Other letters by their numbers, and a backslash by its name: formatters differ in how they read
/// these.
fn in_ascii(roff: &str) -> String {
    let mut out = String::with_capacity(roff.len());
    for c in roff.replace("\\\\", "\\(rs").chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            // Writing to a String never fails.
            let _ = write!(out, "\\[u{:04X}]", c as u32);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(part: Part) -> String {
        render(&Page { name: "ictl-x".to_owned(), parts: vec![part] })
    }

    #[test]
    fn text_cannot_be_taken_for_a_command_of_the_language() {
        let page = rendered(Part::Lines(vec![".dot".to_owned(), "'quote \\n".to_owned()]));
        assert!(
            !page.lines().any(|line| line.starts_with(".dot") || line.starts_with("'q")),
            "{page}"
        );
        assert!(page.contains("\\(rsn"), "{page}");
    }

    #[test]
    fn code_is_bold_and_every_letter_is_ascii() {
        let page = rendered(Part::Text("use `--all` … or not".to_owned()));
        assert!(page.contains("use \\fB\\-\\-all\\fR \\[u2026] or not"), "{page}");
    }
}
