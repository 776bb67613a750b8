//! Where a job's input and its directory are, and what a run does about a job that is there already.

use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::time::Duration;

use super::JobArgs;
use crate::bulk::input::fingerprint;
use crate::bulk::job::{Found, JobDir, JobRecord};
use crate::bulk::journal::Journal;
use crate::bulk::replay::Replay;
use crate::context::{Context, shell_word};
use crate::error::{Error, Kind, Result};

/// How long a resumed job waits for somebody to write to its stdin, which may be open for ever.
const STDIN_PATIENCE: Duration = Duration::from_secs(1);

/// Where a job's rows come from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A file; its job is in the directory of its name with this behind it.
    File(&'a str, &'static str),
    /// stdin, which is kept in the job's directory.
    Stdin,
    /// Nothing is read but the API. A job without a directory of its own has a temporary one.
    Nothing,
}

/// The places of one job.
pub struct Place {
    /// The job directory. A dry run makes none.
    pub dir: JobDir,
    /// The file that is read: the user's, or the spool of stdin.
    pub input: PathBuf,
    /// What messages call the input.
    pub name: String,
    /// The directory is a new temporary one, to be named at the end.
    pub temporary: bool,
    command: String,
    args: JobArgs,
    reads_stdin: bool,
}

impl Place {
    /// Decides; makes nothing but the new directory of a job over stdin, and a temporary one for a
    /// sandbox or a dry run.
    /// `command` is the command's words, such as `contacts import`.
    pub fn choose(args: &JobArgs, command: &str, source: Source<'_>, cx: &Context) -> Result<Self> {
        let words = command.replace(' ', "-");
        // A dry run keeps its hands off the job that it rehearses.
        let has_place = !cx.in_sandbox() && !matches!(source, Source::Nothing);
        let temporary = cx.dry_run() || (args.dir.is_none() && !has_place);
        let dir = if temporary {
            JobDir::at(temporary_directory(&words, cx)?)
        } else {
            JobDir::at(match (&args.dir, source) {
                (Some(path), _) => path.clone(),
                (None, Source::File(file, suffix)) => format!("{file}{suffix}").into(),
                (None, Source::Stdin | Source::Nothing) => {
                    new_directory(&format!("./ictl-{words}-{}", stamp(cx)))
                }
            })
        };
        let (input, name) = match source {
            Source::File(file, _) => (PathBuf::from(file), file.to_owned()),
            Source::Stdin => (dir.spool(), "stdin".to_owned()),
            Source::Nothing => (PathBuf::new(), "the API".to_owned()),
        };
        let reads_stdin = matches!(source, Source::Stdin);
        let (command, args) = (command.to_owned(), args.clone());
        Ok(Place { dir, input, name, temporary, command, args, reads_stdin })
    }

    /// A job that is there already is neither gone on with nor overwritten unasked.
    pub fn refuse_surprise(&self) -> Result<()> {
        if self.args.resume || self.args.restart {
            return Ok(());
        }
        let Found::Job(job) = self.dir.look()? else { return Ok(()) };
        let state = match self.dir.read_report() {
            Some(report) if report["finished"] == true => "a finished job",
            _ => "an unfinished job",
        };
        let path = self.dir.path().display();
        // An export has no rows to read.
        let rows = if job.rows > 0 { format!(", {} rows", job.rows) } else { String::new() };
        let begun = job.started.strftime("%Y-%m-%d %H:%M UTC");
        let message = format!("{path} holds {state} of {}, begun {begun}{rows}", job.command);
        Err(Error::usage(message)
            .hint("--resume goes on with it, --restart moves it aside and begins anew"))
    }

    /// Makes the directory and fills the spool, where the job is not there yet.
    pub fn make_ready(&self, cx: &mut Context) -> Result<()> {
        if self.args.restart
            && let Some(aside) = self.dir.set_aside()?
        {
            cx.ui.note(&format!("the earlier job is now in {}", aside.display()));
        }
        if let Found::Job(job) = self.dir.look()? {
            return if self.reads_stdin { self.refuse_other_stdin(&job, cx) } else { Ok(()) };
        }
        self.refuse_input_inside()?;
        // One that was made a moment ago stays: another job could take its name.
        if !self.is_new() {
            self.dir.make()?;
        }
        if self.reads_stdin {
            if !self.temporary {
                cx.ui.message(&format!("job directory: {}", self.dir.path().display()));
            }
            self.spool(cx)?;
        }
        Ok(())
    }

    /// The directory was made for this run.
    fn is_new(&self) -> bool {
        self.reads_stdin && self.args.dir.is_none() && self.dir.path().is_dir()
    }

    /// A job may not be made around its own input.
    fn refuse_input_inside(&self) -> Result<()> {
        let real = |path: &std::path::Path| std::fs::canonicalize(path).ok();
        let (Some(input), Some(dir)) = (real(&self.input), real(self.dir.path())) else {
            return Ok(());
        };
        if self.input == self.dir.spool() || !input.starts_with(&dir) {
            return Ok(());
        }
        Err(Error::usage(format!("{} lies in the job directory itself", self.name))
            .hint("name another directory with --job DIR"))
    }

    /// Copies stdin to a file: it can be read only once, and a job reads its input several times.
    pub fn spool(&self, cx: &mut Context) -> Result<()> {
        if cx.ui.terminal().stdin {
            return Err(Error::usage("there is nothing on stdin").hint("pipe something into it"));
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let copied = options.open(&self.input).and_then(|mut file| {
            io::copy(cx.ui.stdin(), &mut file)?;
            file.flush()?;
            file.sync_data()
        });
        copied.map_err(|cause| {
            Error::failed(format!("stdin could not be kept in {}: {cause}", self.input.display()))
                .hint("choose a directory with room by --job DIR")
        })
    }

    /// A resumed job reads its spool. What is piped in again must be the same; that nothing is
    /// piped in is fine.
    fn refuse_other_stdin(&self, job: &JobRecord, cx: &mut Context) -> Result<()> {
        if cx.ui.terminal().stdin {
            return Ok(());
        }
        match fingerprint_if_any(cx.ui.take_stdin()) {
            Some(sha256) if sha256 != job.sha256 => Err(Error::failed(format!(
                "{} cannot be resumed: what comes through stdin is another input",
                self.dir.path().display()
            ))
            .hint("pipe in the same rows or nothing, or begin anew with --restart")),
            _ => Ok(()),
        }
    }

    /// Begins the job, or goes on with the one that is there if it is the same.
    pub fn begin_or_resume(&self, record: &JobRecord) -> Result<(Journal, Replay)> {
        match self.dir.look()? {
            Found::Nothing => Ok((self.dir.begin(record)?, Replay::default())),
            Found::Job(earlier) => {
                earlier.check_same(record, &self.dir)?;
                self.dir.resume()
            }
        }
    }

    /// After a fault that came before the job was begun, leaves nothing behind.
    pub fn forget_if_unbegun(&self) {
        if matches!(self.dir.look(), Ok(Found::Nothing)) {
            self.dir.clear_leftovers();
        }
    }

    /// The error of a job that stopped early, with the way to go on.
    pub fn stopped(&self, error: Error, cx: &Context) -> Error {
        let resume = self.resume_command(cx);
        let hint = match (error.kind(), error.hint_text()) {
            (Kind::Interrupted, _) | (_, None) => format!("go on with: {resume}"),
            (_, Some(hint)) => format!("{hint}; then go on with: {resume}"),
        };
        error.context(format!("`{}` stopped", self.command)).hint(hint)
    }

    /// The command that goes on with this job: the present one with `--resume`, quoted for a shell.
    pub fn resume_command(&self, cx: &Context) -> String {
        let mut words: Vec<String> = cx
            .args()
            .iter()
            .filter(|word| *word != "--restart")
            .map(|word| shell_word(word))
            .collect();
        if let Some(program) = words.first_mut() {
            "ictl".clone_into(program);
        }
        if self.args.dir.is_none() && (self.reads_stdin || self.temporary) {
            words.push(format!("--job {}", shell_word(&self.dir.path().display().to_string())));
        }
        if !self.args.resume {
            words.push("--resume".to_owned());
        }
        words.join(" ")
    }
}

/// The fingerprint of a stream, or `None` when it is empty or nobody writes to it.
fn fingerprint_if_any(mut stream: Box<dyn Read + Send>) -> Option<String> {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut first = [0; 1];
        let any = matches!(stream.read(&mut first), Ok(1));
        if sender.send(String::new()).is_ok() && any {
            // A stream that breaks is not the whole one: its fingerprint is told apart as well.
            let _ = sender.send(fingerprint(first.chain(stream)).unwrap_or_default());
        }
    });
    receiver.recv_timeout(STDIN_PATIENCE).ok()?;
    receiver.recv().ok()
}

/// Makes the directory of that name; where there is one already, since jobs that begin within a
/// second have the same, one with a number behind it.
fn new_directory(name: &str) -> PathBuf {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let mut path = PathBuf::from(name);
    for number in 2.. {
        match builder.create(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
                path = format!("{name}-{number}").into();
            }
            // What else may be wrong is said when it is to be used.
            _ => break,
        }
    }
    path
}

fn temporary_directory(words: &str, cx: &Context) -> Result<PathBuf> {
    let made = tempfile::Builder::new().prefix(&format!("ictl-{words}-")).tempdir_in(&cx.temp_dir);
    made.map(tempfile::TempDir::keep).map_err(|cause| {
        Error::failed(format!("no temporary directory could be made: {cause}"))
            .hint("name a job directory with --job DIR")
    })
}

fn stamp(cx: &Context) -> String {
    cx.now().strftime("%Y%m%d-%H%M%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_that_begin_within_a_second_have_directories_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let name = dir.path().join("job").display().to_string();
        let made = [(); 3].map(|()| new_directory(&name).display().to_string());
        assert_eq!(made, [name.clone(), format!("{name}-2"), format!("{name}-3")]);
        assert!(made.iter().all(|path| std::path::Path::new(path).is_dir()));
    }
}
