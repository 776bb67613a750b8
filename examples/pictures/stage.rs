//! What a scene needs around it: a home of its own, a sandbox that is served, and a shell that
//! knows both. It ends with the scene.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::scenes::{End, Scene};
use crate::svg;
use crate::terminal::Terminal;

/// What the sandbox prints last on stdout; it serves from then on.
const LAST_EXPORT: &str = "INTERCOM_CLIENT_SECRET";

/// Plays a scene with this `ictl`, and draws what the terminal shows at its end.
pub fn take(scene: &Scene, binary: &Path) -> Result<String, Box<dyn Error>> {
    let stage = Stage::set(scene, binary)?;
    let mut terminal = Terminal::open(stage.shell(binary), scene.rows, scene.columns)?;
    for command in scene.before {
        terminal.run(command)?;
    }
    if let Some(make) = scene.files {
        make(stage.home.path())?;
    }
    terminal.run("clear")?;
    match scene.end {
        End::Prompt => {
            for command in scene.commands {
                terminal.run(command)?;
            }
        }
        End::Shows(text) => {
            terminal.begin(&scene.commands.join("\n"))?;
            terminal.sees(text)?;
        }
    }
    Ok(svg::draw(terminal.screen(), scene.title, scene.about))
}

/// A directory to be in, and a workspace.
struct Stage {
    home: TempDir,
    sandbox: Child,
    exports: Vec<(String, String)>,
}

impl Stage {
    fn set(scene: &Scene, binary: &Path) -> Result<Self, Box<dyn Error>> {
        let home = tempfile::tempdir()?;
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        fs::copy(examples.join("contacts.csv"), home.path().join("contacts.csv"))?;
        let mut sandbox = Command::new(binary)
            .args(["sandbox", "serve", "--port", "0"])
            .args(scene.sandbox)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let lines = BufReader::new(sandbox.stdout.take().ok_or("it prints nothing")?).lines();
        let mut exports = Vec::new();
        for line in lines {
            let line = line?;
            let export = line.strip_prefix("export ").and_then(|export| export.split_once('='));
            let (name, value) = export.ok_or("it prints something else than exports")?;
            exports.push((name.to_owned(), value.to_owned()));
            if name == LAST_EXPORT {
                break;
            }
        }
        Ok(Stage { home, sandbox, exports })
    }

    /// A plain shell, with nothing of whoever takes the pictures.
    fn shell(&self, binary: &Path) -> Command {
        let folder = binary.parent().unwrap_or(Path::new("."));
        let mut shell = Command::new("sh");
        shell
            .arg("-i")
            .current_dir(self.home.path())
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display()))
            .env("HOME", self.home.path())
            .env("ICTL_CONFIG_DIR", self.home.path().join("config"))
            .env("TMPDIR", self.home.path())
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .envs(self.exports.iter().map(|(name, value)| (name, value)));
        shell
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // One that has ended already needs no killing.
        let _ = self.sandbox.kill();
        let _ = self.sandbox.wait();
    }
}
