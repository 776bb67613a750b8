//! Where an export goes: stdout, or a file that bears its name only once it is whole.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::commands::output_file::{self, OutputFile, is_compressed, unwritable};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::output::{Format, Ui};

/// Where the records go.
pub enum Target {
    /// stdout, in the form that everything has.
    Stdout,
    /// A file.
    File(FileTarget),
}

/// A file and its form.
pub struct FileTarget {
    path: PathBuf,
    format: Format,
}

impl Target {
    /// Decides; writes nothing.
    pub fn choose(path: Option<&Path>, cx: &Context) -> Result<Self> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Target::Stdout);
        };
        output_file::check(path)?;
        let asked = cx.ui.settings().output;
        let format = asked.or_else(|| by_name(path)).ok_or_else(|| {
            Error::usage(format!("the name {} does not tell a form", path.display()))
                .hint("end it in .ndjson, .json or .csv, or name the form with --output")
        })?;
        if format == Format::Table {
            return Err(Error::usage("a table is for people, not for files")
                .hint("choose --output ndjson, json or csv"));
        }
        Ok(Target::File(FileTarget { path: path.to_owned(), format }))
    }

    /// The file.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Target::Stdout => None,
            Target::File(file) => Some(&file.path),
        }
    }

    /// Whether records become rows of CSV.
    pub fn is_csv(&self, cx: &Context) -> bool {
        match self {
            Target::Stdout => cx.ui.format() == Format::Csv,
            Target::File(file) => file.format == Format::Csv,
        }
    }

    /// Writes with `write`, which is given what to print with. A file that could not be written to
    /// its end leaves nothing behind.
    pub fn write(self, cx: &mut Context, write: impl FnOnce(&mut Ui) -> Result<()>) -> Result<()> {
        let Target::File(target) = self else {
            write(&mut cx.ui)?;
            return cx.ui.flush();
        };
        let failed = |cause| {
            unwritable(&target.path, &cause).hint("everything is collected: make room, and go on")
        };
        let draft = Draft::open(&target.path).map_err(failed)?;
        let mut ui = cx.ui.onto(Box::new(draft.clone()), target.format);
        let written = write(&mut ui).and_then(|()| ui.flush());
        drop(ui);
        if let Some(cause) = draft.failure() {
            return Err(failed(cause));
        }
        written?;
        draft.finish().map_err(failed)
    }
}

fn by_name(path: &Path) -> Option<Format> {
    let packed = is_compressed(path).then(|| path.with_extension(""));
    let ending = packed.as_deref().unwrap_or(path).extension()?.to_str()?.to_lowercase();
    match ending.as_str() {
        "ndjson" | "jsonl" => Some(Format::Ndjson),
        "json" => Some(Format::Json),
        "csv" => Some(Format::Csv),
        _ => None,
    }
}

/// The file while it is being written, shared with what prints into it.
#[derive(Clone)]
struct Draft(Arc<Mutex<State>>);

struct State {
    file: Option<OutputFile>,
    /// Why writing failed: what writes here knows only that it did.
    failure: Option<io::Error>,
}

impl Draft {
    fn open(path: &Path) -> io::Result<Draft> {
        let file = Some(OutputFile::compressed_by_name(path)?);
        Ok(Draft(Arc::new(Mutex::new(State { file, failure: None }))))
    }

    fn failure(&self) -> Option<io::Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).failure.take()
    }

    fn finish(self) -> io::Result<()> {
        let file = self.0.lock().unwrap_or_else(PoisonError::into_inner).file.take();
        file.map_or(Ok(()), OutputFile::finish)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let written = state.file.as_mut().map_or(Ok(bytes.len()), |file| file.write(bytes));
        written.map_err(|cause| {
            let told = io::Error::new(cause.kind(), "the file could not be written");
            state.failure = state.failure.take().or(Some(cause));
            told
        })
    }

    /// Pages need not be on the disk before the next one.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
