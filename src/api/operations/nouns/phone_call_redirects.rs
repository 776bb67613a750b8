//! `ictl phone-call-redirects`: phone calls moved to the Messenger.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{Field, Noun, Operation};

/// The rows of `ictl phone-call-redirects`.
pub(super) const NOUN: Noun = Noun {
    name: "phone-call-redirects",
    about: "Phone calls moved to the Messenger",
    operations: &[Operation {
        id: "createPhoneSwitch",
        command: &["phone-call-redirects", "create"],
        summary: "Send a caller an SMS with a link to the Messenger",
        details: "Sent twice, the customer gets two messages. Custom attributes go onto the \
                      contact.",
        body: &[
            Field::new("phone", "phone", Kind::String).required(),
            Field::new("custom_attributes", "custom-attributes", Kind::Object(&[])),
        ],
        ..Operation::post("/phone_call_redirects")
    }],
};
