//! Is what the documents show true? Every `console` block of the README and of each page under
//! `docs` is played as written, and what comes out is compared with what stands there. Commands in
//! running text are parsed by the program's own command tree. A new page is found by itself.
//!
//! A document is one session in a directory of its own: a sandbox served in one block is the workspace
//! of the blocks below it, as if its export lines had been pasted into the other terminal. `…`
//! stands for any text; a line that begins with `$ ` is a command. Commands that need the toolchain
//! are left to `.ci/run`; here, what they name must exist.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod browser;
mod order;
mod pages;
mod played;
mod prose;
mod session;

#[test]
fn an_ellipsis_stands_for_any_text() {
    use played::matches;
    assert!(matches("a … d", "a b c d"));
    assert!(matches("first\n…\nlast", "first\n1\n2\nlast"));
    assert!(matches("first\n…\nlast", "first\nlast"));
    assert!(matches("…\nlast", "last"));
    assert!(matches("…", ""));
    assert!(!matches("first\n…\nlast", "first\nalmost"));
    assert!(!matches("a … d", "a b c"));
    assert!(matches("done", "Exporting 5/10 (50%)  5/s  1s left\ndone"));
    assert!(!matches("a", "ab"));
}
