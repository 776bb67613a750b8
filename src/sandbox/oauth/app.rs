//! Which app asks for access? The sandbox knows one, by the two values that the Developer Hub shows
//! under Basic Information.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::sandbox::random::{self, Random};

/// The app that may be let into the workspaces.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct App {
    /// Who asks, for everybody to see.
    pub client_id: String,
    /// Proves that it is the app that exchanges a code.
    pub client_secret: String,
}

impl App {
    /// An app that nobody has met before. The id is a UUID, as Intercom's are.
    pub fn invent() -> Self {
        let client_id = Random::new(random::system_bits()).uuid();
        App { client_id, client_secret: format!("sandbox_{}", random::secret()) }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The secret stays out.
        f.debug_struct("App").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}
