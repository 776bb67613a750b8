//! What is written for readers, as text: which documents there are, their blocks, their links and
//! their inline code.

use std::fs;
use std::path::{Path, PathBuf};

/// The two at the root, and all pages under `docs`.
pub fn documents() -> Vec<String> {
    let pages = fs::read_dir(root().join("docs")).unwrap();
    let names = pages.map(|page| page.unwrap().file_name().into_string().unwrap());
    let pages = names.filter_map(|name| Some(format!("docs/{}.md", name.strip_suffix(".md")?)));
    ["README.md".to_owned(), "CHANGELOG.md".to_owned()].into_iter().chain(pages).collect()
}

/// The checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// Where a link of a document leads, if it leads to a file.
pub fn target(document: &str, link: &str) -> Option<PathBuf> {
    let path = link.split('#').next().unwrap_or_default();
    let folder = root().join(document).parent().unwrap().to_owned();
    (!link.contains("://")).then(|| folder.join(path))
}

/// The targets of links and pictures such as `[text](target)`.
pub fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

/// A fenced block.
pub struct Block<'a> {
    /// What stands behind the opening fence.
    pub kind: &'a str,
    pub lines: Vec<&'a str>,
    /// The line before it, where that is a comment that readers do not see.
    pub aside: Option<&'a str>,
}

/// The fenced blocks, in order.
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut open: Option<Block<'_>> = None;
    let mut before = "";
    for line in text.lines() {
        match (line.trim_start().strip_prefix("```"), open.take()) {
            (Some(kind), None) => {
                let aside = before.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->"));
                open = Some(Block { kind, lines: Vec::new(), aside });
            }
            (Some(_), Some(block)) => found.push(block),
            (None, Some(mut block)) => {
                block.lines.push(line);
                open = Some(block);
            }
            (None, None) => {}
        }
        before = line;
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// The inline code of the text between the blocks. A line break within is a space.
pub fn inline_code(text: &str) -> Vec<String> {
    let outside: Vec<&str> = text.split("\n```").step_by(2).collect();
    let mut spans = Vec::new();
    for paragraph in outside.iter().flat_map(|part| part.split("\n\n")) {
        let pieces = paragraph.split('`').skip(1).step_by(2);
        let tidy = |piece: &str| {
            let words: Vec<&str> = piece.split_whitespace().collect();
            words.join(" ").replace("\\|", "|")
        };
        spans.extend(pieces.map(tidy));
    }
    spans
}
