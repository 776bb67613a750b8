//! How does an app get its token? The part of Intercom that stands before any workspace: the page
//! where a person approves, the exchange of the code, the App Store's landing page.
//!
//! Its requests carry no token. A browser's pages meet no faults, since nobody tests a browser here;
//! the exchange meets them as every other request of a program does.

mod app;
mod app_store;
mod authorize;
mod codes;
mod page;
mod parameters;
mod redirect;
mod token;

use axum::routing::MethodFilter;
use hyper::Request;

use super::call::Reply;
use super::desk::Desk;
use super::exchange::{Shared, read};
use super::outcome::{self, Envelope, Outgoing};

use parameters::Parameters;

pub use app::App;
pub use codes::Codes;

/// A path that asks for no token.
#[derive(Clone, Copy)]
pub struct OpenRoute {
    /// The method it answers.
    pub method: MethodFilter,
    /// Without parameters.
    pub path: &'static str,
    handler: Handler,
}

#[derive(Clone, Copy)]
enum Handler {
    /// Answers a browser.
    Page(fn(&OpenCall, &mut Desk) -> Outgoing),
    /// Answers a program.
    Api(fn(&OpenCall, &mut Desk) -> Reply),
}

/// What a handler sees of a request.
struct OpenCall<'a> {
    app: &'a App,
    parameters: Parameters,
    /// UNIX seconds.
    now: i64,
}

/// All of them.
pub fn routes() -> impl Iterator<Item = OpenRoute> {
    authorize::ROUTES.into_iter().chain(token::ROUTES).chain(app_store::ROUTES)
}

impl OpenRoute {
    const fn page_get(path: &'static str, handler: fn(&OpenCall, &mut Desk) -> Outgoing) -> Self {
        OpenRoute { method: MethodFilter::GET, path, handler: Handler::Page(handler) }
    }

    const fn page_post(path: &'static str, handler: fn(&OpenCall, &mut Desk) -> Outgoing) -> Self {
        OpenRoute { method: MethodFilter::POST, path, handler: Handler::Page(handler) }
    }

    const fn api_post(path: &'static str, handler: fn(&OpenCall, &mut Desk) -> Reply) -> Self {
        OpenRoute { method: MethodFilter::POST, path, handler: Handler::Api(handler) }
    }
}

impl Shared {
    /// Answers a request that needs no token.
    pub async fn answer_open(
        &self,
        route: OpenRoute,
        request: Request<axum::body::Body>,
    ) -> Outgoing {
        let request_id = self.traffic.arrive(request.method().as_str(), route.path);
        let envelope = Envelope { request_id, ..Envelope::default() };
        let (head, body) = request.into_parts();
        let call = read(body).await.and_then(|body| {
            let parameters = Parameters::read(head.uri.query(), &head.headers, &body)?;
            Ok(OpenCall { app: &self.app, parameters, now: self.now() })
        });
        match route.handler {
            Handler::Page(handler) => {
                let page = match call {
                    Ok(call) => handler(&call, &mut self.desk()),
                    Err(refusal) => outcome::respond(Err(refusal), &envelope),
                };
                self.in_time(page).await
            }
            Handler::Api(handler) => {
                let work = |_: &mut Envelope| handler(&call?, &mut self.desk());
                self.with_faults(envelope, work).await
            }
        }
    }
}
