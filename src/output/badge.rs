//! How does a workspace stand out? Its name is shown in the color that the user gave its profile,
//! wherever a message or a question speaks of it, so that production is seen before it is changed.
//!
//! What is painted is found in the finished text: whoever writes a message need not know of colors.

use clap::ValueEnum;

use super::style::Style;
use super::{escape, style};

/// The colors that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BadgeColor {
    /// The loudest: white on red, for production.
    Red,
    /// Bold green.
    Green,
    /// Bold yellow.
    Yellow,
    /// Bold blue.
    Blue,
    /// Bold magenta.
    Magenta,
    /// Bold cyan.
    Cyan,
}

impl BadgeColor {
    /// The color of this name; `None` for one that cannot be chosen.
    pub fn of(name: &str) -> Option<Self> {
        BadgeColor::from_str(name, true).ok()
    }

    /// The names of all colors, for people.
    pub fn names() -> String {
        let names: Vec<String> = BadgeColor::value_variants()
            .iter()
            .filter_map(BadgeColor::to_possible_value)
            .map(|value| value.get_name().to_owned())
            .collect();
        names.join(", ")
    }

    fn style(self) -> Style {
        match self {
            BadgeColor::Red => style::ALARM,
            BadgeColor::Green => Style("1;32"),
            BadgeColor::Yellow => Style("1;33"),
            BadgeColor::Blue => Style("1;34"),
            BadgeColor::Magenta => Style("1;35"),
            BadgeColor::Cyan => Style("1;36"),
        }
    }

    /// The text in this color.
    pub(super) fn paint(self, text: &str) -> String {
        style::paint(text, self.style(), true)
    }
}

/// A text that stands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    text: String,
    color: BadgeColor,
}

impl Badge {
    /// Shows this text in that color, such as `Acme (abc123)`.
    pub fn new(text: &str, color: BadgeColor) -> Self {
        Badge { text: escape::line(text).into_owned(), color }
    }
}

/// The text with every badge in it painted. It is fit for a terminal already.
pub(super) fn painted(text: &str, badges: &[Badge]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, badge)) = first(rest, badges) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        out.push_str(&badge.color.paint(&badge.text));
        rest = &from[badge.text.len()..];
    }
    out + rest
}

/// The badge that comes first, of several at the same place the longest.
fn first<'a>(text: &str, badges: &'a [Badge]) -> Option<(usize, &'a Badge)> {
    badges
        .iter()
        .filter(|badge| !badge.text.is_empty())
        .filter_map(|badge| Some((text.find(&badge.text)?, badge)))
        .min_by_key(|(at, badge)| (*at, usize::MAX - badge.text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_badge_is_painted_and_nothing_else() {
        let badges = [
            Badge::new("Acme (w1)", BadgeColor::Red),
            Badge::new("w1", BadgeColor::Green),
            Badge::new("", BadgeColor::Blue),
        ];
        assert_eq!(
            painted("Delete it in Acme (w1), not in w1?", &badges),
            "Delete it in \u{1b}[1;97;41mAcme (w1)\u{1b}[0m, not in \u{1b}[1;32mw1\u{1b}[0m?"
        );
        assert_eq!(painted("Delete it?", &badges), "Delete it?");
    }

    #[test]
    fn a_color_goes_by_its_name_in_any_case() {
        assert_eq!(BadgeColor::of("Red"), Some(BadgeColor::Red));
        assert_eq!(BadgeColor::of("mauve"), None);
        assert_eq!(BadgeColor::names(), "red, green, yellow, blue, magenta, cyan");
    }

    #[test]
    fn a_hostile_name_stays_harmless() {
        let badge = Badge::new("A\u{1b}[2J (w1)", BadgeColor::Red);
        let text = escape::text("in A\u{1b}[2J (w1)").into_owned();
        assert_eq!(painted(&text, &[badge]), "in \u{1b}[1;97;41mA\\u{1b}[2J (w1)\u{1b}[0m");
    }
}
