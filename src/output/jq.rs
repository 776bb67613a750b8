//! What does a `--jq` expression make of a value? The only file that knows the jq engine.
//!
//! An expression is compiled once and then run over each value. Strings come out raw, as with
//! `jq -r`, everything else as compact JSON.

use jaq_all::jaq_core::load::parse::Def;
use jaq_all::json::{Val, read, write};
use jaq_all::{data, load};
use serde_json::Value;

use super::width;
use crate::error::{Error, Result};

/// Runtime errors of jq quote values; more than this of them helps nobody.
const LONGEST_MESSAGE: usize = 200;

/// A compiled jq expression.
pub struct Filter {
    expression: String,
    program: data::Filter,
}

/// One result of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    /// The bytes to print, without a newline at the end.
    pub bytes: Vec<u8>,
    /// The bytes are JSON; otherwise they are the bare text of a string.
    pub is_json: bool,
}

impl Filter {
    /// Compiles an expression.
    ///
    /// # Errors
    /// A usage error that points at the place.
    pub fn compile(expression: &str) -> Result<Filter> {
        let defs = jaq_all::defs().chain(without_environment());
        let compiled = jaq_all::compile_with(expression, defs, data::funs(), &[]);
        let program = compiled.map_err(|reports| {
            let shown = reports.iter().map(|report| load::FileReportsDisp::new(report).to_string());
            Error::usage(format!("--jq: {}", describe(&shown.collect::<String>()))).hint(
                "--jq takes a jq expression, such as '.email' or 'select(.role == \"user\") | .id'",
            )
        })?;
        Ok(Filter { expression: expression.to_owned(), program })
    }

    /// Runs the expression over a value and hands on each result.
    ///
    /// # Errors
    /// Failed when the expression fails on this value; whatever `each` returns.
    pub(super) fn run(
        &self,
        input: &Value,
        mut each: impl FnMut(Output) -> Result<()>,
    ) -> Result<()> {
        let input = read::parse_single(input.to_string().as_bytes()).map_err(|e| e.to_string());
        data::run(
            &data::Runner::default(),
            &self.program,
            jaq_all::jaq_core::Vars::default(),
            (&Val::Null, std::iter::once(input)),
            |message| self.failed(&message),
            |result| match result {
                Ok(value) => each(output(&value)?),
                Err(exception) => Err(match exception.get_err() {
                    Ok(error) => self.failed(&error.to_string()),
                    Err(_) => self.failed("halt ends the expression; use empty to print nothing"),
                }),
            },
        )
    }

    fn failed(&self, message: &str) -> Error {
        let message = width::cut(message, LONGEST_MESSAGE);
        Error::failed(format!("--jq '{}': {message}", self.expression))
            .hint("run without --jq to see what the expression is given")
    }
}

/// jq's `env` hands out the environment, and a token may be in it: an expression that somebody else
/// wrote could print or copy it. Here it is an empty object; `$ENV` does not exist.
fn without_environment() -> impl Iterator<Item = Def<&'static str>> {
    let defs = jaq_all::jaq_core::load::parse("def env: {};", |parser| parser.defs());
    defs.expect("the definition is valid jq").into_iter()
}

fn output(value: &Val) -> Result<Output> {
    if let Val::TStr(text) | Val::BStr(text) = value {
        return Ok(Output { bytes: text.to_vec(), is_json: false });
    }
    let mut bytes = Vec::new();
    write::write(&mut bytes, &write::Pp::default(), 0, value)
        .map_err(|cause| Error::failed(format!("--jq: cannot print a result: {cause}")))?;
    Ok(Output { bytes, is_json: true })
}

/// The engine's report without its own prefix, and without empty lines.
fn describe(report: &str) -> String {
    let report = report.strip_prefix("Error: ").unwrap_or(report);
    let lines = report.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Filter").field(&self.expression).finish()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn run(expression: &str, input: &Value) -> Result<Vec<String>> {
        let mut results = Vec::new();
        Filter::compile(expression)?.run(input, |output| {
            results.push(String::from_utf8(output.bytes).unwrap());
            Ok(())
        })?;
        Ok(results)
    }

    #[test]
    fn an_expression_sees_nothing_of_the_environment() {
        assert_eq!(run("env", &json!(1)).unwrap(), ["{}"]);
        assert_eq!(run("env.PATH, (env | length)", &json!(1)).unwrap(), ["null", "0"]);
        assert!(run("$ENV.PATH", &json!(1)).is_err());
    }

    #[test]
    fn strings_come_out_raw_and_the_rest_as_json() {
        let input = json!({"name": "Ann \"A\"", "n": [1, 2.5, null], "o": {"b": 1, "a": "x"}});
        assert_eq!(
            run(".name, .n, .o, .none", &input).unwrap(),
            ["Ann \"A\"", "[1,2.5,null]", "{\"b\":1,\"a\":\"x\"}", "null"]
        );
    }

    #[test]
    fn the_whole_language_is_there() {
        let input = json!([{"id": "1", "t": 0}, {"id": "2", "t": 9}]);
        let csv = "map(select(.t > 1)) | .[] | [.id, (.t | todate)] | @csv";
        assert_eq!(run(csv, &input).unwrap(), ["\"2\",\"1970-01-01T00:00:09Z\""]);
        let reduced = "reduce .[] as {$t} (0; . + $t)";
        assert_eq!(run(reduced, &input).unwrap(), ["9"]);
        assert_eq!(run("empty", &input).unwrap(), [""; 0]);
    }

    #[test]
    fn big_integers_keep_every_digit() {
        assert_eq!(run(".", &json!(u64::MAX)).unwrap(), ["18446744073709551615"]);
    }

    #[test]
    fn a_wrong_expression_is_shown_with_its_place() {
        let error = Filter::compile(".a | nope(1)").unwrap_err();
        assert_eq!(error.kind().exit_code(), 2);
        insta::assert_snapshot!(error.message(), @r"
        --jq: undefined filter
          ╭─
          │
        1 │ .a | nope(1)
          ┆      ──┬─
          ┆        │
          ┆        ╰───── undefined filter
        ──╯
        ");
    }

    #[test]
    fn an_expression_that_fails_on_a_value_is_named() {
        let error = run(".a.b", &json!({"a": "text"})).unwrap_err();
        assert_eq!(error.kind().exit_code(), 1);
        assert_eq!(error.message(), r#"--jq '.a.b': cannot index "text" with "b""#);
        let error = run("halt", &json!(1)).unwrap_err();
        assert!(error.message().starts_with("--jq 'halt': "), "{error}");
    }

    proptest! {
        #[test]
        fn no_expression_makes_the_compiler_panic(expression in r#"[\.\[\]\{\}|a-c"'$@(),:é漢 \n]{0,12}"#) {
            let _ = Filter::compile(&expression);
        }
    }
}
