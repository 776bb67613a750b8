//! Bodies as they are sent, and dry runs, which send none.

use serde_json::json;

use crate::support::{Answer, Server, TestContext};

fn server() -> Server {
    Server::script([Answer::json(200, &json!({"type": "contact", "id": "x"}))])
}

#[test]
fn strings_stay_strings_and_typed_fields_become_json() {
    let server = server();
    let world = TestContext::at(&server);
    world.file("note.txt", "line 1\nline 2");
    world
        .run(
            "contacts create -f email=a@b.example -f external_id=007 -f custom_attributes.n=5 \
             -F custom_attributes.seats=5 -F custom_attributes.vip=true -F phone=null \
             -F custom_attributes.list=[1,2] -F name=@$DIR/note.txt",
        )
        .succeeds();
    assert_eq!(
        server.request().json(),
        json!({"email": "a@b.example", "external_id": "007", "phone": null, "name": "line 1\nline 2",
            "custom_attributes": {"n": "5", "seats": 5, "vip": true, "list": [1, 2]}})
    );
}

#[test]
fn input_is_sent_byte_for_byte() {
    let odd = "{ \"email\":\"a@b.example\",\n  \"n\": 1.50, \"big\":12345678901234567890, \"e\":\"\\u00e9\" }\n";
    let server = server();
    let world = TestContext::at(&server);
    world.file("body.json", odd);
    world.run("contacts create --input $DIR/body.json").succeeds();
    world.pipe(odd).run("contacts update x --input -").succeeds();
    for request in server.requests() {
        assert_eq!(String::from_utf8(request.body).unwrap(), odd);
    }
    world.run("contacts create --input $DIR/body.json --email x@y.example").exits(2);
    world.run("contacts create --input $DIR/body.json -f a=b").exits(2);
    world.run("contacts create --input $DIR/nowhere.json").exits(1).says(&["nowhere.json"]);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_dry_run_shows_the_request_and_sends_nothing() {
    let server = server();
    let world = TestContext::at(&server);
    for (line, method, path) in [
        ("contacts create --email a@b.example", "POST", "/contacts"),
        ("contacts update x --name N", "PUT", "/contacts/x"),
        ("contacts delete x", "DELETE", "/contacts/x"),
        ("contacts archive x", "POST", "/contacts/x/archive"),
        ("contacts unarchive x", "POST", "/contacts/x/unarchive"),
        ("contacts block x", "POST", "/contacts/x/block"),
        ("contacts merge --from a --into b", "POST", "/contacts/merge"),
    ] {
        let run = world.run(&format!("{line} --dry-run --json"));
        run.succeeds().never_shows("tok-of-the-test");
        let shown = run.json();
        assert_eq!(shown["method"], method, "{line}");
        assert_eq!(shown["url"], format!("{}{path}", server.base_url()), "{line}");
        assert!(shown["curl"].as_str().unwrap().contains("Bearer $INTERCOM_TOKEN"), "{shown}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_dry_run_still_reads() {
    let server = server();
    TestContext::at(&server).run("contacts get x -n").succeeds();
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_dry_run_shows_the_body_that_would_be_sent() {
    let world = TestContext::new();
    let run = world.run("contacts create --email a@b.example --signed-up-at 2026-01-02 -n --json");
    assert_eq!(run.json()["body"], json!({"email": "a@b.example", "signed_up_at": 1_767_312_000}));
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_with_its_flag() {
    let world = TestContext::new();
    world
        .run("contacts create --email a@b.example --signed-up-at whenever")
        .exits(2)
        .says(&["--signed-up-at", "whenever"]);
    world.run("contacts create -f nonsense").exits(2).says(&["KEY="]);
    assert!(world.sandbox().requests().is_empty());
}
