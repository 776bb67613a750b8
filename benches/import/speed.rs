//! How fast is an import where nothing limits it? Its whole run, from the start of the process to
//! its report, against programs that send prepared bodies and keep no books.
//!
//! All of them run one after the other in every round, so that what else the machine does hits all;
//! ratios are taken within a round, and the median of the rounds counts.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use crate::arguments::Arguments;
use crate::process::{Cost, run as run_process};
use crate::sandbox::Sandbox;
use crate::server::Server;
use crate::table::{median, print};
use crate::target::Target;
use crate::{client, rows, wrk};

/// Rows of the file for the plain server.
const ROWS: u64 = 200_000;

/// Rows of the file for the sandbox.
const SANDBOX_ROWS: u64 = 40_000;

/// The programs under measurement, in the order of the table. The first one is what the others are
/// compared with.
const PROGRAMS: [Program; 4] =
    [Program::Wrk, Program::PlainClient, Program::Import, Program::ImportAuto];

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Program {
    Wrk,
    PlainClient,
    /// With as many connections as the others.
    Import,
    /// With as many as it finds best.
    ImportAuto,
}

impl Program {
    fn name(self) -> &'static str {
        match self {
            Program::Wrk => "wrk",
            Program::PlainClient => "plain client",
            Program::Import => "ictl contacts import",
            Program::ImportAuto => "the same without --concurrency",
        }
    }
}

/// What all programs work on.
struct Task<'a> {
    directory: &'a Path,
    /// Rows that can be sent.
    sendable: u64,
    connections: usize,
    /// The server keeps contacts, so each must have keys of its own.
    counts: bool,
}

/// Runs the section.
pub fn run(arguments: &Arguments) {
    let directory = tempfile::tempdir().unwrap();
    let programs: Vec<Program> =
        PROGRAMS.into_iter().filter(|program| *program != Program::Wrk || wrk::is_here()).collect();
    println!("a plain server that answers at once, {} connections:\n", arguments.connections);
    let server = Server::start();
    let task = Task::new(directory.path(), arguments, ROWS, false);
    compare(&programs, arguments.rounds, |program| {
        let before = server.created();
        let cost = task.run(program, server.target());
        let sent = server.created() - before;
        assert!(program == Program::Wrk || sent == cost.requests, "{program:?} sent {sent}");
        cost
    });
    println!("\nthe sandbox, `ictl sandbox serve`, which keeps every contact:\n");
    let task = Task::new(directory.path(), arguments, SANDBOX_ROWS, true);
    compare(&programs, arguments.rounds, |program| {
        let sandbox = Sandbox::start(directory.path(), &[]);
        task.run(program, &sandbox.target)
    });
}

/// Runs everything so often and prints the medians.
fn compare(programs: &[Program], rounds: usize, run: impl Fn(Program) -> Cost) {
    let rounds: Vec<Vec<Cost>> =
        (0..rounds).map(|_| programs.iter().map(|program| run(*program)).collect()).collect();
    let lines: Vec<Vec<String>> = programs
        .iter()
        .enumerate()
        .map(|(index, program)| {
            let cpu: Vec<f64> =
                rounds.iter().filter_map(|costs| costs[index].cpu_per_thousand()).collect();
            let rate = median(rounds.iter().map(|costs| costs[index].rate()));
            let ratio = median(rounds.iter().map(|costs| costs[index].rate() / costs[0].rate()));
            let cpu = if cpu.is_empty() { "-".to_owned() } else { format!("{:.4}", median(cpu)) };
            vec![program.name().to_owned(), format!("{rate:.0}"), format!("{ratio:.2}"), cpu]
        })
        .collect();
    let ratio = format!("of {}", programs[0].name());
    print(&["", "requests/s", &ratio, "CPU s per 1,000"], &lines);
}

impl<'a> Task<'a> {
    fn new(directory: &'a Path, arguments: &Arguments, rows: u64, counts: bool) -> Self {
        let rows = arguments.rows.unwrap_or(rows);
        let sendable = rows::write(&directory.join("rows.csv"), rows);
        Task { directory, sendable, connections: arguments.connections, counts }
    }

    fn run(&self, program: Program, target: &Target) -> Cost {
        match program {
            Program::Wrk => {
                let script = target.script(self.directory, self.counts);
                wrk::load(target.address, self.connections, &script)
            }
            Program::PlainClient => {
                let (first, of_number) = (target.request(1), target.clone());
                let prepare: Arc<client::Prepare> = if self.counts {
                    Arc::new(move |number| of_number.request(number))
                } else {
                    Arc::new(move |_| first.clone())
                };
                client::load(target.address, self.sendable, self.connections, prepare)
            }
            Program::Import => self.import(target, &self.connections.to_string()),
            Program::ImportAuto => self.import(target, "auto"),
        }
    }

    /// A whole run of the import.
    fn import(&self, target: &Target, concurrency: &str) -> Cost {
        let job = tempfile::tempdir_in(self.directory).unwrap();
        let mut command = target.ictl(self.directory);
        command.args(["contacts", "import"]).arg(self.directory.join("rows.csv"));
        command.arg("--job").arg(job.path().join("job"));
        command.args(["--concurrency", concurrency, "--quiet"]).stderr(Stdio::null());
        let ended = run_process(&mut command);
        assert_eq!(ended.code, Some(3), "some rows are rejected, and nothing else goes wrong");
        Cost { requests: self.sendable, seconds: ended.seconds, cpu: ended.cpu }
    }
}
