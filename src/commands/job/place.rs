//! Where a job's input and its directory are, and what a run does about a job that is there already.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{JobArgs, stdin};
use crate::bulk::input::fingerprint;
use crate::bulk::job::{Found, JobDir, JobRecord, Lock};
use crate::bulk::journal::{Journal, Replay};
use crate::context::{Context, shell_word};
use crate::error::{Error, Kind, Result};
use crate::interrupt::Interrupt;
use crate::permissions::{owner_only, owner_only_directory};

/// How long a resumed job waits for somebody to write to its stdin, which may be open for ever.
const STDIN_PATIENCE: Duration = Duration::from_secs(1);

/// Where a job's rows come from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A file; its job is in the directory of its name with this behind it.
    File(&'a str, &'static str),
    /// stdin, which is kept in the job's directory.
    Stdin,
    /// Ids that ictl itself puts into the job's directory, which is this one.
    Kept(&'a Path),
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
    /// Held from the first change to the directory on.
    lock: Option<Lock>,
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
                (None, Source::Kept(path)) => path.to_owned(),
                (None, Source::Stdin | Source::Nothing) => {
                    new_directory(&format!("./ictl-{words}-{}", stamp(cx)))
                }
            })
        };
        let (input, name) = match source {
            Source::File(file, _) => (PathBuf::from(file), file.to_owned()),
            Source::Stdin => (dir.spool(), "stdin".to_owned()),
            Source::Kept(_) => (dir.spool(), "the kept ids".to_owned()),
            Source::Nothing => (PathBuf::new(), "the API".to_owned()),
        };
        let reads_stdin = matches!(source, Source::Stdin);
        let (command, args) = (command.to_owned(), args.clone());
        Ok(Place { dir, input, name, temporary, command, args, reads_stdin, lock: None })
    }

    /// A job that is there already is neither gone on with nor overwritten unasked.
    pub fn refuse_surprise(&self) -> Result<()> {
        if self.args.resume || self.args.restart {
            return Ok(());
        }
        let Found::Job(job) = self.dir.look()? else { return Ok(()) };
        let (state, resume) = match self.dir.read_report() {
            Some(report) if report["finished"] == true => {
                ("a finished job", "tells its results again")
            }
            _ => ("an unfinished job", "goes on with it"),
        };
        let path = self.dir.path().display();
        // An export has no rows to read.
        let rows = if job.rows > 0 { format!(", {} rows", job.rows) } else { String::new() };
        let begun = job.started.strftime("%Y-%m-%d %H:%M UTC");
        let message = format!("{path} holds {state} of {}, begun {begun}{rows}", job.command);
        Err(Error::usage(message)
            .hint(format!("--resume {resume}, --restart moves it aside and begins anew")))
    }

    /// Takes the directory's lock; makes it and fills the spool, where the job is not there yet.
    pub fn make_ready(&mut self, cx: &mut Context) -> Result<()> {
        if self.args.restart
            && let Some(aside) = self.dir.set_aside()?
        {
            cx.ui.note(&format!("the earlier job is now in {}", aside.display()));
        }
        if let Found::Job(job) = self.dir.look()? {
            self.lock = Some(self.dir.claim()?);
            return if self.reads_stdin { self.refuse_other_stdin(&job, cx) } else { Ok(()) };
        }
        self.refuse_input_inside()?;
        self.lock = Some(self.dir.make()?);
        if self.reads_stdin {
            if !self.temporary {
                cx.ui.message(&format!("job directory: {}", self.dir.path().display()));
            }
            self.spool(cx)?;
        }
        Ok(())
    }

    /// A job may not be made around its own input.
    fn refuse_input_inside(&self) -> Result<()> {
        let real = |path: &Path| std::fs::canonicalize(path).ok();
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
        self.keep("stdin", |file| {
            let broken = |cause| self.not_kept("stdin", &cause);
            stdin::copy(cx.ui.take_stdin(), file, &cx.interrupt, broken)
        })
    }

    /// Fills the file of a job whose input is kept in its directory, for its owner alone.
    pub fn keep<T>(&self, what: &str, fill: impl FnOnce(&mut File) -> Result<T>) -> Result<T> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        let opened = owner_only(&mut options).open(&self.input);
        let mut file = opened.map_err(|cause| self.not_kept(what, &cause))?;
        let filled = fill(&mut file)?;
        file.sync_data().map_err(|cause| self.not_kept(what, &cause))?;
        Ok(filled)
    }

    fn not_kept(&self, what: &str, cause: &io::Error) -> Error {
        Error::failed(format!("{what} could not be kept in {}: {cause}", self.input.display()))
            .hint("choose a directory with room by --job DIR")
    }

    /// A resumed job reads its spool. What is piped in again must be the same; that nothing is
    /// piped in is fine.
    fn refuse_other_stdin(&self, job: &JobRecord, cx: &mut Context) -> Result<()> {
        if cx.ui.terminal().stdin {
            return Ok(());
        }
        match fingerprint_if_any(cx.ui.take_stdin(), &cx.interrupt)? {
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
                self.dir.resume(None)
            }
        }
    }

    /// After a fault that came before the job was begun, leaves nothing behind. A directory that another
    /// process holds is none of ours.
    pub fn forget_if_unbegun(&self) {
        let ours = self.lock.is_some() || self.temporary;
        if ours && matches!(self.dir.look(), Ok(Found::Nothing)) {
            self.dir.clear_leftovers();
        }
    }

    /// The error of a run that was interrupted before its first row, with the way to begin again.
    pub fn stopped_before(&self, error: Error, cx: &Context) -> Error {
        if error.kind() != Kind::Interrupted {
            return error;
        }
        if self.reads_stdin && !matches!(self.dir.look(), Ok(Found::Job(_))) {
            return error
                .context(format!("`{}` stopped", self.command))
                .hint("nothing was sent: run it again with the same input");
        }
        self.stopped(error, cx)
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
        let args = cx.args();
        // Behind a bare `--` every word is a value.
        let flags_end = args.iter().position(|word| word == "--").unwrap_or(args.len());
        let (flags, values) = args.split_at(flags_end);
        let quoted = |words: &[String]| -> Vec<String> {
            words.iter().map(|word| shell_word(word)).collect()
        };
        let flags: Vec<String> =
            flags.iter().filter(|word| *word != "--restart").cloned().collect();
        let mut words = quoted(&flags);
        if let Some(program) = words.first_mut() {
            "ictl".clone_into(program);
        }
        if self.args.dir.is_none() && (self.reads_stdin || self.temporary) {
            words.push(format!("--job {}", shell_word(&self.dir.path().display().to_string())));
        }
        if !self.args.resume {
            words.push("--resume".to_owned());
        }
        words.extend(quoted(values));
        words.join(" ")
    }
}

/// The fingerprint of a stream, or `None` when it is empty or nobody writes to it.
fn fingerprint_if_any(
    mut stream: Box<dyn Read + Send>,
    interrupt: &Interrupt,
) -> Result<Option<String>> {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut first = [0; 1];
        let any = matches!(stream.read(&mut first), Ok(1));
        if sender.send(String::new()).is_ok() && any {
            // A stream that breaks is not the whole one: its fingerprint is told apart as well.
            let _ = sender.send(fingerprint(first.chain(stream)).unwrap_or_default());
        }
    });
    match receiver.recv_timeout(STDIN_PATIENCE) {
        Ok(_) => stdin::unless_asked(&receiver, interrupt),
        Err(_) => Ok(None),
    }
}

/// Makes the directory of that name; where there is one already, since jobs that begin within a
/// second have the same, one with a number behind it.
fn new_directory(name: &str) -> PathBuf {
    let mut builder = std::fs::DirBuilder::new();
    owner_only_directory(&mut builder);
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
        assert!(made.iter().all(|path| Path::new(path).is_dir()));
    }
}
