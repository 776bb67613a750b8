//! A `sandbox serve` that dies and comes back with all it had: its state is in a file.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::support::{Api, words};

/// A server.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Its token, which a state file keeps.
    pub token: String,
}

/// The binary under test, in an environment of its own.
pub fn ictl(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ictl"));
    command.env_clear().env("ICTL_CONFIG_DIR", home.join("config")).stdin(Stdio::null());
    command
}

impl Server {
    /// Starts it over the state in this directory.
    pub fn start(home: &Path, flags: &str) -> Self {
        let mut child = ictl(home)
            .args(["sandbox", "serve", "--port", "0", "--state"])
            .arg(state_file(home))
            .args(words::split(flags))
            .stdout(Stdio::piped())
            .stderr(File::create(home.join("server.log")).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut value = |name: &str| {
            let prefix = format!("export {name}=");
            let line = lines.by_ref().map(Result::unwrap).find(|line| line.starts_with(&prefix));
            line.expect("it says where it is")[prefix.len()..].to_owned()
        };
        let base_url = value("INTERCOM_API_BASE_URL");
        let token = value("INTERCOM_TOKEN");
        let address = base_url.strip_prefix("http://").unwrap().parse().unwrap();
        Server { child, address, token }
    }

    /// A client of its own, past the gate.
    pub fn api(&self) -> Api {
        Api::new(&format!("http://{}", self.address), &self.token)
    }
}

impl Drop for Server {
    /// Kills it: it has no chance to tidy up.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn state_file(home: &Path) -> PathBuf {
    home.join("state")
}
