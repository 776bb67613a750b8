//! How a list goes on: from a page to the request for the next one. Pure.
//!
//! Intercom's lists differ (docs: Pagination): cursors in the query, cursors in the body of a
//! search, page numbers, and scrolls; `pages.next` is an object, a URL, null or absent.

use serde_json::{Value, json};

use super::request::Request;
use crate::error::{Error, Result};

/// The largest page Intercom gives for most lists (docs: Pagination).
pub const MAX_PER_PAGE: u64 = 150;

/// Where the next page is, and how it is asked for (docs: Pagination).
///
/// In an answer, `pages.next` may be an object, the text of a URL, null or absent, whatever
/// the description says: an object's `starting_after` and a URL's query are followed as they
/// are; without either, the next number is asked for while it is not above the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pagination {
    /// Everything comes at once.
    None,
    /// A cursor out of the answer goes into the query.
    Cursor {
        /// The query parameter.
        param: &'static str,
        /// Where the answer has the cursor; absent or null at the end.
        next: &'static str,
    },
    /// `page=N` goes into the query.
    Page {
        /// Where the answer has the number of pages.
        total: &'static str,
    },
    /// `page` goes into the JSON body, `pages.total_pages` tells the end.
    PageInBody,
    /// `pagination.starting_after` goes into the JSON body of a search.
    Search,
    /// `scroll_param` of the answer goes into the query, until a page is empty. A scroll
    /// cannot be resumed after an error, and an app has only one.
    Scroll,
}

/// The query parameter of nearly every cursor.
const CURSOR_PARAM: &str = "starting_after";

/// Where nearly every list says how many pages it has.
const PAGES: &str = "pages.total_pages";

/// The items of a page, wherever the endpoint keeps them. `key` is a dotted path such as
/// `data.articles`; where it leads nowhere, the only array of the page is taken. A single object
/// that came in place of a list (`companies find --name`) is its own item, and an empty answer has
/// none.
pub fn items<'a>(page: &'a Value, key: &str) -> Option<&'a [Value]> {
    match (at(page, key), page) {
        (Some(Value::Array(items)), _) | (_, Value::Array(items)) => Some(items),
        (Some(Value::Null), _) | (_, Value::Null) => Some(&[]),
        (_, Value::Object(object)) if object.contains_key("id") => Some(std::slice::from_ref(page)),
        (_, Value::Object(object)) => {
            let mut arrays = object.values().filter_map(Value::as_array);
            let only = arrays.next();
            if arrays.next().is_some() { None } else { only.map(Vec::as_slice) }
        }
        _ => None,
    }
}

/// The request for the page after `page`, or `None` at the end. `count` is the number of items
/// that `page` held.
///
/// Where `pagination` is `None`, but the page says that there is more, it is believed: the list
/// goes on in the way that the page suggests.
///
/// # Errors
/// A page that names itself as the next one would go round for ever, and a body that is not JSON
/// has no place for a cursor: both are said aloud, so that no list ends early in silence.
pub fn next(
    pagination: Pagination,
    request: &Request,
    page: &Value,
    count: usize,
) -> Result<Option<Request>> {
    let next = match pagination {
        Pagination::None => match detected(request, page) {
            Pagination::None => None,
            pagination => return next(pagination, request, page, count),
        },
        Pagination::Scroll => next_scroll(request, page, count),
        Pagination::Cursor { param, next } => {
            let next = position(page).or_else(|| text_at(page, next).map(Next::Cursor));
            next.map(|next| in_query(request, param, next))
        }
        Pagination::Search => position(page).map(|next| in_body(request, next)).transpose()?,
        Pagination::Page { total } => {
            numbered(request, page, total).map(|next| in_query(request, CURSOR_PARAM, next))
        }
        Pagination::PageInBody => {
            numbered(request, page, PAGES).map(|next| in_body(request, next)).transpose()?
        }
    };
    // A scroll keeps its parameter from page to page, and ends by an empty one.
    let may_repeat = pagination == Pagination::Scroll;
    match next {
        Some(next) if !may_repeat && next.query == request.query && next.body == request.body => {
            Err(Error::failed("the API names the same page as the next one")
                .hint("the list is incomplete; try again, or with another --per-page"))
        }
        next => Ok(next),
    }
}

/// How a list that nothing is known of goes on, to judge by one of its pages.
fn detected(request: &Request, page: &Value) -> Pagination {
    let in_body = request.body.is_some();
    if page["scroll_param"].is_string() {
        return Pagination::Scroll;
    }
    match (position(page), in_body) {
        (Some(_), true) => Pagination::Search,
        (Some(_), false) => {
            Pagination::Cursor { param: CURSOR_PARAM, next: "pages.next.starting_after" }
        }
        (None, _) if numbered(request, page, PAGES).is_none() => Pagination::None,
        (None, true) => Pagination::PageInBody,
        (None, false) => Pagination::Page { total: PAGES },
    }
}

/// Where the page says the list goes on.
enum Next {
    Cursor(String),
    Page(u64),
}

fn position(page: &Value) -> Option<Next> {
    match &page["pages"]["next"] {
        Value::Object(next) => match next.get("starting_after").and_then(Value::as_str) {
            Some(cursor) => Some(Next::Cursor(cursor.to_owned())),
            None => number(next.get("page")?).map(Next::Page),
        },
        Value::String(url) => position_in_url(url),
        _ => None,
    }
}

/// Lists of numbered pages may leave `next` out or null, and say how many pages there are; those
/// that do not even say which page this is were asked for one.
fn numbered(request: &Request, page: &Value, total: &str) -> Option<Next> {
    position(page).or_else(|| {
        let last = number(at(page, total)?)?;
        let own = total.rsplit_once('.').map_or("page".to_owned(), |(up, _)| format!("{up}.page"));
        let told = at(page, &own).and_then(number);
        let current = told.unwrap_or_else(|| asked_page(request));
        (current < last).then_some(Next::Page(current + 1))
    })
}

fn asked_page(request: &Request) -> u64 {
    let in_query = request.query.iter().find(|(name, _)| name == "page");
    let in_query = in_query.and_then(|(_, value)| value.parse().ok());
    let in_body = || {
        let body: Value = serde_json::from_slice(request.body.as_deref()?).ok()?;
        number(&body["page"])
    };
    in_query.or_else(in_body).unwrap_or(1)
}

fn at<'a>(page: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(page, |value, key| value.get(key))
}

fn text_at(page: &Value, path: &str) -> Option<String> {
    at(page, path)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The old form of `next` is a whole URL. Only its parameters are used: the host is ours.
fn position_in_url(url: &str) -> Option<Next> {
    let absolute = reqwest::Url::parse(url)
        .or_else(|_| reqwest::Url::parse("http://localhost").and_then(|base| base.join(url)))
        .ok()?;
    let find = |name: &str| {
        absolute.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    };
    match find("starting_after") {
        Some(cursor) => Some(Next::Cursor(cursor)),
        None => find("page")?.parse().ok().map(Next::Page),
    }
}

/// A number that may be written as text, as `per_page` is now and then.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn in_query(request: &Request, param: &str, next: Next) -> Request {
    let mut request = request.clone();
    match next {
        Next::Cursor(cursor) => request.set_query(param, cursor),
        Next::Page(number) => request.set_query("page", number.to_string()),
    }
    request
}

fn in_body(request: &Request, next: Next) -> Result<Request> {
    let body = request.body.as_deref().unwrap_or(b"{}");
    let Ok(mut body @ Value::Object(_)) = serde_json::from_slice(body) else {
        return Err(Error::failed("the list goes on, but the body has no place for its cursor")
            .hint("give a JSON object as the body"));
    };
    match next {
        Next::Cursor(cursor) => {
            if !body["pagination"].is_object() {
                body["pagination"] = json!({});
            }
            body["pagination"]["starting_after"] = cursor.into();
        }
        Next::Page(number) => body["page"] = number.into(),
    }
    Ok(request.clone().json(&body))
}

fn next_scroll(request: &Request, page: &Value, count: usize) -> Option<Request> {
    let scroll = page["scroll_param"].as_str().filter(|_| count > 0)?;
    let mut next = request.clone();
    next.set_query("scroll_param", scroll);
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURSOR: Pagination =
        Pagination::Cursor { param: CURSOR_PARAM, next: "pages.next.starting_after" };
    const PAGE: Pagination = Pagination::Page { total: PAGES };

    fn after(pagination: Pagination, request: &Request, page: &Value) -> Option<Request> {
        let count = items(page, "data").map_or(0, <[Value]>::len);
        next(pagination, request, page, count).unwrap()
    }

    fn query(request: &Request, name: &str) -> Option<String> {
        request.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    #[test]
    fn a_cursor_goes_into_the_query_and_keeps_the_rest() {
        let request = Request::get("/contacts").query("per_page", "5").query("starting_after", "a");
        let page = json!({"data": [1], "pages": {"next": {"page": 2, "starting_after": "WzE="}}});
        let next = after(CURSOR, &request, &page).unwrap();
        assert_eq!(query(&next, "starting_after").as_deref(), Some("WzE="));
        assert_eq!(query(&next, "per_page").as_deref(), Some("5"));
        assert_eq!(next.query.len(), 2);
    }

    #[test]
    fn a_list_ends_when_next_is_null_or_absent() {
        let request = Request::get("/contacts");
        for page in [
            json!({"data": [], "pages": {"type": "pages", "page": 1, "total_pages": 4, "next": null}}),
            json!({"data": [], "pages": {}}),
            json!({"data": []}),
            json!({"data": [], "pages": null}),
        ] {
            assert!(after(CURSOR, &request, &page).is_none(), "{page}");
        }
    }

    #[test]
    fn a_url_as_next_gives_its_parameters_only() {
        let request = Request::get("/companies");
        let page = json!({"data": [1], "pages": {"next": "https://elsewhere.example/x?page=3&per_page=5"}});
        let next = after(PAGE, &request, &page).unwrap();
        assert_eq!(next.path, "/companies");
        assert_eq!(query(&next, "page").as_deref(), Some("3"));
    }

    #[test]
    fn page_numbers_are_counted_where_no_next_is_given() {
        let request = Request::get("/calls").query("page", "1");
        let page = json!({"data": [1], "pages": {"type": "pages", "page": "1", "total_pages": 2}});
        let next = after(PAGE, &request, &page).unwrap();
        assert_eq!(query(&next, "page").as_deref(), Some("2"));
        let null = json!({"data": [1], "pages": {"page": 1, "total_pages": 2, "next": null}});
        assert!(after(PAGE, &request, &null).is_some());
        let last = json!({"data": [1], "pages": {"type": "pages", "page": 2, "total_pages": 2}});
        assert!(after(PAGE, &next, &last).is_none());
    }

    #[test]
    fn a_search_carries_its_cursor_in_the_body() {
        let request = Request::post("/contacts/search")
            .json(&json!({"query": {"field": "role"}, "pagination": {"per_page": 2}}));
        let page = json!({"data": [1], "pages": {"next": {"starting_after": "c"}}});
        let next = after(Pagination::Search, &request, &page).unwrap();
        let body: Value = serde_json::from_slice(next.body.as_deref().unwrap()).unwrap();
        assert_eq!(body["pagination"], json!({"per_page": 2, "starting_after": "c"}));
        assert_eq!(body["query"], json!({"field": "role"}));
    }

    #[test]
    fn a_scroll_goes_on_until_a_page_is_empty() {
        let request = Request::get("/companies/scroll");
        let page = json!({"data": [1], "scroll_param": "s"});
        let again = after(Pagination::Scroll, &request, &page).unwrap();
        assert!(after(Pagination::Scroll, &again, &page).is_some());
        assert!(
            after(Pagination::Scroll, &request, &json!({"data": [], "scroll_param": "s"}))
                .is_none()
        );
    }

    #[test]
    fn a_page_that_names_itself_is_an_error_not_a_loop() {
        let request = Request::get("/contacts").query("starting_after", "c");
        let page = json!({"data": [1], "pages": {"next": {"starting_after": "c"}}});
        assert!(next(CURSOR, &request, &page, 1).is_err());
    }

    #[test]
    fn items_are_found_by_key_or_as_the_only_array() {
        assert_eq!(items(&json!({"data": {"articles": [1]}}), "data.articles").unwrap().len(), 1);
        assert_eq!(items(&json!({"type": "list", "admins": [1, 2]}), "data").unwrap().len(), 2);
        assert!(items(&json!({"a": [], "b": []}), "data").is_none());
    }

    #[test]
    fn a_single_object_in_place_of_a_list_is_its_own_item() {
        let company = json!({"type": "company", "id": "1", "phones": [1, 2]});
        assert_eq!(items(&company, "data"), Some(std::slice::from_ref(&company)));
        assert_eq!(items(&Value::Null, "data"), Some(&[][..]));
        assert_eq!(items(&json!({"data": null}), "data"), Some(&[][..]));
    }

    #[test]
    fn a_list_that_nothing_is_known_of_goes_on_as_its_page_says() {
        let get = Request::get("/things");
        let cursor = json!({"data": [1], "pages": {"next": {"starting_after": "c"}}});
        let next = after(Pagination::None, &get, &cursor).unwrap();
        assert_eq!(query(&next, "starting_after").as_deref(), Some("c"));
        let search = Request::post("/things/search").json(&json!({"query": {}}));
        let next = after(Pagination::None, &search, &cursor).unwrap();
        assert!(String::from_utf8(next.body.unwrap()).unwrap().contains("starting_after"));
        let counted = json!({"data": [1], "pages": {"total_pages": 2}});
        let next = after(Pagination::None, &get, &counted).unwrap();
        assert_eq!(query(&next, "page").as_deref(), Some("2"));
        assert!(after(Pagination::None, &next, &counted).is_none());
        assert!(after(Pagination::None, &get, &json!({"data": [1]})).is_none());
    }

    #[test]
    fn a_body_without_a_place_for_the_cursor_is_an_error_not_an_end() {
        let search = Request::post("/things/search").body(b"[]".to_vec());
        let page = json!({"data": [1], "pages": {"next": {"starting_after": "c"}}});
        assert!(next(Pagination::Search, &search, &page, 1).is_err());
    }
}
