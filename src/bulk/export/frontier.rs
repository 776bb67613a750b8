//! What of an export is still to be walked? A pure record of notes: applied as they are written,
//! and again, after a crash, as the journal tells them.
//!
//! Cuts are proved here. When the first pages of all pieces have told how many records each has, and
//! together they have fewer than the part that was cut, the part itself is walked as well.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::partition::Part;

/// What is walked along one cursor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stretch {
    /// A part of a search.
    Search(Part),
    /// The list, from its beginning.
    List,
    /// A page of companies.
    Numbered(u64),
    /// The scroll through companies.
    Scroll,
}

/// A line of the journal of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// A stretch was found that is to be walked.
    Begun(Stretch),
    /// A page of a stretch is in the spool.
    Page(Told),
    /// A stretch has so many records that it is cut.
    Cut {
        /// Which.
        walk: u64,
        /// Its records.
        total: u64,
        /// The pieces.
        pieces: Vec<Stretch>,
    },
    /// A stretch is at its end.
    Whole(Told),
    /// What is asked for in detail is in the spool of this stage up to this length, in bytes.
    Detail {
        /// Which stage.
        stage: u8,
        /// Row of the records' spool, or number of the company.
        row: u64,
        /// Length.
        length: u64,
    },
    /// Everything was collected.
    Collected,
}

/// What a page told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Of which stretch.
    pub walk: u64,
    /// Records of the stretch, by the API's count.
    pub total: Option<u64>,
    /// Records of it that came so far.
    pub came: u64,
    /// Of these, those that the export keeps.
    pub kept: u64,
    /// Where it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How often it was begun anew.
    #[serde(default)]
    pub again: u8,
    /// Length of the spool with the page in it, in bytes.
    pub length: u64,
}

/// A stretch that is not at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// What is walked.
    pub stretch: Stretch,
    /// Where it goes on.
    pub cursor: Option<String>,
    /// Records of it that came so far.
    pub came: u64,
    /// Of these, those that the export keeps.
    pub kept: u64,
    /// How often it was begun anew.
    pub again: u8,
    /// Its pieces have so many records together: it need not be walked if it has no more itself.
    pub proved: Option<u64>,
}

impl Open {
    /// Whether its records are its own alone.
    fn counts(&self) -> bool {
        self.proved.is_none() && self.stretch != Stretch::List
    }
}

/// A part whose cut is being proved.
#[derive(Debug)]
struct Proof {
    part: Part,
    total: u64,
    counted: u64,
    waiting: Vec<u64>,
}

/// What is still to be walked.
#[derive(Debug, Default)]
pub struct Frontier {
    open: BTreeMap<u64, Open>,
    waiting: VecDeque<u64>,
    proofs: Vec<Proof>,
    begun: u64,
    rounds: u32,
    /// Records of the first stretch: all, by the API's count.
    pub total: Option<u64>,
    /// Records kept of stretches that are at their end.
    kept: u64,
    /// Length of the spool, in bytes.
    pub length: u64,
    /// Everything was collected.
    pub collected: bool,
}

impl Frontier {
    /// The next stretch that nobody walks.
    pub fn take(&mut self) -> Option<(u64, Open)> {
        loop {
            let walk = self.waiting.pop_front()?;
            // A replayed stretch may be at its end already.
            if let Some(open) = self.open.get(&walk) {
                return Some((walk, open.clone()));
            }
        }
    }

    /// True when every stretch is at its end.
    pub fn is_done(&self) -> bool {
        self.open.is_empty()
    }

    /// How often something was begun that no cut brought forth.
    pub fn rounds(&self) -> u32 {
        self.rounds
    }

    /// Records that were kept so far of stretches that share nothing.
    pub fn kept(&self) -> u64 {
        self.kept
            + self.open.values().filter(|open| open.counts()).map(|open| open.kept).sum::<u64>()
    }

    /// Applies a note.
    pub fn apply(&mut self, note: &Note) {
        match note {
            Note::Begun(stretch) => {
                self.rounds += 1;
                self.begin(stretch.clone(), None);
            }
            Note::Page(told) => {
                self.learn(told);
                if let Some(open) = self.open.get_mut(&told.walk) {
                    open.cursor.clone_from(&told.cursor);
                    (open.came, open.kept, open.again) = (told.came, told.kept, told.again);
                }
            }
            Note::Whole(told) => {
                self.learn(told);
                if self.open.remove(&told.walk).is_some_and(|open| open.counts()) {
                    self.kept += told.kept;
                }
            }
            Note::Cut { walk, total, pieces } => self.cut(*walk, *total, pieces),
            Note::Collected => self.collected = true,
            Note::Detail { .. } => {}
        }
    }

    fn begin(&mut self, stretch: Stretch, proved: Option<u64>) -> u64 {
        self.begun += 1;
        let open = Open { stretch, cursor: None, came: 0, kept: 0, again: 0, proved };
        self.open.insert(self.begun, open);
        self.waiting.push_back(self.begun);
        self.begun
    }

    fn learn(&mut self, told: &Told) {
        self.length = told.length;
        let first = self.open.get(&told.walk).is_some_and(|open| open.came == 0 && open.again == 0);
        if let Some(total) = told.total.filter(|_| first) {
            self.counted(told.walk, total);
        }
    }

    fn cut(&mut self, walk: u64, total: u64, pieces: &[Stretch]) {
        if total > 0 {
            self.counted(walk, total);
        }
        let open = self.open.remove(&walk);
        // Companies keep the page that told how many pages there are.
        self.kept += open.as_ref().map_or(0, |open| open.kept);
        let stretch = open.map(|open| open.stretch);
        let waiting: Vec<u64> =
            pieces.iter().map(|piece| self.begin(piece.clone(), None)).collect();
        if let Some(Stretch::Search(part)) = stretch {
            self.proofs.push(Proof { part, total, counted: 0, waiting });
        }
    }

    /// A stretch said how many records it has.
    fn counted(&mut self, walk: u64, total: u64) {
        if walk == 1 {
            self.total = Some(total);
        }
        let Some(at) = self.proofs.iter().position(|proof| proof.waiting.contains(&walk)) else {
            return;
        };
        let proof = &mut self.proofs[at];
        proof.counted += total;
        proof.waiting.retain(|waiting| *waiting != walk);
        if proof.waiting.is_empty() {
            let Proof { part, total, counted, .. } = self.proofs.swap_remove(at);
            if counted < total {
                self.begin(Stretch::Search(part), Some(counted));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(from: i64) -> Stretch {
        Stretch::Search(Part { from: Some(from), ..Part::default() })
    }

    fn told(walk: u64, total: u64, came: u64) -> Told {
        Told {
            walk,
            total: Some(total),
            came,
            kept: came,
            cursor: None,
            again: 0,
            length: came * 10,
        }
    }

    fn cut_in_two() -> Frontier {
        let mut frontier = Frontier::default();
        frontier.apply(&Note::Begun(part(0)));
        let pieces = vec![part(1), part(2)];
        frontier.apply(&Note::Cut { walk: 1, total: 1000, pieces });
        frontier
    }

    #[test]
    fn pieces_that_have_all_records_prove_their_cut() {
        let mut frontier = cut_in_two();
        frontier.apply(&Note::Whole(told(2, 600, 600)));
        frontier.apply(&Note::Whole(told(3, 400, 400)));
        assert!(frontier.is_done());
        assert_eq!((frontier.total, frontier.kept()), (Some(1000), 1000));
    }

    #[test]
    fn a_part_whose_pieces_lack_records_is_walked_itself() {
        let mut frontier = cut_in_two();
        frontier.apply(&Note::Page(told(2, 600, 150)));
        frontier.apply(&Note::Cut { walk: 3, total: 399, pieces: vec![part(3)] });
        let again = frontier.open.values().find(|open| open.proved.is_some()).unwrap();
        assert_eq!((&again.stretch, again.proved), (&part(0), Some(999)));
    }

    #[test]
    fn a_replayed_journal_gives_the_same_frontier() {
        let notes = [
            Note::Begun(part(0)),
            Note::Cut { walk: 1, total: 1000, pieces: vec![part(1), part(2)] },
            Note::Whole(told(3, 400, 400)),
            Note::Page(Told { cursor: Some("c".into()), ..told(2, 600, 150) }),
        ];
        let mut frontier = Frontier::default();
        for note in &notes {
            frontier.apply(note);
        }
        let (walk, open) = frontier.take().unwrap();
        assert_eq!((walk, open.cursor.as_deref(), open.came), (2, Some("c"), 150));
        assert!(frontier.take().is_none() && !frontier.is_done());
        assert_eq!((frontier.kept(), frontier.length), (550, 1500));
    }
}
