//! A job at Intercom: started once, looked at until it is done. The same for both kinds.

use std::time::Duration;

use crate::api::{Client, Request, path_segment};
use crate::bulk::export_job::state::{Job, Stage, pause};
use crate::commands::operation::columns_of;
use crate::context::{Context, shell_word};
use crate::error::{Error, Kind, Result};
use crate::interrupt::{Interrupt, Urgency};
use crate::output::Messages;

use super::started;

/// What every file of an export must be asked for as (docs: Download content data export).
const OCTETS: &str = "application/octet-stream";

/// How long without news before a line says that it still waits; then ever longer.
const FIRST_SILENCE: Duration = Duration::from_secs(10);
const LONGEST_SILENCE: Duration = Duration::from_secs(300);

/// One kind of export, with the query that all its requests after the first carry.
#[derive(Debug, Clone)]
pub struct Jobs {
    /// Its word on the command line.
    pub noun: &'static str,
    /// Where jobs are looked at.
    pub status_path: &'static str,
    /// Where files are.
    pub download_path: &'static str,
    /// How many may be active at once in a workspace.
    pub limit: usize,
    /// Sent with each look and download.
    pub query: Vec<(String, String)>,
}

impl Jobs {
    fn at(&self, path: &str, id: &str) -> Result<Request> {
        let mut request = Request::get(format!("{path}/{}", path_segment(id)?));
        request.query.clone_from(&self.query);
        if !self.query.is_empty() {
            request.set_query("job_identifier", id);
        }
        Ok(request)
    }

    /// The request for a job.
    fn status(&self, id: &str) -> Result<Request> {
        self.at(self.status_path, id)
    }

    /// The request for its file.
    pub fn download(&self, id: &str) -> Result<Request> {
        Ok(Request { accept: OCTETS, ..self.at(self.download_path, id)? })
    }

    /// Asks how far a job is.
    pub async fn look(&self, id: &str, client: &Client) -> Result<Job> {
        let answer = client.json(&self.status(id)?).await.map_err(|error| unknown(id, error))?;
        Job::read(&answer).ok_or_else(|| Error::failed("the answer holds no job"))
    }

    /// Shows how far a job is, as the API gives it.
    pub async fn show(&self, id: &str, cx: &mut Context) -> Result<()> {
        let answer = cx.client()?.json(&self.status(id)?).await;
        let answer = answer.map_err(|error| unknown(id, error))?;
        cx.ui.object(columns_of(self.row()?), &answer)
    }

    fn row(&self) -> Result<&'static crate::api::operations::Operation> {
        crate::commands::operation::operation(match self.noun {
            "content" => "getDataExport",
            _ => "GET /export/reporting_data/{job_identifier}",
        })
    }

    /// Starts a job; `None` in a dry run, which shows the request instead.
    ///
    /// The request is not repeated when its answer is lost: the API shows no list of jobs, and a
    /// second job could take the only place there is.
    pub async fn start(&self, request: Request, cx: &mut Context) -> Result<Option<Job>> {
        let reply = match cx.send(&request).await {
            Ok(Some(reply)) => reply,
            Ok(None) => return Ok(None),
            Err(error) => return Err(self.explain(error, cx).await),
        };
        let job = Job::read(&reply.value).ok_or_else(|| {
            Error::new(Kind::Unknown, "the answer names no job, though one may have been started")
        })?;
        started::remember(self.noun, &job.id, cx);
        Ok(Some(job))
    }

    /// Why no job could be started, and what to do.
    async fn explain(&self, error: Error, cx: &mut Context) -> Error {
        let noun = self.noun;
        if error.kind() == Kind::Unknown {
            return error.hint(format!(
                "a job may be running whose id nobody knows; it writes nothing and ends by itself. \
                 Start again: a 429 that speaks of pending jobs means that it is there, and the next \
                 one can be started when it has ended{}",
                if noun == "content" { "" } else { " or while fewer than five are pending" }
            ));
        }
        if error.api_facts().status != Some(429) || !error.message().contains("pending") {
            return error;
        }
        let active = self.active(cx).await;
        let hint = match active.first() {
            Some(id) => {
                let cancel = if noun == "content" {
                    format!("; `ictl exports content cancel {id}` ends it")
                } else {
                    String::new()
                };
                format!(
                    "ictl started {}: `ictl exports {noun} wait {id}` waits for it{cancel}",
                    active.join(", ")
                )
            }
            None => {
                "it was started by another program or on another machine, and the API does not \
                     say which: try again when it has ended"
                    .to_owned()
            }
        };
        let most = match self.limit {
            1 => "a workspace has one active export job at most".to_owned(),
            limit => format!("a workspace has {limit} pending export jobs at most"),
        };
        error.context(most).hint(hint)
    }

    /// The jobs that were started here and are not done yet.
    async fn active(&self, cx: &mut Context) -> Vec<String> {
        let mut active = Vec::new();
        let Ok(client) = cx.client() else { return active };
        for id in started::known(self.noun, cx) {
            let job = self.look(&id, &client).await;
            if job.is_ok_and(|job| job.stage() == Stage::Waiting) {
                active.push(id);
            }
        }
        active
    }

    /// Looks at a job until it is done, at most for so long. Trouble on the way is waited out, too.
    pub async fn wait(&self, id: &str, limit: Duration, cx: &mut Context) -> Result<Job> {
        let (client, clock) = (cx.client()?, cx.clock.clone());
        let began = clock.elapsed();
        let mut news = News::new(id, &cx.ui.messages());
        for looks in 0.. {
            match self.look(id, &client).await {
                Ok(job) => {
                    if job.stage() != Stage::Waiting {
                        return Ok(job);
                    }
                    news.tell(&job.status, clock.elapsed().saturating_sub(began));
                }
                Err(error) if error.kind() == Kind::Temporary => {
                    let waited = clock.elapsed().saturating_sub(began);
                    news.tell(&format!("out of sight: {error}"), waited);
                }
                Err(error) => return Err(error),
            }
            let pause = pause(looks);
            if clock.elapsed().saturating_sub(began) + pause > limit {
                return Err(Error::new(
                    Kind::Temporary,
                    format!("the export {id} is not ready after {} s", limit.as_secs()),
                )
                .hint(self.go_on(id, None)));
            }
            clock.sleep(pause).await;
        }
        unreachable!("the limit ends it")
    }

    /// The command that goes on with a job.
    pub fn go_on(&self, id: &str, file: Option<&str>) -> String {
        let (noun, id) = (self.noun, shell_word(id));
        let file = file.map(|file| format!(" --output-file {}", shell_word(file)));
        let file = file.unwrap_or_default();
        format!(
            "Intercom goes on with it; `ictl exports {noun} wait {id} && ictl exports {noun} download \
             {id}{file}` picks it up"
        )
    }

    /// Refuses a job that has no file.
    pub fn require_ready(&self, job: &Job) -> Result<()> {
        let (noun, id) = (self.noun, &job.id);
        match job.stage() {
            Stage::Ready => Ok(()),
            Stage::Waiting => Err(Error::failed(format!("the export {id} is {}", job.status))
                .hint(format!("`ictl exports {noun} wait {id}` waits until it is ready"))),
            Stage::Empty => Err(Error::failed(format!("the export {id} found no data"))
                .hint("nothing was sent in that time; choose another --since and --until")),
            Stage::Failed => Err(Error::failed(format!("the export {id} failed at Intercom"))
                .hint("start another one; a shorter time may help")),
            Stage::Canceled => {
                Err(Error::failed(format!("the export {id} was canceled"))
                    .hint("start another one"))
            }
        }
    }
}

/// Does the work, unless it is interrupted before its end: then the error says how to go on.
pub async fn unless_interrupted<T>(
    mut interrupt: Interrupt,
    work: impl Future<Output = Result<T>>,
    go_on: impl FnOnce() -> String,
) -> Result<T> {
    tokio::select! {
        biased;
        done = work => match done {
            Err(error) if error.kind() == Kind::Interrupted => Err(error.hint(go_on())),
            done => done,
        },
        () = interrupt.beyond(Urgency::None) => Err(interrupted().hint(go_on())),
    }
}

/// The error of a command that was interrupted.
pub fn interrupted() -> Error {
    Error::new(Kind::Interrupted, "interrupted")
}

fn unknown(id: &str, error: Error) -> Error {
    if error.api_facts().status != Some(404) {
        return error;
    }
    error.context(format!("there is no export {id}")).hint(
        "jobs and their data are kept for two days; check the id, and that the token belongs to the \
         workspace that it was started in",
    )
}

/// Says how far a job is: when that changes, and else ever more rarely.
struct News {
    id: String,
    messages: Messages,
    last: Option<(String, Duration)>,
    silence: Duration,
}

impl News {
    fn new(id: &str, messages: &Messages) -> Self {
        News { id: id.to_owned(), messages: messages.clone(), last: None, silence: FIRST_SILENCE }
    }

    fn tell(&mut self, status: &str, waited: Duration) {
        let known = self.last.as_ref().filter(|(last, _)| last == status);
        match known {
            Some((_, said)) if waited.saturating_sub(*said) < self.silence => return,
            Some(_) => self.silence = (self.silence * 2).min(LONGEST_SILENCE),
            None => self.silence = FIRST_SILENCE,
        }
        let words = status.replace('_', " ");
        let after = match waited.as_secs() {
            0 => String::new(),
            seconds => format!(" ({seconds} s)"),
        };
        self.messages.message(&format!("export {}: {words}{after}", self.id));
        self.last = Some((status.to_owned(), waited));
    }
}
