//! Logins that go well, that are refused, and that nobody answers.

use std::net::TcpListener;

use crate::support::login::{Waiting, World, files, free_port};
use crate::visitor::Visitor;

async fn approved(world: &World, waiting: &Waiting) -> String {
    let workspace = &world.sandbox.installations()[0].workspace_id;
    Visitor::new().decides(&waiting.url, "approve", workspace).await
}

#[tokio::test]
async fn a_browser_that_comes_back_over_https_or_http_ends_the_login() {
    for scheme in ["https", "http"] {
        let world = World::new();
        let login = world.login(scheme, "");
        assert_eq!(login.parameter("state").len(), 43);
        assert!(login.parameter("redirect_uri").starts_with(&format!("{scheme}://localhost:")));
        let back = approved(&world, &login).await;
        let page = Visitor::new().open(&back).await;
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.text.contains("You are logged in"), "{}", page.text);
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        let ended = login.end();
        ended.exits(0).says("logged in to ");
        // The token is in use, without any variable that would bring one.
        let me = world.prints("me --jq .app.id_code");
        assert_eq!(me.trim(), world.sandbox.installations()[0].workspace_id);
    }
}

#[tokio::test]
async fn no_secret_is_shown_or_left_outside_the_store() {
    let world = World::new();
    let login = world.login("http", "--verbose");
    let back = approved(&world, &login).await;
    let arguments = std::fs::read(format!("/proc/{}/cmdline", login.pid()));
    Visitor::new().open(&back).await;
    let ended = login.end();
    let token = world.prints("auth token");
    let code = back.split("code=").nth(1).unwrap().split('&').next().unwrap();
    for secret in [world.sandbox.client_secret(), token.trim(), code.trim_end_matches("%3D")] {
        assert!(secret.len() > 8);
        ended.exits(0).never_shows(secret);
        if let Ok(arguments) = &arguments {
            assert!(!String::from_utf8_lossy(arguments).contains(secret));
        }
        for file in files(&world.home()) {
            let is_store = file.ends_with("credentials.json");
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(is_store || !text.contains(secret), "{}", file.display());
        }
    }
}

#[tokio::test]
async fn a_refusal_ends_with_1_and_stores_nothing() {
    let world = World::new();
    let login = world.login("https", "");
    let back = Visitor::new().decides(&login.url, "deny", "").await;
    let page = Visitor::new().open(&back).await;
    assert!(page.text.contains("Access was denied"), "{}", page.text);
    login.end().exits(1).says("access was denied: access_denied");
    assert!(!world.stored_a_token());
}

#[tokio::test]
async fn a_code_that_intercom_refuses_is_told_on_the_page_and_in_the_terminal() {
    let world = World::new();
    let login = world.login("http", "");
    let back = approved(&world, &login).await.replace("code=", "code=x");
    let page = Visitor::new().open(&back).await;
    assert!(page.text.contains("No token was stored"), "{}", page.text);
    login.end().exits(1).says("Unauthorized Code");
    assert!(!world.stored_a_token());
}

#[tokio::test]
async fn the_app_store_hears_of_success_and_failure() {
    let world = World::new();
    let login = world.login("http", "--app-store-redirect");
    let page = Visitor::new().open(&approved(&world, &login).await).await;
    let landing = format!("{}/appstore/redirect?install_success", world.sandbox.base_url());
    assert_eq!((page.status, page.location), (303, Some(format!("{landing}=true"))));
    login.end().exits(0);
    let login = world.login("http", "--app-store-redirect");
    let back = Visitor::new().decides(&login.url, "deny", "").await;
    let location = Visitor::new().open(&back).await.location.unwrap();
    assert_eq!(location, format!("{landing}=false&error_message=Access+was+denied"));
    login.end().exits(1);
}

#[tokio::test]
async fn a_pasted_address_does_what_the_browser_would_have_done() {
    let world = World::new();
    let mut login = world.login("https", "");
    let back = approved(&world, &login).await;
    login.paste("hello?");
    login.paste(&back.replace("state=", "state=x"));
    login.paste(&back);
    login.end().exits(0).says("belongs to another login").says("logged in to ");
    assert!(world.stored_a_token());
}

#[tokio::test]
async fn a_bare_code_may_be_pasted_too_and_the_end_of_input_is_no_answer() {
    let world = World::new();
    let mut login = world.login("http", "");
    let back = approved(&world, &login).await;
    let code = back.split("code=").nth(1).unwrap().split('&').next().unwrap();
    login.paste(&code.replace("%3D", "="));
    login.end().exits(0);

    let mut login = world.login("http", "");
    login.end_input();
    let back = approved(&world, &login).await;
    assert!(login.is_waiting());
    assert_eq!(Visitor::new().open(&back).await.status, 200);
    login.end().exits(0);
}

#[test]
fn a_login_that_nobody_answers_ends_with_1_and_an_interrupted_one_with_130() {
    let world = World::new();
    world.login("http", "--wait 50ms").end().exits(1).says("nobody answered within");
    let login = world.login("http", "");
    login.signal("INT");
    login.end().exits(130);
    assert!(!world.stored_a_token());
}

#[test]
fn a_port_that_is_taken_is_named_with_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let world = World::new();
    let line =
        format!("auth login --oauth --store file --redirect-uri http://localhost:{port}/callback");
    let output = world.ictl(&line).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("port {port} ")) && said.contains("another port"), "{said}");
}

#[tokio::test]
async fn a_tunnel_brings_the_callback_to_a_plain_listener() {
    let world = World::new();
    let port = free_port();
    let login = Waiting::start(&mut world.ictl(&format!(
        "auth login --oauth --store file --redirect-uri https://app.example.dev/cb \
         --listen 127.0.0.1:{port}"
    )));
    assert_eq!(login.parameter("redirect_uri"), "https://app.example.dev/cb");
    let back = approved(&world, &login).await;
    let local = back.replace("https://app.example.dev", &format!("http://127.0.0.1:{port}"));
    let host = [("Host", "app.example.dev")];
    let page = Visitor::new().request("GET", &local, &host, "").await;
    assert_eq!(page.status, 200, "{page:?}");
    login.end().exits(0);
}

#[tokio::test]
async fn the_certificate_is_made_once_and_only_its_owner_reads_the_key() {
    let world = World::new();
    let certificate = || {
        let folder = world.home().join("certificate");
        files(&folder).pop().map(|file| std::fs::read_to_string(file).unwrap())
    };
    world.login("https", "--wait 50ms").end().exits(1);
    let first = certificate().unwrap();
    world.login("https", "--wait 50ms").end().exits(1).says("certificate of localhost");
    assert_eq!(certificate().unwrap(), first);
}

#[tokio::test]
async fn in_the_sandbox_the_login_is_real_and_nothing_is_stored() {
    let world = World::new();
    let mut command = world.ictl(&format!(
        "--sandbox auth login --oauth --redirect-uri https://localhost:{}/callback",
        free_port()
    ));
    let login = Waiting::start(command.env_remove("INTERCOM_CLIENT_SECRET"));
    let visitor = Visitor::new();
    let page = visitor.open(login.url.as_str()).await;
    let workspace = page
        .text
        .split("name=\"workspace\" value=\"")
        .nth(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned());
    let back = visitor.decides(&login.url, "approve", &workspace.unwrap_or_default()).await;
    assert!(visitor.open(&back).await.text.contains("nothing was stored"));
    let ended = login.end();
    ended.exits(0);
    let me: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(me["type"], "admin");
    assert!(!world.home().exists(), "{:?}", files(&world.home()));
}

#[test]
fn settings_that_would_fail_at_the_end_stop_a_login_before_it_begins() {
    let world = World::new();
    for (name, value) in [
        ("INTERCOM_API_BASE_URL", "http://intercom.example"),
        ("INTERCOM_APP_BASE_URL", "http://intercom.example"),
        ("INTERCOM_VERSION", "none"),
    ] {
        let line = format!(
            "auth login --oauth --store file --wait 1s --redirect-uri http://localhost:{}/cb",
            free_port()
        );
        let output = world.ictl(&line).env(name, value).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(name) && !said.contains("/oauth?"), "{said}");
    }
}

#[test]
fn a_login_that_could_not_be_kept_never_begins() {
    let world = World::new();
    for (flags, code) in [("--store keychain", 1), ("--store file --profile a/b", 2)] {
        let line = format!(
            "auth login --oauth --redirect-uri http://localhost:{}/cb {flags}",
            free_port()
        );
        let mut command = world.ictl(&line);
        // No session bus: no keychain, on Linux.
        let output =
            command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent").output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{flags}: {said}");
        assert!(!said.contains("/oauth?"), "{said}");
    }
}
