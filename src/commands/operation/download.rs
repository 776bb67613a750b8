//! A file from the API, to stdout or into a file: in constant memory, complete or not at all.

use std::io::Write;
use std::path::Path;

use crate::api::Request;
use crate::api::client::Download;
use crate::commands::output_file::{self, OutputFile, unwritable};
use crate::context::Context;
use crate::error::{Error, Result};

/// Downloads what the request asks for; no file name, or `-`, means stdout.
pub async fn download(request: &Request, file: Option<&str>, cx: &mut Context) -> Result<()> {
    let file = file.filter(|file| *file != "-").map(Path::new);
    if let Some(path) = file {
        output_file::check(path)?;
    }
    let download = cx.client()?.download(request).await?;
    match file {
        None => to_stdout(download, cx).await,
        Some(path) => to_file(download, path, cx).await,
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
    let failed = |cause| unwritable(path, &cause);
    let mut file = OutputFile::open(path).map_err(failed)?;
    let mut progress = cx.ui.progress("Downloading bytes", download.length());
    let mut written = 0;
    let copied = loop {
        let piece = match download.next().await {
            Ok(Some(piece)) => piece,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        if let Err(cause) = file.write_all(&piece) {
            break Err(failed(cause));
        }
        written += piece.len() as u64;
        progress.update(&mut cx.ui, cx.clock.elapsed(), written, "");
    };
    progress.finish(&mut cx.ui);
    copied?;
    file.finish().map_err(failed)?;
    cx.ui.message(&format!("wrote {written} bytes to {}", path.display()));
    Ok(())
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
}
