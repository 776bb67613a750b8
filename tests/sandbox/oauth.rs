//! How an app gets its token, as a browser and the app's server meet it.

use ictl::sandbox::{Faults, Options, PerMinute};
use reqwest::Url;
use serde_json::{Value, json};

use crate::api::{Answer, Api, send};
use crate::support::http::send_for_page;

const CALLBACK: &str = "https://localhost:8910/callback";

impl Api {
    fn client(&self) -> [(&str, &str); 2] {
        [("client_id", self.sandbox.client_id()), ("client_secret", self.sandbox.client_secret())]
    }

    /// Where the page's form leads, with these values beside the client id.
    async fn decide(&self, values: &[(&str, &str)]) -> Page {
        let mut all = vec![("client_id", self.sandbox.client_id())];
        all.extend_from_slice(values);
        Page::of(form(self.bare("POST", "/oauth"), &all)).await
    }

    /// A code for a workspace.
    async fn code(&self, workspace: &str) -> String {
        let values =
            [("redirect_uri", CALLBACK), ("decision", "approve"), ("workspace", workspace)];
        self.decide(&values).await.leads("code")
    }

    async fn exchange(&self, code: &str) -> Answer {
        let mut values = self.client().to_vec();
        values.push(("code", code));
        send(form(self.bare("POST", "/auth/eagle/token"), &values)).await
    }

    async fn me(&self, token: &str) -> Answer {
        send(self.bare("GET", "/me").bearer_auth(token)).await
    }
}

/// The request with a form in it, as a browser sends one.
fn form(request: reqwest::RequestBuilder, values: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let form = Url::parse_with_params("http://form/", values).unwrap();
    request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form.query().unwrap_or_default().to_owned())
}

/// What a browser gets.
struct Page {
    status: u16,
    location: Option<Url>,
    headers: reqwest::header::HeaderMap,
    text: String,
}

impl Page {
    async fn of(request: reqwest::RequestBuilder) -> Page {
        let (status, headers, text) = send_for_page(request).await;
        let location =
            headers.get("location").map(|url| Url::parse(url.to_str().unwrap()).unwrap());
        Page { status, location, headers, text }
    }

    /// A parameter of the URL that the browser is sent to.
    #[track_caller]
    fn leads(&self, name: &str) -> String {
        let url = self.location.as_ref().unwrap_or_else(|| panic!("{}", self.text));
        let found = url.query_pairs().find(|(known, _)| known == name);
        found.unwrap_or_else(|| panic!("{url} has no {name}")).1.into_owned()
    }
}

#[tokio::test]
async fn an_approval_becomes_a_token_of_the_chosen_workspace() {
    let api = Api::with(&Options { workspaces: 2, ..Options::default() });
    let second = &api.sandbox.installations()[1];
    let page = api
        .decide(&[
            ("redirect_uri", "https://example.com/cb?tenant=7"),
            ("state", "a b&c=ü"),
            ("decision", "approve"),
            ("workspace", &second.workspace_id),
        ])
        .await;
    assert_eq!(page.status, 303);
    assert_eq!((page.leads("tenant"), page.leads("state")), ("7".into(), "a b&c=ü".into()));
    let code = page.leads("code");
    assert!(code.ends_with('='), "{code}");

    let granted = api.exchange(&code).await.ok();
    assert_eq!(granted["token_type"], "Bearer");
    assert_eq!(granted["token"], granted["access_token"]);
    assert_eq!(granted.as_object().unwrap().len(), 3);
    let me = api.me(granted["access_token"].as_str().unwrap()).await.ok();
    assert_eq!(me["app"]["id_code"], second.workspace_id);
    assert_eq!(me["email_verified"], true);
    // The token of before is as good as ever.
    assert_eq!(api.me(&second.token).await.status, 200);
}

#[tokio::test]
async fn a_denial_leads_back_with_the_state_and_without_a_code() {
    let api = Api::empty();
    let values = [("redirect_uri", CALLBACK), ("state", "s"), ("decision", "deny")];
    let page = api.decide(&values).await;
    let location = page.location.unwrap();
    assert_eq!(location.as_str(), format!("{CALLBACK}?error=access_denied&state=s"));
}

#[tokio::test]
async fn the_page_shows_who_asks_and_lets_a_workspace_be_chosen() {
    let api = Api::with(&Options { workspaces: 3, ..Options::default() });
    let query =
        [("client_id", api.sandbox.client_id()), ("redirect_uri", CALLBACK), ("state", "s-1")];
    let page = Page::of(api.bare("GET", "/oauth").query(&query)).await;
    assert_eq!(page.status, 200);
    for installation in api.sandbox.installations() {
        assert!(page.text.contains(&format!("value=\"{}\"", installation.workspace_id)));
        assert!(page.text.contains(&installation.workspace_name));
    }
    for shown in [api.sandbox.client_id(), CALLBACK, "value=\"s-1\"", "approve", "deny", "AU"] {
        assert!(page.text.contains(shown), "{shown}");
    }
    assert!(!page.text.contains("<script") && !page.text.contains(api.sandbox.client_secret()));
    assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(page.headers["content-security-policy"].to_str().unwrap().contains("'none'"));
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
}

#[tokio::test]
async fn nothing_that_comes_with_the_request_becomes_markup() {
    let api = Api::empty();
    let evil = "\"><script>alert(1)</script>";
    let redirect = format!("https://example.com/{evil}");
    for query in [
        vec![("client_id", api.sandbox.client_id()), ("state", evil), ("redirect_uri", &redirect)],
        vec![("client_id", evil)],
        vec![("client_id", api.sandbox.client_id()), ("redirect_uri", evil)],
    ] {
        let page = Page::of(api.bare("GET", "/oauth").query(&query)).await;
        assert!(!page.text.contains("<script"), "{}", page.text);
    }
    let query = [("install_success", "false"), ("error_message", evil)];
    let page = Page::of(api.bare("GET", "/appstore/redirect").query(&query)).await;
    assert!(page.text.contains("alert(1)") && !page.text.contains("<script"), "{}", page.text);
}

#[tokio::test]
async fn a_request_that_is_not_in_order_is_never_redirected() {
    let api = Api::empty();
    let client_id = api.sandbox.client_id();
    for values in [
        vec![],
        vec![("client_id", "another")],
        vec![("client_id", client_id), ("redirect_uri", "http://example.com/cb")],
        vec![("client_id", client_id), ("redirect_uri", "javascript:alert(1)")],
    ] {
        let page = Page::of(api.bare("GET", "/oauth").query(&values)).await;
        assert_eq!((page.status, page.location), (400, None), "{values:?}");
        let mut approved = values.clone();
        approved.push(("decision", "approve"));
        let page = Page::of(form(api.bare("POST", "/oauth"), &approved)).await;
        assert_eq!((page.status, page.location), (400, None), "{values:?}");
    }
    for values in [vec![], vec![("decision", "perhaps")]] {
        assert_eq!(api.decide(&values).await.status, 400, "{values:?}");
    }
    let nowhere = [("decision", "approve"), ("workspace", "nope")];
    assert_eq!(api.decide(&nowhere).await.status, 400);
}

#[tokio::test]
async fn without_a_redirect_url_the_first_registered_one_is_used() {
    let page = Api::empty().decide(&[("decision", "approve")]).await;
    assert!(page.location.unwrap().as_str().starts_with(&format!("{CALLBACK}?code=")));
}

#[tokio::test]
async fn a_code_is_good_once_and_for_five_minutes() {
    let api = Api::empty();
    let code = api.code(&api.sandbox.installations()[0].workspace_id).await;
    api.exchange(&code).await.ok();
    let again = api.exchange(&code).await;
    assert_eq!((again.refused(), again.message()), ((401, "unauthorized"), "Unauthorized Code"));
    let late = api.decide(&[("decision", "approve")]).await.leads("code");
    api.clock.pass(std::time::Duration::from_secs(301));
    assert_eq!(api.exchange(&late).await.message(), "Unauthorized Code");
}

#[tokio::test]
async fn a_code_that_was_cut_is_refused_and_stays_good() {
    let api = Api::empty();
    let code = api.decide(&[("decision", "approve")]).await.leads("code");
    assert_eq!(api.exchange(code.trim_end_matches('=')).await.message(), "Unauthorized Code");
    api.exchange(&code).await.ok();
}

#[tokio::test]
async fn only_the_app_itself_can_exchange_a_code() {
    let api = Api::empty();
    let code = api.decide(&[("decision", "approve")]).await.leads("code");
    let [id, secret] = api.client();
    for client in [[("client_id", "another"), secret], [id, ("client_secret", "wrong")]] {
        let mut values = client.to_vec();
        values.push(("code", &code));
        let answer = send(form(api.bare("POST", "/auth/eagle/token"), &values)).await;
        assert_eq!(answer.refused(), (401, "unauthorized"));
    }
    let answer = send(form(api.bare("POST", "/auth/eagle/token"), &[id, secret])).await;
    assert_eq!(answer.refused(), (400, "parameter_not_found"));
    assert_eq!(answer.body["errors"][0]["field"], "code");
    api.exchange(&code).await.ok();
}

#[tokio::test]
async fn the_exchange_takes_json_and_query_parameters_too() {
    let api = Api::empty();
    let path = "/auth/eagle/token";
    let values = |code: &str| {
        let [(id, client_id), (secret, client_secret)] = api.client();
        [(id, client_id.to_owned()), (secret, client_secret.to_owned()), ("code", code.to_owned())]
    };
    let code = api.decide(&[("decision", "approve")]).await.leads("code");
    send(api.bare("POST", path).query(&values(&code))).await.ok();
    let code = api.decide(&[("decision", "approve")]).await.leads("code");
    let object: Value =
        values(&code).into_iter().map(|(name, value)| (name, json!(value))).collect();
    send(api.bare("POST", path).json(&object)).await.ok();
}

#[tokio::test]
async fn the_exchange_has_its_bad_days_and_no_rate_window() {
    let rate_limit = Some(PerMinute::new(1));
    let api = Api::with(&Options { rate_limit, ..Options::default() });
    for _ in 0..3 {
        let code = api.decide(&[("decision", "approve")]).await.leads("code");
        api.exchange(&code).await.ok();
    }
    api.sandbox.set_faults("503=100%".parse::<Faults>().unwrap());
    let code = api.decide(&[("decision", "approve")]).await.leads("code");
    assert_eq!(api.exchange(&code).await.status, 503);
    api.sandbox.set_faults("500-after=100%".parse::<Faults>().unwrap());
    assert_eq!(api.exchange(&code).await.status, 500);
    api.sandbox.set_faults(Faults::default());
    assert_eq!(api.exchange(&code).await.message(), "Unauthorized Code", "it was used up");
}

#[tokio::test]
async fn an_uninstalled_app_comes_back_by_a_new_authorization() {
    let api = Api::empty();
    let contact = api.post("/contacts", json!({"role": "lead"})).await.id();
    api.post("/auth/uninstall", json!({})).await.ok();
    assert_eq!(api.get("/me").await.status, 401);
    let code = api.decide(&[("decision", "approve")]).await.leads("code");
    let token = api.exchange(&code).await.ok()["token"].as_str().unwrap().to_owned();
    let path = format!("/contacts/{contact}");
    send(api.bare("GET", &path).bearer_auth(token)).await.ok();
    assert_eq!(api.get("/me").await.status, 401, "the old token stays dead");
}

#[tokio::test]
async fn a_token_outlives_the_sandbox_where_the_state_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let state = Some(folder.path().join("sandbox.state"));
    let options = Options { state, ..Options::default() };
    let api = Api::with(&options);
    let exported = api.sandbox.token().to_owned();
    let code = api.decide(&[("decision", "approve")]).await.leads("code");
    let token = api.exchange(&code).await.ok()["token"].as_str().unwrap().to_owned();
    drop(api);
    let api = Api::with(&options);
    assert_eq!(api.me(&token).await.status, 200);
    assert_eq!(api.sandbox.token(), exported, "a login does not change what is exported");
}

#[tokio::test]
async fn the_app_store_page_tells_how_it_went() {
    let api = Api::empty();
    let page = |query: &'static str| {
        Page::of(api.bare("GET", &format!("/appstore/redirect?install_success={query}")))
    };
    assert!(page("true").await.text.contains("The app is installed"));
    let failed = page("false&error_message=Card%20declined").await;
    assert!(failed.text.contains("not installed") && failed.text.contains("Card declined"));
    assert_eq!(page("maybe").await.status, 400);
}
