//! Which resource answers which path? A resource is one file and one line in [`routes`].

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::routing::{MethodFilter, on};

use super::exchange::{Handler, JSON, OCTETS, Route, Shared};
use super::not_emulated::{self, not_emulated};
use super::oauth;
use super::resources::{
    admins, articles, auth, companies, contact_links, contacts, conversations, data_attributes,
    events, exports, help_center, notes, presence, segments, subscriptions, tags, teams, tickets,
};
use super::version::Version;

/// Every path of the sandbox.
fn routes() -> impl Iterator<Item = Route> {
    [
        auth::ROUTES,
        admins::ROUTES,
        presence::ROUTES,
        teams::ROUTES,
        contacts::ROUTES,
        contact_links::ROUTES,
        tags::ROUTES,
        notes::ROUTES,
        companies::ROUTES,
        data_attributes::ROUTES,
        segments::ROUTES,
        subscriptions::ROUTES,
        events::ROUTES,
        articles::ROUTES,
        help_center::ROUTES,
        conversations::ROUTES,
        conversations::reply::ROUTES,
        conversations::manage::ROUTES,
        conversations::participants::ROUTES,
        conversations::tags::ROUTES,
        conversations::redact::ROUTES,
        conversations::attributes::ROUTES,
        tickets::ROUTES,
        tickets::types::ROUTES,
        tickets::type_attributes::ROUTES,
        tickets::states::ROUTES,
        tickets::reply::ROUTES,
        tickets::links::ROUTES,
        tickets::kinds::ROUTES,
        tickets::jobs::ROUTES,
        exports::content::ROUTES,
        exports::reporting::ROUTES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// Everything that stable versions had from the start.
const ALWAYS: Version = Version::new(1, 0);

impl Route {
    /// `GET path`
    pub const fn get(path: &'static str, handler: Handler) -> Self {
        Route { method: MethodFilter::GET, path, handler, since: ALWAYS, media: JSON }
    }

    /// `POST path`
    pub const fn post(path: &'static str, handler: Handler) -> Self {
        Route { method: MethodFilter::POST, path, handler, since: ALWAYS, media: JSON }
    }

    /// `PUT path`
    pub const fn put(path: &'static str, handler: Handler) -> Self {
        Route { method: MethodFilter::PUT, path, handler, since: ALWAYS, media: JSON }
    }

    /// `DELETE path`
    pub const fn delete(path: &'static str, handler: Handler) -> Self {
        Route { method: MethodFilter::DELETE, path, handler, since: ALWAYS, media: JSON }
    }

    /// The answer is a file, and clients must say that they take one.
    pub const fn octets(mut self) -> Self {
        self.media = OCTETS;
        self
    }

    /// The operation exists since this version (source: the API descriptions).
    pub const fn since(mut self, major: u8, minor: u8) -> Self {
        self.since = Version::new(major, minor);
        self
    }
}

/// The router over all resources.
pub fn router(shared: Arc<Shared>) -> Router {
    let decline = |State(shared): State<Arc<Shared>>, request: Request| async move {
        shared.decline(request, not_emulated).await
    };
    let mut router = Router::new();
    for route in routes() {
        let answer = move |State(shared): State<Arc<Shared>>,
                           params: Result<RawPathParams, RawPathParamsRejection>,
                           request: Request| async move {
            // A parameter that is not UTF-8 names nothing: it is left out, and so not found.
            let path = params
                .map(|params| params.iter().map(|(_, value)| value.to_owned()).collect())
                .unwrap_or_default();
            shared.answer(route, path, request).await
        };
        router = router.route(route.path, on(route.method, answer));
    }
    for route in oauth::routes() {
        let answer = move |State(shared): State<Arc<Shared>>, request: Request| async move {
            shared.answer_open(route, request).await
        };
        router = router.route(route.path, on(route.method, answer));
    }
    // A word beats a parameter: `/contacts/bulk` is an operation, never a contact named `bulk`.
    for (method, path) in not_emulated::without_parameters() {
        if !routes().any(|route| route.path == path && route.method == method) {
            router = router.route(path, on(method, decline));
        }
    }
    router.fallback(decline).method_not_allowed_fallback(decline).with_state(shared)
}
