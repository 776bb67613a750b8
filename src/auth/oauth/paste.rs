//! What did the user paste while the login waited? The address that the browser ended on, or the
//! code alone: the way in where no browser reaches this machine, over SSH or in a container.

use std::io::{BufRead, BufReader, Read};
use std::thread;

use tokio::sync::mpsc;

use super::callback::{Callback, Code, Decision};
use super::state::State;

/// No address is longer; what a terminal hands over at once ends well before.
const LONGEST_LINE: u64 = 16 * 1024;

/// A code that somebody would paste is longer than a word typed by mistake.
const SHORTEST_CODE: usize = 8;

/// A line, understood.
#[derive(Debug, PartialEq, Eq)]
pub enum Pasted {
    /// It answers this login.
    Answer(Decision),
    /// It does not, because of this.
    Unusable(&'static str),
    /// Nothing was typed.
    Nothing,
}

/// Reads a line that was pasted. A whole address must carry this login's `state`; a bare code has
/// none, and is taken because the user brought it.
pub fn read(line: &str, state: &State) -> Pasted {
    let line = line.trim().trim_matches(['"', '\'', '<', '>']).trim();
    if line.is_empty() {
        return Pasted::Nothing;
    }
    match query(line) {
        Some(query) => match Callback::parse(query) {
            Some(callback) if state.matches(&callback.state) => Pasted::Answer(callback.decision),
            Some(_) => Pasted::Unusable("this address belongs to another login"),
            None => Pasted::Unusable(
                "this address has no code and state in it; paste the one that the browser ends on, \
                 whole",
            ),
        },
        None if line.len() < SHORTEST_CODE || line.contains(char::is_whitespace) => {
            Pasted::Unusable("this is neither an address nor a code")
        }
        None => Pasted::Answer(Decision::Code(Code::new(line))),
    }
}

/// The query of what looks like an address or a part of one. A code alone is none of it, even
/// when it ends in `=`.
fn query(line: &str) -> Option<&str> {
    let without_fragment = line.split('#').next().unwrap_or_default();
    match without_fragment.split_once('?') {
        Some((_, query)) => Some(query),
        None if line.contains("://") => Some(""),
        None if line.contains("code=") || line.contains("state=") => Some(without_fragment),
        None => None,
    }
}

/// The lines of an input, as they come. Its end ends the lines, and nothing else.
pub fn lines(input: Box<dyn Read + Send>) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel(1);
    let read = move || {
        let mut input = BufReader::new(input);
        loop {
            let mut line = Vec::new();
            match input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
            if sender.blocking_send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
        }
    };
    // Without the thread nothing can be pasted; the browser's way stays open. The thread is not
    // waited for: it may stand in a read that only the user ends.
    let _ = thread::Builder::new().name("pasted lines".to_owned()).spawn(read);
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pasted(line: &str) -> Pasted {
        let state = State::random().unwrap();
        read(&line.replace("STATE", state.as_str()), &state)
    }

    fn code(text: &str) -> Pasted {
        Pasted::Answer(Decision::Code(Code::new(text)))
    }

    #[test]
    fn an_address_is_taken_with_the_right_state_alone() {
        for line in [
            "https://localhost:8910/callback?code=abcdefgh%3D&state=STATE\n",
            "  \"https://localhost:8910/callback?state=STATE&code=abcdefgh=\"\r\n",
            "localhost:8910/callback?code=abcdefgh=&state=STATE#x",
            "code=abcdefgh=&state=STATE",
        ] {
            assert_eq!(pasted(line), code("abcdefgh="), "{line}");
        }
        for line in [
            "https://localhost:8910/callback?code=abcdefgh&state=other",
            "https://localhost:8910/callback?code=abcdefgh",
            "https://app.intercom.com/oauth",
            "code=abcdefgh",
        ] {
            assert!(matches!(pasted(line), Pasted::Unusable(_)), "{line}");
        }
    }

    #[test]
    fn a_bare_code_is_taken_as_it_is() {
        assert_eq!(pasted("YWJjZGVmZ2g=\n"), code("YWJjZGVmZ2g="));
    }

    #[test]
    fn a_refusal_can_be_pasted_too() {
        let refusal = pasted("https://localhost/callback?error=access_denied&state=STATE");
        assert_eq!(refusal, Pasted::Answer(Decision::Denied("access_denied".to_owned())));
    }

    #[test]
    fn words_and_empty_lines_are_no_codes() {
        assert_eq!(pasted("\n"), Pasted::Nothing);
        for line in ["help", "q", "where do I click?", "what is a code"] {
            assert!(matches!(pasted(line), Pasted::Unusable(_)), "{line}");
        }
    }

    #[test]
    fn lines_come_one_by_one_and_end_with_the_input() {
        let mut lines = lines(Box::new(std::io::Cursor::new("one\ntwo")));
        assert_eq!(lines.blocking_recv().as_deref(), Some("one\n"));
        assert_eq!(lines.blocking_recv().as_deref(), Some("two"));
        assert_eq!(lines.blocking_recv(), None);
    }
}
