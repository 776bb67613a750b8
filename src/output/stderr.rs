//! Who writes to stderr? Messages and the progress bar do, from more than one thread; here
//! they share the stream, and what one of them writes arrives in one piece.

use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// The stream; clones write to the same one.
#[derive(Clone)]
pub(super) struct Stderr(Arc<Mutex<Box<dyn Write + Send>>>);

impl Stderr {
    /// Writes to this stream.
    pub(super) fn new(stream: Box<dyn Write + Send>) -> Stderr {
        Stderr(Arc::new(Mutex::new(stream)))
    }

    /// Writes at once. A failure is not reported: there is nowhere to do it.
    pub(super) fn write(&self, text: &str) {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = stream.write_all(text.as_bytes());
        let _ = stream.flush();
    }
}

impl fmt::Debug for Stderr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Stderr")
    }
}
