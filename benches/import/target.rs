//! A server under load, as every program is told of it: where it is, its token, and the request that
//! an import would send.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::rows;

/// Puts another number into the keys of `rows::body(1)` each time.
const COUNT: &str = r#"
local n, body = 1, wrk.body
request = function()
  n = n + 1
  local mine = body:gsub("00000001", n):gsub("%.1@", "." .. n .. "@")
  return wrk.format(nil, nil, nil, mine)
end
"#;

/// Where programs send to.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its token.
    pub token: String,
}

impl Target {
    /// The binary in an environment of its own, led here.
    pub fn ictl(&self, config: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ictl"));
        command
            .env_clear()
            .env("ICTL_CONFIG_DIR", config)
            .env("INTERCOM_API_BASE_URL", format!("http://{}", self.address))
            .env("INTERCOM_TOKEN", &self.token);
        command
    }

    /// The request that creates the contact of a number, as bytes.
    pub fn request(&self, number: u64) -> Vec<u8> {
        let (address, body) = (self.address, rows::body(number));
        let mut request = format!("POST /contacts HTTP/1.1\r\nHost: {address}\r\n");
        for (name, value) in self.headers() {
            let _ = write!(request, "{name}: {value}\r\n");
        }
        let _ = write!(request, "Content-Length: {}\r\n\r\n{body}", body.len());
        request.into_bytes()
    }

    /// A script for `wrk` that sends one request over and over, or with `counts` contacts that have
    /// keys of their own; `wrk` adds the headers of the connection itself.
    pub fn script(&self, directory: &Path, counts: bool) -> PathBuf {
        let path = directory.join("post.lua");
        let body = rows::body(1);
        let mut script = format!("wrk.method = \"POST\"\nwrk.body = [[{body}]]\n");
        for (name, value) in self.headers() {
            let _ = writeln!(script, "wrk.headers[\"{name}\"] = \"{value}\"");
        }
        if counts {
            script.push_str(COUNT);
        }
        std::fs::write(&path, script).unwrap();
        path
    }

    /// The headers that an import sends, too.
    fn headers(&self) -> [(&'static str, String); 5] {
        [
            ("Authorization", format!("Bearer {}", self.token)),
            ("Accept", "application/json".to_owned()),
            ("Content-Type", "application/json".to_owned()),
            ("Intercom-Version", "2.16".to_owned()),
            ("User-Agent", "bench".to_owned()),
        ]
    }
}
