//! The data: contacts as a file has them and as the API takes them, the same in every run.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// What makes the data the same every time.
const SEED: u64 = 2026;

/// One row of so many is rejected by its value, so that rejects are part of what is measured.
pub const REJECTED_EVERY: u64 = 1000;

/// One contact.
struct Person {
    external_id: String,
    email: String,
    name: String,
    phone: String,
}

/// Writes a file of contacts and returns how many of them can be sent.
pub fn write(path: &Path, rows: u64) -> u64 {
    let mut random = fastrand::Rng::with_seed(SEED);
    let mut file = BufWriter::new(File::create(path).unwrap());
    writeln!(file, "external_id,email,name,phone").unwrap();
    let mut rejected = 0;
    for row in 1..=rows {
        let Person { external_id, mut email, name, phone } = person(&mut random, row);
        if row.is_multiple_of(REJECTED_EVERY) {
            email = email.replace('@', " at ");
            rejected += 1;
        }
        writeln!(file, "{external_id},{email},\"{name}\",{phone}").unwrap();
    }
    file.into_inner().unwrap();
    rows - rejected
}

/// A body as an import sends it. Contacts of different numbers have different keys.
pub fn body(number: u64) -> String {
    let Person { external_id, email, name, phone } =
        person(&mut fastrand::Rng::with_seed(SEED), number);
    format!(
        r#"{{"external_id":"{external_id}","email":"{email}","name":"{name}","phone":"{phone}","role":"user"}}"#
    )
}

fn person(random: &mut fastrand::Rng, row: u64) -> Person {
    let (first, last) = (word(random), word(random));
    Person {
        external_id: format!("customer-{row:08}"),
        email: format!("{first}.{last}.{row}@example.com"),
        name: format!("{first} {last}"),
        phone: format!("+3531{:07}", random.u32(..10_000_000)),
    }
}

fn word(random: &mut fastrand::Rng) -> String {
    let mut word = String::new();
    for _ in 0..random.usize(2..5) {
        word.extend(random.choice(b"bdfgklmnprst").map(|letter| char::from(*letter)));
        word.extend(random.choice(b"aeiou").map(|letter| char::from(*letter)));
    }
    word
}
