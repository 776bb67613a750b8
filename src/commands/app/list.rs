//! `ictl app list`: what is known of the apps. Their secrets stay where they are.

use serde_json::json;

use crate::context::Context;
use crate::error::Result;
use crate::output::Column;

const COLUMNS: &[Column] = &[
    Column::id("App", "app").priority(1),
    Column::id("Client id", "client_id"),
    Column::text("Region", "region"),
    Column::text("Store", "store"),
];

/// Lists them.
pub fn run(cx: &mut Context) -> Result<()> {
    let config = cx.config()?;
    let mut printer = cx.ui.list(COLUMNS);
    for (name, app) in config.apps() {
        printer.item(&json!({
            "app": name,
            "client_id": app.client_id,
            "region": app.region,
            "store": app.store.as_str(),
        }))?;
    }
    if printer.finish()? == 0 {
        cx.ui.hint("there is no app yet; `ictl app add NAME --client-id ID` keeps one");
    }
    Ok(())
}
