//! `ictl help-center`: Help Centers, collections and redirects.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{
    Answer, FROM_2_16, Field, Noun, Operation, PAGE, PathParam, QueryParam,
};
use crate::api::operations::shapes::COLLECTION_TRANSLATIONS;

/// The rows of `ictl help-center`.
pub(super) const NOUN: Noun = Noun {
    name: "help-center",
    about: "Help Centers, collections and redirects",
    operations: &[
        Operation {
            id: "listHelpCenters",
            command: &["help-center", "help-centers", "list"],
            summary: "List Help Centers",
            details: "Returns each Help Center with its address and whether it is live.",
            answer: Answer::List("data"),
            ..Operation::get("/help_center/help_centers")
        },
        Operation {
            id: "retrieveHelpCenter",
            command: &["help-center", "help-centers", "get"],
            summary: "Show a Help Center",
            details: "Returns the Help Center with its locales and address.",
            path_params: &[PathParam::new("help_center_id", "HELP_CENTER_ID")],
            ..Operation::get("/help_center/help_centers/{help_center_id}")
        },
        Operation {
            id: "listHelpCenterRedirects",
            command: &["help-center", "help-centers", "redirects", "list"],
            summary: "List the URL redirects of a Help Center",
            details: "Most recently updated first.",
            path_params: &[PathParam::new("help_center_id", "HELP_CENTER_ID")],
            query: &[
                QueryParam::new("page", "page", Kind::Integer),
                QueryParam::new("per_page", "per-page", Kind::Integer),
            ],
            pagination: PAGE,
            max_per_page: Some(250),
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/help_center/help_centers/{help_center_id}/redirects")
        },
        Operation {
            id: "createHelpCenterRedirect",
            command: &["help-center", "help-centers", "redirects", "create"],
            summary: "Redirect an old URL to an article or a collection",
            details: "Returns the redirect.",
            path_params: &[PathParam::new("help_center_id", "HELP_CENTER_ID")],
            body: &[
                Field::new("from_url", "from-url", Kind::String).required(),
                Field::new("locale", "locale", Kind::String).required(),
                Field::new("target_type", "target-type", Kind::Enum(&["article", "collection"]))
                    .required(),
                Field::new("target_id", "target-id", Kind::String).required(),
            ],
            versions: FROM_2_16,
            ..Operation::post("/help_center/help_centers/{help_center_id}/redirects")
        },
        Operation {
            id: "retrieveHelpCenterRedirect",
            command: &["help-center", "help-centers", "redirects", "get"],
            summary: "Show a URL redirect",
            details: "Returns the redirect with its target.",
            path_params: &[
                PathParam::new("help_center_id", "HELP_CENTER_ID"),
                PathParam::new("id", "REDIRECT_ID"),
            ],
            versions: FROM_2_16,
            ..Operation::get("/help_center/help_centers/{help_center_id}/redirects/{id}")
        },
        Operation {
            id: "deleteHelpCenterRedirect",
            command: &["help-center", "help-centers", "redirects", "delete"],
            summary: "Delete a URL redirect",
            details: "Returns the id with `deleted: true`.",
            path_params: &[
                PathParam::new("help_center_id", "HELP_CENTER_ID"),
                PathParam::new("id", "REDIRECT_ID"),
            ],
            versions: FROM_2_16,
            ..Operation::delete("/help_center/help_centers/{help_center_id}/redirects/{id}")
        },
        Operation {
            id: "listAllCollections",
            command: &["help-center", "collections", "list"],
            summary: "List the collections of all Help Centers",
            details: "Most recently updated first.",
            pagination: PAGE,
            answer: Answer::List("data"),
            ..Operation::get("/help_center/collections")
        },
        Operation {
            id: "createCollection",
            command: &["help-center", "collections", "create"],
            summary: "Create a collection",
            details: "Returns the collection, at the top level unless `--parent-id` is given.",
            body: &[
                Field::new("name", "name", Kind::String).required(),
                Field::new("description", "description", Kind::String),
                Field::new(
                    "translated_content",
                    "translated-content",
                    Kind::Object(COLLECTION_TRANSLATIONS),
                )
                .nullable(),
                Field::new("parent_id", "parent-id", Kind::String).nullable(),
                Field::new("help_center_id", "help-center-id", Kind::Integer).nullable(),
            ],
            ..Operation::post("/help_center/collections")
        },
        Operation {
            id: "retrieveCollection",
            command: &["help-center", "collections", "get"],
            summary: "Show a collection",
            details: "Returns the collection with its translations.",
            path_params: &[PathParam::new("collection_id", "COLLECTION_ID")],
            ..Operation::get("/help_center/collections/{collection_id}")
        },
        Operation {
            id: "updateCollection",
            command: &["help-center", "collections", "update"],
            summary: "Update a collection",
            details: "Returns the collection.",
            path_params: &[PathParam::new("collection_id", "COLLECTION_ID")],
            body: &[
                Field::new("name", "name", Kind::String),
                Field::new("description", "description", Kind::String),
                Field::new(
                    "translated_content",
                    "translated-content",
                    Kind::Object(COLLECTION_TRANSLATIONS),
                )
                .nullable(),
                Field::new("parent_id", "parent-id", Kind::String).nullable(),
            ],
            ..Operation::put("/help_center/collections/{collection_id}")
        },
        Operation {
            id: "deleteCollection",
            command: &["help-center", "collections", "delete"],
            summary: "Delete a collection",
            details: "Returns the id with `deleted: true`.",
            path_params: &[PathParam::new("collection_id", "COLLECTION_ID")],
            ..Operation::delete("/help_center/collections/{collection_id}")
        },
    ],
};
