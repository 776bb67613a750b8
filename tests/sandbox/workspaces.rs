//! Several workspaces in one sandbox.

use std::collections::BTreeSet;
use std::path::Path;

use ictl::sandbox::{Installation, Options};
use serde_json::{Value, json};

use crate::api::{Api, send};

fn several(workspaces: usize) -> Api {
    Api::with(&Options { workspaces, contacts: 2, ..Options::default() })
}

fn kept_in(path: &Path, workspaces: usize) -> Api {
    Api::with(&Options { workspaces, state: Some(path.to_owned()), ..Options::default() })
}

impl Api {
    /// The answer in another workspace than the first.
    async fn get_in(&self, workspace: &Installation, path: &str) -> Value {
        send(self.bare("GET", path).bearer_auth(&workspace.token)).await.ok()
    }

    async fn contacts_in(&self, workspace: &Installation) -> u64 {
        self.get_in(workspace, "/contacts").await["total_count"].as_u64().unwrap()
    }
}

#[tokio::test]
async fn a_token_opens_its_own_workspace_only() {
    let api = several(3);
    api.post("/contacts", json!({"email": "ann@example.com"})).await.ok();
    let mut counts = Vec::new();
    let (mut codes, mut names, mut admins) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut regions = Vec::new();
    for workspace in api.sandbox.installations() {
        counts.push(api.contacts_in(workspace).await);
        let me = api.get_in(workspace, "/me").await;
        assert_eq!(me["app"]["id_code"], workspace.workspace_id);
        assert_eq!(me["app"]["name"], workspace.workspace_name);
        codes.insert(workspace.workspace_id.clone());
        names.insert(workspace.workspace_name.clone());
        admins.insert(me["id"].to_string());
        regions.push(me["app"]["region"].as_str().unwrap().to_owned());
    }
    assert_eq!(counts, [3, 2, 2]);
    assert_eq!((codes.len(), names.len(), admins.len()), (3, 3, 3));
    assert_eq!(regions, ["US", "EU", "AU"]);
}

#[tokio::test]
async fn the_first_workspace_is_the_same_however_many_there_are() {
    let one = several(1).get("/contacts").await.ok();
    let of_several = several(2).get("/contacts").await.ok();
    assert_eq!(one, of_several);
    let api = several(2);
    let second = api.get_in(&api.sandbox.installations()[1], "/contacts").await;
    assert_ne!(second["data"][0]["email"], one["data"][0]["email"]);
}

#[tokio::test]
async fn uninstalling_in_one_workspace_leaves_the_others_alone() {
    let api = several(2);
    let [first, second] = api.sandbox.installations() else { panic!("two were asked for") };
    send(api.bare("POST", "/auth/uninstall").bearer_auth(&second.token)).await.ok();
    assert_eq!(send(api.bare("GET", "/me").bearer_auth(&second.token)).await.status, 401);
    assert_eq!(api.contacts_in(first).await, 2);
}

#[tokio::test]
async fn all_workspaces_and_the_app_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.state");
    let api = kept_in(&path, 2);
    let (before, secret) =
        (api.sandbox.installations().to_vec(), api.sandbox.client_secret().to_owned());
    for (workspace, count) in before.iter().zip([1, 3]) {
        for _ in 0..count {
            let lead = json!({"role": "lead"});
            send(api.bare("POST", "/contacts").bearer_auth(&workspace.token).json(&lead))
                .await
                .ok();
        }
    }
    drop(api);

    // Asking for fewer takes none away; asking for more adds some.
    for workspaces in [1, 3] {
        let api = kept_in(&path, workspaces);
        assert_eq!(api.sandbox.client_secret(), secret);
        assert_eq!(api.sandbox.installations().len(), workspaces.max(2));
        assert_eq!(api.contacts_in(&before[0]).await, 1);
        assert_eq!(api.contacts_in(&before[1]).await, 3);
    }
}

#[tokio::test]
async fn a_client_that_was_given_is_used_and_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.state");
    let api = Api::with(&Options {
        client_id: Some("my-app".into()),
        client_secret: Some("my-secret".into()),
        state: Some(path.clone()),
        ..Options::default()
    });
    assert_eq!((api.sandbox.client_id(), api.sandbox.client_secret()), ("my-app", "my-secret"));
    drop(api);
    assert!(!std::fs::read_to_string(&path).unwrap().contains("my-secret"));
    assert_ne!(kept_in(&path, 1).sandbox.client_secret(), "my-secret");
}
