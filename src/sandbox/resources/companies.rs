//! `/companies`: create or update, read, list by pages, scroll, delete.

use serde_json::{Value, json};

use super::company_input;
use super::company_view::view;
use super::contacts::show;
use crate::sandbox::call::{Answer, Call, Given, Reply, Scroll};
use crate::sandbox::exchange::Route;
use crate::sandbox::paging::{CursorList, DEFAULT_PER_PAGE};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::segments::{self, Segment};
use crate::sandbox::store::Store;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::company::Company;
use crate::sandbox::store::contact::Contact;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/companies", find),
    Route::post("/companies", create_or_update),
    Route::post("/companies/list", list),
    Route::get(SCROLL, scroll),
    Route::get("/companies/{id}", get),
    Route::put("/companies/{id}", update),
    Route::delete("/companies/{id}", delete),
    Route::get("/companies/{id}/contacts", contacts),
];

/// Where the scroll is.
pub const SCROLL: &str = "/companies/scroll";

/// Default page size of company lists (source: the API description).
const PER_PAGE: u64 = 15;

/// Page lists end here; the scroll goes on (source: the API description).
const MAX_LISTED: u64 = 10_000;

/// Companies per step of a scroll (the documentation gives no number).
const SCROLL_STEP: usize = 100;

/// An unused scroll ends after a minute (source: the API description).
const SCROLL_SECONDS: i64 = 60;

/// The company that the path names.
pub fn company<'a>(call: &'a Call) -> Result<&'a Company, Refusal> {
    call.store.companies().find(call.param(0)).ok_or_else(Refusal::no_company)
}

fn save(call: &mut Call, company: Company) -> Reply {
    let place = company.id.place();
    call.store.commit(Change::Company(Box::new(company)));
    let company = call.store.companies().at(place).ok_or_else(Refusal::no_company)?;
    Answer::json(&view(company, call.store))
}

fn create_or_update(call: &mut Call) -> Reply {
    company_input::check_fields(&call.body)?;
    let Given::Value(company_id) = call.body.id("company_id")? else {
        return Err(Refusal::missing("company_id not specified").field("company_id"));
    };
    let known = call.store.companies().with_company_id(&company_id).cloned();
    let mut company = known.unwrap_or_else(|| call.store.blank_company(company_id, call.now));
    company_input::write(&mut company, &call.body, call.store, call.now)?;
    save(call, company)
}

fn update(call: &mut Call) -> Reply {
    let mut company = company(call)?.clone();
    company_input::check_fields(&call.body)?;
    company_input::write(&mut company, &call.body, call.store, call.now)?;
    save(call, company)
}

fn get(call: &mut Call) -> Reply {
    Answer::json(&view(company(call)?, call.store))
}

/// One company by `company_id` or `name`, else a list filtered by tag or segment.
fn find(call: &mut Call) -> Reply {
    let companies = call.store.companies();
    let one = match (call.query("company_id"), call.query("name")) {
        (Some(company_id), _) => companies.with_company_id(company_id),
        (_, Some(name)) => companies.all().find(|company| company.name.as_deref() == Some(name)),
        _ => return filtered(call),
    };
    Answer::json(&view(one.ok_or_else(Refusal::no_company)?, call.store))
}

fn filtered(call: &Call) -> Reply {
    let tag = call.query("tag_id").map(|id| id.parse::<u32>().unwrap_or(0));
    let segment = call.query("segment_id");
    let fits = |company: &&Company| {
        let inside =
            |id| segments::find(id).is_some_and(|segment: &Segment| segment.has_company(company));
        segment.is_none_or(inside) && tag.is_none_or(|tag| company.tags.contains(&tag))
    };
    let companies: Vec<&Company> = visible(call.store).filter(fits).collect();
    paged(call, &companies)
}

/// Companies without users are not listed (source: the API description).
fn visible(store: &Store) -> impl Iterator<Item = &Company> {
    let companies = store.companies();
    companies.all().filter(|company| companies.member_count(company.id.place()) > 0)
}

/// Sorted by last request, the latest first unless `order=asc`.
fn list(call: &mut Call) -> Reply {
    let mut companies: Vec<&Company> = visible(call.store).collect();
    companies.sort_by_key(|company| company.last_request_at);
    if call.query("order") != Some("asc") {
        companies.reverse();
    }
    paged(call, &companies)
}

fn paged(call: &Call, companies: &[&Company]) -> Reply {
    let page = call.page_number(PER_PAGE)?;
    if page.skipped() >= MAX_LISTED {
        let message = format!("Only {MAX_LISTED} companies can be listed, use the scroll instead");
        return Err(Refusal::invalid(message).field("page"));
    }
    let data: Vec<Value> =
        page.of(companies).iter().map(|company| view(company, call.store)).collect();
    Answer::json(&json!({
        "type": "list",
        "data": data,
        "pages": page.pages(companies.len()),
        "total_count": companies.len(),
    }))
}

/// One scroll may be open at a time; it ends with an empty page or after a minute without use.
fn scroll(call: &mut Call) -> Reply {
    let open =
        call.memory.scroll.take().filter(|scroll| call.now - scroll.used_at < SCROLL_SECONDS);
    let given = call.query("scroll_param").filter(|param| !param.is_empty());
    let scroll = match (open, given) {
        (None, None) => Scroll { param: call.request_id.to_owned(), next: 0, used_at: call.now },
        (Some(scroll), Some(param)) if scroll.param == param => scroll,
        (open, given) => {
            let refusal = if given.is_none() {
                Refusal::new(400, "scroll_exists", "scroll already exists for this workspace")
            } else {
                Refusal::new(404, "not_found", "scroll parameter not found")
            };
            call.memory.scroll = open;
            return Err(refusal);
        }
    };
    let rest = visible(call.store).filter(|company| company.id.place() >= scroll.next);
    let step: Vec<&Company> = rest.take(SCROLL_STEP).collect();
    let data: Vec<Value> = step.iter().map(|company| view(company, call.store)).collect();
    let answer = Answer::json(&json!({
        "type": "list",
        "data": data,
        "pages": null,
        "total_count": null,
        "scroll_param": scroll.param,
    }));
    if let Some(last) = step.last() {
        let next = last.id.place() + 1;
        call.memory.scroll = Some(Scroll { next, used_at: call.now, ..scroll });
    }
    answer
}

fn contacts(call: &mut Call) -> Reply {
    let place = company(call)?.id.place();
    let slots = call.store.companies().members(place).rev();
    let members: Vec<&Contact> = slots
        .filter_map(|slot| call.store.contacts().at(slot))
        .filter(|contact| !contact.archived)
        .collect();
    let ask = call.page(DEFAULT_PER_PAGE)?;
    let list =
        CursorList::cut(&members, &ask, |contact| contact.slot(), |contact| show(call, contact));
    Answer::json(&list)
}

/// Takes every contact out of the company, then removes it.
fn delete(call: &mut Call) -> Reply {
    let id = company(call)?.id;
    let members: Vec<Contact> = call
        .store
        .companies()
        .members(id.place())
        .filter_map(|slot| call.store.contacts().at(slot).cloned())
        .collect();
    for mut contact in members {
        contact.extras_mut().companies.retain(|place| *place != id.place());
        call.store.commit(Change::Contact(Box::new(contact)));
    }
    call.store.commit(Change::CompanyDeleted(id.place()));
    Answer::json(&json!({"id": id, "object": "company", "deleted": true}))
}
