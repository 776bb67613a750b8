//! Files and directories that nobody else may read, written so that a reader never sees half of
//! one.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::permissions::{self, owner_only_directory};

/// Makes a directory with everything above it that is missing, for its owner alone.
pub fn make_dir(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    owner_only_directory(&mut builder).create(path).map_err(|cause| unwritable(path, &cause))
}

/// Replaces a file in one step by one that its owner alone can read, making its directory where
/// that is missing. A link stays one: the file that it leads to is replaced.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let dir = target.parent().map_or_else(|| PathBuf::from("."), Path::to_owned);
    if !dir.as_os_str().is_empty() {
        make_dir(&dir)?;
    }
    replace(&dir, &target, bytes).map_err(|cause| unwritable(path, &cause))
}

/// The mode of a file or directory that others than its owner can change; `None` where nobody else
/// can, or where permissions are not a mode. In a directory with the sticky bit others cannot
/// exchange what is not theirs.
pub fn writable_by_others(path: &Path) -> Option<u32> {
    let mode = permissions::mode(path)?;
    (mode & 0o022 != 0 && mode & 0o1000 == 0).then_some(mode & 0o777)
}

fn replace(dir: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    // Made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(target)?;
    Ok(())
}

fn unwritable(path: &Path, cause: &io::Error) -> Error {
    Error::failed(format!("{} cannot be written: {cause}", path.display()))
        .hint("make it writable, or set ICTL_CONFIG_DIR to a directory that is")
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, symlink};

    #[test]
    fn what_is_written_is_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/config.toml");
        write_file(&path, b"x").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(path.parent().unwrap()).unwrap().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_link_to_a_file_stays_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let (link, file) = (dir.path().join("link"), dir.path().join("file"));
        fs::write(&file, "old").unwrap();
        symlink(&file, &link).unwrap();
        write_file(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }
}
