//! What is shown: one scene for each picture. Seeds are fixed, so that taking a picture again
//! changes figures and dates only.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// One picture, and what leads to it.
pub struct Scene {
    /// The name of the file, without its ending.
    pub name: &'static str,
    /// What stands above the window.
    pub title: &'static str,
    /// What there is to see, for those who cannot.
    pub about: &'static str,
    /// The size of the window.
    pub rows: u16,
    /// The size of the window.
    pub columns: u16,
    /// The flags of `ictl sandbox serve`.
    pub sandbox: &'static [&'static str],
    /// What is run before, out of sight.
    pub before: &'static [&'static str],
    /// Files that lie there, made after that.
    pub files: Option<fn(&Path) -> io::Result<()>>,
    /// What is typed.
    pub commands: &'static [&'static str],
    /// When the picture is taken.
    pub end: End,
}

/// When a picture is taken.
pub enum End {
    /// When all commands have ended.
    Prompt,
    /// As soon as this is to be seen.
    Shows(&'static str),
}

/// All scenes, the longest last.
pub fn all() -> [Scene; 5] {
    [thread(), pipe(), search(), mistakes(), import()]
}

fn thread() -> Scene {
    Scene {
        name: "thread",
        title: "a conversation",
        about: "ictl conversations get prints a thread: who wrote what and when, with notes and \
                assignments between the messages",
        rows: 40,
        columns: 100,
        sandbox: &["--contacts", "40", "--conversations", "40", "--seed", "7"],
        before: &[
            "c=$(ictl conversations get 100040 --jq .source.author.email)",
            "ictl conversations reply 100040 'Firefox 🦊, and about 80,000 rows. \
             Our office in 東京 sees the same.' --as $c",
            "ictl conversations note 100040 'Looks like the time limit of the report server.'",
            "ictl conversations tag 100040 Bug",
        ],
        files: None,
        commands: &["ictl conversations get 100040"],
        end: End::Prompt,
    }
}

fn pipe() -> Scene {
    Scene {
        name: "pipe",
        title: "a search into a pipe",
        about: "A search for the open conversations of the team Billing is piped into \
                ictl conversations close, which prints a result for each and a summary",
        rows: 40,
        columns: 100,
        sandbox: &["--conversations", "120", "--seed", "7", "--rate-limit", "10000/min"],
        before: &[],
        files: None,
        commands: &[
            "ictl conversations search 'state = open and team = Billing' | ictl conversations close - --yes",
        ],
        end: End::Prompt,
    }
}

fn search() -> Scene {
    Scene {
        name: "search",
        title: "contacts, searched in words",
        about: "ictl contacts search prints a table with aligned columns; another search \
                goes through --jq, sort and uniq to count plans",
        rows: 40,
        columns: 100,
        sandbox: &["--seed", "7", "--contacts", "1"],
        before: &["ictl -q contacts import contacts.csv"],
        files: None,
        commands: &[
            "ictl contacts search 'email ~ \"hikari\"' --fields name,email,custom_attributes.plan",
            "ictl contacts search 'custom_attributes.seats > 20' --jq .custom_attributes.plan | sort | uniq -c",
        ],
        end: End::Prompt,
    }
}

fn mistakes() -> Scene {
    Scene {
        name: "mistakes",
        title: "errors that say what to do",
        about: "Three mistakes, each with an error that shows where it is and a hint that \
                says what to do",
        rows: 40,
        columns: 100,
        sandbox: &["--contacts", "20", "--conversations", "20", "--seed", "7"],
        before: &[],
        files: None,
        commands: &[
            "ictl conversations search 'team = Biling'",
            "ictl contacts list --jq '.email | ascii_downcas'",
            "ictl conversations snooze 100010 --until 2020-01-01",
        ],
        end: End::Prompt,
    }
}

fn import() -> Scene {
    Scene {
        name: "import",
        title: "an import under way",
        about: "ictl contacts import at 42 percent: how columns are mapped, a progress bar, rows \
                created, updated and rejected, the speed beside the rate limit, and what is wrong \
                with the rejected rows",
        rows: 40,
        columns: 100,
        sandbox: &[
            "--contacts",
            "900",
            "--seed",
            "7",
            "--rate-limit",
            "10000/min",
            "--latency",
            "40ms",
        ],
        before: &["ictl -q contacts export --output-file there.csv --fields name,email"],
        files: Some(customers),
        commands: &["ictl contacts import customers.csv"],
        end: End::Shows("(42%)"),
    }
}

/// Rows of the file that is imported.
const CUSTOMERS: usize = 12_000;

/// A file as people have them: some customers are in the workspace already, and some cells are
/// wrong.
fn customers(home: &Path) -> io::Result<()> {
    let there = fs::read_to_string(home.join("there.csv"))?;
    let mut there = there.lines().skip(1);
    let mut text = b"Full name,E-mail,User ID,Plan,Seats,Renewal date\n".to_vec();
    for row in 0..CUSTOMERS {
        let known = if row % 13 == 4 { there.next() } else { None };
        let email = match row % 401 {
            57 => format!("customer {row} at example.com"),
            _ => format!("customer{row}@example.com"),
        };
        let person = known.map_or_else(|| format!("Customer {row},{email}"), ToOwned::to_owned);
        let plan = ["free", "starter", "pro", "enterprise"][row % 4];
        let seats = if row % 631 == 99 { "a dozen".to_owned() } else { (row % 50).to_string() };
        let (month, day) = (row % 12 + 1, row % 28 + 1);
        let renewal = match row % 577 {
            11 => format!("{month:02}/{day:02}/27"),
            _ => format!("2027-{month:02}-{day:02}"),
        };
        writeln!(text, "{person},{row:06},{plan},{seats},{renewal}")?;
    }
    fs::write(home.join("customers.csv"), text)
}
