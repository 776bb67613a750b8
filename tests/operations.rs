//! What a user may count on in the table of operations: nothing is there twice, its commands can be
//! guessed from the API's paths, no name means two things.

use std::collections::BTreeSet;

use ictl::api::operations::{self, Answer, Kind, Operation, all, find, noun, nouns};
use ictl::api::pagination::Pagination;
use ictl::api::{Method, Repeat};

/// Flags that every command has, which no operation may take for itself.
const GLOBAL_FLAGS: [&str; 21] = [
    "profile",
    "region",
    "api-version",
    "output",
    "json",
    "jq",
    "fields",
    "timeout",
    "no-retry",
    "dry-run",
    "yes",
    "time-zone",
    "verbose",
    "quiet",
    "color",
    "sandbox",
    "limit",
    "all",
    "input",
    "help",
    "version",
];

fn command(words: &str) -> &'static Operation {
    let words: Vec<&str> = words.split(' ').collect();
    let mut rows = all().filter(|row| row.command == words);
    rows.next().unwrap_or_else(|| panic!("no command {words:?}"))
}

#[test]
fn no_operation_is_there_twice() {
    let ids: BTreeSet<_> = all().map(|row| row.id).collect();
    assert_eq!(ids.len(), all().count());
    let requests: BTreeSet<_> = all().map(|row| (row.method.as_str(), row.path)).collect();
    assert_eq!(requests.len(), all().count());
}

#[test]
fn no_two_operations_have_the_same_command() {
    let commands: BTreeSet<_> =
        all().flat_map(|row| row.also.iter().chain([&row.command])).collect();
    let also: usize = all().map(|row| row.also.len()).sum();
    assert_eq!(commands.len(), all().count() + also);
}

#[test]
fn no_command_is_also_a_group_of_commands() {
    for row in all() {
        let longer = all().find(|other| {
            other.command.len() > row.command.len() && other.command.starts_with(row.command)
        });
        assert!(longer.is_none(), "{:?} and {:?}", row.command, longer.unwrap().command);
    }
}

#[test]
fn a_noun_holds_exactly_the_commands_that_begin_with_it() {
    assert!(nouns().is_sorted_by_key(|noun| noun.name), "nouns are sorted");
    for noun in nouns() {
        assert!(!noun.operations.is_empty());
        assert!(noun.operations.iter().all(|row| row.command[0] == noun.name), "{}", noun.name);
        assert!(operations::noun(noun.name).is_some());
    }
    assert!(noun("contact").is_none());
}

#[test]
fn commands_are_named_as_one_would_guess() {
    for (words, id) in [
        ("me", "identifyAdmin"),
        ("contacts list", "ListContacts"),
        ("contacts get", "ShowContact"),
        ("contacts find", "ShowContactByExternalId"),
        ("contacts create", "CreateContact"),
        ("contacts update", "UpdateContact"),
        ("contacts delete", "DeleteContact"),
        ("contacts search", "SearchContacts"),
        ("contacts archive", "ArchiveContact"),
        ("contacts unarchive", "UnarchiveContact"),
        ("contacts block", "BlockContact"),
        ("contacts merge", "MergeContact"),
        ("contacts notes create", "createNote"),
        ("contacts tags delete", "detachTagFromContact"),
        ("conversations parts create", "manageConversation"),
        ("conversations reply", "replyConversation"),
        ("conversations run-assignment-rules", "POST /conversations/{id}/run_assignment_rules"),
        ("tickets change-type", "changeTicketType"),
        ("help-center collections list", "listAllCollections"),
        ("exports content-data download", "downloadDataExport"),
        ("auth revoke", "POST /auth/uninstall"),
    ] {
        assert_eq!(command(words).id, id);
    }
}

/// Who knows the path finds the command: each word of a path is in its command.
#[test]
fn every_word_of_a_path_is_in_its_command() {
    // `find`, `revoke` and `datasets list` say the same in better words.
    let exceptions = ["find_by_external_id", "uninstall", "get_datasets"];
    for row in all() {
        let command = row.command.join(" ");
        let words = row.path.split('/').filter(|word| !word.is_empty() && !word.starts_with('{'));
        for word in words.filter(|word| !exceptions.contains(word)) {
            assert!(command.contains(&word.replace('_', "-")), "{command} for {}", row.path);
        }
    }
}

#[test]
fn words_are_in_kebab_case() {
    let kebab = |word: &str| {
        word.split('-').all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
    };
    for row in all() {
        assert!(row.command.iter().all(|word| kebab(word)), "{:?}", row.command);
        assert!(row.query.iter().all(|param| kebab(param.flag)), "{:?}", row.command);
        assert!(row.body.iter().all(|field| kebab(field.flag)), "{:?}", row.command);
    }
}

#[test]
fn a_flag_is_the_name_in_kebab_case_unless_that_is_taken() {
    let kebab = |name: &str| name.replace('_', "-");
    for row in all() {
        let mut taken: BTreeSet<String> = GLOBAL_FLAGS.iter().map(|&flag| flag.into()).collect();
        taken.extend(row.path_params.iter().map(|param| kebab(param.name)));
        let query = row.query.iter().map(|param| ("query-", param.name, param.flag));
        let body = row.body.iter().map(|field| ("body-", field.name, field.flag));
        for (prefix, name, flag) in query.chain(body) {
            let prefix = if taken.contains(&kebab(name)) { prefix } else { "" };
            assert_eq!(flag, format!("{prefix}{}", kebab(name)), "{:?}", row.command);
            assert!(taken.insert(flag.into()), "--{flag} twice in {:?}", row.command);
        }
    }
}

#[test]
fn a_parameter_that_is_in_path_and_query_has_a_flag_of_its_own() {
    let row = command("exports reporting-data get");
    assert_eq!(row.path_params[0].value_name, "JOB_IDENTIFIER");
    assert!(
        row.query
            .iter()
            .any(|param| param.name == "job_identifier" && param.flag == "query-job-identifier")
    );
}

#[test]
fn path_parameters_are_told_apart_by_their_value_names() {
    for row in all() {
        let names: BTreeSet<_> = row.path_params.iter().map(|param| param.value_name).collect();
        assert_eq!(names.len(), row.path_params.len(), "{:?}", row.command);
        let shouted = |name: &str| name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        assert!(names.iter().all(|name| shouted(name) && *name != "ID"), "{names:?}");
    }
}

#[test]
fn alternatives_name_fields_that_exist_and_are_not_required_anyway() {
    for row in all() {
        let optional: BTreeSet<_> = row
            .body
            .iter()
            .filter(|field| !field.required)
            .map(|field| field.name)
            .chain(row.query.iter().filter(|param| !param.required).map(|param| param.name))
            .collect();
        for name in row.alternatives.iter().copied().flatten() {
            assert!(optional.contains(name), "{name} of {:?}", row.command);
        }
    }
    assert_eq!(command("contacts create").alternatives, [&["email"], &["external_id"], &["role"]]);
}

#[test]
fn a_value_can_make_other_fields_necessary() {
    let snooze = command("conversations parts create").cases.iter();
    let mut snooze = snooze.filter(|case| (case.field, case.value) == ("message_type", "snoozed"));
    assert_eq!(snooze.next().map(|case| case.needs), Some(&["snoozed_until"][..]));
    for row in all() {
        for case in row.cases {
            let field = row.body.iter().find(|field| field.name == case.field);
            let Some(Kind::Enum(words)) = field.map(|field| field.kind) else {
                panic!("{case:?} of {:?}", row.command);
            };
            assert!(words.contains(&case.value), "{case:?} of {:?}", row.command);
            let known = |name: &str| row.body.iter().any(|field| field.name == name);
            assert!(case.needs.iter().all(|name| known(name)), "{case:?} of {:?}", row.command);
        }
    }
}

#[test]
fn help_lines_are_short_imperatives_without_a_full_stop() {
    for row in all() {
        let summary = row.summary;
        assert!(summary.starts_with(|c: char| c.is_ascii_uppercase()), "{summary}");
        assert!(!summary.ends_with('.') && summary.len() < 80, "{summary}");
        assert!(row.details.is_empty() || row.details.ends_with('.'), "{}", row.details);
    }
    for noun in nouns() {
        assert!(!noun.about.is_empty() && !noun.about.ends_with('.') && noun.about.len() < 80);
    }
}

#[test]
fn commands_that_the_details_point_to_exist() {
    for row in all() {
        for quoted in row.details.split('`').skip(1).step_by(2) {
            let words: Vec<&str> =
                quoted.split(" --").next().unwrap_or(quoted).split(' ').collect();
            if words.len() > 1 && noun(words[0]).is_some() {
                assert!(
                    all().any(|other| other.command == words),
                    "`{quoted}` in {:?}",
                    row.command
                );
            }
        }
    }
}

#[test]
fn flags_that_the_details_speak_of_exist() {
    for row in all() {
        for quoted in row.details.split('`').skip(1).step_by(2) {
            let words: Vec<&str> = quoted.split(' ').collect();
            let Some(at) = words.iter().position(|word| word.starts_with("--")) else { continue };
            let owner = if at == 0 { row } else { command(&words[..at].join(" ")) };
            let flag = &words[at][2..];
            let known = owner.body.iter().any(|field| field.flag == flag)
                || owner.query.iter().any(|param| param.flag == flag);
            assert!(known, "`{quoted}` in {:?}", row.command);
        }
    }
}

#[test]
fn every_template_finds_its_own_operation() {
    for row in all() {
        let path: Vec<&str> = row
            .path
            .split('/')
            .map(|segment| if segment.starts_with('{') { "5ba6" } else { segment })
            .collect();
        let path = path.join("/");
        let found = find(row.method.as_str(), &path).unwrap_or_else(|| panic!("{path}"));
        assert_eq!(found.operation.id, row.id, "{path}");
        assert_eq!(found.arguments.len(), row.path_params.len());
    }
}

#[test]
fn a_reply_to_a_customer_is_never_repeated() {
    for words in [
        "conversations reply",
        "conversations parts create",
        "tickets reply",
        "messages create",
        "phone-call-redirects create",
        "contacts create",
        "contacts notes create",
        "tickets create",
    ] {
        assert_eq!(command(words).repeat, Repeat::Refused, "{words}");
    }
}

#[test]
fn what_changes_nothing_a_second_time_may_be_repeated() {
    for words in [
        "contacts search",
        "companies list",
        "contacts update",
        "contacts archive",
        "contacts tags create",
        "conversations tags delete",
        "events create",
        "me",
    ] {
        assert_eq!(command(words).repeat, Repeat::Safe, "{words}");
    }
    let refused_reads: Vec<_> = all()
        .filter(|row| row.method == Method::Get && row.repeat == Repeat::Refused)
        .map(|row| row.command.join(" "))
        .collect();
    assert_eq!(refused_reads, ["companies scroll", "contacts banners list"]);
}

#[test]
fn only_lists_have_pages() {
    for row in all() {
        let list = matches!(row.answer, Answer::List(_));
        assert!(list || row.pagination == Pagination::None, "{:?}", row.command);
        assert!(
            row.max_per_page.is_none() || row.pagination != Pagination::None,
            "{:?}",
            row.command
        );
    }
}

#[test]
fn lists_differ_in_their_items_and_pages() {
    let cursor = Pagination::Cursor { param: "starting_after", next: "pages.next.starting_after" };
    for (words, items, pagination) in [
        ("contacts list", "data", cursor),
        ("conversations list", "conversations", cursor),
        ("conversations search", "conversations", Pagination::Search),
        ("tickets search", "tickets", Pagination::Search),
        ("articles search", "data.articles", Pagination::Page { total: "pages.total_pages" }),
        ("contacts companies list", "companies", Pagination::Page { total: "pages.total_pages" }),
        ("audiences list", "data", Pagination::Page { total: "total_pages" }),
        ("companies scroll", "data", Pagination::Scroll),
        ("admins activity-logs search", "activity_logs", Pagination::PageInBody),
        ("admins list", "admins", Pagination::None),
    ] {
        assert_eq!(command(words).answer, Answer::List(items), "{words}");
        assert_eq!(command(words).pagination, pagination, "{words}");
    }
}

#[test]
fn operations_of_one_version_are_sent_as_that_version() {
    let pinned: Vec<_> =
        all().filter_map(|row| Some((row.command.join(" "), row.pinned?))).collect();
    assert_eq!(
        pinned,
        [
            ("contacts bulk create".to_owned(), "Preview"),
            ("contacts bulk update".to_owned(), "Preview"),
            ("contacts bulk delete".to_owned(), "Preview"),
            ("contacts bulk get".to_owned(), "Preview"),
            ("conversations run-assignment-rules".to_owned(), "2.11"),
        ]
    );
    for row in all() {
        assert!(row.pinned.is_none_or(|version| row.versions == [version]));
    }
}

#[test]
fn moments_and_choices_are_told_from_plain_numbers_and_text() {
    let kind = |words: &str, name: &str| {
        let row = command(words);
        let field = row.body.iter().find(|field| field.name == name).map(|field| field.kind);
        field.or_else(|| row.query.iter().find(|param| param.name == name).map(|param| param.kind))
    };
    assert_eq!(kind("conversations parts create", "snoozed_until"), Some(Kind::Timestamp));
    assert_eq!(kind("contacts create", "signed_up_at"), Some(Kind::Timestamp));
    assert_eq!(kind("data-attributes list", "model"), Some(Kind::Enum(&["contact", "company"])));
    assert_eq!(kind("content search", "tag_ids"), Some(Kind::Array(&Kind::Integer)));
}
