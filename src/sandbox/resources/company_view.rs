//! A company as the API shows it.

use serde_json::{Value, json};

use super::{custom_attributes, segments};
use crate::sandbox::store::Store;
use crate::sandbox::store::company::Company;

/// The company. Facts that are not known are left out: the description's schema has no nulls here.
pub fn view(company: &Company, store: &Store) -> Value {
    let tags: Vec<Value> = company
        .tags
        .iter()
        .filter_map(|number| store.tag_at(*number))
        .map(|tag| json!({"type": "tag", "id": tag.number.to_string(), "name": tag.name}))
        .collect();
    let mut shown = json!({
        "type": "company",
        "company_id": company.company_id,
        "id": company.id,
        "app_id": store.code(),
        "name": company.name.as_deref().unwrap_or(&company.company_id),
        "remote_created_at": company.remote_created_at,
        "created_at": company.created_at,
        "updated_at": company.updated_at,
        "monthly_spend": company.monthly_spend,
        "session_count": 0,
        "user_count": store.companies().member_count(company.id.place()),
        "tags": {"type": "tag.list", "tags": tags},
        "segments": {"type": "segment.list", "segments": segments::of(company, store)},
        "plan": {},
        "custom_attributes": custom_attributes::View { values: &company.custom, store },
    });
    let known = [
        ("last_request_at", company.last_request_at.map(Value::from)),
        ("size", company.size.map(Value::from)),
        ("website", company.website.as_deref().map(Value::from)),
        ("industry", company.industry.as_deref().map(Value::from)),
        ("plan", company.plan.as_deref().map(plan)),
    ];
    for (name, value) in known {
        if let Some(value) = value {
            shown[name] = value;
        }
    }
    shown
}

/// A plan is written as a name and read as an object; the same name has the same id.
fn plan(name: &str) -> Value {
    let id = crc32fast::hash(name.as_bytes()) % 1_000_000;
    json!({"type": "plan", "id": id.to_string(), "name": name})
}
