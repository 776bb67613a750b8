//! What the linker is told: to put GCC's unwinder into the program.
//!
//! Rust's library takes it from `libgcc_s.so.1`, which the system would look for, map and bind at
//! every start: a tenth of the whole life of an empty program, which is the measure of `--version`.
//! Its licence allows it in any program. Where the C compiler has no such archive, or another linker
//! was chosen, all stays as it is.

use std::env::var_os;
use std::io::{Write, stdout};
use std::path::Path;
use std::process::Command;

fn main() -> std::io::Result<()> {
    let mut cargo = stdout();
    writeln!(cargo, "cargo::rerun-if-changed=src/build.rs")?;
    let is = |name, value| var_os(name).is_some_and(|found| found == value);
    let gnu = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    let plain = var_os("HOST") == var_os("TARGET") && var_os("RUSTC_LINKER").is_none();
    if gnu && plain && has_archive() {
        writeln!(cargo, "cargo::rustc-link-lib=gcc_eh")?;
    }
    Ok(())
}

/// Asked for a file that it does not have, the C compiler repeats the name.
fn has_archive() -> bool {
    let answer = Command::new("cc").arg("-print-file-name=libgcc_eh.a").output();
    answer.is_ok_and(|found| Path::new(&*String::from_utf8_lossy(&found.stdout)).is_absolute())
}
