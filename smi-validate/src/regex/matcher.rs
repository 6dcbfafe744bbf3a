//! Holds a pattern against texts.

use regex_automata::meta::{self, Config};
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{self, Hir};

use super::Regex;
use super::lower::lower;

/// The memory for one program; what RE2 accepts needs less.
const MAX_BYTES: usize = 256 << 20;

/// A pattern, compiled for the ways that a reading may hold it against a text. It matches what RE2 matches.
#[derive(Clone, Debug)]
pub struct Matcher {
    free: meta::Regex,
    whole: meta::Regex,
}

impl Matcher {
    /// Compiles a pattern.
    ///
    /// Nothing comes of a pattern that needs more memory than a check is worth; none that RE2 accepts is known to.
    #[must_use]
    pub fn new(regex: &Regex) -> Option<Self> {
        let hir = lower(regex.node());
        let whole = Hir::concat(vec![hir.clone(), Hir::look(hir::Look::End)]);
        Some(Self { free: compile(&hir)?, whole: compile(&whole)? })
    }

    /// Whether it is found anywhere.
    #[must_use]
    pub fn is_found_in(&self, text: &str) -> bool {
        self.free.is_match(text)
    }

    /// Whether it matches from the beginning; the end is free.
    #[must_use]
    pub fn is_at_start_of(&self, text: &str) -> bool {
        self.free.is_match(Input::new(text).anchored(Anchored::Yes))
    }

    /// Whether it matches the whole text.
    #[must_use]
    pub fn is_whole_of(&self, text: &str) -> bool {
        self.whole.is_match(Input::new(text).anchored(Anchored::Yes))
    }
}

fn compile(hir: &Hir) -> Option<meta::Regex> {
    // `\C` may end a match in the middle of a character. A full table is not worth its making for a few texts.
    let config = Config::new().utf8_empty(false).dfa(false).nfa_size_limit(Some(MAX_BYTES));
    meta::Builder::new().configure(config).build_from_hir(hir).ok()
}
