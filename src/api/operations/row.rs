//! What the table says about one REST operation: everything that a command, its help,
//! a check before sending and a retry need, and nothing about how they are done.
//!
//! Facts are those of the published description of version 2.16 (held to it by
//! `tests/description/`); what the description gets wrong or leaves out comes from the
//! documentation pages named at the field.

use super::kind::Kind;
use crate::api::pagination::Pagination;
use crate::api::request::Method;
use crate::api::retry::Repeat;

/// The operations behind one word of the command line, such as `contacts`.
#[derive(Debug)]
pub struct Noun {
    /// The word, in kebab-case.
    pub name: &'static str,
    /// What it stands for, as a line of help.
    pub about: &'static str,
    /// Its rows, in the order of the help.
    pub operations: &'static [Operation],
}

/// One REST operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// The description's operationId, or `METHOD /path` where it has none.
    pub id: &'static str,
    /// The words of the command that takes the whole body, such as `conversations parts create`.
    pub command: &'static [&'static str],
    /// Commands beside it that do a part of the same, such as `conversations close`.
    pub also: &'static [&'static [&'static str]],
    /// The HTTP method.
    pub method: Method,
    /// The path with its `{parameters}`, without host.
    pub path: &'static str,
    /// What it does: an imperative line without a full stop.
    pub summary: &'static str,
    /// What comes back, and what is easily got wrong, in full sentences.
    pub details: &'static str,
    /// The parameters in the path, in its order. All are text: ids are opaque.
    pub path_params: &'static [PathParam],
    /// The parameters in the query.
    pub query: &'static [QueryParam],
    /// The fields of the JSON body; empty when there is no body. No operation of the API
    /// takes another content type.
    pub body: &'static [Field],
    /// Where one of several sets of fields or parameters is needed beside the required ones:
    /// the names of each set. At least one set must be given in full.
    pub alternatives: &'static [&'static [&'static str]],
    /// What certain values of a field make necessary beside the required ones.
    pub cases: &'static [Case],
    /// How to get at the next page.
    pub pagination: Pagination,
    /// The largest page that may be asked for with `per_page`; `None` where nothing is
    /// published (docs: Pagination gives 150 as the general maximum).
    pub max_per_page: Option<u16>,
    /// Whether the request may be sent again when its outcome is unknown.
    pub repeat: Repeat,
    /// What a success holds.
    pub answer: Answer,
    /// The published descriptions that have it, out of 2.11, 2.14, 2.15, 2.16 and Preview:
    /// 2.11 stands for "2.11 or before". Empty when the operation is not versioned.
    pub versions: &'static [&'static str],
    /// The version it is always sent with, because no other has it.
    pub pinned: Option<&'static str>,
}

/// A `{parameter}` of a path: a positional argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathParam {
    /// The name in the path's template.
    pub name: &'static str,
    /// The name in help, such as `CONTACT_ID`; unique within the operation.
    pub value_name: &'static str,
}

/// A parameter of the query: a flag.
///
/// One that is also in the path (the reporting export wants its job twice) takes the
/// path's value unless its flag is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryParam {
    /// The name in the URL.
    pub name: &'static str,
    /// The flag without its dashes; unique within the operation.
    ///
    /// It is the name in kebab-case, with `query-` before it where a path parameter or a
    /// global flag has that name already.
    pub flag: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// The operation fails without it.
    pub required: bool,
}

/// A field of the JSON body: a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The JSON key.
    pub name: &'static str,
    /// The flag without its dashes; unique within the operation.
    ///
    /// It is the name in kebab-case, with `body-` before it where a path parameter, a
    /// query parameter or a global flag has that name already.
    pub flag: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// The operation fails without it, whatever else is given.
    pub required: bool,
    /// It may be `null`.
    pub nullable: bool,
}

/// When a field of the body has this value, these fields must be given, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// The JSON key of the deciding field.
    pub field: &'static str,
    /// Its value.
    pub value: &'static str,
    /// The JSON keys that the value makes necessary.
    pub needs: &'static [&'static str],
}

/// What the body of a success holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// One JSON object.
    Object,
    /// Several objects, in the array at this dotted path; empty when the answer itself is the
    /// array. Where a filter picks out a single object (`companies find --name`), that object
    /// comes without the array.
    List(&'static str),
    /// Nothing to show.
    Empty,
    /// A file, which may be large.
    Download {
        /// The `Accept` header that makes the API send it.
        accept: &'static str,
    },
}

/// `versions` of an operation that is in every description.
pub(super) const FROM_2_11: &[&str] = &["2.11", "2.14", "2.15", "2.16", "Preview"];
/// `versions` of an operation that came with 2.14 (or between 2.11 and 2.14).
pub(super) const FROM_2_14: &[&str] = &["2.14", "2.15", "2.16", "Preview"];
/// `versions` of an operation that came with 2.15.
pub(super) const FROM_2_15: &[&str] = &["2.15", "2.16", "Preview"];
/// `versions` of an operation that came with 2.16.
pub(super) const FROM_2_16: &[&str] = &["2.16", "Preview"];

/// `starting_after`, the cursor of nearly all cursor lists.
pub(super) const CURSOR: Pagination =
    Pagination::Cursor { param: "starting_after", next: "pages.next.starting_after" };
/// Pages counted in `pages`, as in nearly all page lists.
pub(super) const PAGE: Pagination = Pagination::Page { total: "pages.total_pages" };

impl Operation {
    /// A read of one object; the row says what differs.
    pub(super) const fn get(path: &'static str) -> Self {
        Self::with(Method::Get, path, Repeat::Safe)
    }

    /// A POST that must not be repeated unless the row says so.
    pub(super) const fn post(path: &'static str) -> Self {
        Self::with(Method::Post, path, Repeat::Refused)
    }

    /// A PUT, which sets a state.
    pub(super) const fn put(path: &'static str) -> Self {
        Self::with(Method::Put, path, Repeat::Safe)
    }

    /// A PATCH, which HTTP does not promise to be repeatable.
    pub(super) const fn patch(path: &'static str) -> Self {
        Self::with(Method::Patch, path, Repeat::Refused)
    }

    /// A DELETE.
    pub(super) const fn delete(path: &'static str) -> Self {
        Self::with(Method::Delete, path, Repeat::Safe)
    }

    const fn with(method: Method, path: &'static str, repeat: Repeat) -> Self {
        Operation {
            id: "",
            command: &[],
            also: &[],
            method,
            path,
            summary: "",
            details: "",
            path_params: &[],
            query: &[],
            body: &[],
            alternatives: &[],
            cases: &[],
            pagination: Pagination::None,
            max_per_page: None,
            repeat,
            answer: Answer::Object,
            versions: FROM_2_11,
            pinned: None,
        }
    }
}

impl PathParam {
    /// A path parameter with its name in help.
    pub(super) const fn new(name: &'static str, value_name: &'static str) -> Self {
        PathParam { name, value_name }
    }
}

impl QueryParam {
    /// An optional parameter of the query.
    pub(super) const fn new(name: &'static str, flag: &'static str, kind: Kind) -> Self {
        QueryParam { name, flag, kind, required: false }
    }

    /// The same, but the operation fails without it.
    pub(super) const fn required(self) -> Self {
        QueryParam { required: true, ..self }
    }
}

impl Field {
    /// An optional field that is never null.
    pub(super) const fn new(name: &'static str, flag: &'static str, kind: Kind) -> Self {
        Field { name, flag, kind, required: false, nullable: false }
    }

    /// The same, but the operation fails without it.
    pub(super) const fn required(self) -> Self {
        Field { required: true, ..self }
    }

    /// The same, but `null` is allowed.
    pub(super) const fn nullable(self) -> Self {
        Field { nullable: true, ..self }
    }
}

impl Case {
    /// A value of a field with what it makes necessary.
    pub(super) const fn new(
        field: &'static str,
        value: &'static str,
        needs: &'static [&'static str],
    ) -> Self {
        Case { field, value, needs }
    }
}
