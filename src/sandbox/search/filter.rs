//! Does something match one filter? Operators, their operands, and which types take which.
//!
//! docs: `POST /contacts/search`, "Accepted Operators" and "Searching for Timestamp Fields"; the
//! searches of conversations and tickets, "Accepted Operators": there `<` and `>` include the value.

use std::cmp::Ordering;
use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::field::{Field, FieldType, FieldValue};
use crate::sandbox::refusal::Refusal;

/// The operators of the search language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equals,
    NotEquals,
    In,
    NotIn,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
}

const OPERATORS: [(&str, Operator); 12] = [
    ("=", Operator::Equals),
    ("!=", Operator::NotEquals),
    ("IN", Operator::In),
    ("NIN", Operator::NotIn),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("~", Operator::Contains),
    ("!~", Operator::NotContains),
    ("^", Operator::StartsWith),
    ("$", Operator::EndsWith),
];

impl Operator {
    /// From its sign.
    pub fn from_sign(sign: &str) -> Option<Self> {
        OPERATORS.iter().find(|(known, _)| *known == sign).map(|(_, operator)| *operator)
    }

    fn suits(self, kind: FieldType) -> bool {
        use Operator::{
            Contains, EndsWith, Equals, Greater, GreaterOrEqual, In, Less, LessOrEqual,
            NotContains, NotEquals, NotIn, StartsWith,
        };
        match kind {
            FieldType::Text | FieldType::Words => matches!(
                self,
                Equals | NotEquals | In | NotIn | Contains | NotContains | StartsWith | EndsWith
            ),
            FieldType::Flag => matches!(self, Equals | NotEquals | In | NotIn),
            FieldType::Integer | FieldType::Float => matches!(
                self,
                Equals | NotEquals | In | NotIn | Less | Greater | LessOrEqual | GreaterOrEqual
            ),
            FieldType::Date => matches!(self, Equals | Less | Greater),
            FieldType::Count | FieldType::Moment => {
                matches!(self, Equals | NotEquals | In | NotIn | Less | Greater)
            }
            FieldType::Bound => matches!(
                self,
                Equals | NotEquals | In | NotIn | Less | Greater | LessOrEqual | GreaterOrEqual
            ),
            FieldType::Tag => matches!(self, Equals | NotEquals),
            FieldType::Set => matches!(self, Equals | NotEquals | In | NotIn),
        }
    }
}

/// What a value is compared with.
#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Null,
    /// In lower case: searches do not mind case.
    Text(String),
    Number(f64),
    Second(i64),
    Flag(bool),
    /// From the first second of a day to the first of the next.
    Day {
        start: i64,
        next: i64,
    },
}

/// One filter, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter<F> {
    field: F,
    operator: Operator,
    operands: Vec<Operand>,
}

impl<F: Field> Filter<F> {
    /// Checks that the operator suits the field, and the value the type.
    pub fn new(
        name: &str,
        field: F,
        operator: Operator,
        value: &Value,
        zone: &TimeZone,
    ) -> Result<Self, Refusal> {
        let kind = field.field_type();
        if !operator.suits(kind) {
            let sign = OPERATORS.iter().find(|(_, known)| *known == operator);
            return Err(Refusal::invalid(format!(
                "The operator {} is not supported for {name}",
                sign.map_or("", |(sign, _)| *sign)
            ))
            .field(name));
        }
        let wrong =
            || Refusal::invalid(format!("The value for {name} has the wrong type")).field(name);
        let operand = |value: &Value| {
            let operand = operand(kind, value, zone).ok_or_else(wrong)?;
            let objection = match &operand {
                Operand::Text(text) => field.objection(text),
                _ => None,
            };
            match objection {
                Some(message) => Err(Refusal::invalid(message).field(name)),
                None => Ok(operand),
            }
        };
        let operands = match (operator, value) {
            (Operator::In | Operator::NotIn, Value::Array(list)) => {
                list.iter().map(operand).collect::<Result<_, _>>()?
            }
            (Operator::In | Operator::NotIn, _) => {
                return Err(
                    Refusal::invalid(format!("The value for {name} must be an array")).field(name)
                );
            }
            (_, value) => vec![operand(value)?],
        };
        Ok(Filter { field, operator, operands })
    }

    /// The text that the field must be equal to.
    pub fn sought(&self) -> Option<(F, &str)> {
        match (self.operator, self.operands.as_slice()) {
            (Operator::Equals, [Operand::Text(text)]) => Some((self.field, text)),
            _ => None,
        }
    }

    /// The seconds outside of which nothing matches, where the filter is one of whole days and of
    /// this field.
    pub fn span(&self, is_field: fn(F) -> bool) -> Range<i64> {
        match (self.operator, self.operands.as_slice()) {
            _ if !is_field(self.field) => i64::MIN..i64::MAX,
            (Operator::Equals, [Operand::Day { start, next }]) => *start..*next,
            (Operator::Less, [Operand::Day { start, .. }]) => i64::MIN..*start,
            (Operator::Greater, [Operand::Day { next, .. }]) => *next..i64::MAX,
            _ => i64::MIN..i64::MAX,
        }
    }

    /// The item matches.
    pub fn matches(&self, item: F::Item<'_>) -> bool {
        match self.field.field_type() {
            FieldType::Tag | FieldType::Set => {
                let has = |operand: &Operand| match operand {
                    Operand::Text(text) => self.field.holds(item, Some(text)),
                    _ => self.field.holds(item, None),
                };
                self.operands.iter().any(has)
                    == matches!(self.operator, Operator::Equals | Operator::In)
            }
            FieldType::Words => match self.field.value(item) {
                FieldValue::Text(text) => self.any_word(&text),
                value => self.accepts(&value),
            },
            _ => self.accepts(&self.field.value(item)),
        }
    }

    /// A word of the text matches; of a negation, every word must.
    fn any_word(&self, text: &str) -> bool {
        let mut words = text
            .split(|c: char| {
                !(c.is_alphanumeric() || c == '\'' || c == '-' || c == '@' || c == '.')
            })
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|word| !word.is_empty())
            .map(|word| FieldValue::Text(word.into()));
        match self.operator {
            Operator::NotEquals | Operator::NotIn | Operator::NotContains => {
                words.all(|word| self.accepts(&word))
            }
            _ => words.any(|word| self.accepts(&word)),
        }
    }

    fn accepts(&self, value: &FieldValue) -> bool {
        let any = |test: fn(&FieldValue, &Operand) -> bool| {
            self.operands.iter().any(|operand| test(value, operand))
        };
        let ranks = |accepted: fn(Ordering) -> bool| {
            self.operands.iter().any(|operand| ordered(value, operand).is_some_and(accepted))
        };
        let inclusive = matches!(
            self.field.field_type(),
            FieldType::Count | FieldType::Moment | FieldType::Bound
        );
        match self.operator {
            Operator::Equals | Operator::In => any(equal),
            Operator::NotEquals | Operator::NotIn => !any(equal),
            Operator::Less if inclusive => ranks(Ordering::is_le),
            Operator::Greater if inclusive => ranks(Ordering::is_ge),
            Operator::Less => ranks(Ordering::is_lt),
            Operator::Greater => ranks(Ordering::is_gt),
            Operator::LessOrEqual => ranks(Ordering::is_le),
            Operator::GreaterOrEqual => ranks(Ordering::is_ge),
            Operator::Contains => any(|value, operand| texts(value, operand, |v, o| v.contains(o))),
            Operator::NotContains => {
                !any(|value, operand| texts(value, operand, |v, o| v.contains(o)))
            }
            Operator::StartsWith => {
                any(|value, operand| texts(value, operand, |v, o| v.starts_with(o)))
            }
            Operator::EndsWith => {
                any(|value, operand| texts(value, operand, |v, o| v.ends_with(o)))
            }
        }
    }
}

fn operand(kind: FieldType, value: &Value, zone: &TimeZone) -> Option<Operand> {
    Some(match (kind, value) {
        (_, Value::Null) => Operand::Null,
        (
            FieldType::Text | FieldType::Words | FieldType::Tag | FieldType::Set,
            Value::String(text),
        ) => Operand::Text(text.to_lowercase()),
        (FieldType::Text | FieldType::Tag | FieldType::Set, Value::Number(number)) => {
            Operand::Text(number.to_string())
        }
        (FieldType::Flag, Value::Bool(flag)) => Operand::Flag(*flag),
        (FieldType::Flag, Value::String(text)) => Operand::Flag(text.parse().ok()?),
        (FieldType::Moment | FieldType::Bound, Value::Number(number)) => {
            Operand::Second(number.as_i64()?)
        }
        (FieldType::Moment | FieldType::Bound, Value::String(text)) => {
            Operand::Second(text.parse().ok()?)
        }
        (FieldType::Integer | FieldType::Float | FieldType::Count, Value::Number(number)) => {
            Operand::Number(number.as_f64()?)
        }
        (FieldType::Integer | FieldType::Float | FieldType::Count, Value::String(text)) => {
            Operand::Number(text.parse().ok()?)
        }
        (FieldType::Date, Value::Number(number)) => day(number.as_i64()?, zone)?,
        (FieldType::Date, Value::String(text)) => day(text.parse().ok()?, zone)?,
        _ => return None,
    })
}

/// The whole day, in the workspace's time zone, that holds this second.
fn day(seconds: i64, zone: &TimeZone) -> Option<Operand> {
    let moment = Timestamp::from_second(seconds).ok()?.to_zoned(zone.clone());
    let start = moment.start_of_day().ok()?;
    let next = start.tomorrow().and_then(|day| day.start_of_day()).ok()?;
    Some(Operand::Day { start: start.timestamp().as_second(), next: next.timestamp().as_second() })
}

fn equal(value: &FieldValue, operand: &Operand) -> bool {
    match (value, operand) {
        (FieldValue::Absent, Operand::Null) => true,
        (FieldValue::Text(value), Operand::Text(text)) => {
            if value.is_ascii() {
                value.eq_ignore_ascii_case(text)
            } else {
                value.to_lowercase() == *text
            }
        }
        (FieldValue::Flag(value), Operand::Flag(flag)) => value == flag,
        _ => ordered(value, operand).is_some_and(Ordering::is_eq),
    }
}

/// How a number or a date stands to the operand; every second of the day counts as equal to it.
fn ordered(value: &FieldValue, operand: &Operand) -> Option<Ordering> {
    match (value, operand) {
        (FieldValue::Integer(value), Operand::Day { start, next }) => Some(if value < start {
            Ordering::Less
        } else if value < next {
            Ordering::Equal
        } else {
            Ordering::Greater
        }),
        (FieldValue::Integer(value), Operand::Number(number)) => {
            (*value as f64).partial_cmp(number)
        }
        (FieldValue::Integer(value), Operand::Second(second)) => Some(value.cmp(second)),
        (FieldValue::Float(value), Operand::Number(number)) => value.partial_cmp(number),
        _ => None,
    }
}

fn texts(value: &FieldValue, operand: &Operand, test: fn(&str, &str) -> bool) -> bool {
    match (value, operand) {
        (FieldValue::Text(own), Operand::Text(sought)) => test(&own.to_lowercase(), sought),
        _ => false,
    }
}
