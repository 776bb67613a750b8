//! Why rows were rejected or are uncertain, for people: what went wrong most often first, by code and
//! column, each with what it means and an example.

use crate::bulk::problems::ProblemGroup;
use crate::bulk::reject_code::RejectCode;

/// Groups that a summary shows: a screen has room for no more, and the report has all of them.
const SHOWN: usize = 10;

/// The lines of a summary; none where nothing went wrong.
pub fn why(problems: &[ProblemGroup]) -> Vec<String> {
    let mut lines = Vec::new();
    for group in problems.iter().take(SHOWN) {
        let place = place(group);
        let meaning = RejectCode::of(&group.code).map(|code| format!(": {}", code.in_short()));
        let (count, code) = (group.count, &group.code);
        lines.push(format!("  {count:>6}  {code}{place}{}", meaning.unwrap_or_default()));
        lines.extend(group.example.iter().map(|example| format!("          {example}")));
    }
    if problems.len() > SHOWN {
        let more = problems.len() - SHOWN;
        lines.push(format!("  and {more} more kinds, which `problems` of the report names"));
    }
    lines
}

/// A group in a few words.
pub fn in_short(group: &ProblemGroup) -> String {
    format!("{} × {}{}", group.count, group.code, place(group))
}

fn place(group: &ProblemGroup) -> String {
    group.column.as_ref().map(|column| format!(" in {column}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(code: &str, column: Option<&str>, example: Option<&str>) -> ProblemGroup {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        ProblemGroup { code: code.into(), column: owned(column), count: 2, example: owned(example) }
    }

    #[test]
    fn each_kind_has_its_column_its_meaning_and_an_example() {
        let problems = [
            group("invalid_value", Some("Phone"), Some("people.csv, line 3: 'x' is no number")),
            group("parameter_invalid", None, None),
        ];
        assert_eq!(
            why(&problems),
            [
                "       2  invalid_value in Phone: a value that its field does not take",
                "          people.csv, line 3: 'x' is no number",
                "       2  parameter_invalid",
            ]
        );
    }

    #[test]
    fn more_kinds_than_a_screen_has_room_for_are_left_to_the_report() {
        let kinds: Vec<_> = (10..25).map(|n| group(&format!("code_{n}"), None, None)).collect();
        let lines = why(&kinds);
        assert_eq!(lines.len(), SHOWN + 1);
        assert!(lines.last().unwrap().contains("5 more kinds"));
        assert!(why(&[]).is_empty());
    }
}
