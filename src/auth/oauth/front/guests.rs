//! Who may stay? A table of the connections of the moment. When it is full, the one that has been
//! silent longest makes room, so that a crowd that says nothing cannot keep the browser out.

use std::collections::{HashSet, VecDeque};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many connections at once. A browser opens six to a host; a crowd is turned over.
pub(super) const MOST: usize = 64;

/// So many threads at once: those that were sent away take a moment to go.
const MOST_THREADS: usize = 4 * MOST;

/// How long answers under way may take at the end.
const GRACE: Duration = Duration::from_secs(2);

/// The table.
#[derive(Default)]
pub(super) struct Guests {
    table: Mutex<Table>,
    someone_left: Condvar,
}

#[derive(Default)]
struct Table {
    next: u64,
    /// Those whose request is not whole yet, the longest first.
    silent: VecDeque<(u64, TcpStream)>,
    /// How many are being answered.
    answered: usize,
    /// How many threads there are, those on their way out included.
    threads: usize,
    closed: bool,
}

/// A place at the table, given back when dropped.
pub(super) struct Seat {
    guests: Arc<Guests>,
    number: u64,
    answered: bool,
}

impl Guests {
    /// A place for a connection, or none.
    pub(super) fn admit(guests: &Arc<Self>, stream: &TcpStream) -> Option<Seat> {
        let handle = stream.try_clone().ok()?;
        let mut table = guests.table();
        if table.closed || table.threads >= MOST_THREADS {
            return None;
        }
        if table.silent.len() + table.answered >= MOST {
            let (_, longest) = table.silent.pop_front()?;
            let _ = longest.shutdown(Shutdown::Both);
        }
        let number = table.next;
        table.next += 1;
        table.threads += 1;
        table.silent.push_back((number, handle));
        Some(Seat { guests: guests.clone(), number, answered: false })
    }

    /// Nobody comes in any more, and the silent leave.
    pub(super) fn close(&self) {
        let mut table = self.table();
        table.closed = true;
        for (_, stream) in table.silent.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub(super) fn are_closed(&self) -> bool {
        self.table().closed
    }

    /// Waits for the last one, but not for long.
    pub(super) fn wait_until_gone(&self) {
        let present = |table: &mut Table| table.threads > 0;
        let waited = self.someone_left.wait_timeout_while(self.table(), GRACE, present);
        // Those who are still here are cut off by the end of the process.
        drop(waited);
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// The request is whole: from now on nobody takes this place away. False when somebody has.
    pub(super) fn keep(&mut self) -> bool {
        let mut table = self.guests.table();
        let Some(at) = table.silent.iter().position(|(number, _)| *number == self.number) else {
            return false;
        };
        table.silent.remove(at);
        table.answered += 1;
        self.answered = true;
        true
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut table = self.guests.table();
        table.silent.retain(|(number, _)| *number != self.number);
        table.answered -= usize::from(self.answered);
        table.threads -= 1;
        self.guests.someone_left.notify_all();
    }
}

/// The local ends of our own connections to the HTTP server, which answers nobody else.
#[derive(Debug, Clone, Default)]
pub struct Origins(Arc<Mutex<HashSet<SocketAddr>>>);

impl Origins {
    /// Whether a connection comes from the front.
    pub fn include(&self, address: SocketAddr) -> bool {
        self.set().contains(&address)
    }

    pub(super) fn add(&self, address: SocketAddr) {
        self.set().insert(address);
    }

    pub(super) fn remove(&self, address: SocketAddr) {
        self.set().remove(&address);
    }

    fn set(&self) -> MutexGuard<'_, HashSet<SocketAddr>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::net::TcpListener;

    /// A connection: the client's end and the server's.
    fn pair(listener: &TcpListener) -> (TcpStream, TcpStream) {
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        (client, listener.accept().unwrap().0)
    }

    #[test]
    fn the_one_that_was_silent_longest_makes_room() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let guests = Arc::new(Guests::default());
        let mut present = Vec::new();
        for _ in 0..MOST {
            let (client, server) = pair(&listener);
            let seat = Guests::admit(&guests, &server).unwrap();
            present.push((client, server, seat));
        }
        assert!(present[0].2.keep(), "being answered, it stays");
        let (_client, server) = pair(&listener);
        let newcomer = Guests::admit(&guests, &server);
        assert!(newcomer.is_some());
        let (mut sent_away, _, mut seat) = present.remove(1);
        assert_eq!(sent_away.read(&mut [0]).unwrap(), 0);
        assert!(!seat.keep());
    }

    #[test]
    fn at_the_end_the_silent_leave_and_nobody_comes_in() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let guests = Arc::new(Guests::default());
        let (mut client, server) = pair(&listener);
        let seat = Guests::admit(&guests, &server).unwrap();
        guests.close();
        assert_eq!(client.read(&mut [0]).unwrap(), 0);
        assert!(Guests::admit(&guests, &server).is_none());
        drop(seat);
        guests.wait_until_gone();
        assert_eq!(guests.table().threads, 0);
    }
}
