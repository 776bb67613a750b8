//! A bad day of `contacts import`.

use std::collections::BTreeSet;
use std::path::Path;

use crate::books::Books;
use crate::day::{Day, Moment, Stroke};
use crate::drive::{Run, Stage};
use crate::gate::{Gate, Side};
use crate::judge::Evidence;
use crate::server::Server;
use crate::support::Api;

/// Plays the day of a seed and judges it.
pub fn survives(seed: u64, home: &Path) -> Result<(), String> {
    let day = Day::of(seed);
    let (file, job) = (home.join("people"), home.join("job"));
    std::fs::write(&file, day.people.file(day.policy.json)).unwrap();
    let earlier = {
        let quiet = Server::start(home, "");
        quiet.api().attribute("seats", "integer");
        day.people.precede(&quiet.api())
    };
    let gate = Gate::new();
    let mut stage = Stage::new(home, &gate, &day.troubles);
    stage.set_command(&format!("contacts import --json {} --job", day.flags()), &[&job, &file]);
    let tell = |why: String| {
        format!("{why}\n{} rows, {}, {:?}", day.people.rows.len(), day.flags(), day.troubles)
    };
    let last = stage.play(&day.troubles.strokes).map_err(tell)?;
    let books = Books::read(&job);
    let passed = gate.passed();
    let server = stage.good_day();
    let evidence = Evidence {
        people: &day.people,
        policy: day.policy,
        earlier: &earlier,
        books: &books,
        passed: Some(&passed),
        api: &server,
    };
    let mut faults = evidence.faults();
    faults.extend(exit_code_is_wrong(&last, &books));
    faults.extend(another_run_does_something(&mut stage, &gate, &books)?);
    faults.extend(undoing_is_wrong(&mut stage, &job, &server, &books).map_err(tell)?);
    if faults.is_empty() { Ok(()) } else { Err(tell(faults.join("\n"))) }
}

fn exit_code_is_wrong(last: &Run, books: &Books) -> Option<String> {
    let open = books.rejects.len() + books.uncertain.len();
    let wanted = if open == 0 { 0 } else { 3 };
    let printed: Option<serde_json::Value> = serde_json::from_str(&last.stdout).ok();
    if last.code != Some(wanted) || printed.as_ref() != Some(&books.report) {
        return Some(format!("it ended with {last:?}, and the report is {}", books.report));
    }
    None
}

/// A finished job stays as it is.
fn another_run_does_something(
    stage: &mut Stage,
    gate: &Gate,
    books: &Books,
) -> Result<Option<String>, String> {
    let before = gate.count();
    let again = stage.again()?;
    let wrote = gate.passed()[before..].iter().any(|request| !request.line.starts_with("GET "));
    let same = serde_json::from_str(&again.stdout).ok().as_ref() == Some(&books.report);
    Ok((wrote || !same).then(|| format!("it did something when it had finished: {again:?}")))
}

/// Taken back, and killed on the way, the import leaves what was there without it.
fn undoing_is_wrong(
    stage: &mut Stage,
    job: &Path,
    api: &Api,
    books: &Books,
) -> Result<Option<String>, String> {
    let created = books.journal.values().filter(|ended| ended.outcome == "created");
    let created: BTreeSet<String> = created.filter_map(|ended| ended.id.clone()).collect();
    let wanted: BTreeSet<String> = ids(api).difference(&created).cloned().collect();
    stage.set_command("contacts import undo --yes", &[job]);
    let middle = created.len() as u64 / 2;
    let strokes = [Side::There, Side::Home].map(|side| (Moment::At(middle, side), Stroke::Kill));
    let last = stage.play(if middle > 0 { &strokes } else { &[] })?;
    let left = ids(api);
    let right =
        left == wanted && last.code == Some(0) && last.stdout.lines().count() == created.len();
    Ok((!right).then(|| format!("undone, it leaves {left:?} and not {wanted:?}: {last:?}")))
}

fn ids(api: &Api) -> BTreeSet<String> {
    let contacts = api.contacts();
    contacts.iter().map(|contact| contact["id"].as_str().unwrap().to_owned()).collect()
}
