//! Patterns as sets of texts: whether one is within another, whether two meet, and where.

use std::collections::{HashMap, VecDeque};

use regex_automata::dfa::{Automaton, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;

use super::Regex;
use super::lower::{any_bytes, lower};
use super::utf8::{self, Place};

/// The most states that a comparison visits; beyond it, the answer is unknown.
pub const MAX_STATES: usize = 20_000;

/// The memory for the table of one pattern, and again for building it; beyond it, every answer about it is unknown.
pub const MAX_DFA_BYTES: usize = 1 << 20;

/// The memory for what the table is built from. Large classes repeated often are not worth the time.
const MAX_NFA_BYTES: usize = 1 << 20;

/// Where in a text a pattern must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// It matches the whole text.
    Whole,
    /// It matches from the beginning; the end is free.
    Start,
    /// It is found anywhere.
    Anywhere,
}

/// Which texts count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Texts {
    /// All.
    All,
    /// Those without control characters except the tab, as paths, headers and methods are: `.*` has all of these,
    /// though not every text.
    Printable,
}

/// The answer to a question about patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// The patterns are too large to tell.
    Unknown,
}

/// The outcome of a search for a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// One of the shortest.
    Text(String),
    /// There is none.
    None,
    /// The patterns are too large to tell.
    Unknown,
}

/// The texts that a pattern matches.
#[derive(Clone, Debug)]
pub struct Language {
    texts: Texts,
    /// Nothing if the pattern is too large.
    table: Option<Table>,
}

#[derive(Clone, Debug)]
struct Table {
    dfa: dense::DFA<Vec<u32>>,
    start: StateID,
    /// Bytes that are alike have the same number.
    classes: Vec<u8>,
}

impl Language {
    /// The texts that a pattern matches in a way.
    #[must_use]
    pub fn new(regex: &Regex, anchor: Anchor, texts: Texts) -> Self {
        let hir = lower(regex.node());
        let hir = match anchor {
            Anchor::Whole => hir,
            Anchor::Start => Hir::concat(vec![hir, any_bytes()]),
            Anchor::Anywhere => Hir::concat(vec![any_bytes(), hir, any_bytes()]),
        };
        Self { texts, table: Table::new(&hir) }
    }

    /// Whether it matches nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> Answer {
        self.witness().is_absent()
    }

    /// Whether some text is in both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> Answer {
        self.witness_with(other).is_absent().negated()
    }

    /// Whether every text of the other is in this one.
    #[must_use]
    pub fn includes(&self, other: &Self) -> Answer {
        other.witness_without(self).is_absent()
    }

    /// A shortest text in it.
    #[must_use]
    pub fn witness(&self) -> Found {
        self.search(self, |here, _| here)
    }

    /// A shortest text in both.
    #[must_use]
    pub fn witness_with(&self, other: &Self) -> Found {
        self.search(other, |here, there| here && there)
    }

    /// A shortest text in this one and not in the other.
    #[must_use]
    pub fn witness_without(&self, other: &Self) -> Found {
        self.search(other, |here, there| here && !there)
    }

    fn search(&self, other: &Self, wanted: fn(bool, bool) -> bool) -> Found {
        let (Some(left), Some(right)) = (&self.table, &other.table) else { return Found::Unknown };
        let bytes = representatives(&[&left.classes, &right.classes], self.texts, other.texts);
        Search { left, right, wanted, bytes, steps: Vec::new() }.run()
    }
}

impl Found {
    const fn is_absent(&self) -> Answer {
        match self {
            Self::Text(_) => Answer::No,
            Self::None => Answer::Yes,
            Self::Unknown => Answer::Unknown,
        }
    }
}

impl Answer {
    const fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl Table {
    fn new(hir: &Hir) -> Option<Self> {
        let config = thompson::Config::new()
            .utf8(false)
            .nfa_size_limit(Some(MAX_NFA_BYTES))
            .which_captures(thompson::WhichCaptures::None);
        let nfa = thompson::Compiler::new().configure(config).build_from_hir(hir).ok()?;
        // All matches, not the one preferred: the table must say of every length whether it matches.
        let config = dense::Config::new()
            .match_kind(MatchKind::All)
            .start_kind(regex_automata::dfa::StartKind::Anchored)
            .accelerate(false)
            .dfa_size_limit(Some(MAX_DFA_BYTES))
            .determinize_size_limit(Some(MAX_DFA_BYTES));
        let dfa = dense::Builder::new().configure(config).build_from_nfa(&nfa).ok()?;
        let start = dfa.start_state(&start::Config::new().anchored(Anchored::Yes)).ok()?;
        let classes = (0..=0xFF).map(|byte| nfa.byte_classes().get(byte)).collect();
        Some(Self { dfa, start, classes })
    }

    fn accepts(&self, state: StateID) -> bool {
        self.dfa.is_match_state(self.dfa.next_eoi_state(state))
    }
}

/// One byte of all that no pattern tells apart, the most readable first.
fn representatives(classes: &[&Vec<u8>], texts: Texts, others: Texts) -> Vec<u8> {
    let printable = texts == Texts::Printable || others == Texts::Printable;
    let is_wanted = |byte: &u8| !printable || *byte == b'\t' || !byte.is_ascii_control();
    let mut bytes: Vec<u8> = (0..=0xFF).filter(is_wanted).collect();
    bytes.sort_by_key(|byte| match byte {
        b'a'..=b'z' => 0,
        b'0'..=b'9' => 1,
        b'A'..=b'Z' => 2,
        b'/' | b'-' | b'.' => 3,
        b'!'..=b'~' => 4,
        b' ' => 5,
        _ => 6,
    });
    let mut seen = std::collections::HashSet::new();
    let key = |byte: u8| {
        let of = |classes: &&Vec<u8>| classes[usize::from(byte)];
        (classes.iter().map(of).collect::<Vec<_>>(), utf8::kind(byte))
    };
    bytes.retain(|&byte| seen.insert(key(byte)));
    bytes
}

type State = (StateID, StateID, Place);

/// A walk through two tables at once, shortest texts first.
struct Search<'l> {
    left: &'l Table,
    right: &'l Table,
    wanted: fn(bool, bool) -> bool,
    bytes: Vec<u8>,
    /// How every state was reached: from where, and with which byte.
    steps: Vec<(usize, u8)>,
}

impl Search<'_> {
    fn run(mut self) -> Found {
        let start = (self.left.start, self.right.start, Place::Between);
        let mut known: HashMap<State, usize> = HashMap::from([(start, 0)]);
        let mut queue = VecDeque::from([start]);
        self.steps.push((0, 0));
        let mut number = 0;
        while let Some((left, right, place)) = queue.pop_front() {
            let found = (self.wanted)(self.left.accepts(left), self.right.accepts(right));
            if place == Place::Between && found {
                return self.text(number);
            }
            for &byte in &self.bytes {
                let Some(place) = place.after(byte) else { continue };
                let left = self.left.dfa.next_state(left, byte);
                let right = self.right.dfa.next_state(right, byte);
                // Nothing is wanted that is not on the left.
                if self.left.dfa.is_dead_state(left) || known.contains_key(&(left, right, place)) {
                    continue;
                }
                if known.len() >= MAX_STATES {
                    return Found::Unknown;
                }
                known.insert((left, right, place), self.steps.len());
                self.steps.push((number, byte));
                queue.push_back((left, right, place));
            }
            number += 1;
        }
        Found::None
    }

    fn text(&self, mut number: usize) -> Found {
        let mut bytes = Vec::new();
        while number != 0 {
            let (before, byte) = self.steps[number];
            bytes.push(byte);
            number = before;
        }
        bytes.reverse();
        String::from_utf8(bytes).map_or(Found::Unknown, Found::Text)
    }
}
