//! May a row name this owner? An owner is an admin of the workspace; the API refuses a contact whose
//! owner is anybody else.
//!
//! A contact that was exported from another workspace brings that workspace's owner. Rejecting every
//! such row would help nobody: the owner is left out, and counted.

use std::collections::HashSet;

use serde_json::Value;

/// What is known of the workspace that owners must belong to.
#[derive(Debug, Clone, Default)]
pub struct Owners {
    /// The workspace, where the token may know it.
    pub workspace: Option<String>,
    /// Its admins by id, where they are needed and may be read.
    pub admins: Option<HashSet<String>>,
}

/// What to do with the owner of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Send it: it is an admin, or the API knows better.
    Keep,
    /// Send it, although nobody knows such an admin.
    KeepUnknown,
    /// Leave it out: it belongs to the workspace that the row comes from.
    LeaveOut,
}

impl Owners {
    /// The admins that `GET /admins` lists.
    pub fn admins_of(answer: &Value) -> Option<HashSet<String>> {
        let admins = answer["admins"].as_array()?.iter();
        Some(admins.filter_map(|admin| Some(admin["id"].as_str()?.to_owned())).collect())
    }

    /// About an owner; `home` is the `workspace_id` of the row, where it has one.
    pub(super) fn judge(&self, owner: &str, home: Option<&str>) -> Verdict {
        let is_foreign =
            home.is_some_and(|home| self.workspace.as_deref().is_some_and(|own| own != home));
        match &self.admins {
            Some(admins) if admins.contains(owner) => Verdict::Keep,
            _ if is_foreign => Verdict::LeaveOut,
            Some(_) => Verdict::KeepUnknown,
            None => Verdict::Keep,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_from_elsewhere_is_kept_only_where_he_is_at_home() {
        let admins = Some(HashSet::from(["7".to_owned()]));
        let owners = Owners { workspace: Some("abc".into()), admins };
        assert_eq!(owners.judge("7", Some("xyz")), Verdict::Keep);
        assert_eq!(owners.judge("8", Some("xyz")), Verdict::LeaveOut);
        assert_eq!(owners.judge("8", Some("abc")), Verdict::KeepUnknown);
        assert_eq!(owners.judge("8", None), Verdict::KeepUnknown);
    }

    #[test]
    fn where_admins_cannot_be_read_the_api_judges_the_workspaces_own_rows() {
        let owners = Owners { workspace: Some("abc".into()), admins: None };
        assert_eq!(owners.judge("8", None), Verdict::Keep);
        assert_eq!(owners.judge("8", Some("xyz")), Verdict::LeaveOut);
    }
}
