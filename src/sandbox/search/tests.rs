//! The search language, one rule at a time, on a workspace of a few contacts.

use std::borrow::Borrow;

use serde_json::{Value, json};

use super::*;
use crate::sandbox::store::attribute::{Attribute, AttributeValue, DataType, Model};
use crate::sandbox::store::change::Change;
use crate::sandbox::store::contact::{Role, TagLink};

/// 2026-01-01 00:00 UTC.
const NEW_YEAR: i64 = 1_767_225_600;
const HOUR: i64 = 3600;
const TODAY: Today =
    Today { zone: &TimeZone::UTC, now: NEW_YEAR + 48 * HOUR, known_until: i64::MAX };

fn store() -> Store {
    let mut store = Store::new(crate::sandbox::seed::workspace(0, 0, 1));
    for (number, name, data_type) in
        [(1, "seats", DataType::Integer), (2, "trial", DataType::Boolean)]
    {
        store.commit(Change::Attribute(Attribute {
            number,
            model: Model::Contact,
            name: name.into(),
            data_type,
            description: None,
            options: vec![],
            messenger_writable: false,
            archived: false,
            created_at: 1,
            updated_at: 1,
        }));
    }
    let people = [
        ("ann@example.com", "Ann", Role::User, NEW_YEAR - HOUR),
        ("bob@example.org", "Bob", Role::User, NEW_YEAR + HOUR),
        ("cid@example.com", "Cid", Role::Lead, NEW_YEAR + 25 * HOUR),
    ];
    for (at, (email, name, role, created_at)) in (1_u32..).zip(people) {
        let mut contact = store.blank_contact(role, created_at);
        contact.email = Some(email.into());
        contact.name = Some(name.into());
        contact.set_attribute(1, Some(AttributeValue::Integer(i64::from(at))));
        if at == 2 {
            contact.set_attribute(2, Some(AttributeValue::Flag(true)));
            contact.extras_mut().tags.push(TagLink { tag: 9, applied_at: 1 });
        }
        store.commit(Change::Contact(Box::new(contact)));
    }
    store
}

fn ask(query: impl Borrow<Value>) -> Result<String, Refusal> {
    ask_in(query.borrow(), &TimeZone::UTC)
}

fn ask_in(query: &Value, zone: &TimeZone) -> Result<String, Refusal> {
    let body = json!({"query": query, "sort": {"field": "created_at", "order": "ascending"}});
    let store = store();
    let page = search::<ContactField>(
        &store,
        body.as_object().unwrap(),
        Today { zone, ..TODAY },
        &mut RecentSearches::default(),
    )?;
    Ok(page
        .items
        .iter()
        .filter_map(|contact| contact.name.as_deref())
        .collect::<Vec<_>>()
        .join(" "))
}

fn filter(field: &str, operator: &str, value: impl Into<Value>) -> Value {
    json!({"field": field, "operator": operator, "value": value.into()})
}

#[test]
fn every_operator_finds_what_it_says() {
    for (field, operator, value, expected) in [
        ("email", "=", json!("ANN@example.com"), "Ann"),
        ("email", "!=", json!("ann@example.com"), "Bob Cid"),
        ("email", "IN", json!(["ann@example.com", "cid@example.com"]), "Ann Cid"),
        ("email", "NIN", json!(["ann@example.com", "cid@example.com"]), "Bob"),
        ("email", "~", json!("example.com"), "Ann Cid"),
        ("email", "!~", json!("example.com"), "Bob"),
        ("email", "^", json!("bob"), "Bob"),
        ("email", "$", json!(".org"), "Bob"),
        ("email_domain", "=", json!("example.org"), "Bob"),
        ("role", "=", json!("lead"), "Cid"),
        ("phone", "=", json!(null), "Ann Bob Cid"),
        ("custom_attributes.seats", "<", json!(2), "Ann"),
        ("custom_attributes.seats", ">=", json!("2"), "Bob Cid"),
        ("custom_attributes.seats", "IN", json!([1, 3]), "Ann Cid"),
        ("custom_attributes.trial", "=", json!(true), "Bob"),
        ("custom_attributes.trial", "!=", json!(true), "Ann Cid"),
        ("tag_id", "=", json!("9"), "Bob"),
        ("tag_id", "!=", json!("9"), "Ann Cid"),
        ("has_hard_bounced", "=", json!(false), "Ann Bob Cid"),
    ] {
        assert_eq!(ask(filter(field, operator, value)).unwrap(), expected, "{field} {operator}");
    }
}

#[test]
fn dates_are_matched_by_whole_days() {
    let noon = NEW_YEAR + 12 * HOUR;
    assert_eq!(ask(filter("created_at", "=", noon)).unwrap(), "Bob");
    assert_eq!(ask(filter("created_at", ">", noon)).unwrap(), "Cid");
    assert_eq!(ask(filter("created_at", "<", noon.to_string())).unwrap(), "Ann");
}

#[test]
fn days_begin_in_the_time_zone_of_the_workspace() {
    let five_hours_west = TimeZone::fixed(jiff::tz::offset(-5));
    let at = |seconds: i64| ask_in(&filter("created_at", "=", seconds), &five_hours_west).unwrap();
    assert_eq!(at(NEW_YEAR), "Ann Bob");
}

#[test]
fn groups_combine_filters_two_levels_deep() {
    let query = json!({"operator": "AND", "value": [
        filter("role", "=", "user"),
        {"operator": "OR", "value": [filter("name", "=", "Ann"), filter("name", "=", "Cid")]},
    ]});
    assert_eq!(ask(&query).unwrap(), "Ann");
    let too_deep = json!({"operator": "AND", "value": [{"operator": "OR", "value": [query]}]});
    assert_eq!(ask(too_deep).unwrap_err().status, 400);
}

#[test]
fn a_group_has_15_filters_at_most() {
    let group = |size| json!({"operator": "OR", "value": vec![filter("name", "=", "Ann"); size]});
    assert_eq!(ask(group(15)).unwrap(), "Ann");
    assert_eq!(ask(group(16)).unwrap_err().status, 400);
    assert_eq!(ask(group(0)).unwrap_err().status, 400);
}

#[test]
fn what_a_field_cannot_do_is_refused() {
    for (field, operator, value) in [
        ("created_at", ">=", json!(NEW_YEAR)),
        ("created_at", "!=", json!(NEW_YEAR)),
        ("created_at", "IN", json!([NEW_YEAR])),
        ("created_at", ">", json!("foobar")),
        ("name", "<", json!("x")),
        ("name", "IN", json!("x")),
        ("tag_id", "IN", json!(["9"])),
        ("custom_attributes.trial", "=", json!("maybe")),
        ("role", "=", json!("visitor")),
        ("name", "==", json!("x")),
    ] {
        let refusal = ask(filter(field, operator, value)).unwrap_err();
        assert_eq!(
            (refusal.status, refusal.code),
            (400, "parameter_invalid"),
            "{field} {operator}"
        );
    }
    for field in ["shoe_size", "custom_attributes.nope"] {
        assert_eq!(ask(filter(field, "=", "x")).unwrap_err().code, "invalid_field");
    }
}

#[test]
fn pages_go_on_after_the_cursor_even_when_contacts_vanish() {
    let mut store = store();
    let mut recent = RecentSearches::default();
    let mut body = json!({"query": filter("name", "!=", "x"), "pagination": {"per_page": 1},
        "sort": {"field": "name", "order": "descending"}});
    let first =
        search::<ContactField>(&store, body.as_object().unwrap(), TODAY, &mut recent).unwrap();
    assert_eq!((first.items[0].name.as_deref(), first.total), (Some("Cid"), 3));
    let pages = serde_json::to_value(&first.pages).unwrap();
    let gone = first.items[0].slot();
    store.commit(Change::ContactDeleted(gone));
    body["pagination"]["starting_after"] = pages["next"]["starting_after"].clone();
    let second =
        search::<ContactField>(&store, body.as_object().unwrap(), TODAY, &mut recent).unwrap();
    assert_eq!((second.items[0].name.as_deref(), second.total), (Some("Bob"), 2));
}

#[test]
fn an_unknown_sort_order_is_refused_in_the_documented_words() {
    let body =
        json!({"query": filter("name", "=", "x"), "sort": {"field": "name", "order": "desc"}});
    let store = store();
    let refusal = search::<ContactField>(
        &store,
        body.as_object().unwrap(),
        TODAY,
        &mut RecentSearches::default(),
    );
    let refusal = refusal.err().unwrap();
    assert_eq!(refusal.code, "invalid_sort_order");
    assert_eq!(refusal.message, "Invalid sort order 'desc'. Must be one of: ascending, descending");
}
