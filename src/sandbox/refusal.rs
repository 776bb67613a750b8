//! How does Intercom say no? Status, code and message of a refusal, and the `error.list` body.
//!
//! Codes and messages: docs: Error Codes, and the examples of the API description.

use serde::Serialize;

/// A request that was understood and refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Intercom's error code.
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// The request field at fault.
    pub field: Option<String>,
    /// The `Link` header's value (merged contacts only).
    pub link: Option<String>,
}

impl Refusal {
    /// A refusal with this status, code and message.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Refusal { status, code, message: message.into(), field: None, link: None }
    }

    /// A value that Intercom does not take.
    pub fn invalid(message: impl Into<String>) -> Self {
        Refusal::new(400, "parameter_invalid", message)
    }

    /// A value that is needed and was not given.
    pub fn missing(message: impl Into<String>) -> Self {
        Refusal::new(400, "parameter_not_found", message)
    }

    /// No contact has this id.
    pub fn no_contact() -> Self {
        Refusal::new(404, "not_found", "User Not Found")
    }

    /// Nothing has this id or path.
    pub fn not_found() -> Self {
        Refusal::new(404, "not_found", "Resource Not Found")
    }

    /// No company has this id.
    pub fn no_company() -> Self {
        Refusal::new(404, "company_not_found", "Company Not Found")
    }

    /// Names the request field at fault.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The body, as bytes.
    pub fn body(&self, request_id: &str) -> Vec<u8> {
        let list = ErrorList {
            r#type: "error.list",
            request_id,
            errors: [OneError {
                code: self.code,
                message: &self.message,
                field: self.field.as_deref(),
            }],
        };
        serde_json::to_vec(&list).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct ErrorList<'a> {
    r#type: &'static str,
    request_id: &'a str,
    errors: [OneError<'a>; 1],
}

#[derive(Serialize)]
struct OneError<'a> {
    code: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_reads_as_an_error_list() {
        let body = Refusal::invalid("no").field("email").body("r-1");
        assert_eq!(
            String::from_utf8(body).unwrap(),
            r#"{"type":"error.list","request_id":"r-1","errors":[{"code":"parameter_invalid","message":"no","field":"email"}]}"#
        );
    }
}
