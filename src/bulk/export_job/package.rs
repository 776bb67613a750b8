//! What is in the file that came, and is it whole? Unpacks it as a stream, in constant memory.
//!
//! The descriptions up to 2.16 say gzipped CSV, the pages of 2.5 and 2.17 an archive with several
//! CSV files, and reports come as plain CSV: so the first bytes decide, and no header.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

/// The first bytes of gzip (RFC 1952) and of a ZIP archive, also of one that is empty.
const GZIP: &[u8] = b"\x1f\x8b";
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// How much is unpacked at a time.
const PIECE: usize = 64 << 10;

/// A file that came, and the way to unpack it.
pub struct Package(Form);

enum Form {
    Plain(File),
    Gzip(File),
    /// The archive, and the places and names of the files in it.
    Zip(Box<ZipArchive<File>>, Vec<(usize, String)>),
}

/// Why a package could not be unpacked.
#[derive(Debug)]
pub enum Fault {
    /// It is not whole, or damaged: asking for it again may help.
    Torn(String),
    /// The destination did not take it.
    Unwritable(io::Error),
    /// Somebody asked to stop.
    Stopped,
}

/// How much was unpacked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// Unpacked.
    pub bytes: u64,
    /// Line feeds, those inside quotes included.
    pub lines: u64,
}

impl Package {
    /// Looks at the first bytes.
    pub fn open(mut file: File) -> Result<Self, Fault> {
        file.rewind().map_err(|cause| torn(&cause))?;
        let mut head = Vec::new();
        (&file).take(4).read_to_end(&mut head).map_err(|cause| torn(&cause))?;
        file.rewind().map_err(|cause| torn(&cause))?;
        if head.is_empty() {
            return Err(Fault::Torn("it is empty".to_owned()));
        }
        Ok(Package(if head.starts_with(GZIP) {
            Form::Gzip(file)
        } else if ZIP.iter().any(|magic| head.starts_with(magic)) {
            let mut archive = ZipArchive::new(file).map_err(|cause| broken(&cause))?;
            let files = files(&mut archive)?;
            Form::Zip(Box::new(archive), files)
        } else {
            Form::Plain(file)
        }))
    }

    /// The names of several files in it; nothing where it is one file.
    pub fn names(&self) -> Vec<&str> {
        match &self.0 {
            Form::Zip(_, files) if files.len() > 1 => {
                files.iter().map(|(_, name)| name.as_str()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Unpacks the file at this place, 0 where there is only one, from its beginning to its end.
    pub fn unpack(
        &mut self,
        place: usize,
        to: &mut dyn Write,
        stop: &dyn Fn() -> bool,
    ) -> Result<Size, Fault> {
        match &mut self.0 {
            Form::Plain(file) => {
                file.rewind().map_err(|cause| torn(&cause))?;
                copy(file, to, stop)
            }
            Form::Gzip(file) => {
                file.rewind().map_err(|cause| torn(&cause))?;
                // One file may be made of several streams (RFC 1952, 2.2).
                copy(&mut MultiGzDecoder::new(io::BufReader::new(file)), to, stop)
            }
            Form::Zip(archive, files) => match files.get(place) {
                Some((index, _)) => {
                    let mut file = archive.by_index(*index).map_err(|cause| broken(&cause))?;
                    copy(&mut file, to, stop)
                }
                None => Ok(Size::default()),
            },
        }
    }
}

/// The files of an archive, by the last part of their names: none may choose its folder.
fn files(archive: &mut ZipArchive<File>) -> Result<Vec<(usize, String)>, Fault> {
    let mut files: Vec<(usize, String)> = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(|cause| broken(&cause))?;
        if !file.is_file() {
            continue;
        }
        let name = file.name().map_err(|cause| broken(&cause))?.replace('\\', "/");
        let last = Path::new(&name).file_name().and_then(|name| name.to_str()).unwrap_or("data");
        let taken = files.iter().any(|(_, other)| other == last);
        files.push((index, if taken { format!("{index}-{last}") } else { last.to_owned() }));
    }
    Ok(files)
}

fn copy(from: &mut dyn Read, to: &mut dyn Write, stop: &dyn Fn() -> bool) -> Result<Size, Fault> {
    let mut piece = vec![0; PIECE];
    let mut size = Size::default();
    loop {
        if stop() {
            return Err(Fault::Stopped);
        }
        let length = match from.read(&mut piece) {
            Ok(0) => return Ok(size),
            Ok(length) => length,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(torn(&cause)),
        };
        let got = &piece[..length];
        to.write_all(got).map_err(Fault::Unwritable)?;
        size.bytes += length as u64;
        size.lines += got.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
    }
}

fn torn(cause: &io::Error) -> Fault {
    Fault::Torn(match cause.kind() {
        io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        _ => cause.to_string(),
    })
}

fn broken(cause: &ZipError) -> Fault {
    match cause {
        ZipError::Io(cause) => torn(cause),
        other => Fault::Torn(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    const CSV: &str = "id,name\n1,\"Ann\nB\"\n";

    fn gzip(text: &str) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    }

    fn zip(files: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn package(bytes: &[u8]) -> Result<Package, Fault> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        Package::open(file)
    }

    fn unpacked(bytes: &[u8]) -> Result<String, Fault> {
        let mut text = Vec::new();
        package(bytes)?.unpack(0, &mut text, &|| false)?;
        Ok(String::from_utf8(text).unwrap())
    }

    #[test]
    fn one_csv_comes_out_however_it_was_packed() {
        let two_streams = [gzip("id,name\n"), gzip("1,\"Ann\nB\"\n")].concat();
        for bytes in [CSV.into(), gzip(CSV), two_streams, zip(&[("a/receipts.csv", CSV)])] {
            assert_eq!(unpacked(&bytes).unwrap(), CSV);
        }
        let size = package(&gzip(CSV)).unwrap().unpack(0, &mut io::sink(), &|| false).unwrap();
        assert_eq!(size, Size { bytes: CSV.len() as u64, lines: 3 });
    }

    #[test]
    fn several_files_are_named_without_their_folders() {
        let bytes =
            zip(&[("../../etc/opens.csv", "a"), ("x\\clicks.csv", "b"), ("opens.csv", "c")]);
        let mut package = package(&bytes).unwrap();
        assert_eq!(package.names(), ["opens.csv", "clicks.csv", "2-opens.csv"]);
        let mut text = Vec::new();
        package.unpack(1, &mut text, &|| false).unwrap();
        assert_eq!(text, b"b");
    }

    #[test]
    fn a_torn_or_damaged_package_is_noticed_wherever_it_broke() {
        for whole in [gzip(CSV), zip(&[("a.csv", CSV)])] {
            for length in 4..whole.len() {
                let torn = unpacked(&whole[..length]);
                assert!(matches!(torn, Err(Fault::Torn(_))), "{length}: {torn:?}");
            }
        }
        let mut damaged = gzip(CSV);
        let checksum = damaged.len() - 8;
        damaged[checksum] ^= 1;
        assert!(matches!(unpacked(&damaged), Err(Fault::Torn(_))));
        assert!(matches!(unpacked(b""), Err(Fault::Torn(_))));
    }

    #[test]
    fn a_full_disk_is_no_fault_of_the_package() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let fault = package(&gzip(CSV)).unwrap().unpack(0, &mut Full, &|| false);
        assert!(matches!(fault, Err(Fault::Unwritable(_))));
        let stopped = package(&gzip(CSV)).unwrap().unpack(0, &mut io::sink(), &|| true);
        assert!(matches!(stopped, Err(Fault::Stopped)));
    }
}
