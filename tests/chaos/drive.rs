//! Takes a program through its bad day: begins the job, strikes, goes on with it, until it has ended
//! by itself.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use crate::day::{Moment, Stroke, Troubles};
use crate::gate::{Gate, Held, Side};
use crate::server::{Server, ictl};
use crate::support::{Api, words};

/// How often something is looked at that has no way to say that it is ready.
const LOOK: Duration = Duration::from_millis(5);

/// A run that lasts longer hangs: no pause of a job is longer than a few seconds here.
const TOO_LONG: Duration = Duration::from_secs(240);

/// So many runs end a job, however often a question before its first row meets a fault.
const MOST_RUNS: u32 = 40;

/// How a run of the job ended.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` when it was killed.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

/// The stage of a day.
pub struct Stage<'a> {
    /// Where everything lies.
    home: &'a Path,
    /// In front of the server.
    gate: &'a Gate,
    /// Away while it is dead.
    server: Option<Server>,
    /// Flags of the server's lives to come.
    lives: Vec<String>,
    /// The words of the command, without `--resume`.
    command: Vec<String>,
    /// What it reads through stdin.
    stdin: Option<PathBuf>,
    runs: u32,
}

impl<'a> Stage<'a> {
    /// The server's first bad life has begun, and nobody plays yet.
    pub fn new(home: &'a Path, gate: &'a Gate, troubles: &Troubles) -> Self {
        let lives = troubles.server.clone();
        let (command, stdin) = (Vec::new(), None);
        let mut stage = Stage { home, gate, server: None, lives, command, stdin, runs: 0 };
        stage.revive_server();
        stage
    }

    fn revive_server(&mut self) {
        let server = Server::start(self.home, &self.lives.pop().unwrap_or_default());
        self.gate.lead_to(Some(server.address));
        self.server = Some(server);
    }

    /// Brings the server back as it is on a good day, with nothing but what it had kept, and returns
    /// a client of it.
    pub fn good_day(&mut self) -> Api {
        self.server = None;
        self.lives.clear();
        self.revive_server();
        self.server.as_ref().expect("it has just come back").api()
    }

    /// Runs the job through all strokes and to its end, and returns its last run.
    ///
    /// # Errors
    /// What a program must never do, whatever strikes.
    pub fn play(&mut self, strokes: &[(Moment, Stroke)]) -> Result<Run, String> {
        let mut strokes = strokes.iter().copied();
        let mut resume_command = None;
        for _ in 0..MOST_RUNS {
            let mut child = self.begin(resume_command.take());
            let mut struck = None;
            for (moment, stroke) in strokes.by_ref() {
                if !self.strike(&mut child, moment, stroke)? {
                    break;
                }
                if ends_the_run(stroke) {
                    struck = Some(stroke);
                    break;
                }
            }
            let run = self.wait(child)?;
            if run.stderr.contains("panicked") {
                return Err(format!("it panicked: {}", run.stderr));
            }
            match (run.code, struck) {
                (Some(0 | 3), _) => return Ok(run),
                // The faults lay in wait for the questions before the first row.
                (Some(5), _) | (None, Some(Stroke::Kill)) => {}
                // It came before the program could listen, and so before it did anything.
                (None, Some(Stroke::Signal(..))) if run.stderr.is_empty() => {}
                (Some(130), Some(Stroke::Signal(..))) => resume_command = resuming(&run)?,
                other => return Err(format!("it ended with {other:?}: {}", run.stderr)),
            }
        }
        Err(format!("the job has not ended after {MOST_RUNS} runs"))
    }

    /// Runs the job once more.
    pub fn again(&mut self) -> Result<Run, String> {
        let child = self.begin(None);
        self.wait(child)
    }

    /// Begins a run: with the command that an interrupted one has printed, or our own.
    fn begin(&mut self, printed: Option<String>) -> Child {
        self.runs += 1;
        let mut command = if let Some(line) = &printed {
            self.through_a_shell(line)
        } else {
            let mut command = ictl(self.home);
            command.args(&self.command).arg("--resume");
            command
        };
        let server = self.server.as_ref().expect("it is alive between two strokes");
        command.env("INTERCOM_API_BASE_URL", self.gate.base_url());
        command.env("INTERCOM_TOKEN", &server.token).current_dir(self.home);
        if let Some(input) = &self.stdin {
            command.stdin(File::open(input).unwrap());
        }
        command.stdout(File::create(self.output("stdout")).unwrap());
        command.stderr(File::create(self.output("stderr")).unwrap());
        command.spawn().unwrap()
    }

    /// A line as the user would paste it. `exec` makes the program the child that is struck.
    fn through_a_shell(&self, line: &str) -> Command {
        let bin = self.home.join("bin");
        if !bin.exists() {
            fs::create_dir(&bin).unwrap();
            std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_ictl"), bin.join("ictl")).unwrap();
        }
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(format!("exec {line}")).env_clear();
        command.env("PATH", bin).env("ICTL_CONFIG_DIR", self.home.join("config"));
        command
    }

    fn output(&self, name: &str) -> PathBuf {
        self.home.join(format!("run{}.{name}", self.runs))
    }

    /// Strikes once the moment has come; false when the run ended before.
    fn strike(
        &mut self,
        child: &mut Child,
        moment: Moment,
        stroke: Stroke,
    ) -> Result<bool, String> {
        let held = match moment {
            Moment::After(millis) => {
                if !sleep(child, Duration::from_millis(millis)) {
                    return Ok(false);
                }
                None
            }
            Moment::At(request, side) => match self.lie_in_wait(child, request, side)? {
                Some(held) => Some(held),
                None => return Ok(false),
            },
        };
        match stroke {
            Stroke::Kill => child.kill().unwrap(),
            Stroke::Signal(name, times) => {
                for _ in 0..times {
                    signal(child, name);
                }
            }
            Stroke::ServerDies(away) => {
                self.gate.lead_to(None);
                self.server = None;
                std::thread::sleep(Duration::from_millis(away));
                self.revive_server();
            }
            Stroke::Outage(away) => {
                self.gate.shut();
                std::thread::sleep(Duration::from_millis(away));
                self.gate.open();
            }
        }
        drop(held);
        Ok(true)
    }

    fn lie_in_wait(
        &self,
        child: &mut Child,
        request: u64,
        side: Side,
    ) -> Result<Option<Held>, String> {
        let held = self.gate.trap(request, side);
        let mut waited = Duration::ZERO;
        while held.caught.recv_timeout(LOOK).is_err() {
            waited += LOOK;
            if child.try_wait().unwrap().is_some() {
                self.gate.disarm();
                return Ok(None);
            }
            if waited > TOO_LONG {
                return Err(format!("no request came: {}", self.said()));
            }
        }
        self.gate.disarm();
        Ok(Some(held))
    }

    fn wait(&self, mut child: Child) -> Result<Run, String> {
        let mut waited = Duration::ZERO;
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            std::thread::sleep(LOOK);
            waited += LOOK;
            if waited > TOO_LONG {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("it hangs: {}", self.said()));
            }
        };
        let stdout = fs::read_to_string(self.output("stdout")).unwrap();
        Ok(Run { code: status.code(), stdout, stderr: self.said() })
    }

    fn said(&self) -> String {
        fs::read_to_string(self.output("stderr")).unwrap_or_default()
    }

    /// The command is these words, with these paths behind them.
    pub fn set_command(&mut self, line: &str, paths: &[&Path]) {
        self.command = words::split(line);
        self.command.extend(paths.iter().map(|path| path.display().to_string()));
    }

    /// What it reads through stdin, in every run.
    pub fn pipe(&mut self, path: PathBuf) {
        self.stdin = Some(path);
    }
}

fn ends_the_run(stroke: Stroke) -> bool {
    matches!(stroke, Stroke::Kill | Stroke::Signal(..))
}

/// The command that an interrupted run has printed; none where nothing had begun and its input was not
/// kept.
fn resuming(run: &Run) -> Result<Option<String>, String> {
    let printed = run.stderr.lines().find_map(|line| line.split_once("with: "));
    match printed {
        Some((_, command)) if command.contains("--resume") => Ok(Some(command.to_owned())),
        None if run.stderr.contains("nothing was sent: run it again") => Ok(None),
        _ => Err(format!("it does not say how to go on: {}", run.stderr)),
    }
}

/// Waits so long; false when the process has ended before.
fn sleep(child: &mut Child, long: Duration) -> bool {
    let mut waited = Duration::ZERO;
    while waited < long {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(LOOK);
        waited += LOOK;
    }
    child.try_wait().unwrap().is_none()
}

fn signal(child: &Child, name: &str) {
    // It may have ended meanwhile.
    let _ = Command::new("kill").args(["-s", name, &child.id().to_string()]).status();
}
