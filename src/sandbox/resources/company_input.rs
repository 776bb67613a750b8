//! What may be written to a company?

use super::custom_attributes;
use crate::sandbox::call::{Body, Given};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::attribute::Model;
use crate::sandbox::store::company::Company;

/// Every field that a request may have; others are refused by name.
const FIELDS: [&str; 10] = [
    "name",
    "company_id",
    "plan",
    "size",
    "website",
    "industry",
    "custom_attributes",
    "remote_created_at",
    "update_last_request_at",
    "monthly_spend",
];

/// Refuses unknown fields in the words of the API description's example.
pub fn check_fields(body: &Body) -> Result<(), Refusal> {
    match body.0.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        Some(name) => Err(Refusal::new(400, "bad_request", format!("bad '{name}' parameter"))),
        None => Ok(()),
    }
}

/// Writes the request's fields into the company; its own id never changes.
pub fn write(company: &mut Company, body: &Body, store: &Store, now: i64) -> Result<(), Refusal> {
    let text = |name: &str| body.text(name).map(|given| given.map(str::to_owned));
    text("name")?.put(&mut company.name);
    text("plan")?.put(&mut company.plan);
    text("website")?.put(&mut company.website);
    text("industry")?.put(&mut company.industry);
    body.integer("size")?.put(&mut company.size);
    if let Some(created) = body.integer("remote_created_at")?.value() {
        company.remote_created_at = created;
    }
    if body.flag("update_last_request_at")? == Given::Value(true) {
        company.last_request_at = Some(now);
    }
    monthly_spend(company, body)?;
    let changes = custom_attributes::read(body, Model::Company, store)?;
    custom_attributes::apply(&mut company.custom, changes);
    company.updated_at = now;
    Ok(())
}

/// Fractions are cut off, and the number fits in 32 bits (source: the API description).
fn monthly_spend(company: &mut Company, body: &Body) -> Result<(), Refusal> {
    let Given::Value(value) = body.any("monthly_spend") else { return Ok(()) };
    let wrong = || Refusal::invalid("monthly_spend must be an integer").field("monthly_spend");
    let number = value.as_f64().ok_or_else(wrong)?.trunc();
    if number.abs() > f64::from(i32::MAX) {
        return Err(wrong());
    }
    #[expect(clippy::cast_possible_truncation, reason = "it was just checked to fit")]
    {
        company.monthly_spend = number as i64;
    }
    Ok(())
}
