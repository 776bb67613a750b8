//! What the user has settled once for all in `config.toml`, in place of flags: which keys there are,
//! what each takes, and who beats whom.
//!
//! A flag beats the environment, which beats the file, which beats the default. Few flags have a key:
//! none that changes what a script reads from a pipe.

use std::time::Duration;

use clap::ValueEnum;
use jiff::tz::TimeZone;

use super::options::{parse_time_zone, parse_timeout};
use super::{Context, no_profile, workspace};
use crate::api::ApiVersion;
use crate::api::client::DEFAULT_TIMEOUT;
use crate::config::{Config, Profile};
use crate::error::{Error, Result};
use crate::output::{Badge, BadgeColor, ColorChoice};

/// What decides a setting that stands in the file.
pub const FILE: &str = "config.toml";

/// What decides where nobody else does.
const DEFAULT: &str = "default";

/// A value, and who decided it: a flag, a variable, [`FILE`] or the default.
pub type Decided = (Option<String>, &'static str);

/// A setting. All that there is to know of one stands in its row, but for its use.
#[derive(Debug)]
pub struct Key {
    /// Its name in the file.
    pub name: &'static str,
    /// What it is for, as a line of help.
    pub about: &'static str,
    /// Refuses a value that makes no sense.
    pub check: fn(&str, &Config) -> Result<()>,
    /// What beats the file, the strongest first.
    beaten_by: fn(&Context) -> [Decided; 2],
    /// What holds where nothing is settled.
    otherwise: fn(&Context) -> Decided,
}

/// The settings, but for those of profiles.
pub const KEYS: [Key; 6] = [
    Key {
        name: "api_version",
        about: "Version of the API to ask for, such as 2.16 or Preview",
        check: |text, _| text.parse::<ApiVersion>().map(drop),
        beaten_by: |cx| {
            let flag = cx.options.api_version.map(|version| version.to_string());
            [(flag, "--api-version"), cx.variable("INTERCOM_VERSION")]
        },
        otherwise: |_| (Some(ApiVersion::DEFAULT.to_string()), DEFAULT),
    },
    Key {
        name: "color",
        about: "Color on terminals: auto or never",
        check: |text, _| color(text).map(drop),
        beaten_by: |cx| {
            let never = cx.env("NO_COLOR").map(|_| ColorChoice::Never.name());
            [(cx.options.color.map(ColorChoice::name), "--color"), (never, "NO_COLOR")]
        },
        otherwise: |_| (Some(ColorChoice::default().name()), DEFAULT),
    },
    Key {
        name: "current",
        about: "Profile that commands use, as with `ictl auth switch`",
        check: |text, config| match config.profile(text) {
            Some(_) => Ok(()),
            None => Err(no_profile(text, config)),
        },
        beaten_by: |cx| [(cx.options.profile.clone(), "--profile"), cx.variable("ICTL_PROFILE")],
        otherwise: |_| (None, DEFAULT),
    },
    Key {
        name: "pager",
        about: "Command that pages long tables, such as less -R; cat for none",
        check: |_, _| Ok(()),
        beaten_by: |cx| {
            let none = cx.options.no_pager.then(|| "cat".to_owned());
            [(none, "--no-pager"), cx.variable("ICTL_PAGER")]
        },
        otherwise: |cx| match cx.variable("PAGER") {
            (None, _) => (None, DEFAULT),
            pager => pager,
        },
    },
    Key {
        name: "time_zone",
        about: "Zone of dates, such as Europe/Dublin",
        check: |text, _| parse_time_zone(text).map(drop),
        beaten_by: |cx| [(cx.options.time_zone.as_ref().map(zone_name), "--time-zone"), NOTHING],
        otherwise: |cx| (Some(zone_name(&cx.time_zone)), DEFAULT),
    },
    Key {
        name: "timeout",
        about: "How long an attempt may take, such as 30s",
        check: |text, _| parse_timeout(text).map(drop),
        beaten_by: |cx| [(cx.options.timeout.map(in_seconds), "--timeout"), NOTHING],
        otherwise: |_| (Some(in_seconds(DEFAULT_TIMEOUT)), DEFAULT),
    },
];

/// The settings of each profile, as `profiles.NAME.KEY`.
pub const PROFILE_KEYS: [Key; 1] = [Key {
    name: "color",
    about: "Color of the workspace's name in messages and questions",
    check: |text, _| badge_color(text).map(drop),
    beaten_by: |_| [NOTHING, NOTHING],
    otherwise: |_| (None, DEFAULT),
}];

/// Neither a flag nor a variable.
const NOTHING: Decided = (None, DEFAULT);

/// The settings of the file, read.
#[derive(Debug, Clone, Default)]
pub(super) struct Preferences {
    api_version: Option<ApiVersion>,
    color: Option<ColorChoice>,
    pub pager: Option<String>,
    time_zone: Option<TimeZone>,
    timeout: Option<Duration>,
    pub badges: Vec<Badge>,
}

/// What is wrong with the settings.
#[derive(Debug)]
pub(super) enum Fault {
    /// The file as a whole cannot be understood.
    File(Error),
    /// A setting makes no sense.
    Value(Error),
}

impl Preferences {
    /// Reads them.
    ///
    /// # Errors
    /// A value that makes no sense, with its place.
    fn read(config: &Config) -> Result<Self> {
        Ok(Preferences {
            api_version: read(config, "api_version", str::parse)?,
            color: read(config, "color", color)?,
            pager: read(config, "pager", |text| Ok(text.to_owned()))?,
            time_zone: read(config, "time_zone", parse_time_zone)?,
            timeout: read(config, "timeout", parse_timeout)?,
            badges: badges(config)?,
        })
    }
}

fn read<T>(config: &Config, key: &str, parse: impl Fn(&str) -> Result<T>) -> Result<Option<T>> {
    let text = config.value(&[key])?;
    text.map(|text| parse(&text).map_err(|error| config.fault(&[key], &error.context(key))))
        .transpose()
}

/// A file that always asked for color would put it into pipes as well.
fn color(text: &str) -> Result<ColorChoice> {
    match ColorChoice::from_str(text, true) {
        Ok(choice @ (ColorChoice::Auto | ColorChoice::Never)) => Ok(choice),
        _ => Err(Error::usage(format!("{text:?} is neither auto nor never"))
            .hint("--color always asks for color in pipes, one command at a time")),
    }
}

fn badge_color(text: &str) -> Result<BadgeColor> {
    BadgeColor::of(text).ok_or_else(|| {
        Error::usage(format!("{text:?} is not a color"))
            .hint(format!("the colors are {}", BadgeColor::names()))
    })
}

fn badges(config: &Config) -> Result<Vec<Badge>> {
    let colored = |(name, profile): (&String, &Profile)| {
        let color = badge_color(profile.color.as_deref()?);
        let path = ["profiles", name, "color"];
        let badge = color.map(|color| Badge::new(&workspace(profile), color));
        Some(badge.map_err(|error| config.fault(&path, &error.context("color"))))
    };
    config.profiles().iter().filter_map(colored).collect()
}

impl Context {
    /// The settings of the file, as far as it can be read. What is wrong in it is kept for
    /// [`Context::refuse_faulty_settings`]; a file that may not be read is the business of commands that
    /// need what else is in it.
    pub(super) fn read_preferences(&mut self) -> Preferences {
        let Some(paths) = self.known_paths().filter(Config::is_readable) else {
            return Preferences::default();
        };
        let read = match Config::read(&paths) {
            Ok(config) => Preferences::read(&config).map_err(Fault::Value),
            Err(fault) => Err(Fault::File(fault)),
        };
        read.unwrap_or_else(|fault| {
            self.settings_fault = Some(fault);
            Preferences::default()
        })
    }

    /// Stops a command that would run with other settings than the user wrote down. One that needs no
    /// profile goes on without a file that nobody can read, and says so.
    ///
    /// # Errors
    /// A file that cannot be understood, with the place of the fault.
    pub fn refuse_faulty_settings(&mut self) -> Result<()> {
        let needs_no_profile = self.in_sandbox()
            || (self.options.profile.is_none() && self.token_in_environment().is_some());
        match self.settings_fault.take() {
            Some(Fault::File(fault)) if needs_no_profile => {
                self.ui.warn(&format!("{fault}; no setting in it is used"));
                Ok(())
            }
            Some(Fault::File(fault) | Fault::Value(fault)) => Err(fault),
            None => Ok(()),
        }
    }

    /// The same for those who look into what is wrong: it is an error in any case.
    ///
    /// # Errors
    /// As above.
    pub fn settings_fault(&mut self) -> Result<()> {
        match self.settings_fault.take() {
            Some(Fault::File(fault) | Fault::Value(fault)) => Err(fault),
            None => Ok(()),
        }
    }

    /// The version to ask for: that of `--api-version`, else of `INTERCOM_VERSION`, else of the
    /// settings, else our own.
    pub fn version(&self) -> Result<ApiVersion> {
        if let Some(version) = self.options.api_version {
            return Ok(version);
        }
        match self.env("INTERCOM_VERSION") {
            Some(text) => text.parse().map_err(|error: Error| error.context("INTERCOM_VERSION")),
            None => Ok(self.preferences.api_version.unwrap_or(ApiVersion::DEFAULT)),
        }
    }

    /// How long an attempt may take.
    pub fn timeout(&self) -> Duration {
        self.options.timeout.or(self.preferences.timeout).unwrap_or(DEFAULT_TIMEOUT)
    }

    /// The value of the setting at this path of the file that commands use, and who decided it. No
    /// value where there is no default either.
    ///
    /// # Errors
    /// A value in the file that is no text.
    pub fn setting(&self, key: &Key, path: &[&str], config: &Config) -> Result<Decided> {
        let mut beaten_by = (key.beaten_by)(self).into_iter();
        if let Some(decided) = beaten_by.find(|(value, _)| value.is_some()) {
            return Ok(decided);
        }
        match config.value(path)? {
            Some(text) => Ok((Some(text), FILE)),
            None => Ok((key.otherwise)(self)),
        }
    }

    /// What a variable of the environment decides.
    fn variable(&self, name: &'static str) -> Decided {
        (self.env(name).map(str::to_owned), name)
    }
}

impl Preferences {
    /// The zone of `--time-zone`, else of the settings.
    pub(super) fn zone(&self, flag: Option<&TimeZone>) -> Option<TimeZone> {
        flag.or(self.time_zone.as_ref()).cloned()
    }

    /// Whether a stream has color where neither flag nor variable decides.
    pub(super) fn allows_color(&self) -> bool {
        self.color != Some(ColorChoice::Never)
    }
}

fn in_seconds(time: Duration) -> String {
    format!("{}s", time.as_secs_f64())
}

fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("of this machine").to_owned()
}
