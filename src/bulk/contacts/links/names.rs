//! Several names in one cell: separated, and quoted where a name holds a separator.

/// Most names in a cell. A contact takes so many companies (API description,
/// `contact_company_limit_exceeded`); more tags than that are a cell that holds something else.
pub(super) const MAX_NAMES: usize = 1000;

/// The names of a cell in their order, without surrounding white space and without empty ones.
/// `"…"` around a name keeps separators in it, and `""` in there is a quote.
pub(super) fn split(text: &str, separators: &[char]) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, behind) = if let Some(quoted) = rest.strip_prefix('"') {
            unquote(quoted, separators)?
        } else {
            let end = rest.find(separators).unwrap_or(rest.len());
            (rest[..end].trim().to_owned(), &rest[end..])
        };
        if !name.is_empty() {
            names.push(name);
        }
        if names.len() > MAX_NAMES {
            return Err(too_many());
        }
        rest = behind.trim_start().trim_start_matches(separators).trim_start();
    }
    Ok(names)
}

/// The name up to its closing quote, and what follows.
fn unquote<'a>(quoted: &'a str, separators: &[char]) -> Result<(String, &'a str), String> {
    let mut name = String::new();
    let mut rest = quoted;
    loop {
        let end = rest.find('"').ok_or("has a quote that is not closed")?;
        name.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(more) => {
                name.push('"');
                rest = more;
            }
            None if rest.trim_start().is_empty() || rest.trim_start().starts_with(separators) => {
                return Ok((name.trim().to_owned(), rest));
            }
            None => return Err("has text between a closing quote and the separator".to_owned()),
        }
    }
}

pub(super) fn too_many() -> String {
    format!("names more than {MAX_NAMES}, which no contact takes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Result<Vec<String>, String> {
        split(text, &[';', ','])
    }

    #[test]
    fn names_are_separated_and_trimmed() {
        assert_eq!(tags(" vip; beta tester ,,x;").unwrap(), ["vip", "beta tester", "x"]);
        assert_eq!(tags(" ;, ").unwrap(), Vec::<String>::new());
        assert_eq!(split("Acme, Inc.; Globex", &[';']).unwrap(), ["Acme, Inc.", "Globex"]);
    }

    #[test]
    fn quotes_keep_separators() {
        assert_eq!(tags(r#""Sales, EMEA"; vip"#).unwrap(), ["Sales, EMEA", "vip"]);
        assert_eq!(tags(r#""say ""hi"";""#).unwrap(), [r#"say "hi";"#]);
        assert_eq!(tags(r#"5" pipes, 6" pipes"#).unwrap(), [r#"5" pipes"#, r#"6" pipes"#]);
        assert!(tags(r#""open"#).unwrap_err().contains("not closed"));
        assert!(tags(r#""a" b"#).unwrap_err().contains("between"));
    }

    #[test]
    fn a_cell_of_too_many_names_is_refused() {
        assert!(tags(&"x;".repeat(MAX_NAMES)).is_ok());
        assert!(tags(&"x;".repeat(MAX_NAMES + 1)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn quoted_names_come_back(names in proptest::collection::vec("[a-z;,\" ]{0,6}[a-z]", 0..5)) {
            let quoted: Vec<String> =
                names.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
            let found = tags(&quoted.join(";")).unwrap();
            let wanted: Vec<&str> = names.iter().map(|name| name.trim()).collect();
            proptest::prop_assert_eq!(found, wanted);
        }
    }
}
