//! `/tags`: the tags of the workspace, and tagging users and companies in bulk.

use serde_json::{Map, Value, json};

use super::contacts::contact;
use crate::sandbox::call::{Answer, Body, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::change::{Change, Tag};
use crate::sandbox::store::contact::TagLink;
use crate::sandbox::store::workspace::ME;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/tags", list),
    Route::post("/tags", create),
    Route::get("/tags/{tag_id}", get),
    Route::delete("/tags/{tag_id}", delete),
];

fn view(tag: &Tag) -> Value {
    json!({"type": "tag", "id": tag.number.to_string(), "name": tag.name})
}

/// A tag as it is on a contact.
pub fn applied(tag: &Tag, link: TagLink) -> Value {
    let mut shown = view(tag);
    shown["applied_at"] = link.applied_at.into();
    shown["applied_by"] = json!({"type": "admin", "id": ME.number.to_string()});
    shown
}

fn list(call: &mut Call) -> Reply {
    let data: Vec<Value> = call.store.tags().map(view).collect();
    Answer::json(&json!({"type": "list", "data": data}))
}

fn get(call: &mut Call) -> Reply {
    Answer::json(&view(call.store.tag(call.param(0)).ok_or_else(Refusal::not_found)?))
}

/// Creates, renames, or tags: the body decides (source: the API description, `createTag`).
fn create(call: &mut Call) -> Reply {
    let bad = || Refusal::invalid("invalid tag parameters");
    let name = match call.body.text("name") {
        Ok(Given::Value(name)) => name.to_owned(),
        _ => return Err(bad()),
    };
    let users = objects(&call.body, "users").map_err(|()| bad())?;
    let companies = objects(&call.body, "companies").map_err(|()| bad())?;
    // Everything is looked up before anything changes.
    let users =
        users.iter().map(|user| find_user(call.store, user)).collect::<Result<Vec<_>, _>>()?;
    let companies = companies
        .iter()
        .map(|company| find_company(call.store, company))
        .collect::<Result<Vec<_>, _>>()?;
    let tag = match call.body.id("id")? {
        Given::Value(id) => rename(call, &id, name)?,
        _ => named(call, name),
    };
    let users: Vec<Value> = users.iter().map(|target| tag_user(call, &tag, target)).collect();
    let companies: Vec<Value> =
        companies.iter().map(|target| tag_company(call, &tag, target)).collect();
    let mut shown = view(&tag);
    shown["users"] = users.into();
    shown["companies"] = companies.into();
    Answer::json(&shown)
}

/// The tag with this name, made if there is none; case does not matter.
fn named(call: &mut Call, name: String) -> Tag {
    if let Some(tag) = call.store.tag_named(&name) {
        return tag.clone();
    }
    let tag = Tag { number: call.store.next_number(), name };
    call.store.commit(Change::Tag(tag.clone()));
    tag
}

fn rename(call: &mut Call, id: &str, name: String) -> Result<Tag, Refusal> {
    let number = call.store.tag(id).ok_or_else(Refusal::not_found)?.number;
    if call.store.tag_named(&name).is_some_and(|other| other.number != number) {
        return Err(Refusal::invalid(format!("A tag named '{name}' already exists")).field("name"));
    }
    let tag = Tag { number, name };
    call.store.commit(Change::Tag(tag.clone()));
    Ok(tag)
}

/// A user or company to tag, and whether the tag comes or goes.
struct Target {
    place: u32,
    id: String,
    tagged: bool,
}

fn objects(body: &Body, name: &str) -> Result<Vec<Map<String, Value>>, ()> {
    match body.any(name) {
        Given::Absent | Given::Null => Ok(Vec::new()),
        Given::Value(Value::Array(list)) => {
            list.iter().map(|item| item.as_object().cloned().ok_or(())).collect()
        }
        Given::Value(_) => Err(()),
    }
}

fn find_user(store: &Store, user: &Map<String, Value>) -> Result<Target, Refusal> {
    let body = Body(user.clone());
    let Given::Value(id) = body.id("id")? else { return Err(Refusal::no_contact()) };
    let place = contact(store, &id)?.slot();
    Ok(Target { place, id, tagged: body.flag("untag")? != Given::Value(true) })
}

fn find_company(store: &Store, company: &Map<String, Value>) -> Result<Target, Refusal> {
    let body = Body(company.clone());
    let found = match (body.id("id")?, body.id("company_id")?) {
        (Given::Value(id), _) => store.companies().find(&id),
        (_, Given::Value(company_id)) => store.companies().with_company_id(&company_id),
        _ => None,
    };
    let found = found.ok_or_else(Refusal::no_company)?;
    let tagged = body.flag("untag")? != Given::Value(true);
    Ok(Target { place: found.id.place(), id: found.id.to_string(), tagged })
}

fn tag_user(call: &mut Call, tag: &Tag, target: &Target) -> Value {
    if let Some(mut contact) = call.store.contacts().at(target.place).cloned() {
        let links = &mut contact.extras_mut().tags;
        let had = links.iter().any(|link| link.tag == tag.number);
        if had != target.tagged {
            links.retain(|link| link.tag != tag.number);
            if target.tagged {
                links.push(TagLink { tag: tag.number, applied_at: call.now });
            }
            contact.updated_at = call.now.max(contact.created_at);
            call.store.commit(Change::Contact(Box::new(contact)));
        }
    }
    json!({"id": target.id, "tagged": target.tagged})
}

fn tag_company(call: &mut Call, tag: &Tag, target: &Target) -> Value {
    if let Some(mut company) = call.store.companies().at(target.place).cloned() {
        company.tags.retain(|number| *number != tag.number);
        if target.tagged {
            company.tags.push(tag.number);
        }
        company.updated_at = call.now;
        call.store.commit(Change::Company(Box::new(company)));
    }
    json!({"id": target.id, "tagged": target.tagged})
}

/// Takes the tag off everything that has it. Only segments could forbid it, and there are none.
fn delete(call: &mut Call) -> Reply {
    let number = call.store.tag(call.param(0)).ok_or_else(Refusal::not_found)?.number;
    let has = |links: &[TagLink]| links.iter().any(|link| link.tag == number);
    let contacts: Vec<_> = call
        .store
        .contacts()
        .all()
        .filter(|contact| has(&contact.extras().tags))
        .cloned()
        .collect();
    for mut contact in contacts {
        contact.extras_mut().tags.retain(|link| link.tag != number);
        call.store.commit(Change::Contact(Box::new(contact)));
    }
    let companies: Vec<_> = call
        .store
        .companies()
        .all()
        .filter(|company| company.tags.contains(&number))
        .cloned()
        .collect();
    for mut company in companies {
        company.tags.retain(|tag| *tag != number);
        call.store.commit(Change::Company(Box::new(company)));
    }
    call.store.commit(Change::TagDeleted(number));
    Ok(Answer::empty())
}
