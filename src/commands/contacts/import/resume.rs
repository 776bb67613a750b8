//! Going on with an import from its checkpoint: the file is neither surveyed nor checked again, and
//! of the journal only the end is read, so that the first request leaves after a moment.
//!
//! Wherever something does not fit, the answer is `None`, and the caller takes the long way, which
//! knows no checkpoint.

use super::args::ImportArgs;
use super::stages::Stages;
use super::{Basis, Start};
use crate::bulk::duplicates::Duplicates;
use crate::bulk::input::{Identity, Survey, Verification, sha256};
use crate::bulk::job::{Found, JobRecord};
use crate::bulk::journal::{Checkpoint, Unusable};
use crate::commands::job::place::Place;
use crate::context::Context;
use crate::error::Result;
use serde::Deserialize;

/// What a run goes on with, or `None` for the long way.
pub async fn from_checkpoint(
    args: &ImportArgs,
    place: &Place,
    cx: &mut Context,
) -> Result<Option<(Stages, Start)>> {
    let Found::Job(record) = place.dir.look()? else { return Ok(None) };
    let Some(checkpoint) = read(args, place, cx) else { return Ok(None) };
    let Ok(survey) = Survey::deserialize(&record.reading["survey"]) else { return Ok(None) };
    let identity = Identity::of(&place.input)?;
    let looks_the_same = identity == checkpoint.basis.input;
    if !looks_the_same {
        refuse_other_content(&record, place)?;
    }
    let kept = checkpoint.basis.duplicates;
    let row = checkpoint.place;
    let Some(duplicates) = Duplicates::kept(&place.dir.duplicates(), kept, row.row)? else {
        take_long_way("the job's list of duplicates is not what was written", cx);
        return Ok(None);
    };
    let Some(stages) = Stages::recall(args, place, survey, identity, cx).await? else {
        return Ok(None);
    };
    record.check_same(&stages.job_record(args, place, cx)?, &place.dir)?;
    let verification = looks_the_same.then(|| Verification::begin(&place.input, &record.sha256));
    let (journal, state) = place.dir.resume(Some(&checkpoint))?;
    let basis = Basis { input: identity, ..checkpoint.basis };
    Ok(Some((stages, Start { journal, state, row, basis, duplicates, verification })))
}

fn read(args: &ImportArgs, place: &Place, cx: &mut Context) -> Option<Checkpoint> {
    match place.dir.read_checkpoint() {
        // Read in another way, the file may have other rows: the long way tells.
        Ok(checkpoint) => (checkpoint.basis.options == args.input_options()).then_some(checkpoint),
        Err(Unusable::Missing) => None,
        Err(unusable) => {
            take_long_way(unusable.reason(), cx);
            None
        }
    }
}

fn take_long_way(why: &str, cx: &mut Context) {
    cx.ui.note(&format!("{why}; reading the file and the journal from their beginning"));
}

/// A file that looks changed is read before anything is sent.
fn refuse_other_content(record: &JobRecord, place: &Place) -> Result<()> {
    let present = JobRecord { sha256: sha256(&place.input)?, ..record.clone() };
    record.check_same(&present, &place.dir)
}
