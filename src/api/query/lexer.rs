//! Cuts a query into words, quoted texts, operators and brackets.

use super::Fault;
use super::expression::Operator;

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Open,
    Close,
    Comma,
    Operator(Operator),
    Word(String),
    Quoted(String),
}

/// A piece and the byte it starts at.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) piece: Piece,
    pub(super) at: usize,
}

/// Symbols, the longer ones first.
const SYMBOLS: [(&str, Operator); 10] = [
    ("!=", Operator::NotEqual),
    ("!~", Operator::NotContains),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("~", Operator::Contains),
    ("^", Operator::StartsWith),
    ("$", Operator::EndsWith),
];

/// Whether a character may stand in a word without quotation marks.
pub(super) fn is_word(character: char) -> bool {
    !character.is_whitespace() && !character.is_control() && !"()\",=!<>~^$\\".contains(character)
}

/// All tokens of a query.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        if character.is_whitespace() {
            at += character.len_utf8();
            continue;
        }
        let (piece, length) = piece(&text[at..], character, at)?;
        tokens.push(Token { piece, at });
        at += length;
    }
    Ok(tokens)
}

fn piece(rest: &str, first: char, at: usize) -> Result<(Piece, usize), Fault> {
    match first {
        '(' => return Ok((Piece::Open, 1)),
        ')' => return Ok((Piece::Close, 1)),
        ',' => return Ok((Piece::Comma, 1)),
        '"' | '\'' => return quoted(rest, first, at),
        _ => {}
    }
    for (wrong, right) in [("==", "="), ("<>", "!="), ("&&", "and"), ("||", "or"), ("=~", "~")] {
        if rest.starts_with(wrong) {
            return Err(Fault::new(at, format!("'{wrong}' is not an operator"))
                .hint(format!("write {right}")));
        }
    }
    if let Some((symbol, operator)) = SYMBOLS.iter().find(|(symbol, _)| rest.starts_with(symbol)) {
        return Ok((Piece::Operator(*operator), symbol.len()));
    }
    let length = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
    if length == 0 {
        return Err(Fault::new(at, format!("{} has no meaning here", first.escape_debug()))
            .hint("put values with special characters in quotation marks"));
    }
    Ok((word(&rest[..length]), length))
}

fn word(text: &str) -> Piece {
    if text.eq_ignore_ascii_case("in") {
        Piece::Operator(Operator::In)
    } else if text.eq_ignore_ascii_case("nin") {
        Piece::Operator(Operator::NotIn)
    } else {
        Piece::Word(text.to_owned())
    }
}

/// A text in quotation marks; a backslash takes the next character as it is.
fn quoted(rest: &str, mark: char, at: usize) -> Result<(Piece, usize), Fault> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((position, character)) = characters.next() {
        if character == mark {
            return Ok((Piece::Quoted(text), position + 1));
        }
        if character != '\\' {
            text.push(character);
        } else if let Some((_, escaped)) = characters.next() {
            text.push(escaped);
        }
    }
    Err(Fault::new(at, "this quotation mark is never closed"))
}
