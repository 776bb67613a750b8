//! Where does an export go? To stdout, into a file, or into a folder where there are several files;
//! whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::bulk::export_job::package::{Fault, Package, Size};
use crate::commands::output_file::{self, OutputFile, folder_of, is_compressed, unwritable};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::interrupt::Urgency;
use crate::output::Ui;

use super::job::interrupted;

/// Where the files go.
#[derive(Debug)]
pub enum Destination {
    Stdout,
    File(PathBuf),
}

/// Why an export did not arrive.
pub enum Trouble {
    /// The file that came is not whole: it is asked for again.
    Torn(String),
    /// Asking again does not help.
    Error(Error),
}

impl Destination {
    /// What the flag says. Without it stdout is for a pipe, and a file of the export's own name for
    /// a person.
    pub fn choose(flag: Option<&str>, noun: &str, id: &str, cx: &Context) -> Result<Self> {
        let terminal = cx.ui.terminal().stdout;
        match flag {
            Some("-") if terminal => Err(Error::usage("an export is too much for a terminal")
                .hint("name a file with --output-file, or send stdout elsewhere with | or >")),
            Some("-") => Ok(Destination::Stdout),
            Some(file) => {
                output_file::check(Path::new(file))?;
                Ok(Destination::File(PathBuf::from(file)))
            }
            None if terminal => Ok(Destination::File(format!("{noun}-{id}.csv").into())),
            None => Ok(Destination::Stdout),
        }
    }

    /// Where the packed file may lie meanwhile: where there has to be room anyway.
    pub fn folder<'a>(&'a self, cx: &'a Context) -> &'a Path {
        match self {
            Destination::Stdout => &cx.temp_dir,
            Destination::File(path) => folder_of(path),
        }
    }

    /// Unpacks what came.
    pub fn take(&self, file: File, cx: &mut Context) -> Result<(), Trouble> {
        let mut package = Package::open(file).map_err(|fault| self.trouble(fault))?;
        let names: Vec<String> = package.names().into_iter().map(str::to_owned).collect();
        match self {
            Destination::Stdout if names.is_empty() => self.print(&mut package, cx),
            Destination::Stdout => Err(Trouble::Error(
                Error::failed(format!("the export holds several files: {}", names.join(", ")))
                    .hint("--output-file NAME.csv unpacks them into the folder NAME"),
            )),
            Destination::File(path) if names.is_empty() => self.write(&mut package, path, cx),
            Destination::File(path) => self.write_all(&mut package, &names, path, cx),
        }
    }

    /// To stdout, once it is certain that all of it came.
    fn print(&self, package: &mut Package, cx: &mut Context) -> Result<(), Trouble> {
        let interrupt = cx.interrupt.clone();
        let stop = || interrupt.urgency() > Urgency::None;
        package.unpack(0, &mut io::sink(), &stop).map_err(|fault| self.trouble(fault))?;
        let mut out = Out { ui: &mut cx.ui, refused: None };
        let unpacked = package.unpack(0, &mut out, &stop);
        match (out.refused, unpacked) {
            (Some(error), _) => Err(Trouble::Error(error)),
            (None, Err(fault)) => Err(self.trouble(fault)),
            (None, Ok(_)) => cx.ui.flush().map_err(Trouble::Error),
        }
    }

    fn write(&self, package: &mut Package, path: &Path, cx: &mut Context) -> Result<(), Trouble> {
        let failed = |cause| Trouble::Error(unwritable(path, &cause));
        let mut file = OutputFile::compressed_by_name(path).map_err(failed)?;
        let size = self.fill(package, 0, &mut file, cx)?;
        file.finish().map_err(failed)?;
        tell(size, path, cx);
        Ok(())
    }

    /// Several files go into a folder, which bears its name when all of them are there.
    fn write_all(
        &self,
        package: &mut Package,
        names: &[String],
        path: &Path,
        cx: &mut Context,
    ) -> Result<(), Trouble> {
        let folder = folder_named(path);
        let failed = |cause: io::Error| Trouble::Error(unwritable(&folder, &cause));
        if folder.exists() {
            let shown = folder.display();
            return Err(Trouble::Error(
                Error::failed(format!(
                    "the export holds several files, and {shown} exists already"
                ))
                .hint("give another --output-file: its name without the ending names the folder"),
            ));
        }
        let temporary = tempfile::tempdir_in(folder_of(&folder)).map_err(failed)?;
        let mut whole = Size::default();
        for (place, name) in names.iter().enumerate() {
            let mut file = File::create(temporary.path().join(name)).map_err(failed)?;
            let size = self.fill(package, place, &mut file, cx)?;
            whole.bytes += size.bytes;
            whole.lines += size.lines;
        }
        fs::rename(temporary.path(), &folder).map_err(failed)?;
        // What was renamed must not be removed.
        let _ = temporary.keep();
        cx.ui.message(&format!("the export holds {} files", names.len()));
        tell(whole, &folder, cx);
        Ok(())
    }

    fn fill(
        &self,
        package: &mut Package,
        place: usize,
        to: &mut dyn Write,
        cx: &Context,
    ) -> Result<Size, Trouble> {
        let stop = || cx.interrupt.urgency() > Urgency::None;
        package.unpack(place, to, &stop).map_err(|fault| self.trouble(fault))
    }

    fn trouble(&self, fault: Fault) -> Trouble {
        match fault {
            Fault::Torn(reason) => Trouble::Torn(reason),
            Fault::Stopped => Trouble::Error(interrupted()),
            Fault::Unwritable(cause) => Trouble::Error(match self {
                Destination::File(path) => unwritable(path, &cause),
                Destination::Stdout => Error::failed(format!("stdout took no more: {cause}")),
            }),
        }
    }
}

/// What is written is said, and that it may be less than there is.
fn tell(size: Size, path: &Path, cx: &mut Context) {
    /// No export has more rows (docs: The export job model).
    const MOST_ROWS: u64 = 10_000_000;
    cx.ui.message(&format!(
        "wrote {} lines ({} bytes) to {}",
        size.lines,
        size.bytes,
        path.display()
    ));
    if size.lines > MOST_ROWS {
        cx.ui.warn("Intercom cuts an export off after 10 million rows: export shorter times");
    }
}

/// `messages` of `messages.csv` and `messages.csv.gz`.
fn folder_named(path: &Path) -> PathBuf {
    let plain = if is_compressed(path) { path.with_extension("") } else { path.to_owned() };
    let folder = plain.with_extension("");
    if folder == path { path.with_extension("files") } else { folder }
}

/// stdout as the unpacker wants it. An error of ours keeps its kind: a reader that has gone is none.
struct Out<'a> {
    ui: &'a mut Ui,
    refused: Option<Error>,
}

impl Write for Out<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.ui.raw(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(error) => {
                self.refused = Some(error);
                Err(io::ErrorKind::BrokenPipe.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_several_files_is_named_after_the_file_asked_for() {
        for (file, folder) in [
            ("out/messages.csv", "out/messages"),
            ("messages.csv.gz", "messages"),
            ("messages", "messages.files"),
        ] {
            assert_eq!(folder_named(Path::new(file)), Path::new(folder));
        }
    }
}
