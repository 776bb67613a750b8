//! `ictl auth status`: whose tokens are there, which one commands use, and with `--check` whether
//! Intercom still takes them.

use clap::Args;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::api::Client;
use crate::auth::Identity;
use crate::commands::shown::for_people;
use crate::config::Profile;
use crate::context::{Context, Source};
use crate::error::{Error, Kind, Result};
use crate::output::{Column, ColumnKind};

const COLUMNS: &[Column] = &[
    Column::id("Profile", "profile").priority(2),
    Column::text("Workspace", "workspace").priority(1).colored_by("color"),
    Column::id("Id", "workspace_id"),
    Column::text("Region", "region"),
    Column::text("Store", "store"),
    Column::new(ColumnKind::Bool, "Current", "current").priority(1),
    Column::text("Source", "source"),
    Column::new(ColumnKind::Bool, "Valid", "valid").priority(1),
];

const EXAMPLES: &str = "\
Ends with 4 when there is neither a profile nor a token, or with --check when Intercom refuses one.

Examples:
  ictl auth status
  ictl auth status --check
  ictl auth status --json --jq '.[] | select(.current) | .workspace_id'";

/// Shows what is there.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct StatusArgs {
    /// Ask Intercom whether each token is still valid
    #[arg(long)]
    check: bool,
}

/// A token that commands could use.
struct Row {
    profile: Option<String>,
    workspace_id: Option<String>,
    workspace: Option<String>,
    region: Option<String>,
    store: Option<&'static str>,
    current: bool,
    source: &'static str,
    color: Option<String>,
    valid: Option<bool>,
    /// Why it is not valid, or why that is not known.
    fault: Option<Error>,
}

/// Shows them, and fails where one of them is not valid any more.
pub async fn run(args: &StatusArgs, cx: &mut Context) -> Result<()> {
    let mut rows = rows(cx)?;
    if rows.is_empty() {
        return Err(cx.not_logged_in());
    }
    // A sandbox of one's own costs nothing to ask.
    if args.check || cx.in_sandbox() {
        check(&mut rows, cx).await;
    }
    let with_color = for_people(cx);
    let mut printer = cx.ui.list(COLUMNS);
    for row in &rows {
        let mut item = row.to_json();
        if with_color {
            item["color"] = row.color.clone().into();
        }
        printer.item(&item)?;
    }
    printer.finish()?;
    if rows.iter().all(|row| !row.current) {
        cx.ui.hint("no profile is the current one; choose one with `ictl auth switch NAME`");
    }
    verdict(rows, cx)
}

fn rows(cx: &mut Context) -> Result<Vec<Row>> {
    let source = cx.source()?;
    if source == Source::Sandbox {
        return Ok(vec![Row { current: true, ..Row::bare("sandbox") }]);
    }
    let mut rows = Vec::new();
    if cx.token_in_environment().is_some() {
        let current = source == Source::Environment;
        let region = cx.region_asked_for(None)?.map(|region| region.to_string());
        rows.push(Row { region, current, ..Row::bare("INTERCOM_TOKEN") });
    }
    let in_use = match &source {
        Source::Profile(name, _) => Some(name.as_str()),
        _ => None,
    };
    let only = cx.options().profile.clone();
    for (name, profile) in cx.config()?.profiles() {
        if only.as_ref().is_none_or(|only| only == name) {
            rows.push(Row::of(name, profile, in_use == Some(name)));
        }
    }
    Ok(rows)
}

impl Row {
    fn bare(source: &'static str) -> Self {
        Row {
            profile: None,
            workspace_id: None,
            workspace: None,
            region: None,
            store: None,
            current: false,
            source,
            color: None,
            valid: None,
            fault: None,
        }
    }

    fn of(name: &str, profile: &Profile, current: bool) -> Self {
        Row {
            profile: Some(name.to_owned()),
            workspace_id: Some(profile.workspace_id.clone()),
            workspace: profile.workspace_name.clone(),
            region: Some(profile.region.clone()),
            store: Some(profile.store.as_str()),
            current,
            color: profile.color.clone(),
            ..Row::bare("profile")
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "profile": self.profile,
            "workspace_id": self.workspace_id,
            "workspace": self.workspace,
            "region": self.region,
            "store": self.store,
            "current": self.current,
            "source": self.source,
            "valid": self.valid,
        })
    }

    fn client(&self, cx: &mut Context) -> Result<Client> {
        let Some(name) = &self.profile else {
            let base_url = cx.api_base_url(None)?;
            let token = if cx.in_sandbox() { cx.token()? } else { environment(cx)? };
            return cx.client_at(base_url, &token);
        };
        let config = cx.config()?;
        let profile = super::existing(name, &config)?;
        let base_url = cx.profile_base_url(name, profile)?;
        let token = cx.credentials()?.token_of(name, profile)?;
        cx.client_at(base_url, &token)
    }

    fn take(&mut self, answer: Result<Identity>) {
        match answer {
            Ok(identity) => self.compare(identity),
            Err(fault) => {
                self.valid = (fault.kind() == Kind::Auth).then_some(false);
                self.fault = Some(fault);
            }
        }
    }

    fn compare(&mut self, identity: Identity) {
        let same = self.workspace_id.as_ref().is_none_or(|id| *id == identity.workspace_id);
        self.valid = Some(same);
        if !same {
            let now = identity.workspace();
            let what = format!("the token stands for another workspace now: {now}");
            self.fault = Some(Error::new(Kind::Auth, what));
            return;
        }
        self.workspace_id = Some(identity.workspace_id);
        self.workspace = identity.workspace_name.or(self.workspace.take());
        self.region = identity.region.map(|region| region.to_string()).or(self.region.take());
    }

    fn name(&self) -> String {
        self.profile
            .as_ref()
            .map_or_else(|| self.source.to_owned(), |name| format!("profile {name}"))
    }
}

fn environment(cx: &Context) -> Result<crate::auth::Secret> {
    cx.token_in_environment().ok_or_else(|| cx.not_logged_in())
}

/// Asks for all of them at once; the keychain is read before.
async fn check(rows: &mut [Row], cx: &mut Context) {
    let clients: Vec<Result<Client>> = rows.iter().map(|row| row.client(cx)).collect();
    let asked = clients.into_iter().map(|client| async {
        match client {
            Ok(client) => Identity::ask(&client).await,
            Err(fault) => Err(fault),
        }
    });
    for (row, answer) in rows.iter_mut().zip(join_all(asked).await) {
        row.take(answer);
    }
}

/// A refused token counts more than one that could not be asked for.
fn verdict(rows: Vec<Row>, cx: &mut Context) -> Result<()> {
    let mut faults: Vec<Error> = rows
        .into_iter()
        .filter_map(|row| {
            let name = row.name();
            // What goes wrong with the store names the profile by itself.
            row.fault.map(|fault| {
                if fault.message().starts_with(&name) { fault } else { fault.context(name) }
            })
        })
        .collect();
    let worst = faults.iter().position(|fault| fault.kind() == Kind::Auth).unwrap_or(0);
    if faults.is_empty() {
        return Ok(());
    }
    let worst = faults.remove(worst);
    for fault in faults {
        cx.ui.warn(fault.message());
    }
    Err(worst)
}
