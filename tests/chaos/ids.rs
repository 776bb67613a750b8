//! A bad day of a verb that takes ids through stdin: every id has one result, and nothing that a
//! customer sees is done twice.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use fastrand::Rng;
use serde_json::{Value, json};

use crate::day::Troubles;
use crate::drive::{Run, Stage};
use crate::gate::Gate;
use crate::server::Server;
use crate::support::Api;

/// The admin that acts.
const ADMIN: &str = "991267459";

/// What is done to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Close,
    Reply,
    Tag,
}

impl Verb {
    fn line(self) -> String {
        match self {
            Verb::Close => format!("conversations close - --admin {ADMIN} --yes"),
            Verb::Reply => format!("conversations reply - 'We are on it' --admin {ADMIN}"),
            Verb::Tag => "contacts tag - vip".to_owned(),
        }
    }

    /// How often it was done to an object.
    fn done_to(self, id: &str, api: &Api) -> usize {
        let parts = |part_type: &str| {
            let conversation = api.get(&format!("/conversations/{id}"));
            let parts = &conversation["conversation_parts"]["conversation_parts"];
            parts.as_array().unwrap().iter().filter(|part| part["part_type"] == part_type).count()
        };
        match self {
            Verb::Close => parts("close"),
            Verb::Reply => parts("comment"),
            Verb::Tag => {
                let tags = api.get(&format!("/contacts/{id}"))["tags"]["total_count"].as_u64();
                usize::try_from(tags.unwrap()).unwrap()
            }
        }
    }
}

/// Plays the day of a seed and judges it.
pub fn survives(seed: u64, home: &Path) -> Result<(), String> {
    let mut random = Rng::with_seed(seed);
    let verb = random.choice([Verb::Close, Verb::Reply, Verb::Tag]).unwrap();
    let count = random.usize(10..60);
    let troubles = Troubles::mixed(count, &mut random);
    let objects = make_objects(verb, count, &Server::start(home, "").api());
    let input = home.join("ids");
    std::fs::write(&input, piped(&objects, &mut random)).unwrap();
    let gate = Gate::new();
    let mut stage = Stage::new(home, &gate, &troubles);
    let job = home.join("job");
    stage.set_command(&format!("{} --timeout 2s --job", verb.line()), &[&job]);
    stage.pipe(input);
    let tell = |why: String| format!("{why}\n{verb:?} of {count}, {troubles:?}");
    let last = stage.play(&troubles.strokes).map_err(tell)?;
    let faults = faults(verb, &objects, &last, &job, &stage.good_day());
    if faults.is_empty() { Ok(()) } else { Err(tell(faults.join("\n"))) }
}

fn make_objects(verb: Verb, count: usize, api: &Api) -> Vec<String> {
    let contact = |number: usize| {
        api.contact(&json!({"role": "user", "email": format!("jo{number}@example.com")}))
    };
    if verb == Verb::Tag {
        return (0..count).map(contact).collect();
    }
    let asks = contact(0);
    let begin = |number: usize| {
        let from = json!({"type": "user", "id": asks});
        let body = json!({"from": from, "body": format!("Question {number}")});
        api.post("/conversations", &body)["conversation_id"].as_str().unwrap().to_owned()
    };
    (0..count).map(begin).collect()
}

/// The ids as a pipe brings them: bare or in objects, some twice, one that nobody has.
fn piped(ids: &[String], random: &mut Rng) -> String {
    let mut text = "nobody\n".to_owned();
    for (index, id) in ids.iter().enumerate() {
        let _ = match random.u8(0..4) {
            0 => writeln!(text, "{}", json!({"id": id})),
            1 => writeln!(text, "{id}\n{}", ids[index / 2]),
            _ => writeln!(text, "{id}"),
        };
    }
    text
}

fn faults(verb: Verb, objects: &[String], last: &Run, job: &Path, api: &Api) -> Vec<String> {
    let mut faults = Vec::new();
    let mut results: BTreeMap<String, Value> = BTreeMap::new();
    for line in last.stdout.lines() {
        let result: Value = serde_json::from_str(line).unwrap();
        let id = result["id"].as_str().unwrap().to_owned();
        if results.insert(id, result).is_some() {
            faults.push(format!("there are two results: {line}"));
        }
    }
    let nobody = results.remove("nobody").map(|result| result["outcome"].clone());
    // Whether a message arrived whose answer was lost cannot be seen where there is nothing to read.
    let open = verb == Verb::Reply && nobody == Some("uncertain".into());
    if !open && nobody != Some("rejected".into()) {
        faults.push(format!("the id that nobody has is {nobody:?}"));
    }
    for id in objects {
        let outcome = results.get(id).map(|result| result["outcome"].as_str().unwrap().to_owned());
        let times = verb.done_to(id, api);
        let right = match outcome.as_deref() {
            Some("done" | "unchanged") => times == 1,
            // What states a result is repeated until an answer comes.
            Some("uncertain") => verb == Verb::Reply && times <= 1,
            _ => false,
        };
        if !right {
            faults.push(format!("{id} is {outcome:?}, and it was done {times} times"));
        }
    }
    if results.len() != objects.len() {
        faults.push(format!("{} results for {} ids", results.len(), objects.len()));
    }
    faults.extend(report_is_wrong(&results, open, last, job));
    faults
}

/// The report counts the results, and the exit code tells whether some are open.
fn report_is_wrong(
    results: &BTreeMap<String, Value>,
    nobody_is_open: bool,
    last: &Run,
    job: &Path,
) -> Option<String> {
    let report = std::fs::read(job.join("report.json")).unwrap();
    let report: Value = serde_json::from_slice(&report).unwrap();
    let count = |outcome: &str| results.values().filter(|r| r["outcome"] == outcome).count();
    let open = usize::from(nobody_is_open);
    let right = ["done", "unchanged"].iter().all(|name| report[name] == count(name))
        && report["uncertain"] == count("uncertain") + open
        && report["rejected"] == 1 - open
        && report["finished"] == true
        && last.code == Some(3);
    (!right).then(|| format!("the report does not tell of the results: {report}, {:?}", last.code))
}
