//! Is the user sure? What stands in a question before something is taken away: the command, how many,
//! in which workspace, and whether it can be undone.
//!
//! What takes one object away for good asks only where somebody can be asked: a script that names an
//! object means it. Streams ask in any case, since nobody has named what comes through them.

use serde_json::Value;

use crate::api::Request;
use crate::api::operations::Operation;
use crate::auth::Identity;
use crate::bulk::job::Workspace;
use crate::context::{Context, Source, workspace};
use crate::error::{Error, Kind, Result};

/// Last words of commands whose effect nothing takes back.
const LASTING: [&str; 4] = ["delete", "delete-by-external-id", "merge", "redact"];

/// What is only taken off an object by `… X delete`, and can be put on again.
const ATTACHED: [&str; 5] =
    ["tags", "companies", "subscriptions", "customers", "linked-conversations"];

/// What brings back what a command has taken away.
const REMEDIES: [(&str, &str); 3] = [
    ("contacts archive", "`ictl contacts unarchive` brings them back."),
    ("contacts import undo", "`ictl contacts unarchive` brings them back."),
    ("conversations close", "`ictl conversations open` opens them again."),
];

/// The longest value of a field that a question repeats, in characters.
const LONGEST_VALUE: usize = 40;

/// The workspace that is about to be changed, with the profile that leads there: `the workspace Acme
/// (abc123), profile prod`. `known` is what the API said of it, if it was asked.
pub fn place(known: Option<&Workspace>, cx: &mut Context) -> Result<String> {
    let source = cx.source()?;
    let named = match (known, &source) {
        (Some(Workspace { id, name: Some(name) }), _) => format!("the workspace {name} ({id})"),
        (Some(Workspace { id, name: None }), _) => format!("the workspace {id}"),
        (None, Source::Profile(_, profile)) => format!("the workspace {}", workspace(profile)),
        (None, _) => format!("the workspace behind {}", cx.client()?.base_url()),
    };
    Ok(match source {
        Source::Profile(name, _) => format!("{named}, profile {name}"),
        _ => named,
    })
}

/// The same, where nobody has asked the API yet.
pub async fn present_place(cx: &mut Context) -> Result<String> {
    let known = present_workspace(cx).await?;
    place(known.as_ref(), cx)
}

/// Asks before one object is taken away for good. `line` is the command with what it is about, such as
/// `tickets delete 12`.
///
/// # Errors
/// Failed when the answer is no.
pub async fn before_lasting(command: &str, line: &str, cx: &mut Context) -> Result<()> {
    let terminal = cx.ui.terminal();
    let nobody_to_ask = !terminal.stdin || !terminal.stderr;
    // A sandbox of one's own is gone in a moment anyway.
    let nothing_to_lose = cx.dry_run() || cx.in_sandbox();
    if nobody_to_ask || nothing_to_lose || cx.ui.settings().yes || !is_lasting(command) {
        return Ok(());
    }
    let place = present_place(cx).await?;
    ask(&format!("Run `{line}` in {place}?"), command, cx)
}

/// Asks, and says whether the command can be undone.
///
/// # Errors
/// Failed when the answer is no; a usage error without a terminal.
pub fn ask(question: &str, command: &str, cx: &mut Context) -> Result<()> {
    // An error that nobody can be asked is about the question alone.
    let aftermath = if cx.ui.terminal().stderr { aftermath(command) } else { String::new() };
    if cx.ui.confirm(&format!("{question}{aftermath}"))? {
        return Ok(());
    }
    Err(Error::failed("nothing was done: the question was answered with no"))
}

/// The command of an operation with what its request is about: ids and short fields.
pub fn line(operation: &Operation, request: &Request) -> String {
    let mut words: Vec<String> = operation.command.iter().map(|word| (*word).to_owned()).collect();
    let segments = operation.path.split('/').zip(request.path.split('/'));
    let ids = segments.filter(|(name, _)| name.starts_with('{')).map(|(_, id)| id.to_owned());
    words.extend(ids);
    words.extend(request.query.iter().map(|(name, value)| flag(name, value)));
    let body = request.body.as_deref().and_then(|body| serde_json::from_slice(body).ok());
    let fields = body.as_ref().and_then(Value::as_object).into_iter().flatten();
    words.extend(fields.filter_map(|(name, value)| match value {
        Value::String(text) => Some(flag(name, text)),
        Value::Number(number) => Some(flag(name, &number.to_string())),
        Value::Array(items) => Some(format!("({} {name})", items.len())),
        _ => None,
    }));
    words.join(" ")
}

fn flag(name: &str, value: &str) -> String {
    let short: String = value.chars().take(LONGEST_VALUE).collect();
    let dots = if short.len() < value.len() { "…" } else { "" };
    format!("--{} {short}{dots}", name.replace('_', "-"))
}

/// Asks the API where nothing else tells: the token of a variable may be any workspace's.
async fn present_workspace(cx: &mut Context) -> Result<Option<Workspace>> {
    if matches!(cx.source()?, Source::Profile(..)) {
        return Ok(None);
    }
    match Identity::ask(&cx.client()?).await {
        Ok(identity) => {
            let Identity { workspace_id: id, workspace_name: name, .. } = identity;
            Ok(Some(Workspace { id, name }))
        }
        // The token may lack the permission to read it.
        Err(error) if error.kind() == Kind::Failed => Ok(None),
        Err(error) => Err(error),
    }
}

/// What is to be known about undoing a command, as a sentence with a space before it.
fn aftermath(command: &str) -> String {
    if is_lasting(command) {
        return " It cannot be undone.".to_owned();
    }
    let remedy = REMEDIES.iter().find(|(known, _)| *known == command);
    remedy.map(|(_, remedy)| format!(" {remedy}")).unwrap_or_default()
}

fn is_lasting(command: &str) -> bool {
    let words: Vec<&str> = command.split(' ').collect();
    match words[..] {
        [_, .., group, "delete"] if words.len() > 2 && ATTACHED.contains(&group) => false,
        [.., last] => LASTING.contains(&last),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::operations;

    #[test]
    fn what_can_be_put_on_again_is_not_gone_for_good() {
        for gone in ["contacts delete", "tags delete", "contacts bulk delete", "contacts merge"] {
            assert!(is_lasting(gone), "{gone}");
        }
        for back in ["contacts tags delete", "contacts archive", "conversations close", "me"] {
            assert!(!is_lasting(back), "{back}");
        }
        assert!(aftermath("contacts archive").contains("unarchive"));
    }

    #[test]
    fn the_question_repeats_what_a_request_is_about() {
        let delete = operations::find("DELETE", "/contacts/5ba6").unwrap().operation;
        assert_eq!(line(delete, &Request::delete("/contacts/5ba6")), "contacts delete 5ba6");
        let merge = operations::find("POST", "/contacts/merge").unwrap().operation;
        let request = Request::post("/contacts/merge").json(&json!({"from": "a", "into": "b"}));
        assert_eq!(line(merge, &request), "contacts merge --from a --into b");
        let bulk = operations::find("POST", "/contacts/bulk/delete").unwrap().operation;
        let request = Request::post("/contacts/bulk/delete").json(&json!({"contacts": [{}, {}]}));
        assert_eq!(line(bulk, &request), "contacts bulk delete (2 contacts)");
    }
}
