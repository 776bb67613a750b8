//! `ictl api`: any request, for what no command does, and for scripts that speak the API's own
//! language.
//!
//! The table of operations still helps: it knows how a list goes on, which POSTs only read, which
//! requests may be repeated, and which command would have done the same.

mod call;
mod show;

use clap::{Args, Command};

use super::body::BodyArgs;
use super::listing::{self, List, ListArgs};
use super::{columns, operation};
use crate::api::client::Client;
use crate::api::operations::Answer as Answers;
use crate::api::pagination::{Pagination, items, next};
use crate::api::{Answer, Proof, Request};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::output::Format;

use call::Call;

const USAGE: &str = "ictl api [OPTIONS] [METHOD] PATH";

const EXAMPLES: &str = "\
An answer is printed as it came, a refusal, too; the exit code tells them apart. With --paginate
every page is printed as it came, one a line; with --output or --json their items are, as a list.
--include writes status and headers in the form of HTTP/1.1, whatever was spoken.

Examples:
  ictl api me
  ictl api /contacts --paginate --jq '.data[].email'
  ictl api POST /contacts -f email=ann@example.com -f custom_attributes.plan=pro
  ictl api PUT /contacts/63a07ddf05a32042dffac965 --input body.json
  ictl api GET /contacts/search --include";

/// Sends one request and prints what comes back.
#[derive(Debug, Args)]
pub struct ApiArgs {
    /// Path, with or without its first slash; before it the method, which is GET, or POST when
    /// there is a body
    #[arg(required = true, num_args = 1..=2, value_name = "PATH")]
    words: Vec<String>,

    /// Method, in the place where curl has it
    #[arg(long, short = 'X', value_name = "METHOD")]
    method: Option<String>,

    #[command(flatten)]
    body: BodyArgs,

    /// Send one more header, or another value of a usual one
    #[arg(long = "header", short = 'H', value_name = "NAME:VALUE")]
    headers: Vec<String>,

    /// Print status and headers before the body
    #[arg(long, short)]
    include: bool,

    /// Go on to the last page of a list
    #[arg(long)]
    paginate: bool,

    /// Print no body
    #[arg(long)]
    silent: bool,
}

/// `ictl api`.
pub fn command() -> Command {
    ApiArgs::augment_args(Command::new("api"))
        .long_about(None)
        .override_usage(USAGE)
        .after_help(EXAMPLES)
}

/// Sends the request and prints the answer.
pub async fn run(args: ApiArgs, cx: &mut Context) -> Result<()> {
    let call = call::understand(&args, cx)?;
    if call.request.writes {
        if args.paginate && !call.may_be_a_search() {
            return Err(Error::usage("--paginate is for lists, and this request writes"));
        }
        cx.ui.keep_going_without_reader();
        if cx.dry_run() {
            return cx.send(&call.request).await.map(|_| ());
        }
    }
    let done = match (args.paginate, cx.ui.settings().output) {
        _ if call.is_file() && !args.include && !args.silent => {
            operation::download(&call.request, None, cx).await
        }
        (true, Some(_)) if args.include || args.silent => {
            Err(Error::usage("--paginate with --output prints items, which have no headers")
                .hint("leave out --output, or --include and --silent"))
        }
        (true, Some(_)) => print_items(&call, cx).await,
        (true, None) => print_pages(&call, &args, cx).await,
        (false, _) => print_one(&call, &args, cx).await,
    };
    if done.is_ok()
        && cx.ui.terminal().stderr
        && let Some(command) = call.same_as()
    {
        cx.ui.note(&format!("`{command}` does the same"));
    }
    done
}

async fn print_one(call: &Call, args: &ApiArgs, cx: &mut Context) -> Result<()> {
    let answer = exchange(&call.request, args, cx).await?;
    if args.silent {
        return Ok(());
    }
    let rows = matches!(cx.ui.settings().output, Some(Format::Table | Format::Csv));
    match (rows, call.items()) {
        (true, Some(key)) => {
            let value = answer.json().map_err(|failure| Error::failed(failure.to_string()))?;
            let mut printer = cx.ui.list(columns::of(call.command()));
            for item in items(&value, key).unwrap_or_default() {
                printer.item(item)?;
            }
            printer.finish().map(drop)
        }
        _ => show::body(&answer, cx),
    }
}

/// Every page as it came, as `gh api --paginate` does it.
async fn print_pages(call: &Call, args: &ApiArgs, cx: &mut Context) -> Result<()> {
    let (pagination, key) = (call.pagination(), call.items().unwrap_or("data"));
    let mut request = Some(call.request_for_pages());
    while let Some(asked) = request {
        let answer = exchange(&asked, args, cx).await?;
        if !args.silent {
            show::body(&answer, cx)?;
        }
        let page = answer.json().map_err(|failure| Error::failed(failure.to_string()))?;
        let count = items(&page, key).map_or(0, <[_]>::len);
        request = next(pagination, &asked, &page, count)?;
    }
    Ok(())
}

async fn print_items(call: &Call, cx: &mut Context) -> Result<()> {
    let list = List {
        request: call.request_for_pages(),
        pagination: call.pagination(),
        key: call.items().unwrap_or("data"),
    };
    let all = ListArgs { all: true, limit: None };
    listing::print(list, &all, columns::of(call.command()), cx).await
}

/// Sends one request. A refusal is printed here, and becomes the error of the command.
async fn exchange(request: &Request, args: &ApiArgs, cx: &mut Context) -> Result<Answer> {
    let answer = match cx.client()?.exchange(request).await.last {
        Ok(answer) => answer,
        Err(failure) => return Err(refused(Client::reply(Err(failure), request.repeat))),
    };
    if args.include {
        cx.ui.raw(show::head(&answer).as_bytes())?;
    }
    let refused_or_garbled = match Proof::of_status(answer.status) {
        Proof::Done => request.accept == call::JSON && answer.json::<serde_json::Value>().is_err(),
        _ => true,
    };
    if !refused_or_garbled {
        return Ok(answer);
    }
    if !args.silent {
        show::refusal(&answer, cx)?;
    }
    Err(refused(Client::reply(Ok(answer), request.repeat)))
}

fn refused<T>(reply: Result<T>) -> Error {
    reply.err().unwrap_or_else(|| Error::failed("the answer could not be read"))
}

/// How a call's row says that it answers.
fn list_key(answers: Answers) -> Option<&'static str> {
    match answers {
        Answers::List(key) => Some(key),
        Answers::Object | Answers::Empty | Answers::Download { .. } => None,
    }
}

/// Lists that take a page size are asked for large pages: fewer requests, as `gh api` does it.
fn takes_page_size(pagination: Pagination) -> bool {
    matches!(pagination, Pagination::Cursor { .. } | Pagination::Page { .. })
}
