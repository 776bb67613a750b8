//! A file that bears its name only when it is whole: what a command leaves where `--output-file` says.
//!
//! A reader finds the old content or the new one. What is written is data of customers, so the new
//! file is readable by its owner alone.

use std::fs::{self, File};
use std::io::{self, BufWriter, IntoInnerError, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// The file while it is being written. Dropped, it leaves nothing behind.
pub struct OutputFile {
    sink: Sink,
    path: PathBuf,
}

enum Sink {
    Plain(BufWriter<Place>),
    Compressed(Box<GzEncoder<BufWriter<Place>>>),
}

/// Where the bytes are until the end.
enum Place {
    /// A new file beside the one it becomes.
    Beside(NamedTempFile),
    /// A device or a pipe, which cannot be replaced.
    Device(File),
}

impl OutputFile {
    /// Begins to write what will be at `path`, in place of what is there.
    pub fn open(path: &Path) -> io::Result<Self> {
        let (place, path) = open(path)?;
        Ok(OutputFile { sink: Sink::Plain(BufWriter::new(place)), path })
    }

    /// The same, for what is compressed where the name says so.
    pub fn compressed_by_name(path: &Path) -> io::Result<Self> {
        if !is_compressed(path) {
            return OutputFile::open(path);
        }
        let (place, path) = open(path)?;
        let encoder = GzEncoder::new(BufWriter::new(place), Compression::default());
        Ok(OutputFile { sink: Sink::Compressed(Box::new(encoder)), path })
    }

    /// The last bytes reach the disk, and the file gets its name.
    pub fn finish(self) -> io::Result<()> {
        let place = match self.sink {
            Sink::Plain(place) => place,
            Sink::Compressed(encoder) => encoder.finish()?,
        };
        match place.into_inner().map_err(IntoInnerError::into_error)? {
            Place::Device(_) => Ok(()),
            Place::Beside(file) => {
                file.as_file().sync_all()?;
                file.persist(&self.path).map(drop).map_err(|cause| cause.error)
            }
        }
    }
}

fn open(path: &Path) -> io::Result<(Place, PathBuf)> {
    let special = fs::metadata(path).is_ok_and(|known| !known.is_file());
    // What a link points to is replaced, not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let place = if special {
        Place::Device(File::options().write(true).open(&path)?)
    } else {
        Place::Beside(NamedTempFile::new_in(folder_of(&path))?)
    };
    Ok((place, path))
}

/// Whether the name is that of a compressed file.
pub fn is_compressed(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"))
}

/// The folder that a file is in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Refuses what cannot become a file, before anything is asked for.
pub fn check(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Err(
            Error::usage(format!("{} is a directory", path.display())).hint("name a file in it")
        );
    }
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(Error::usage(format!("there is no directory {}", folder.display()))
            .hint("make it first"));
    }
    let device = path.exists() && !path.is_file();
    match tempfile::tempfile_in(folder) {
        Err(cause) if !device => Err(unwritable(path, &cause)),
        _ => Ok(()),
    }
}

/// A file that could not be written.
pub fn unwritable(path: &Path, cause: &io::Error) -> Error {
    let error = Error::failed(format!("{} could not be written: {cause}", path.display()));
    match cause.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            error.hint("name a file in a directory that you may write to")
        }
        _ => error,
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Plain(sink) => sink.write(bytes),
            Sink::Compressed(sink) => sink.write(bytes),
        }
    }

    /// Nobody reads it before it is whole.
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

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn a_file_bears_its_name_only_when_it_is_whole() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("export.csv");
        fs::write(&path, "old").unwrap();
        let mut file = OutputFile::open(&path).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        file.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        drop(OutputFile::open(&path).unwrap());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_name_tells_whether_it_is_compressed() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("export.csv.GZ");
        let mut file = OutputFile::compressed_by_name(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        let mut text = String::new();
        let packed = File::open(&path).unwrap();
        flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
        assert_eq!(text, "new");
    }

    /// Nobody makes a file in there, not even root.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_place_that_takes_no_file_is_refused_before_anything_is_asked_for() {
        let error = check(Path::new("/proc/self/export.csv")).unwrap_err();
        assert!(error.message().starts_with("/proc/self/export.csv could not be written"));
        check(Path::new("/dev/null")).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn data_of_customers_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("export.csv");
        OutputFile::open(&path).unwrap().finish().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
