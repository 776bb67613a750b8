//! Queries as people type them, and what is sent for them.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn moment() -> Moment {
    Moment {
        now: "2026-03-31T10:00:00Z".parse().unwrap(),
        zone: TimeZone::UTC,
        workspace_zone: None,
    }
}

fn query(text: &str) -> Query {
    compile(text, &CONTACTS, &moment()).unwrap()
}

/// The body in short: filters as `field operator value`, groups in brackets.
fn short(body: &Value) -> String {
    match &body["value"] {
        Value::Array(members) if body["field"].is_null() => {
            let operator = format!(" {} ", body["operator"].as_str().unwrap());
            format!("({})", members.iter().map(short).collect::<Vec<_>>().join(&operator))
        }
        value => format!(
            "{} {} {value}",
            body["field"].as_str().unwrap(),
            body["operator"].as_str().unwrap()
        ),
    }
}

fn sent(text: &str) -> String {
    short(&query(text).body)
}

fn fault(text: &str) -> (String, String) {
    let error = compile(text, &CONTACTS, &moment()).unwrap_err();
    assert_eq!(error.kind(), crate::error::Kind::Usage);
    (error.message().to_owned(), error.hint_text().unwrap_or_default().to_owned())
}

fn names(count: usize, operator: &str) -> String {
    let names = (0..count).map(|n| format!("name = n{n}"));
    names.collect::<Vec<_>>().join(&format!(" {operator} "))
}

#[test]
fn a_query_becomes_the_json_of_the_api() {
    let text = "email ~ '@acme.com' AND (role = user or created_at > 2026-01-01)";
    let midday = 1_767_268_800;
    let expected = json!({"operator": "AND", "value": [
        {"operator": "AND", "value": [{"field": "email", "operator": "~", "value": "@acme.com"}]},
        {"operator": "OR", "value": [
            {"field": "role", "operator": "=", "value": "user"},
            {"field": "created_at", "operator": ">", "value": midday},
        ]},
    ]});
    assert_eq!(query(text).body, expected);
}

#[test]
fn every_operator_and_list_is_read() {
    assert_eq!(sent("email=a@b.c"), r#"email = "a@b.c""#);
    assert_eq!(sent("name in (Jo, \"van \\\"D\\\", x\")"), r#"name IN ["Jo","van \"D\", x"]"#);
    assert_eq!(sent("external_id NIN(007,8)"), r#"external_id NIN ["007","8"]"#);
    for operator in ["!=", "~", "!~", "^", "$"] {
        assert_eq!(sent(&format!("name{operator}O'Brien")), format!("name {operator} \"O'Brien\""));
    }
    assert_eq!(sent("email = null"), "email = null");
    assert_eq!(sent("email = \"null\""), "email = \"null\"");
    assert_eq!(sent("has_hard_bounced = true"), "has_hard_bounced = true");
}

#[test]
fn unknown_fields_are_passed_on_by_the_look_of_their_values() {
    assert_eq!(sent("custom_attributes.seats >= 10"), "custom_attributes.seats >= 10");
    assert_eq!(sent("custom_attributes.code = 007"), r#"custom_attributes.code = "007""#);
    assert_eq!(sent("custom_attributes.spend > 2.5"), "custom_attributes.spend > 2.5");
    assert_eq!(sent("custom_attributes.paid = false"), "custom_attributes.paid = false");
    assert_eq!(sent("'custom_attributes.plan tier' = 'x'"), r#"custom_attributes.plan tier = "x""#);
    assert_eq!(sent("custom_attributes.due = 1970-01-01"), "custom_attributes.due = 43200");
    assert_eq!(
        sent("custom_attributes.due = \"1970-01-01\""),
        r#"custom_attributes.due = "1970-01-01""#
    );
    assert_eq!(query("brand_new = x").notes, Vec::<String>::new());
    assert_eq!(
        query("emial = x").notes,
        ["emial is no documented contact field; did you mean email?"]
    );
}

#[test]
fn the_day_that_a_date_stands_for_is_told() {
    assert_eq!(
        query("created_at > 2026-01-01").notes,
        ["created_at > 2026-01-01 means from 2026-01-02 00:00 in the workspace's time zone"]
    );
    assert_eq!(
        query("created_at < 30d").notes,
        [
            "created_at < 30d means before 2026-03-01 00:00 in the workspace's time zone (if that is \
          UTC; else it can be a day off)"
        ]
    );
    assert_eq!(sent("created_at = 1577869200"), "created_at = 1577869200");
    let zone = TimeZone::fixed(jiff::tz::offset(-5));
    let moment = Moment { workspace_zone: Some(zone), ..moment() };
    let known = compile("created_at = 2026-01-01T02:00:00Z", &CONTACTS, &moment).unwrap();
    assert_eq!(
        known.notes,
        ["created_at = 2026-01-01T02:00:00Z means all of 2025-12-31 in the workspace's time zone"]
    );
    let day = compile("created_at = 2026-01-01", &CONTACTS, &moment).unwrap();
    assert_eq!(day.body["value"], json!(1_767_286_800));
}

#[test]
fn what_dates_of_contacts_cannot_do_is_refused_with_another_way() {
    let (message, hint) = fault("created_at <= 2026-01-01");
    assert_eq!(
        message,
        "<= does not go with created_at: a date, compared by whole days, takes only = < >\n  \
         created_at <= 2026-01-01\n             ^"
    );
    assert_eq!(hint, "write created_at < 2026-01-02");
    assert_eq!(fault("created_at >= 2026-03-01").1, "write created_at > 2026-02-28");
    let (_, hint) = fault("updated_at != 2026-01-01");
    assert_eq!(hint, "write (updated_at < 2026-01-01 or updated_at > 2026-01-01)");
    let (_, hint) = fault("updated_at in (2026-01-01, 1d)");
    assert_eq!(hint, "write (updated_at = 2026-01-01 or updated_at = 1d)");
    assert_eq!(
        fault("custom_attributes.due <= 2026-01-01").1,
        "write custom_attributes.due < 2026-01-02"
    );
}

#[test]
fn operators_and_values_must_fit_the_field() {
    assert_eq!(fault("tag_id nin (1, 2)").1, "write (tag_id != 1 and tag_id != 2)");
    assert!(fault("email > a").0.starts_with("> does not go with email: a text takes only"));
    assert!(fault("has_hard_bounced = maybe").0.starts_with("has_hard_bounced is either true"));
    assert!(fault("created_at > soon").0.starts_with("'soon' is not a date"));
    assert!(fault("email ~ null").0.starts_with("null goes with = and != only"));
}

#[test]
fn faults_point_at_the_place() {
    for (text, caret, wanted) in [
        ("", 0, "the query is empty"),
        ("email", 5, "an operator is missing after 'email'"),
        ("email =", 7, "a value is missing here"),
        ("email = a b", 10, "'and' or 'or' is missing before this"),
        ("email = a and", 13, "the name of a field is missing here"),
        ("(email = a", 10, "a closing bracket"),
        ("email = a)", 9, "this bracket was never opened"),
        ("email = \"a", 8, "this quotation mark is never closed"),
        ("email == a", 6, "'==' is not an operator"),
        ("not email = a", 0, "the API has no 'not'"),
        ("email in a", 9, "a list is missing here"),
        ("email = (a)", 8, "a list goes with in or nin only"),
        ("email in (a b)", 12, "a comma or a closing bracket"),
        ("a = 1 ! b", 6, "! has no meaning here"),
    ] {
        let (message, _) = fault(text);
        let lines: Vec<&str> = message.lines().collect();
        assert!(lines[0].contains(wanted), "{message}");
        assert_eq!(lines[2], format!("  {}^", " ".repeat(caret)), "{message}");
    }
}

#[test]
fn groups_of_the_same_kind_are_merged() {
    let expected = r#"(name = "a" AND name = "b" AND name = "c")"#;
    assert_eq!(sent("((name = a)) and (name = b and (name = c))"), expected);
}

#[test]
fn deep_nesting_is_multiplied_out() {
    assert_eq!(
        sent("name = a and (name = b or (name = c and name = d))"),
        r#"((name = "a") AND (name = "b" OR name = "c") AND (name = "b" OR name = "d"))"#
    );
    let pairs =
        (0..9).map(|n| format!("(name = a{n} or (name = b{n} and (name = c{n} or name = d{n})))"));
    let (message, _) = fault(&pairs.collect::<Vec<_>>().join(" and "));
    assert!(message.starts_with("the API takes groups inside a group, no deeper"), "{message}");
}

#[test]
fn long_groups_are_split_where_that_is_possible() {
    let body = query(&names(17, "or")).body;
    let members = body["value"].as_array().unwrap();
    assert_eq!(
        members.iter().map(|group| group["value"].as_array().unwrap().len()).collect::<Vec<_>>(),
        [15, 2]
    );
    let (message, hint) = fault(&format!("email = x and ({})", names(16, "or")));
    assert!(message.starts_with("the API takes at most 15 filters joined by 'or'"), "{message}");
    assert!(hint.contains("in (a, b)"));
    assert!(compile(&names(226, "and"), &CONTACTS, &moment()).is_err());
}

#[test]
fn nesting_without_end_is_refused() {
    let text = format!("{}name = a{}", "(".repeat(10_000), ")".repeat(10_000));
    assert!(fault(&text).0.starts_with("the brackets are nested too deeply"));
}

/// Random queries in their printed form.
fn any_query() -> impl Strategy<Value = String> {
    let value = prop_oneof!["[a-z0-9@.:+-]{1,8}", "\"[^\"\\\\]{0,8}\"", Just("'and'".to_owned())];
    let filter = (
        prop::sample::select(vec![
            "email",
            "custom_attributes.x",
            "\"a b\"",
            "created_at",
            "tag_id",
        ]),
        prop::sample::select(vec!["=", "!=", "<", ">=", "~", "!~", "^", "$"]),
        value,
    )
        .prop_map(|(field, operator, value)| format!("{field} {operator} {value}"));
    filter.prop_recursive(4, 24, 4, |inner| {
        (prop::collection::vec(inner, 1..4), prop::bool::ANY).prop_map(|(members, all)| {
            format!("({})", members.join(if all { " and " } else { " OR " }))
        })
    })
}

/// Whether a tree of JSON keeps the limits of the API.
fn fits(body: &Value, levels: usize) -> bool {
    match &body["value"] {
        Value::Array(members) if body["field"].is_null() => {
            levels > 0
                && members.len() <= MAX_FILTERS
                && members.iter().all(|member| fits(member, levels - 1))
        }
        _ => true,
    }
}

/// Whether a body holds for a contact that meets exactly the filters in `met`.
fn holds(body: &Value, met: &dyn Fn(&Value) -> bool) -> bool {
    match &body["value"] {
        Value::Array(members) if body["field"].is_null() => match body["operator"].as_str() {
            Some("AND") => members.iter().all(|member| holds(member, met)),
            _ => members.iter().any(|member| holds(member, met)),
        },
        _ => met(body),
    }
}

/// Boolean nestings over the filters `name = 0` to `name = 5`.
fn any_nesting() -> impl Strategy<Value = Node> {
    let leaf = (0..6).prop_map(|n| Node::Leaf(json!({"field": "name", "value": n}), 0));
    leaf.prop_recursive(4, 16, 3, |inner| {
        (prop::collection::vec(inner, 1..4), prop::bool::ANY).prop_map(|(members, all)| {
            let junction = if all { Junction::And } else { Junction::Or };
            Node::Group(junction, members)
        })
    })
}

fn nesting_holds(node: &Node, met: &dyn Fn(&Value) -> bool) -> bool {
    match node {
        Node::Leaf(filter, _) => met(filter),
        Node::Group(Junction::And, members) => {
            members.iter().all(|member| nesting_holds(member, met))
        }
        Node::Group(_, members) => members.iter().any(|member| nesting_holds(member, met)),
    }
}

/// A search of conversations in which Billing, ana@x.y, vip and bo@x.y are known.
fn of_conversations(text: &str) -> Result<Query> {
    let mut known = Names::default();
    for (entity, name, id) in [
        (Entity::Team, "Billing", "5017691"),
        (Entity::Admin, "ana@x.y", "780"),
        (Entity::Tag, "vip", "7522907"),
        (Entity::Contact, "bo@x.y", "5ba682d23d7cf92bef87bfd4"),
    ] {
        known.insert((entity, name.to_owned()), Ok(id.to_owned()));
    }
    let unknown = Unknown { message: "there is no team Biling".into(), hint: None };
    known.insert((Entity::Team, "Biling".to_owned()), Err(unknown));
    compile_with(Some(text), &[], &CONVERSATIONS, &moment(), &known)
}

#[test]
fn names_in_a_search_of_conversations_become_ids() {
    let sent = |text: &str| short(&of_conversations(text).unwrap().body);
    assert_eq!(
        sent("state = open and team = Billing and updated_at < 30d"),
        r#"(state = "open" AND team_assignee_id = 5017691 AND updated_at < 1772359200)"#
    );
    assert_eq!(sent("admin = ana@x.y"), "admin_assignee_id = 780");
    assert_eq!(sent("admin = 814860"), "admin_assignee_id = 814860");
    assert_eq!(sent("admin = nobody"), "admin_assignee_id = 0");
    assert_eq!(sent("team != null"), "team_assignee_id != 0");
    assert_eq!(sent("tag in (vip, 12)"), r#"tag_ids IN ["7522907","12"]"#);
    assert_eq!(sent("contact = bo@x.y"), r#"contact_ids = "5ba682d23d7cf92bef87bfd4""#);
    assert_eq!(sent("teammate_ids = ana@x.y"), r#"teammate_ids = "780""#);
    assert_eq!(
        sent("statistics.time_to_admin_reply > 2h"),
        "statistics.time_to_admin_reply > 7200"
    );
}

#[test]
fn only_names_are_looked_up_and_each_once() {
    let text = "team in (Billing, 7) and (team = Billing or admin = me or tag = vip) \
                and contact = 5ba682d23d7cf92bef87bfd4 and admin != nobody";
    let found = super::names(text, &CONVERSATIONS).unwrap();
    let found: Vec<_> = found.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(found, ["Billing", "me", "vip"]);
}

#[test]
fn a_name_that_stands_for_nothing_is_pointed_at() {
    let error = of_conversations("state = open and team = Biling").unwrap_err();
    let lines: Vec<&str> = error.message().lines().collect();
    assert_eq!(lines[0], "there is no team Biling");
    assert_eq!(lines[2].find('^'), lines[1].find("Biling"));
}

#[test]
fn the_limits_of_comparing_moments_are_explained() {
    let error = of_conversations("created_at >= 2026-01-01").unwrap_err();
    assert_eq!(
        error.hint_text(),
        Some("write created_at > 2026-01-01: the API's > includes equality")
    );
    let query = of_conversations("created_at = 2026-01-01").unwrap();
    assert!(query.notes[0].contains("created_at > 2026-01-01 and created_at < 2026-01-02"));
    assert!(of_conversations("teem = Billing").unwrap().notes[0].contains("did you mean team?"));
}

#[test]
fn a_search_of_tickets_knows_the_categories_under_both_words() {
    let sent = |text: &str| short(&compile(text, &TICKETS, &moment()).unwrap().body);
    assert_eq!(sent("category = Back-office"), r#"category = "task""#);
    assert_eq!(sent("category in (customer, tracker)"), r#"category IN ["request","tracker"]"#);
    assert_eq!(sent("created_at >= 2026-01-01"), "created_at >= 1767225600");
    assert_eq!(sent("admin = nobody"), r#"admin_assignee_id = "0""#);
    assert_eq!(sent("ticket_attribute.12 = true"), "ticket_attribute.12 = true");
}

proptest! {
    #[test]
    fn printing_and_parsing_again_is_stable(text in any_query()) {
        let printed = expression::parse(&text).unwrap().to_string();
        prop_assert_eq!(expression::parse(&printed).unwrap().to_string(), printed.clone());
        let (first, second) = (
            compile(&text, &CONTACTS, &moment()).ok(),
            compile(&printed, &CONTACTS, &moment()).ok(),
        );
        prop_assert_eq!(first, second);
    }

    #[test]
    fn what_is_sent_keeps_the_limits_and_the_meaning(node in any_nesting()) {
        if let Ok(body) = shape::fit(node.clone()) {
            prop_assert!(fits(&body, MAX_LEVELS));
            for bits in 0u64..64 {
                let met = |filter: &Value| bits >> filter["value"].as_u64().unwrap() & 1 == 1;
                prop_assert_eq!(holds(&body, &met), nesting_holds(&node, &met));
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[a-z ()\"'=!<>~^$,\\\\0-9:\\-]{0,40}|\\PC{0,30}|(created_at|name|tag_id) (<|>|<=|>=|=|in|!=) \\(?[0-9TZ:dwhms-]{0,25}\\)?") {
        let _ = compile(&text, &CONTACTS, &moment());
    }
}
