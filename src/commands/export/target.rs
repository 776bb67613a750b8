//! Where an export goes: stdout, or a file that bears its name only once it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

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
    compressed: bool,
}

impl Target {
    /// Decides; writes nothing.
    pub fn choose(path: Option<&Path>, cx: &Context) -> Result<Self> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Target::Stdout);
        };
        if path.is_dir() {
            return Err(Error::usage(format!("{} is a directory", path.display()))
                .hint("name a file in it"));
        }
        let folder = folder_of(path);
        if !folder.is_dir() {
            return Err(Error::usage(format!("there is no directory {}", folder.display()))
                .hint("make it first"));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let (name, compressed) = match name.strip_suffix(".gz") {
            Some(name) => (name, true),
            None => (name.as_str(), false),
        };
        let asked = cx.ui.settings().output;
        let format = asked.or_else(|| by_name(name)).ok_or_else(|| {
            Error::usage(format!("the name {} does not tell a form", path.display()))
                .hint("end it in .ndjson, .json or .csv, or name the form with --output")
        })?;
        if format == Format::Table {
            return Err(Error::usage("a table is for people, not for files")
                .hint("choose --output ndjson, json or csv"));
        }
        Ok(Target::File(FileTarget { path: path.to_owned(), format, compressed }))
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
        let unwritable = |cause: &io::Error| {
            Error::failed(format!("{} could not be written: {cause}", target.path.display()))
                .hint("everything is collected: make room, and go on")
        };
        let draft = Draft::open(&target).map_err(|cause| unwritable(&cause))?;
        let mut ui = cx.ui.onto(Box::new(draft.clone()), target.format);
        let written = write(&mut ui).and_then(|()| ui.flush());
        drop(ui);
        if let Some(cause) = draft.failure() {
            return Err(unwritable(&cause));
        }
        written?;
        draft.finish().map_err(|cause| unwritable(&cause))
    }
}

fn by_name(name: &str) -> Option<Format> {
    match name.rsplit_once('.')?.1 {
        "ndjson" | "jsonl" => Some(Format::Ndjson),
        "json" => Some(Format::Json),
        "csv" => Some(Format::Csv),
        _ => None,
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The file while it is being written.
#[derive(Clone)]
struct Draft(Arc<Mutex<State>>);

struct State {
    sink: Option<Sink>,
    path: PathBuf,
    /// Why writing failed: what writes here knows only that it did.
    failure: Option<io::Error>,
}

enum Sink {
    Plain(BufWriter<Place>),
    Compressed(Box<GzEncoder<BufWriter<Place>>>),
}

/// Where the bytes are until the end.
enum Place {
    /// A new file beside the one it becomes, readable by its owner alone.
    Beside(NamedTempFile),
    /// A device or a pipe, which cannot be replaced.
    Device(File),
}

impl Draft {
    fn open(target: &FileTarget) -> io::Result<Draft> {
        let path = &target.path;
        let special = fs::metadata(path).is_ok_and(|known| !known.is_file());
        // What a link points to is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let place = if special {
            Place::Device(File::options().write(true).open(&path)?)
        } else {
            Place::Beside(NamedTempFile::new_in(folder_of(&path))?)
        };
        let place = BufWriter::new(place);
        let sink = if target.compressed {
            Sink::Compressed(Box::new(GzEncoder::new(place, Compression::default())))
        } else {
            Sink::Plain(place)
        };
        Ok(Draft(Arc::new(Mutex::new(State { sink: Some(sink), path, failure: None }))))
    }

    fn failure(&self) -> Option<io::Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).failure.take()
    }

    /// The last bytes reach the disk, and the file gets its name.
    fn finish(self) -> io::Result<()> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(sink) = state.sink.take() else { return Ok(()) };
        let mut place = match sink {
            Sink::Plain(place) => place,
            Sink::Compressed(encoder) => encoder.finish()?,
        };
        place.flush()?;
        match place.into_inner().map_err(io::IntoInnerError::into_error)? {
            Place::Device(_) => Ok(()),
            Place::Beside(file) => {
                file.as_file().sync_all()?;
                file.persist(&state.path).map(drop).map_err(|cause| cause.error)
            }
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let written = match &mut state.sink {
            Some(Sink::Plain(file)) => file.write(bytes),
            Some(Sink::Compressed(file)) => file.write(bytes),
            None => Ok(bytes.len()),
        };
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

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Place::Beside(file) => file.write(bytes),
            Place::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Place::Beside(file) => file.flush(),
            Place::Device(file) => file.flush(),
        }
    }
}
