//! What does the progress bar look like, and how does it get onto stderr? `indicatif` draws
//! it; here are its style, and the terminal that `indicatif` believes it draws on, which is
//! our own stream.

use std::fmt::{self, Write as _};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::stderr::Stderr;
use super::{escape, width};

/// Back to the start of the line, and clear it and everything below.
const CLEAR: &str = "\r\x1b[J";
/// Clear what an earlier line left behind the present one.
const CLEAR_REST: &str = "\x1b[K";
/// Clear that, and what earlier lines left below.
const CLEAR_BELOW: &str = "\x1b[J";
/// A terminal whose width is unknown has this one.
const USUAL_COLUMNS: u16 = 80;
/// The width `indicatif` is told, more than a line ever has.
const AMPLE_COLUMNS: u16 = 1000;
/// From so many columns on the bar itself is long.
const WIDE: usize = 75;

/// Tells how wide the terminal is at the moment: its window may be resized at any time.
#[derive(Clone)]
pub(super) struct Columns(Arc<dyn Fn() -> Option<u16> + Send + Sync>);

impl Columns {
    /// Asks this each time.
    pub(super) fn asking(ask: impl Fn() -> Option<u16> + Send + Sync + 'static) -> Self {
        Columns(Arc::new(ask))
    }
}

impl fmt::Debug for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Columns")
    }
}

/// The columns that a line may fill. The last one stays free: some terminals wrap when it is filled.
pub(super) fn room(columns: &Columns) -> usize {
    usize::from(columns.0().unwrap_or(USUAL_COLUMNS)).saturating_sub(1)
}

/// A bar that is not on the screen yet.
pub(super) fn new(stderr: Stderr, columns: Columns, label: &str) -> ProgressBar {
    let block = Block { stderr, columns, painting: Mutex::default() };
    ProgressBar::with_draw_target(None, ProgressDrawTarget::term_like(Box::new(block)))
        .with_prefix(escape::line(label).into_owned())
}

/// The style of a bar whose total is known or not, for so many columns.
pub(super) fn style(has_total: bool, columns: usize) -> ProgressStyle {
    let template = match (has_total, columns >= WIDE) {
        (true, true) => "[{bar:20}] {prefix} {pos}/{len}{msg}",
        (true, false) => "[{bar:8}] {prefix} {pos}/{len}{msg}",
        (false, _) => "{prefix} {pos}{msg}",
    };
    ProgressStyle::with_template(template)
        .expect("all templates are well formed")
        .progress_chars("#-")
}

/// The lines of the terminal that the bar stands on. It cuts what is too long itself, with
/// dots that tell so: `indicatif` would cut a number in its middle, and fails on a terminal
/// that claims to have no columns.
///
/// Between two paintings the cursor waits at the start of the first line. That is the one place
/// that a terminal keeps when its window gets narrower and the lines are broken anew, so what was
/// painted before can always be painted over.
#[derive(Debug)]
struct Block {
    stderr: Stderr,
    columns: Columns,
    painting: Mutex<Painting>,
}

#[derive(Debug, Default)]
struct Painting {
    /// What waits for `flush`: painted in one write, the bar does not flicker.
    lines: Vec<String>,
    /// Something stands on the screen.
    stands: bool,
}

impl Painting {
    /// The lines over what stands there. Nothing is cleared first, which could be seen.
    fn paint(&mut self) -> String {
        let lines = std::mem::take(&mut self.lines);
        let Some((last, others)) = lines.split_last() else {
            return if std::mem::take(&mut self.stands) { CLEAR.to_owned() } else { String::new() };
        };
        self.stands = true;
        let mut text = String::new();
        for line in others {
            text.push_str(line);
            text.push_str(CLEAR_REST);
            text.push('\n');
        }
        text.push_str(last);
        text.push_str(CLEAR_BELOW);
        if !others.is_empty() {
            // Writing to memory cannot fail.
            let _ = write!(text, "\x1b[{}A", others.len());
        }
        text.push('\r');
        text
    }
}

impl Block {
    fn painting(&self) -> MutexGuard<'_, Painting> {
        self.painting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TermLike for Block {
    fn width(&self) -> u16 {
        AMPLE_COLUMNS
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        // What is blank goes to the line's start or fills it, and would wrap in a narrower window.
        let line = text.trim_end();
        if !line.is_empty() {
            self.painting().lines.push(width::cut(line, room(&self.columns)));
        }
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.write_str(text)
    }

    fn flush(&self) -> io::Result<()> {
        let text = self.painting().paint();
        self.stderr.write(&text);
        Ok(())
    }

    // Where the cursor is, and what is cleared, is decided when all lines are known.

    fn clear_line(&self) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_up(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_down(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_right(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _: usize) -> io::Result<()> {
        Ok(())
    }
}

/// What was written to a terminal, with the control sequences in words.
#[cfg(test)]
pub(super) fn in_words(written: &str) -> String {
    let words = [(CLEAR, "<clear>"), (CLEAR_REST, ""), (CLEAR_BELOW, ""), ("\r", "<start>")];
    words.iter().fold(written.to_owned(), |text, (sequence, word)| text.replace(sequence, word))
}

#[cfg(test)]
mod tests {
    use super::super::memory::MemoryStream;
    use super::*;

    fn drawn(columns: Option<u16>) -> String {
        let stream = MemoryStream::default();
        let columns = Columns::asking(move || columns);
        let bar = new(Stderr::new(Box::new(stream.clone())), columns.clone(), "Im\tporting 漢字");
        bar.set_style(style(true, room(&columns)));
        bar.clone().with_message(" (50%)").update(|state| {
            state.set_len(2000);
            state.set_pos(1000);
        });
        in_words(&stream.text())
    }

    #[test]
    fn a_bar_fits_on_every_terminal_whatever_its_width() {
        for columns in 0..70 {
            let drawn = drawn(Some(columns));
            let line = drawn.strip_suffix("<start>").unwrap();
            assert!(width::of(line) <= usize::from(columns).saturating_sub(1), "{line:?}");
        }
        assert_eq!(drawn(Some(40)), r"[####----] Im\tporting 漢字 1000/2000…<start>");
        assert_eq!(drawn(None), r"[##########----------] Im\tporting 漢字 1000/2000 (50%)<start>");
    }

    #[test]
    fn redrawing_is_a_single_write_over_what_stands_there() {
        #[derive(Clone, Default)]
        struct Writes(Arc<Mutex<Vec<String>>>);
        impl io::Write for Writes {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.lock().unwrap().push(String::from_utf8_lossy(bytes).into_owned());
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let writes = Writes::default();
        let columns = Columns::asking(|| None);
        let bar = new(Stderr::new(Box::new(writes.clone())), columns, "Reading");
        bar.set_style(style(false, 79));
        bar.update(|state| state.set_pos(1));
        bar.clone().with_message("\n  a\n  b").update(|state| state.set_pos(2));
        bar.finish_and_clear();
        assert_eq!(
            *writes.0.lock().unwrap(),
            ["Reading 1\x1b[J\r", "Reading 2\x1b[K\n  a\x1b[K\n  b\x1b[J\x1b[2A\r", "\r\x1b[J"]
        );
    }
}
