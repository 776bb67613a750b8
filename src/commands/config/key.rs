//! From what was typed to a setting: its path in the file, or an error that knows what was meant.

use crate::config::Config;
use crate::context::{Context, Decided, KEYS, Key, PROFILE_KEYS, no_profile};
use crate::error::{Error, Result};
use crate::likeness::nearest;

/// Parts of names that only secrets have.
const SECRETS: [&str; 4] = ["token", "secret", "password", "credential"];

/// What people look for here and is found elsewhere.
const ELSEWHERE: [(&str, &str); 7] = [
    ("profile", "the profile that commands use is the setting `current`"),
    ("region", "a login finds it out; for one command there is --region, or INTERCOM_REGION"),
    ("output", "the form of the output stays what scripts expect; an alias can hold a flag"),
    ("json", "the form of the output stays what scripts expect; an alias can hold a flag"),
    ("fields", "an alias can hold flags: `ictl alias set NAME 'contacts list --fields id,email'`"),
    ("editor", "the variables VISUAL and EDITOR name it"),
    ("client_id", "`ictl app add NAME --client-id ID` keeps an app"),
];

/// A setting of this file.
pub struct Setting {
    profile: Option<String>,
    key: &'static Key,
}

impl Setting {
    /// One that belongs to no profile.
    pub fn global(key: &'static Key) -> Self {
        Setting { profile: None, key }
    }

    /// One of a profile.
    pub fn of_profile(profile: &str, key: &'static Key) -> Self {
        Setting { profile: Some(profile.to_owned()), key }
    }

    /// The setting of this name, dashes being as good as underscores.
    ///
    /// # Errors
    /// Exit 2 with what may have been meant; for a secret, with the place where it belongs.
    pub fn find(text: &str, config: &Config) -> Result<Self> {
        if let Some((profile, key)) = of_profile(text) {
            let known = PROFILE_KEYS.iter().find(|known| known.name == plain(key));
            return match known {
                Some(_) if config.profile(profile).is_none() => Err(no_profile(profile, config)),
                Some(known) => Ok(Setting::of_profile(profile, known)),
                None => Err(unknown(text, config)),
            };
        }
        let name = plain(text);
        let known = KEYS.iter().find(|known| known.name == name);
        known.map(Setting::global).ok_or_else(|| unknown(text, config))
    }

    /// Its name, as `config list` shows it.
    pub fn name(&self) -> String {
        self.path().join(".")
    }

    /// What it is for.
    pub fn about(&self) -> &'static str {
        self.key.about
    }

    /// Where it is in the file.
    pub fn path(&self) -> Vec<&str> {
        match &self.profile {
            Some(profile) => vec!["profiles", profile, self.key.name],
            None => vec![self.key.name],
        }
    }

    /// Refuses a value that makes no sense.
    pub fn check(&self, value: &str, config: &Config) -> Result<()> {
        (self.key.check)(value, config)
    }

    /// The value that commands use, and what decides it.
    pub fn value(&self, config: &Config, cx: &Context) -> Result<Decided> {
        cx.setting(self.key, &self.path(), config)
    }
}

/// Profile and key of `profiles.NAME.KEY`; names may have dots.
fn of_profile(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("profiles.")?.rsplit_once('.')
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

fn unknown(text: &str, config: &Config) -> Error {
    let name = plain(text.rsplit('.').next().unwrap_or(text));
    if SECRETS.iter().any(|part| name.contains(part)) {
        return Error::usage("config.toml holds no secrets").hint(
            "`ictl auth login --with-token < FILE` keeps a token in the keychain, `ictl app add` a \
             client secret; INTERCOM_TOKEN gives one without keeping it",
        );
    }
    let error = Error::usage(format!("there is no setting {text:?}"));
    if let Some((_, instead)) = ELSEWHERE.iter().find(|(known, _)| *known == name) {
        return error.hint(*instead);
    }
    let of_profiles = config.profiles().keys().map(|name| format!("profiles.{name}.color"));
    let known: Vec<String> =
        KEYS.iter().map(|key| key.name.to_owned()).chain(of_profiles).collect();
    let all = KEYS.map(|key| key.name).join(", ");
    let all = format!("the settings are {all} and profiles.NAME.color");
    match nearest(text, known.iter().map(String::as_str)) {
        Some(nearest) => error.hint(format!("did you mean {nearest}? {}", capital(&all))),
        None => error.hint(all),
    }
}

fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
