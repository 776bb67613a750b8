//! Secrets in a file that only its owner can read: for machines without a keychain, and only when
//! the user says so. A file that others could read or exchange is refused, as ssh does with keys.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::secret::Secret;
use crate::config::{Lock, write_file};
use crate::error::{Error, Result};
use crate::permissions;

/// The file.
#[derive(Debug, Clone)]
pub struct FileStore(PathBuf);

/// Secrets by account, as they stand in the file.
type Entries = BTreeMap<String, String>;

impl FileStore {
    /// The store in the file at that path, which need not exist.
    pub fn at(path: &Path) -> Self {
        FileStore(path.to_owned())
    }

    /// Whether a secret could be kept here.
    pub fn probe(&self) -> Result<()> {
        self.refuse_exposed()
    }

    /// The secret of an account, if there is one.
    pub fn get(&self, account: &str) -> Result<Option<Secret>> {
        self.refuse_exposed()?;
        Ok(self.read()?.get(account).map(|text| Secret::new(text)))
    }

    /// Keeps a secret.
    pub fn set(&self, account: &str, secret: &Secret) -> Result<()> {
        self.change(|entries| {
            entries.insert(account.to_owned(), secret.reveal().to_owned());
        })
    }

    /// Removes the secret of an account, if there is one.
    pub fn delete(&self, account: &str) -> Result<()> {
        if !self.0.exists() {
            return Ok(());
        }
        self.change(|entries| {
            entries.remove(account);
        })
    }

    fn change(&self, change: impl FnOnce(&mut Entries)) -> Result<()> {
        let _lock = Lock::of(&self.0)?;
        self.refuse_exposed()?;
        let mut entries = self.read()?;
        change(&mut entries);
        let mut bytes = serde_json::to_vec_pretty(&entries)
            .map_err(|cause| Error::failed(format!("{}: {cause}", self.0.display())))?;
        bytes.push(b'\n');
        write_file(&self.0, &bytes)
    }

    fn read(&self) -> Result<Entries> {
        let bytes = match fs::read(&self.0) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Entries::new()),
            Err(cause) => {
                let message = format!("{} cannot be read: {cause}", self.0.display());
                return Err(Error::failed(message));
            }
        };
        // The parser's own message could quote a secret.
        serde_json::from_slice(&bytes).map_err(|cause| {
            let (line, column) = (cause.line(), cause.column());
            let path = self.0.display();
            Error::failed(format!("{path} line {line}, column {column}: not an object of texts"))
                .hint("move the file away and log in again")
        })
    }

    fn refuse_exposed(&self) -> Result<()> {
        /// Read, write or search, by anybody but the owner.
        const BY_OTHERS: u32 = 0o077;
        /// Write, by anybody but the owner.
        const WRITE_BY_OTHERS: u32 = 0o022;
        let exposed = |path: &Path, bits: u32, what: &str, mend: &str| {
            // Where permissions are no mode, the user's own directory protects the file.
            let mode = permissions::mode(path).unwrap_or(0) & 0o777;
            if mode & bits == 0 {
                return Ok(());
            }
            let path = path.display();
            Err(Error::failed(format!("{path} can be {what} by others (mode {mode:03o})"))
                .hint(format!("if no secret has leaked: chmod {mend} {path}")))
        };
        exposed(&self.0, BY_OTHERS, "read", "600")?;
        match self.0.parent().filter(|dir| !dir.as_os_str().is_empty()) {
            Some(dir) => exposed(dir, WRITE_BY_OTHERS, "written to", "go-w"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_was_kept_is_found_in_a_file_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ictl/credentials.json");
        let store = FileStore::at(&path);
        assert_eq!(store.get("acme").unwrap(), None);
        store.delete("acme").unwrap();
        assert!(!path.exists());
        store.set("acme", &Secret::new("one")).unwrap();
        store.set("app:mine", &Secret::new("two")).unwrap();
        assert_eq!(store.get("acme").unwrap(), Some(Secret::new("one")));
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        store.delete("acme").unwrap();
        assert_eq!(store.get("acme").unwrap(), None);
        assert_eq!(store.get("app:mine").unwrap(), Some(Secret::new("two")));
    }

    #[test]
    fn a_file_that_others_could_read_or_exchange_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("credentials.json");
        let store = FileStore::at(&path);
        store.set("acme", &Secret::new("one")).unwrap();
        chmod(&path, 0o640);
        for refused in [store.get("acme").map(drop), store.set("b", &Secret::new("x"))] {
            let error = refused.unwrap_err();
            assert!(error.message().contains("mode 640"), "{error}");
            assert!(error.hint_text().unwrap().contains("chmod 600"));
        }
        chmod(&path, 0o600);
        chmod(dir.path(), 0o777);
        let error = store.get("acme").unwrap_err();
        assert!(error.message().contains("written to by others"), "{error}");
        chmod(dir.path(), 0o755);
        store.get("acme").unwrap();
    }

    #[test]
    fn a_file_that_is_no_store_is_told_with_its_place_and_not_quoted() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("credentials.json");
        fs::write(&path, "{\"acme\":\n 5}").unwrap();
        chmod(&path, 0o600);
        let error = FileStore::at(&path).get("acme").unwrap_err();
        assert!(error.message().contains("line 2"), "{error}");
    }
}
