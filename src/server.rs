//! How do we serve HTTP on this machine? One listener, one task per connection, an orderly end.
//!
//! It stands below the features because several of them listen: each brings its service and
//! knows nothing of sockets. hyper is used directly, not `axum::serve`, because a service may
//! decide to close the connection without sending a byte ([`HangUp`]).

use std::convert::Infallible;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::error::{Error, Result};

/// How long running requests may go on once the server has been asked to stop.
const GRACE: Duration = Duration::from_millis(500);

/// How long to wait after an accept failed (out of file descriptors), lest the loop spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Instead of an answer: close the connection and send nothing.
#[derive(Debug)]
pub struct HangUp;

impl fmt::Display for HangUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is closed without an answer")
    }
}

impl std::error::Error for HangUp {}

impl From<Infallible> for HangUp {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Listens on `addr`; port 0 takes any free one. Needs no runtime yet.
pub fn bind(addr: SocketAddr) -> Result<TcpListener> {
    let listener = TcpListener::bind(addr).map_err(|cause| cannot_listen(addr, cause))?;
    listener.set_nonblocking(true).map_err(|cause| cannot_listen(addr, cause))?;
    Ok(listener)
}

fn cannot_listen(addr: SocketAddr, cause: io::Error) -> Error {
    let error = match cause.kind() {
        io::ErrorKind::AddrInUse => Error::failed(format!(
            "port {} on {} is in use by another program",
            addr.port(),
            addr.ip()
        ))
        .hint("choose another port with `--port N`, or any free one with `--port 0`"),
        io::ErrorKind::PermissionDenied => {
            Error::failed(format!("this user may not listen on port {}", addr.port()))
                .hint("choose a port above 1023 with `--port N`, or any free one with `--port 0`")
        }
        _ => Error::failed(format!("cannot listen on {addr}: {cause}")),
    };
    error.source(cause)
}

/// Serves until `shutdown` resolves, then lets running requests end for half a second.
pub async fn serve<S, A>(
    listener: TcpListener,
    service: S,
    shutdown: impl Future<Output = ()>,
    clock: Arc<dyn Clock>,
) -> Result<()>
where
    S: Fn(Request<Incoming>) -> A + Clone + Send + 'static,
    A: Future<Output = Result<Response<Body>, HangUp>> + Send + 'static,
{
    let listener = tokio::net::TcpListener::from_std(listener)
        .map_err(|cause| Error::failed(format!("cannot listen: {cause}")).source(cause))?;
    let (stopping, stop) = watch::channel(false);
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, service.clone(), stop.clone()));
                }
                Err(_) => clock.sleep(ACCEPT_PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    stopping.send_replace(true);
    tokio::select! {
        () = async { while connections.join_next().await.is_some() {} } => {}
        () = clock.sleep(GRACE) => connections.shutdown().await,
    }
    Ok(())
}

async fn connection<S, A>(stream: TcpStream, service: S, mut stop: watch::Receiver<bool>)
where
    S: Fn(Request<Incoming>) -> A + Send + 'static,
    A: Future<Output = Result<Response<Body>, HangUp>> + Send + 'static,
{
    // Without this a small answer waits up to 40 ms for the acknowledgement of the previous one.
    // A socket that refuses the option still works.
    let _ = stream.set_nodelay(true);
    let serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(service));
    tokio::pin!(serving);
    // How a connection ends is the client's affair: an error here has no reader.
    tokio::select! {
        _ = serving.as_mut() => {}
        () = stopped(&mut stop) => {
            serving.as_mut().graceful_shutdown();
            let _ = serving.await;
        }
    }
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the server is gone, which is the end as well.
    let _ = stop.wait_for(|stopping| *stopping).await;
}
