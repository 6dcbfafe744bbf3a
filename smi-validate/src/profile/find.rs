//! The profile of a name, or the names that come nearest.

use std::fmt;

use super::Profile;
use crate::nearest;

/// No profile has that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProfile {
    /// What was asked for.
    pub name: String,
    /// The names that come nearest; all of them when none is near.
    pub nearest: Vec<&'static str>,
    /// Whether any is near.
    near: bool,
}

impl UnknownProfile {
    pub(super) fn new(name: &str) -> Self {
        let names = || Profile::all().iter().map(|profile| profile.name.as_str());
        let nearest = nearest::nearest(name, names());
        let near = !nearest.is_empty();
        let nearest = if near { nearest } else { names().collect() };
        Self { name: name.to_owned(), nearest, near }
    }
}

impl fmt::Display for UnknownProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, nearest, near } = self;
        let names = nearest::listed(nearest, if *near { "or" } else { "and" });
        if *near {
            write!(formatter, "no profile is called `{name}`; did you mean {names}?")
        } else {
            write!(formatter, "no profile is called `{name}`; there are {names}")
        }
    }
}

impl std::error::Error for UnknownProfile {}
