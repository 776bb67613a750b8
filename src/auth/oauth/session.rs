//! One login, from the open listener to the answer on the user's last page. What a request means
//! is decided by a pure function, [`meaning`]: whoever cannot name the `state` changes nothing,
//! whatever else they send.

use std::future::Future;
use std::sync::Arc;

use rustls::ServerConfig;
use tokio::sync::mpsc;

use super::callback::{Callback, Decision};
use super::listener::{Arrival, Asked, Listener};
use super::pages::Page;
use super::paste::{self, Pasted};
use super::redirect::Redirect;
use super::state::State;
use crate::clock::Clock;
use crate::error::Result;

/// What a request means to a login.
#[derive(Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing; why is for the page.
    Stranger(&'static str),
    /// It is the answer that is waited for.
    Answer(Decision),
}

/// What a request means to the login with this redirect URL and `state`.
pub fn meaning(asked: &Asked, redirect: &Redirect, state: &State) -> Meaning {
    match claimed(asked, redirect) {
        Ok(callback) if state.matches(&callback.state) => Meaning::Answer(callback.decision),
        Ok(_) => Meaning::Stranger("This answer belongs to another login"),
        Err(why) => Meaning::Stranger(why),
    }
}

/// The callback that a request claims to be, its `state` not yet compared; else why it is none.
pub fn claimed(asked: &Asked, redirect: &Redirect) -> Result<Callback, &'static str> {
    if !asked.host.as_deref().is_some_and(|host| redirect.expects_host(host)) {
        return Err("This request is for another host");
    }
    if asked.path != redirect.path() {
        return Err("There is nothing at this address");
    }
    if asked.method != "GET" {
        return Err("A login is answered by GET only");
    }
    Callback::parse(&asked.query).ok_or("This is no answer to a login")
}

/// A login that waits for its answer.
pub struct Session {
    listener: Listener,
    redirect: Redirect,
    state: State,
}

/// The answer, and the browser that waits to hear how it went on; none when it was pasted.
pub struct Answered {
    /// What was decided.
    pub decision: Decision,
    /// The browser.
    pub browser: Option<Browser>,
}

/// A browser that waits for its last page.
pub struct Browser(Arrival);

impl Browser {
    /// Shows it.
    pub fn show(self, page: &Page) {
        self.0.answer(page);
    }
}

impl Session {
    /// Begins to listen for the redirect URL's callbacks.
    pub fn open(
        redirect: Redirect,
        tls: Option<Arc<ServerConfig>>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let listener = Listener::open(redirect.listening(), tls, clock)?;
        Ok(Session { listener, redirect, state: State::random()? })
    }

    /// What the authorization address must carry.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Waits for the answer, from the browser or from a line that is pasted. What cannot be used
    /// of the latter goes to `complain`; the end of the lines is no answer.
    pub async fn answer(
        &mut self,
        lines: &mut mpsc::Receiver<String>,
        mut complain: impl FnMut(&str),
    ) -> Answered {
        let mut more_lines = true;
        loop {
            tokio::select! {
                arrival = self.listener.next() => {
                    match meaning(&arrival.asked, &self.redirect, &self.state) {
                        Meaning::Answer(decision) => {
                            return Answered { decision, browser: Some(Browser(arrival)) };
                        }
                        Meaning::Stranger(why) => arrival.answer(&Page::stranger(why)),
                    }
                }
                line = lines.recv(), if more_lines => match line {
                    None => more_lines = false,
                    Some(line) => match paste::read(&line, &self.state) {
                        Pasted::Answer(decision) => return Answered { decision, browser: None },
                        Pasted::Unusable(why) => complain(why),
                        Pasted::Nothing => {}
                    }
                }
            }
        }
    }

    /// Does some work while other requests are still answered.
    pub async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                arrival = self.listener.next() => {
                    let page = match meaning(&arrival.asked, &self.redirect, &self.state) {
                        Meaning::Answer(_) => Page::under_way(),
                        Meaning::Stranger(why) => Page::stranger(why),
                    };
                    arrival.answer(&page);
                }
            }
        }
    }

    /// Ends it, once the browser has its page.
    pub fn close(self) {
        self.listener.close();
    }
}

#[cfg(test)]
mod tests {
    use super::super::redirect::DEFAULT;
    use super::*;

    fn asked(line: &str, host: &str, state: &State) -> Asked {
        let line = line.replace("STATE", state.as_str());
        let (method, target) = line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Asked {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            host: Some(host.to_owned()),
            headers: Vec::new(),
        }
    }

    fn means(line: &str, host: &str) -> Meaning {
        let redirect = Redirect::parse(DEFAULT, None, false).unwrap();
        let state = State::random().unwrap();
        meaning(&asked(line, host, &state), &redirect, &state)
    }

    #[test]
    fn the_right_state_brings_the_code_or_the_refusal() {
        let code = means("GET /callback?code=abc%3D&state=STATE", "localhost:8910");
        assert!(matches!(code, Meaning::Answer(Decision::Code(code)) if code.reveal() == "abc="));
        let denied = means("GET /callback?error=access_denied&state=STATE", "localhost:8910");
        assert_eq!(denied, Meaning::Answer(Decision::Denied("access_denied".to_owned())));
    }

    #[test]
    fn without_the_right_state_nothing_is_an_answer() {
        for line in [
            "GET /callback?code=abc",
            "GET /callback?code=abc&state=",
            "GET /callback?code=abc&state=wrong",
            "GET /callback?code=abc&state=STATEx",
            "GET /callback?code=abc&state=STATE&state=STATE",
            "GET /callback?error=access_denied",
            "GET /callback?error=access_denied&state=wrong",
            "GET /callback?state=STATE",
            "GET /callback?code=&state=STATE",
            "GET /callback",
        ] {
            assert!(matches!(means(line, "localhost:8910"), Meaning::Stranger(_)), "{line}");
        }
    }

    #[test]
    fn the_right_state_in_the_wrong_place_is_no_answer_either() {
        for line in [
            "HEAD /callback?code=abc&state=STATE",
            "POST /callback?code=abc&state=STATE",
            "GET /callback/?code=abc&state=STATE",
            "GET /?code=abc&state=STATE",
            "GET /favicon.ico?code=abc&state=STATE",
            "GET //callback?code=abc&state=STATE",
            "GET http://localhost:8910/callback?code=abc&state=STATE",
            "GET /callback#?code=abc&state=STATE",
        ] {
            assert!(matches!(means(line, "localhost:8910"), Meaning::Stranger(_)), "{line}");
        }
        for host in ["evil.example", "localhost:1", ""] {
            let line = "GET /callback?code=abc&state=STATE";
            assert!(matches!(means(line, host), Meaning::Stranger(_)), "{host}");
        }
    }
}
