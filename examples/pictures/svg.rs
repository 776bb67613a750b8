//! How does a screen become a picture? As SVG: text stays text, every cell keeps its place, and
//! nothing is fetched from anywhere. The window is dark, with a line around it, so that it stands
//! out from light and dark pages alike.
//!
//! Fonts differ in how wide their characters are, wide ones (CJK, emoji) most of all. Each piece of
//! text is therefore told how much room it has (`textLength`), and columns stay columns.

use std::fmt::Write as _;

use vt100::{Cell, Color, Screen};

/// The room of one cell, in px: six tenths of the size of the letters, as in most fonts.
const CELL: f64 = 8.4;
/// The height of a line, in px.
const LINE: f64 = 20.0;
/// The size of the letters, in px.
const LETTERS: f64 = 14.0;
/// Between the window's edge and the text, in px.
const MARGIN: f64 = 18.0;
/// The height of the bar above the text, in px.
const BAR: f64 = 36.0;

const FONTS: &str = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',\
                     'Liberation Mono',monospace";
const BACKGROUND: &str = "#0d1117";
const FOREGROUND: &str = "#d1d7e0";
const BRIGHT: &str = "#f0f6fc";
const FAINT: &str = "#848d97";
const EDGE: &str = "#3d444d";

/// The sixteen colors of a terminal, as they read well on the background.
const PALETTE: [&str; 16] = [
    "#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4",
    "#6e7681", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#f0f6fc",
];

/// Draws what a screen shows, up to its last line with anything but a prompt.
pub fn draw(screen: &Screen, title: &str, about: &str) -> String {
    let (_, columns) = screen.size();
    let rows = used_rows(screen);
    let width = f64::from(columns.get()) * CELL + 2.0 * MARGIN;
    let height = BAR + f64::from(rows) * LINE + MARGIN;
    let mut svg = frame(width, height, title, about);
    for row in 0..rows {
        let baseline = BAR + f64::from(row) * LINE + LETTERS;
        for piece in pieces(screen, row) {
            piece.draw(&mut svg, baseline);
        }
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// The window without its contents.
fn frame(width: f64, height: f64, title: &str, about: &str) -> String {
    let (title, about, middle) = (escaped(title), escaped(about), width / 2.0);
    let (edge_width, edge_height) = (width - 1.0, height - 1.0);
    let dot = |x| format!("<circle cx=\"{x}\" cy=\"18\" r=\"5.5\" fill=\"{EDGE}\"/>");
    let dots = [20, 38, 56].map(dot).concat();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <title>{title}</title>\n<desc>{about}</desc>\n\
         <style>text{{font-family:{FONTS};font-size:{LETTERS}px;white-space:pre}}\
         .b{{font-weight:600}}.i{{font-style:italic}}.u{{text-decoration:underline}}</style>\n\
         <rect x=\".5\" y=\".5\" width=\"{edge_width}\" height=\"{edge_height}\" rx=\"9\" \
         fill=\"{BACKGROUND}\" stroke=\"{EDGE}\"/>\n{dots}\n\
         <text x=\"{middle}\" y=\"23\" text-anchor=\"middle\" fill=\"{FAINT}\">{title}</text>\n\
         <g fill=\"{FOREGROUND}\">\n"
    )
}

/// The rows down to the last one that shows something; the prompt that waits for more does not.
fn used_rows(screen: &Screen) -> u16 {
    let (_, columns) = screen.size();
    let shows = |row: &String| !matches!(row.trim_end(), "" | "$");
    let last = screen.rows(0, columns.get()).collect::<Vec<_>>().iter().rposition(shows);
    last.and_then(|last| u16::try_from(last + 1).ok()).unwrap_or(0)
}

/// How text looks.
#[derive(Clone, PartialEq)]
struct Look {
    fill: String,
    behind: Option<String>,
    classes: String,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        let plain = match (cell.dim(), cell.bold()) {
            (true, _) => FAINT,
            (false, true) => BRIGHT,
            (false, false) => FOREGROUND,
        };
        let mut fill = color(cell.fgcolor()).unwrap_or_else(|| plain.to_owned());
        let mut behind = color(cell.bgcolor());
        if cell.inverse() {
            let below = behind.unwrap_or_else(|| BACKGROUND.to_owned());
            behind = Some(std::mem::replace(&mut fill, below));
        }
        let classes = [(cell.bold(), "b"), (cell.italic(), "i"), (cell.underline(), "u")];
        let classes: Vec<&str> =
            classes.into_iter().filter_map(|(has, class)| has.then_some(class)).collect();
        Look { fill, behind, classes: classes.join(" ") }
    }
}

/// Text that looks the same and stands together.
struct Piece {
    column: u16,
    cells: u16,
    text: String,
    look: Look,
    is_wide: bool,
}

/// The pieces of a row. Gaps between columns part them, so that each column begins where it should;
/// a wide character is a piece of its own.
fn pieces(screen: &Screen, row: u16) -> Vec<Piece> {
    let (_, columns) = screen.size();
    let mut found: Vec<Piece> = Vec::new();
    for column in 0..columns.get() {
        let Some(cell) = screen.cell(row, column) else { continue };
        if cell.is_wide_continuation() {
            continue;
        }
        let (look, is_wide) = (Look::of(cell), cell.is_wide());
        let text = if cell.has_contents() { cell.contents() } else { " " };
        match found.last_mut() {
            Some(last) if !is_wide && last.goes_on(column, &look) => {
                last.cells += 1;
                last.text.push_str(text);
            }
            _ => found.push(Piece {
                column,
                cells: if is_wide { 2 } else { 1 },
                text: text.to_owned(),
                look,
                is_wide,
            }),
        }
    }
    found.iter_mut().for_each(Piece::trim);
    found.retain(|piece| piece.cells > 0);
    found
}

impl Piece {
    /// Whether a cell that looks like this goes on with it.
    fn goes_on(&self, column: u16, look: &Look) -> bool {
        let is_gap = self.look.behind.is_none() && self.text.ends_with("  ");
        self.column + self.cells == column && self.look == *look && !self.is_wide && !is_gap
    }

    /// Takes away spaces that nobody sees.
    fn trim(&mut self) {
        if self.look.behind.is_some() {
            return;
        }
        let spaces = |text: &str, trimmed: &str| {
            u16::try_from(text.len() - trimmed.len()).unwrap_or_default()
        };
        let (from_start, from_end) = (self.text.trim_start(), self.text.trim_end());
        let (before, behind) = (spaces(&self.text, from_start), spaces(&self.text, from_end));
        if from_start.is_empty() {
            self.cells = 0;
            return;
        }
        self.column += before;
        self.cells -= before + behind;
        self.text = self.text.trim().to_owned();
    }

    fn draw(&self, svg: &mut String, baseline: f64) {
        let (x, length) = (MARGIN + f64::from(self.column) * CELL, f64::from(self.cells) * CELL);
        if let Some(behind) = &self.look.behind {
            let top = baseline - LETTERS;
            // Writing to a string cannot fail.
            let _ = write!(
                svg,
                "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{length:.1}\" height=\"{LINE}\" \
                 fill=\"{behind}\"/>"
            );
        }
        let fill = &self.look.fill;
        let fill = if fill == FOREGROUND { String::new() } else { format!(" fill=\"{fill}\"") };
        let classes = &self.look.classes;
        let class =
            if classes.is_empty() { String::new() } else { format!(" class=\"{classes}\"") };
        let text = escaped(&self.text);
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{baseline:.1}\" textLength=\"{length:.1}\" \
             lengthAdjust=\"spacingAndGlyphs\"{class}{fill}>{text}</text>"
        );
    }
}

fn color(color: Color) -> Option<String> {
    match color {
        Color::Default => None,
        Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
        Color::Idx(index) => Some(indexed(index)),
    }
}

/// A color of the 256: sixteen of the palette, a cube of 216, and grays (xterm's).
fn indexed(index: u8) -> String {
    let level = |part: u8| if part == 0 { 0 } else { 55 + part * 40 };
    match index {
        0..=15 => PALETTE[usize::from(index)].to_owned(),
        16..=231 => {
            let cube = index - 16;
            let (red, green, blue) = (level(cube / 36), level(cube / 6 % 6), level(cube % 6));
            format!("#{red:02x}{green:02x}{blue:02x}")
        }
        232..=255 => {
            let gray = 8 + (index - 232) * 10;
            format!("#{gray:02x}{gray:02x}{gray:02x}")
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
