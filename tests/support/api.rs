//! The sandbox's own data, asked for through its API by a plain HTTP client.

use serde_json::{Value, json};

use super::http;

/// A client of one API.
pub struct Api {
    base_url: String,
    token: String,
    http: reqwest::Client,
    runtime: tokio::runtime::Runtime,
}

impl Api {
    /// A client with a token.
    pub fn new(base_url: &str, token: &str) -> Self {
        Api {
            base_url: base_url.to_owned(),
            token: token.to_owned(),
            http: http::client(),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
        }
    }

    /// Status and body of any request.
    pub fn send(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let request = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.base_url))
            .header("Intercom-Version", "2.16")
            .bearer_auth(&self.token);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = self.runtime.block_on(http::send(request));
        (answer.status, answer.body)
    }

    /// Status and bytes of a file.
    pub fn file(&self, path: &str) -> (u16, Vec<u8>) {
        let request = self
            .http
            .get(format!("{}{path}", self.base_url))
            .header("Accept", "application/octet-stream")
            .bearer_auth(&self.token);
        self.runtime.block_on(async {
            let answer = request.send().await.unwrap();
            (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
        })
    }

    /// The body of a successful GET.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        self.expect("GET", path, None)
    }

    /// The body of a successful POST.
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Value {
        self.expect("POST", path, Some(body))
    }

    /// The body of a successful request.
    #[track_caller]
    pub fn expect(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let (status, answer) = self.send(method, path, body);
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    /// Makes a contact and returns its id.
    pub fn contact(&self, body: &Value) -> String {
        self.post("/contacts", body)["id"].as_str().unwrap().to_owned()
    }

    /// Every contact of the workspace that lists show.
    pub fn contacts(&self) -> Vec<Value> {
        let mut contacts = Vec::new();
        let mut path = "/contacts?per_page=150".to_owned();
        loop {
            let page = self.get(&path);
            contacts.extend(page["data"].as_array().unwrap().iter().cloned());
            let Some(cursor) = page["pages"]["next"]["starting_after"].as_str() else {
                return contacts;
            };
            path = format!("/contacts?per_page=150&starting_after={cursor}");
        }
    }

    /// The emails of all contacts, sorted.
    pub fn emails(&self) -> Vec<String> {
        let mut emails: Vec<String> = self
            .contacts()
            .iter()
            .filter_map(|contact| contact["email"].as_str().map(str::to_owned))
            .collect();
        emails.sort();
        emails
    }

    /// Makes a contact attribute.
    pub fn attribute(&self, name: &str, data_type: &str) {
        self.post(
            "/data_attributes",
            &json!({"name": name, "model": "contact", "data_type": data_type}),
        );
    }
}
