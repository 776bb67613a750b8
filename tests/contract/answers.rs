//! What the sandbox answers, held to the response schemas, in a walk through all that it emulates.

use std::time::Duration;

use serde_json::{Value, json};

use crate::inbox;
use crate::support::TestContext;
use crate::support::clock::START;
use crate::walk::{Walk, emulated};

#[test]
fn every_answer_of_the_sandbox_is_as_the_description_says() {
    let world = TestContext::demo();
    let walk = Walk::through(&world);
    contacts(&walk);
    companies(&walk);
    workspace(&walk);
    help_center(&walk);
    refusals(&walk);
    exports(&walk, &world);
    inbox::conversations(&walk);
    inbox::actions(&walk);
    inbox::attributes(&walk);
    inbox::tickets(&walk);
    inbox::ticket_types(&walk);
    inbox::refusals(&walk);
    let (walked, emulated) = (walk.walked(), emulated());
    let missed: Vec<_> = emulated.difference(&walked).collect();
    assert!(missed.is_empty(), "emulated and not held to the description: {missed:#?}");
    assert!(walked.len() > 110, "{walked:#?}");
}

fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap()
}

fn contacts(walk: &Walk) {
    let new = json!({"email": "new@example.com", "phone": "1", "external_id": "n",
        "avatar": "https://example.com/a.png"});
    let user = walk.done("POST /contacts", &[], new);
    let (user, lead) =
        (id(&user), walk.done("POST /contacts", &[], json!({"role": "lead", "phone": "1"})));
    let owner = json!({"owner_id": "991267459"});
    walk.done("PUT /contacts/{contact_id}", &[user], owner);
    walk.get("/contacts?per_page=2", &[]);
    walk.get("/contacts/{contact_id}", &[id(&lead)]);
    walk.get("/contacts/find_by_external_id/{external_id}", &["n"]);
    let search = json!({"query": {"field": "role", "operator": "=", "value": "user"},
        "pagination": {"per_page": 2}});
    walk.done("POST /contacts/search", &[], search);
    let tag = walk.done("POST /tags", &[], json!({"name": "New", "users": [{"id": user}]}));
    walk.done("POST /contacts/{contact_id}/tags", &[user], json!({"id": id(&tag)}));
    walk.get("/contacts/{contact_id}/tags", &[user]);
    walk.get("/contacts/{contact_id}", &[user]);
    walk.get("/tags", &[]);
    walk.get("/tags/{tag_id}", &[id(&tag)]);
    let detach = "DELETE /contacts/{contact_id}/tags/{tag_id}";
    walk.done(detach, &[user, id(&tag)], Value::Null);
    walk.done("DELETE /tags/{tag_id}", &[id(&tag)], Value::Null);
    let note = walk.done("POST /contacts/{contact_id}/notes", &[user], json!({"body": "Hi"}));
    walk.get("/contacts/{contact_id}/notes", &[user]);
    walk.get("/notes/{note_id}", &[id(&note)]);
    belongings(walk, user);
    events(walk, user);
    walk.done("POST /contacts/merge", &[], json!({"from": id(&lead), "into": user}));
    walk.get("/contacts/{id}/merge_history", &[user]);
    walk.get("/contacts/{contact_id}?include_merge_history=true", &[user]);
    walk.send("GET /contacts/{contact_id}", &[id(&lead)], Value::Null);
    for action in ["archive", "unarchive", "block"] {
        let route = format!("POST /contacts/{{contact_id}}/{action}");
        walk.done(&route, &[user], Value::Null);
    }
    walk.done("DELETE /contacts/{contact_id}", &[user], Value::Null);
}

fn belongings(walk: &Walk, user: &str) {
    let company = walk.done("POST /companies", &[], json!({"company_id": "of-user"}));
    let company = id(&company);
    walk.done("POST /contacts/{contact_id}/companies", &[user], json!({"id": company}));
    walk.get("/contacts/{contact_id}", &[user]);
    walk.get("/contacts/{contact_id}/companies", &[user]);
    walk.get("/companies/{company_id}/contacts", &[company]);
    let leave = "DELETE /contacts/{contact_id}/companies/{company_id}";
    walk.done(leave, &[user, company], Value::Null);
    walk.get("/contacts/{contact_id}/segments", &[user]);
    let types = walk.get("/subscription_types", &[]);
    let kind = id(&types["data"][0]);
    let choice = json!({"id": kind, "consent_type": "opt_out"});
    walk.done("POST /contacts/{contact_id}/subscriptions", &[user], choice);
    walk.get("/contacts/{contact_id}", &[user]);
    walk.get("/contacts/{contact_id}/subscriptions", &[user]);
    let detach = "DELETE /contacts/{contact_id}/subscriptions/{subscription_id}";
    walk.done(detach, &[user, kind], Value::Null);
}

fn events(walk: &Walk, user: &str) {
    let event = json!({"event_name": "signed-in", "created_at": START, "id": user});
    walk.done("POST /events", &[], event);
    let count = json!({"user_id": "n", "event_summaries": {"event_name": "x", "count": 2}});
    walk.done("POST /events/summaries", &[], count);
    walk.get("/events?type=user&user_id=n", &[]);
    walk.get("/events?type=user&email=new@example.com&summary=true", &[]);
}

fn companies(walk: &Walk) {
    let new = json!({"company_id": "c", "plan": "Pro", "size": 300, "monthly_spend": 10});
    let company = walk.done("POST /companies", &[], new);
    let company = id(&company);
    walk.done("PUT /companies/{company_id}", &[company], json!({"name": "C"}));
    walk.get("/companies", &[]);
    walk.get("/companies/{company_id}", &[company]);
    walk.get("/companies/{company_id}/contacts", &[company]);
    walk.get("/companies/{company_id}/segments", &[company]);
    walk.get("/companies/scroll", &[]);
    walk.done("POST /companies/list", &[], Value::Null);
    walk.done("POST /companies/{company_id}/notes", &[company], json!({"body": "Hi"}));
    walk.get("/companies/{company_id}/notes", &[company]);
    walk.done("DELETE /companies/{company_id}", &[company], Value::Null);
}

fn workspace(walk: &Walk) {
    walk.get("/me", &[]);
    walk.get("/admins?display_avatar=true", &[]);
    walk.get("/admins/{admin_id}", &["991267459"]);
    let away = json!({"away_mode_enabled": true, "away_mode_reassign": true,
        "away_status_reason_id": 4101});
    walk.done("PUT /admins/{admin_id}/away", &["991267459"], away);
    walk.get("/away_status_reasons", &[]);
    walk.get("/admins/activity_logs?created_at_after=1", &[]);
    walk.done("POST /admins/activity_logs/search", &[], json!({"created_at_after": 1}));
    walk.get("/admins/activity_log_event_types", &[]);
    let teams = walk.get("/teams", &[]);
    walk.get("/teams/{team_id}", &[id(&teams["teams"][0])]);
    let segments = walk.get("/segments?include_count=true", &[]);
    walk.get("/segments/{segment_id}", &[id(&segments["segments"][0])]);
    let attribute = json!({"name": "tier", "model": "contact", "data_type": "options",
        "options": [{"value": "gold"}, {"value": "iron"}]});
    let attribute = walk.done("POST /data_attributes", &[], attribute)["id"].to_string();
    let archived = json!({"archived": true, "description": "Old"});
    walk.done("PUT /data_attributes/{data_attribute_id}", &[&attribute], archived);
    walk.get("/data_attributes?include_archived=true", &[]);
}

fn help_center(walk: &Walk) {
    let centers = walk.get("/help_center/help_centers", &[]);
    walk.get("/help_center/help_centers/{help_center_id}", &[id(&centers["data"][0])]);
    let new = json!({"name": "Shelf", "translated_content": {"fr": {"name": "Rayon"}}});
    let shelf = walk.done("POST /help_center/collections", &[], new);
    let shelf = id(&shelf);
    let one = "/help_center/collections/{collection_id}";
    walk.get("/help_center/collections", &[]);
    walk.get(one, &[shelf]);
    walk.done(&format!("PUT {one}"), &[shelf], json!({"description": "New"}));
    let new = json!({"title": "T", "author_id": 991_267_459, "parent_id": shelf,
        "state": "published", "translated_content": {"fr": {"title": "Titre"}}});
    let article = walk.done("POST /articles", &[], new);
    let article = id(&article);
    walk.get("/articles", &[]);
    walk.get("/articles/{article_id}", &[article]);
    walk.done("PUT /articles/{article_id}", &[article], json!({"state": "draft"}));
    walk.get("/articles/search?phrase=password&highlight=true", &[]);
    walk.done("DELETE /articles/{article_id}", &[article], Value::Null);
    walk.done(&format!("DELETE {one}"), &[shelf], Value::Null);
}

fn exports(walk: &Walk, world: &TestContext) {
    let job = |answer: &Value| answer["job_identifier"].as_str().unwrap().to_owned();
    let range = json!({"created_at_after": START - 90 * 86_400, "created_at_before": START});
    let start = || job(&walk.done("POST /export/content/data", &[], range.clone()));
    walk.done("POST /export/cancel/{job_identifier}", &[&start()], Value::Null);
    let content = start();
    walk.refused(429, "POST /export/content/data", &[], range.clone());
    walk.get("/export/reporting_data/get_datasets", &[]);
    let wanted = json!({"dataset_id": "conversation", "start_time": 1, "end_time": START,
        "attribute_ids": ["standard.conversation_id", "channel"]});
    let enqueue = "POST /export/reporting_data/enqueue";
    let report = job(&walk.done(enqueue, &[], wanted.clone()));
    for _ in 1..5 {
        walk.done(enqueue, &[], wanted.clone());
    }
    walk.refused(429, enqueue, &[], wanted);
    walk.refused(400, enqueue, &[], json!({"dataset_id": "imaginary"}));
    for _ in 0..2 {
        walk.get("/export/content/data/{job_identifier}", &[&content]);
        walk.get("/export/reporting_data/{job_identifier}", &[&report]);
        world.clock.pass(Duration::from_secs(60));
    }
    walk.file("/download/content/data/{job_identifier}", &[&content]);
    walk.file("/download/reporting_data/{job_identifier}", &[&report]);
    walk.refused(404, "GET /export/reporting_data/{job_identifier}", &["nope"], Value::Null);
}

/// Refusals, some of them in the general form, for which the operation has no words of its own.
fn refusals(walk: &Walk) {
    let bad_search = json!({"query": {"field": "nope", "operator": "=", "value": "user"}});
    walk.refused(400, "POST /contacts/search", &[], bad_search);
    walk.refused(400, "POST /contacts", &[], json!({}));
    let unique = json!({"external_id": "one-of-a-kind"});
    walk.done("POST /contacts", &[], unique.clone());
    walk.refused(409, "POST /contacts", &[], unique);
    walk.refused(404, "GET /contacts/{contact_id}", &["nope"], Value::Null);
    walk.refused(501, "GET /brands", &[], Value::Null);
    walk.refused(404, "GET /articles/{article_id}", &["0"], Value::Null);
    walk.refused(400, "POST /articles", &[], json!({}));
    walk.refused(404, "PUT /admins/{admin_id}/away", &["0"], json!({}));
    walk.refused(400, "PUT /admins/{admin_id}/away", &["991267459"], json!({}));
    walk.refused(400, "POST /events", &[], json!({}));
}
