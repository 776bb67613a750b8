//! What is sent along with a message: files by their path, images by their address.

use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use clap::{Arg, ArgAction, ArgMatches};
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};

/// The argument's id and flag.
pub const ATTACH: &str = "attach";

/// Most files, and most addresses, of one message (description 2.16: `attachment_files`,
/// `attachment_urls`).
const MOST: usize = 10;

/// What a file of this ending is, where a reader of the message can show it.
const CONTENT_TYPES: [(&str, &str); 26] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("svg", "image/svg+xml"),
    ("bmp", "image/bmp"),
    ("heic", "image/heic"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("log", "text/plain"),
    ("md", "text/markdown"),
    ("csv", "text/csv"),
    ("html", "text/html"),
    ("json", "application/json"),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
];

/// `--attach`.
pub fn arg() -> Arg {
    Arg::new(ATTACH)
        .long(ATTACH)
        .value_name("PATH|URL")
        .action(ArgAction::Append)
        .conflicts_with_all(["input"])
        .help("Send a file, or an image at an address, along; repeatable")
}

/// The fields of the body for what was asked to be attached. Files are read now.
pub fn fields(matches: &ArgMatches) -> Result<Map<String, Value>> {
    let given: Vec<&String> =
        matches.try_get_many(ATTACH).ok().flatten().into_iter().flatten().collect();
    let (urls, files): (Vec<&String>, Vec<&String>) =
        given.into_iter().partition(|place| is_address(place));
    if !urls.is_empty() && !files.is_empty() {
        return Err(Error::usage("files and addresses cannot be attached to one message").hint(
            "the API takes one kind or the other: download the images, or send two messages",
        ));
    }
    if urls.len().max(files.len()) > MOST {
        return Err(Error::usage(format!("the API takes at most {MOST} attachments a message")));
    }
    let mut fields = Map::new();
    if !urls.is_empty() {
        fields.insert("attachment_urls".to_owned(), json!(urls));
    }
    if !files.is_empty() {
        let files: Result<Vec<Value>> = files.into_iter().map(|path| file(path)).collect();
        fields.insert("attachment_files".to_owned(), files?.into());
    }
    Ok(fields)
}

fn is_address(place: &str) -> bool {
    place.starts_with("https://") || place.starts_with("http://")
}

fn file(path: &str) -> Result<Value> {
    let bytes = std::fs::read(path)
        .map_err(|cause| Error::failed(format!("{path} could not be attached: {cause}")))?;
    let path = Path::new(path);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_else(|| "attachment".to_owned());
    Ok(json!({
        "content_type": content_type(path),
        "name": name,
        "data": BASE64_STANDARD.encode(bytes),
    }))
}

fn content_type(path: &Path) -> &'static str {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let known = CONTENT_TYPES.iter().find(|(known, _)| ending.as_deref() == Some(known));
    known.map_or("application/octet-stream", |(_, content_type)| content_type)
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;

    fn attached(places: &[&str]) -> Result<Map<String, Value>> {
        let args = places.iter().flat_map(|place| ["--attach", place]);
        let command = Command::new("reply").no_binary_name(true);
        let command = command.arg(Arg::new("input").long("input")).arg(arg());
        fields(&command.try_get_matches_from(args).unwrap())
    }

    #[test]
    fn files_go_as_base64_and_addresses_as_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notes.TXT");
        std::fs::write(&path, "hello").unwrap();
        let files = attached(&[path.to_str().unwrap()]).unwrap();
        assert_eq!(
            files["attachment_files"],
            json!([{"content_type": "text/plain", "name": "notes.TXT", "data": "aGVsbG8="}])
        );
        let urls = attached(&["https://a.example/b.png"]).unwrap();
        assert_eq!(urls["attachment_urls"], json!(["https://a.example/b.png"]));
        assert!(attached(&[]).unwrap().is_empty());
    }

    #[test]
    fn what_the_api_does_not_take_is_refused() {
        let eleven = ["https://a.example/b.png"; 11];
        assert!(attached(&eleven).unwrap_err().message().contains("at most 10"));
        let error = attached(&["https://a.example/b.png", "/tmp/c.png"]).unwrap_err();
        assert!(error.message().contains("cannot be attached to one message"));
        let error = attached(&["/no/such/file"]).unwrap_err();
        assert!(error.message().starts_with("/no/such/file could not be attached"));
    }
}
