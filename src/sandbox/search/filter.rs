//! Does a contact match one filter? Operators, their operands, and which types take which.
//!
//! docs: `POST /contacts/search`, "Accepted Operators" and "Searching for Timestamp Fields".

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::field::{Field, FieldType, FieldValue};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::segments;
use crate::sandbox::store::contact::Contact;

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
            FieldType::Text => matches!(
                self,
                Equals | NotEquals | In | NotIn | Contains | NotContains | StartsWith | EndsWith
            ),
            FieldType::Flag => matches!(self, Equals | NotEquals | In | NotIn),
            FieldType::Integer | FieldType::Float => matches!(
                self,
                Equals | NotEquals | In | NotIn | Less | Greater | LessOrEqual | GreaterOrEqual
            ),
            FieldType::Date => matches!(self, Equals | Less | Greater),
            FieldType::Tag => matches!(self, Equals | NotEquals),
            FieldType::Segment => matches!(self, Equals | NotEquals | In | NotIn),
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
    Flag(bool),
    /// From the first second of a day to the first of the next.
    Day {
        start: i64,
        next: i64,
    },
}

/// One filter, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    field: Field,
    operator: Operator,
    operands: Vec<Operand>,
}

impl Filter {
    /// Checks that the operator suits the field, and the value the type.
    pub fn new(
        name: &str,
        field: Field,
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
            if field == Field::Role
                && !matches!(&operand, Operand::Text(role) if role == "user" || role == "lead")
            {
                return Err(Refusal::invalid("role must be user or lead").field(name));
            }
            Ok(operand)
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

    /// The email, external id or contact id that only a few contacts can have.
    pub fn sought(&self) -> Option<(Field, &str)> {
        match (self.operator, self.operands.as_slice()) {
            (Operator::Equals, [Operand::Text(text)]) => Some((self.field, text)),
            _ => None,
        }
    }

    /// The contact matches.
    pub fn matches(&self, contact: &Contact) -> bool {
        if matches!(self.field, Field::Tag | Field::Segment(_)) {
            let inside = self.operands.iter().any(|operand| self.holds(contact, operand));
            return inside == matches!(self.operator, Operator::Equals | Operator::In);
        }
        let value = self.field.value(contact);
        let any = |test: fn(&FieldValue, &Operand) -> bool| {
            self.operands.iter().any(|operand| test(&value, operand))
        };
        match self.operator {
            Operator::Equals | Operator::In => any(equal),
            Operator::NotEquals | Operator::NotIn => !any(equal),
            Operator::Less => {
                any(|value, operand| ordered(value, operand).is_some_and(std::cmp::Ordering::is_lt))
            }
            Operator::Greater => {
                any(|value, operand| ordered(value, operand).is_some_and(std::cmp::Ordering::is_gt))
            }
            Operator::LessOrEqual => {
                any(|value, operand| ordered(value, operand).is_some_and(std::cmp::Ordering::is_le))
            }
            Operator::GreaterOrEqual => {
                any(|value, operand| ordered(value, operand).is_some_and(std::cmp::Ordering::is_ge))
            }
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

    /// The contact has this tag, or is in this segment; null asks for those that have none.
    fn holds(&self, contact: &Contact, operand: &Operand) -> bool {
        let tags = &contact.extras().tags;
        match (self.field, operand) {
            (Field::Segment(now), Operand::Text(id)) => {
                segments::find(id).is_some_and(|segment| segment.has_contact(contact, now))
            }
            (Field::Tag, Operand::Text(id)) => {
                id.parse().is_ok_and(|number: u32| tags.iter().any(|link| link.tag == number))
            }
            (Field::Tag, _) => tags.is_empty(),
            _ => false,
        }
    }
}

fn operand(kind: FieldType, value: &Value, zone: &TimeZone) -> Option<Operand> {
    Some(match (kind, value) {
        (_, Value::Null) => Operand::Null,
        (FieldType::Text | FieldType::Tag | FieldType::Segment, Value::String(text)) => {
            Operand::Text(text.to_lowercase())
        }
        (FieldType::Text | FieldType::Tag, Value::Number(number)) => {
            Operand::Text(number.to_string())
        }
        (FieldType::Flag, Value::Bool(flag)) => Operand::Flag(*flag),
        (FieldType::Flag, Value::String(text)) => Operand::Flag(text.parse().ok()?),
        (FieldType::Integer | FieldType::Float, Value::Number(number)) => {
            Operand::Number(number.as_f64()?)
        }
        (FieldType::Integer | FieldType::Float, Value::String(text)) => {
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
        (FieldValue::Text(value), Operand::Text(text)) => value.to_lowercase() == *text,
        (FieldValue::Flag(value), Operand::Flag(flag)) => value == flag,
        _ => ordered(value, operand).is_some_and(std::cmp::Ordering::is_eq),
    }
}

/// How a number or a date stands to the operand; every second of the day counts as equal to it.
fn ordered(value: &FieldValue, operand: &Operand) -> Option<std::cmp::Ordering> {
    match (value, operand) {
        (FieldValue::Integer(value), Operand::Day { start, next }) => Some(if value < start {
            std::cmp::Ordering::Less
        } else if value < next {
            std::cmp::Ordering::Equal
        } else {
            std::cmp::Ordering::Greater
        }),
        #[expect(clippy::cast_precision_loss, reason = "searches compare numbers of everyday size")]
        (FieldValue::Integer(value), Operand::Number(number)) => {
            (*value as f64).partial_cmp(number)
        }
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
