//! Which items are on page N? The lists that are paged by number instead of by cursor: companies,
//! articles, collections, segments, activity logs.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::paging::MAX_PER_PAGE;
use super::refusal::Refusal;

/// A page that a client asks for by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageNumber {
    /// From 1.
    pub page: u64,
    /// Items on a page.
    pub per_page: u64,
}

impl PageNumber {
    /// From the texts of `page` and `per_page`; lists differ in their default size.
    pub fn read(page: Option<&str>, per_page: Option<&str>, default: u64) -> Result<Self, Refusal> {
        let page = match page {
            None | Some("") => 1,
            Some(text) => text.parse().map_err(|_| not_a_page())?,
        };
        let per_page = per_page.map_or(Ok(default), super::paging::in_range)?;
        PageNumber { page, per_page }.within(1..=MAX_PER_PAGE)
    }

    /// Refuses numbers that are not positive, and sizes out of range.
    pub fn within(self, sizes: RangeInclusive<u64>) -> Result<Self, Refusal> {
        if self.page == 0 {
            return Err(not_a_page());
        }
        if !sizes.contains(&self.per_page) {
            let message = format!("Per Page must be between {} and {}", sizes.start(), sizes.end());
            return Err(Refusal::invalid(message).field("per_page"));
        }
        Ok(self)
    }

    /// How many items come before this page.
    pub fn skipped(self) -> u64 {
        (self.page - 1).saturating_mul(self.per_page)
    }

    /// The items on this page.
    pub fn of<T>(self, items: &[T]) -> &[T] {
        let start = usize::try_from(self.skipped()).unwrap_or(usize::MAX).min(items.len());
        let size = usize::try_from(self.per_page).unwrap_or(usize::MAX);
        &items[start..items.len().min(start.saturating_add(size))]
    }

    /// The `pages` object: `next` is always null, the client counts on.
    pub fn pages(self, total: usize) -> Value {
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        json!({
            "type": "pages",
            "next": null,
            "page": self.page,
            "per_page": self.per_page,
            "total_pages": total.div_ceil(self.per_page),
        })
    }
}

fn not_a_page() -> Refusal {
    Refusal::invalid("Page must be a positive number").field("page")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_end_where_the_items_do() {
        let page = |number| PageNumber::read(Some(number), Some("3"), 15).unwrap();
        assert_eq!(page("1").of(&[1, 2, 3, 4]), [1, 2, 3]);
        assert_eq!(page("2").of(&[1, 2, 3, 4]), [4]);
        assert!(page("18446744073709551615").of(&[1, 2, 3, 4]).is_empty());
        assert_eq!(page("2").pages(4)["total_pages"], 2);
    }

    #[test]
    fn there_is_no_page_zero() {
        for page in ["0", "-1", "one"] {
            let refusal = PageNumber::read(Some(page), None, 15).unwrap_err();
            assert_eq!(refusal.field.as_deref(), Some("page"), "{page}");
        }
        assert_eq!(PageNumber::read(None, Some("0"), 15).unwrap_err().status, 400);
    }
}
