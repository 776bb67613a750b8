//! Profiles and apps together with their secrets: what is kept, found and forgotten in one step,
//! though it lies in two places.

use std::sync::Arc;

use super::file_store::FileStore;
use super::keychain::Keychain;
use super::patience::{Limits, Notice, PatientKeychain};
use super::secret::Secret;
use crate::config::{App, Config, Paths, Profile, StoreKind};
use crate::error::{Error, Kind, Result};
use crate::interrupt::Interrupt;

/// The account of the entry that shows whether a store takes secrets.
const TRIAL: &str = "trial";

/// Whether a profile that is kept becomes the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Current {
    /// It does.
    Switch,
    /// The current one stays.
    Stay,
}

/// The profiles, the apps and their secrets.
#[derive(Clone)]
pub struct Credentials {
    paths: Paths,
    keychain: PatientKeychain,
    file: FileStore,
    notice: Notice,
}

impl Credentials {
    /// Those of these places. Nothing is opened yet.
    pub fn new(
        paths: Paths,
        keychain: Arc<dyn Keychain>,
        limits: Limits,
        interrupt: Interrupt,
        notice: Notice,
    ) -> Self {
        let keychain = PatientKeychain::new(keychain, limits, interrupt, notice.clone());
        let file = FileStore::at(&paths.credentials);
        Credentials { paths, keychain, file, notice }
    }

    /// The settings as they are now.
    pub fn config(&self) -> Result<Config> {
        Config::read(&self.paths)
    }

    /// Whether a store is there. Fast: asks no keychain for its password.
    pub fn probe(&self, store: StoreKind) -> Result<()> {
        match store {
            StoreKind::Keychain => self.keychain.probe(),
            StoreKind::File => self.file.probe(),
        }
    }

    /// Whether a store takes secrets, found out by keeping one that is none: better before the user
    /// is sent to a browser than after. A desktop may ask for the keychain's password here.
    pub fn rehearse(&self, store: StoreKind) -> Result<()> {
        match store {
            StoreKind::Keychain => {
                self.keychain.set(TRIAL, &Secret::new(TRIAL))?;
                self.keychain.delete(TRIAL)
            }
            StoreKind::File => self.file.probe(),
        }
    }

    /// Keeps a profile with its token. A token that an earlier login left in the other store is
    /// removed there, so that it cannot be taken for this one.
    pub fn keep(
        &self,
        name: &str,
        profile: &Profile,
        token: &Secret,
        current: Current,
    ) -> Result<()> {
        let earlier = self.config()?.profile(name).cloned();
        let profile = Profile { fingerprint: Some(token.fingerprint()), ..profile.clone() };
        self.put(profile.store, name, token)?;
        let kept = Config::edit(&self.paths, |config| {
            config.put_profile(name, &profile)?;
            if current == Current::Switch {
                config.set_current(Some(name));
            }
            Ok(())
        });
        if let (Err(_), None) = (&kept, &earlier) {
            // A secret that no profile speaks of would lie there for ever.
            self.delete_leftover(profile.store, name);
        }
        kept?;
        if let Some(old) = earlier.filter(|earlier| earlier.store != profile.store) {
            self.delete_leftover(old.store, name);
        }
        Ok(())
    }

    /// The token of a profile.
    ///
    /// # Errors
    /// Exit 4 when the store has none any more, or another one than was checked at login.
    pub fn token_of(&self, name: &str, profile: &Profile) -> Result<Secret> {
        let store = profile.store.as_str();
        let found = self.get(profile.store, name);
        let token = found.map_err(|error| error.context(format!("profile {name}")))?;
        let changed = |what: String| {
            Error::new(Kind::Auth, what)
                .hint(format!("log in again with `ictl auth login --profile {name}`"))
        };
        let token = token.filter(|token| !token.is_empty()).ok_or_else(|| {
            changed(format!("the {store} no longer holds the token of profile {name}"))
        })?;
        if profile.fingerprint.as_ref().is_some_and(|known| *known != token.fingerprint()) {
            return Err(changed(format!(
                "the {store} holds another token for profile {name} than the one that logged in"
            )));
        }
        Ok(token)
    }

    /// Forgets a profile and its token. Intercom is not told.
    pub fn forget(&self, name: &str) -> Result<()> {
        let Some(profile) = self.config()?.profile(name).cloned() else { return Ok(()) };
        let deleted = self.delete(profile.store, name);
        deleted.map_err(|error| error.context(format!("profile {name}")))?;
        Config::edit(&self.paths, |config| {
            config.remove_profile(name);
            Ok(())
        })
    }

    /// Chooses the current profile.
    pub fn switch(&self, name: &str) -> Result<()> {
        Config::edit(&self.paths, |config| {
            config.set_current(Some(name));
            Ok(())
        })
    }

    /// Keeps an app with its client secret.
    pub fn keep_app(&self, name: &str, app: &App, secret: &Secret) -> Result<()> {
        let earlier = self.config()?.app(name).cloned();
        let account = app_account(name);
        self.put(app.store, &account, secret)?;
        let kept = Config::edit(&self.paths, |config| config.put_app(name, app));
        if let (Err(_), None) = (&kept, &earlier) {
            self.delete_leftover(app.store, &account);
        }
        kept?;
        if let Some(old) = earlier.filter(|earlier| earlier.store != app.store) {
            self.delete_leftover(old.store, &account);
        }
        Ok(())
    }

    /// The client secret of an app.
    ///
    /// # Errors
    /// Failed when the store has none any more.
    pub fn secret_of(&self, name: &str, app: &App) -> Result<Secret> {
        let found = self.get(app.store, &app_account(name));
        let secret = found.map_err(|error| error.context(format!("app {name}")))?;
        secret.filter(|secret| !secret.is_empty()).ok_or_else(|| {
            let store = app.store.as_str();
            Error::failed(format!("the {store} no longer holds the client secret of app {name}"))
                .hint(format!("add it again with `ictl app add {name}`"))
        })
    }

    /// Forgets an app and its client secret.
    pub fn forget_app(&self, name: &str) -> Result<()> {
        let Some(app) = self.config()?.app(name).cloned() else { return Ok(()) };
        let deleted = self.delete(app.store, &app_account(name));
        deleted.map_err(|error| error.context(format!("app {name}")))?;
        Config::edit(&self.paths, |config| {
            config.remove_app(name);
            Ok(())
        })
    }

    fn get(&self, store: StoreKind, account: &str) -> Result<Option<Secret>> {
        match store {
            StoreKind::Keychain => self.keychain.get(account),
            StoreKind::File => self.file.get(account),
        }
    }

    fn put(&self, store: StoreKind, account: &str, secret: &Secret) -> Result<()> {
        match store {
            StoreKind::Keychain => self.keychain.set(account, secret),
            StoreKind::File => self.file.set(account, secret),
        }
    }

    fn delete(&self, store: StoreKind, account: &str) -> Result<()> {
        match store {
            StoreKind::Keychain => self.keychain.delete(account),
            StoreKind::File => self.file.delete(account),
        }
    }

    /// What stands in its place counts; that something is left that nobody asks for is worth a word.
    fn delete_leftover(&self, store: StoreKind, account: &str) {
        if let Err(error) = self.delete(store, account) {
            let store = store.as_str();
            (self.notice)(&format!("a secret that nothing uses is still in the {store}: {error}"));
        }
    }
}

/// The account of an app's entry. No profile's name has a colon.
fn app_account(name: &str) -> String {
    format!("app:{name}")
}
