//! Which API a command speaks to, and with which token: the order in which flags, environment,
//! profiles and sandbox decide.
//!
//! What is decided here needs no secret. A stored token is fetched only when a request is about to
//! leave, and goes only to addresses that it may be known to.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Context, shell_word};
use crate::api::error_codes::TOKEN_REFUSED;
use crate::api::{BaseUrl, Network, ProxyUrl, Region};
use crate::auth::Secret;
use crate::clock::Clock;
use crate::config::{Config, Profile};
use crate::error::{Error, Kind, Result};
use crate::likeness::nearest;
use crate::sandbox::{self, Running, Sandbox};

/// The variable that names the API's address.
const API_BASE_URL: &str = "INTERCOM_API_BASE_URL";

/// A longer command line is not repeated as an example, in characters.
const LONGEST_EXAMPLE: usize = 200;

/// Whose token a command uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The sandbox's, with `--sandbox`.
    Sandbox,
    /// That of `INTERCOM_TOKEN`.
    Environment,
    /// A profile's.
    Profile(String, Box<Profile>),
    /// There is none.
    Nothing,
}

impl Context {
    /// Whose token this command uses: `--sandbox` beats `--profile`, which beats `INTERCOM_TOKEN`,
    /// which beats `ICTL_PROFILE` and the current profile. No keychain is opened.
    ///
    /// # Errors
    /// A profile that does not exist; settings that cannot be read.
    pub fn source(&mut self) -> Result<Source> {
        if let Some(source) = &self.source {
            return Ok(source.clone());
        }
        let source = self.choose_source()?;
        self.say_what_surprises(&source);
        self.source = Some(source.clone());
        Ok(source)
    }

    fn choose_source(&self) -> Result<Source> {
        if self.in_sandbox() {
            return Ok(Source::Sandbox);
        }
        if let Some(name) = &self.options.profile {
            return self.profile_named(name);
        }
        if self.token_in_environment().is_some() {
            return Ok(Source::Environment);
        }
        if let Some(name) = self.env("ICTL_PROFILE") {
            return self.profile_named(name).map_err(|error| error.context("ICTL_PROFILE"));
        }
        let config = self.config()?;
        let current = config.current().and_then(|name| Some((name, config.profile(name)?)));
        Ok(current.map_or(Source::Nothing, |(name, profile)| named(name, profile)))
    }

    fn profile_named(&self, name: &str) -> Result<Source> {
        let config = self.config()?;
        let profile = config.profile(name).ok_or_else(|| no_profile(name, &config))?;
        Ok(named(name, profile))
    }

    /// The token of `INTERCOM_TOKEN`.
    pub fn token_in_environment(&self) -> Option<Secret> {
        self.env("INTERCOM_TOKEN").map(Secret::new).filter(|token| !token.is_empty())
    }

    fn say_what_surprises(&mut self, source: &Source) {
        self.say_what_beats_region();
        let Source::Profile(name, profile) = source else { return };
        if self.options.profile.is_some() && self.token_in_environment().is_some() {
            self.ui.note(&format!("profile {name} is used, not the token in INTERCOM_TOKEN"));
        }
        if let Some(region) = self.options.region
            && self.env(API_BASE_URL).is_none()
            && region.to_string() != profile.region
        {
            let own = &profile.region;
            self.ui.note(&format!(
                "profile {name} is of region {own}; --region {region} sends this to that region's \
                 host all the same"
            ));
        }
    }

    /// Says once that `--region` does not choose the host.
    fn say_what_beats_region(&mut self) {
        let is_beaten = !self.in_sandbox() && self.env(API_BASE_URL).is_some();
        if let Some(region) = self.options.region.filter(|_| is_beaten && !self.told_of_region) {
            self.told_of_region = true;
            self.ui.note(&format!("{API_BASE_URL} says where this goes, not --region {region}"));
        }
    }

    /// Says on a terminal, once a command, which workspace is about to be changed, where the user gave
    /// its profile a color: it is to be seen.
    pub fn say_where_it_writes(&mut self) {
        // What is wrong with the choice is told when the client is asked for.
        let Ok(Source::Profile(name, profile)) = self.source() else { return };
        if self.said_where || profile.color.is_none() || !self.ui.terminal().stderr {
            return;
        }
        let text = format!("this writes to {}, profile {name}", workspace(&profile));
        self.said_where = true;
        self.ui.note(&text);
    }

    /// Where requests of that source go.
    ///
    /// # Errors
    /// An address that would expose the token.
    pub fn base_url(&mut self) -> Result<BaseUrl> {
        match self.source()? {
            Source::Profile(name, profile) => self.profile_base_url(&name, &profile),
            _ => self.api_base_url(None),
        }
    }

    /// The token of that source. Opens the keychain where it lies there.
    ///
    /// # Errors
    /// Exit 4 where there is none.
    pub fn token(&mut self) -> Result<Secret> {
        match self.source()? {
            Source::Sandbox => Ok(Secret::new(self.running_sandbox()?.token())),
            Source::Environment => self.token_in_environment().ok_or_else(|| self.not_logged_in()),
            Source::Profile(name, profile) => self.credentials()?.token_of(&name, &profile),
            Source::Nothing => Err(self.not_logged_in()),
        }
    }

    /// The API's address for a token that is not a profile's: the sandbox's, else
    /// `INTERCOM_API_BASE_URL`, else that of a region: this one, or of `--region`, or of
    /// `INTERCOM_REGION`.
    pub fn api_base_url(&mut self, region: Option<Region>) -> Result<BaseUrl> {
        if self.in_sandbox() {
            return BaseUrl::parse(self.running_sandbox()?.base_url(), "the sandbox's address");
        }
        self.check_app_base_url()?;
        self.say_what_beats_region();
        // A mistake in the region is told even where it decides nothing.
        let region = self.region_asked_for(region)?;
        if let Some(url) = self.env(API_BASE_URL) {
            return BaseUrl::parse(url, API_BASE_URL);
        }
        BaseUrl::parse(region.unwrap_or_default().api_base_url(), "the region's address")
    }

    /// The address of the web application, where people authorize apps: the sandbox's, else
    /// `INTERCOM_APP_BASE_URL`, else the region's.
    pub fn app_base_url(&mut self, region: Region) -> Result<BaseUrl> {
        if self.in_sandbox() {
            return BaseUrl::parse(self.running_sandbox()?.base_url(), "the sandbox's address");
        }
        match self.env("INTERCOM_APP_BASE_URL") {
            Some(url) => BaseUrl::parse(url, "INTERCOM_APP_BASE_URL"),
            None => BaseUrl::parse(region.app_base_url(), "the region's address"),
        }
    }

    /// Few commands use that address, but a mistake in it should not wait for one that does.
    fn check_app_base_url(&self) -> Result<()> {
        match self.env("INTERCOM_APP_BASE_URL") {
            Some(url) => BaseUrl::parse(url, "INTERCOM_APP_BASE_URL").map(drop),
            None => Ok(()),
        }
    }

    /// The region of this argument, else of `--region`, else of `INTERCOM_REGION`.
    pub fn region_asked_for(&self, region: Option<Region>) -> Result<Option<Region>> {
        let text = self.env("INTERCOM_REGION");
        let from_env = || text.map(str::parse).transpose();
        match region.or(self.options.region) {
            Some(region) => Ok(Some(region)),
            None => from_env().map_err(|error: Error| error.context("INTERCOM_REGION")),
        }
    }

    /// The address of a profile's requests.
    ///
    /// # Errors
    /// Exit 2 where the token would go to an address that it must not be known to.
    pub fn profile_base_url(&self, name: &str, profile: &Profile) -> Result<BaseUrl> {
        self.check_app_base_url()?;
        let checked_with =
            BaseUrl::parse(&profile.base_url, &format!("base_url of profile {name}"))?;
        if let Some(url) = self.env(API_BASE_URL) {
            let url = BaseUrl::parse(url, API_BASE_URL)?;
            let trusted = url == checked_with || url.is_loopback() || url.is_intercoms_own();
            return if trusted { Ok(url) } else { Err(foreign(name, &url, &checked_with)) };
        }
        let region = match self.options.region {
            Some(region) => region,
            // Not one of Intercom's hosts: a sandbox, or what stands in front of Intercom.
            None if !checked_with.is_intercoms_own() => return Ok(checked_with),
            None => profile
                .region
                .parse()
                .map_err(|error: Error| error.context(format!("region of profile {name}")))?,
        };
        BaseUrl::parse(region.api_base_url(), "the region's address")
    }

    /// Proxy and certificates as the usual variables say; lower case beats upper case, as in curl.
    pub fn network(&self) -> Network {
        let either = |name: &str| self.env(&name.to_lowercase()).or_else(|| self.env(name));
        let proxy = either("HTTPS_PROXY").or_else(|| either("ALL_PROXY"));
        Network {
            proxy: proxy.map(|address| ProxyUrl(address.to_owned())),
            no_proxy: either("NO_PROXY").map(str::to_owned),
            ca_file: self.env("SSL_CERT_FILE").map(PathBuf::from),
        }
    }

    /// The error of a command that needs a token where there is none.
    pub fn not_logged_in(&self) -> Error {
        let profiles = self.config().map(|config| config.profiles().len()).unwrap_or_default();
        if profiles > 0 {
            return Error::new(Kind::Auth, "not logged in: no profile is the current one").hint(
                "choose one with `ictl auth switch NAME` or --profile; `ictl auth list` names them",
            );
        }
        Error::new(Kind::Auth, "not logged in: there is no access token").hint(format!(
            "log in with `ictl auth login`, set INTERCOM_TOKEN to an access token (Developer \
                 Hub > your app > Configure > Authentication), or try it without an account: {}",
            self.in_a_sandbox()
        ))
    }

    /// The present command line, as it would run in a sandbox; another where it is about tokens.
    fn in_a_sandbox(&self) -> String {
        let about_tokens = |word: &String| ["auth", "doctor"].contains(&word.as_str());
        if self.args().iter().any(about_tokens) {
            return "ictl --sandbox contacts list".to_owned();
        }
        let words = self.args().iter().skip(1).map(|word| shell_word(word));
        let line: Vec<String> = ["ictl --sandbox".to_owned()].into_iter().chain(words).collect();
        let line = line.join(" ");
        if line.chars().count() > LONGEST_EXAMPLE { "--sandbox".to_owned() } else { line }
    }

    /// True where nobody has logged in yet and no variable holds a token: the command line is
    /// probably one of the first.
    pub fn is_first_run(&mut self) -> bool {
        let nothing = matches!(self.source(), Ok(Source::Nothing));
        nothing && self.config().is_ok_and(|config| config.profiles().is_empty())
    }

    /// Says of a refused token whose it was; what else the error says to do stays.
    pub fn explain(&self, error: Error) -> Error {
        let (Some(Source::Profile(name, profile)), Some(hint)) = (&self.source, error.hint_text())
        else {
            return error;
        };
        let workspace = workspace(profile);
        let whose = format!(
            "Intercom did not accept the token of profile {name} (workspace {workspace}): log in \
             again with `ictl auth login --profile {name}`"
        );
        let hint = hint.replace(TOKEN_REFUSED, &whose);
        error.hint(hint)
    }
}

/// The workspace of a profile for people: `Acme (abc123)`.
pub fn workspace(profile: &Profile) -> String {
    match &profile.workspace_name {
        Some(name) => format!("{name} ({})", profile.workspace_id),
        None => profile.workspace_id.clone(),
    }
}

/// The error of a profile's name that no profile has.
pub fn no_profile(name: &str, config: &Config) -> Error {
    let known: Vec<&str> = config.profiles().keys().map(String::as_str).collect();
    let error = Error::usage(format!("there is no profile {name:?}"));
    let Some(nearest) = nearest(name, known.iter().copied()) else {
        return match known[..] {
            [] => error.hint("there is none yet; `ictl auth login` makes one"),
            _ => error.hint(format!("there is {}", known.join(", "))),
        };
    };
    error.hint(format!("did you mean {nearest}? There is {}", known.join(", ")))
}

/// Starts the sandbox of `--sandbox` on a free port, with its demo data.
pub(super) fn start_sandbox(clock: &Arc<dyn Clock>) -> Result<Running> {
    Sandbox::spawn(&sandbox::Options::demo(), clock.clone())
}

fn named(name: &str, profile: &Profile) -> Source {
    Source::Profile(name.to_owned(), Box::new(profile.clone()))
}

fn foreign(name: &str, url: &BaseUrl, checked_with: &BaseUrl) -> Error {
    Error::usage(format!(
        "the token of profile {name} is not sent to {url}: it was checked with {checked_with}"
    ))
    .hint(
        "unset INTERCOM_API_BASE_URL; or, if you trust that address, log in there with a profile \
         of its own: `ictl auth login --profile NAME`",
    )
}
