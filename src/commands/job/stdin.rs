//! stdin, read on a thread of its own: whoever waits for a pipe that says nothing must still be able
//! to stop.

use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use crate::error::{Error, Kind, Result};
use crate::interrupt::{Interrupt, Urgency};

/// Bytes read at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// Chunks that may wait to be written.
const CHUNKS_AHEAD: usize = 4;

/// How long between two looks at whether the user wants to stop.
const LOOK: Duration = Duration::from_millis(50);

/// Copies a stream to its end. `broken` makes an error of what may go wrong with it or the target.
///
/// # Errors
/// That, or interrupted.
pub fn copy(
    stream: Box<dyn Read + Send>,
    target: &mut dyn Write,
    interrupt: &Interrupt,
    broken: impl Fn(io::Error) -> Error,
) -> Result<()> {
    let chunks = read_on(stream);
    while let Some(chunk) = unless_asked(&chunks, interrupt)? {
        chunk.and_then(|chunk| target.write_all(&chunk)).map_err(&broken)?;
    }
    target.flush().map_err(&broken)
}

/// Waits for what somebody else finds out; `None` when they have ended.
///
/// # Errors
/// Interrupted.
pub fn unless_asked<T>(found: &Receiver<T>, interrupt: &Interrupt) -> Result<Option<T>> {
    loop {
        match found.recv_timeout(LOOK) {
            Ok(found) => return Ok(Some(found)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if interrupt.urgency() > Urgency::None {
            let what = "interrupted while stdin was read; nothing was sent";
            return Err(Error::new(Kind::Interrupted, what));
        }
    }
}

fn read_on(mut stream: Box<dyn Read + Send>) -> Receiver<io::Result<Vec<u8>>> {
    let (sender, receiver) = sync_channel(CHUNKS_AHEAD);
    std::thread::spawn(move || {
        loop {
            let mut chunk = vec![0; CHUNK_BYTES];
            let read = match stream.read(&mut chunk) {
                Ok(0) => return,
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map(|count| {
                    chunk.truncate(count);
                    chunk
                }),
            };
            let is_broken = read.is_err();
            // Nobody takes it any more once the command has stopped.
            if sender.send(read).is_err() || is_broken {
                return;
            }
        }
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interrupt;

    /// A pipe that gives what it has and then says nothing.
    struct Silent(Option<Vec<u8>>);

    impl Read for Silent {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let Some(bytes) = self.0.take() else {
                std::thread::park();
                return Ok(0);
            };
            out[..bytes.len()].copy_from_slice(&bytes);
            Ok(bytes.len())
        }
    }

    fn broken(cause: io::Error) -> Error {
        Error::failed(cause.to_string())
    }

    #[test]
    fn a_stream_is_copied_to_its_end() {
        let (_interrupter, interrupt) = interrupt::channel();
        let bytes = vec![7; 3 * CHUNK_BYTES + 5];
        let mut copied = Vec::new();
        let stream = Box::new(io::Cursor::new(bytes.clone()));
        copy(stream, &mut copied, &interrupt, broken).unwrap();
        assert!(copied == bytes);
    }

    #[test]
    fn a_pipe_that_says_nothing_can_be_left() {
        let (interrupter, interrupt) = interrupt::channel();
        interrupter.ask();
        let mut copied = Vec::new();
        let stream = Box::new(Silent(Some(b"7\n".to_vec())));
        let error = copy(stream, &mut copied, &interrupt, broken).unwrap_err();
        assert_eq!(error.kind(), Kind::Interrupted);
        assert_eq!(copied, b"7\n");
    }
}
