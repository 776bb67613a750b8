//! The first pass over a whole file: how many rows, which columns, which fingerprint. It
//! comes before any request, so that a file that breaks in its last line sends nothing.

use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Format, Input, InputOptions, Record, open_file};
use crate::error::Result;
use crate::hex::hex;

/// What the first pass found. It is recorded with a job, to refuse a file that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// How the rows follow each other.
    pub format: Format,
    /// The character between two cells of a CSV file.
    pub delimiter: Option<char>,
    /// The text encoding, by its standard name.
    pub encoding: String,
    /// Names of the data columns; for JSON the union of all keys in first-seen order.
    pub columns: Vec<String>,
    /// Rows, faulty ones included, the header not.
    pub rows: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// SHA-256 of the file's bytes, in hex.
    pub sha256: String,
}

/// Reads the whole file once. Every fault of the file shows here.
pub fn survey(path: &Path, options: &InputOptions) -> Result<Survey> {
    survey_with(path, options, |_, _| Ok(()))
}

/// As [`survey`], and shows each record on the way together with the columns known so far,
/// for what else wants to see the whole file before the first request.
pub fn survey_with(
    path: &Path,
    options: &InputOptions,
    mut visit: impl FnMut(&[String], &Record) -> Result<()>,
) -> Result<Survey> {
    let fingerprint = Arc::new(Mutex::new(Fingerprint::default()));
    let source = Fingerprinted { source: open_file(path)?, fingerprint: Arc::clone(&fingerprint) };
    let mut input = Input::from_reader(Box::new(source), &path.display().to_string(), options)?;
    let mut record = Record::new();
    let mut rows = 0;
    while input.read(&mut record)? {
        rows += 1;
        visit(input.columns(), &record)?;
    }
    let fingerprint =
        std::mem::take(&mut *fingerprint.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Survey {
        format: input.format(),
        delimiter: input.delimiter(),
        encoding: input.encoding().to_owned(),
        columns: input.columns().to_vec(),
        rows,
        bytes: fingerprint.bytes,
        sha256: hex(&fingerprint.hash.finalize()),
    })
}

/// The SHA-256 of everything that a stream holds, in hex, as [`Survey::sha256`] has it.
pub fn fingerprint(source: impl Read) -> io::Result<String> {
    let fingerprint = Arc::new(Mutex::new(Fingerprint::default()));
    let mut source = Fingerprinted { source, fingerprint: Arc::clone(&fingerprint) };
    io::copy(&mut source, &mut io::sink())?;
    let taken = std::mem::take(&mut *fingerprint.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(hex(&taken.hash.finalize()))
}

#[derive(Default)]
struct Fingerprint {
    bytes: u64,
    hash: Sha256,
}

/// Takes the fingerprint of what passes.
struct Fingerprinted<R> {
    source: R,
    fingerprint: Arc<Mutex<Fingerprint>>,
}

impl<R: Read> Read for Fingerprinted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        let mut fingerprint = self.fingerprint.lock().unwrap_or_else(PoisonError::into_inner);
        fingerprint.bytes += count as u64;
        fingerprint.hash.update(&out[..count]);
        Ok(count)
    }
}
