//! The job of a stream: found again, gone on with, begun anew, refused.

use crate::inbox::{CLOSE, parts, piped, sorted, with_conversations, with_outcome};

#[test]
fn a_job_is_neither_gone_on_with_nor_overwritten_unasked() {
    let (world, ids) = with_conversations(1);
    let line = format!("{CLOSE} --job $DIR/job");
    world.pipe(piped(&ids)).run(&line).succeeds();
    world.pipe(piped(&ids)).run(&line).exits(2).says(&["a finished job", "--resume", "--restart"]);
    world.pipe(piped(&ids)).run(&format!("{line} --restart")).succeeds();
    assert!(world.path("job.1").exists());
}

#[test]
fn a_finished_job_tells_its_results_again_and_does_nothing() {
    let (world, ids) = with_conversations(3);
    let line = format!("{CLOSE} --job $DIR/job --resume");
    world.pipe(piped(&ids)).run(&line).succeeds();
    let again = world.run(&line);
    again.succeeds().says(&["finished already"]);
    assert_eq!(with_outcome(&again, "done"), sorted(&ids));
    assert_eq!(parts(&world, &ids[0], "close").len(), 1);
}

#[test]
fn a_job_is_not_resumed_with_other_ids_or_other_words() {
    let (world, ids) = with_conversations(2);
    let line = format!("{CLOSE} --job $DIR/job --resume");
    world.pipe(piped(&ids)).run(&line).succeeds();
    let others = world.pipe(piped(&ids[..1])).run(&line);
    others.exits(1).says(&["what comes through stdin is another input"]);
    let open = line.replace("close", "open");
    world.pipe(piped(&ids)).run(&open).exits(1).says(&["other options", "message_type"]);
    let slower = format!("{line} --rate 50% --concurrency 2");
    world.pipe(piped(&ids)).run(&slower).succeeds();
}

#[test]
fn without_a_name_the_job_lies_where_its_first_line_says() {
    let (world, ids) = with_conversations(1);
    let run = world.pipe(piped(&ids)).run(&format!("{CLOSE} --job $DIR/named"));
    run.succeeds().says(&["job directory: $DIR/named"]);
}

#[test]
fn a_refused_token_stops_the_job_with_the_way_to_resume() {
    let (mut world, ids) = with_conversations(2);
    let token = world.sandbox().token().to_owned();
    world.set_env("INTERCOM_TOKEN", "wrong");
    let line = format!("{CLOSE} --job $DIR/job");
    world.pipe(piped(&ids)).run(&line).exits(4);
    world.set_env("INTERCOM_TOKEN", &token);
    world.pipe(piped(&ids)).run(&format!("{line} --resume")).succeeds();
}
