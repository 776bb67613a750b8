//! What contacts did, which groups they are in, what they subscribed to; and the teammates.

use serde_json::{Value, json};

use crate::api::{Answer, Api, NOW};

const DAY: i64 = 86_400;

async fn user(api: &Api) -> String {
    api.post("/contacts", json!({"email": "ann@example.com", "external_id": "7"})).await.id()
}

async fn did(api: &Api, name: &str, at: i64, whom: (&str, &str)) -> Answer {
    let mut body = json!({"event_name": name, "created_at": at});
    body[whom.0] = whom.1.into();
    api.post("/events", body).await
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|own| own["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_event_is_accepted_without_a_body_whoever_is_named_and_however() {
    let api = Api::empty();
    let id = user(&api).await;
    for (at, whom) in [("id", id.as_str()), ("user_id", "7"), ("email", "ANN@example.com")]
        .into_iter()
        .enumerate()
        .map(|(at, whom)| (i64::try_from(at).unwrap(), whom))
    {
        let answer = did(&api, "signed-in", NOW - at, whom).await;
        assert_eq!((answer.status, answer.body), (202, Value::Null), "{whom:?}");
    }
    let list = api.get("/events?type=user&user_id=7").await.ok();
    assert_eq!(list["events"].as_array().unwrap().len(), 3);
    assert_eq!(list["events"][0]["created_at"], NOW);
    assert_eq!(
        (&list["email"], &list["intercom_user_id"]),
        (&json!("ann@example.com"), &json!(id))
    );
    assert_eq!(did(&api, "x", NOW, ("user_id", "8")).await.refused(), (404, "not_found"));
    assert_eq!(did(&api, "", NOW, ("user_id", "7")).await.status, 400);
    assert_eq!(
        api.post("/events", json!({"event_name": "x", "created_at": NOW})).await.status,
        400
    );
    assert_eq!(api.get("/events?user_id=7").await.refused(), (400, "parameter_invalid"));
}

#[tokio::test]
async fn doubled_events_are_dropped_and_old_ones_only_counted() {
    let api = Api::empty();
    user(&api).await;
    let ann = ("user_id", "7");
    for at in [NOW, NOW, NOW - 89 * DAY, NOW - 91 * DAY] {
        assert_eq!(did(&api, "signed-in", at, ann).await.status, 202);
    }
    let list = api.get("/events?type=user&user_id=7").await.ok();
    assert_eq!(list["events"].as_array().unwrap().len(), 2);
    let summary = api.get("/events?type=user&user_id=7&summary=true").await.ok();
    let counted = &summary["events"][0];
    assert_eq!((&counted["name"], &counted["count"]), (&json!("signed-in"), &json!(3)));
    assert_eq!(counted["last"], "2026-01-15T12:00:01.000+00:00");
    let body = json!({"user_id": "7", "event_summaries":
        {"event_name": "signed-in", "count": 40, "first": 1_671_028_894, "last": NOW}});
    assert_eq!(api.post("/events/summaries", body).await.status, 200);
    let summary = api.get("/events?type=user&user_id=7&summary=true").await.ok();
    assert_eq!(summary["events"][0]["count"], 40);
}

#[tokio::test]
async fn pages_of_events_are_linked_by_url() {
    let api = Api::empty();
    user(&api).await;
    for at in 0..5 {
        did(&api, "signed-in", NOW - at, ("user_id", "7")).await;
    }
    let (mut seen, mut next) = (0, Some("/events?type=user&user_id=7&per_page=2".to_owned()));
    while let Some(path) = next {
        let page = api.get(&path).await.ok();
        seen += page["events"].as_array().unwrap().len();
        let url = page["pages"]["next"].as_str();
        next = url.map(|url| url.strip_prefix(api.sandbox.base_url()).unwrap().to_owned());
    }
    assert_eq!(seen, 5);
}

#[tokio::test]
async fn metadata_keeps_ten_flat_keys() {
    let api = Api::empty();
    user(&api).await;
    let many: serde_json::Map<String, Value> =
        (0..12).map(|key| (format!("key-{key}"), key.into())).collect();
    let event = |metadata: Value| {
        let body = json!({"event_name": "x", "created_at": NOW, "user_id": "7",
            "metadata": metadata});
        api.post("/events", body)
    };
    assert_eq!(event(many.into()).await.status, 202);
    let list = api.get("/events?type=user&user_id=7").await.ok();
    assert_eq!(list["events"][0]["metadata"].as_object().unwrap().len(), 10);
    assert_eq!(event(json!({"price": {"amount": 5, "currency": "eur"}})).await.status, 202);
    assert_eq!(event(json!({"a": {"b": 1}})).await.refused(), (400, "parameter_invalid"));
}

#[tokio::test]
async fn segments_are_listed_counted_and_searched() {
    let api = Api::empty();
    let body = json!({"email": "ann@example.com", "last_seen_at": NOW - DAY});
    let ann = api.post("/contacts", body).await.id();
    let lead = api.post("/contacts", json!({"role": "lead"})).await.id();
    let all = api.get("/segments?include_count=true").await.ok();
    let active = all["segments"].as_array().unwrap().iter().find(|own| own["name"] == "Active");
    let active = active.unwrap();
    assert_eq!((&active["count"], &active["person_type"]), (&json!(1), &json!("user")));
    let id = active["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/segments/{id}")).await.ok()["name"], "Active");
    let own = api.get(&format!("/contacts/{ann}/segments")).await.ok();
    assert_eq!(names(&own["data"]), ["All users", "New", "Active"]);
    for (operator, value, found) in [("=", json!(id), &ann), ("NIN", json!([id]), &lead)] {
        let query = json!({"field": "segment_id", "operator": operator, "value": value});
        let page = api.post("/contacts/search", json!({"query": query})).await.ok();
        assert_eq!((&page["total_count"], &page["data"][0]["id"]), (&json!(1), &json!(found)));
    }
}

#[tokio::test]
async fn companies_are_in_segments_too() {
    let api = Api::empty();
    let body = json!({"company_id": "c", "monthly_spend": 10, "size": 5});
    let company = api.post("/companies", body).await.id();
    let own = api.get(&format!("/companies/{company}/segments")).await.ok();
    assert_eq!(names(&own["data"]), ["Paying companies"]);
    let contact = user(&api).await;
    api.post(&format!("/contacts/{contact}/companies"), json!({"id": company})).await.ok();
    let segment = own["data"][0]["id"].as_str().unwrap();
    let filtered = |id: &str| format!("/companies?segment_id={id}");
    assert_eq!(api.get(&filtered(segment)).await.ok()["total_count"], 1);
    assert_eq!(api.get(&filtered("nope")).await.ok()["total_count"], 0);
}

#[tokio::test]
async fn a_contact_opts_out_of_one_kind_of_message_and_into_another() {
    let api = Api::empty();
    let path = format!("/contacts/{}", user(&api).await);
    let subscriptions = format!("{path}/subscriptions");
    let types = api.get("/subscription_types").await.ok();
    for (at, embedded) in [(0, "opted_out_subscription_types"), (2, "opted_in_subscription_types")]
    {
        let chosen = &types["data"][at];
        let body = json!({"id": chosen["id"], "consent_type": chosen["consent_type"]});
        assert_eq!(api.post(&subscriptions, body).await.ok(), *chosen);
        let shown = api.get(&path).await.ok();
        assert_eq!(shown[embedded]["data"][0]["id"], chosen["id"]);
        assert_eq!(shown[embedded]["total_count"], 1);
    }
    assert_eq!(api.get(&subscriptions).await.ok()["data"].as_array().unwrap().len(), 2);
    let id = types["data"][0]["id"].as_str().unwrap();
    assert_eq!(api.delete(&format!("{subscriptions}/{id}")).await.ok()["id"], id);
    assert_eq!(api.delete(&format!("{subscriptions}/{id}")).await.refused(), (404, "not_found"));
    let unknown = json!({"id": "invalid_id", "consent_type": "opt_in"});
    assert_eq!(api.post(&subscriptions, unknown).await.message(), "Resource Not Found");
}

#[tokio::test]
async fn notes_on_a_company_stay_apart_from_those_on_contacts() {
    let api = Api::empty();
    let company = api.post("/companies", json!({"company_id": "c"})).await.id();
    let path = format!("/companies/{company}/notes");
    let note = api.post(&path, json!({"body": "Hello", "admin_id": "991267460"})).await.ok();
    assert_eq!((&note["body"], &note["company"]["id"]), (&json!("<p>Hello</p>"), &json!(company)));
    assert_eq!(note["author"]["id"], "991267460");
    assert_eq!(note.get("contact"), None);
    assert_eq!(api.get(&path).await.ok()["data"], json!([note]));
    let id = note["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/notes/{id}")).await.ok(), note);
    let contact = user(&api).await;
    assert_eq!(api.get(&format!("/contacts/{contact}/notes")).await.ok()["total_count"], 0);
    let unknown = json!({"body": "Hello", "admin_id": "123"});
    assert_eq!(api.post(&path, unknown).await.refused(), (404, "not_found"));
    let nowhere = api.post("/companies/nope/notes", json!({"body": "Hello"})).await;
    assert_eq!(nowhere.refused(), (404, "company_not_found"));
}

#[tokio::test]
async fn an_admin_goes_away_and_the_log_remembers() {
    let api = Api::empty();
    let path = "/admins/991267460/away";
    let reasons = api.get("/away_status_reasons").await.ok();
    let reason: u64 = reasons["data"][0]["id"].as_str().unwrap().parse().unwrap();
    let body = json!({"away_mode_enabled": true, "away_mode_reassign": false,
        "away_status_reason_id": reason});
    let away = api.put(path, body).await.ok();
    assert_eq!(
        (&away["away_mode_enabled"], &away["away_status_reason_id"]),
        (&json!(true), &json!(reason))
    );
    assert_eq!(api.get("/admins/991267460").await.ok(), away);
    let log = api.get(&format!("/admins/activity_logs?created_at_after={NOW}")).await.ok();
    assert_eq!(log["activity_logs"][0]["metadata"]["away_mode"], true);
    let search = json!({"created_at_after": 1, "event_types": ["app_name_change"]});
    let found = api.post("/admins/activity_logs/search", search).await.ok();
    assert_eq!(found["activity_logs"], json!([]));
    let deleted = json!({"away_mode_enabled": true, "away_mode_reassign": false,
        "away_status_reason_id": reasons["data"][3]["id"]});
    assert_eq!(api.put(path, deleted).await.message(), "Away status reason is deleted");
    let nobody = json!({"away_mode_enabled": true, "away_mode_reassign": true});
    assert_eq!(api.put("/admins/1/away", nobody).await.message(), "Admin for admin_id not found");
    assert_eq!(api.put(path, json!({})).await.status, 400);
}

#[tokio::test]
async fn teams_know_their_admins_and_admins_their_teams() {
    let api = Api::empty();
    let teams = api.get("/teams").await.ok();
    let team = &teams["teams"][0];
    let admin = format!("/admins/{}", team["admin_ids"][0]);
    assert_eq!(api.get(&admin).await.ok()["team_ids"][0].to_string(), team["id"].as_str().unwrap());
    let path = format!("/teams/{}", team["id"].as_str().unwrap());
    assert_eq!(api.get(&path).await.ok(), *team);
    assert_eq!(api.get("/teams/1").await.refused(), (404, "team_not_found"));
}

#[tokio::test]
async fn an_uninstalled_app_has_no_way_back() {
    let api = Api::empty();
    assert_eq!(api.post("/auth/uninstall", json!({})).await.ok(), json!({}));
    assert_eq!(api.get("/me").await.refused(), (401, "unauthorized"));
    assert_eq!(api.post("/auth/uninstall", json!({})).await.status, 401);
}
