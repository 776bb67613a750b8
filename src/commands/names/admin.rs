//! Teammates: by id, email, name, or `me`; and the one who acts.

use clap::{Arg, ArgMatches};
use serde_json::{Map, Value};

use super::is_number;
use super::matching::{Thing, id, pick};
use crate::api::Request;
use crate::api::pagination::items;
use crate::commands::operation::{gives, has_whole_body};
use crate::context::{Context, Source};
use crate::error::{Error, Result};

const ADMIN: Thing = Thing { noun: "admin", names: &["email", "name"], list: "ictl admins list" };

/// The word for the admin that the token belongs to.
const ME: &str = "me";

const ACTING: &str = "acting-admin";

/// `--admin`: who acts.
pub fn admin_arg() -> Arg {
    Arg::new(ACTING)
        .long("admin")
        .value_name("ID|EMAIL|me")
        .help("Act as this teammate, not as the one of the token")
        .conflicts_with("input")
}

/// The id of the admin who acts: that of `--admin`, or the token's own.
pub async fn acting_admin(matches: &ArgMatches, cx: &mut Context) -> Result<String> {
    let given = matches.try_get_one::<String>(ACTING).ok().flatten();
    admin(given.map_or(ME, String::as_str), cx).await
}

/// Puts the admin who acts into the fields of a body, unless the command line gives the whole body
/// or that field.
pub async fn add_acting_admin(
    fields: &mut Map<String, Value>,
    matches: &ArgMatches,
    cx: &mut Context,
) -> Result<()> {
    if !has_whole_body(matches) && !gives(matches, "admin_id") {
        fields.insert("admin_id".to_owned(), acting_admin(matches, cx).await?.into());
    }
    Ok(())
}

/// The id of the admin that this means.
pub async fn admin(text: &str, cx: &mut Context) -> Result<String> {
    if text.eq_ignore_ascii_case(ME) {
        return me(cx).await;
    }
    if is_number(text) {
        return Ok(text.to_owned());
    }
    let page = cx.client()?.json(&Request::get("/admins")).await?;
    pick(&ADMIN, text, items(&page, "admins").unwrap_or_default()).map(id)
}

/// The id of the admin that the token belongs to, which a profile remembers.
async fn me(cx: &mut Context) -> Result<String> {
    if let Source::Profile(_, profile) = cx.source()?
        && let Some(id) = profile.admin_id
    {
        return Ok(id);
    }
    let me = cx.client()?.json(&Request::get("/me")).await?;
    if me["id"].is_null() {
        return Err(Error::failed("the token belongs to no admin")
            .hint("say who acts with --admin ID or --admin EMAIL"));
    }
    Ok(id(&me))
}
