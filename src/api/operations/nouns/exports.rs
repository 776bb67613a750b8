//! `ictl exports`: content, reporting and workflow exports.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{
    Answer, FROM_2_14, FROM_2_15, Field, Noun, Operation, PathParam, QueryParam,
};

/// The rows of `ictl exports`.
pub(super) const NOUN: Noun = Noun {
    name: "exports",
    about: "Content, reporting and workflow exports",
    operations: &[
        Operation {
            id: "POST /export/reporting_data/enqueue",
            command: &["exports", "reporting-data", "enqueue"],
            summary: "Start an export of a reporting dataset",
            details: "Returns the job. At most 5 may be pending. From 2.16 the conversation \
                      dataset includes conversations nobody replied to.",
            body: &[
                Field::new("dataset_id", "dataset-id", Kind::String).required(),
                Field::new("attribute_ids", "attribute-ids", Kind::Array(&Kind::String)).required(),
                Field::new("start_time", "start-time", Kind::Timestamp).required(),
                Field::new("end_time", "end-time", Kind::Timestamp).required(),
            ],
            versions: FROM_2_14,
            also: &[&["exports", "reporting"], &["exports", "reporting", "start"]],
            ..Operation::post("/export/reporting_data/enqueue")
        },
        Operation {
            id: "GET /export/reporting_data/{job_identifier}",
            command: &["exports", "reporting-data", "get"],
            summary: "Show how far a reporting export is",
            details: "A finished job says `complete`, without the d of the content export. \
                      `--app-id` is the workspace's `id_code`.",
            path_params: &[PathParam::new("job_identifier", "JOB_IDENTIFIER")],
            query: &[
                QueryParam::new("app_id", "app-id", Kind::String).required(),
                QueryParam::new("client_id", "client-id", Kind::String).required(),
                QueryParam::new("job_identifier", "query-job-identifier", Kind::String).required(),
            ],
            versions: FROM_2_14,
            also: &[&["exports", "reporting", "status"], &["exports", "reporting", "wait"]],
            ..Operation::get("/export/reporting_data/{job_identifier}")
        },
        Operation {
            id: "GET /export/reporting_data/get_datasets",
            command: &["exports", "reporting-data", "datasets", "list"],
            summary: "List the reporting datasets and their attributes",
            details: "Returns the ids that `exports reporting-data enqueue` takes.",
            answer: Answer::List("data"),
            versions: FROM_2_14,
            also: &[&["exports", "reporting", "datasets"]],
            ..Operation::get("/export/reporting_data/get_datasets")
        },
        Operation {
            id: "GET /download/reporting_data/{job_identifier}",
            command: &["exports", "reporting-data", "download"],
            summary: "Download a finished reporting export",
            details: "Answers with the file itself. `--app-id` is the workspace's `id_code`.",
            path_params: &[PathParam::new("job_identifier", "JOB_IDENTIFIER")],
            query: &[
                QueryParam::new("app_id", "app-id", Kind::String).required(),
                QueryParam::new("job_identifier", "query-job-identifier", Kind::String).required(),
            ],
            answer: Answer::Download { accept: "application/octet-stream" },
            versions: FROM_2_14,
            also: &[&["exports", "reporting", "download"]],
            ..Operation::get("/download/reporting_data/{job_identifier}")
        },
        Operation {
            id: "createDataExport",
            command: &["exports", "content-data", "create"],
            summary: "Start an export of message delivery and engagement data",
            details: "Returns the job. One job at a time per workspace, else 429. Messages are \
                      chosen by when they were sent; conversations are not included.",
            body: &[
                Field::new("created_at_after", "created-at-after", Kind::Timestamp).required(),
                Field::new("created_at_before", "created-at-before", Kind::Timestamp).required(),
            ],
            also: &[&["exports", "content"], &["exports", "content", "start"]],
            ..Operation::post("/export/content/data")
        },
        Operation {
            id: "getDataExport",
            command: &["exports", "content-data", "get"],
            summary: "Show how far a content export is",
            details: "A finished job says `completed` and is kept for two days.",
            path_params: &[PathParam::new("job_identifier", "JOB_IDENTIFIER")],
            also: &[&["exports", "content", "status"], &["exports", "content", "wait"]],
            ..Operation::get("/export/content/data/{job_identifier}")
        },
        Operation {
            id: "cancelDataExport",
            command: &["exports", "content-data", "cancel"],
            summary: "Cancel a content export",
            details: "Returns the job.",
            path_params: &[PathParam::new("job_identifier", "JOB_IDENTIFIER")],
            also: &[&["exports", "content", "cancel"]],
            ..Operation::post("/export/cancel/{job_identifier}")
        },
        Operation {
            id: "downloadDataExport",
            command: &["exports", "content-data", "download"],
            summary: "Download a finished content export",
            details: "Answers with gzipped CSV, asked for as an octet stream. The data is kept \
                      for two days.",
            path_params: &[PathParam::new("job_identifier", "JOB_IDENTIFIER")],
            answer: Answer::Download { accept: "application/octet-stream" },
            also: &[&["exports", "content", "download"]],
            ..Operation::get("/download/content/data/{job_identifier}")
        },
        Operation {
            id: "exportWorkflow",
            command: &["exports", "workflows", "get"],
            summary: "Export a workflow's whole definition",
            details: "Returns steps, targeting and attributes as JSON.",
            path_params: &[PathParam::new("id", "WORKFLOW_ID")],
            versions: FROM_2_15,
            ..Operation::get("/export/workflows/{id}")
        },
    ],
};
