//! `config.toml`: read as typed values, changed as the text that the user may have written, so
//! that comments, order and unknown keys stay.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use super::lock::Lock;
use super::paths::Paths;
use super::private::write_file;
use super::profile::{App, Profile};
use crate::error::{Error, Result};

/// What a new file begins with.
const PREAMBLE: &str =
    "# Settings, profiles, apps and aliases of ictl. Secrets are kept elsewhere.\n\n";

/// The settings as they were when they were read.
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub(super) document: DocumentMut,
    settings: Settings,
    /// The file as it was read: its path and its text, in which places can be found.
    pub(super) source: (PathBuf, String),
}

/// The part of the file that has a meaning.
#[derive(Debug, Clone, Default, Deserialize)]
struct Settings {
    current: Option<String>,
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
    #[serde(default)]
    apps: BTreeMap<String, App>,
}

impl Config {
    /// Reads the file; one that is not there has nothing in it.
    ///
    /// # Errors
    /// A file that cannot be read or understood, with the place of the fault.
    pub fn read(paths: &Paths) -> Result<Self> {
        let path = &paths.config;
        match fs::read_to_string(path) {
            Ok(text) => Config::parse(&text, path),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(Config::default()),
            Err(cause) => Err(unreadable(path, &cause)),
        }
    }

    /// True for a file that is there and may be read.
    pub fn is_readable(paths: &Paths) -> bool {
        fs::File::open(&paths.config).is_ok()
    }

    /// Reads, changes and writes the file, while nobody else does.
    pub fn edit<T>(paths: &Paths, change: impl FnOnce(&mut Config) -> Result<T>) -> Result<T> {
        let path = &paths.config;
        let _lock = Lock::of(path)?;
        let mut config = Config::read(paths)?;
        let before = config.document.to_string();
        let result = change(&mut config)?;
        let text = config.document.to_string();
        if text != before {
            let preamble = if before.is_empty() { PREAMBLE } else { "" };
            let mut text = format!("{preamble}{text}");
            // The document has forgotten how its lines ended.
            if config.source.1.contains("\r\n") {
                text = text.replace("\r\n", "\n").replace('\n', "\r\n");
            }
            write_file(path, text.as_bytes())?;
        }
        Ok(result)
    }

    /// The profile that is used unless another is asked for. It may have been removed by hand.
    pub fn current(&self) -> Option<&str> {
        self.settings.current.as_deref()
    }

    /// The profile of that name.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.settings.profiles.get(name)
    }

    /// All profiles, by name.
    pub fn profiles(&self) -> &BTreeMap<String, Profile> {
        &self.settings.profiles
    }

    /// The app of that name.
    pub fn app(&self, name: &str) -> Option<&App> {
        self.settings.apps.get(name)
    }

    /// All apps, by name.
    pub fn apps(&self) -> &BTreeMap<String, App> {
        &self.settings.apps
    }

    /// Chooses the current profile, or none.
    pub fn set_current(&mut self, name: Option<&str>) {
        match name {
            Some(name) => set(self.document.as_table_mut(), "current", name),
            None => drop(self.document.remove("current")),
        }
        self.settings.current = name.map(str::to_owned);
    }

    /// Adds a profile or replaces the one of that name.
    pub fn put_profile(&mut self, name: &str, profile: &Profile) -> Result<()> {
        self.put("profiles", name, profile)?;
        self.settings.profiles.insert(name.to_owned(), profile.clone());
        Ok(())
    }

    /// Removes a profile; where it was the current one, there is none from now on.
    pub fn remove_profile(&mut self, name: &str) {
        self.remove("profiles", name);
        self.settings.profiles.remove(name);
        if self.current() == Some(name) {
            self.set_current(None);
        }
    }

    /// Adds an app or replaces the one of that name.
    pub fn put_app(&mut self, name: &str, app: &App) -> Result<()> {
        self.put("apps", name, app)?;
        self.settings.apps.insert(name.to_owned(), app.clone());
        Ok(())
    }

    /// Removes an app.
    pub fn remove_app(&mut self, name: &str) {
        self.remove("apps", name);
        self.settings.apps.remove(name);
    }

    fn parse(text: &str, path: &Path) -> Result<Self> {
        let unreadable = |message: &str, span: Option<Range<usize>>| {
            let place = span.map(|span| place(text, span.start)).unwrap_or_default();
            Error::failed(format!("{}{place}: {message}", path.display())).hint(begin_afresh(path))
        };
        let document: DocumentMut = text
            .parse()
            .map_err(|fault: toml_edit::TomlError| unreadable(fault.message(), fault.span()))?;
        let settings = toml_edit::de::from_str(text)
            .map_err(|fault| unreadable(fault.message(), fault.span()))?;
        Ok(Config { document, settings, source: (path.to_owned(), text.to_owned()) })
    }

    fn put(&mut self, kind: &str, name: &str, values: &impl Serialize) -> Result<()> {
        let values = toml_edit::ser::to_document(values)
            .map_err(|cause| Error::failed(format!("{name} cannot be written: {cause}")))?;
        let groups = self.document.entry(kind).or_insert_with(group);
        let entry = groups
            .as_table_like_mut()
            .map(|groups| groups.entry(name).or_insert_with(|| Item::Table(Table::new())))
            .and_then(Item::as_table_like_mut)
            .ok_or_else(|| Error::failed(format!("{kind}.{name} is no table in config.toml")))?;
        for gone in ["workspace_name", "admin_id", "admin_email", "fingerprint", "region"] {
            if !values.contains_key(gone) {
                entry.remove(gone);
            }
        }
        for (key, value) in values.iter() {
            if let Some(text) = value.as_str() {
                set(entry, key, text);
            }
        }
        Ok(())
    }

    fn remove(&mut self, kind: &str, name: &str) {
        if let Some(groups) = self.document.get_mut(kind).and_then(Item::as_table_like_mut) {
            groups.remove(name);
        }
    }
}

fn unreadable(path: &Path, cause: &std::io::Error) -> Error {
    let shown = path.display();
    match cause.kind() {
        ErrorKind::InvalidData => {
            Error::failed(format!("{shown} is not UTF-8 text")).hint(begin_afresh(path))
        }
        ErrorKind::NotADirectory => Error::failed(format!("{shown} cannot be read: {cause}")).hint(
            "ICTL_CONFIG_DIR must name a directory, and none of what is above it may be a file",
        ),
        _ => Error::failed(format!("{shown} cannot be read: {cause}"))
            .hint("make it readable, or set ICTL_CONFIG_DIR to another directory"),
    }
}

fn begin_afresh(path: &Path) -> String {
    format!(
        "mend the file there, or begin afresh: mv '{0}' '{0}.old', then `ictl auth login`",
        path.display()
    )
}

/// `[profiles]` itself needs no line of its own above `[profiles.acme]`.
fn group() -> Item {
    let mut table = Table::new();
    table.set_implicit(true);
    Item::Table(table)
}

/// Sets a text and leaves the comment beside it.
pub(super) fn set(table: &mut dyn TableLike, key: &str, text: &str) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(value) if value.as_str() == Some(text) => {}
        Some(value) => {
            let decor = value.decor().clone();
            *value = Value::from(text);
            *value.decor_mut() = decor;
        }
        None => drop(table.insert(key, toml_edit::value(text))),
    }
}

/// ` line 3, column 5`, both counted from 1.
pub(super) fn place(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!(" line {line}, column {column}")
}

#[cfg(test)]
mod tests {
    use super::super::profile::{StoreKind, TokenKind};
    use super::*;

    fn paths(dir: &tempfile::TempDir) -> Paths {
        let dir = dir.path().to_str().unwrap();
        Paths::resolve(|name| (name == "ICTL_CONFIG_DIR").then_some(dir)).unwrap()
    }

    fn profile(workspace_id: &str) -> Profile {
        Profile {
            region: "eu".to_owned(),
            workspace_id: workspace_id.to_owned(),
            workspace_name: Some("Acme".to_owned()),
            token: TokenKind::OAuth,
            store: StoreKind::Keychain,
            base_url: "https://api.eu.intercom.io".to_owned(),
            admin_id: Some("7".to_owned()),
            admin_email: None,
            fingerprint: None,
            color: None,
        }
    }

    #[test]
    fn a_profile_is_found_again_as_it_was_kept() {
        let dir = tempfile::tempdir().unwrap();
        let paths = paths(&dir);
        Config::edit(&paths, |config| {
            config.put_profile("acme", &profile("w1"))?;
            config.set_current(Some("acme"));
            Ok(())
        })
        .unwrap();
        let config = Config::read(&paths).unwrap();
        assert_eq!(config.profile("acme"), Some(&profile("w1")));
        assert_eq!(config.current(), Some("acme"));
        insta::assert_snapshot!(fs::read_to_string(&paths.config).unwrap(), @r#"
        # Settings, profiles, apps and aliases of ictl. Secrets are kept elsewhere.

        current = "acme"

        [profiles.acme]
        region = "eu"
        workspace_id = "w1"
        workspace_name = "Acme"
        token = "oauth"
        store = "keychain"
        base_url = "https://api.eu.intercom.io"
        admin_id = "7"
        "#);
    }

    #[test]
    fn what_the_user_wrote_stays() {
        let dir = tempfile::tempdir().unwrap();
        let paths = paths(&dir);
        let text = "\
# mine
current = \"b\" # for now

# the big one
[profiles.b]
store = \"file\" # no keychain there
token = \"access\"
workspace_id = \"w2\"
region = \"us\"
base_url = \"https://api.intercom.io\"
colour = \"green\"
";
        fs::write(&paths.config, text).unwrap();
        Config::edit(&paths, |config| {
            config.put_profile("a", &profile("w1"))?;
            let store = StoreKind::Keychain;
            let b = Profile { store, ..config.profile("b").unwrap().clone() };
            config.put_profile("b", &b)?;
            config.set_current(Some("a"));
            config.remove_profile("a");
            Ok(())
        })
        .unwrap();
        let expected =
            text.replace("current = \"b\" # for now\n", "").replace("\"file\"", "\"keychain\"");
        let now = fs::read_to_string(&paths.config).unwrap();
        assert_eq!(now.replace("# mine\n", ""), expected.replace("# mine\n", ""));
    }

    #[test]
    fn lines_end_as_they_did() {
        let dir = tempfile::tempdir().unwrap();
        let paths = paths(&dir);
        fs::write(&paths.config, "# mine\r\ncolor = 'auto'\r\n").unwrap();
        Config::edit(&paths, |config| config.set_value(&["timeout"], "5s")).unwrap();
        let now = fs::read_to_string(&paths.config).unwrap();
        assert_eq!(now, "# mine\r\ncolor = 'auto'\r\ntimeout = \"5s\"\r\n");
    }

    #[test]
    fn a_file_that_is_no_text_says_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let paths = paths(&dir);
        fs::write(&paths.config, b"\xff\xfe").unwrap();
        let error = Config::read(&paths).unwrap_err();
        assert!(error.message().ends_with("config.toml is not UTF-8 text"), "{error}");
        assert!(error.hint_text().unwrap().contains("begin afresh"));
    }

    #[test]
    fn a_fault_is_told_with_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let paths = paths(&dir);
        for (text, place) in [
            ("current = 'a'\nprofiles = [", "config.toml line 2"),
            ("[profiles.a]\nstore = \"attic\"", "config.toml line 2, column 9"),
            ("current = 5", "config.toml line 1, column 11"),
        ] {
            fs::write(&paths.config, text).unwrap();
            let error = Config::read(&paths).unwrap_err();
            assert!(error.message().contains(place), "{error}");
        }
    }

    #[test]
    fn writers_at_the_same_time_lose_nothing_of_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let paths = paths(&dir);
        std::thread::scope(|scope| {
            for number in 0..16 {
                let paths = &paths;
                scope.spawn(move || {
                    let name = format!("p{number}");
                    Config::edit(paths, |config| config.put_profile(&name, &profile("w"))).unwrap();
                });
            }
        });
        assert_eq!(Config::read(&paths).unwrap().profiles().len(), 16);
    }
}
