//! Who else may read or change a file? Files and directories for their owner alone, what others may
//! do with one, and whether an open file still has its name.
//!
//! Unix answers by modes and inodes. Elsewhere the user's own directory is closed to others by the
//! system's rules, and an open file keeps its name. No other file knows the difference.

use std::fs::{DirBuilder, File, OpenOptions};
use std::path::Path;

/// Files that are made with these options are for their owner alone.
pub fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Directories that it makes are for their owner alone.
pub fn owner_only_directory(builder: &mut DirBuilder) -> &mut DirBuilder {
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(builder, 0o700);
    builder
}

/// The permission bits of what is there, with the sticky bit (`chmod(2)`, 0o7777); `None` where nothing
/// is there or where permissions are no mode.
#[cfg(unix)]
pub fn mode(path: &Path) -> Option<u32> {
    let found = std::fs::metadata(path).ok()?;
    Some(std::os::unix::fs::MetadataExt::mode(&found) & 0o7777)
}

/// As on Unix.
#[cfg(not(unix))]
pub fn mode(_: &Path) -> Option<u32> {
    None
}

/// Whether the open file is the one of that name: another may have been put in its place, or it may
/// have been removed.
#[cfg(unix)]
pub fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), path.metadata()) {
        (Ok(own), Ok(named)) => (own.dev(), own.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

/// As on Unix.
#[cfg(not(unix))]
pub fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_for_its_owner_is_closed_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let (file, directory) = (folder.path().join("file"), folder.path().join("directory"));
        owner_only(OpenOptions::new().write(true).create_new(true)).open(&file).unwrap();
        owner_only_directory(&mut DirBuilder::new()).create(&directory).unwrap();
        assert_eq!(mode(&file), Some(0o600));
        assert_eq!(mode(&directory), Some(0o700));
        assert_eq!(mode(&folder.path().join("nothing")), None);
    }

    #[test]
    fn a_file_that_was_replaced_or_removed_is_no_longer_at_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let file = File::create(&path).unwrap();
        assert!(is_at(&file, &path));
        std::fs::remove_file(&path).unwrap();
        assert!(!is_at(&file, &path));
        File::create(&path).unwrap();
        assert!(!is_at(&file, &path));
    }
}
