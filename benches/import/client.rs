//! A plain load generator: prepared requests on so many connections, each answer read whole, and
//! nothing else. It stands beside `wrk`, which is not on every machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::message;
use crate::process::{Cost, thread_seconds};

/// Makes the request of a number.
pub type Prepare = dyn Fn(u64) -> Vec<u8> + Send + Sync;

/// Sends so many requests, and says what it took.
pub fn load(address: SocketAddr, requests: u64, connections: usize, prepare: Arc<Prepare>) -> Cost {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let (started, before) = (Instant::now(), thread_seconds());
            send_all(address, requests, connections, &prepare);
            let cpu = thread_seconds().zip(before).map(|(after, before)| after - before);
            Cost { requests, seconds: started.elapsed().as_secs_f64(), cpu }
        });
        thread.join().unwrap()
    })
}

#[tokio::main(flavor = "current_thread")]
async fn send_all(address: SocketAddr, requests: u64, connections: usize, prepare: &Arc<Prepare>) {
    let left = Arc::new(AtomicU64::new(requests));
    let tasks: Vec<_> = (0..connections)
        .map(|_| tokio::spawn(connection(address, Arc::clone(&left), Arc::clone(prepare))))
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
}

async fn connection(
    address: SocketAddr,
    left: Arc<AtomicU64>,
    prepare: Arc<Prepare>,
) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut received = Vec::with_capacity(16 * 1024);
    let take = |left: u64| left.checked_sub(1);
    while let Ok(number) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take) {
        stream.write_all(&prepare(number)).await?;
        while message::whole(&received).is_none() {
            if stream.read_buf(&mut received).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        assert!(received.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&received));
        received.clear();
    }
    Ok(())
}
