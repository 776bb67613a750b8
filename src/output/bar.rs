//! What does the progress bar look like, and how does it get onto stderr? `indicatif` draws
//! it; here are its style, and the terminal that `indicatif` believes it draws on, which is
//! our own stream.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::stderr::Stderr;
use super::{escape, width};

/// Back to the start of the line, and clear it.
pub(super) const CLEAR_LINE: &str = "\r\x1b[2K";
/// Where the end is known.
const WITH_TOTAL: &str = "[{bar:20}] {prefix} {pos}/{len}{msg}";
/// Where it is not.
const WITHOUT_TOTAL: &str = "{prefix} {pos}{msg}";
/// A terminal whose width is unknown has this one.
const USUAL_COLUMNS: u16 = 80;
/// The width `indicatif` is told, more than a line ever has.
const AMPLE_COLUMNS: u16 = 1000;

/// A bar that is not on the screen yet.
pub(super) fn new(stderr: Stderr, columns: Option<u16>, label: &str) -> ProgressBar {
    // The last column stays free: some terminals wrap when it is filled.
    let columns = usize::from(columns.unwrap_or(USUAL_COLUMNS)).saturating_sub(1);
    let line = Line { stderr, columns, pending: Mutex::default() };
    ProgressBar::with_draw_target(None, ProgressDrawTarget::term_like(Box::new(line)))
        .with_prefix(escape::line(label).into_owned())
}

/// The style of a bar whose total is known or not.
pub(super) fn style(has_total: bool) -> ProgressStyle {
    ProgressStyle::with_template(if has_total { WITH_TOTAL } else { WITHOUT_TOTAL })
        .expect("both templates are well formed")
        .progress_chars("#-")
}

/// The one line of the terminal that the bar stands on. It cuts what is too long itself, with
/// dots that tell so: `indicatif` would cut a number in its middle, and fails on a terminal
/// that claims to have no columns. So it never has to move between lines either.
#[derive(Debug)]
struct Line {
    stderr: Stderr,
    columns: usize,
    /// What waits for `flush`: cleared and drawn in one write, the bar does not flicker.
    pending: Mutex<String>,
}

impl Line {
    fn pending(&self) -> MutexGuard<'_, String> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TermLike for Line {
    fn width(&self) -> u16 {
        AMPLE_COLUMNS
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        // The blanks that fill the line would wrap once the window gets narrower.
        self.pending().push_str(&width::cut(text.trim_end(), self.columns));
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.write_str(text)?;
        self.pending().push('\n');
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        self.pending().push_str(CLEAR_LINE);
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        self.stderr.write(&std::mem::take(&mut *self.pending()));
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

#[cfg(test)]
mod tests {
    use super::super::memory::MemoryStream;
    use super::*;

    fn drawn(columns: Option<u16>) -> String {
        let stream = MemoryStream::default();
        let bar = new(Stderr::new(Box::new(stream.clone())), columns, "Im\tporting 漢字");
        bar.set_style(style(true));
        bar.clone().with_message(" (50%)").update(|state| {
            state.set_len(2000);
            state.set_pos(1000);
        });
        stream.text()
    }

    #[test]
    fn a_bar_fits_on_every_terminal_whatever_its_width() {
        for columns in 0..70 {
            let line = drawn(Some(columns));
            assert!(width::of(&line) <= usize::from(columns).saturating_sub(1), "{line:?}");
        }
        assert_eq!(drawn(Some(52)), r"[##########----------] Im\tporting 漢字 1000/2000…");
        assert_eq!(drawn(None), r"[##########----------] Im\tporting 漢字 1000/2000 (50%)");
    }

    #[test]
    fn redrawing_is_a_single_write() {
        #[derive(Clone, Default)]
        struct Writes(std::sync::Arc<Mutex<Vec<String>>>);
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
        let bar = new(Stderr::new(Box::new(writes.clone())), None, "Reading");
        bar.set_style(style(false));
        bar.update(|state| state.set_pos(1));
        bar.update(|state| state.set_pos(2));
        assert_eq!(*writes.0.lock().unwrap(), ["Reading 1", "\r\x1b[2KReading 2"]);
    }
}
