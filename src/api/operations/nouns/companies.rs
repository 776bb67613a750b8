//! `ictl companies`: companies, their contacts, segments and notes.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{
    Answer, FROM_2_15, FROM_2_16, Field, Noun, Operation, PAGE, PathParam, QueryParam,
};
use crate::api::pagination::Pagination;
use crate::api::retry::Repeat;

/// The rows of `ictl companies`.
pub(super) const NOUN: Noun = Noun {
    name: "companies",
    about: "Companies, their contacts, segments and notes",
    operations: &[
        Operation {
            id: "retrieveCompany",
            command: &["companies", "find"],
            summary: "Find companies by name, company id, tag or segment",
            details: "A name or company id gives that one company; a tag or segment gives a list. \
                      Companies without users do not appear.",
            query: &[
                QueryParam::new("name", "name", Kind::String),
                QueryParam::new("company_id", "company-id", Kind::String),
                QueryParam::new("tag_id", "tag-id", Kind::String),
                QueryParam::new("segment_id", "segment-id", Kind::String),
                QueryParam::new("page", "page", Kind::Integer),
                QueryParam::new("per_page", "per-page", Kind::Integer),
            ],
            pagination: PAGE,
            answer: Answer::List("data"),
            ..Operation::get("/companies")
        },
        Operation {
            id: "createOrUpdateCompany",
            command: &["companies", "create"],
            summary: "Create a company, or update the one with the same company id",
            details: "Your `company_id` is looked up first and can never be changed. A company \
                      shows in Intercom once it has a contact.",
            body: &[
                Field::new("name", "name", Kind::String),
                Field::new("company_id", "company-id", Kind::String),
                Field::new("plan", "plan", Kind::String),
                Field::new("size", "size", Kind::Integer),
                Field::new("website", "website", Kind::String),
                Field::new("industry", "industry", Kind::String),
                Field::new("custom_attributes", "custom-attributes", Kind::Object(&[])),
                Field::new("remote_created_at", "remote-created-at", Kind::Timestamp),
                Field::new("update_last_request_at", "update-last-request-at", Kind::Boolean),
                Field::new("monthly_spend", "monthly-spend", Kind::Integer),
            ],
            ..Operation::post("/companies")
        },
        Operation {
            id: "listAllCompanies",
            command: &["companies", "list"],
            summary: "List companies",
            details: "Only reads, although it is a POST. Ends at 10,000 companies: `companies \
                      scroll` has no such end. Companies without users do not appear.",
            query: &[
                QueryParam::new("page", "page", Kind::Integer),
                QueryParam::new("per_page", "per-page", Kind::Integer),
                QueryParam::new("order", "order", Kind::String),
            ],
            pagination: PAGE,
            repeat: Repeat::Safe,
            answer: Answer::List("data"),
            ..Operation::post("/companies/list")
        },
        Operation {
            id: "scrollOverAllCompanies",
            command: &["companies", "scroll"],
            summary: "Read all companies, however many",
            details: "One scroll at a time per app; it expires after a minute without use and \
                      cannot be resumed after an error.",
            query: &[QueryParam::new("scroll_param", "scroll-param", Kind::String)],
            pagination: Pagination::Scroll,
            repeat: Repeat::Refused,
            answer: Answer::List("data"),
            ..Operation::get("/companies/scroll")
        },
        Operation {
            id: "RetrieveACompanyById",
            command: &["companies", "get"],
            summary: "Show a company by Intercom's id",
            details: "Takes Intercom's own id; for your `company_id` use `companies find`.",
            path_params: &[PathParam::new("company_id", "COMPANY_ID")],
            ..Operation::get("/companies/{company_id}")
        },
        Operation {
            id: "UpdateCompany",
            command: &["companies", "update"],
            summary: "Update a company by Intercom's id",
            details: "Takes Intercom's own id. Your `company_id` cannot be changed; \
                      `monthly_spend` keeps whole numbers only.",
            path_params: &[PathParam::new("company_id", "COMPANY_ID")],
            body: &[
                Field::new("name", "name", Kind::String),
                Field::new("plan", "plan", Kind::String),
                Field::new("size", "size", Kind::Integer),
                Field::new("website", "website", Kind::String),
                Field::new("industry", "industry", Kind::String),
                Field::new("custom_attributes", "custom-attributes", Kind::Object(&[])),
                Field::new("monthly_spend", "monthly-spend", Kind::Integer),
            ],
            ..Operation::put("/companies/{company_id}")
        },
        Operation {
            id: "deleteCompany",
            command: &["companies", "delete"],
            summary: "Delete (archive) a company",
            details: "Answers at once and archives later; its contacts stay. A synced source may \
                      create it again.",
            path_params: &[PathParam::new("company_id", "COMPANY_ID")],
            ..Operation::delete("/companies/{company_id}")
        },
        Operation {
            id: "ListAttachedContacts",
            command: &["companies", "contacts", "list"],
            summary: "List the contacts of a company",
            details: "Takes Intercom's own company id.",
            path_params: &[PathParam::new("company_id", "COMPANY_ID")],
            pagination: PAGE,
            answer: Answer::List("data"),
            ..Operation::get("/companies/{company_id}/contacts")
        },
        Operation {
            id: "ListAttachedSegmentsForCompanies",
            command: &["companies", "segments", "list"],
            summary: "List the segments a company is in",
            details: "Takes Intercom's own company id.",
            path_params: &[PathParam::new("company_id", "COMPANY_ID")],
            answer: Answer::List("data"),
            ..Operation::get("/companies/{company_id}/segments")
        },
        Operation {
            id: "listCompanyNotes",
            command: &["companies", "notes", "list"],
            summary: "List the notes on a company",
            details: "Takes Intercom's own company id.",
            path_params: &[PathParam::new("company_id", "COMPANY_ID")],
            pagination: PAGE,
            answer: Answer::List("data"),
            versions: FROM_2_15,
            ..Operation::get("/companies/{company_id}/notes")
        },
        Operation {
            id: "createCompanyNote",
            command: &["companies", "notes", "create"],
            summary: "Add a note to a company",
            details: "Returns the note. Sent twice, it is there twice.",
            path_params: &[PathParam::new("company_id", "COMPANY_ID")],
            body: &[
                Field::new("body", "body", Kind::String).required(),
                Field::new("admin_id", "admin-id", Kind::String),
            ],
            versions: FROM_2_16,
            ..Operation::post("/companies/{company_id}/notes")
        },
    ],
};
