//! Where does everything lie? Under `ICTL_CONFIG_DIR` when it is set; else in the XDG base
//! directories (on Windows, in the user's application data).
//!
//! The variables are read here, and not by a crate, because the environment of a command is a
//! value: a test with an empty one has no home, and must not find the developer's.

use std::path::{Path, PathBuf};

/// The name of our own folder in each of the base directories.
const FOLDER: &str = "ictl";

/// The places of what is kept. None of them need exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// `config.toml`: profiles and apps, no secrets.
    pub config: PathBuf,
    /// `credentials.json`: the secrets that the user chose to keep in a file.
    pub credentials: PathBuf,
    /// The directory of the login listener's certificate and key.
    pub certificate: PathBuf,
    /// The directory of what can be made again.
    pub cache: PathBuf,
    /// The directory of what should outlive a command but is no setting.
    pub state: PathBuf,
}

impl Paths {
    /// Reads them from the environment; `None` where it knows no home.
    pub fn resolve<'a>(env: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        if let Some(dir) = env("ICTL_CONFIG_DIR") {
            return Some(Paths::below(Path::new(dir)));
        }
        let base = if cfg!(windows) { application_data(&env) } else { xdg(&env) }?;
        let [config, data, cache, state] = base.map(|dir| dir.join(FOLDER));
        Some(Paths {
            config: config.join("config.toml"),
            credentials: data.join("credentials.json"),
            certificate: data.join("certificate"),
            cache,
            state,
        })
    }

    fn below(dir: &Path) -> Self {
        Paths {
            config: dir.join("config.toml"),
            credentials: dir.join("credentials.json"),
            certificate: dir.join("certificate"),
            cache: dir.join("cache"),
            state: dir.join("state"),
        }
    }
}

/// Configuration, data, cache and state of the XDG base directory specification, which says that
/// a relative path counts as absent.
fn xdg<'a>(env: &impl Fn(&str) -> Option<&'a str>) -> Option<[PathBuf; 4]> {
    let home = env("HOME").map(Path::new);
    let one = |variable: &str, below_home: &str| {
        let given = env(variable).map(PathBuf::from).filter(|path| path.is_absolute());
        given.or_else(|| Some(home?.join(below_home)))
    };
    Some([
        one("XDG_CONFIG_HOME", ".config")?,
        one("XDG_DATA_HOME", ".local/share")?,
        one("XDG_CACHE_HOME", ".cache")?,
        one("XDG_STATE_HOME", ".local/state")?,
    ])
}

/// What roams goes to `APPDATA`, what belongs to the machine to `LOCALAPPDATA`.
fn application_data<'a>(env: &impl Fn(&str) -> Option<&'a str>) -> Option<[PathBuf; 4]> {
    let roaming = PathBuf::from(env("APPDATA")?);
    let local = env("LOCALAPPDATA").map_or_else(|| roaming.clone(), PathBuf::from);
    Some([roaming, local.clone(), local.clone(), local])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(variables: &[(&str, &'static str)]) -> Option<Paths> {
        Paths::resolve(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
        })
    }

    #[test]
    fn one_variable_takes_everything_to_one_directory() {
        let paths = resolve(&[("ICTL_CONFIG_DIR", "/t"), ("HOME", "/home/ada")]).unwrap();
        for path in
            [&paths.config, &paths.credentials, &paths.certificate, &paths.cache, &paths.state]
        {
            assert!(path.starts_with("/t"), "{}", path.display());
        }
    }

    #[test]
    #[cfg(unix)]
    fn without_it_the_xdg_directories_are_used() {
        let paths = resolve(&[
            ("HOME", "/home/ada"),
            ("XDG_CONFIG_HOME", "/etc/ada"),
            ("XDG_DATA_HOME", "relative"),
        ])
        .unwrap();
        assert_eq!(paths.config, Path::new("/etc/ada/ictl/config.toml"));
        let credentials = Path::new("/home/ada/.local/share/ictl/credentials.json");
        assert_eq!(paths.credentials, credentials);
        assert_eq!(paths.state, Path::new("/home/ada/.local/state/ictl"));
    }

    #[test]
    fn an_empty_environment_has_no_place_for_anything() {
        assert_eq!(resolve(&[]), None);
    }
}
