//! The doors a command may use: what it says goes through `ui`, what it asks of the world through
//! the rest. Tests open the same doors onto memory streams, a stepped clock and a sandbox.

mod held;
mod options;
mod settings;
mod target;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::Zoned;
use jiff::tz::TimeZone;

use crate::api::{Answer, ApiVersion, BaseUrl, Client, Event, Reply, Request, Settings, Watcher};
use crate::auth::{Credentials, Keychain, Limits, Notice, Secret};
use crate::clock::Clock;
use crate::config::{Config, Paths};
use crate::error::{Error, Result};
use crate::interrupt::Interrupt;
use crate::output::{
    Colors, Filter, Format, Messages, Settings as OutputSettings, Streams, Terminal, Ui,
    choose_pager,
};
use crate::sandbox::Running;

pub use held::shell_word;
pub use options::{GlobalOptions, parse_time_zone};
pub use settings::{Decided, FILE as SETTINGS_FILE, KEYS, Key, PROFILE_KEYS};
pub use target::{Source, no_profile, workspace};

use settings::{Fault, Preferences};

/// What a process is given, or what a test puts in its place.
pub struct World {
    /// stdin, stdout and stderr.
    pub streams: Streams,
    /// Which of them are a terminal.
    pub terminal: Terminal,
    /// The environment.
    pub env: BTreeMap<String, String>,
    /// The command line, program name first.
    pub args: Vec<String>,
    /// The directory that relative paths start from is the process's own; temporary files go here.
    pub temp_dir: PathBuf,
    /// Where secrets are kept.
    pub keychain: Arc<dyn Keychain>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ctrl-C and its relatives.
    pub interrupt: Interrupt,
    /// The zone of dates in tables and of moments on the command line.
    pub time_zone: TimeZone,
}

/// An alias and the command line that it came to.
#[derive(Debug, Clone)]
pub struct Expanded {
    /// The alias.
    pub name: String,
    /// What it stands for, as it was defined.
    pub definition: String,
    /// The command line, program name first.
    pub args: Vec<String>,
}

/// The doors.
pub struct Context {
    /// The only way to speak to the user.
    pub ui: Ui,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Whether a long job should stop.
    pub interrupt: Interrupt,
    /// The zone of moments on the command line, and of dates in tables.
    pub time_zone: TimeZone,
    /// Where temporary files go.
    pub temp_dir: PathBuf,
    env: BTreeMap<String, String>,
    args: Vec<String>,
    options: GlobalOptions,
    expanded: Option<Expanded>,
    preferences: Preferences,
    settings_fault: Option<Fault>,
    said_where: bool,
    keychain: Arc<dyn Keychain>,
    source: Option<Source>,
    sandbox: Option<Running>,
    client: Option<Client>,
    drains: Arc<AtomicBool>,
    /// It was said that `--region` decides nothing.
    told_of_region: bool,
}

impl Context {
    /// Opens the doors onto a world.
    pub fn new(world: World) -> Self {
        Context {
            ui: Ui::new(world.streams, world.terminal),
            clock: world.clock,
            interrupt: world.interrupt,
            time_zone: world.time_zone,
            temp_dir: world.temp_dir,
            env: world.env,
            args: world.args,
            options: GlobalOptions::default(),
            expanded: None,
            preferences: Preferences::default(),
            settings_fault: None,
            said_where: false,
            keychain: world.keychain,
            source: None,
            sandbox: None,
            client: None,
            drains: Arc::default(),
            told_of_region: false,
        }
    }

    /// From now on the command ends in good order by itself when it is interrupted; before, it is
    /// broken off wherever it waits.
    pub fn drain_when_interrupted(&mut self) {
        self.drains.store(true, Ordering::Relaxed);
    }

    /// Whether it does, for the one who breaks it off.
    pub fn drains(&self) -> Arc<AtomicBool> {
        self.drains.clone()
    }

    /// Takes over the global flags.
    pub fn configure(&mut self, options: GlobalOptions) -> Result<()> {
        self.preferences = self.read_preferences();
        if let Some(zone) = self.preferences.zone(options.time_zone.as_ref()) {
            self.time_zone = zone;
        }
        if options.json && options.output.is_some_and(|output| output != Format::Json) {
            return Err(Error::usage("--json and --output name different forms")
                .hint("give one of them; --json is short for --output json"));
        }
        let terminal = self.ui.terminal();
        let colored = |is_terminal| {
            let wanted = is_terminal && self.preferences.allows_color();
            let choice = options.color.unwrap_or_default();
            choice.resolve(self.env("NO_COLOR"), self.env("CLICOLOR_FORCE"), wanted)
        };
        let pager = if options.no_pager {
            None
        } else {
            let own = self.env("ICTL_PAGER").or(self.preferences.pager.as_deref());
            choose_pager(own, self.env("PAGER"))
        };
        // How an error is shown has been chosen as well, and counts for a filter that is none.
        let (jq, fault) = match options.jq.as_deref().map(Filter::compile).transpose() {
            Ok(jq) => (jq, None),
            Err(fault) => (None, Some(fault)),
        };
        self.ui.configure(OutputSettings {
            output: if options.json { Some(Format::Json) } else { options.output },
            jq,
            fields: options.fields.clone(),
            colors: Colors { stdout: colored(terminal.stdout), stderr: colored(terminal.stderr) },
            badges: self.preferences.badges.clone(),
            quiet: options.quiet,
            verbose: options.verbose,
            yes: options.yes,
            time_zone: self.time_zone.clone(),
            csv_safe: options.csv_safe,
            pager,
        });
        self.options = options;
        fault.map_or(Ok(()), Err)
    }

    /// A variable of the environment; an empty one counts as absent.
    pub fn env(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The command line, program name first.
    pub fn args(&self) -> &[String] {
        &self.args
    }

    /// Takes what an alias stands for as the command line from now on.
    pub fn expand(&mut self, expanded: Expanded) {
        self.args.clone_from(&expanded.args);
        self.expanded = Some(expanded);
    }

    /// The alias that the command line came out of.
    pub fn expanded(&self) -> Option<&Expanded> {
        self.expanded.as_ref()
    }

    /// Forgets whose token was chosen, after a login that changes it.
    pub fn choose_again(&mut self) {
        (self.source, self.client) = (None, None);
    }

    /// Goes on as if `--sandbox` had been given.
    pub fn enter_sandbox(&mut self) -> Result<()> {
        self.choose_again();
        self.configure(GlobalOptions { sandbox: true, ..self.options.clone() })
    }

    /// Now, in the zone of the command line: what days in words and lengths of time count from.
    pub fn now(&self) -> Zoned {
        self.clock.now().to_zoned(self.time_zone.clone())
    }

    /// The global flags.
    pub fn options(&self) -> &GlobalOptions {
        &self.options
    }

    /// True with `--dry-run`.
    pub fn dry_run(&self) -> bool {
        self.options.dry_run
    }

    /// True with `--sandbox`.
    pub fn in_sandbox(&self) -> bool {
        self.options.sandbox
    }

    /// True when a token is there to ask the API with, as far as can be told without opening the
    /// keychain.
    pub fn has_token(&mut self) -> bool {
        // What is wrong with the choice is told when the client is asked for.
        self.source().map_or(true, |source| source != Source::Nothing)
    }

    /// Where settings, secrets, certificate, caches and state lie.
    ///
    /// # Errors
    /// Where the environment knows no home.
    pub fn paths(&self) -> Result<Paths> {
        self.known_paths().ok_or_else(|| {
            Error::failed("there is no home directory to keep anything in")
                .hint("set HOME, or ICTL_CONFIG_DIR to a directory for it")
        })
    }

    /// The settings as they are now; empty where there are none.
    pub fn config(&self) -> Result<Config> {
        self.known_paths().map_or_else(|| Ok(Config::default()), |paths| Config::read(&paths))
    }

    /// The profiles, the apps and their secrets.
    pub fn credentials(&self) -> Result<Credentials> {
        self.credentials_within(Limits::default())
    }

    /// The same for a command that has not all the time in the world.
    pub fn credentials_within(&self, limits: Limits) -> Result<Credentials> {
        let messages = self.ui.messages();
        let notice: Notice = Arc::new(move |text: &str| messages.note(text));
        Ok(Credentials::new(
            self.paths()?,
            self.keychain.clone(),
            limits,
            self.interrupt.clone(),
            notice,
        ))
    }

    fn known_paths(&self) -> Option<Paths> {
        Paths::resolve(|name| self.env(name))
    }

    /// The client for the workspace that flags, environment and profiles choose. It is made once.
    ///
    /// # Errors
    /// Not logged in; a base URL that would expose the token; a keychain that keeps it from us.
    pub fn client(&mut self) -> Result<Client> {
        if let Some(client) = &self.client {
            return Ok(client.clone());
        }
        let base_url = self.base_url()?;
        let token = self.token()?;
        let client = self.client_at(base_url, &token)?;
        self.client = Some(client.clone());
        Ok(client)
    }

    /// A client for any token at any address, whatever the flags choose.
    pub fn client_at(&self, base_url: BaseUrl, token: &Secret) -> Result<Client> {
        self.client_within(base_url, token, self.version()?, self.timeout())
    }

    /// The same for any version, with a time limit of its own.
    pub fn client_within(
        &self,
        base_url: BaseUrl,
        token: &Secret,
        version: ApiVersion,
        timeout: Duration,
    ) -> Result<Client> {
        let settings = Settings {
            base_url,
            token: token.to_token(),
            version,
            timeout,
            retry: !self.options.no_retry,
            hold_writes: self.options.dry_run,
            network: self.network(),
        };
        Client::new(settings, self.clock.clone(), watcher(self.ui.messages()))
    }

    /// Sends a request, or with `--dry-run` shows the one that would write and sends nothing.
    pub async fn send(&mut self, request: &Request) -> Result<Option<Reply>> {
        if self.options.dry_run && request.writes {
            self.show_held(request)?;
            return Ok(None);
        }
        if request.writes {
            self.say_where_it_writes();
        }
        self.client()?.send(request).await.map(Some)
    }

    /// Client id and secret of the app that the sandbox of `--sandbox` lets in.
    pub fn sandbox_app(&mut self) -> Result<(String, Secret)> {
        let sandbox = self.running_sandbox()?;
        Ok((sandbox.client_id().to_owned(), Secret::new(sandbox.client_secret())))
    }

    /// The sandbox of `--sandbox`, started when it is first needed.
    fn running_sandbox(&mut self) -> Result<&Running> {
        if self.sandbox.is_none() {
            self.sandbox = Some(target::start_sandbox(&self.clock)?);
            self.ui.note(
                "this runs in a sandbox inside ictl, without account and network; its contacts are gone when the command ends",
            );
        }
        self.sandbox.as_ref().ok_or_else(|| Error::failed("the sandbox did not start"))
    }
}

/// Tells the user with `--verbose` what the client does, and always why it waits long.
fn watcher(messages: Messages) -> Watcher {
    Arc::new(move |event: &Event<'_>| match event {
        Event::Sending(..) | Event::Answered(..) | Event::Broken(..) if !messages.is_verbose() => {}
        Event::Sending(request, url) => messages.verbose(&sending(request, url)),
        Event::Answered(answer, took) => messages.verbose(&answered(answer, *took)),
        Event::Broken(failure) => messages.verbose(&format!("< {failure}")),
        Event::Waiting(why, wait) => {
            let seconds = wait.as_secs_f64();
            let text = format!("{why}; trying again in {seconds:.1} s");
            if seconds >= 1.0 { messages.note(&text) } else { messages.verbose(&text) }
        }
    })
}

/// A request in a few lines. The token is named, never shown; of other headers the names, and of
/// a body the size, since both may hold what is private.
fn sending(request: &Request, url: &impl Display) -> String {
    let mut lines = vec![
        format!("{} {url}", request.method.as_str()),
        "authorization: Bearer [redacted]".to_owned(),
    ];
    lines.extend(request.headers.iter().map(|(name, _)| format!("{name}: [as given]")));
    lines.extend(request.body.as_ref().map(|body| format!("{} bytes of JSON", body.len())));
    format!("> {}", lines.join("\n> "))
}

/// An answer in a few lines: what Intercom's support asks for, and what is left of the rate limit.
fn answered(answer: &Answer, took: Duration) -> String {
    let request_id = answer.request_id().unwrap_or("none");
    let took = took.as_millis();
    let mut lines = vec![format!("{} after {took} ms, request id {request_id}", answer.status)];
    lines.extend(
        answer.timing.rate.map(|rate| {
            format!("{} of {} requests left in this window", rate.remaining, rate.limit)
        }),
    );
    format!("< {}", lines.join("\n< "))
}
