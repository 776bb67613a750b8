//! What may one request at a time touch? The workspaces, the codes that wait to be exchanged, and
//! the file that keeps all changes.

use super::call::Memory;
use super::oauth::Codes;
use super::refusal::Refusal;
use super::state_file::StateFile;
use super::store::Store;
use super::store::change::Change;
use super::store::workspace::Workspace;

/// All that changes, for one request at a time.
pub struct Desk {
    /// In the order they were made; there is always one.
    pub tenants: Vec<Tenant>,
    /// Approved, and not exchanged yet.
    pub codes: Codes,
    /// Where changes are kept, if they are.
    pub state: Option<StateFile>,
}

/// One workspace.
pub struct Tenant {
    /// Its data.
    pub store: Store,
    /// What is forgotten at the end.
    pub memory: Memory,
}

impl Desk {
    /// The workspaces as they are, without a code waiting.
    pub fn new(stores: Vec<Store>, state: Option<StateFile>) -> Self {
        let tenant = |store| Tenant { store, memory: Memory::default() };
        let tenants = stores.into_iter().map(tenant).collect();
        Desk { tenants, codes: Codes::default(), state }
    }

    /// The place of the workspace that accepts this token.
    pub fn tenant_of(&self, token: &str) -> Option<usize> {
        self.tenants.iter().position(|tenant| tenant.store.tokens().iter().any(|own| own == token))
    }

    /// Writes the changes of a workspace to the state file, before anybody is told of them.
    pub fn keep(&mut self, tenant: usize) -> Result<(), Refusal> {
        let Some(state) = &mut self.state else { return Ok(()) };
        state.append(&mut self.tenants[tenant].store).map_err(|cause| {
            Refusal::new(500, "server_error", format!("cannot write the state file: {cause}"))
        })
    }
}

/// Lets the app in: from now on the workspace accepts this token, too.
pub fn install(store: &mut Store, token: String) {
    let mut workspace = store.workspace();
    workspace.tokens.push(token);
    store.commit(Change::Workspace(workspace));
}

/// A workspace that the app is installed in, as a client must know it at the start.
#[derive(Clone)]
pub struct Installation {
    /// The workspace's id, such as `ecahpwf5`.
    pub workspace_id: String,
    /// Its name.
    pub workspace_name: String,
    /// Its data region, such as `US`.
    pub region: String,
    /// A token that it accepts.
    pub token: String,
}

impl Installation {
    /// The present state of a workspace, with its oldest token: a login that is kept in a state file
    /// does not change what the next start exports.
    pub fn of(store: &Store) -> Self {
        let Workspace { code, name, region, tokens, .. } = store.workspace();
        let token = tokens.into_iter().next().unwrap_or_default();
        Installation { workspace_id: code, workspace_name: name, region, token }
    }
}

impl std::fmt::Debug for Installation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The token stays out.
        f.debug_struct("Installation")
            .field("workspace_id", &self.workspace_id)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}
