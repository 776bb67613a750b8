//! Is there a browser to open, and how? Over SSH and in CI a browser would open where nobody sees
//! it, or not at all; the address is printed in any case.

use crate::error::{Error, Result};

/// What says that the command runs on another machine than its user sits at.
const ELSEWHERE: [&str; 4] = ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "CI"];

/// What says that windows can be shown, where that is not a matter of course. WSL hands the
/// address to Windows.
const DISPLAYS: [&str; 4] = ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "WSL_INTEROP"];

/// Whether a browser can be expected to open before the user's eyes.
pub fn is_at_hand<'a>(env: impl Fn(&str) -> Option<&'a str>) -> bool {
    if ELSEWHERE.iter().any(|name| env(name).is_some()) {
        return false;
    }
    let always_shown = cfg!(any(windows, target_os = "macos"));
    always_shown || DISPLAYS.iter().any(|name| env(name).is_some())
}

/// Opens the address, in `preferred` (`BROWSER`) if that is the name of a program, else in
/// whatever the desktop uses. It does not wait for the browser.
pub fn open(address: &str, preferred: Option<&str>) -> Result<()> {
    // A list, or a command line with arguments, is understood by the desktop's own opener.
    let program = preferred.filter(|name| !name.contains([':', ' ', '%']));
    let opened = match program {
        Some(program) => open::with_detached(address, program),
        None => open::that_detached(address),
    };
    opened.map_err(|cause| Error::failed(format!("no browser could be opened: {cause}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_hand(variables: &[&str]) -> bool {
        is_at_hand(|name| variables.contains(&name).then_some("1"))
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_browser_needs_a_display() {
        assert!(at_hand(&["DISPLAY"]));
        assert!(at_hand(&["WAYLAND_DISPLAY"]));
        assert!(!at_hand(&["BROWSER"]));
        assert!(!at_hand(&[]));
    }

    #[test]
    fn none_is_opened_over_ssh_or_in_ci() {
        for elsewhere in ELSEWHERE {
            assert!(!at_hand(&["DISPLAY", elsewhere]), "{elsewhere}");
        }
    }
}
