//! What was asked for on the command line: sections by name, and sizes that every section knows.

/// How it is called.
pub const USAGE: &str = "\
cargo bench --bench import -- [SECTION…] [--rows N] [--rounds N] [--connections N]

Sections, all of them unless some are named:";

/// The sections and sizes of one run.
#[derive(Debug, Clone)]
pub struct Arguments {
    sections: Vec<String>,
    /// Rows of the input; every section has its own number unless this says otherwise.
    pub rows: Option<u64>,
    /// How often everything is measured; the median counts.
    pub rounds: usize,
    /// Requests at once, the same for every program.
    pub connections: usize,
}

impl Arguments {
    /// Reads the words behind `--`. `cargo bench` adds a `--bench` of its own.
    pub fn read(words: impl Iterator<Item = String>, known: &[&str]) -> Result<Self, String> {
        let mut arguments =
            Arguments { sections: Vec::new(), rows: None, rounds: 5, connections: 64 };
        let mut words = words.filter(|word| word != "--bench");
        while let Some(word) = words.next() {
            let mut number = || {
                let value = words.next().and_then(|value| value.parse::<u64>().ok());
                value.filter(|value| *value > 0).ok_or(format!("{word} needs a number"))
            };
            match word.as_str() {
                "--rows" => arguments.rows = Some(number()?),
                "--rounds" => arguments.rounds = small(number()?)?,
                "--connections" => arguments.connections = small(number()?)?,
                name if known.contains(&name) => arguments.sections.push(word),
                other => return Err(format!("{other} is neither a section nor an option")),
            }
        }
        Ok(arguments)
    }

    /// True when a section is to run.
    pub fn wants(&self, section: &str) -> bool {
        self.sections.is_empty() || self.sections.iter().any(|name| name == section)
    }
}

fn small(number: u64) -> Result<usize, String> {
    usize::try_from(number).map_err(|_| format!("{number} is too many"))
}
