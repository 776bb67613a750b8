//! The commands by their words, for tests that go through all of them.

/// The words of every command, groups included; the root's are none.
pub fn every_command() -> Vec<String> {
    let mut found = vec![String::new()];
    collect(&ictl::commands::whole(), "", &mut found);
    found
}

fn collect(command: &clap::Command, path: &str, found: &mut Vec<String>) {
    for inner in command.get_subcommands() {
        let words = format!("{path} {}", inner.get_name()).trim().to_owned();
        found.push(words.clone());
        collect(inner, &words, found);
    }
}
