//! Takes the pictures of the documents from a real terminal: a shell in a pseudo-terminal, the
//! built `ictl`, and a sandbox that it serves.
//!
//! ```text
//! cargo build --release
//! cargo run --release --example pictures            # all of them
//! cargo run --release --example pictures -- thread  # this one
//! ```
//!
//! They land in `docs/pictures`. A test takes them again and compares all but the figures.

#[cfg(unix)]
mod scenes;
#[cfg(unix)]
mod stage;
#[cfg(unix)]
mod svg;
#[cfg(unix)]
mod terminal;

use std::error::Error;

#[cfg(unix)]
#[expect(clippy::print_stdout, reason = "a program of its own, which says what it made")]
fn main() -> Result<(), Box<dyn Error>> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let binary = built()?;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    std::fs::create_dir_all(&folder)?;
    for scene in scenes::all()
        .iter()
        .filter(|scene| wanted.is_empty() || wanted.iter().any(|name| name == scene.name))
    {
        let picture = stage::take(scene, &binary)?;
        let file = folder.join(format!("{}.svg", scene.name));
        std::fs::write(&file, &picture)?;
        println!("{}: {} bytes", file.display(), picture.len());
    }
    Ok(())
}

/// The `ictl` that lies beside this program: built from the same source, in the same profile.
#[cfg(unix)]
fn built() -> Result<std::path::PathBuf, Box<dyn Error>> {
    let this = std::env::current_exe()?;
    let profile = this.parent().and_then(std::path::Path::parent).ok_or("it lies nowhere")?;
    let binary = profile.join("ictl");
    if binary.is_file() {
        return Ok(binary);
    }
    Err(format!("{} is not there: run `cargo build` in the same profile first", binary.display())
        .into())
}

#[cfg(not(unix))]
fn main() -> Result<(), Box<dyn Error>> {
    Err("pictures are taken in a UNIX pseudo-terminal".into())
}
