//! What an import costs on this machine, next to programs that do less: every figure is a ratio
//! measured in one run, so that it says something on other machines, too.
//!
//! `cargo bench --bench import` runs every section, `cargo bench --bench import -- speed` one. A
//! section is a module with a `run`; adding one is a module and a line in [`SECTIONS`].

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the machine's clock")]

mod arguments;
mod client;
mod latency;
mod limit;
mod memory;
mod message;
mod process;
mod rows;
mod sandbox;
mod server;
mod speed;
mod table;
mod target;
mod windows;
mod wrk;

use arguments::Arguments;

/// What a section measures: its name, what it is about, and how it runs.
type Section = (&'static str, &'static str, fn(&Arguments));

/// Every section, in the order in which they run.
const SECTIONS: [Section; 4] = [
    ("speed", "requests per second without a limit, and what a row costs", speed::run),
    ("latency", "the concurrency that an import finds by itself, at 100 ms", latency::run),
    ("limit", "the share of a rate limit that is used, and how evenly", limit::run),
    ("memory", "what any number of rows takes, and how soon a job goes on", memory::run),
];

fn main() {
    let names = SECTIONS.map(|(name, ..)| name);
    match Arguments::read(std::env::args().skip(1), &names) {
        Ok(arguments) => {
            for (name, about, run) in SECTIONS {
                if arguments.wants(name) {
                    println!("\n{name}: {about}\n");
                    run(&arguments);
                }
            }
        }
        Err(message) => {
            println!("{message}\n\n{}", arguments::USAGE);
            for (name, about, _) in SECTIONS {
                println!("  {name:<10} {about}");
            }
            std::process::exit(2);
        }
    }
}
