//! The file of a finished job: downloaded, checked, unpacked. One that is not whole is asked for
//! again, and nothing bears the destination's name before all of it is there.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use crate::api::Request;
use crate::bulk::export_job::state::pause;
use crate::commands::output_file::unwritable;
use crate::context::{Context, shell_word};
use crate::error::{Error, Kind, Result};

use super::destination::{Destination, Trouble};
use super::job::Jobs;

/// How often a file is asked for that comes broken.
const MOST_DOWNLOADS: u32 = 5;

/// Downloads and unpacks.
pub async fn fetch(jobs: &Jobs, id: &str, to: &Destination, cx: &mut Context) -> Result<()> {
    let request = jobs.download(id)?;
    let most = if cx.options().no_retry { 1 } else { MOST_DOWNLOADS };
    for attempt in 1.. {
        let reason = match receive(&request, to, cx).await {
            Ok(file) => match to.take(file, cx) {
                Ok(()) => return Ok(()),
                Err(Trouble::Torn(reason)) => format!("the file is not whole: {reason}"),
                Err(Trouble::Error(error)) => return Err(kept(error, jobs, id)),
            },
            Err(error) if error.kind() == Kind::Temporary => error.to_string(),
            Err(error) if error.api_facts().status == Some(404) => return Err(gone(id, error)),
            Err(error) => return Err(kept(error, jobs, id)),
        };
        if attempt >= most {
            return Err(Error::new(Kind::Temporary, format!("export {id}: {reason}"))
                .hint("nothing was written; the same command tries it again"));
        }
        let pause = pause(attempt);
        cx.ui.note(&format!("{reason}: asking for it again in {:.0} s", pause.as_secs_f64()));
        cx.clock.sleep(pause).await;
    }
    unreachable!("the number of downloads is limited")
}

/// Keeps the packed bytes in a file without a name, which is gone whatever happens.
async fn receive(request: &Request, to: &Destination, cx: &mut Context) -> Result<File> {
    let folder = to.folder(cx).to_owned();
    let mut download = cx.client()?.download(request).await?;
    let mut file = tempfile::tempfile_in(&folder).map_err(|cause| no_room(&folder, &cause))?;
    let mut progress = cx.ui.progress("Downloading bytes", download.length());
    let mut received = 0;
    let result = loop {
        match download.next().await {
            Ok(Some(piece)) => {
                if let Err(cause) = file.write_all(&piece) {
                    break Err(no_room(&folder, &cause));
                }
                received += piece.len() as u64;
                progress.update(&mut cx.ui, cx.clock.elapsed(), received, "");
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    progress.finish(&mut cx.ui);
    result.map(|()| file)
}

fn no_room(folder: &Path, cause: &std::io::Error) -> Error {
    unwritable(folder, cause)
}

/// A disk that takes no more is no reason to have everything gathered again.
fn kept(error: Error, jobs: &Jobs, id: &str) -> Error {
    if error.kind() != Kind::Failed || error.hint_text().is_some() {
        return error;
    }
    error.hint(format!(
        "Intercom keeps the file: `ictl exports {} download {}` gets it",
        jobs.noun,
        shell_word(id)
    ))
}

fn gone(id: &str, error: Error) -> Error {
    error.context(format!("the export {id} has no file")).hint(
        "it is not ready yet, or it expired: data is kept for two days; `status` tells, and a new \
         export gathers it again",
    )
}
