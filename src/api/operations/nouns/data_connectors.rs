//! `ictl data-connectors`: connectors to outside APIs, and their runs.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{
    Answer, CURSOR, FROM_2_16, Field, Noun, Operation, PathParam, QueryParam,
};

/// A value that the connector asks for.
const DATA_INPUT: &[Property] = &[
    Property::new("name", Kind::String),
    Property::new("type", Kind::Enum(&["string", "integer", "decimal", "boolean"])),
    Property::new("description", Kind::String),
    Property::new("required", Kind::Boolean),
    Property::new("default_value", Kind::String),
];

/// A header that the connector sends.
const HEADER: &[Property] =
    &[Property::new("name", Kind::String), Property::new("value", Kind::String)];

/// The rows of `ictl data-connectors`.
pub(super) const NOUN: Noun = Noun {
    name: "data-connectors",
    about: "Connectors to outside APIs, and their runs",
    operations: &[
        Operation {
            id: "listDataConnectors",
            command: &["data-connectors", "list"],
            summary: "List data connectors",
            details: "Most recently updated first.",
            query: &[
                QueryParam::new("per_page", "per-page", Kind::Integer),
                QueryParam::new("starting_after", "starting-after", Kind::String),
            ],
            pagination: CURSOR,
            max_per_page: Some(50),
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/data_connectors")
        },
        Operation {
            id: "createDataConnector",
            command: &["data-connectors", "create"],
            summary: "Create a data connector",
            details: "Returns the connector as a draft, which `data-connectors update` sets live.",
            body: &[
                Field::new("name", "name", Kind::String).required(),
                Field::new("description", "description", Kind::String),
                Field::new(
                    "http_method",
                    "http-method",
                    Kind::Enum(&["get", "post", "put", "delete", "patch"]),
                ),
                Field::new("url", "url", Kind::String),
                Field::new("body", "body", Kind::String),
                Field::new("direct_fin_usage", "direct-fin-usage", Kind::Boolean),
                Field::new(
                    "audiences",
                    "audiences",
                    Kind::Array(&Kind::Enum(&["leads", "users", "visitors"])),
                ),
                Field::new("headers", "headers", Kind::Array(&Kind::Object(HEADER))),
                Field::new("data_inputs", "data-inputs", Kind::Array(&Kind::Object(DATA_INPUT))),
                Field::new("customer_authentication", "customer-authentication", Kind::Boolean),
                Field::new("bypass_authentication", "bypass-authentication", Kind::Boolean),
                Field::new(
                    "validate_missing_attributes",
                    "validate-missing-attributes",
                    Kind::Boolean,
                ),
                Field::new("mock_response", "mock-response", Kind::Object(&[])),
                Field::new("token_ids", "token-ids", Kind::Array(&Kind::String)),
            ],
            versions: FROM_2_16,
            ..Operation::post("/data_connectors")
        },
        Operation {
            id: "RetrieveDataConnector",
            command: &["data-connectors", "get"],
            summary: "Show a data connector",
            details: "Returns the whole configuration, live or draft as asked.",
            path_params: &[PathParam::new("id", "DATA_CONNECTOR_ID")],
            query: &[QueryParam::new(
                "state_version",
                "state-version",
                Kind::Enum(&["draft", "live"]),
            )],
            versions: FROM_2_16,
            ..Operation::get("/data_connectors/{id}")
        },
        Operation {
            id: "updateDataConnector",
            command: &["data-connectors", "update"],
            summary: "Update a data connector",
            details: "Changes only what is given. `--state` puts it live or back to draft.",
            path_params: &[PathParam::new("id", "DATA_CONNECTOR_ID")],
            body: &[
                Field::new("name", "name", Kind::String),
                Field::new("description", "description", Kind::String),
                Field::new("state", "state", Kind::Enum(&["draft", "live"])),
                Field::new(
                    "http_method",
                    "http-method",
                    Kind::Enum(&["get", "post", "put", "delete", "patch"]),
                ),
                Field::new("url", "url", Kind::String),
                Field::new("body", "body", Kind::String),
                Field::new("direct_fin_usage", "direct-fin-usage", Kind::Boolean),
                Field::new(
                    "audiences",
                    "audiences",
                    Kind::Array(&Kind::Enum(&["leads", "users", "visitors"])),
                ),
                Field::new("headers", "headers", Kind::Array(&Kind::Object(HEADER))),
                Field::new("data_inputs", "data-inputs", Kind::Array(&Kind::Object(DATA_INPUT))),
                Field::new("customer_authentication", "customer-authentication", Kind::Boolean),
                Field::new("bypass_authentication", "bypass-authentication", Kind::Boolean),
                Field::new(
                    "validate_missing_attributes",
                    "validate-missing-attributes",
                    Kind::Boolean,
                ),
                Field::new("mock_response", "mock-response", Kind::Object(&[])),
                Field::new("token_ids", "token-ids", Kind::Array(&Kind::String)),
            ],
            versions: FROM_2_16,
            ..Operation::patch("/data_connectors/{id}")
        },
        Operation {
            id: "deleteDataConnector",
            command: &["data-connectors", "delete"],
            summary: "Delete a data connector",
            details: "It must be a draft, and no workflow or agent may use it: else 409.",
            path_params: &[PathParam::new("id", "DATA_CONNECTOR_ID")],
            versions: FROM_2_16,
            ..Operation::delete("/data_connectors/{id}")
        },
        Operation {
            id: "listDataConnectorExecutionResults",
            command: &["data-connectors", "execution-results", "list"],
            summary: "List the runs of a data connector",
            details: "The last hour unless `--start-ts` and `--end-ts` say otherwise. Bodies are \
                      left out unless asked for.",
            path_params: &[PathParam::new("data_connector_id", "DATA_CONNECTOR_ID")],
            query: &[
                QueryParam::new("per_page", "per-page", Kind::Integer),
                QueryParam::new("starting_after", "starting-after", Kind::String),
                QueryParam::new("success", "success", Kind::Enum(&["true", "false"])),
                QueryParam::new(
                    "error_type",
                    "error-type",
                    Kind::Enum(&[
                        "request_configuration_error",
                        "faraday_error",
                        "3rd_party_error",
                        "response_mapping_error",
                        "token_refresh_error",
                        "fin_action_response_formatting_error",
                        "fin_action_identity_verification_error",
                        "email_verification_error",
                        "non_fin_standalone_action_identity_verification_error",
                        "request_validation_error",
                        "client_side_action_error",
                    ]),
                ),
                QueryParam::new("start_ts", "start-ts", Kind::Timestamp),
                QueryParam::new("end_ts", "end-ts", Kind::Timestamp),
                QueryParam::new("include_bodies", "include-bodies", Kind::Enum(&["true", "false"])),
            ],
            pagination: CURSOR,
            max_per_page: Some(30),
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/data_connectors/{data_connector_id}/execution_results")
        },
        Operation {
            id: "showDataConnectorExecutionResult",
            command: &["data-connectors", "execution-results", "get"],
            summary: "Show one run of a data connector",
            details: "Includes request and response bodies.",
            path_params: &[
                PathParam::new("data_connector_id", "DATA_CONNECTOR_ID"),
                PathParam::new("id", "EXECUTION_RESULT_ID"),
            ],
            versions: FROM_2_16,
            ..Operation::get("/data_connectors/{data_connector_id}/execution_results/{id}")
        },
    ],
};
