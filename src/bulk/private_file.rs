//! Small files of a job that are replaced in one step: whoever reads one finds the old content or
//! the new one, whatever happens meanwhile.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use crate::error::{Error, Result};
use crate::permissions::owner_only;

/// Replaces the file, for its owner alone, and sees to it that the disk has it.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let draft = path.with_extension("tmp");
    let written = replace(path, &draft, bytes);
    written.map_err(|cause| {
        // Half a draft is of no use, and its room may be what the rest of the job needs.
        let _ = fs::remove_file(&draft);
        Error::failed(format!("{} cannot be written: {cause}", path.display()))
            .hint("the job directory must be writable and have room; what is known so far is safe")
            .source(cause)
    })
}

fn replace(path: &Path, draft: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file =
        owner_only(OpenOptions::new().write(true).create(true).truncate(true)).open(draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(draft, path)?;
    // The name is to survive a power cut, too. Not every system lets a directory be synced.
    if let Some(directory) = path.parent().and_then(|dir| File::open(dir).ok()) {
        let _ = directory.sync_all();
    }
    Ok(())
}
