//! Which articles hold a phrase, and where in them?

use serde_json::{Value, json};

use crate::sandbox::store::help_center::Article;

/// The title, description or text holds every word of the phrase, in whatever case.
pub fn matches(article: &Article, phrase: &str) -> bool {
    let texts = [Some(&article.title), article.description.as_ref(), article.body.as_ref()];
    let texts: Vec<String> = texts.into_iter().flatten().map(|text| text.to_lowercase()).collect();
    let found = |word: &str| texts.iter().any(|text| text.contains(word));
    phrase.to_lowercase().split_whitespace().all(found)
}

/// Title and description cut into plain and highlighted pieces.
pub fn highlights(article: &Article, phrase: &str) -> Value {
    json!({
        "article_id": article.number.to_string(),
        "highlighted_title": pieces(&article.title, phrase),
        "highlighted_summary": [pieces(article.description.as_deref().unwrap_or_default(), phrase)],
    })
}

fn pieces(text: &str, phrase: &str) -> Vec<Value> {
    let words: Vec<String> = phrase.split_whitespace().map(str::to_lowercase).collect();
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let lower = word.to_lowercase();
        let hit = words.iter().any(|sought| lower.contains(sought.as_str()));
        match pieces.last_mut() {
            Some((kind, piece)) if *kind == hit => piece.push_str(word),
            _ => pieces.push((hit, word.to_owned())),
        }
    }
    let shown =
        |(hit, text)| json!({"type": if hit { "highlight" } else { "plain" }, "text": text});
    pieces.into_iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highlights_cut_a_title_around_the_words_found() {
        let text = |value: &Value| value["text"].as_str().unwrap().to_owned();
        let pieces = pieces("How to reset a password", "RESET Password");
        assert_eq!(
            pieces.iter().map(text).collect::<Vec<_>>(),
            ["How to ", "reset ", "a ", "password"]
        );
        assert_eq!(pieces[1]["type"], "highlight");
    }
}
