//! The workspace itself: its names, its numbering, and the people who work in it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A teammate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admin {
    /// The API's id.
    pub number: u32,
    pub name: &'static str,
    pub email: &'static str,
    pub job_title: &'static str,
}

/// The teammates of every workspace; one of them installed the app there.
pub const ADMINS: [Admin; 6] = [
    Admin {
        number: 991_267_459,
        name: "Robin Shaw",
        email: "robin@sandbox.example",
        job_title: "Developer",
    },
    Admin {
        number: 991_267_460,
        name: "Amina Diallo",
        email: "amina@sandbox.example",
        job_title: "Support Lead",
    },
    Admin {
        number: 991_267_461,
        name: "Jonas Weber",
        email: "jonas@sandbox.example",
        job_title: "Account Manager",
    },
    Admin {
        number: 991_267_462,
        name: "Mei Tanaka",
        email: "mei@sandbox.example",
        job_title: "Support Engineer",
    },
    Admin {
        number: 991_267_463,
        name: "Diego Alvarez",
        email: "diego@sandbox.example",
        job_title: "Billing Specialist",
    },
    Admin {
        number: 991_267_464,
        name: "Ingrid Olsen",
        email: "ingrid@sandbox.example",
        job_title: "Engineer",
    },
];

/// The teammate who installed the app in the first workspace, and in whose name things happen where
/// nobody is named.
pub const ME: Admin = ADMINS[0];

/// The teammate with this id.
pub fn admin(id: &str) -> Option<Admin> {
    let number: u32 = id.parse().ok()?;
    ADMINS.into_iter().find(|admin| admin.number == number)
}

/// Facts about the workspace, and the next free numbers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    /// The workspace code, such as `ecahpwf5`.
    pub code: String,
    pub name: String,
    /// As `GET /me` writes it, such as `US`.
    pub region: String,
    /// Id of the admin who installed the app, and to whom its tokens belong.
    pub installed_by: u32,
    /// The middle part of every contact and company id.
    pub id_part: u32,
    pub created_at: i64,
    /// The access tokens that are accepted, oldest first; none once the app was uninstalled.
    pub tokens: Vec<String>,
    /// The next number for tags, notes and attributes.
    pub next_number: u32,
    /// The next free slot of a contact, so that no id is given twice.
    pub next_contact: u32,
    /// The same for companies.
    pub next_company: u32,
}

impl fmt::Debug for Workspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The tokens stay out.
        f.debug_struct("Workspace").field("code", &self.code).finish_non_exhaustive()
    }
}
