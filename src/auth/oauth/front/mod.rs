//! Who is at the door? Accepts connections, ends TLS, and lets through to the HTTP server behind
//! it one whole request per connection, of limited size, within a limited time.
//!
//! It stands in front of tiny_http because that speaks no TLS that could be trusted today, reads
//! heads of any length, and waits for slow clients for ever. What is here is about bytes and
//! time; what a request means is decided behind it.

mod connection;
mod guests;

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rustls::ServerConfig;

use super::redirect::Listening;
use crate::clock::Clock;
use crate::error::{Error, Result};
use guests::Guests;

pub use guests::Origins;

/// The listening side.
pub struct Front {
    guests: Arc<Guests>,
    addresses: Vec<SocketAddr>,
    acceptors: Vec<JoinHandle<()>>,
}

/// What every connection needs to know.
struct House {
    tls: Option<Arc<ServerConfig>>,
    /// The HTTP server.
    behind: SocketAddr,
    origins: Origins,
    clock: Arc<dyn Clock>,
}

impl Front {
    /// Listens, with TLS when there is a configuration for it, for the HTTP server at `behind`,
    /// which finds in `origins` which connections come from here.
    ///
    /// # Errors
    /// Failed, naming the port, when it is taken.
    pub fn open(
        listening: &Listening,
        tls: Option<Arc<ServerConfig>>,
        behind: SocketAddr,
        origins: Origins,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let listeners = bind(&listening.addresses)?;
        let house = Arc::new(House { tls, behind, origins, clock });
        let guests = Arc::new(Guests::default());
        let addresses = listeners.iter().filter_map(|l| l.local_addr().ok()).collect();
        let mut front = Front { guests, addresses, acceptors: Vec::new() };
        for listener in listeners {
            let (house, guests) = (house.clone(), front.guests.clone());
            let accept = move || accept(&listener, &house, &guests);
            let acceptor = thread::Builder::new().name("login listener".to_owned()).spawn(accept);
            front.acceptors.push(acceptor.map_err(|cause| {
                Error::failed(format!("the listener could not be started: {cause}"))
            })?);
        }
        Ok(front)
    }

    /// Where it listens.
    #[cfg(test)]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Accepts nothing more, sends the idle away, and waits a little for answers under way.
    pub fn close(&mut self) {
        self.guests.close();
        for address in &self.addresses {
            // Wakes the one that accepts, which then sees that it is over.
            let _ = TcpStream::connect(reachable(*address));
        }
        for acceptor in self.acceptors.drain(..) {
            // One that panicked has nothing left to end.
            let _ = acceptor.join();
        }
        self.guests.wait_until_gone();
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        if !self.acceptors.is_empty() {
            self.close();
        }
    }
}

/// Listens on the first address, and on the others where this machine has them.
fn bind(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>> {
    let mut listeners = Vec::new();
    for (index, address) in addresses.iter().enumerate() {
        match TcpListener::bind(address) {
            Ok(listener) => listeners.push(listener),
            Err(cause) if index > 0 && has_no_such_address(&cause) => {}
            Err(cause) => return Err(cannot_listen(*address, cause)),
        }
    }
    Ok(listeners)
}

/// IPv6 may be switched off.
fn has_no_such_address(cause: &io::Error) -> bool {
    matches!(cause.kind(), ErrorKind::AddrNotAvailable | ErrorKind::Unsupported)
        || cause.to_string().contains("Address family not supported")
}

fn cannot_listen(address: SocketAddr, cause: io::Error) -> Error {
    let port = address.port();
    let other = "another port by --redirect-uri (for a served app, --public-url), and register that \
                 URL in the Developer Hub, too";
    let error = match cause.kind() {
        ErrorKind::AddrInUse => {
            Error::failed(format!("port {port} on {} is in use by another program", address.ip()))
                .hint(format!("end that program, perhaps another login that waits, or use {other}"))
        }
        ErrorKind::PermissionDenied => {
            Error::failed(format!("this user may not listen on port {port}"))
                .hint(format!("ports below 1024 take special rights; use {other}"))
        }
        _ => Error::failed(format!("cannot listen on {address}: {cause}")),
    };
    error.source(cause)
}

/// A listener on every address is reached by this machine's own.
fn reachable(address: SocketAddr) -> SocketAddr {
    use std::net::{Ipv4Addr, Ipv6Addr};
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, v6.port()).into(),
        other => other,
    }
}

fn accept(listener: &TcpListener, house: &Arc<House>, guests: &Arc<Guests>) {
    loop {
        let accepted = listener.accept();
        if guests.are_closed() {
            return;
        }
        // Out of file descriptors, or a client that was gone at once.
        let Ok((stream, _)) = accepted else {
            thread::sleep(connection::ACCEPT_PAUSE);
            continue;
        };
        let Some(seat) = Guests::admit(guests, &stream) else { continue };
        let house = house.clone();
        // Without a thread the connection is closed, as any other that is one too many. How it
        // ends is the client's affair: an error has no reader.
        let _ = thread::Builder::new().name("login connection".to_owned()).spawn(move || {
            let _ = connection::serve(stream, &house, seat);
        });
    }
}
