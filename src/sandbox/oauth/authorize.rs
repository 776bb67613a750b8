//! `/oauth`: a person in a browser lets the app into a workspace, or does not.
//!
//! docs: Setting up OAuth. Where a denial leads is not documented; the sandbox does what OAuth 2.0
//! says (RFC 6749, 4.1.2.1).

use std::fmt::Write as _;

use hyper::StatusCode;

use super::page::{escape, page, see_other};
use super::redirect::{self, Redirect};
use super::{OpenCall, OpenRoute};
use crate::sandbox::desk::Desk;
use crate::sandbox::outcome::Outgoing;
use crate::sandbox::store::Store;

/// What this file answers.
pub const ROUTES: [OpenRoute; 2] =
    [OpenRoute::page_get("/oauth", ask), OpenRoute::page_post("/oauth", decide)];

/// What the app asked for, found to be in order.
struct Request<'a> {
    redirect: Redirect,
    state: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// Reads the parameters. A mistake in them is told to the person, as HTML, and never redirected:
    /// the URL that it would go to is not to be trusted.
    fn read(call: &'a OpenCall) -> Result<Self, String> {
        let state = call.parameters.get("state");
        match call.parameters.get("client_id") {
            Some(client_id) if client_id == call.app.client_id => {}
            Some(client_id) => {
                return Err(format!(
                    "No app has the client id <code>{}</code>. The sandbox's own is \
                     <code>{}</code>, and <code>--client-id</code> gives it another.",
                    escape(client_id),
                    escape(&call.app.client_id)
                ));
            }
            None => return Err("The parameter <code>client_id</code> is missing.".to_owned()),
        }
        let redirect_uri = call.parameters.get("redirect_uri").unwrap_or(redirect::DEFAULT);
        let redirect = Redirect::parse(redirect_uri).map_err(|why| {
            let redirect_uri = escape(redirect_uri);
            format!("<code>{redirect_uri}</code> cannot be a redirect URL: {why}.")
        })?;
        Ok(Request { redirect, state })
    }

    /// Sends the browser back to the app with this parameter, and with its `state`.
    fn answer(&self, name: &str, value: &str) -> Outgoing {
        let mut parameters = vec![(name, value)];
        parameters.extend(self.state.map(|state| ("state", state)));
        see_other(&self.redirect.with(&parameters))
    }
}

fn ask(call: &OpenCall, desk: &mut Desk) -> Outgoing {
    let request = match Request::read(call) {
        Ok(request) => request,
        Err(why) => return refuse(&why),
    };
    let mut fields = String::new();
    for (name, value) in [
        ("client_id", Some(call.app.client_id.as_str())),
        ("redirect_uri", Some(request.redirect.as_str())),
        ("state", request.state),
    ] {
        if let Some(value) = value {
            let value = escape(value);
            // Writing to a string cannot fail.
            let _ = writeln!(fields, "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        }
    }
    let choices: String = desk
        .tenants
        .iter()
        .enumerate()
        .map(|(place, tenant)| choice(place, &tenant.store))
        .collect();
    let content = format!(
        "<p>The app with the client id <code>{app}</code> asks for access to a workspace. \
         Whatever you decide, the browser goes on to <code>{redirect}</code>.</p>\n\
         <form method=\"post\" action=\"/oauth\">\n{fields}\
         <fieldset>\n<legend>Workspace</legend>\n{choices}</fieldset>\n\
         <button class=\"main\" id=\"approve\" name=\"decision\" value=\"approve\">Authorize access</button>\n\
         <button id=\"deny\" name=\"decision\" value=\"deny\">Deny</button>\n</form>\n\
         <p><small>This is the sandbox of ictl on your own machine, with invented data; Intercom has \
         no part in it.</small></p>",
        app = escape(&call.app.client_id),
        redirect = escape(request.redirect.as_str()),
    );
    page(StatusCode::OK, "Let this app into a workspace?", &content)
}

/// One workspace to choose, the first unless another is.
fn choice(place: usize, store: &Store) -> String {
    let checked = if place == 0 { " checked" } else { "" };
    format!(
        "<label><input type=\"radio\" name=\"workspace\" value=\"{code}\"{checked}> {name} \
         <small>{code}, {region}, as {admin}</small></label>\n",
        code = escape(store.code()),
        name = escape(store.name()),
        region = escape(store.region()),
        admin = escape(store.me().name),
    )
}

fn decide(call: &OpenCall, desk: &mut Desk) -> Outgoing {
    let request = match Request::read(call) {
        Ok(request) => request,
        Err(why) => return refuse(&why),
    };
    match call.parameters.get("decision") {
        Some("approve") => {}
        Some("deny") => return request.answer("error", "access_denied"),
        _ => {
            return refuse(
                "<code>decision</code> must be <code>approve</code> or <code>deny</code>.",
            );
        }
    }
    let tenant = match call.parameters.get("workspace") {
        None => Some(0),
        Some(code) => desk.tenants.iter().position(|tenant| tenant.store.code() == code),
    };
    match tenant {
        Some(tenant) => request.answer("code", &desk.codes.issue(tenant, call.now)),
        None => refuse("The sandbox has no such workspace."),
    }
}

fn refuse(why: &str) -> Outgoing {
    let content = format!("<p>{why}</p>\n<p>Nothing was authorized.</p>");
    page(StatusCode::BAD_REQUEST, "This request cannot be authorized", &content)
}
