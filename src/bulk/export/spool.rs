//! A file of lines in the job's directory that survives a crash up to the length that the journal
//! knows.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::frontier::Note;
use crate::bulk::journal::{Entry, Ledger};
use crate::error::{Error, Result};
use crate::permissions::owner_only;

/// Bytes that are written at a time.
const BUFFER: usize = 1 << 18;

/// The open file.
pub struct Spool {
    file: BufWriter<File>,
    path: PathBuf,
    length: u64,
}

impl Spool {
    /// Opens the file, new or cut to what the journal knows of it.
    pub fn open(path: &Path, known: u64) -> Result<Self> {
        let open = || {
            let mut options = OpenOptions::new();
            let file = owner_only(options.write(true).create(true).truncate(false)).open(path)?;
            if file.metadata()?.len() < known {
                return Err(std::io::Error::other("it is shorter than the journal knows"));
            }
            file.set_len(known)?;
            Ok(file)
        };
        let mut file = open().map_err(|cause| unusable(path, &cause))?;
        file.seek(SeekFrom::Start(known)).map_err(|cause| unusable(path, &cause))?;
        let file = BufWriter::with_capacity(BUFFER, file);
        Ok(Spool { file, path: path.to_owned(), length: known })
    }

    /// Adds a line. It reaches the system with [`Spool::flush`].
    pub fn line(&mut self, line: &str) -> Result<()> {
        let written =
            self.file.write_all(line.as_bytes()).and_then(|()| self.file.write_all(b"\n"));
        written.map_err(|cause| unusable(&self.path, &cause))?;
        self.length += line.len() as u64 + 1;
        Ok(())
    }

    /// Its length with all that was added, in bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Hands everything to the system, and with `durable` to the disk.
    pub fn flush(&mut self, durable: bool) -> Result<()> {
        let flushed = self.file.flush();
        let flushed =
            if durable { flushed.and_then(|()| self.file.get_ref().sync_data()) } else { flushed };
        flushed.map_err(|cause| unusable(&self.path, &cause))
    }

    /// The same, and then tells the journal what the spool holds now. The journal must not know of
    /// what the spool does not hold, be the disk full or not.
    pub fn flush_and_tell(
        &mut self,
        untold: &mut Vec<Note>,
        ledger: &mut Ledger,
        durable: bool,
    ) -> Result<()> {
        self.flush(durable)?;
        for note in untold.drain(..) {
            ledger.append(&Entry::Export(note));
        }
        ledger.flush(durable)
    }
}

/// Gives every line of a spool to `visit`, with its number from 1.
pub fn lines(path: &Path, mut visit: impl FnMut(u64, &str) -> Result<()>) -> Result<()> {
    let mut reader = reader(path)?;
    let mut line = String::new();
    for row in 1.. {
        if !next_line(&mut reader, path, &mut line)? {
            break;
        }
        visit(row, &line)?;
    }
    Ok(())
}

/// A spool that is being read.
pub type Lines = BufReader<Box<dyn std::io::Read>>;

/// Opens a spool for reading; one that was never written has no lines.
pub fn reader(path: &Path) -> Result<Lines> {
    let source: Box<dyn std::io::Read> = match File::open(path) {
        Ok(file) => Box::new(file),
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Box::new(std::io::empty()),
        Err(cause) => return Err(unusable(path, &cause)),
    };
    Ok(BufReader::with_capacity(BUFFER, source))
}

/// Reads the next line without its end; false when there is none.
pub fn next_line(reader: &mut impl BufRead, path: &Path, line: &mut String) -> Result<bool> {
    line.clear();
    let read = reader.read_line(line).map_err(|cause| unusable(path, &cause))?;
    if line.ends_with('\n') {
        line.pop();
    }
    Ok(read > 0)
}

fn unusable(path: &Path, cause: &std::io::Error) -> Error {
    Error::failed(format!("{}: {cause}", path.display()))
        .hint("an export keeps its records in its job directory first: make room there, or choose another with --job DIR")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_journal_does_not_know_of_is_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("records.ndjson");
        let mut spool = Spool::open(&path, 0).unwrap();
        spool.line("one").unwrap();
        let known = spool.length();
        spool.line("half of a pa").unwrap();
        spool.flush(true).unwrap();
        drop(spool);
        let mut spool = Spool::open(&path, known).unwrap();
        spool.line("two").unwrap();
        spool.flush(false).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\ntwo\n");
    }

    #[test]
    fn a_spool_that_lost_what_the_journal_knows_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("records.ndjson");
        assert!(Spool::open(&path, 7).is_err());
    }
}
