//! `rules`: writes `smi-validate/RULES.md`, or checks that it is up to date.

mod page;

use std::fs;
use std::path::PathBuf;

use crate::{Outcome, root, up_to_date};

/// What became of every rule that was thought of: an id, and a code, `merged CODE`, or `rejected: reason`.
const CANDIDATES: &str = include_str!("rules/candidates.tsv");

pub(crate) fn write() -> Outcome {
    let path = path();
    fs::write(&path, page::all(&candidates()?))
        .map_err(|error| format!("{}: {error}", path.display()))
}

pub(crate) fn check() -> Outcome {
    up_to_date(&path(), &page::all(&candidates()?), "rules")
}

fn path() -> PathBuf {
    root().join("smi-validate/RULES.md")
}

/// What became of a rule that was thought of.
struct Candidate {
    id: &'static str,
    outcome: Fate,
}

/// A rule of its own, a part of another, or none.
enum Fate {
    Rule(&'static str),
    Merged(&'static str),
    Rejected(&'static str),
}

fn candidates() -> Result<Vec<Candidate>, String> {
    let candidate = |(number, line): (usize, &'static str)| {
        let wrong = |what: &str| format!("candidates.tsv:{}: {what}", number + 1);
        let (id, outcome) =
            line.split_once('\t').ok_or_else(|| wrong("expected an id, a tab and an outcome"))?;
        let outcome = match outcome.split_once(' ') {
            None => Fate::Rule(outcome),
            Some(("merged", code)) => Fate::Merged(code),
            Some(("rejected:", reason)) => Fate::Rejected(reason),
            Some(_) => return Err(wrong("expected a code, `merged CODE` or `rejected: REASON`")),
        };
        if let Fate::Rule(code) | Fate::Merged(code) = outcome
            && smi_validate::rules::find(code).is_none()
        {
            return Err(wrong(&format!("there is no rule {code}")));
        }
        Ok(Candidate { id, outcome })
    };
    CANDIDATES.lines().enumerate().map(candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::candidates;

    /// How many candidates each group had.
    const GROUPS: [(char, usize); 6] =
        [('G', 10), ('A', 41), ('S', 41), ('P', 42), ('M', 9), ('C', 8)];

    #[test]
    fn every_candidate_has_an_outcome() {
        let candidates = candidates().unwrap();
        let expected = GROUPS.iter().flat_map(|(group, count)| {
            (1..=*count).map(move |number| format!("{group}{number:02}"))
        });
        let ids: Vec<_> = candidates.iter().map(|candidate| candidate.id).collect();
        assert_eq!(ids, expected.collect::<Vec<_>>());
    }

    #[test]
    fn the_page_is_up_to_date() {
        super::check().unwrap();
    }
}
