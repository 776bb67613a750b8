//! When a long reading is broken off: a file of millions of rows is read for minutes before the first
//! request, and whoever sees a mistake meanwhile should not have to wait.

use crate::error::{Error, Kind, Result};
use crate::interrupt::{Interrupt, Urgency};

/// So many rows are read between two looks at whether the user wants to stop.
const LOOK_UP_EVERY: u64 = 4096;

/// Breaks a long reading off when the user asked to stop.
pub fn stop_if_asked(row: u64, interrupt: &Interrupt) -> Result<()> {
    if row.is_multiple_of(LOOK_UP_EVERY) && interrupt.urgency() > Urgency::None {
        return Err(Error::new(Kind::Interrupted, "interrupted while reading; nothing was sent"));
    }
    Ok(())
}
