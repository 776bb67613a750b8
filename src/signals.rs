//! Signals as interrupts: Ctrl-C, SIGTERM and a closed terminal ask the command to stop, a second
//! Ctrl-C at once. Only the process has signals, so this belongs to the binary.
//!
//! `nohup` lets a job outlive its terminal: a SIGHUP that was ignored when the process began stays
//! ignored. The others are heard in any case. Whatever a script runs in the background begins with
//! SIGINT ignored, and whoever sends it to the very process wants it to end.

use std::io::{Stderr, Write, stderr};
use std::sync::Arc;

use ictl::interrupt::{Interrupter, Urgency};

/// So often a command is asked to stop before it is ended.
const MOST_ASKED: u32 = 2;

/// What reading or writing a terminal that is gone gives, on every Unix.
const EIO: i32 = 5;

/// What somebody asks for from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Request {
    /// Ctrl-C. A second one is for those who cannot wait.
    Interrupt,
    /// `kill`, a service manager, `timeout`. Some send it twice at once, which means no more.
    Terminate,
    /// The terminal was closed. The shell may say so once more.
    HangUp,
}

/// Listens on a thread of its own, so that a command which is busy reading a file hears it, too.
///
/// `unseen` says that the process has no terminal for what it prints and says.
pub fn listen(interrupter: Arc<Interrupter>, unseen: bool) {
    let listen = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else {
            return;
        };
        // Where a signal cannot be listened for, it keeps its usual effect.
        let _ = runtime.block_on(heed(&interrupter, unseen));
    };
    // Without the thread the signals keep their usual effect, which is to end the process.
    let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(listen);
}

async fn heed(interrupter: &Interrupter, unseen: bool) -> std::io::Result<()> {
    let mut requests = Requests::listen(unseen)?;
    let mut asked = 0;
    loop {
        match requests.next().await {
            Request::Interrupt => interrupter.ask(),
            Request::Terminate => interrupter.ask_for(Urgency::Drain),
            Request::HangUp => {
                interrupter.ask_for(Urgency::Drain);
                continue;
            }
        }
        asked += 1;
        if asked > MOST_ASKED {
            // The command is busy with something that never looks up, such as an endless
            // jq expression. Its journal, if it has one, stands.
            end();
        }
    }
}

#[expect(clippy::exit, reason = "the process does not answer any more")]
fn end() -> ! {
    std::process::exit(130)
}

/// stderr, which tells a job when nobody can hear it any more.
pub struct Heard {
    stderr: Stderr,
    interrupter: Arc<Interrupter>,
    unseen: bool,
}

impl Heard {
    /// The process's own; `unseen` as in [`listen`].
    pub fn new(interrupter: Arc<Interrupter>, unseen: bool) -> Self {
        Heard { stderr: stderr(), interrupter, unseen }
    }

    fn look<T>(&self, result: std::io::Result<T>) -> std::io::Result<T> {
        if let Err(cause) = &result
            && (cause.kind() == std::io::ErrorKind::BrokenPipe || cause.raw_os_error() == Some(EIO))
            && !outlives_its_terminal(self.unseen)
        {
            self.interrupter.ask_for(Urgency::Unheard);
        }
        result
    }
}

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let result = self.stderr.write(bytes);
        self.look(result)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let result = self.stderr.flush();
        self.look(result)
    }
}

#[cfg(unix)]
use unix::{Requests, outlives_its_terminal};

#[cfg(unix)]
mod unix {
    use super::Request;
    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// The signals that are listened for.
    pub struct Requests {
        interrupt: Signal,
        terminate: Signal,
        /// `None` where it was ignored from the beginning.
        hangup: Option<Signal>,
    }

    impl Requests {
        pub fn listen(unseen: bool) -> std::io::Result<Self> {
            let hangup = || signal(SignalKind::hangup());
            Ok(Requests {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hangup: (!outlives_its_terminal(unseen)).then(hangup).transpose()?,
            })
        }

        pub async fn next(&mut self) -> Request {
            tokio::select! {
                () = next(Some(&mut self.interrupt)) => Request::Interrupt,
                () = next(Some(&mut self.terminate)) => Request::Terminate,
                () = next(self.hangup.as_mut()) => Request::HangUp,
            }
        }
    }

    async fn next(signal: Option<&mut Signal>) {
        // A stream that has ended has nothing more to say.
        let heard = match signal {
            Some(signal) => signal.recv().await,
            None => None,
        };
        if heard.is_none() {
            std::future::pending::<()>().await;
        }
    }

    /// True under `nohup`, as the system tells (`man 5 proc`: `SigIgn`, a bit for each signal, the
    /// first one's the lowest).
    #[cfg(target_os = "linux")]
    pub fn outlives_its_terminal(_: bool) -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let ignored = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
        ignored >> (SignalKind::hangup().as_raw_value() - 1) & 1 == 1
    }

    /// Where the system does not tell: `nohup` leaves no message on a terminal, so a job without one
    /// lets SIGHUP pass.
    #[cfg(not(target_os = "linux"))]
    pub fn outlives_its_terminal(unseen: bool) -> bool {
        unseen
    }
}

#[cfg(windows)]
use windows::{Requests, outlives_its_terminal};

#[cfg(windows)]
mod windows {
    use super::Request;
    use tokio::signal::windows::{
        CtrlBreak, CtrlC, CtrlClose, CtrlShutdown, ctrl_break, ctrl_c, ctrl_close, ctrl_shutdown,
    };

    /// What a console tells its processes. One that closes ends them after some seconds.
    pub struct Requests {
        interrupt: CtrlC,
        terminate: CtrlBreak,
        closed: CtrlClose,
        shutdown: CtrlShutdown,
    }

    impl Requests {
        pub fn listen(_: bool) -> std::io::Result<Self> {
            Ok(Requests {
                interrupt: ctrl_c()?,
                terminate: ctrl_break()?,
                closed: ctrl_close()?,
                shutdown: ctrl_shutdown()?,
            })
        }

        pub async fn next(&mut self) -> Request {
            tokio::select! {
                Some(()) = self.interrupt.recv() => Request::Interrupt,
                Some(()) = self.terminate.recv() => Request::Terminate,
                Some(()) = self.closed.recv() => Request::HangUp,
                Some(()) = self.shutdown.recv() => Request::HangUp,
                // Streams that have ended have nothing more to say.
                else => std::future::pending().await,
            }
        }
    }

    /// There is no `nohup`: a console that closes ends what runs in it.
    pub fn outlives_its_terminal(_: bool) -> bool {
        false
    }
}
