//! `app serve`: workspaces that install the app and uninstall it again.

use std::process::Command;

use serde_json::Value;

use crate::support::Api;
use crate::support::login::{Waiting, World, free_port};
use crate::visitor::Visitor;

/// An app that is being served.
struct Served {
    world: World,
    serving: Waiting,
    base: String,
    visitor: Visitor,
}

impl Served {
    fn start(workspaces: usize) -> Self {
        let world = World::with_workspaces(workspaces);
        let id = world.sandbox.client_id();
        world.prints(&format!("app add shop --client-id {id} --store file"));
        let base = format!("https://localhost:{}", free_port());
        let line = format!("app serve --app shop --public-url {base}");
        let serving = Waiting::start(without_variables(&mut world.ictl(&line)));
        Served { world, serving, base, visitor: Visitor::new() }
    }

    /// Where Intercom sends a workspace's browser that approved.
    async fn approved(&self, workspace: usize) -> String {
        let begun = self.visitor.open(&format!("{}/install", self.base)).await;
        let authorization = begun.location.unwrap().parse().unwrap();
        let id = &self.world.sandbox.installations()[workspace].workspace_id;
        self.visitor.decides(&authorization, "approve", id).await
    }

    /// Where a workspace's browser ends after installing.
    async fn installed(&self, workspace: usize) -> String {
        let back = self.approved(workspace).await;
        self.visitor.open(&back).await.location.unwrap()
    }

    async fn notify(&self, headers: &[(&str, &str)], workspace: usize) -> u16 {
        let id = &self.world.sandbox.installations()[workspace].workspace_id;
        let body = format!("{{\"app_id\":\"{id}\"}}");
        let url = format!("{}/uninstalled", self.base);
        self.visitor.request("POST", &url, headers, &body).await.status
    }

    fn profiles(&self) -> Vec<Value> {
        let mut command = self.world.ictl("auth status --json");
        let output = without_variables(&mut command).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or_default()
    }

    /// Ends it; the events that it told.
    fn end(self) -> Vec<Value> {
        self.serving.signal("INT");
        let ended = self.serving.end();
        ended.exits(0);
        ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The app's own secret is stored; the variables would hide that.
fn without_variables(command: &mut Command) -> &mut Command {
    command.env_remove("INTERCOM_CLIENT_ID").env_remove("INTERCOM_CLIENT_SECRET")
}

fn names(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["event"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn several_installations_at_once_do_not_mix() {
    let served = Served::start(3);
    // All begin before the first one ends, and they end in another order.
    let backs = [served.approved(0).await, served.approved(1).await, served.approved(2).await];
    for back in backs.iter().rev() {
        let landing = served.visitor.open(back).await.location.unwrap();
        assert!(landing.ends_with("/appstore/redirect?install_success=true"), "{landing}");
    }
    // A callback works once.
    assert_eq!(served.visitor.open(&backs[0]).await.status, 400);
    let mut stored: Vec<String> = served
        .profiles()
        .iter()
        .map(|profile| profile["workspace_id"].as_str().unwrap().to_owned())
        .collect();
    stored.sort();
    let mut ids: Vec<String> = served
        .world
        .sandbox
        .installations()
        .iter()
        .map(|installation| installation.workspace_id.clone())
        .collect();
    ids.sort();
    assert_eq!(stored, ids);
    let events = served.end();
    assert_eq!(names(&events).iter().filter(|name| **name == "installed").count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_takes_its_time_to_be_kept_holds_no_other_visitor_up() {
    let served = Served::start(1);
    let back = served.approved(0).await;
    // Another program writes to the store.
    let store = std::fs::File::open(served.world.home().join("credentials.json.lock")).unwrap();
    store.lock().unwrap();
    let visit = async {
        // One of these comes while the token is about to be kept.
        for _ in 0..10 {
            assert_eq!(served.visitor.open(&served.base).await.status, 200);
        }
        store.unlock().unwrap();
    };
    let (first, ()) = tokio::join!(served.visitor.open(&back), visit);
    assert!(first.location.unwrap().ends_with("install_success=true"));
    assert_eq!(names(&served.end()), ["install_begun", "installed"]);
}

#[tokio::test]
async fn a_refusal_and_a_failure_end_at_the_app_store_with_a_reason() {
    let served = Served::start(1);
    let begun = served.visitor.open(&format!("{}/install", served.base)).await;
    let authorization = begun.location.unwrap().parse().unwrap();
    let back = served.visitor.decides(&authorization, "deny", "").await;
    let landing = served.visitor.open(&back).await.location.unwrap();
    assert!(landing.contains("install_success=false&error_message=Access+was+denied"), "{landing}");
    let back = served.approved(0).await.replace("code=", "code=x");
    let landing = served.visitor.open(&back).await.location.unwrap();
    assert!(landing.contains("install_success=false&error_message="), "{landing}");
    assert_eq!(
        served.visitor.open(&format!("{}/callback?code=a&state=b", served.base)).await.status,
        400
    );
    assert!(served.profiles().is_empty());
    let events = served.end();
    assert_eq!(
        names(&events),
        ["install_begun", "install_denied", "install_begun", "install_failed", "refused"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_forgets_only_a_token_that_is_dead() {
    let served = Served::start(2);
    served.installed(0).await;
    served.installed(1).await;
    assert_eq!(served.notify(&[("X-Hub-Signature", "sha1=00")], 0).await, 401);
    // A lie: the app is still installed there.
    assert_eq!(served.notify(&[], 0).await, 200);
    let revoked = served.world.sandbox.installations()[1].clone();
    let (base_url, token) = (served.world.sandbox.base_url().to_owned(), revoked.token.clone());
    tokio::task::spawn_blocking(move || {
        Api::new(&base_url, &token).send("POST", "/auth/uninstall", None);
    })
    .await
    .unwrap();
    assert_eq!(served.notify(&[], 1).await, 200);
    let mut left = served.profiles();
    for _ in 0..200 {
        if left.len() == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        left = served.profiles();
    }
    assert_eq!(left.len(), 1, "{left:?}");
    assert_ne!(left[0]["workspace_id"], revoked.workspace_id.as_str());
    let events = served.end();
    let names = names(&events);
    assert!(names.contains(&"profile_kept") && names.contains(&"profile_forgotten"), "{names:?}");
}

#[tokio::test]
async fn as_many_installations_may_be_open_as_are_allowed() {
    let served = Served::start(1);
    let first = served.approved(0).await;
    let install = format!("{}/install", served.base);
    for _ in 1..100 {
        assert_eq!(served.visitor.open(&install).await.status, 303);
    }
    assert_eq!(served.visitor.open(&install).await.status, 503);
    // Those who have begun are not harmed, and make room.
    assert_eq!(served.visitor.open(&first).await.status, 303);
    assert_eq!(served.visitor.open(&install).await.status, 303);
    served.end();
}
