//! What does a query say? Its grammar, as a tree that remembers where everything stood.
//!
//! `or` binds weaker than `and`; both in any case. A filter is `FIELD OPERATOR VALUE`, or
//! `FIELD in (VALUE, …)`.

use std::fmt;

use super::Fault;
use super::lexer::{Piece, Token, is_word, tokens};
use crate::likeness::nearest;

/// Words that other query languages have for operators.
const SPELLED_OUT: &[(&str, &str)] = &[
    ("is", "="),
    ("equals", "="),
    ("eq", "="),
    ("isnt", "!="),
    ("ne", "!="),
    ("contains", "~"),
    ("like", "~"),
    ("matches", "~"),
    ("has", "~"),
    ("includes", "~"),
    ("starts_with", "^"),
    ("startswith", "^"),
    ("ends_with", "$"),
    ("endswith", "$"),
    ("gt", ">"),
    ("after", ">"),
    ("gte", ">="),
    ("lt", "<"),
    ("before", "<"),
    ("lte", "<="),
    ("not_in", "nin"),
];

/// Deepest nesting of brackets that is read: far more than can be flattened.
const MAX_BRACKETS: usize = 64;

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `in`
    In,
    /// `nin`
    NotIn,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `<=`
    LessOrEqual,
    /// `>=`
    GreaterOrEqual,
    /// `~`
    Contains,
    /// `!~`
    NotContains,
    /// `^`
    StartsWith,
    /// `$`
    EndsWith,
}

impl Operator {
    /// The API's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Operator::Equal => "=",
            Operator::NotEqual => "!=",
            Operator::In => "IN",
            Operator::NotIn => "NIN",
            Operator::Less => "<",
            Operator::Greater => ">",
            Operator::LessOrEqual => "<=",
            Operator::GreaterOrEqual => ">=",
            Operator::Contains => "~",
            Operator::NotContains => "!~",
            Operator::StartsWith => "^",
            Operator::EndsWith => "$",
        }
    }

    /// Whether it takes a list of values.
    pub(super) fn takes_list(self) -> bool {
        matches!(self, Operator::In | Operator::NotIn)
    }
}

/// How the members of a group belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Junction {
    And,
    Or,
}

impl Junction {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Junction::And => "AND",
            Junction::Or => "OR",
        }
    }
}

/// A parsed query.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    Filter(Filter),
    Group(Junction, Vec<Expression>),
}

/// One comparison.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub(super) field: String,
    pub(super) at: usize,
    pub(super) operator: Operator,
    pub(super) operator_at: usize,
    /// One value, or those of a list.
    pub(super) values: Vec<Literal>,
}

/// A value as it was written.
#[derive(Debug, Clone)]
pub(super) struct Literal {
    pub(super) text: String,
    pub(super) quoted: bool,
    pub(super) at: usize,
}

/// Parses a whole query.
pub(super) fn parse(text: &str) -> Result<Expression, Fault> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, end: text.len() };
    if parser.tokens.is_empty() {
        return Err(Fault::new(0, "the query is empty")
            .hint("write a filter such as: email ~ \"@example.com\""));
    }
    let expression = parser.any_of(0)?;
    match parser.peek() {
        None => Ok(expression),
        Some(Piece::Close) => Err(Fault::new(parser.at(), "this bracket was never opened")),
        Some(_) => Err(Fault::new(parser.at(), "'and' or 'or' is missing before this")
            .hint("put values of several words in quotation marks")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    end: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Piece> {
        self.tokens.get(self.next).map(|token| &token.piece)
    }

    /// Where the next token stands.
    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |token| token.at)
    }

    fn take(&mut self, piece: &Piece) -> bool {
        let found = self.peek() == Some(piece);
        self.next += usize::from(found);
        found
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = matches!(self.peek(), Some(Piece::Word(w)) if w.eq_ignore_ascii_case(keyword));
        self.next += usize::from(found);
        found
    }

    fn any_of(&mut self, depth: usize) -> Result<Expression, Fault> {
        let mut members = vec![self.all_of(depth)?];
        while self.take_keyword("or") {
            members.push(self.all_of(depth)?);
        }
        Ok(group(Junction::Or, members))
    }

    fn all_of(&mut self, depth: usize) -> Result<Expression, Fault> {
        let mut members = vec![self.member(depth)?];
        while self.take_keyword("and") {
            members.push(self.member(depth)?);
        }
        Ok(group(Junction::And, members))
    }

    fn member(&mut self, depth: usize) -> Result<Expression, Fault> {
        let at = self.at();
        if !self.take(&Piece::Open) {
            return self.filter().map(Expression::Filter);
        }
        if depth == MAX_BRACKETS {
            return Err(Fault::new(at, "the brackets are nested too deeply"));
        }
        let inner = self.any_of(depth + 1)?;
        if !self.take(&Piece::Close) {
            let missing = Fault::new(self.at(), "a closing bracket, 'and' or 'or' is missing here");
            return Err(missing.hint("put values of several words in quotation marks"));
        }
        Ok(inner)
    }

    fn filter(&mut self) -> Result<Filter, Fault> {
        let at = self.at();
        let field = match self.peek() {
            Some(Piece::Word(word)) if word.eq_ignore_ascii_case("not") => {
                return Err(Fault::new(at, "the API has no 'not'")
                    .hint("use the opposite operator: !=, nin or !~"));
            }
            Some(Piece::Word(word)) if !is_keyword(word) => word.clone(),
            Some(Piece::Quoted(text)) if !text.is_empty() => text.clone(),
            _ => return Err(Fault::new(at, "the name of a field is missing here")),
        };
        self.next += 1;
        let operator_at = self.at();
        let Some(Piece::Operator(operator)) = self.peek().cloned() else {
            return Err(Fault::new(operator_at, format!("an operator is missing after '{field}'"))
                .hint(self.operator_meant()));
        };
        self.next += 1;
        let values =
            if operator.takes_list() { self.list()? } else { vec![self.literal(operator)?] };
        Ok(Filter { field, at, operator, operator_at, values })
    }

    /// What to write where a word stands for an operator, as in other languages.
    fn operator_meant(&self) -> String {
        const ALL: &str = "Operators are = != < > <= >= ~ !~ ^ $ in nin";
        let Some(Piece::Word(word)) = self.peek() else { return ALL.to_owned() };
        let word = word.to_lowercase();
        let meant = SPELLED_OUT.iter().find(|(other, _)| *other == word).map(|(_, own)| *own);
        let meant = meant.or_else(|| nearest(&word, ["in", "nin"]));
        meant.map_or_else(|| ALL.to_owned(), |own| format!("Did you mean {own}? {ALL}"))
    }

    fn list(&mut self) -> Result<Vec<Literal>, Fault> {
        if !self.take(&Piece::Open) {
            return Err(Fault::new(self.at(), "a list is missing here")
                .hint("write the values in brackets: in (a, b)"));
        }
        let mut values = Vec::new();
        loop {
            values.push(self.literal(Operator::In)?);
            if self.take(&Piece::Close) {
                return Ok(values);
            }
            if !self.take(&Piece::Comma) {
                return Err(Fault::new(self.at(), "a comma or a closing bracket is missing here"));
            }
        }
    }

    fn literal(&mut self, operator: Operator) -> Result<Literal, Fault> {
        let at = self.at();
        let (text, quoted) = match self.peek() {
            Some(Piece::Word(word)) if !is_keyword(word) => (word.clone(), false),
            Some(Piece::Quoted(text)) => (text.clone(), true),
            Some(Piece::Open) if !operator.takes_list() => {
                return Err(Fault::new(at, "a list goes with in or nin only"));
            }
            _ => {
                return Err(Fault::new(at, "a value is missing here")
                    .hint("put and, or, in and special characters in quotation marks"));
            }
        };
        self.next += 1;
        Ok(Literal { text, quoted, at })
    }
}

fn is_keyword(word: &str) -> bool {
    ["and", "or", "not", "in", "nin"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
}

fn group(junction: Junction, mut members: Vec<Expression>) -> Expression {
    if members.len() == 1 {
        return members.remove(0);
    }
    Expression::Group(junction, members)
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (junction, members) = match self {
            Expression::Filter(filter) => return filter.fmt(f),
            Expression::Group(junction, members) => (junction, members),
        };
        for (index, member) in members.iter().enumerate() {
            if index > 0 {
                write!(f, " {} ", junction.as_str().to_lowercase())?;
            }
            match member {
                Expression::Filter(filter) => filter.fmt(f)?,
                Expression::Group(..) => write!(f, "({member})")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = Literal { text: self.field.clone(), quoted: false, at: 0 };
        write!(f, "{field} {} ", self.operator.as_str().to_lowercase())?;
        if !self.operator.takes_list() {
            return self.values.iter().try_for_each(|value| value.fmt(f));
        }
        let values: Vec<String> = self.values.iter().map(Literal::to_string).collect();
        write!(f, "({})", values.join(", "))
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare = !self.quoted
            && !self.text.is_empty()
            && !is_keyword(&self.text)
            && !self.text.starts_with('\'')
            && self.text.chars().all(is_word);
        if bare {
            return f.write_str(&self.text);
        }
        write!(f, "\"{}\"", self.text.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
