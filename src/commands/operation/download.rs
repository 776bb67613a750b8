//! A file from the API, to stdout or into a file: in constant memory, complete or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::api::Request;
use crate::api::client::Download;
use crate::context::Context;
use crate::error::{Error, Result};

/// Downloads what the request asks for; no file name, or `-`, means stdout.
pub async fn download(request: &Request, file: Option<&str>, cx: &mut Context) -> Result<()> {
    let download = cx.client()?.download(request).await?;
    match file.filter(|file| *file != "-") {
        None => to_stdout(download, cx).await,
        Some(file) => to_file(download, Path::new(file), cx).await,
    }
}

async fn to_stdout(mut download: Download, cx: &mut Context) -> Result<()> {
    let mut first = true;
    while let Some(piece) = download.next().await? {
        if std::mem::take(&mut first) && cx.ui.terminal().stdout && is_binary(&piece) {
            return Err(Error::usage("this is a binary file, which would garble the terminal")
                .hint("save it with --output-file FILE, or send stdout elsewhere with > FILE"));
        }
        cx.ui.raw(&piece)?;
    }
    Ok(())
}

/// Text may be cut in the middle of a character at a piece's end, nowhere else.
fn is_binary(piece: &[u8]) -> bool {
    match std::str::from_utf8(piece) {
        Ok(text) => text.contains('\0'),
        Err(error) => error.error_len().is_some() || piece.contains(&0),
    }
}

async fn to_file(mut download: Download, path: &Path, cx: &mut Context) -> Result<()> {
    let mut target = Target::open(path)?;
    let mut progress = cx.ui.progress("Downloading bytes", download.length());
    let mut written = 0;
    let copied = loop {
        let piece = match download.next().await {
            Ok(Some(piece)) => piece,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        if let Err(cause) = target.write_all(&piece) {
            break Err(unwritable(path, &cause));
        }
        written += piece.len() as u64;
        progress.update(&mut cx.ui, cx.clock.elapsed(), written, "");
    };
    progress.finish(&mut cx.ui);
    copied?;
    target.finish()?;
    cx.ui.message(&format!("wrote {written} bytes to {}", path.display()));
    Ok(())
}

/// A file that bears its name only when it is whole.
pub enum Target {
    /// A new file beside the one it becomes, so that no half file ever bears the name.
    Whole(NamedTempFile, PathBuf),
    /// A device or a pipe, which cannot be replaced.
    Device(File),
}

impl Target {
    /// Begins to write what will be at `path`, in place of what is there.
    pub fn open(path: &Path) -> Result<Target> {
        let special = fs::metadata(path).is_ok_and(|known| !known.is_file() && !known.is_dir());
        if special {
            let file = File::options().write(true).open(path);
            return Ok(Target::Device(file.map_err(|e| unwritable(path, &e))?));
        }
        if path.is_dir() {
            return Err(Error::usage(format!("{} is a directory", path.display()))
                .hint("name a file in it"));
        }
        // What a link points to is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let file = ordinary_file().tempfile_in(folder).map_err(|e| unwritable(&path, &e))?;
        Ok(Target::Whole(file, path))
    }

    /// Gives the file its name.
    pub fn finish(self) -> Result<()> {
        match self {
            Target::Whole(file, path) => {
                file.persist(&path).map(drop).map_err(|e| unwritable(&path, &e.error))
            }
            Target::Device(_) => Ok(()),
        }
    }
}

impl Write for Target {
    fn write(&mut self, piece: &[u8]) -> std::io::Result<usize> {
        match self {
            Target::Whole(file, _) => file.write(piece),
            Target::Device(file) => file.write(piece),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Target::Whole(file, _) => file.flush(),
            Target::Device(file) => file.flush(),
        }
    }
}

/// Temporary files are private; this one becomes an ordinary file, as the umask allows.
#[cfg(unix)]
fn ordinary_file() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = tempfile::Builder::new();
    builder.permissions(fs::Permissions::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn ordinary_file() -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}

/// A file that could not be written.
pub fn unwritable(path: &Path, cause: &std::io::Error) -> Error {
    Error::failed(format!("{} could not be written: {cause}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cut_inside_a_character_is_still_text() {
        assert!(!is_binary("id,name\n1,Zoë\n".as_bytes()));
        assert!(!is_binary(&"Zoë".as_bytes()[..3]));
        assert!(is_binary(b"\x1f\x8b\x08\0"));
        assert!(is_binary(b"a\xff\xffb"));
    }

    #[test]
    fn a_file_bears_its_name_only_when_it_is_whole() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("export.csv");
        fs::write(&path, "old").unwrap();
        let mut target = Target::open(&path).unwrap();
        target.write_all(b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        target.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }
}
