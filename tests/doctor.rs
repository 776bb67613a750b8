//! `ictl doctor`, with one thing wrong at a time.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;

use ictl::auth::{Mood, Secret};
use ictl::sandbox::{Options, PerMinute};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::{Value, json};
use support::clock::START;
use support::{Answer, Run, Server, TestContext};

/// The checks, in the order in which they are shown.
const CHECKS: [&str; 10] = [
    "config",
    "keychain",
    "network",
    "proxy",
    "certificates",
    "token",
    "region",
    "version",
    "clock",
    "rate_limit",
];

/// The token that must not be shown.
const TOKEN: &str = "tok-of-the-test";

fn housed(world: TestContext) -> TestContext {
    let home = world.path("ictl").display().to_string();
    world.env("ICTL_CONFIG_DIR", &home)
}

/// The row of a check.
#[track_caller]
fn row(run: &Run, check: &str) -> Value {
    let rows = run.json();
    let found = rows.as_array().unwrap().iter().find(|row| row["check"] == check);
    found.unwrap_or_else(|| panic!("no {check} in {rows:#}")).clone()
}

/// A check ended so, with this in its message or hint.
#[track_caller]
fn expect(run: &Run, check: &str, status: &str, text: &str) {
    let row = row(run, check);
    assert_eq!(row["status"], status, "{:#}", run.json());
    assert!(row.to_string().contains(text), "{text:?} is not in {row:#}");
}

/// The checks that failed.
fn failed(run: &Run) -> Vec<String> {
    let rows = run.json();
    let failed = rows.as_array().unwrap().iter().filter(|row| row["status"] == "fail");
    failed.map(|row| row["check"].as_str().unwrap().to_owned()).collect()
}

/// Only this check fails, with this in its message or hint.
#[track_caller]
fn expect_only(run: &Run, check: &str, text: &str) {
    run.exits(1).never_shows(TOKEN);
    expect(run, check, "fail", text);
    assert_eq!(failed(run), [check], "{:#}", run.json());
}

fn me(region: &str) -> Value {
    json!({"type": "admin", "id": "7", "name": "Ada", "email": "ada@example.com",
        "app": {"id_code": "abc123", "name": "Acme", "region": region}})
}

/// Writes settings and secrets as a login leaves them.
fn logged_in(world: &TestContext, base_url: &str, store: &str, token: &str) {
    let profile = format!(
        "current = \"acme\"\n\n[profiles.acme]\nregion = \"us\"\nworkspace_id = \"abc123\"\n\
         token = \"access\"\nstore = \"{store}\"\nbase_url = \"{base_url}\"\nfingerprint = \"{}\"\n",
        Secret::new(token).fingerprint()
    );
    private_dir(&world.path("ictl"));
    world.file("ictl/config.toml", profile);
    let secrets = world.file("ictl/credentials.json", json!({"acme": token}).to_string());
    chmod(&secrets, 0o600);
    world.keychain.replace("acme", Some(token));
}

fn private_dir(path: &std::path::Path) {
    std::fs::create_dir_all(path).unwrap();
    chmod(path, 0o700);
}

#[cfg(unix)]
fn chmod(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn chmod(_: &std::path::Path, _: u32) {}

#[test]
fn where_nothing_is_wrong_all_checks_are_ok() {
    let rate_limit = Some(PerMinute::new(600));
    let world = housed(TestContext::with(&Options { rate_limit, ..Options::default() }));
    let run = world.run("doctor --json");
    let rows = run.succeeds().json();
    let names: Vec<_> =
        rows.as_array().unwrap().iter().map(|row| row["check"].as_str().unwrap()).collect();
    assert_eq!(names, CHECKS);
    for row in rows.as_array().unwrap() {
        assert_eq!((&row["status"], &row["hint"]), (&json!("ok"), &Value::Null), "{row:#}");
        assert_eq!(row.as_object().unwrap().len(), 4);
    }
    expect(&run, "token", "ok", "workspace Sandbox");
    expect(&run, "rate_limit", "ok", "99 of 100 requests");
    run.never_shows(world.sandbox().token());
}

#[test]
fn people_get_a_line_for_each_check_and_what_to_do_below() {
    let world = housed(TestContext::bare().env("INTERCOM_API_BASE_URL", "http://127.0.0.1:1"))
        .on_a_terminal();
    let run = world.run("doctor");
    run.exits(1).says(&["2 of 10 checks failed: network, token"]);
    let lines: Vec<_> = run.stdout.lines().map(str::trim_end).collect();
    assert_eq!(lines[0], "ok    config        nothing is kept yet ($DIR/ictl/config.toml)");
    assert_eq!(lines[1], "ok    keychain      it answers");
    assert!(lines[2].starts_with("fail  network       could not connect to 127.0.0.1:1"));
    assert!(lines[3].starts_with("                    hint: nothing was sent"), "{}", lines[3]);
    assert_eq!(lines[4], "ok    proxy         none is set; requests go there directly");
}

#[test]
fn in_a_pipe_each_check_is_a_line_of_json() {
    let world = housed(TestContext::new());
    assert_eq!(world.run("doctor").succeeds().lines().len(), CHECKS.len());
    let run = world.run("doctor --json --jq 'map(select(.status != \"ok\")) | length'");
    run.succeeds().prints("0\n");
}

#[test]
fn the_sandbox_needs_no_set_up() {
    let world = housed(TestContext::bare());
    let run = world.run("doctor --sandbox --json");
    run.succeeds();
    expect(&run, "token", "ok", "the sandbox's token");
}

#[test]
fn without_a_login_the_token_is_what_is_missing() {
    let world = housed(TestContext::new().without_env("INTERCOM_TOKEN"));
    let run = world.run("doctor --json");
    expect_only(&run, "token", "ictl auth login");
    expect(&run, "network", "ok", "answers");
    expect(&run, "clock", "ok", "agrees");
}

#[test]
fn a_dead_network_leaves_the_rest_unchecked() {
    let world = housed(TestContext::new()).env("INTERCOM_API_BASE_URL", "http://127.0.0.1:1");
    let run = world.run("doctor --json");
    expect_only(&run, "network", "could not connect");
    for check in ["token", "region", "clock", "rate_limit"] {
        expect(&run, check, "warn", "not checked");
    }
}

#[test]
fn a_refused_token_says_whose_it_was() {
    let world = housed(TestContext::new()).env("INTERCOM_TOKEN", TOKEN);
    expect_only(&world.run("doctor --json"), "token", "INTERCOM_TOKEN");
    logged_in(&world, world.sandbox().base_url(), "file", TOKEN);
    let run = world.run("doctor --json --profile acme");
    expect_only(&run, "token", "ictl auth login --profile acme");
}

#[test]
fn a_token_that_cannot_be_sent_is_the_tokens_fault() {
    let world = housed(TestContext::new()).env("INTERCOM_TOKEN", "tok-of-\nthe-test");
    let run = world.run("doctor --json");
    expect_only(&run, "token", "characters that no token has");
    expect(&run, "network", "ok", "answers");
}

#[test]
fn an_unknown_profile_is_told_from_known_ones() {
    let world = housed(TestContext::new());
    logged_in(&world, world.sandbox().base_url(), "file", TOKEN);
    let run = world.run("doctor --json --profile acne");
    expect_only(&run, "token", "did you mean acme?");
}

#[test]
fn settings_that_cannot_be_read_are_shown_with_the_place() {
    let world = housed(TestContext::new());
    private_dir(&world.path("ictl"));
    world.file("ictl/config.toml", "current = 5\n");
    expect_only(&world.run("doctor --json"), "config", "line 1, column 11");
    world.file("ictl/config.toml", "current = \"gone\"\n");
    let run = world.run("doctor --json");
    run.succeeds();
    expect(&run, "config", "warn", "no profile \\\"gone\\\"");
}

#[test]
#[cfg(unix)]
fn files_that_others_could_change_or_read_are_told_with_the_remedy() {
    let world = housed(TestContext::new());
    logged_in(&world, world.sandbox().base_url(), "file", world.sandbox().token());
    world.run("doctor --json").succeeds();
    chmod(&world.path("ictl/credentials.json"), 0o644);
    expect_only(&world.run("doctor --json"), "config", "chmod 600");
    chmod(&world.path("ictl/credentials.json"), 0o600);
    chmod(&world.path("ictl/config.toml"), 0o666);
    expect_only(&world.run("doctor --json"), "config", "chmod go-w");
}

#[test]
fn a_missing_keychain_matters_only_where_a_profile_needs_it() {
    let world = housed(TestContext::new());
    world.keychain.set_mood(Mood::Absent);
    let run = world.run("doctor --json");
    run.succeeds();
    expect(&run, "keychain", "warn", "there is no keychain here");
    logged_in(&world, world.sandbox().base_url(), "keychain", TOKEN);
    expect_only(&world.run("doctor --json"), "keychain", "--store file");
}

#[test]
fn a_keychain_that_keeps_the_token_is_asked_for_it() {
    let world = housed(TestContext::new().without_env("INTERCOM_TOKEN"));
    logged_in(&world, world.sandbox().base_url(), "keychain", world.sandbox().token());
    let run = world.run("doctor --json");
    expect(&run, "keychain", "ok", "it answers");
    // The sandbox's own workspace is not the one that was logged in to.
    expect_only(&run, "token", "of workspace Sandbox");
    world.keychain.replace("acme", None);
    expect_only(&world.run("doctor --json"), "token", "no longer holds the token");
    world.keychain.set_mood(Mood::Locked);
    let run = world.run("doctor --json");
    run.exits(1);
    expect(&run, "token", "fail", "the keychain is locked");
}

#[test]
fn a_proxy_that_is_not_there_is_named_without_its_password() {
    let world = housed(TestContext::bare())
        .env("INTERCOM_TOKEN", TOKEN)
        .env("HTTPS_PROXY", "http://ada:s3cret@127.0.0.1:1");
    let run = world.run("doctor --json");
    run.exits(1).never_shows("s3cret").never_shows(TOKEN);
    assert_eq!(failed(&run), ["network", "proxy"]);
    expect(&run, "proxy", "fail", "127.0.0.1:1 cannot be reached");
    let world = world.env("HTTPS_PROXY", "http://s3cret:x:y");
    let run = world.run("doctor --json");
    run.exits(1).never_shows("s3cret");
    expect(&run, "proxy", "fail", "makes no sense");
    let world = housed(TestContext::new()).env("http_proxy", "http://127.0.0.1:1");
    let run = world.run("doctor --json");
    run.succeeds();
    expect(&run, "proxy", "warn", "set HTTPS_PROXY");
}

#[test]
fn this_machine_is_reached_without_the_proxy() {
    let world = housed(TestContext::new()).env("HTTPS_PROXY", "http://127.0.0.1:1");
    let run = world.run("doctor --json");
    run.succeeds();
    expect(&run, "proxy", "ok", "not used for this machine");
}

#[test]
fn a_file_of_certificates_that_is_none_is_refused() {
    let world = housed(TestContext::new());
    let path = world.file("ca.pem", "no certificate");
    let world = world.env("SSL_CERT_FILE", &path.display().to_string());
    expect_only(&world.run("doctor --json"), "certificates", "holds no certificate");
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_told_and_can_be_trusted() {
    let (certificate, port) = self_signed_server();
    let world = housed(TestContext::bare())
        .env("INTERCOM_TOKEN", TOKEN)
        .env("INTERCOM_API_BASE_URL", &format!("https://localhost:{port}"));
    let run = world.run("doctor --json");
    run.exits(1);
    assert_eq!(failed(&run), ["network", "certificates"]);
    expect(&run, "certificates", "fail", "is not trusted");
    expect(&run, "certificates", "fail", "SSL_CERT_FILE");
    let path = world.file("ca.pem", certificate);
    let world = world.env("SSL_CERT_FILE", &path.display().to_string());
    let run = world.run("doctor --json");
    run.succeeds();
    expect(&run, "certificates", "ok", "the certificate of SSL_CERT_FILE alone");
}

#[test]
fn a_sign_in_page_is_not_taken_for_intercom() {
    let server = Server::script([Answer::html(200)]);
    let run = housed(TestContext::at(&server)).run("doctor --json");
    expect_only(&run, "network", "something else than Intercom");
}

#[test]
fn a_web_page_that_says_that_intercom_is_down_is_no_sign_in_page() {
    let server = Server::script([Answer::html(502)]);
    let run = housed(TestContext::at(&server)).run("doctor --json");
    expect_only(&run, "network", "answers with HTTP 502: a web page came back");
}

#[test]
fn a_setting_that_nothing_reads_is_named() {
    let world = housed(TestContext::new());
    std::fs::create_dir_all(world.path("ictl")).unwrap();
    world.file("ictl/config.toml", "colour = \"auto\"\r\n");
    let run = world.run("doctor --json");
    run.succeeds();
    expect(&run, "config", "warn", "there is no setting");
    expect(&run, "config", "warn", "did you mean color?");
}

#[test]
fn an_intercom_that_is_down_is_told_from_a_wrong_set_up() {
    let server = Server::script([Answer::refusal(503, "service_unavailable", "Maintenance")]);
    let run = housed(TestContext::at(&server)).run("doctor --json");
    expect_only(&run, "network", "Maintenance");
    assert_eq!(server.requests().len(), 1, "it is asked once");
}

#[test]
fn a_profile_that_names_another_region_is_told() {
    let server = Server::script([Answer::json(200, &me("EU"))]);
    let world = housed(TestContext::at(&server).without_env("INTERCOM_TOKEN"));
    logged_in(&world, &server.base_url(), "file", TOKEN);
    let run = world.run("doctor --json");
    run.succeeds().never_shows(TOKEN);
    expect(&run, "region", "warn", "profile acme says us, and its workspace is in eu");
    let run = world.env("INTERCOM_REGION", "mars").run("doctor --json");
    run.exits(1);
    expect(&run, "region", "fail", "not a region");
}

#[test]
fn a_version_that_intercom_does_not_know_hides_nothing_else() {
    let world = housed(TestContext::new());
    let run = world.run("doctor --json --api-version 9.9");
    expect_only(&run, "version", "does not know version 9.9");
    expect(&run, "token", "ok", "good for workspace");
    let run = world.env("INTERCOM_VERSION", "new").run("doctor --json");
    expect_only(&run, "version", "not an API version");
}

#[test]
fn another_version_than_the_one_asked_for_is_told() {
    let answer = Answer::json(200, &me("US")).header("Intercom-Version", "2.11");
    let server = Server::script([answer]);
    let run = housed(TestContext::at(&server)).run("doctor --json");
    run.succeeds();
    expect(&run, "version", "warn", "2.16 is asked for, and 2.11 answers");
}

#[test]
fn a_clock_that_is_wrong_is_compared_with_intercoms() {
    for (difference, status) in [(20, "ok"), (-20, "ok"), (200, "warn"), (-4000, "fail")] {
        let date = Timestamp::from_second(START + difference).unwrap();
        let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&date).unwrap();
        let server = Server::script([Answer::json(200, &me("US")).header("Date", &date)]);
        let run = housed(TestContext::at(&server)).run("doctor --json");
        run.exits(u8::from(status == "fail"));
        expect(&run, "clock", status, "");
    }
}

#[test]
fn a_window_that_is_nearly_used_up_is_told() {
    for (left, status) in [("100", "ok"), ("3", "warn"), ("0", "warn")] {
        let answer = Answer::json(200, &me("US"))
            .header("X-RateLimit-Limit", "166")
            .header("X-RateLimit-Remaining", left)
            .header("X-RateLimit-Reset", &(START + 5).to_string());
        let server = Server::script([answer]);
        let run = housed(TestContext::at(&server)).run("doctor --json");
        run.succeeds();
        expect(&run, "rate_limit", status, &format!("{left} of 166"));
    }
    let server = Server::script([Answer::refusal(429, "rate_limit_exceeded", "Too many")]);
    let run = housed(TestContext::at(&server)).run("doctor --json");
    run.succeeds();
    expect(&run, "rate_limit", "warn", "used up");
}

#[test]
fn an_address_that_would_expose_the_token_is_refused_before_it_leaves() {
    let world = housed(TestContext::new()).env("INTERCOM_API_BASE_URL", "http://example.com");
    expect_only(&world.run("doctor --json"), "network", "must not travel unencrypted");
}

#[test]
fn without_a_home_the_environment_is_enough() {
    let run = TestContext::new().run("doctor --json");
    run.succeeds();
    expect(&run, "config", "warn", "no home directory");
}

/// A server with a certificate of its own making, for `localhost`. It answers as Intercom does.
fn self_signed_server() -> (String, u16) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let (config, pem) = (Arc::new(config), made.cert.pem());
    let listener = TcpListener::bind("localhost:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut stream = stream.unwrap();
            let mut tls = rustls::Stream::new(&mut connection, &mut stream);
            let body = me("US").to_string();
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
            // A client that trusts nobody goes away in the middle of the handshake.
            let _ = std::io::Read::read(&mut tls, &mut [0; 4096]);
            let _ = write!(tls, "{head}Content-Length: {}\r\n\r\n{body}", body.len());
            tls.conn.send_close_notify();
            let _ = tls.flush();
        }
    });
    (pem, port)
}

#[test]
#[cfg(target_os = "linux")]
fn a_place_where_nothing_can_be_kept_is_told_before_a_login_fails() {
    let world = TestContext::new().env("ICTL_CONFIG_DIR", "/proc/ictl");
    let run = world.run("doctor --json");
    run.succeeds();
    expect(&run, "config", "warn", "/proc cannot be written");
    expect(&run, "config", "warn", "set ICTL_CONFIG_DIR");
}

#[test]
fn settings_that_make_no_sense_are_told_once() {
    let world = housed(TestContext::bare().env("INTERCOM_API_BASE_URL", "http://127.0.0.1:1"));
    private_dir(&world.path("ictl"));
    world.file("ictl/config.toml", "timeout = \"soon\"\n");
    let run = world.run("doctor --json");
    expect(&run, "config", "fail", "ictl config unset timeout");
    expect(&run, "network", "fail", "ictl sandbox serve");
    world.file("ictl/config.toml", "profiles = [");
    let run = world.run("doctor --json");
    expect(&run, "config", "fail", "begin afresh: mv");
    expect(&run, "token", "warn", "see config");
}
