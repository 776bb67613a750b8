//! What is to be revoked: the tokens of profiles, or one that comes through stdin. All names are
//! looked up before anything is done, so that a mistyped one stops everything.

use super::super::{existing, name_asked_for, refuse_profile_with_all, usual_profile};
use super::RevokeArgs;
use crate::api::{BaseUrl, Client};
use crate::auth::{Identity, Secret};
use crate::commands::secret;
use crate::config::{Config, Profile};
use crate::context::{Context, workspace};
use crate::error::{Error, Kind, Result};

/// A token whose end is wanted.
pub struct Target {
    /// The profile that it is the token of; more than one may have the same.
    pub profile: Option<String>,
    /// The workspace for people.
    pub workspace: String,
    /// The workspace's id, where it is known.
    pub workspace_id: Option<String>,
    /// The workspace's host.
    pub base_url: BaseUrl,
    token: Where,
}

/// Where the token is. That of a profile is fetched only when it is needed.
enum Where {
    Here(Secret),
    Kept(Box<Profile>),
    Sandbox,
}

/// What the arguments name.
pub fn choose(args: &RevokeArgs, cx: &mut Context) -> Result<Vec<Target>> {
    if args.with_token {
        return Ok(vec![from_stdin(cx)?]);
    }
    if cx.in_sandbox() {
        return Ok(vec![unnamed(Where::Sandbox, cx)?]);
    }
    let config = cx.config()?;
    let mut names: Vec<String> = match args.names.as_slice() {
        [] if args.all => {
            refuse_profile_with_all(cx)?;
            config.profiles().keys().cloned().collect()
        }
        [] => vec![the_one(cx)?],
        names => {
            let named = names.iter().map(|name| name_asked_for(Some(name), cx));
            named.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect()
        }
    };
    names.sort();
    names.dedup();
    for name in &names {
        existing(name, &config)?;
    }
    if cx.token_in_environment().is_some() && !names.is_empty() {
        let names = names.join(", ");
        cx.ui.note(&format!("this is about {names}, not about the token in INTERCOM_TOKEN"));
    }
    names.iter().map(|name| of_profile(name, &config, cx)).collect()
}

/// The profile of a command line without names.
fn the_one(cx: &Context) -> Result<String> {
    if let Some(name) = name_asked_for(None, cx)? {
        return Ok(name);
    }
    if cx.token_in_environment().is_some() {
        return Err(Error::usage("which token? INTERCOM_TOKEN is set, and it is no profile's")
            .hint(
                "name the profile; or revoke the variable's token: \
                 printenv INTERCOM_TOKEN | ictl auth revoke --with-token",
            ));
    }
    usual_profile(cx)
}

fn of_profile(name: &str, config: &Config, cx: &Context) -> Result<Target> {
    let profile = existing(name, config)?;
    Ok(Target {
        profile: Some(name.to_owned()),
        workspace: workspace(profile),
        workspace_id: Some(profile.workspace_id.clone()),
        base_url: cx.profile_base_url(name, profile)?,
        token: Where::Kept(Box::new(profile.clone())),
    })
}

fn from_stdin(cx: &mut Context) -> Result<Target> {
    let ways = "pipe it: ictl auth revoke --with-token < FILE";
    let token = secret::read("access token", ways, cx)?;
    // Where a profile has the same one, it is that profile that ends.
    let fingerprint = token.fingerprint();
    let config = cx.config()?;
    let same = config
        .profiles()
        .iter()
        .find(|(_, profile)| profile.fingerprint.as_ref() == Some(&fingerprint));
    let same = same.map(|(name, _)| name.clone());
    let here = Where::Here(token);
    match same {
        Some(name) => Ok(Target { token: here, ..of_profile(&name, &config, cx)? }),
        None => unnamed(here, cx),
    }
}

fn unnamed(token: Where, cx: &mut Context) -> Result<Target> {
    Ok(Target {
        profile: None,
        workspace: "the token's workspace".to_owned(),
        workspace_id: None,
        base_url: cx.api_base_url(None)?,
        token,
    })
}

impl Target {
    /// A client with the token, which is fetched now.
    pub fn client(&self, cx: &mut Context) -> Result<Client> {
        let token = match (&self.token, &self.profile) {
            (Where::Here(token), _) => token.clone(),
            (Where::Kept(profile), Some(name)) => cx.credentials()?.token_of(name, profile)?,
            (Where::Kept(_) | Where::Sandbox, _) => cx.token()?,
        };
        cx.client_at(self.base_url.clone(), &token)
    }

    /// Asks which workspace it is, where that is not known. False when the token is dead already.
    pub async fn learn_workspace(&mut self, client: &Client) -> Result<bool> {
        if self.workspace_id.is_some() {
            return Ok(true);
        }
        match Identity::ask(client).await {
            Ok(identity) => {
                self.workspace = identity.workspace();
                self.workspace_id = Some(identity.workspace_id);
                Ok(true)
            }
            Err(error) if error.kind() == Kind::Auth => Ok(false),
            // The permission to read it may be missing; the token can be revoked all the same.
            Err(error) if error.kind() == Kind::Failed => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Forgets what is kept here.
    pub fn forget(&self, cx: &Context) -> Result<()> {
        match &self.profile {
            Some(name) => cx.credentials()?.forget(name),
            None => Ok(()),
        }
    }

    /// What messages call it.
    pub fn name(&self) -> String {
        match &self.profile {
            Some(name) => format!("profile {name}"),
            None => self.workspace.clone(),
        }
    }
}
