//! Where does a new token go, and may it? However a token came to be (pasted, by OAuth, through
//! `ictl app serve`), it ends here: proved with `GET /me`, then kept as a profile.

use crate::api::{BaseUrl, Client, Region};
use crate::auth::{Current, Identity, Secret};
use crate::config::{Profile, StoreKind, TokenKind, check_name};
use crate::context::{Context, workspace};
use crate::error::{Error, Result};

/// Where a token is to be kept.
#[derive(Debug, Clone)]
pub(in crate::commands) struct LoginTarget {
    /// The profile's name; the workspace's id in lower case unless given.
    pub profile: Option<String>,
    /// The region to ask first; `GET /me` tells the real one.
    pub region: Option<Region>,
    /// The store; that of an earlier login of the same name, or the keychain, unless given.
    pub store: Option<StoreKind>,
    /// Whether the profile becomes the current one.
    pub current: Current,
}

impl LoginTarget {
    /// Finds out before anybody is sent anywhere whether the token could be kept at the end.
    ///
    /// # Errors
    /// A name that cannot be one; no keychain; a file that others could read.
    pub fn check(&self, cx: &Context) -> Result<()> {
        if let Some(name) = &self.profile {
            check_name("a profile", name)?;
        }
        // In a sandbox and in a dry run nothing is kept.
        if !keeps(cx) {
            return Ok(());
        }
        let unnamed = self.store.is_none() && self.profile.is_none();
        let in_file = |profile: &Profile| profile.store == StoreKind::File;
        if unnamed && cx.config()?.profiles().values().any(in_file) {
            // It may turn out to be a profile whose token lies in the file.
            return Ok(());
        }
        cx.credentials()?.rehearse(self.store_of(self.profile.as_deref(), cx)?)
    }

    fn store_of(&self, name: Option<&str>, cx: &Context) -> Result<StoreKind> {
        if let Some(store) = self.store {
            return Ok(store);
        }
        let config = cx.config()?;
        let earlier = name.and_then(|name| config.profile(name));
        Ok(earlier.map_or(StoreKind::Keychain, |earlier| earlier.store))
    }
}

/// Proves a token with `GET /me`, keeps it and returns the profile with its name. In a sandbox and
/// in a dry run nothing is kept.
///
/// # Errors
/// A refused token (exit 4); a store that does not take it; a profile of that name that stands for
/// another workspace.
pub(in crate::commands) async fn keep_token(
    cx: &mut Context,
    token: &Secret,
    kind: TokenKind,
    target: &LoginTarget,
) -> Result<(String, Profile)> {
    let client = proving_client(cx, token, target)?;
    let identity = Identity::ask(&client).await?;
    let (name, profile) = profile_of(identity, client.base_url(), kind, target, cx)?;
    if keeps(cx) {
        cx.credentials()?.keep(&name, &profile, token, target.current)?;
    }
    Ok((name, profile))
}

/// The client that proves a token which is to be kept.
pub(in crate::commands) fn proving_client(
    cx: &mut Context,
    token: &Secret,
    target: &LoginTarget,
) -> Result<Client> {
    let base_url = cx.api_base_url(target.region)?;
    cx.client_at(base_url, token)
}

/// Whether a token is kept at all: not in a sandbox, and not in a dry run.
pub(in crate::commands) fn keeps(cx: &Context) -> bool {
    !cx.in_sandbox() && !cx.dry_run()
}

/// The profile of a token that was proved, under its name; nothing is kept yet.
///
/// # Errors
/// A profile of that name that stands for another workspace.
pub(in crate::commands) fn profile_of(
    identity: Identity,
    base_url: &BaseUrl,
    kind: TokenKind,
    target: &LoginTarget,
    cx: &mut Context,
) -> Result<(String, Profile)> {
    let name = target.profile.clone().unwrap_or_else(|| identity.workspace_id.to_lowercase());
    check_name("a profile", &name)?;
    let asked_for = cx.region_asked_for(target.region)?;
    if let (Some(asked_for), Some(region)) = (asked_for, identity.region)
        && asked_for != region
    {
        cx.ui.note(&format!("the workspace is in region {region}, not {asked_for}"));
    }
    let profile = Profile {
        region: identity.region.or(asked_for).unwrap_or_default().to_string(),
        workspace_id: identity.workspace_id,
        workspace_name: identity.workspace_name,
        token: kind,
        store: target.store_of(Some(&name), cx)?,
        base_url: base_url.to_string(),
        admin_id: identity.admin_id,
        admin_email: identity.admin_email,
        fingerprint: None,
        color: earlier_color(&name, cx)?,
    };
    if keeps(cx) {
        refuse_other_workspace(&name, &profile, cx)?;
    }
    Ok((name, profile))
}

/// What the user chose for a profile outlives a new login.
fn earlier_color(name: &str, cx: &Context) -> Result<Option<String>> {
    Ok(cx.config()?.profile(name).and_then(|earlier| earlier.color.clone()))
}

/// Scripts that name the profile would from now on write to another workspace.
fn refuse_other_workspace(name: &str, profile: &Profile, cx: &Context) -> Result<()> {
    let config = cx.config()?;
    let earlier = config.profile(name);
    let Some(other) = earlier.filter(|earlier| earlier.workspace_id != profile.workspace_id) else {
        return Ok(());
    };
    let (old, new) = (workspace(other), workspace(profile));
    Err(Error::failed(format!("profile {name} is the workspace {old}, and this token is of {new}"))
        .hint(format!("choose another name with --profile, or `ictl auth logout {name}` first")))
}

/// Says where a login's token is now.
pub(super) fn say_kept(name: &str, profile: &Profile, cx: &mut Context) {
    let (workspace, store) = (workspace(profile), profile.store.as_str());
    cx.ui
        .message(&format!("logged in to {workspace} as profile {name}; token kept in the {store}"));
    warn_of_what_beats_it(name, cx);
}

/// A login that later commands would not use deserves a word.
pub(super) fn warn_of_what_beats_it(name: &str, cx: &mut Context) {
    if cx.token_in_environment().is_some() {
        cx.ui.warn("INTERCOM_TOKEN is set: commands use that token until it is unset");
    } else if let Some(other) = cx.env("ICTL_PROFILE").filter(|other| *other != name) {
        let text = format!("ICTL_PROFILE is set: commands use profile {other} until it is unset");
        cx.ui.warn(&text);
    }
}
