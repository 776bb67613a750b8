//! Numbers as people write them, taken exactly or refused with advice.

use serde_json::Value;

/// A whole number that JSON carries exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// In the range of `i64`.
    I(i64),
    /// Above it, in the range of `u64`.
    U(u64),
}

impl From<Number> for Value {
    fn from(number: Number) -> Value {
        match number {
            Number::I(number) => number.into(),
            Number::U(number) => number.into(),
        }
    }
}

/// A whole number; `3.0`, as spreadsheets and data frames write it, is one.
pub(super) fn integer(text: &str) -> Result<Number, String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = whole.trim_start_matches(['-', '+']);
    let is_number = !digits.is_empty()
        && whole.len() - digits.len() <= 1
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number {
        return Err(advise(text, "is not a whole number"));
    }
    if fraction.bytes().any(|byte| byte != b'0') {
        return Err("is not a whole number; the attribute takes integers only".to_owned());
    }
    let whole = whole.trim_start_matches('+');
    let number = whole.parse().map(Number::I).or_else(|_| whole.parse().map(Number::U));
    number
        .map_err(|_| "is too large for an integer; keep such ids in a string attribute".to_owned())
}

/// A number with or without a fraction; whole ones stay exact.
pub(super) fn float(text: &str) -> Result<Value, String> {
    if let Ok(number) = integer(text)
        && !text.contains('.')
    {
        return Ok(number.into());
    }
    let numeric = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let number = text.parse::<f64>().ok().filter(|number| numeric && number.is_finite());
    number.map(Value::from).ok_or_else(|| advise(text, "is not a number"))
}

fn advise(text: &str, what: &str) -> String {
    let digits_and = |extra: &[u8]| {
        text.bytes().all(|byte| byte.is_ascii_digit() || extra.contains(&byte))
            && text.bytes().any(|byte| byte.is_ascii_digit())
    };
    if text.contains(',') && digits_and(b"+-,.") {
        format!("{what}; write 1234.5: a point before the fraction, nothing between thousands")
    } else if digits_and(b"+-. '_\xC2\xA0\xE2\x80\xAF")
        && text.contains(|c: char| !c.is_ascii_digit())
    {
        format!("{what}; write the digits without spaces or other marks between them")
    } else {
        what.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_exact_beyond_two_to_the_53() {
        assert_eq!(integer("9007199254740993"), Ok(Number::I(9_007_199_254_740_993)));
        assert_eq!(integer("18446744073709551615"), Ok(Number::U(u64::MAX)));
        assert_eq!(integer("-0042"), Ok(Number::I(-42)));
        assert_eq!(integer("3.00"), Ok(Number::I(3)));
        assert!(integer("18446744073709551616").unwrap_err().contains("too large"));
        for bad in ["", "-", "1e5", "3.5", "--1", "x", "1 000", "1,000", "0x10"] {
            assert!(integer(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_decimal_comma_is_refused_with_advice() {
        assert_eq!(float("2.5"), Ok(Value::from(2.5)));
        assert_eq!(float("10"), Ok(Value::from(10)));
        assert_eq!(float("-1.5e3"), Ok(Value::from(-1500.0)));
        assert!(float("2,5").unwrap_err().contains("a point before the fraction"));
        assert!(float("1 000.5").unwrap_err().contains("without spaces"));
        for bad in ["inf", "NaN", "1e999", ".", "abc"] {
            assert!(float(bad).is_err(), "{bad}");
        }
    }
}
