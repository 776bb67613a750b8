//! `/segments`, and which of them contacts and companies are in.

use serde_json::{Value, json};

use super::companies::company;
use super::contacts::contact;
use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::segments::{self, Rule, SEGMENTS, Segment};
use crate::sandbox::store::Store;
use crate::sandbox::store::company::Company;
use crate::sandbox::store::contact::Role;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/segments", list),
    Route::get("/segments/{segment_id}", get),
    Route::get("/contacts/{id}/segments", of_contact),
    Route::get("/companies/{id}/segments", of_company),
];

/// Page size when none is given (docs: Pagination, the general default).
const PER_PAGE: u64 = 20;

fn view(segment: &Segment, store: &Store) -> Value {
    let mut shown = json!({
        "type": "segment",
        "id": segment.id,
        "name": segment.name,
        "created_at": store.created_at(),
        "updated_at": store.created_at(),
    });
    // The description knows no word for segments of companies.
    match segment.rule {
        Rule::Role(Role::Lead) => shown["person_type"] = "contact".into(),
        Rule::Role(Role::User) | Rule::New(_) | Rule::Seen(..) => {
            shown["person_type"] = "user".into();
        }
        Rule::Paying | Rule::Larger(_) => {}
    }
    shown
}

/// The segments of a company, as its own view and its list show them.
pub fn of(company: &Company, store: &Store) -> Vec<Value> {
    let own = SEGMENTS.iter().filter(|segment| segment.has_company(company));
    own.map(|segment| view(segment, store)).collect()
}

fn list(call: &mut Call) -> Reply {
    let page = call.page_number(PER_PAGE)?;
    let counted = call.flag("include_count");
    let shown = page.of(&SEGMENTS).iter().map(|segment| {
        let mut shown = view(segment, call.store);
        if counted {
            shown["count"] = count(segment, call).into();
        }
        shown
    });
    Answer::json(&json!({
        "type": "segment.list",
        "segments": shown.collect::<Vec<_>>(),
        "pages": page.pages(SEGMENTS.len()),
    }))
}

fn count(segment: &Segment, call: &Call) -> usize {
    let contacts = call.store.contacts().newest_first(None);
    let contacts = contacts.filter(|contact| segment.has_contact(contact, call.now)).count();
    let companies = call.store.companies().all();
    contacts + companies.filter(|company| segment.has_company(company)).count()
}

fn get(call: &mut Call) -> Reply {
    let segment = segments::find(call.param(0)).ok_or_else(Refusal::not_found)?;
    Answer::json(&view(segment, call.store))
}

fn of_contact(call: &mut Call) -> Reply {
    let contact = contact(call.store, call.param(0))?;
    let own = SEGMENTS.iter().filter(|segment| segment.has_contact(contact, call.now));
    let data: Vec<Value> = own.map(|segment| view(segment, call.store)).collect();
    Answer::json(&json!({"type": "list", "data": data}))
}

fn of_company(call: &mut Call) -> Reply {
    let data = of(company(call)?, call.store);
    Answer::json(&json!({"type": "list", "data": data}))
}
