//! The repetitions of a file, kept in another: in the order of their rows and all of one length, so
//! that a run may begin with any row.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Duplicates, PAIR_ENTRY, Pairs, number};
use crate::error::{Error, Result};
use crate::permissions::owner_only;

/// What tells a file of kept repetitions from another: how many there are, and their checksum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    total: u64,
    crc: u32,
}

/// The repetitions as they are read back.
pub(super) struct KeptPairs {
    file: BufReader<File>,
    path: PathBuf,
}

impl Iterator for KeptPairs {
    type Item = Result<[u8; PAIR_ENTRY]>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut pair = [0; PAIR_ENTRY];
        match self.file.read_exact(&mut pair) {
            Ok(()) => Some(Ok(pair)),
            Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => None,
            Err(cause) => Some(Err(not_kept(&self.path, cause))),
        }
    }
}

impl Duplicates {
    /// Writes all repetitions to a file and goes on with that.
    pub fn keep(self, path: &Path) -> Result<(Self, Kept)> {
        let mut crc = crc32fast::Hasher::new();
        let file =
            owner_only(OpenOptions::new().write(true).create(true).truncate(true)).open(path);
        let mut file = BufWriter::new(file.map_err(|cause| not_kept(path, cause))?);
        let total = self.total;
        if let Pairs::Sorted(pairs) = self.pairs {
            for pair in pairs {
                let pair = pair?;
                crc.update(&pair);
                file.write_all(&pair).map_err(|cause| not_kept(path, cause))?;
            }
        }
        let synced = file.flush().and_then(|()| file.get_ref().sync_all());
        synced.map_err(|cause| not_kept(path, cause))?;
        let kept = Kept { total, crc: crc.finalize() };
        let again = Duplicates::kept(path, kept, 0)?;
        Ok((again.ok_or_else(|| not_kept(path, io::ErrorKind::InvalidData.into()))?, kept))
    }

    /// The repetitions that were kept in a file, those of rows from `row` on; `None` where the file is
    /// not what was written.
    pub fn kept(path: &Path, kept: Kept, row: u64) -> Result<Option<Self>> {
        let Ok(mut file) = File::open(path) else { return Ok(None) };
        if !is_whole(&file, kept).map_err(|cause| not_kept(path, cause))? {
            return Ok(None);
        }
        let first =
            first_from(&mut file, kept.total, row).map_err(|cause| not_kept(path, cause))?;
        file.seek(SeekFrom::Start(first * PAIR_ENTRY as u64))
            .map_err(|cause| not_kept(path, cause))?;
        let pairs = KeptPairs { file: BufReader::new(file), path: path.to_owned() };
        Ok(Some(Duplicates { pairs: Pairs::Kept(pairs), next: None, total: kept.total }))
    }
}

/// Reads the whole file: a wrong pair would reject a row that nothing is wrong with.
fn is_whole(file: &File, kept: Kept) -> io::Result<bool> {
    if file.metadata()?.len() != kept.total * PAIR_ENTRY as u64 {
        return Ok(false);
    }
    let mut crc = crc32fast::Hasher::new();
    let mut reader = BufReader::with_capacity(1 << 16, file);
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(crc.finalize() == kept.crc);
        }
        crc.update(bytes);
        let count = bytes.len();
        reader.consume(count);
    }
}

/// The index of the first pair whose row is not below this one.
fn first_from(file: &mut File, total: u64, row: u64) -> io::Result<u64> {
    let (mut low, mut high) = (0, total);
    while low < high {
        let middle = low + (high - low) / 2;
        let mut found = [0; 8];
        file.seek(SeekFrom::Start(middle * PAIR_ENTRY as u64))?;
        file.read_exact(&mut found)?;
        if number(&found) < row {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

fn not_kept(path: &Path, cause: io::Error) -> Error {
    Error::failed(format!("{}: {cause}", path.display()))
        .hint("the job directory must be writable and have room; choose another with --job DIR")
        .source(cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::duplicates::{Duplicate, DuplicateFinder, KeyKind};

    #[test]
    fn what_was_kept_is_gone_on_with_from_any_row() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("duplicates");
        let duplicates = || {
            let mut finder = DuplicateFinder::new(directory.path());
            for row in 1..=40 {
                finder.feed(row, KeyKind::Email, if row % 3 == 0 { "third" } else { "x" }).unwrap();
            }
            finder.finish().unwrap()
        };
        let all: Vec<Duplicate> = duplicates().map(|found| found.unwrap()).collect();
        let (again, kept) = duplicates().keep(&path).unwrap();
        assert_eq!(again.total(), all.len() as u64);
        assert_eq!(again.map(|found| found.unwrap()).collect::<Vec<_>>(), all);
        for row in [0, 1, 2, 17, 40, 41, 1000] {
            let found = Duplicates::kept(&path, kept, row).unwrap().unwrap();
            let found: Vec<Duplicate> = found.map(|found| found.unwrap()).collect();
            let behind = all.iter().filter(|pair| pair.row >= row);
            assert_eq!(found, behind.copied().collect::<Vec<_>>(), "from row {row}");
        }
    }

    #[test]
    fn a_file_that_is_not_what_was_kept_is_not_used() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("duplicates");
        let mut finder = DuplicateFinder::new(directory.path());
        for row in 1..=3 {
            finder.feed(row, KeyKind::Email, "x").unwrap();
        }
        let (_, kept) = finder.finish().unwrap().keep(&path).unwrap();
        let whole = std::fs::read(&path).unwrap();
        assert!(Duplicates::kept(&path, kept, 1).unwrap().is_some());
        let mut changed = whole.clone();
        changed[3] ^= 1;
        for content in [&whole[..whole.len() - 1], &changed, b""] {
            std::fs::write(&path, content).unwrap();
            assert!(Duplicates::kept(&path, kept, 1).unwrap().is_none());
        }
        std::fs::remove_file(&path).unwrap();
        assert!(Duplicates::kept(&path, kept, 1).unwrap().is_none());
    }
}
