//! A page for `man`.
//!
//! The language is written by clap_mangen's library. Its own pages are not used: they give each verb a
//! file, and know neither examples nor the request behind a command.

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
    for part in &page.parts {
        write(&mut roff, part);
    }
    roff.render()
}

fn write(roff: &mut Roff, part: &Part) {
    match part {
        Part::Section(title) => {
            roff.control("SH", [title.as_str()]);
        }
        Part::Subsection(title) => {
            roff.control("SS", [title.as_str()]);
        }
        Part::Text(text) => {
            roff.control("PP", []).text(inlines(text));
        }
        Part::Lines(lines) => {
            roff.control("PP", []).control("RS", ["4"]).control("nf", []);
            for line in lines {
                roff.text([roman(line.as_str())]);
            }
            roff.control("fi", []).control("RE", []);
        }
        Part::Item(term, text) => {
            roff.control("TP", []).text([bold(term.as_str())]).text(inlines(text));
        }
    }
}

/// Code between backticks in bold.
fn inlines(text: &str) -> Vec<Inline> {
    let inline = |(at, piece): (usize, &str)| match at % 2 {
        0 => roman(piece),
        _ => bold(piece),
    };
    text.split('`').enumerate().filter(|(_, piece)| !piece.is_empty()).map(inline).collect()
}
