//! Do the pictures of the documents show what the program shows today? They are taken once more,
//! as `cargo run --example pictures` takes them, and compared without figures and dates.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../examples/pictures/scenes.rs"]
mod scenes;
#[path = "../examples/pictures/stage.rs"]
mod stage;
#[path = "../examples/pictures/svg.rs"]
mod svg;
#[path = "../examples/pictures/terminal.rs"]
mod terminal;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use scenes::{End, Scene};

/// How to take them again.
const AGAIN: &str = "take it again: cargo build && cargo run --example pictures -- ";

/// A picture is looked at on slow lines, too.
const MOST_BYTES: usize = 40_000;

#[test]
fn pictures_show_what_commands_print_today() {
    let finished = scenes::all().into_iter().filter(|scene| matches!(scene.end, End::Prompt));
    thread::scope(|scope| {
        for scene in finished {
            scope.spawn(move || {
                let (kept, taken) = (lines(&kept(scene.name)), lines(&taken(&scene)));
                assert_eq!(kept, taken, "{AGAIN}{}", scene.name);
            });
        }
    });
}

#[test]
fn the_import_is_shown_in_the_words_of_its_live_view() {
    let import = scenes::all().into_iter().find(|scene| scene.name == "import").unwrap();
    // It looks the same soon after the beginning.
    let early = Scene { end: End::Shows("(4%)"), ..import };
    let (kept, taken) = (words(&kept("import")), words(&taken(&early)));
    let lost: Vec<&String> = taken.difference(&kept).collect();
    assert!(lost.is_empty(), "the picture lacks {lost:?}: {AGAIN}import");
    for word in ["Importing", "requests/s,", "median", "flight", "created,"] {
        assert!(taken.contains(word), "{word} is missing in {taken:?}");
    }
}

#[test]
fn pictures_are_well_formed_small_and_shown_somewhere() {
    let pages = fs::read_dir(root().join("docs")).unwrap().map(|page| page.unwrap().path());
    let pages = pages.filter(|page| page.extension().is_some_and(|ending| ending == "md"));
    let pages: Vec<String> = pages
        .chain([root().join("README.md")])
        .map(|page| fs::read_to_string(page).unwrap())
        .collect();
    for scene in scenes::all() {
        let (picture, link) = (kept(scene.name), format!("pictures/{}.svg)", scene.name));
        is_well_formed(&picture);
        assert!(picture.len() < MOST_BYTES, "{} has {} bytes", scene.name, picture.len());
        assert!(!picture.contains("href"), "{} fetches something", scene.name);
        assert!(pages.iter().any(|page| page.contains(&link)), "nothing shows {link}");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn kept(name: &str) -> String {
    fs::read_to_string(root().join(format!("docs/pictures/{name}.svg"))).unwrap()
}

fn taken(scene: &Scene) -> String {
    stage::take(scene, &PathBuf::from(env!("CARGO_BIN_EXE_ictl"))).unwrap()
}

/// The lines of a picture, with `0` for every number. Those of results come in the order of the
/// answers, hence in none.
fn lines(picture: &str) -> Vec<String> {
    let mut lines: Vec<String> =
        texts(picture).into_iter().map(|(_, line)| masked(&line)).collect();
    lines.sort();
    lines
}

/// The words of a picture, without those that are figures.
fn words(picture: &str) -> BTreeSet<String> {
    let lines = texts(picture).into_iter().map(|(_, line)| line);
    let words = lines.flat_map(|line| line.split(' ').map(masked).collect::<Vec<_>>());
    words.filter(|word| !word.contains(['0', '[']) && word.len() > 1).collect()
}

/// Each line with its height, put together from its pieces.
fn texts(picture: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for piece in picture.split("<text ").skip(1) {
        let (attributes, rest) = piece.split_once('>').unwrap();
        let text = rest.split('<').next().unwrap();
        let height = attributes.split(" y=\"").nth(1).unwrap().split('"').next().unwrap();
        match found.last_mut() {
            Some((last, line)) if last == height => {
                line.push(' ');
                line.push_str(text);
            }
            _ => found.push((height.to_owned(), text.to_owned())),
        }
    }
    found
}

fn masked(text: &str) -> String {
    let mut masked = String::new();
    for character in text.chars() {
        match character {
            '0'..='9' if masked.ends_with('0') => {}
            '0'..='9' => masked.push('0'),
            other => masked.push(other),
        }
    }
    masked
}

/// Every element is closed, in order, and every `&` begins one of the three names in use.
#[track_caller]
fn is_well_formed(picture: &str) {
    let mut open = Vec::new();
    for part in picture.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        let name = tag.split([' ', '/']).find(|word| !word.is_empty()).unwrap();
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name), "</{name}> closes something else"),
            (false, true) => {}
            (false, false) => open.push(name),
        }
        for entity in text.split('&').skip(1) {
            assert!(["amp;", "lt;", "gt;"].iter().any(|known| entity.starts_with(known)), "{text}");
        }
    }
    assert!(open.is_empty(), "{open:?} is not closed");
}
