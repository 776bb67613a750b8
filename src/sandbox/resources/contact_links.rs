//! What hangs on a contact: its tags and companies.

use serde_json::{Value, json};

use super::contacts::{contact, touch};
use super::{company_view, tags};
use crate::sandbox::call::{Answer, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::paging::DEFAULT_PER_PAGE;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::contact::TagLink;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/contacts/{id}/tags", list_tags),
    Route::post("/contacts/{id}/tags", attach_tag),
    Route::delete("/contacts/{id}/tags/{tag_id}", detach_tag),
    Route::get("/contacts/{id}/companies", list_companies),
    Route::post("/contacts/{id}/companies", attach_company),
    Route::delete("/contacts/{id}/companies/{company_id}", detach_company),
];

/// Companies on one contact (source: the API description, `contact_company_limit_exceeded`).
const MAX_COMPANIES: usize = 1000;

fn list_tags(call: &mut Call) -> Reply {
    let contact = contact(call.store, call.param(0))?;
    let links = contact.extras().tags.iter();
    let data: Vec<Value> =
        links.filter_map(|link| Some(tags::applied(call.store.tag_at(link.tag)?, *link))).collect();
    Answer::json(&json!({"type": "list", "data": data}))
}

fn attach_tag(call: &mut Call) -> Reply {
    let mut contact = contact(call.store, call.param(0))?.clone();
    let Given::Value(id) = call.body.id("id")? else {
        return Err(Refusal::missing("tag not specified"));
    };
    let tag = call.store.tag(&id).ok_or_else(Refusal::not_found)?.clone();
    let old = contact.extras().tags.iter().find(|link| link.tag == tag.number).copied();
    let link = old.unwrap_or(TagLink { tag: tag.number, applied_at: call.now });
    if old.is_none() {
        contact.extras_mut().tags.push(link);
        touch(call, contact);
    }
    Answer::json(&tags::applied(&tag, link))
}

fn detach_tag(call: &mut Call) -> Reply {
    let mut contact = contact(call.store, call.param(0))?.clone();
    let tag = call.store.tag(call.param(1)).ok_or_else(Refusal::not_found)?.clone();
    let links = &mut contact.extras_mut().tags;
    let at = links.iter().position(|link| link.tag == tag.number);
    let link = links.remove(at.ok_or_else(Refusal::not_found)?);
    touch(call, contact);
    Answer::json(&tags::applied(&tag, link))
}

fn list_companies(call: &mut Call) -> Reply {
    let contact = contact(call.store, call.param(0))?;
    let page = call.page_number(DEFAULT_PER_PAGE)?;
    let companies: Vec<_> = contact
        .extras()
        .companies
        .iter()
        .filter_map(|place| call.store.companies().at(*place))
        .collect();
    let shown: Vec<Value> =
        page.of(&companies).iter().map(|company| company_view::view(company, call.store)).collect();
    let pages = page.pages(companies.len());
    let total = companies.len();
    Answer::json(&json!({"type": "list", "companies": shown, "total_count": total, "pages": pages}))
}

fn attach_company(call: &mut Call) -> Reply {
    let mut contact = contact(call.store, call.param(0))?.clone();
    let Given::Value(id) = call.body.id("id")? else {
        return Err(Refusal::missing("company not specified"));
    };
    let place = call.store.companies().find(&id).ok_or_else(Refusal::no_company)?.id.place();
    if !contact.extras().companies.contains(&place) {
        if contact.extras().companies.len() >= MAX_COMPANIES {
            let message =
                format!("Contact has reached the maximum of {MAX_COMPANIES} company associations");
            return Err(Refusal::new(400, "contact_company_limit_exceeded", message));
        }
        contact.extras_mut().companies.push(place);
        touch(call, contact);
    }
    let company = call.store.companies().at(place).ok_or_else(Refusal::no_company)?;
    Answer::json(&company_view::view(company, call.store))
}

fn detach_company(call: &mut Call) -> Reply {
    let mut contact = contact(call.store, call.param(0))?.clone();
    let company = call.store.companies().find(call.param(1)).ok_or_else(Refusal::no_company)?;
    let place = company.id.place();
    let companies = &mut contact.extras_mut().companies;
    let at = companies.iter().position(|own| *own == place).ok_or_else(Refusal::no_company)?;
    companies.remove(at);
    touch(call, contact);
    let company = call.store.companies().at(place).ok_or_else(Refusal::no_company)?;
    Answer::json(&company_view::view(company, call.store))
}
