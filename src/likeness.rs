//! Which known name did somebody mean who mistyped one? One measure for every "did you mean".

use std::collections::HashSet;

/// How alike two names must be (0 to 1) for the one to be offered for the other.
const ALIKE: f64 = 0.6;

/// A name that falls this far behind the most alike one was hardly meant.
const FAR_BEHIND: f64 = 0.15;

/// The known name that is most like this one, if any is like it at all.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    alike(name, known).into_iter().next()
}

/// The known names that are like this one, each once, the most alike first. Case, spaces and
/// punctuation make no difference.
pub fn alike<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = plain_name(name);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let likeness = strsim::normalized_damerau_levenshtein;
    let mut rated: Vec<(f64, f64, &str)> = known
        .into_iter()
        .filter(|known| seen.insert(*known))
        // Among names that are as alike, the way they are written decides.
        .map(|known| (likeness(&wanted, &plain_name(known)), likeness(name, known), known))
        .filter(|(alike, ..)| *alike >= ALIKE)
        .collect();
    rated.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.1.total_cmp(&one.1)));
    let best = rated.first().map_or(0.0, |(alike, ..)| *alike);
    rated.retain(|(alike, ..)| best - alike < FAR_BEHIND);
    rated.into_iter().map(|(.., known)| known).collect()
}

/// A name without what people vary: case, spaces, dashes, underscores, punctuation.
pub fn plain_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_is_found_however_it_is_written() {
        assert_eq!(nearest("emial", ["phone", "email"]), Some("email"));
        assert_eq!(nearest("Plan Teir", ["seats", "plan_tier"]), Some("plan_tier"));
        assert_eq!(nearest("mien", ["mine", "yours"]), Some("mine"));
        assert_eq!(nearest("xyzzy", ["phone", "email"]), None);
    }

    #[test]
    fn the_most_alike_comes_first_and_each_name_once() {
        assert_eq!(nearest("acme-us", ["acme", "acme-eu"]), Some("acme-eu"));
        assert_eq!(alike("suppor", ["supper", "Support", "supper"]), ["Support", "supper"]);
    }

    #[test]
    fn a_clear_winner_stands_alone() {
        assert_eq!(alike("serach", ["detach", "search"]), ["search"]);
    }

    #[test]
    fn names_of_nothing_but_punctuation_are_not_alike() {
        assert_eq!(nearest("--", ["..", "email"]), None);
    }
}
