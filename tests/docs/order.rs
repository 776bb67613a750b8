//! Do the documents hang together? Links lead somewhere, every page can be reached, and who reads
//! them one after the other is led to the next.

use crate::pages::{blocks, documents, links, read, root, target};

/// The page of contents.
const CONTENTS: &str = "docs/README.md";

/// The last page of the guided tour; what follows is for looking things up.
const END_OF_THE_TOUR: &str = "settings.md";

#[test]
fn every_block_of_a_document_is_of_a_known_kind() {
    for document in documents() {
        for block in blocks(&read(&document)) {
            let known = ["", "console", "text", "yaml"].contains(&block.kind);
            assert!(known, "{document} has {:?}: a transcript is a console block", block.kind);
        }
    }
}

#[test]
fn every_file_that_the_documents_link_to_exists() {
    for document in documents() {
        for link in links(&read(&document)) {
            let Some(target) = target(&document, link) else { continue };
            assert!(target.exists(), "{document} links to {link}: it does not exist");
        }
    }
}

#[test]
fn the_contents_lead_to_every_page_and_the_readme_to_the_contents() {
    let contents = read(CONTENTS);
    for document in documents().iter().filter(|document| *document != CONTENTS) {
        let Some(page) = document.strip_prefix("docs/") else { continue };
        assert!(links(&contents).any(|link| link == page), "nothing leads to {document}");
    }
    assert!(links(&read("README.md")).any(|link| link == CONTENTS));
}

#[test]
fn every_page_of_the_tour_ends_with_the_next_one() {
    let contents = read(CONTENTS);
    let pages: Vec<&str> = links(&contents).filter(|link| !link.contains("://")).collect();
    let end = pages.iter().position(|page| *page == END_OF_THE_TOUR).unwrap();
    for pair in pages[..=end].windows(2) {
        let text = read(&format!("docs/{}", pair[0]));
        let last = text.trim_end().lines().last().unwrap();
        assert!(last.starts_with("Next: ["), "docs/{} ends with {last:?}", pair[0]);
        assert_eq!(links(last).next(), Some(pair[1]), "docs/{} ends with {last:?}", pair[0]);
    }
}

#[test]
fn every_page_begins_with_its_title_and_what_it_is_for() {
    for document in documents() {
        let text = read(&document);
        let mut paragraphs = text.split("\n\n");
        assert!(paragraphs.next().unwrap().starts_with("# "), "{document} has no title");
        let purpose = paragraphs.next().unwrap();
        let is_prose = purpose.starts_with(|c: char| c.is_ascii_alphabetic() || c == '`');
        assert!(is_prose, "{document} begins with {purpose:?}");
    }
}

#[test]
fn the_documents_name_only_source_files_that_exist() {
    for document in documents() {
        let text = read(&document);
        let quoted = text.split('`').skip(1).step_by(2);
        // `src/commands/NOUN/VERB.rs` stands for files yet to be written.
        let is_real = |word: &&str| !word.chars().any(|c| c.is_ascii_uppercase() || c == ' ');
        let is_source = |word: &&str| {
            ["src/", "tests/", "examples/", "docs/"].iter().any(|folder| word.starts_with(folder))
        };
        for path in quoted.filter(is_source).filter(is_real) {
            assert!(root().join(path).exists(), "{document} names {path}, which does not exist");
        }
    }
}
