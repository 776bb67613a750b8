//! A browser without a window: it opens the authorization page, decides there, and goes where it
//! is sent.

use reqwest::{Client, Url};

/// What a page answered.
#[derive(Debug)]
pub struct Shown {
    pub status: u16,
    pub location: Option<String>,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

/// The browser. It accepts any certificate, as a user does who clicks through the warning.
pub struct Visitor(Client);

impl Visitor {
    pub fn new() -> Self {
        // The second test of a process finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            .danger_accept_invalid_certs(true)
            .redirect(reqwest::redirect::Policy::none());
        Visitor(client.build().unwrap())
    }

    /// Opens an address.
    pub async fn open(&self, url: &str) -> Shown {
        self.send(self.0.get(url)).await
    }

    /// Any request.
    pub async fn request(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Shown {
        let mut request = self.0.request(method.parse().unwrap(), url).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request).await
    }

    /// Presses a button on the authorization page, and says where it leads.
    pub async fn decides(&self, authorization: &Url, decision: &str, workspace: &str) -> String {
        assert_eq!(self.open(authorization.as_str()).await.status, 200);
        let mut form = Url::parse("http://form/").unwrap();
        form.query_pairs_mut()
            .extend_pairs(authorization.query_pairs())
            .append_pair("decision", decision)
            .append_pair("workspace", workspace);
        let mut action = authorization.clone();
        action.set_query(None);
        let request = self
            .0
            .post(action)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form.query().unwrap().to_owned());
        self.send(request).await.location.expect("the page leads back")
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Shown {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let location = headers.get("location").map(|url| url.to_str().unwrap().to_owned());
        Shown { status, location, headers, text: response.text().await.unwrap() }
    }
}
