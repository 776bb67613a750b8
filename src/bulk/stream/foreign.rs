//! Whether a piped object is of the kind that a verb acts on, by the `type` that it bears: ids of
//! several kinds look alike, and a conversation's id must not reach a ticket.

use crate::api::operations;

/// Types that no command takes an id of, but that look like objects with one.
const PARTS: [&str; 3] = ["conversation_part", "ticket_part", "user_message"];

/// Contacts bear their role in some answers.
const ROLES: [&str; 3] = ["user", "lead", "contact"];

/// True when a `type` is known to be that of another kind. Unknown types are let pass: the API adds
/// kinds freely, and custom objects bear names of their users' own.
pub fn is_foreign(found: &str, wanted: &str) -> bool {
    let found = if ROLES.contains(&found) { "contact" } else { found };
    found != wanted && (PARTS.contains(&found) || is_known(found))
}

/// True for what some command takes the id of, such as `CONVERSATION_ID`.
fn is_known(kind: &str) -> bool {
    let value_name = format!("{}_ID", kind.to_uppercase());
    let mut params = operations::all().flat_map(|operation| operation.path_params);
    params.any(|param| param.value_name == value_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_nouns_object_is_foreign_and_an_unknown_one_is_not() {
        assert!(is_foreign("ticket", "conversation"));
        assert!(is_foreign("user", "conversation"));
        assert!(is_foreign("conversation_part", "conversation"));
        assert!(!is_foreign("conversation", "conversation"));
        assert!(!is_foreign("lead", "contact"));
        assert!(!is_foreign("Order", "contact"));
    }
}
