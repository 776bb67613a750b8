//! `/subscription_types`, and what contacts chose among them.
//!
//! docs: Subscription types. Choosing an opt-out type opts the contact out of it, choosing an
//! opt-in type opts it in. The types are the same in every sandbox: the API cannot make any.

use serde_json::{Value, json};

use super::contacts::{contact, touch};
use crate::sandbox::call::{Answer, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/subscription_types", list),
    Route::get("/contacts/{id}/subscriptions", list_chosen),
    Route::post("/contacts/{id}/subscriptions", attach),
    Route::delete("/contacts/{id}/subscriptions/{subscription_id}", detach),
];

/// What a contact does by choosing a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    OptOut,
    OptIn,
}

impl Consent {
    fn as_str(self) -> &'static str {
        match self {
            Consent::OptOut => "opt_out",
            Consent::OptIn => "opt_in",
        }
    }
}

/// A kind of message.
#[derive(Debug)]
pub struct SubscriptionType {
    /// The API's id.
    pub number: u32,
    pub consent: Consent,
    name: &'static str,
    description: &'static str,
    content_type: &'static str,
}

const TYPES: [SubscriptionType; 3] = [
    SubscriptionType {
        number: 135,
        consent: Consent::OptOut,
        name: "Newsletter",
        description: "What happened this month",
        content_type: "email",
    },
    SubscriptionType {
        number: 136,
        consent: Consent::OptOut,
        name: "Product updates",
        description: "What is new in the product",
        content_type: "email",
    },
    SubscriptionType {
        number: 137,
        consent: Consent::OptIn,
        name: "Delivery alerts",
        description: "Where your order is",
        content_type: "sms_message",
    },
];

/// The type with this number.
pub fn with_number(number: u32) -> Option<&'static SubscriptionType> {
    TYPES.iter().find(|own| own.number == number)
}

fn find(id: &str) -> Result<&'static SubscriptionType, Refusal> {
    id.parse().ok().and_then(with_number).ok_or_else(Refusal::not_found)
}

fn view(subscription: &SubscriptionType) -> Value {
    let translation = json!({
        "name": subscription.name,
        "description": subscription.description,
        "locale": "en",
    });
    json!({
        "type": "subscription",
        "id": subscription.number.to_string(),
        "state": "live",
        "consent_type": subscription.consent.as_str(),
        "default_translation": translation,
        "translations": [translation],
        "content_types": [subscription.content_type],
    })
}

fn list(_: &mut Call) -> Reply {
    let data: Vec<Value> = TYPES.iter().map(view).collect();
    Answer::json(&json!({"type": "list", "data": data}))
}

/// Only explicit choices are listed.
fn list_chosen(call: &mut Call) -> Reply {
    let contact = contact(call.store, call.param(0))?;
    let chosen = contact.extras().subscriptions.iter();
    let data: Vec<Value> = chosen.filter_map(|number| with_number(*number)).map(view).collect();
    Answer::json(&json!({"type": "list", "data": data}))
}

fn attach(call: &mut Call) -> Reply {
    let mut contact = contact(call.store, call.param(0))?.clone();
    let Given::Value(id) = call.body.id("id")? else {
        return Err(Refusal::missing("subscription type not specified").field("id"));
    };
    match call.body.text("consent_type")? {
        Given::Value("opt_in" | "opt_out") => {}
        Given::Value(_) => {
            let message = "consent_type must be opt_in or opt_out";
            return Err(Refusal::invalid(message).field("consent_type"));
        }
        _ => return Err(Refusal::missing("consent_type not specified").field("consent_type")),
    }
    let subscription = find(&id)?;
    if !contact.extras().subscriptions.contains(&subscription.number) {
        contact.extras_mut().subscriptions.push(subscription.number);
        touch(call, contact);
    }
    Answer::json(&view(subscription))
}

fn detach(call: &mut Call) -> Reply {
    let mut contact = contact(call.store, call.param(0))?.clone();
    let subscription = find(call.param(1))?;
    let chosen = &mut contact.extras_mut().subscriptions;
    let at = chosen.iter().position(|number| *number == subscription.number);
    chosen.remove(at.ok_or_else(Refusal::not_found)?);
    touch(call, contact);
    Answer::json(&view(subscription))
}
