//! From when on requests count in a window, as their sender sees it. Pure.
//!
//! A window's end by the server's clock is of little use to a sender: clocks differ, the reset is
//! rounded, and a request counts some time after it left. What counts is which request was the
//! last of the old window and which the first of the new, and every answer tells it by its reset.
//! Windows follow each other regularly, so one boundary tells the next.

/// How far a boundary may have moved until the next one is seen, in seconds: clocks drift.
const DRIFT: f64 = 0.001;

/// The least width of what is known, in seconds: timers are no finer.
const FINEST: f64 = 0.002;

/// A request that counted in the old window so long after the new one's first, in seconds, says
/// something else than where the boundary was.
const STRAY: f64 = 0.5;

/// Where a window begins, on the scale of the moments at which requests are sent, in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Boundary {
    /// The latest request that still counted in the window before.
    after: f64,
    /// The earliest one sent later than that, which counted in the window.
    by: f64,
    /// Where it should lie, by the boundary before.
    expected: Option<(f64, f64)>,
}

impl Boundary {
    /// A boundary between two requests.
    pub(super) fn between(after: f64, by: f64, expected: Option<(f64, f64)>) -> Self {
        Boundary { after, by: by.max(after + FINEST), expected }
    }

    /// Learns of another request that counted in the window before.
    pub(super) fn was_before(&mut self, sent: f64) {
        if sent > self.after && sent < self.by + STRAY {
            self.after = sent;
            self.by = self.by.max(sent + FINEST);
        }
    }

    /// Learns of another request that counted in the window.
    pub(super) fn was_after(&mut self, sent: f64) {
        if sent > self.after {
            self.by = self.by.min(sent.max(self.after + FINEST));
        }
    }

    /// Between which moments it lies: what was seen, narrowed down by what was expected where the
    /// two agree.
    fn bracket(&self) -> (f64, f64) {
        let Some((from, to)) = self.expected else { return (self.after, self.by) };
        let narrow = (self.after.max(from - DRIFT), self.by.min(to + DRIFT));
        if narrow.0 < narrow.1 { narrow } else { (self.after, self.by) }
    }

    /// The most likely moment. Where little is known it is the late end, since a request that is
    /// taken for one of the new window too early may be refused, and one too late is only unused.
    pub(super) fn estimate(&self, tolerance: f64) -> f64 {
        let (from, to) = self.bracket();
        f64::midpoint(from, to).max(to - tolerance)
    }

    /// Where the boundary should lie that follows after so long.
    pub(super) fn next(&self, length: f64) -> (f64, f64) {
        let (from, to) = self.bracket();
        (from + length, to + length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn a_boundary_lies_between_the_last_of_the_old_and_the_first_of_the_new() {
        let mut boundary = Boundary::between(9.0, 10.2, None);
        boundary.was_before(9.98);
        boundary.was_after(10.02);
        assert!(close(boundary.estimate(0.03), 10.0));
    }

    #[test]
    fn a_wide_gap_is_taken_for_its_late_end() {
        assert!(close(Boundary::between(9.0, 10.0, None).estimate(0.03), 9.97));
    }

    #[test]
    fn the_boundary_before_narrows_it_down() {
        let known = Boundary::between(9.99, 10.01, None);
        let next = Boundary::between(19.5, 20.5, Some(known.next(10.0)));
        assert!(close(next.estimate(0.03), 20.0));
    }

    #[test]
    fn windows_that_moved_are_learned_anew() {
        let known = Boundary::between(9.99, 10.01, None);
        let moved = Boundary::between(23.0, 23.02, Some(known.next(10.0)));
        assert!(close(moved.estimate(0.03), 23.01));
    }

    #[test]
    fn a_straggler_that_counted_late_does_not_move_it() {
        let mut boundary = Boundary::between(9.5, 9.6, None);
        for sent in [9.7, 9.9, 9.99] {
            boundary.was_before(sent);
        }
        boundary.was_after(9.8);
        assert!((boundary.estimate(0.03) - 9.99).abs() < 0.01);
    }
}
