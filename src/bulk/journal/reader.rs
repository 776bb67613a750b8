//! Reads a journal back, and tells what a crash or a power cut left at its end from damage.
//!
//! A process that dies leaves at most a torn last line. A power cut may leave more behind what was
//! last synced: half lines, zeros, and further on whole lines again, because a disk keeps no order.
//! All of that is knowledge that was never promised, so it is left away. But where a later line says
//! that the broken place had been on the disk, the file was damaged by something else, and guessing
//! on would do rows twice: that is an error.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::{Entry, FORMAT, Position, unseal, unusable};
use crate::error::{Error, Result};

/// Longest line that is taken for one: no message of the API that ictl keeps comes near it.
const MAX_LINE_BYTES: u64 = 16 * 1024 * 1024;

/// What a line is.
enum Line {
    Entry(Entry),
    /// Whole, and of a kind that this version does not know.
    Unknown,
    /// Torn, overwritten, or not of a journal.
    Broken,
    /// There is none.
    End,
}

/// Gives the intact entries from `start` on to `visit`; returns where they end.
pub(super) fn read_entries(
    file: &File,
    path: &Path,
    start: Position,
    visit: &mut impl FnMut(Entry),
) -> Result<Position> {
    let mut lines = Lines::open(file, path, start)?;
    loop {
        let at = lines.at;
        match (at.bytes, lines.next()?) {
            (0, Line::Entry(Entry::Format(FORMAT))) => {}
            (0, found) => return Err(foreign(path, &found)),
            (_, Line::Entry(Entry::Synced { .. })) => {}
            (_, Line::Entry(entry)) => visit(entry),
            (_, Line::Unknown) => return Err(unknown(path, at)),
            (_, Line::Broken) => {
                lines.refuse_damage(at)?;
                return Ok(at);
            }
            (_, Line::End) => return Ok(at),
        }
    }
}

struct Lines<'a> {
    reader: BufReader<&'a File>,
    path: &'a Path,
    at: Position,
    line: Vec<u8>,
}

impl<'a> Lines<'a> {
    fn open(mut file: &'a File, path: &'a Path, at: Position) -> Result<Self> {
        file.seek(SeekFrom::Start(at.bytes)).map_err(|cause| unusable(path, &cause))?;
        Ok(Lines { reader: BufReader::with_capacity(1 << 16, file), path, at, line: Vec::new() })
    }

    fn next(&mut self) -> Result<Line> {
        self.line.clear();
        let mut limited = (&mut self.reader).take(MAX_LINE_BYTES);
        let read = limited.read_until(b'\n', &mut self.line);
        let read = read.map_err(|cause| unusable(self.path, &cause))?;
        self.at = Position { bytes: self.at.bytes + read as u64, lines: self.at.lines + 1 };
        if read == 0 {
            return Ok(Line::End);
        }
        let Some(text) = self.line.strip_suffix(b"\n").and_then(unseal) else {
            return Ok(Line::Broken);
        };
        Ok(serde_json::from_slice(&text).map_or(Line::Unknown, Line::Entry))
    }

    /// Fails where a line behind a broken place says that the place had been on the disk.
    fn refuse_damage(&mut self, broken: Position) -> Result<()> {
        loop {
            match self.next()? {
                Line::Entry(Entry::Synced { bytes }) if bytes > broken.bytes => {
                    return Err(damaged(self.path, broken));
                }
                Line::End => return Ok(()),
                _ => {}
            }
        }
    }
}

fn damaged(path: &Path, at: Position) -> Error {
    Error::failed(format!(
        "{}, line {}: the journal is damaged (byte {}), and lines behind it are whole",
        path.display(),
        at.lines + 1,
        at.bytes
    ))
    .hint(
        "nothing was changed: put the file back from a copy, or begin anew with --restart, which \
         finds by their keys the contacts that are there",
    )
}

fn unknown(path: &Path, at: Position) -> Error {
    Error::failed(format!(
        "{}, line {}: a later version of ictl wrote this",
        path.display(),
        at.lines + 1
    ))
    .hint("finish the job with the version that began it, or begin anew with --restart")
}

fn foreign(path: &Path, first: &Line) -> Error {
    let what = match first {
        Line::Entry(Entry::Format(other)) => {
            format!("is of format {other}, this ictl writes {FORMAT}")
        }
        _ => "does not begin like a journal".to_owned(),
    };
    Error::failed(format!("{} {what}", path.display()))
        .hint("finish the job with the version that began it, or begin anew with --restart")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::bulk::journal::Journal;
    use crate::bulk::tally::OutcomeKind;
    use proptest::prelude::*;

    fn done(row: u64) -> Entry {
        Entry::done(row, OutcomeKind::Created)
    }

    /// A journal that was synced after each of these groups of rows.
    fn written(groups: &[std::ops::RangeInclusive<u64>]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal.ndjson");
        let mut journal = Journal::create(&path).unwrap();
        for group in groups {
            group.clone().for_each(|row| journal.append(&done(row)));
            journal.sync().unwrap();
        }
        (dir, path)
    }

    fn read(path: &Path) -> Result<Vec<u64>> {
        let mut rows = Vec::new();
        Journal::reopen(path, Position::default(), |entry| {
            if let Entry::Done { row, .. } = entry {
                rows.push(row);
            }
        })?;
        Ok(rows)
    }

    fn line_start(bytes: &[u8], needle: &str) -> usize {
        let text = String::from_utf8_lossy(bytes);
        let at = text.find(needle).unwrap();
        text[..at].rfind('\n').map_or(0, |end| end + 1)
    }

    #[test]
    fn cut_at_every_byte_it_tells_what_stands_before_the_cut() {
        let (_dir, path) = written(&[1..=3, 4..=6]);
        let whole = std::fs::read(&path).unwrap();
        let header = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for cut in header..=whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let rows = read(&path).unwrap();
            let lines = whole[..cut].split_inclusive(|byte| *byte == b'\n');
            let complete = lines.filter(|line| line.ends_with(b"\n"));
            let expected = complete.filter(|line| line.starts_with(b"{\"done\"")).count() as u64;
            assert_eq!(rows, (1..=expected).collect::<Vec<_>>(), "cut at {cut}");
        }
    }

    #[test]
    fn what_a_power_cut_leaves_behind_the_last_sync_is_left_away() {
        let (_dir, path) = written(&[1..=3, 4..=6]);
        let whole = std::fs::read(&path).unwrap();
        let safe = line_start(&whole, "\"row\":4");
        for at in safe..whole.len() {
            for filling in [0_u8, 0xFF, b'\n'] {
                // Zeros or old content instead of a page, and the pages behind it as they were.
                let mut bytes = whole.clone();
                let end = (at + 40).min(bytes.len());
                bytes[at..end].fill(filling);
                std::fs::write(&path, &bytes).unwrap();
                let rows = read(&path).unwrap();
                assert!(rows.starts_with(&[1, 2, 3]), "{rows:?}");
                assert!([1, 2, 3, 4, 5, 6].starts_with(&rows), "{rows:?}");
            }
        }
        let mut longer = whole.clone();
        longer.resize(whole.len() + 10_000, 0);
        std::fs::write(&path, &longer).unwrap();
        assert_eq!(read(&path).unwrap(), [1, 2, 3, 4, 5, 6]);
        assert_eq!(std::fs::read(&path).unwrap(), whole, "the zeros are cut off");
    }

    #[test]
    fn damage_to_what_was_on_the_disk_is_refused_with_its_line_and_nothing_is_cut() {
        let (_dir, path) = written(&[1..=3, 4..=6, 7..=7]);
        let whole = std::fs::read(&path).unwrap();
        for row in 1..=3 {
            let mut bytes = whole.clone();
            let start = line_start(&bytes, &format!("\"row\":{row}"));
            bytes[start + 12] ^= 1;
            std::fs::write(&path, &bytes).unwrap();
            let error = read(&path).unwrap_err();
            // The first line says the format, the second how much of it was safe.
            assert!(error.message().contains(&format!("line {}", row + 2)), "{error}");
            assert!(error.hint_text().unwrap().contains("--restart"));
            assert_eq!(std::fs::read(&path).unwrap(), bytes);
        }
    }

    #[test]
    fn appending_goes_on_behind_the_intact_part() {
        let (_dir, path) = written(&[1..=2]);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 5]).unwrap();
        let mut journal = Journal::reopen(&path, Position::default(), |_| {}).unwrap();
        journal.append(&done(3));
        journal.sync().unwrap();
        drop(journal);
        assert_eq!(read(&path).unwrap(), [1, 3]);
    }

    #[test]
    fn a_journal_of_another_form_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal.ndjson");
        for content in ["", "not a journal\n", "{\"format\":9,\"crc\":\"00000000\"}\n"] {
            std::fs::write(&path, content).unwrap();
            assert!(read(&path).is_err(), "{content:?}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
        }
    }

    #[test]
    fn the_version_that_wrote_it_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal.ndjson");
        let sealed = |body: &str| {
            let mut line = body.as_bytes().to_vec();
            crate::bulk::journal::seal(&mut line, 0);
            String::from_utf8(line).unwrap()
        };
        std::fs::write(&path, sealed("{\"format\":1}")).unwrap();
        assert!(read(&path).unwrap_err().message().contains("is of format 1"));
        let later = sealed("{\"format\":2}") + &sealed("{\"news\":{\"row\":1}}");
        std::fs::write(&path, &later).unwrap();
        let error = read(&path).unwrap_err();
        assert!(error.message().contains("line 2: a later version"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), later);
    }

    proptest! {
        #[test]
        fn damage_anywhere_never_invents_an_entry(at in 0usize..2000, bit in 0u8..8) {
            let (_dir, path) = written(&[1..=3, 4..=6, 7..=9]);
            let mut bytes = std::fs::read(&path).unwrap();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            std::fs::write(&path, &bytes).unwrap();
            if let Ok(rows) = read(&path) {
                prop_assert!([1, 2, 3, 4, 5, 6, 7, 8, 9].starts_with(&rows));
            } else {
                prop_assert_eq!(std::fs::read(&path).unwrap(), bytes, "nothing is cut");
            }
        }
    }
}
