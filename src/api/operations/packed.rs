//! The table of operations as the program file holds it: one text, from which the rows are read
//! when somebody first asks for one.
//!
//! Apart from the rows because nobody should have to think of it when writing one. Rows hold some
//! ten thousand references to words and to each other. Left as they are, each would be a pointer
//! that the system's loader must set right at every start, `--version` included, before the
//! program's first instruction: a quarter of a megabyte written for nothing. The compiler turns
//! them into text instead, which nothing has to touch.

use std::sync::LazyLock;

use super::kind::{Kind, Property};
use super::nouns::NOUNS;
use super::row::{Answer, Case, Field, Noun, Operation, PathParam, QueryParam};
use crate::api::pagination::Pagination;
use crate::api::request::Method;
use crate::api::retry::Repeat;

/// Every noun, read back.
pub(super) static TABLE: LazyLock<&'static [Noun]> =
    LazyLock::new(|| Reader { rest: PACKED }.list(Reader::noun));

const SIZE: usize = Writer::<0>::of(&NOUNS).len;
static BYTES: [u8; SIZE] = Writer::<SIZE>::of(&NOUNS).bytes;
static PACKED: &str = match str::from_utf8(&BYTES) {
    Ok(text) => text,
    Err(_) => panic!("words and digits below 128 are text"),
};

/// Digits are below this, so that they are characters of their own.
const BASE: usize = 128;

/// Writes rows while the program is compiled. One without room only counts.
struct Writer<const SIZE: usize> {
    bytes: [u8; SIZE],
    len: usize,
}

/// Writes how many there are, and each; `const fn` knows no closures.
macro_rules! list {
    ($writer:ident, $items:expr, $one:ident) => {{
        let items = $items;
        $writer.number(items.len());
        let mut at = 0;
        while at < items.len() {
            $writer.$one(&items[at]);
            at += 1;
        }
    }};
}

impl<const SIZE: usize> Writer<SIZE> {
    const fn of(nouns: &[Noun]) -> Self {
        let mut writer = Writer { bytes: [0; SIZE], len: 0 };
        list!(writer, nouns, noun);
        writer
    }

    const fn bytes(&mut self, bytes: &[u8]) {
        if SIZE > 0 {
            let (_, room) = self.bytes.split_at_mut(self.len);
            room.split_at_mut(bytes.len()).0.copy_from_slice(bytes);
        }
        self.len += bytes.len();
    }

    #[expect(clippy::cast_possible_truncation, reason = "both digits are below 128")]
    const fn number(&mut self, number: usize) {
        assert!(number < BASE * BASE, "two digits hold no more");
        self.bytes(&[(number / BASE) as u8, (number % BASE) as u8]);
    }

    const fn flag(&mut self, flag: bool) {
        self.bytes(&[flag as u8]);
    }

    const fn text(&mut self, text: &&'static str) {
        self.number(text.len());
        self.bytes(text.as_bytes());
    }

    const fn words(&mut self, words: &&'static [&'static str]) {
        list!(self, *words, text);
    }

    const fn noun(&mut self, noun: &Noun) {
        self.text(&noun.name);
        self.text(&noun.about);
        list!(self, noun.operations, operation);
    }

    const fn operation(&mut self, row: &Operation) {
        self.text(&row.id);
        self.words(&row.command);
        list!(self, row.also, words);
        self.bytes(&[row.method as u8]);
        self.text(&row.path);
        self.text(&row.summary);
        self.text(&row.details);
        list!(self, row.path_params, path_param);
        list!(self, row.query, query_param);
        list!(self, row.body, field);
        list!(self, row.alternatives, words);
        list!(self, row.cases, case);
        self.pagination(row.pagination);
        self.number(match row.max_per_page {
            Some(max) => max as usize + 1,
            None => 0,
        });
        self.flag(matches!(row.repeat, Repeat::Safe));
        self.answer(row.answer);
        self.words(&row.versions);
        self.flag(row.pinned.is_some());
        if let Some(version) = row.pinned {
            self.text(&version);
        }
    }

    const fn path_param(&mut self, param: &PathParam) {
        self.text(&param.name);
        self.text(&param.value_name);
    }

    const fn query_param(&mut self, param: &QueryParam) {
        self.text(&param.name);
        self.text(&param.flag);
        self.kind(&param.kind);
        self.flag(param.required);
    }

    const fn field(&mut self, field: &Field) {
        self.text(&field.name);
        self.text(&field.flag);
        self.kind(&field.kind);
        self.flag(field.required);
        self.flag(field.nullable);
    }

    const fn property(&mut self, property: &Property) {
        self.text(&property.name);
        self.kind(&property.kind);
        self.flag(property.required);
        self.flag(property.nullable);
    }

    const fn case(&mut self, case: &Case) {
        self.text(&case.field);
        self.text(&case.value);
        self.words(&case.needs);
    }

    const fn kind(&mut self, kind: &Kind) {
        match kind {
            Kind::String => self.bytes(b"s"),
            Kind::Integer => self.bytes(b"i"),
            Kind::Boolean => self.bytes(b"b"),
            Kind::Timestamp => self.bytes(b"t"),
            Kind::Date => self.bytes(b"d"),
            Kind::DateTime => self.bytes(b"D"),
            Kind::Any => self.bytes(b"*"),
            Kind::Enum(words) => {
                self.bytes(b"e");
                self.words(words);
            }
            Kind::Array(item) => {
                self.bytes(b"a");
                self.kind(item);
            }
            Kind::Object(properties) => {
                self.bytes(b"o");
                list!(self, *properties, property);
            }
            Kind::OneOf(kinds) => {
                self.bytes(b"1");
                list!(self, *kinds, kind);
            }
        }
    }

    const fn pagination(&mut self, pagination: Pagination) {
        match pagination {
            Pagination::None => self.bytes(b"-"),
            Pagination::Cursor { param, next } => {
                self.bytes(b"c");
                self.text(&param);
                self.text(&next);
            }
            Pagination::Page { total } => {
                self.bytes(b"p");
                self.text(&total);
            }
            Pagination::PageInBody => self.bytes(b"b"),
            Pagination::Search => self.bytes(b"s"),
            Pagination::Scroll => self.bytes(b"~"),
        }
    }

    const fn answer(&mut self, answer: Answer) {
        match answer {
            Answer::Object => self.bytes(b"o"),
            Answer::List(path) => {
                self.bytes(b"l");
                self.text(&path);
            }
            Answer::Empty => self.bytes(b"-"),
            Answer::Download { accept } => {
                self.bytes(b"d");
                self.text(&accept);
            }
        }
    }
}

/// Reads what [`Writer`] wrote, in the same order. What it makes stays as long as the program runs.
struct Reader {
    rest: &'static str,
}

impl Reader {
    fn take(&mut self, bytes: usize) -> &'static str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1).as_bytes()[0]
    }

    fn number(&mut self) -> usize {
        usize::from(self.byte()) * BASE + usize::from(self.byte())
    }

    fn flag(&mut self) -> bool {
        self.byte() == 1
    }

    fn text(&mut self) -> &'static str {
        let len = self.number();
        self.take(len)
    }

    fn list<T>(&mut self, one: fn(&mut Self) -> T) -> &'static [T] {
        let count = self.number();
        let mut items = Vec::with_capacity(count);
        items.extend((0..count).map(|_| one(self)));
        items.leak()
    }

    fn words(&mut self) -> &'static [&'static str] {
        self.list(Self::text)
    }

    fn noun(&mut self) -> Noun {
        Noun { name: self.text(), about: self.text(), operations: self.list(Self::operation) }
    }

    fn operation(&mut self) -> Operation {
        Operation {
            id: self.text(),
            command: self.words(),
            also: self.list(Self::words),
            method: self.method(),
            path: self.text(),
            summary: self.text(),
            details: self.text(),
            path_params: self.list(Self::path_param),
            query: self.list(Self::query_param),
            body: self.list(Self::field),
            alternatives: self.list(Self::words),
            cases: self.list(Self::case),
            pagination: self.pagination(),
            max_per_page: self.number().checked_sub(1).and_then(|max| u16::try_from(max).ok()),
            repeat: if self.flag() { Repeat::Safe } else { Repeat::Refused },
            answer: self.answer(),
            versions: self.words(),
            pinned: if self.flag() { Some(self.text()) } else { None },
        }
    }

    fn method(&mut self) -> Method {
        let all =
            [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Head];
        all[usize::from(self.byte())]
    }

    fn path_param(&mut self) -> PathParam {
        PathParam { name: self.text(), value_name: self.text() }
    }

    fn query_param(&mut self) -> QueryParam {
        QueryParam {
            name: self.text(),
            flag: self.text(),
            kind: self.kind(),
            required: self.flag(),
        }
    }

    fn field(&mut self) -> Field {
        Field {
            name: self.text(),
            flag: self.text(),
            kind: self.kind(),
            required: self.flag(),
            nullable: self.flag(),
        }
    }

    fn property(&mut self) -> Property {
        Property {
            name: self.text(),
            kind: self.kind(),
            required: self.flag(),
            nullable: self.flag(),
        }
    }

    fn case(&mut self) -> Case {
        Case { field: self.text(), value: self.text(), needs: self.words() }
    }

    fn kind(&mut self) -> Kind {
        match self.byte() {
            b's' => Kind::String,
            b'i' => Kind::Integer,
            b'b' => Kind::Boolean,
            b't' => Kind::Timestamp,
            b'd' => Kind::Date,
            b'D' => Kind::DateTime,
            b'e' => Kind::Enum(self.words()),
            b'a' => Kind::Array(Box::leak(Box::new(self.kind()))),
            b'o' => Kind::Object(self.list(Self::property)),
            b'1' => Kind::OneOf(self.list(Self::kind)),
            _ => Kind::Any,
        }
    }

    fn pagination(&mut self) -> Pagination {
        match self.byte() {
            b'c' => Pagination::Cursor { param: self.text(), next: self.text() },
            b'p' => Pagination::Page { total: self.text() },
            b'b' => Pagination::PageInBody,
            b's' => Pagination::Search,
            b'~' => Pagination::Scroll,
            _ => Pagination::None,
        }
    }

    fn answer(&mut self) -> Answer {
        match self.byte() {
            b'l' => Answer::List(self.text()),
            b'd' => Answer::Download { accept: self.text() },
            b'-' => Answer::Empty,
            _ => Answer::Object,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_back_as_it_was_written() {
        for (read, written) in TABLE.iter().zip(&NOUNS) {
            assert_eq!(format!("{read:#?}"), format!("{written:#?}"));
        }
        assert_eq!(TABLE.len(), NOUNS.len());
    }

    #[test]
    fn every_method_is_read_back_as_it_was_written() {
        let all =
            [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Head];
        for method in all {
            let digit: &'static str = char::from(method as u8).to_string().leak();
            assert_eq!(Reader { rest: digit }.method(), method);
        }
    }
}
