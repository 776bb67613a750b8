//! Single values of `config.toml` by their path, for those who keep settings of their own in it:
//! read with the place where they stand, set and removed without touching what is around them.

use std::path::Path;

use toml_edit::{Document, Item, Table, TableLike, Value};

use super::document::{Config, place, set};
use crate::error::{Error, Result};

/// What helps where no command can change what is wrong.
const MEND: &str = "mend the file there";

impl Config {
    /// The value at this path as text, a number as it was written; `None` where there is none.
    ///
    /// # Errors
    /// Something else than text or a number, with its place.
    pub fn value(&self, path: &[&str]) -> Result<Option<String>> {
        let Some(item) = find(self.document.as_item(), path) else { return Ok(None) };
        let text = match item.as_value() {
            Some(Value::String(text)) => Some(text.value().clone()),
            // 2.10 is no 2.1, so a number is taken as it stands there.
            Some(number @ (Value::Integer(_) | Value::Float(_))) => {
                Some(number.clone().decorated("", "").to_string())
            }
            _ => None,
        };
        let name = path.last().copied().unwrap_or_default();
        text.map(Some).ok_or_else(|| {
            self.fault(
                path,
                &Error::failed(format!("{name} must be a text, such as {name} = \"…\"")),
            )
        })
    }

    /// The names that stand outside of all tables, and those of the tables.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.document.iter().map(|(name, _)| name)
    }

    /// What stands in a table of texts, such as `[aliases]`, in its order.
    ///
    /// # Errors
    /// Something else than text in it, with its place.
    pub fn texts(&self, table: &str) -> Result<Vec<(String, String)>> {
        let Some(item) = self.document.get(table) else { return Ok(Vec::new()) };
        let Some(members) = item.as_table_like() else {
            let message = format!("{table} must be a table: [{table}]");
            return Err(self.fault(&[table], &Error::failed(message)).hint(MEND));
        };
        let names = members.iter().map(|(name, _)| name.to_owned());
        let text = |name: String| {
            let text = self.value(&[table, &name]).map_err(|fault| fault.hint(MEND))?;
            Ok((name, text.unwrap_or_default()))
        };
        names.map(text).collect()
    }

    /// Sets a text, and makes the tables on the way to it.
    ///
    /// # Errors
    /// Where something else stands in the place of such a table.
    pub fn set_value(&mut self, path: &[&str], text: &str) -> Result<()> {
        let Some((name, tables)) = path.split_last() else { return Ok(()) };
        let mut table: &mut dyn TableLike = self.document.as_table_mut();
        for key in tables {
            let item = table.entry(key).or_insert_with(|| Item::Table(Table::new()));
            table = item.as_table_like_mut().ok_or_else(|| {
                Error::failed(format!("{key} is no table in config.toml")).hint(MEND)
            })?;
        }
        set(table, name, text);
        Ok(())
    }

    /// Removes a value; false where there was none.
    pub fn unset_value(&mut self, path: &[&str]) -> bool {
        let Some((name, tables)) = path.split_last() else { return false };
        let mut table: &mut dyn TableLike = self.document.as_table_mut();
        for key in tables {
            match table.get_mut(key).and_then(Item::as_table_like_mut) {
                Some(inner) => table = inner,
                None => return false,
            }
        }
        table.remove(name).is_some()
    }

    /// The error of a value that makes no sense, with file, line and column before what is wrong.
    pub fn fault(&self, path: &[&str], wrong: &Error) -> Error {
        let (file, text) = &self.source;
        let fault = Error::failed(format!("{}: {}", stands_at(file, text, path), wrong.message()));
        let keys = path.join(".");
        let mend = format!("mend the file, or `ictl config unset {keys}`");
        match wrong.hint_text() {
            Some(hint) => fault.hint(format!("{hint}; {mend}")),
            None => fault.hint(mend),
        }
    }
}

/// `FILE line 3, column 9`. A document that can be changed has forgotten its places, so the text is
/// looked through once more.
fn stands_at(file: &Path, text: &str, path: &[&str]) -> String {
    let found = Document::parse(text)
        .ok()
        .and_then(|document| Some(place(text, find(document.as_item(), path)?.span()?.start)));
    format!("{}{}", file.display(), found.unwrap_or_default())
}

fn find<'a>(item: &'a Item, path: &[&str]) -> Option<&'a Item> {
    path.iter().try_fold(item, |item, key| item.get(key))
}

#[cfg(test)]
mod tests {
    use super::super::Paths;
    use super::*;

    fn config(text: &str) -> Config {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().to_str().unwrap();
        let paths = Paths::resolve(|name| (name == "ICTL_CONFIG_DIR").then_some(folder)).unwrap();
        std::fs::write(&paths.config, text).unwrap();
        Config::read(&paths).unwrap()
    }

    #[test]
    fn a_number_is_taken_as_it_was_written() {
        let config = config("api_version = 2.10 # newest\ntimeout = 30\n");
        assert_eq!(config.value(&["api_version"]).unwrap().as_deref(), Some("2.10"));
        assert_eq!(config.value(&["timeout"]).unwrap().as_deref(), Some("30"));
        assert_eq!(config.value(&["pager"]).unwrap(), None);
    }

    #[test]
    fn what_is_no_text_is_told_with_its_place() {
        let config = config("# mine\ncolor = [1]\n[aliases]\nx = true\n");
        let color = config.value(&["color"]).unwrap_err();
        assert!(color.message().contains("config.toml line 2, column 9: color must"), "{color}");
        let alias = config.texts("aliases").unwrap_err();
        assert!(alias.message().contains("config.toml line 4, column 5"), "{alias}");
        assert_eq!(alias.hint_text(), Some(MEND));
    }

    #[test]
    fn setting_and_removing_leave_the_rest_alone() {
        let text = "# mine\ncolor = \"auto\" # for now\n\n[profiles.a]\nregion = \"us\"\nx = 1\n\
                    workspace_id = \"w\"\ntoken = \"access\"\nstore = \"file\"\nbase_url = \"u\"\n";
        let mut config = config(text);
        config.set_value(&["color"], "never").unwrap();
        config.set_value(&["profiles", "a", "color"], "red").unwrap();
        config.set_value(&["aliases", "stale"], "tags list").unwrap();
        assert!(config.unset_value(&["profiles", "a", "x"]));
        assert!(!config.unset_value(&["profiles", "b", "color"]));
        let expected = text.replace("\"auto\"", "\"never\"").replace("x = 1\n", "")
            + "color = \"red\"\n\n[aliases]\nstale = \"tags list\"\n";
        assert_eq!(config.document.to_string(), expected);
    }
}
