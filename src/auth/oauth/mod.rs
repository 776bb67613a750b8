//! How does an app get a token for a workspace? By OAuth as Intercom does it: the browser is sent
//! to Intercom with a `state`, comes back with a code, and the code is exchanged for a token.
//!
//! A [`Session`] is one login that waits for its callback; [`Listener`] is what it stands on, and
//! what an installation page of one's own stands on as well. A request goes through `front`
//! (bytes, TLS, time), `listener` (HTTP), and `session` or its like (meaning). Nothing here stores a
//! token or speaks to the user.

mod authorize;
pub mod browser;
mod callback;
mod certificate;
mod exchange;
mod front;
mod installs;
mod listener;
mod pages;
pub mod paste;
mod redirect;
mod session;
mod state;
mod uninstall;

pub use authorize::{app_store_url, authorize_url};
pub use callback::{Callback, Code, Decision};
pub use certificate::Certificate;
pub use exchange::{AppKey, Exchange};
pub use installs::{Installs, MOST_OPEN};
pub use listener::{Arrival, Asked, Listener};
pub use pages::Page;
pub use redirect::{DEFAULT as DEFAULT_REDIRECT, Redirect};
pub use session::{Answered, Browser, Session, claimed};
pub use state::State;
pub use uninstall::{Notice, Signature};
