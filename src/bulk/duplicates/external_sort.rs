//! Sorts any number of entries of the same length in bounded memory: runs that memory holds are
//! sorted and spilled to unnamed files, and merged at the end.
//!
//! The bounds are what an import may take: entries of a run, files that are open at once, and a
//! small buffer for each. When there are as many files as may be open, they are merged into one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// Entries sorted in memory at a time. Of 24 bytes each that is 6 MiB, so two sorters and the rest of
/// an import stay well below 64 MiB.
pub(super) const RUN_ENTRIES: usize = 256 * 1024;

/// Files that are merged at once. A process may have 256 open on some systems (macOS).
const MAX_FILES: usize = 64;

/// Bytes read ahead of each file that is merged.
const READ_AHEAD: usize = 16 * 1024;

/// Collects entries.
pub(super) struct Sorter<const N: usize> {
    directory: PathBuf,
    run_entries: usize,
    entries: Vec<[u8; N]>,
    runs: Vec<File>,
}

impl<const N: usize> Sorter<N> {
    /// Starts; files are made in `directory`, readable by the owner only, and vanish with the
    /// process.
    pub(super) fn new(directory: &Path, run_entries: usize) -> Self {
        Sorter {
            directory: directory.to_owned(),
            run_entries,
            entries: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// One for other entries, in the same directory and with as much memory.
    pub(super) fn another<const M: usize>(&self) -> Sorter<M> {
        Sorter::new(&self.directory, self.run_entries)
    }

    /// Adds an entry.
    pub(super) fn push(&mut self, entry: [u8; N]) -> Result<()> {
        if self.entries.len() == self.run_entries {
            self.spill()?;
        }
        self.entries.push(entry);
        Ok(())
    }

    fn spill(&mut self) -> Result<()> {
        self.entries.sort_unstable();
        let entries = self.entries.drain(..).map(Ok);
        let run = write_run(&self.directory, entries)?;
        self.runs.push(run);
        if self.runs.len() == MAX_FILES {
            let merged = Merge::<N>::new(&self.directory, std::mem::take(&mut self.runs))?;
            self.runs.push(write_run(&self.directory, merged)?);
        }
        Ok(())
    }

    /// All entries in order.
    pub(super) fn finish(mut self) -> Result<Sorted<N>> {
        if self.runs.is_empty() {
            self.entries.sort_unstable();
            return Ok(Sorted::Memory(self.entries.into_iter()));
        }
        self.spill()?;
        Merge::new(&self.directory, self.runs).map(Sorted::Files)
    }
}

/// Entries in order.
pub(super) enum Sorted<const N: usize> {
    Memory(std::vec::IntoIter<[u8; N]>),
    Files(Merge<N>),
}

impl<const N: usize> Sorted<N> {
    /// No entries.
    pub(super) fn none() -> Self {
        Sorted::Memory(Vec::new().into_iter())
    }
}

impl<const N: usize> Iterator for Sorted<N> {
    type Item = Result<[u8; N]>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Sorted::Memory(entries) => entries.next().map(Ok),
            Sorted::Files(merge) => merge.next(),
        }
    }
}

/// The smallest entry of several sorted files, again and again.
pub(super) struct Merge<const N: usize> {
    directory: PathBuf,
    runs: Vec<BufReader<File>>,
    heads: BinaryHeap<Reverse<([u8; N], usize)>>,
}

impl<const N: usize> Merge<N> {
    fn new(directory: &Path, runs: Vec<File>) -> Result<Self> {
        let runs: Vec<_> =
            runs.into_iter().map(|run| BufReader::with_capacity(READ_AHEAD, run)).collect();
        let heads = BinaryHeap::with_capacity(runs.len());
        let mut merge = Merge { directory: directory.to_owned(), heads, runs };
        for run in 0..merge.runs.len() {
            merge.refill(run)?;
        }
        Ok(merge)
    }

    fn refill(&mut self, run: usize) -> Result<()> {
        let mut entry = [0; N];
        match self.runs[run].read_exact(&mut entry) {
            Ok(()) => self.heads.push(Reverse((entry, run))),
            Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {}
            Err(cause) => return Err(cannot_sort(&self.directory, cause)),
        }
        Ok(())
    }
}

impl<const N: usize> Iterator for Merge<N> {
    type Item = Result<[u8; N]>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((entry, run)) = self.heads.pop()?;
        Some(self.refill(run).map(|()| entry))
    }
}

fn write_run<const N: usize>(
    directory: &Path,
    entries: impl Iterator<Item = Result<[u8; N]>>,
) -> Result<File> {
    let refuse = |cause| cannot_sort(directory, cause);
    let mut run = BufWriter::new(tempfile::tempfile_in(directory).map_err(refuse)?);
    for entry in entries {
        run.write_all(&entry?).map_err(refuse)?;
    }
    let mut run = run.into_inner().map_err(|error| refuse(error.into_error()))?;
    run.rewind().map_err(refuse)?;
    Ok(run)
}

fn cannot_sort(directory: &Path, cause: io::Error) -> Error {
    let place = directory.display();
    Error::failed(format!("the check for doubled keys cannot use {place}: {cause}"))
        .hint(
            "it needs about 50 bytes a row there, and nothing was sent: free some space, or choose \
             another place with --job DIR (a dry run's is TMPDIR)",
        )
        .source(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_runs_than_files_may_be_open_are_sorted_all_the_same() {
        let directory = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::<4>::new(directory.path(), 3);
        let mut random = fastrand::Rng::with_seed(7);
        let mut expected: Vec<u32> = (0..1000).map(|_| random.u32(..)).collect();
        for number in &expected {
            sorter.push(number.to_be_bytes()).unwrap();
            assert!(sorter.runs.len() < MAX_FILES);
        }
        let sorted: Vec<u32> =
            sorter.finish().unwrap().map(|entry| u32::from_be_bytes(entry.unwrap())).collect();
        expected.sort_unstable();
        assert_eq!(sorted, expected);
    }
}
