//! When may output be colored, and what do the few styles look like? Pure decisions: the
//! flags and variables arrive as values.

use std::fmt::Display;

use clap::ValueEnum;

/// `--color`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// Color on terminals, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Color everywhere
    Always,
    /// No color
    Never,
}

impl ColorChoice {
    /// Its name on the command line.
    pub fn name(self) -> String {
        let name = self.to_possible_value();
        name.map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Whether a stream gets color. The flag beats `NO_COLOR`, which beats `CLICOLOR_FORCE`.
    ///
    /// Both variables count as set when they are there and not empty (no-color.org);
    /// `CLICOLOR_FORCE=0` counts as unset (bixense.com/clicolors).
    pub fn resolve(
        self,
        no_color: Option<&str>,
        clicolor_force: Option<&str>,
        is_terminal: bool,
    ) -> bool {
        let set = |variable: Option<&str>| variable.is_some_and(|value| !value.is_empty());
        match self {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if set(no_color) => false,
            ColorChoice::Auto => {
                is_terminal || (set(clicolor_force) && clicolor_force != Some("0"))
            }
        }
    }
}

/// Which streams get color.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Colors {
    /// stdout.
    pub stdout: bool,
    /// stderr.
    pub stderr: bool,
}

/// The styles, as SGR parameters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style(pub(super) &'static str);

pub(super) const ERROR: Style = Style("1;31");
pub(super) const WARNING: Style = Style("1;33");
pub(super) const HINT: Style = Style("1;36");
pub(super) const NOTE: Style = Style("1");
pub(super) const FAINT: Style = Style("2");
pub(super) const HEADING: Style = Style("1");
/// What nobody should overlook: white on red.
pub(super) const ALARM: Style = Style("1;97;41");

/// The text in this style, or plain.
pub(super) fn paint(text: impl Display, style: Style, colored: bool) -> String {
    if colored { format!("\x1b[{}m{text}\x1b[0m", style.0) } else { text.to_string() }
}

/// The text as a terminal hyperlink (OSC 8). Anything but a plain http or https address is
/// refused, so that no other scheme and no control character gets into the sequence.
pub(super) fn link(text: &str, url: &str) -> Option<String> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let plain = url.bytes().all(|byte| byte.is_ascii_graphic());
    (web && plain).then(|| format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_beats_the_variables() {
        assert!(ColorChoice::Always.resolve(Some("1"), None, false));
        assert!(!ColorChoice::Never.resolve(None, Some("1"), true));
    }

    #[test]
    fn no_color_beats_clicolor_force_and_empty_means_unset() {
        assert!(!ColorChoice::Auto.resolve(Some("1"), Some("1"), true));
        assert!(ColorChoice::Auto.resolve(Some(""), None, true));
        assert!(ColorChoice::Auto.resolve(None, Some("1"), false));
        assert!(!ColorChoice::Auto.resolve(None, Some("0"), false));
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert!(link("x", "https://app.intercom.com/a/b").is_some());
        for refused in
            ["javascript:alert(1)", "file:///etc/passwd", "https://a\x1b\\b", "https://ä"]
        {
            assert!(link("x", refused).is_none(), "{refused}");
        }
    }
}
