//! Which JSON value does a word of a query stand for? By the type of its field, and where
//! that is not known, by how the word looks.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::expression::{Expression, Filter, Literal, Operator};
use super::names::{Names, is_id};
use super::rules::{Entity, FieldType, IdForm, Rules};
use super::shape::Node;
use super::word::{Point, boolean, duration, is_dated, number};
use super::{Fault, Moment};
use crate::likeness::nearest;

/// What fields of the workspace's own start with; nobody else knows their names.
const CUSTOM: &str = "custom_attributes.";

/// What values depend on, and where notes go.
pub(super) struct Context<'a> {
    pub(super) rules: &'a Rules,
    pub(super) moment: &'a Moment,
    pub(super) names: &'a Names,
    pub(super) notes: &'a mut Vec<String>,
}

/// The filters of an expression in the API's terms, still in the user's nesting.
pub(super) fn filters(expression: &Expression, cx: &mut Context<'_>) -> Result<Node, Fault> {
    match expression {
        Expression::Filter(filter) => Ok(Node::Leaf(cx.filter(filter)?, filter.at)),
        Expression::Group(junction, members) => {
            let members: Result<_, _> = members.iter().map(|member| filters(member, cx)).collect();
            Ok(Node::Group(*junction, members?))
        }
    }
}

impl Context<'_> {
    fn filter(&mut self, filter: &Filter) -> Result<Value, Fault> {
        let kind = match self.rules.field_type(&filter.field) {
            Some(kind) => Some(kind),
            None => self.look_of(filter),
        };
        if let Some(kind) = kind {
            self.check_operator(filter, kind)?;
        }
        let values: Result<Vec<Value>, Fault> =
            filter.values.iter().map(|literal| self.value(filter, literal, kind)).collect();
        let mut values = values?;
        let value = if filter.operator.takes_list() {
            values.into()
        } else {
            values.pop().unwrap_or_default()
        };
        let field = self.rules.full_name(&filter.field);
        Ok(json!({"field": field, "operator": filter.operator.as_str(), "value": value}))
    }

    /// The type an unknown field seems to have; mistyped names get a note.
    fn look_of(&mut self, filter: &Filter) -> Option<FieldType> {
        if !filter.field.starts_with(CUSTOM) {
            self.note_mistyped(&filter.field);
        }
        let bare = filter.values.iter().all(|literal| !literal.quoted);
        let all = |is: fn(&str) -> bool| filter.values.iter().all(|literal| is(&literal.text));
        let takes = |kind| self.rules.operators_of(kind).contains(&filter.operator);
        let is_ordered = matches!(
            filter.operator,
            Operator::Less | Operator::Greater | Operator::LessOrEqual | Operator::GreaterOrEqual
        );
        let is_textual = matches!(
            filter.operator,
            Operator::Contains | Operator::NotContains | Operator::StartsWith | Operator::EndsWith
        );
        if !bare || is_textual {
            Some(FieldType::Text)
        } else if all(|text| text == "null") {
            None
        } else if all(is_dated) || is_ordered && all(|text| duration(text).is_some()) {
            Some(FieldType::Date)
        } else if all(|text| number(text).is_some()) && takes(FieldType::Integer) {
            Some(FieldType::Integer)
        } else if all(|text| boolean(text).is_some()) && takes(FieldType::Boolean) {
            Some(FieldType::Boolean)
        } else {
            Some(FieldType::Text)
        }
    }

    fn note_mistyped(&mut self, field: &str) {
        let known = self.rules.fields.iter().map(|(name, _)| *name);
        let short = self.rules.aliases.iter().map(|(short, _)| *short);
        if let Some(name) = nearest(field, known.chain(short)) {
            let noun = self.rules.noun;
            self.notes.push(format!("{field} is no documented {noun} field; did you mean {name}?"));
        }
    }

    fn check_operator(&self, filter: &Filter, kind: FieldType) -> Result<(), Fault> {
        let accepted = self.rules.operators_of(kind);
        if accepted.contains(&filter.operator) {
            return Ok(());
        }
        let field = &filter.field;
        let operator = filter.operator.as_str();
        let described = match kind {
            FieldType::Date if self.rules.whole_days => "a date, compared by whole days,",
            FieldType::Date => "a date",
            FieldType::Text => "a text",
            FieldType::Integer => "a number",
            FieldType::Boolean => "true or false",
            FieldType::Seconds => "a length of time",
            FieldType::Tag => "a tag",
            FieldType::Named(..) => "an id or a name",
        };
        let list: Vec<&str> = accepted.iter().map(|operator| operator.as_str()).collect();
        let message = format!(
            "{operator} does not go with {field}: {described} takes only {}",
            list.join(" ")
        );
        let fault = Fault::new(filter.operator_at, message);
        Err(match self.instead(filter, kind) {
            Some(instead) => fault.hint(format!("write {instead}")),
            None => fault,
        })
    }

    /// Another filter of the same meaning.
    fn instead(&self, filter: &Filter, kind: FieldType) -> Option<String> {
        let field = &filter.field;
        let value = filter.values.first()?;
        if kind == FieldType::Tag || kind == FieldType::Date && filter.operator == Operator::In {
            let (operator, junction) = match filter.operator {
                Operator::In => ("=", " or "),
                Operator::NotIn => ("!=", " and "),
                _ => return None,
            };
            let each = filter.values.iter().map(|value| format!("{field} {operator} {value}"));
            return Some(format!("({})", each.collect::<Vec<_>>().join(junction)));
        }
        if !self.rules.whole_days {
            return inclusive(filter, value);
        }
        if kind != FieldType::Date {
            return None;
        }
        let Point::Day(day) = self.point(value)?.to_day(self.workspace_zone()) else { return None };
        match filter.operator {
            Operator::LessOrEqual => Some(format!("{field} < {}", day.tomorrow().ok()?)),
            Operator::GreaterOrEqual => Some(format!("{field} > {}", day.yesterday().ok()?)),
            Operator::NotEqual => Some(format!("({field} < {day} or {field} > {day})")),
            _ => None,
        }
    }

    fn value(
        &mut self,
        filter: &Filter,
        literal: &Literal,
        kind: Option<FieldType>,
    ) -> Result<Value, Fault> {
        let text = literal.text.as_str();
        let nobody =
            matches!(kind, Some(FieldType::Named(_, IdForm::Number | IdForm::TextOrNobody)));
        if !literal.quoted && text == "null" && !nobody {
            return match filter.operator {
                Operator::Equal | Operator::NotEqual => Ok(Value::Null),
                _ => Err(Fault::new(literal.at, "null goes with = and != only")
                    .hint("put it in quotation marks if you mean the word")),
            };
        }
        let wrong = |what: &str| Fault::new(literal.at, format!("{} is {what}", filter.field));
        match kind {
            Some(FieldType::Date) => self.date(filter, literal),
            Some(FieldType::Integer) => {
                number(text).ok_or_else(|| wrong("a number").hint("write it in digits"))
            }
            Some(FieldType::Boolean) => boolean(text)
                .map(Value::Bool)
                .ok_or_else(|| wrong("either true or false").hint("write true or false")),
            Some(FieldType::Seconds) => number(text)
                .or_else(|| duration(text).map(|length| length.as_secs().into()))
                .ok_or_else(|| wrong("a length of time").hint("write seconds, or 30m, 2h, 3d")),
            Some(FieldType::Named(entity, form)) => self.id(entity, form, literal),
            Some(FieldType::Text | FieldType::Tag) | None => {
                Ok(self.rules.word(&filter.field, text).into())
            }
        }
    }

    /// An id, as it is or behind a name.
    fn id(&self, entity: Entity, form: IdForm, literal: &Literal) -> Result<Value, Fault> {
        let text = literal.text.as_str();
        let nobody = form != IdForm::Text
            && (text.eq_ignore_ascii_case("nobody") || !literal.quoted && text == "null");
        let id = if nobody {
            "0"
        } else if is_id(entity, text) {
            text
        } else {
            self.names.id(entity, text).map_err(|unknown| {
                let fault = Fault::new(literal.at, unknown.message.clone());
                match &unknown.hint {
                    Some(hint) => fault.hint(hint.clone()),
                    None => fault,
                }
            })?
        };
        match form {
            IdForm::Number => Ok(id.parse::<i64>().map_or_else(|_| id.into(), Value::from)),
            IdForm::Text | IdForm::TextOrNobody => Ok(id.into()),
        }
    }

    fn date(&mut self, filter: &Filter, literal: &Literal) -> Result<Value, Fault> {
        let point = self.point(literal).ok_or_else(|| {
            Fault::new(literal.at, format!("'{}' is not a date", literal.text)).hint(
                "write 2026-01-31, 2026-01-31T09:30:00Z, UNIX seconds, or 30d for 30 days ago",
            )
        })?;
        if self.rules.whole_days {
            self.note_day(filter, literal, point);
        } else {
            self.note_second(filter, literal, point);
        }
        let too_far = |_| Fault::new(literal.at, "this date is out of range");
        let seconds = match point {
            Point::Moment(moment) => moment.as_second(),
            // Midday is on the same day in nearly every zone: the API cuts to a day in a
            // zone that may not be known here.
            Point::Day(day) if self.rules.whole_days => day
                .at(12, 0, 0, 0)
                .to_zoned(self.workspace_zone())
                .map_err(too_far)?
                .timestamp()
                .as_second(),
            Point::Day(day) => {
                day.to_zoned(self.moment.zone.clone()).map_err(too_far)?.timestamp().as_second()
            }
        };
        Ok(seconds.into())
    }

    fn note_day(&mut self, filter: &Filter, literal: &Literal, point: Point) {
        let Point::Day(day) = point.to_day(self.workspace_zone()) else { return };
        let meaning = match filter.operator {
            Operator::Greater => match day.tomorrow() {
                Ok(next) => format!("from {next} 00:00"),
                Err(_) => return,
            },
            Operator::Less => format!("before {day} 00:00"),
            _ => format!("all of {day}"),
        };
        let zone = match (&self.moment.workspace_zone, point) {
            (Some(zone), _) => {
                zone.iana_name().map(|name| format!(" ({name})")).unwrap_or_default()
            }
            (None, Point::Moment(_)) => " (if that is UTC; else it can be a day off)".to_owned(),
            (None, Point::Day(_)) => String::new(),
        };
        let (field, operator) = (&filter.field, filter.operator.as_str());
        self.notes.push(format!(
            "{field} {operator} {literal} means {meaning} in the workspace's time zone{zone}"
        ));
    }

    /// A day stands for its first second where moments are compared.
    fn note_second(&mut self, filter: &Filter, literal: &Literal, point: Point) {
        let Point::Day(day) = point else { return };
        if filter.operator != Operator::Equal {
            return;
        }
        let Ok(next) = day.tomorrow() else { return };
        let field = &filter.field;
        self.notes.push(format!(
            "{field} = {literal} means the first second of that day; for all of it write {field} \
             > {day} and {field} < {next}"
        ));
    }

    fn workspace_zone(&self) -> TimeZone {
        self.moment.workspace_zone.clone().unwrap_or(TimeZone::UTC)
    }

    fn point(&self, literal: &Literal) -> Option<Point> {
        Point::read(literal.text.trim(), self.moment)
    }
}

/// The comparison that includes equality, where the plain one does so already.
fn inclusive(filter: &Filter, value: &Literal) -> Option<String> {
    let operator = match filter.operator {
        Operator::LessOrEqual => "<",
        Operator::GreaterOrEqual => ">",
        _ => return None,
    };
    Some(format!("{} {operator} {value}: the API's {operator} includes equality", filter.field))
}
