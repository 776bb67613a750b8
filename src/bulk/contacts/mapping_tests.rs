//! Mappings as users ask for them.

use super::*;

fn attribute(name: &str, value_type: ValueType) -> Attribute {
    Attribute { name: name.into(), value_type, archived: false, api_writable: true }
}

fn workspace() -> Vec<Attribute> {
    let old = Attribute { archived: true, ..attribute("old", ValueType::Text) };
    let score = Attribute { api_writable: false, ..attribute("score", ValueType::Float) };
    vec![
        attribute("plan_tier", ValueType::Text),
        attribute("mobile", ValueType::Text),
        attribute("renewal", ValueType::Date),
        old,
        score,
    ]
}

fn options(rules: &[&str]) -> MappingOptions {
    let rules = rules.iter().map(|rule| MapRule::parse(rule).unwrap()).collect();
    MappingOptions { rules, ..MappingOptions::default() }
}

fn resolve(columns: &[&str], options: &MappingOptions) -> Result<Mapping> {
    let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    Mapping::resolve(&columns, options, Some(&workspace()))
}

fn targets(mapping: &Mapping) -> Vec<String> {
    mapping.columns.iter().map(|column| column.target.to_string()).collect()
}

fn mapped(columns: &[&str], rules: &[&str]) -> Vec<String> {
    targets(&resolve(columns, &options(rules)).unwrap())
}

#[test]
fn columns_find_fields_attributes_and_read_only_fields() {
    let columns =
        ["E-mail", "User ID", "Plan Tier", "mobile", "custom_attributes.renewal", "Created at"];
    let expected = [
        "email",
        "external_id",
        "custom_attributes.plan_tier",
        "custom_attributes.mobile",
        "custom_attributes.renewal",
        "-",
    ];
    assert_eq!(mapped(&columns, &[]), expected);
}

#[test]
fn rules_beat_names() {
    let columns = ["Email", "Work mail", "Notes"];
    let rules = ["Email=-", "work_mail=email", "Notes=custom_attributes.plan_tier"];
    assert_eq!(mapped(&columns, &rules), ["-", "email", "custom_attributes.plan_tier"]);
}

#[test]
fn a_synonym_does_not_take_a_field_that_has_its_own_column() {
    let error = resolve(&["external_id", "user_id", "email"], &options(&[])).unwrap_err();
    assert!(error.message().starts_with("column 'user_id' "), "{error}");
    let rules = ["external_id=-", "user_id=external_id"];
    assert_eq!(mapped(&["external_id", "user_id"], &rules), ["-", "external_id"]);
}

#[test]
fn unknown_columns_are_named_with_every_way_out() {
    let error = resolve(&["email", "Plan Teir", "xyzzy", "old"], &options(&[])).unwrap_err();
    assert_eq!(
        error.message(),
        "3 columns 'Plan Teir' (did you mean plan_tier?), 'xyzzy', 'old' (an archived attribute) \
         are neither a contact field nor a custom attribute of the workspace"
    );
    for way in ["--map", "--ignore-unknown", "--create-attributes"] {
        assert!(error.hint_text().unwrap().contains(way));
    }
    assert_eq!(error.kind(), crate::error::Kind::Failed);
}

#[test]
fn unknown_columns_may_be_left_out_or_created() {
    let ignore = MappingOptions { ignore_unknown: true, ..options(&[]) };
    assert_eq!(targets(&resolve(&["email", "xyzzy"], &ignore).unwrap()), ["email", "-"]);
    let create = MappingOptions { create_attributes: true, ..options(&[]) };
    let mapping = resolve(&["email", "Shoe Size"], &create).unwrap();
    assert_eq!(targets(&mapping), ["email", "custom_attributes.Shoe_Size"]);
    assert_eq!(mapping.to_create().map(|(name, _)| name).collect::<Vec<_>>(), ["Shoe_Size"]);
    assert!(resolve(&["email", "a.b"], &create).unwrap_err().message().contains("'a.b'"));
}

#[test]
fn attributes_that_are_not_known_are_not_checked() {
    let columns = ["email".to_owned(), "xyzzy".to_owned()];
    let mapping = Mapping::resolve(&columns, &options(&[]), None).unwrap();
    assert_eq!(targets(&mapping), ["email", "custom_attributes.xyzzy"]);
    assert!(mapping.columns[1].note.as_ref().unwrap().contains("not checked"));
}

#[test]
fn what_cannot_be_written_is_left_out_or_refused_when_asked_for() {
    assert_eq!(mapped(&["email", "score"], &[]), ["email", "-"]);
    let asked = options(&["Points=custom_attributes.score"]);
    let error = resolve(&["email", "Points"], &asked).unwrap_err();
    assert!(error.message().contains("'Points' to custom_attributes.score"));
}

#[test]
fn two_columns_cannot_become_one_field() {
    let error = resolve(&["email", "E-mail"], &options(&[])).unwrap_err();
    assert_eq!(error.message(), "the columns 'email' and 'E-mail' would both become email");
}

#[test]
fn a_file_of_users_needs_a_key() {
    let error = resolve(&["name"], &options(&[])).unwrap_err();
    assert!(error.message().contains("no column holds an email or an external id"));
    let leads = MappingOptions { role: Role::Lead, ..options(&[]) };
    assert!(resolve(&["name"], &leads).is_ok());
    assert!(resolve(&["name", "role"], &options(&[])).is_ok());
}

#[test]
fn wrong_rules_are_explained() {
    let error = resolve(&["email"], &options(&["Emial=email"])).unwrap_err();
    assert_eq!(error.message(), "--map names a column 'Emial', which the file lacks");
    let error = resolve(&["a"], &options(&["a=emial"])).unwrap_err();
    assert!(error.hint_text().unwrap().starts_with("Did you mean email?"));
    let error = resolve(&["a"], &options(&["a=created_at"])).unwrap_err();
    assert!(error.hint_text().unwrap().contains("Intercom fills it itself"));
}

#[test]
fn a_mapping_survives_being_recorded() {
    let mapping = resolve(&["email", "renewal", "id"], &options(&[])).unwrap();
    let json = serde_json::to_string(&mapping).unwrap();
    assert!(json.contains(r#""target":"custom_attributes.renewal","value_type":"date""#), "{json}");
    assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
}

#[test]
fn tags_and_companies_have_columns_of_their_own() {
    let columns = ["email", "Tags", "Company ID", "Organization", "companies"];
    let expected = ["email", "tags", "company_id", "company_name", "companies"];
    assert_eq!(mapped(&columns, &[]), expected);
    assert_eq!(mapped(&["email", "Firm"], &["Firm=company_name"]), ["email", "company_name"]);
    let mapping = resolve(&["email", "Firm"], &options(&["Firm=company_name"])).unwrap();
    let json = serde_json::to_string(&mapping).unwrap();
    assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
    let error = resolve(&["email", "company", "company_name"], &options(&[])).unwrap_err();
    assert!(error.message().starts_with("column 'company' "), "{error}");
}

#[test]
fn an_attribute_of_the_workspace_beats_a_loose_name_of_a_link() {
    let attributes = [attribute("labels", ValueType::Text), attribute("tags", ValueType::Text)];
    let columns = ["email", "labels", "tags"].map(str::to_owned);
    let mapping = Mapping::resolve(&columns, &options(&[]), Some(&attributes)).unwrap();
    assert_eq!(targets(&mapping), ["email", "custom_attributes.labels", "tags"]);
    let note = mapping.columns[2].note.as_deref().unwrap();
    assert!(note.contains("--map 'tags=custom_attributes.tags'"), "{note}");
}
