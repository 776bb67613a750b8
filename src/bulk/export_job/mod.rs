//! Export jobs: Intercom gathers the data by itself and hands it over as one packed file.
//!
//! Pure but for the reading and writing of that file: `state` tells what a job's answer means and
//! when to ask again, `package` unpacks the file and notices when it is not whole.

pub mod package;
pub mod state;
