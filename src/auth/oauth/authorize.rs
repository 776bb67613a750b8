//! Where does the browser begin and end at Intercom? The addresses of the authorization page and
//! of the App Store's landing page, from the address of Intercom's web application.

use reqwest::Url;

use super::state::State;
use crate::api::BaseUrl;
use crate::error::Result;

/// The authorization page (docs: Setting up OAuth). `redirect_uri` is always sent: without it
/// Intercom takes the first one registered, which need not be ours. There is no `scope`: permissions
/// are set on the app.
pub fn authorize_url(
    app: &BaseUrl,
    client_id: &str,
    redirect_uri: &str,
    state: &State,
) -> Result<Url> {
    let mut url = app.join("/oauth")?;
    url.query_pairs_mut()
        .append_pair("client_id", client_id)
        .append_pair("state", state.as_str())
        .append_pair("redirect_uri", redirect_uri);
    Ok(url)
}

/// The page of the App Store that an installation ends on; `failure` is shown there
/// (docs: Installing your App).
pub fn app_store_url(app: &BaseUrl, failure: Option<&str>) -> Result<Url> {
    let mut url = app.join("/appstore/redirect")?;
    match failure {
        None => url.query_pairs_mut().append_pair("install_success", "true"),
        Some(message) => url
            .query_pairs_mut()
            .append_pair("install_success", "false")
            .append_pair("error_message", message),
    };
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app() -> BaseUrl {
        BaseUrl::parse("https://app.intercom.com", "x").unwrap()
    }

    #[test]
    fn the_address_carries_client_state_and_redirect_encoded() {
        let state = State::random().unwrap();
        let redirect = "https://localhost:8910/callback?a=b";
        let url = authorize_url(&app(), "id&x", redirect, &state).unwrap();
        assert!(url.as_str().starts_with("https://app.intercom.com/oauth?client_id=id%26x&state="));
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        assert_eq!(pairs[1], ("state".to_owned(), state.as_str().to_owned()));
        assert_eq!(pairs[2], ("redirect_uri".to_owned(), redirect.to_owned()));
    }

    #[test]
    fn the_app_store_hears_how_it_went() {
        assert_eq!(
            app_store_url(&app(), None).unwrap().as_str(),
            "https://app.intercom.com/appstore/redirect?install_success=true"
        );
        assert_eq!(
            app_store_url(&app(), Some("not allowed & gone")).unwrap().as_str(),
            "https://app.intercom.com/appstore/redirect?install_success=false&error_message=not+allowed+%26+gone"
        );
    }
}
