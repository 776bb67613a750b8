//! `ictl auth list`: the profiles, from the settings alone.

use serde_json::json;

use super::name_in_use;
use crate::commands::shown::for_people;
use crate::context::Context;
use crate::error::Result;
use crate::output::{Column, ColumnKind};

const COLUMNS: &[Column] = &[
    Column::id("Profile", "profile").priority(2),
    Column::text("Workspace", "workspace").priority(1).colored_by("color"),
    Column::id("Id", "workspace_id"),
    Column::text("Region", "region"),
    Column::text("Token", "token"),
    Column::text("Store", "store"),
    Column::new(ColumnKind::Bool, "Current", "current").priority(1),
];

/// Lists them.
pub fn run(cx: &mut Context) -> Result<()> {
    let config = cx.config()?;
    let in_use = name_in_use(cx)?;
    let with_color = for_people(cx);
    let mut printer = cx.ui.list(COLUMNS);
    for (name, profile) in config.profiles() {
        let mut row = json!({
            "profile": name,
            "workspace_id": profile.workspace_id,
            "workspace": profile.workspace_name,
            "region": profile.region,
            "token": profile.token.as_str(),
            "store": profile.store.as_str(),
            "current": in_use.as_ref() == Some(name),
        });
        if with_color {
            row["color"] = profile.color.clone().into();
        }
        printer.item(&row)?;
    }
    if printer.finish()? == 0 {
        cx.ui.hint("there is no profile yet; `ictl auth login` makes one");
    }
    Ok(())
}
