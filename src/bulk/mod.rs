//! Work by the thousand: reader, plan, scheduler, journal, report.

pub mod contacts;
pub mod duplicates;
pub mod input;
