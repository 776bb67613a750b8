//! From the words of `ictl api` to a request: method, path, query, headers and body, refused
//! before anything is sent where they would reach another host or carry a secret.

use reqwest::Url;
use reqwest::header::{HeaderName, HeaderValue};
use serde_json::Map;

use super::{ApiArgs, list_key, takes_page_size};
use crate::api::operations::{self, Answer, Match, Operation};
use crate::api::pagination::{MAX_PER_PAGE, Pagination};
use crate::api::{BaseUrl, Method, Request};
use crate::commands::body::{put, query_text};
use crate::commands::operation;
use crate::context::{Context, shell_word};
use crate::error::{Error, Result};

/// What is asked for unless `-H Accept:` says otherwise.
pub(super) const JSON: &str = "application/json";

/// Headers whose values are secrets: the token has its own ways in.
const SECRET: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];

/// Headers that the connection itself needs right.
const RESERVED: [&str; 4] = ["content-length", "transfer-encoding", "connection", "host"];

/// A request, and what the table knows of it.
pub(super) struct Call {
    pub(super) request: Request,
    row: Option<(&'static Operation, Vec<String>)>,
}

impl Call {
    /// How the list goes on; where the table knows nothing, its pages tell.
    pub(super) fn pagination(&self) -> Pagination {
        self.row.as_ref().map_or(Pagination::None, |(row, _)| row.pagination)
    }

    /// Where the items of the list are.
    pub(super) fn items(&self) -> Option<&'static str> {
        self.row.as_ref().and_then(|(row, _)| list_key(row.answer))
    }

    /// The words of the command that does the same.
    pub(super) fn command(&self) -> &'static [&'static str] {
        self.row.as_ref().map_or(&[], |(row, _)| row.command)
    }

    /// True for a POST that the table does not know: it may read, as the known searches do.
    pub(super) fn may_be_a_search(&self) -> bool {
        self.row.is_none() && self.request.method == Method::Post
    }

    /// True for what is printed while it arrives.
    pub(super) fn is_file(&self) -> bool {
        self.request.accept != JSON
    }

    /// The first request of a list that is read to its end, in large pages where the table knows
    /// how it goes on.
    pub(super) fn request_for_pages(&self) -> Request {
        let mut request = self.request.clone();
        let Some((row, _)) = &self.row else { return request };
        let given = request.query.iter().any(|(name, _)| name == "per_page");
        if !given && takes_page_size(row.pagination) {
            let size = row.max_per_page.map_or(MAX_PER_PAGE, u64::from);
            request.set_query("per_page", size.to_string());
        }
        request
    }

    /// The command line that would have done the same, without its flags.
    pub(super) fn same_as(&self) -> Option<String> {
        let (row, arguments) = self.row.as_ref()?;
        let words = row.command.iter().map(|&word| word.to_owned());
        let arguments = arguments.iter().map(|argument| shell_word(argument));
        Some(
            ["ictl".to_owned()]
                .into_iter()
                .chain(words)
                .chain(arguments)
                .collect::<Vec<_>>()
                .join(" "),
        )
    }
}

/// Makes the request.
pub(super) fn understand(args: &ApiArgs, cx: &mut Context) -> Result<Call> {
    let (method, address) = target(args)?;
    let (path, query) = resolve(&address, cx)?;
    let mut request = Request::new(method, path);
    request.query = query;
    fill(&mut request, args, cx)?;
    let found = operations::find(method.as_str(), &request.path);
    let row = found.map(|Match { operation, arguments }| {
        (operation, arguments.into_iter().map(decoded).collect())
    });
    if let Some((operation, _)) = &row {
        request.repeat = operation.repeat;
        request.writes = !operation::reads_only(operation);
        if cx.options().api_version.is_none() {
            request.version = operation.pinned.map(str::parse).transpose()?;
        }
        if let Answer::Download { accept } = operation.answer {
            request.accept = accept;
        }
    }
    add_headers(&mut request, &args.headers)?;
    Ok(Call { request, row })
}

/// Method and address, from `[METHOD] PATH`, `-X` and whether there is a body.
fn target(args: &ApiArgs) -> Result<(Method, String)> {
    let (named, address) = match (&args.words[..], &args.method) {
        ([_, _], Some(_)) => return Err(Error::usage("the method is given twice")),
        ([method, address], None) => (Some(method), address),
        ([address], method) => (method.as_ref(), address),
        _ => return Err(Error::usage("a path is needed, such as /contacts")),
    };
    if named.is_none() && Method::parse(address).is_some() && !address.contains('/') {
        return Err(Error::usage(format!("{address} is a method; a path is needed after it"))
            .hint(format!("for example: ictl api {address} /contacts")));
    }
    let method = match named {
        Some(name) => Method::parse(name).ok_or_else(|| {
            Error::usage(format!("{name:?} is not a method of the API"))
                .hint("methods are GET, POST, PUT, PATCH, DELETE and HEAD")
        })?,
        None if args.body.is_given() => Method::Post,
        None => Method::Get,
    };
    Ok((method, address.clone()))
}

/// The path below the base URL, and the query, decoded so that paging can replace what it must.
fn resolve(address: &str, cx: &mut Context) -> Result<(String, Vec<(String, String)>)> {
    let is_url = address.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric())
    });
    if is_url {
        let base = cx.client()?.base_url().clone();
        return below(&base, address);
    }
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path = path.trim_start_matches('/');
    if path.is_empty() || path.chars().any(char::is_control) || address.contains('#') {
        return Err(Error::usage(format!("{address:?} is not a path of the API"))
            .hint("paths look like /contacts/ID; write %23 for a # in one"));
    }
    // Dots would be resolved away, and an id with some in it would aim at another object.
    let dots = |segment: &str| {
        matches!(segment.replace("%2e", ".").replace("%2E", ".").as_str(), "." | "..")
    };
    if path.split('/').any(dots) {
        return Err(Error::usage(format!("{address:?} has a segment of dots")));
    }
    let parsed = Url::parse(&format!("http://localhost/?{query}"));
    let parsed = parsed.map_err(|cause| Error::usage(format!("{address:?}: {cause}")))?;
    Ok((format!("/{path}"), pairs(&parsed)))
}

/// A whole URL is fine when it is the configured host's: the token goes nowhere else.
fn below(base: &BaseUrl, address: &str) -> Result<(String, Vec<(String, String)>)> {
    let url = Url::parse(address)
        .map_err(|cause| Error::usage(format!("{address:?} is not an address: {cause}")))?;
    let root = base.join("/")?;
    let prefix = root.path().trim_end_matches('/');
    let own =
        url.origin() == root.origin() && url.username().is_empty() && url.password().is_none();
    let path = url.path().strip_prefix(prefix).filter(|path| own && path.starts_with('/'));
    let path = path.ok_or_else(|| {
        let host = url.host_str().unwrap_or("that host");
        Error::usage(format!("{host} is not the API of this workspace, which is at {base}"))
            .hint("nothing was sent; give the path alone, or set INTERCOM_API_BASE_URL")
    })?;
    Ok((path.to_owned(), pairs(&url)))
}

fn pairs(url: &Url) -> Vec<(String, String)> {
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// The body, or for a read the query.
fn fill(request: &mut Request, args: &ApiArgs, cx: &mut Context) -> Result<()> {
    if let Some(whole) = args.body.whole(cx)? {
        request.body = Some(whole);
        return Ok(());
    }
    let fields = args.body.fields(cx)?;
    if request.method.is_read() {
        request.query.extend(fields.iter().map(|(key, value)| (key.clone(), query_text(value))));
    } else if !fields.is_empty() {
        let mut body = Map::new();
        fields.into_iter().try_for_each(|(key, value)| put(&mut body, &key, value))?;
        *request = request.clone().json_object(&body);
    }
    Ok(())
}

fn add_headers(request: &mut Request, headers: &[String]) -> Result<()> {
    for header in headers {
        let parts = header.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
        let (name, value) = parts.filter(|(name, _)| !name.is_empty()).ok_or_else(|| {
            // What was meant may be a secret, so it is not repeated.
            Error::usage("-H needs NAME:VALUE").hint("for example: -H 'Accept: text/csv'")
        })?;
        let name = name.to_ascii_lowercase();
        if SECRET.contains(&name.as_str()) {
            return Err(Error::usage(format!("-H does not take {name}: others can see arguments"))
                .hint("set INTERCOM_TOKEN to the token that is to be used"));
        }
        let sound = HeaderName::from_bytes(name.as_bytes()).is_ok();
        if !sound || RESERVED.contains(&name.as_str()) || HeaderValue::from_str(value).is_err() {
            return Err(Error::usage(format!("-H cannot set {name} to that value")));
        }
        if name == "accept" && !value.contains("json") && value != "*/*" {
            // The header itself is sent as it was given; this tells that no JSON is expected.
            request.accept = "*/*";
        }
        request.headers.push((name, value.to_owned()));
    }
    Ok(())
}

/// A segment of a path as the command would take it.
fn decoded(segment: &str) -> String {
    let pairs = segment.replace('+', "%2B");
    let url = Url::parse(&format!("http://localhost/?x={pairs}"));
    let value = url.ok().and_then(|url| url.query_pairs().next().map(|(_, v)| v.into_owned()));
    value.unwrap_or_else(|| segment.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> BaseUrl {
        BaseUrl::parse("https://api.intercom.io", "test").unwrap()
    }

    #[test]
    fn a_whole_url_is_taken_on_the_own_host_only() {
        let (path, query) = below(&base(), "https://api.intercom.io/contacts?per_page=5").unwrap();
        assert_eq!((path.as_str(), query.len()), ("/contacts", 1));
        for foreign in [
            "https://example.com/contacts",
            "http://api.intercom.io/contacts",
            "https://api.intercom.io.example.com/contacts",
            "https://me@api.intercom.io/contacts",
            "https://api.intercom.io:444/contacts",
        ] {
            assert_eq!(below(&base(), foreign).unwrap_err().kind().exit_code(), 2, "{foreign}");
        }
    }

    #[test]
    fn secrets_are_not_taken_as_headers_and_not_repeated() {
        for header in
            ["Authorization: Bearer tok", "authorization:tok", "Cookie: tok", "Bearer tok"]
        {
            let mut request = Request::get("/me");
            let error = add_headers(&mut request, &[header.to_owned()]).unwrap_err();
            assert_eq!(error.kind().exit_code(), 2);
            assert!(!error.to_string().contains("tok"), "{error}");
        }
    }

    #[test]
    fn a_segment_reads_as_it_was_meant() {
        assert_eq!(decoded("a%2Fb+c"), "a/b+c");
    }
}
