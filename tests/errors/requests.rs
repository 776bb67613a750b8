//! What leaves the machine, byte for byte, and where it may go.

use serde_json::json;

use crate::support::{Answer, Server, TestContext};

fn contact() -> Answer {
    Answer::json(200, &json!({"type": "contact", "id": "x"}))
}

#[test]
fn every_request_says_who_asks_and_for_which_version() {
    let server = Server::script([contact()]);
    TestContext::at(&server).run("contacts get x").succeeds();
    let request = server.request();
    assert_eq!(request.line(), "GET /contacts/x");
    assert_eq!(request.header("authorization"), Some("Bearer tok-of-the-test"));
    assert_eq!(request.header("intercom-version"), Some("2.16"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("user-agent"), Some(concat!("ictl/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(request.header("content-type"), None);
}

#[test]
fn the_version_can_be_chosen() {
    let server = Server::script([contact()]);
    let world = TestContext::at(&server).env("INTERCOM_VERSION", "2.14");
    world.run("contacts get x").succeeds();
    world.run("contacts get x --api-version Preview").succeeds();
    let versions: Vec<String> =
        server.requests().iter().map(|r| r.header("intercom-version").unwrap().into()).collect();
    assert_eq!(versions, ["2.14", "Preview"]);
    world.run("contacts get x --api-version nonsense").exits(2);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_write_has_a_json_body() {
    let server = Server::script([contact()]);
    TestContext::at(&server)
        .run("contacts create --email ada@example.com -f custom_attributes.plan=pro -F custom_attributes.seats=3")
        .succeeds();
    let request = server.request();
    assert_eq!(request.line(), "POST /contacts");
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(
        request.json(),
        json!({"email": "ada@example.com", "custom_attributes": {"plan": "pro", "seats": 3}})
    );
}

#[test]
fn a_token_goes_to_no_address_that_is_not_encrypted() {
    for url in ["http://api.intercom.io", "http://192.0.2.1:8900", "ftp://127.0.0.1", "nonsense"] {
        let world =
            TestContext::bare().env("INTERCOM_API_BASE_URL", url).env("INTERCOM_TOKEN", "t");
        world.run("contacts get x").exits(2).says(&["INTERCOM_API_BASE_URL"]);
    }
}

#[test]
fn the_token_does_not_follow_a_redirect_to_another_host() {
    let other = Server::script([contact()]);
    // The same port under another name: another host, as far as a token is concerned.
    let server = Server::script([Answer::redirect(302, &format!("{}/else", other.other_name()))]);
    let run = TestContext::at(&server).run("contacts get x");
    // Unencrypted, so it is not even followed.
    run.exits(1).says(&["redirects"]);
    assert!(other.requests().is_empty());
}

#[test]
fn a_redirect_within_the_host_is_followed_with_the_token() {
    let mut first = true;
    let server = Server::answering(move |_| {
        if std::mem::take(&mut first) { Answer::redirect(302, "/contacts/y") } else { contact() }
    });
    TestContext::at(&server).run("contacts get x").succeeds();
    let requests = server.requests();
    assert_eq!(requests[1].line(), "GET /contacts/y");
    assert_eq!(requests[1].header("authorization"), Some("Bearer tok-of-the-test"));
}

#[test]
fn redirects_in_a_circle_end() {
    let server = Server::script([Answer::redirect(302, "/contacts/x")]);
    let run = TestContext::at(&server).run("contacts get x --no-retry");
    run.exits(5).says(&["redirected more than"]);
    assert_eq!(server.requests().len(), 6);
}

#[test]
fn a_write_is_not_carried_on_by_a_redirect() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::script([Answer::redirect(status, "/elsewhere"), contact()]);
        TestContext::at(&server)
            .run("contacts create --email ada@example.com")
            .exits(1)
            .says(&["redirects"]);
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[test]
fn loopback_never_uses_a_proxy() {
    let proxy = Server::script([contact()]);
    let server = Server::script([contact()]);
    let mut world = TestContext::at(&server);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"]
    {
        world.set_env(name, &proxy.base_url());
    }
    world.run("contacts get x").succeeds();
    assert_eq!(server.requests().len(), 1);
    assert!(proxy.requests().is_empty());
}

#[test]
fn ids_stay_within_their_path() {
    let server = Server::script([contact()]);
    let world = TestContext::at(&server);
    for (id, target) in [
        ("../me", "/contacts/..%2Fme"),
        ("a/b", "/contacts/a%2Fb"),
        ("a?x=1#y", "/contacts/a%3Fx%3D1%23y"),
        ("a%2Fb", "/contacts/a%252Fb"),
    ] {
        let before = server.requests().len();
        world.run(&format!("contacts get '{id}'")).succeeds();
        assert_eq!(server.requests()[before].target, target, "{id}");
    }
    let before = server.requests().len();
    for id in ["''", ".", ".."] {
        world.run(&format!("contacts get {id}")).exits(2);
    }
    assert_eq!(server.requests().len(), before);
}

#[test]
fn a_path_of_dots_and_an_id_from_stdin_are_refused_before_anything_is_sent() {
    let server = Server::script([Answer::json(200, &serde_json::json!({"id": "1"}))]);
    let world = TestContext::at(&server);
    for line in
        ["api ../me", "api contacts/%2e%2e/me", "contacts tags delete - -", "contacts get .."]
    {
        world.run(line).exits(2);
    }
    world.run("contacts create -f a..b=x --email a@b.example").exits(2);
    world.run("contacts list --json --output csv").exits(2);
    assert_eq!(server.requests().len(), 0);
}
