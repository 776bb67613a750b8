//! Signals as interrupts: Ctrl-C, SIGTERM and a closed terminal ask the command to stop, twice at
//! once. Only the process has signals, so this belongs to the binary.

use ictl::interrupt::Interrupter;

/// Listens on a thread of its own, so that a command which is busy reading a file hears it, too.
pub fn listen(interrupter: Interrupter) {
    let ask = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else {
            return;
        };
        runtime.block_on(async {
            loop {
                if wait().await.is_err() {
                    return;
                }
                interrupter.ask();
            }
        });
    };
    // Without the thread the signals keep their usual effect, which is to end the process.
    let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(ask);
}

#[cfg(unix)]
async fn wait() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn wait() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
