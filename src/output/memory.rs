//! What did a command print? A stream that keeps in memory what is written to it, for running
//! commands inside another program or a test.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// A stream whose clones share one memory: give one away and read the other.
#[derive(Debug, Clone, Default)]
pub struct MemoryStream(Arc<Mutex<Vec<u8>>>);

impl MemoryStream {
    /// What was written so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was written so far, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }
}

impl Write for MemoryStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
