//! How many items, from where, and what comes next? The `pages` object of every list.

use serde::Serialize;
use serde_json::Value;

use super::cursor::Cursor;
use super::refusal::Refusal;

/// The largest `per_page` of any list (docs: Pagination).
pub const MAX_PER_PAGE: u64 = 150;

/// The `per_page` of contact lists, contact searches and the lists below a contact.
pub const DEFAULT_PER_PAGE: u64 = 50;

/// A page that a client asks for by cursor.
#[derive(Debug)]
pub struct PageRequest {
    /// Items on the page.
    pub per_page: u64,
    /// Where it starts; `None` for the first page.
    pub after: Option<Cursor>,
}

impl PageRequest {
    /// From the parameters' texts; lists differ in their default size. An empty `starting_after` is the same as none.
    pub fn read(
        per_page: Option<&str>,
        after: Option<&str>,
        default: u64,
    ) -> Result<Self, Refusal> {
        let per_page = match per_page {
            None => default,
            Some(text) => in_range(text)?,
        };
        let after = after.filter(|text| !text.is_empty()).map(Cursor::decode).transpose()?;
        Ok(PageRequest { per_page, after })
    }

    /// Number of this page, from 1.
    pub fn page(&self) -> u64 {
        self.after.as_ref().map_or(1, |cursor| cursor.page)
    }

    /// How many items to take.
    pub fn size(&self) -> usize {
        usize::try_from(self.per_page).unwrap_or(usize::MAX)
    }

    /// The `pages` object. `next` is the last item's sort value and tie, if more items follow.
    pub fn pages(&self, total: usize, next: Option<(Value, u32)>) -> Pages {
        let page = self.page();
        let next = next.map(|(key, tie)| Next {
            page: page + 1,
            starting_after: Cursor { key, tie, page: page + 1 }.encode(),
        });
        Pages::new(page, self.per_page, total, next)
    }
}

/// Reads a `per_page`, or refuses it.
pub fn in_range(text: &str) -> Result<u64, Refusal> {
    match text.parse() {
        Ok(number) if (1..=MAX_PER_PAGE).contains(&number) => Ok(number),
        Ok(0) | Err(_) => Err(Refusal::invalid("Per Page must be a positive number")),
        Ok(_) => {
            Err(Refusal::invalid(format!("Per Page is too big, the maximum is {MAX_PER_PAGE}")))
        }
    }
    .map_err(|refusal| refusal.field("per_page"))
}

/// The `pages` object; `next` is absent on the last page.
#[derive(Debug, Serialize)]
pub struct Pages {
    r#type: &'static str,
    page: u64,
    per_page: u64,
    #[serde(rename = "total_pages")]
    total: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Next>,
}

impl Pages {
    /// For a list of `total` items.
    pub fn new(page: u64, per_page: u64, total: usize, next: Option<Next>) -> Self {
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        Pages { r#type: "pages", page, per_page, total: total.div_ceil(per_page), next }
    }
}

/// Where the next page starts.
#[derive(Debug, Serialize)]
pub struct Next {
    page: u64,
    starting_after: String,
}

/// A list with cursors: what `GET /contacts` and its kin answer.
#[derive(Debug, Serialize)]
pub struct CursorList<T> {
    r#type: &'static str,
    data: Vec<T>,
    total_count: usize,
    pages: Pages,
}

impl<T> CursorList<T> {
    /// One page of `total_count` items.
    pub fn new(data: Vec<T>, total_count: usize, pages: Pages) -> Self {
        CursorList { r#type: "list", data, total_count, pages }
    }

    /// Cuts one page out of `items`, which are in order and told apart by the number that `tie`
    /// gives. For lists short enough to be walked through.
    pub fn cut<I>(
        items: &[I],
        ask: &PageRequest,
        tie: impl Fn(&I) -> u32,
        show: impl Fn(&I) -> T,
    ) -> Self {
        let start = ask.after.as_ref().map_or(0, |cursor| {
            items.iter().position(|item| tie(item) == cursor.tie).map_or(items.len(), |at| at + 1)
        });
        let end = items.len().min(start + ask.size());
        let page = &items[start.min(end)..end];
        let next = page.last().filter(|_| end < items.len()).map(|last| (Value::Null, tie(last)));
        CursorList::new(page.iter().map(show).collect(), items.len(), ask.pages(items.len(), next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_pages_shows_every_item_once() {
        let items: Vec<u32> = (0..7).collect();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let ask = PageRequest::read(Some("3"), after.as_deref(), 50).unwrap();
            let list = CursorList::cut(&items, &ask, |item| *item, |item| *item);
            seen.extend(list.data);
            assert_eq!((list.total_count, list.pages.total), (7, 3));
            match list.pages.next {
                Some(next) => after = Some(next.starting_after),
                None => break,
            }
        }
        assert_eq!(seen, items);
    }

    #[test]
    fn a_page_has_1_to_150_items() {
        assert_eq!(PageRequest::read(None, None, 50).unwrap().per_page, 50);
        assert_eq!(PageRequest::read(Some("150"), None, 50).unwrap().per_page, 150);
        for text in ["0", "151", "-1", "many"] {
            assert_eq!(PageRequest::read(Some(text), None, 50).unwrap_err().status, 400, "{text}");
        }
    }
}
