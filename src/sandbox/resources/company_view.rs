//! A company as the API shows it, and the numbered pages that company lists come in.

use serde_json::{Value, json};

use super::custom_attributes;
use crate::sandbox::call::Call;
use crate::sandbox::paging;
use crate::sandbox::refusal::Refusal;
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
        "segments": {"type": "segment.list", "segments": []},
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

/// The page and its size that the query parameters ask for.
pub fn page(call: &Call, default: u64) -> Result<(u64, u64), Refusal> {
    let page = match call.query("page") {
        None | Some("") => 1,
        Some(text) => text
            .parse()
            .ok()
            .filter(|page| *page > 0)
            .ok_or_else(|| Refusal::invalid("Page must be a positive number").field("page"))?,
    };
    let per_page = call.query("per_page").map_or(Ok(default), paging::in_range)?;
    Ok((page, per_page))
}

/// The items on that page.
pub fn slice<T>(items: &[T], page: u64, per_page: u64) -> &[T] {
    let start = usize::try_from((page - 1).saturating_mul(per_page)).unwrap_or(usize::MAX);
    let start = start.min(items.len());
    let size = usize::try_from(per_page).unwrap_or(usize::MAX);
    &items[start..items.len().min(start.saturating_add(size))]
}

/// The `pages` object of a list with numbered pages: `next` is always null.
pub fn pages(total: usize, page: u64, per_page: u64) -> Value {
    let total = u64::try_from(total).unwrap_or(u64::MAX);
    json!({
        "type": "pages",
        "next": null,
        "page": page,
        "per_page": per_page,
        "total_pages": total.div_ceil(per_page),
    })
}
