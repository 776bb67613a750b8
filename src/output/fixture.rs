//! A `Ui` on memory streams, for this folder's tests.

use super::memory::MemoryStream;
use super::{Settings, Streams, Terminal, Ui};

/// A `Ui` and what it printed.
pub(super) struct Screen {
    pub ui: Ui,
    stdout: MemoryStream,
    stderr: MemoryStream,
}

impl Screen {
    /// Neither stream is a terminal.
    pub fn pipe(settings: Settings) -> Screen {
        Screen::on(Terminal::default(), settings)
    }

    /// All streams are a terminal of this width.
    pub fn terminal(columns: u16, settings: Settings) -> Screen {
        let columns = Some(columns);
        Screen::on(Terminal { stdin: true, stdout: true, stderr: true, columns }, settings)
    }

    fn on(terminal: Terminal, settings: Settings) -> Screen {
        let (stdout, stderr) = (MemoryStream::default(), MemoryStream::default());
        let streams = Streams {
            stdin: Box::new(&b"piped"[..]),
            stdout: Box::new(stdout.clone()),
            stderr: Box::new(stderr.clone()),
        };
        let mut ui = Ui::new(streams, terminal);
        ui.configure(settings);
        Screen { ui, stdout, stderr }
    }

    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    pub fn stdout_stream(&self) -> MemoryStream {
        self.stdout.clone()
    }

    pub fn stderr(&self) -> String {
        self.stderr.text()
    }
}
