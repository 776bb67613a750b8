//! Holds the table of operations to the published description of Intercom's API.
//!
//! The description itself is not part of the project; its plain facts are, in
//! `tests/description.json`. Where the description is at hand, the facts are extracted again
//! and compared.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod commands;
mod extract;
mod published;
mod shape;
#[path = "../support/mod.rs"]
mod support;
mod table;

use published::{FACTS, description, facts};

/// How to bring `tests/description.json` up to date.
const REFRESH: &str = "ICTL_REFRESH=1 cargo test --test description";

#[test]
#[expect(clippy::disallowed_methods, reason = "asks whether to refresh the file")]
fn the_checked_in_facts_are_those_of_the_description() {
    let Some((path, yaml)) = description() else { return };
    let extracted = extract::write(&extract::extract(&yaml).unwrap());
    if std::env::var("ICTL_REFRESH").is_ok() {
        let target = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/description.json");
        std::fs::write(target, extracted).unwrap();
        return;
    }
    let differs = extracted.lines().zip(FACTS.lines()).find(|(new, old)| new != old);
    assert!(
        extracted == FACTS,
        "tests/description.json is not what {} says: refresh it with `{REFRESH}`.\n\
         The first line that differs: {differs:?}",
        path.display()
    );
}

#[test]
fn the_extract_leaves_sentences_and_examples_behind() {
    let yaml = r##"
info: {version: "9.9"}
paths:
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, description: Which., schema: {type: string}}]
    put:
      summary: Change a note
      operationId: changeNote
      requestBody:
        content:
          application/json:
            schema: {$ref: "#/components/schemas/note"}
            examples: {one: {value: {description: Hello}}}
      responses:
        "200": {description: Done, content: {application/json: {example: {}}}}
        "401": {$ref: "#/components/responses/Unauthorized"}
components:
  responses: {Unauthorized: {description: No., content: {application/json: {schema: {type: object}, example: {errors: [{code: unauthorized, message: No.}]}}}}}
  schemas:
    note:
      title: Note
      description: A note.
      type: object
      required: [title]
      properties:
        title: {type: string, description: The title., example: Hi, maxLength: 5}
        description: {type: string, nullable: true}
"##;
    let facts = extract::extract(yaml).unwrap();
    assert_eq!(
        extract::write(&facts),
        r##"{"version":"9.9","operations":{
"PUT /notes/{id}":{"operationId":"changeNote","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],"body":{"required":false,"content":{"application/json":{"$ref":"#/schemas/note"}}},"answers":{"200":{"application/json":true},"401":{"application/json":{"type":"object"}}}}
},"schemas":{
"note":{"type":"object","required":["title"],"properties":{"title":{"type":"string","maxLength":5},"description":{"type":"string","nullable":true}}}
},"codes":{
"unauthorized":[401]
}}
"##
    );
}

#[test]
fn the_table_agrees_with_the_description() {
    let disagreements = table::disagreements(&facts());
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}

#[test]
fn the_comparison_notices_every_kind_of_difference() {
    let mut facts = facts();
    for (pointer, value) in [
        ("/operations/GET ~1me/operationId", "\"other\""),
        ("/operations/GET ~1me/parameters", r#"[{"in":"path","name":"x"}]"#),
        ("/operations/GET ~1macros/parameters", "[]"),
        ("/operations/GET ~1tags~1{tag_id}/answers/200", "{}"),
        ("/operations/DELETE ~1tags~1{tag_id}/answers/200", r#"{"application/json":true}"#),
        ("/operations/GET ~1events/parameters", "[]"),
        ("/schemas/tag_list/properties/data/type", "\"object\""),
        ("/schemas/create_contact_request/properties/email/type", "\"integer\""),
        ("/schemas/create_contact_request/properties/name/nullable", "false"),
        ("/schemas/create_contact_request/anyOf", "[]"),
        ("/schemas/create_contact_request/properties", "{}"),
        ("/schemas/create_office_hours_schedule_request/required", "[]"),
        ("/schemas/snooze_conversation_request/required", "[]"),
        ("/schemas/multiple_filter_search_request/properties/operator/enum", r#"["NOT"]"#),
    ] {
        let changed = facts.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}"));
        let original = std::mem::replace(changed, serde_json::from_str(value).unwrap());
        assert!(!table::disagreements(&facts).is_empty(), "unnoticed: {pointer} = {value}");
        *facts.pointer_mut(pointer).unwrap() = original;
    }
}
