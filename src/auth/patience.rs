//! The keychain, asked with patience but not without end. A call runs on a thread of its own: a
//! bus that is silent costs that thread, not the command, and Ctrl-C is heard meanwhile.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use super::keychain::{Fault, Keychain, OpenKeychain};
use super::secret::Secret;
use crate::error::{Error, Kind, Result};
use crate::interrupt::{Interrupt, Urgency};

/// How long a keychain may take to open. One that is there takes milliseconds; a broken one takes
/// 25 seconds to say so, or for ever.
const OPENING: Duration = Duration::from_secs(2);

/// How long it may take to answer: a desktop may be asking its user for a password.
const ANSWERING: Duration = Duration::from_secs(60);

/// After this long the user should know what is waited for.
const SILENCE: Duration = Duration::from_secs(1);

/// How long between two looks at the interrupt.
const LOOK: Duration = Duration::from_millis(20);

/// Is told what the user should know while something takes its time.
pub type Notice = Arc<dyn Fn(&str) + Send + Sync>;

/// How long the keychain is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// To open.
    pub opening: Duration,
    /// To answer, once it is open.
    pub answering: Duration,
    /// Before the user is told.
    pub silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { opening: OPENING, answering: ANSWERING, silence: SILENCE }
    }
}

/// A keychain with time limits and errors that say what to do.
#[derive(Clone)]
pub struct PatientKeychain {
    keychain: Arc<dyn Keychain>,
    limits: Limits,
    interrupt: Interrupt,
    notice: Notice,
}

/// How far the thread has come.
enum Progress<T> {
    Opened,
    Done(Result<T, Fault>),
}

impl PatientKeychain {
    /// Asks that keychain, no longer than that.
    pub fn new(
        keychain: Arc<dyn Keychain>,
        limits: Limits,
        interrupt: Interrupt,
        notice: Notice,
    ) -> Self {
        PatientKeychain { keychain, limits, interrupt, notice }
    }

    /// Whether there is one.
    pub fn probe(&self) -> Result<()> {
        self.ask(|_| Ok(()))
    }

    /// The secret of an account, if there is one.
    pub fn get(&self, account: &str) -> Result<Option<Secret>> {
        let account = account.to_owned();
        let bytes = self.ask(move |keychain| keychain.get(&account))?;
        let Some(bytes) = bytes else { return Ok(None) };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(Secret::new(&text))),
            Err(_) => Err(Error::failed("the keychain's entry is not text")),
        }
    }

    /// Keeps a secret. One that does not fit is refused before anything changes.
    pub fn set(&self, account: &str, secret: &Secret) -> Result<()> {
        let bytes = secret.reveal().as_bytes().to_vec();
        if let Some(most) = self.keychain.longest_secret().filter(|most| bytes.len() > *most) {
            let message = format!(
                "the secret has {} bytes, and this keychain takes {most} at most",
                bytes.len()
            );
            return Err(Error::failed(message).hint(TWO_WAYS));
        }
        let account = account.to_owned();
        self.ask(move |keychain| keychain.set(&account, &bytes))
    }

    /// Removes the secret of an account, if there is one.
    pub fn delete(&self, account: &str) -> Result<()> {
        let account = account.to_owned();
        self.ask(move |keychain| keychain.delete(&account))
    }

    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn OpenKeychain) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = mpsc::channel();
        let keychain = self.keychain.clone();
        let run = move || {
            let done = keychain.open().and_then(|opened| {
                // Nobody listens any more only after a limit: the answer is not needed then.
                let _ = sender.send(Progress::Opened);
                work(&*opened)
            });
            let _ = sender.send(Progress::Done(done));
        };
        std::thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(run)
            .map_err(|cause| Error::failed(format!("no thread could be started: {cause}")))?;
        let mut progress = self.wait(&receiver, self.limits.opening, None)?;
        if matches!(progress, Some(Progress::Opened)) {
            progress = self.wait(&receiver, self.limits.answering, Some(self.limits.silence))?;
        }
        match progress {
            Some(Progress::Done(done)) => done.map_err(|fault| explain(&fault)),
            Some(Progress::Opened) => Err(silent(self.limits.answering)),
            None => Err(silent(self.limits.opening)),
        }
    }

    /// The next step of the thread; `None` when it takes longer than the limit.
    fn wait<T>(
        &self,
        receiver: &Receiver<Progress<T>>,
        limit: Duration,
        silence: Option<Duration>,
    ) -> Result<Option<Progress<T>>> {
        let mut waited = Duration::ZERO;
        let mut silence = silence;
        while waited < limit {
            match receiver.recv_timeout(LOOK.min(limit)) {
                Ok(progress) => return Ok(Some(progress)),
                Err(RecvTimeoutError::Disconnected) => {
                    let fault = Fault::Absent("it broke off".to_owned());
                    return Ok(Some(Progress::Done(Err(fault))));
                }
                Err(RecvTimeoutError::Timeout) => waited += LOOK.min(limit),
            }
            if self.interrupt.urgency() > Urgency::Unheard {
                return Err(Error::new(Kind::Interrupted, "interrupted"));
            }
            if silence.take_if(|silence| waited >= *silence).is_some() {
                (self.notice)(
                    "waiting for the keychain: it may be asking for its password on the desktop",
                );
            }
        }
        Ok(None)
    }
}

/// The ways on without a keychain.
const TWO_WAYS: &str = "keep it in a file that only you can read by logging in with --store file, \
                        or give the token in INTERCOM_TOKEN and keep nothing";

fn explain(fault: &Fault) -> Error {
    let locked = format!(
        "unlock it and try again (over SSH nobody can be asked for its password); or {TWO_WAYS}"
    );
    let (what, hint) = match fault {
        Fault::Absent(_) => ("there is no keychain here", TWO_WAYS),
        Fault::Locked(_) => ("the keychain is locked", locked.as_str()),
        Fault::Other(_) => ("the keychain did not do what it was asked", TWO_WAYS),
    };
    Error::failed(what).hint(hint).source(std::io::Error::other(fault.words().to_owned()))
}

fn silent(limit: Duration) -> Error {
    Error::failed(format!("the keychain did not answer within {} s", limit.as_secs_f64()))
        .hint(TWO_WAYS)
}

#[cfg(test)]
mod tests {
    use super::super::memory_keychain::{MemoryKeychain, Mood};
    use super::*;
    use crate::interrupt::{self, Interrupter};
    use std::sync::Mutex;

    const SOON: Duration = Duration::from_millis(60);

    struct Fixture {
        keychain: MemoryKeychain,
        interrupter: Interrupter,
        said: Arc<Mutex<Vec<String>>>,
        patient: PatientKeychain,
    }

    fn fixture(limits: Limits) -> Fixture {
        let keychain = MemoryKeychain::default();
        let (interrupter, interrupt) = interrupt::channel();
        let said: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = said.clone();
        let notice: Notice = Arc::new(move |text: &str| heard.lock().unwrap().push(text.into()));
        let patient = PatientKeychain::new(Arc::new(keychain.clone()), limits, interrupt, notice);
        Fixture { keychain, interrupter, said, patient }
    }

    #[test]
    fn what_was_kept_is_found_and_what_was_not_is_absent() {
        let f = fixture(Limits::default());
        f.patient.set("a", &Secret::new("s")).unwrap();
        assert_eq!(f.patient.get("a").unwrap(), Some(Secret::new("s")));
        f.patient.delete("a").unwrap();
        f.patient.delete("a").unwrap();
        assert_eq!(f.patient.get("a").unwrap(), None);
    }

    #[test]
    fn no_keychain_names_the_two_ways_out() {
        let f = fixture(Limits { opening: SOON, ..Limits::default() });
        for mood in [Mood::Absent, Mood::Locked, Mood::Silent] {
            f.keychain.set_mood(mood);
            let error = f.patient.get("a").unwrap_err();
            assert_eq!(error.kind(), Kind::Failed, "{mood:?}");
            let hint = error.hint_text().unwrap();
            assert!(hint.contains("--store file") && hint.contains("INTERCOM_TOKEN"), "{hint}");
        }
    }

    #[test]
    fn a_keychain_that_waits_for_a_password_is_told_of_and_given_up() {
        let f = fixture(Limits { answering: SOON, silence: LOOK, ..Limits::default() });
        f.keychain.set_mood(Mood::Waiting);
        let error = f.patient.get("a").unwrap_err();
        assert!(error.message().contains("did not answer"), "{error}");
        assert_eq!(f.said.lock().unwrap().len(), 1);
    }

    #[test]
    fn an_interrupt_is_heard_while_the_keychain_waits() {
        let f = fixture(Limits::default());
        f.keychain.set_mood(Mood::Waiting);
        f.interrupter.ask();
        assert_eq!(f.patient.get("a").unwrap_err().kind(), Kind::Interrupted);
    }

    #[test]
    fn a_secret_that_does_not_fit_is_refused_before_anything_changes() {
        let f = fixture(Limits::default());
        f.keychain.set_longest_secret(10);
        f.patient.set("a", &Secret::new("0123456789")).unwrap();
        let error = f.patient.set("a", &Secret::new("0123456789x")).unwrap_err();
        assert!(error.message().contains("11 bytes"), "{error}");
        assert_eq!(f.keychain.entry("a").as_deref(), Some("0123456789"));
    }
}
