//! Where does data go, and what happens when nobody takes it any more? The one writer of
//! stdout: it buffers, leads tables through a pager, and tells a reader that has gone from a
//! disk that is full.

use std::io::{self, BufWriter, ErrorKind, Write};

use super::pager::Pager;
use crate::error::{Error, Result};

/// The data stream.
pub(super) struct Stdout {
    stream: BufWriter<Box<dyn Write + Send>>,
    pager: Option<Pager>,
    reader_gone: bool,
    keep_going: bool,
}

impl Stdout {
    /// Writes to this stream.
    pub(super) fn new(stream: Box<dyn Write + Send>) -> Stdout {
        let stream = BufWriter::new(stream);
        Stdout { stream, pager: None, reader_gone: false, keep_going: false }
    }

    /// From now on a reader that has gone is no reason to stop.
    pub(super) fn keep_going(&mut self) {
        self.keep_going = true;
    }

    /// Writes; what is written may wait for `flush`.
    ///
    /// # Errors
    /// `ReaderGone` when the reader closed the pipe, unless told to keep going; failed for
    /// everything else, such as a full disk.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.attempt(|target| target.write_all(bytes))
    }

    /// Hands everything written to the reader.
    ///
    /// # Errors
    /// As `write`.
    pub(super) fn flush(&mut self) -> Result<()> {
        self.attempt(|target| target.flush())
    }

    /// Leads what follows through a pager, where that makes sense: a command that goes on
    /// without its reader must not stand still because the pager does.
    pub(super) fn start_pager(&mut self, command: &str) -> Result<()> {
        if self.pager.is_none() && !self.reader_gone && !self.keep_going {
            self.flush()?;
            self.pager = Some(Pager::start(command)?);
        }
        Ok(())
    }

    /// Flushes, and waits until the user leaves the pager.
    ///
    /// # Errors
    /// As `write`; failed when the pager could not be started.
    pub(super) fn settle(&mut self) -> Result<()> {
        let flushed = self.flush();
        self.pager.take().map_or(Ok(()), Pager::finish)?;
        flushed
    }

    fn attempt(&mut self, action: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        if self.reader_gone {
            return self.without_reader();
        }
        let done = match &mut self.pager {
            Some(pager) => action(pager),
            None => action(&mut self.stream),
        };
        match done {
            Ok(()) => Ok(()),
            Err(cause) if cause.kind() == ErrorKind::BrokenPipe => {
                self.reader_gone = true;
                // A pager that was never there breaks the pipe just as one that was left.
                self.pager.take().map_or(Ok(()), Pager::finish)?;
                self.without_reader()
            }
            Err(cause) => Err(Error::failed(format!("cannot write to stdout: {cause}"))
                .hint("is the disk full, or the file no longer there?")
                .source(cause)),
        }
    }

    fn without_reader(&self) -> Result<()> {
        if self.keep_going { Ok(()) } else { Err(Error::reader_gone()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    /// Fails every write in the same way.
    struct Broken(ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn broken(kind: ErrorKind) -> Stdout {
        Stdout::new(Box::new(Broken(kind)))
    }

    #[test]
    fn a_reader_that_has_gone_ends_a_reading_command() {
        let mut stdout = broken(ErrorKind::BrokenPipe);
        stdout.write(b"{}\n").unwrap();
        assert_eq!(stdout.flush().unwrap_err().kind(), Kind::ReaderGone);
        assert_eq!(stdout.write(b"{}\n").unwrap_err().kind(), Kind::ReaderGone);
    }

    #[test]
    fn a_writing_command_goes_on_without_its_reader() {
        let mut stdout = broken(ErrorKind::BrokenPipe);
        stdout.keep_going();
        for _ in 0..10_000 {
            stdout.write(b"{\"id\":\"1\"}\n").unwrap();
        }
        stdout.settle().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_missing_pager_is_told_however_much_was_printed() {
        for rows in [1, 100_000] {
            let mut stdout = Stdout::new(Box::new(io::sink()));
            stdout.start_pager("no-such-pager-here 2>/dev/null").unwrap();
            let print = || {
                (0..rows).try_for_each(|_| stdout.write(b"a row of the table\n"))?;
                stdout.settle()
            };
            let error = { print }().unwrap_err();
            assert!(error.message().contains("no-such-pager-here"), "{error}");
        }
    }

    #[test]
    fn a_full_disk_is_a_failure_that_names_stdout() {
        let mut stdout = broken(ErrorKind::StorageFull);
        stdout.keep_going();
        stdout.write(b"x").unwrap();
        let error = stdout.flush().unwrap_err();
        assert_eq!(error.kind(), Kind::Failed);
        assert!(error.message().contains("stdout"), "{error}");
    }
}
