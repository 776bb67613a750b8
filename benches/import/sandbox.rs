//! `ictl sandbox serve` as a process: a server that works for its answers.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::target::Target;

/// A sandbox that serves until it is dropped.
pub struct Sandbox {
    child: Child,
    /// Where it listens.
    pub target: Target,
}

impl Sandbox {
    /// Starts an empty one on a free port.
    pub fn start(config: &Path, flags: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ictl"));
        command.env_clear().env("ICTL_CONFIG_DIR", config);
        command.args(["sandbox", "serve", "--port", "0"]).args(flags);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let (mut address, mut token) = (None, None);
        for line in lines {
            let Some((name, value)) = line.trim_start_matches("export ").split_once('=') else {
                continue;
            };
            match name {
                "INTERCOM_API_BASE_URL" => {
                    address =
                        value.strip_prefix("http://").and_then(|address| address.parse().ok());
                }
                "INTERCOM_TOKEN" => token = Some(value.to_owned()),
                _ => {}
            }
            if name == "INTERCOM_CLIENT_SECRET" {
                break;
            }
        }
        let target = Target { address: address.unwrap(), token: token.unwrap() };
        Sandbox { child, target }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
