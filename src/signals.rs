//! Signals as interrupts: Ctrl-C, SIGTERM and a closed terminal ask the command to stop, twice at
//! once. Only the process has signals, so this belongs to the binary.

use ictl::interrupt::Interrupter;

/// So often a command is asked to stop before it is ended.
const MOST_ASKED: u32 = 2;

/// Listens on a thread of its own, so that a command which is busy reading a file hears it, too.
pub fn listen(interrupter: Interrupter) {
    let ask = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else {
            return;
        };
        runtime.block_on(async {
            for count in 1.. {
                if wait().await.is_err() {
                    return;
                }
                interrupter.ask();
                if count > MOST_ASKED {
                    // The command is busy with something that never looks up, such as an endless
                    // jq expression. Its journal, if it has one, stands.
                    end();
                }
            }
        });
    };
    // Without the thread the signals keep their usual effect, which is to end the process.
    let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(ask);
}

#[expect(clippy::exit, reason = "the process does not answer any more")]
fn end() -> ! {
    std::process::exit(130)
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
