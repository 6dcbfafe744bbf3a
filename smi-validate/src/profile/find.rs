//! The profile of a name, or the names that come nearest.

use std::fmt;

use super::Profile;

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
        let wanted = name.to_lowercase();
        let nearest: Vec<_> = names().filter(|known| is_near(&wanted, known)).collect();
        let near = !nearest.is_empty();
        let nearest = if near { nearest } else { names().collect() };
        Self { name: name.to_owned(), nearest, near }
    }
}

impl fmt::Display for UnknownProfile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.nearest.iter().map(|name| format!("`{name}`")).collect();
        let (last, others) = names.split_last().expect("there are profiles");
        write!(formatter, "no profile is called `{}`; ", self.name)?;
        formatter.write_str(if self.near { "did you mean " } else { "there are " })?;
        if !others.is_empty() {
            let word = if self.near { "or" } else { "and" };
            write!(formatter, "{} {word} ", others.join(", "))?;
        }
        write!(formatter, "{last}{}", if self.near { "?" } else { "" })
    }
}

impl std::error::Error for UnknownProfile {}

/// Whether somebody who types one may mean the other: a part of it, or a slip or two.
fn is_near(wanted: &str, known: &str) -> bool {
    let part = wanted.len() > 2 && (known.contains(wanted) || wanted.contains(known));
    part || distance(wanted, known) <= (known.len() / 2).min(2)
}

/// The number of letters to add, drop or change.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut before = row[0];
        row[0] = index + 1;
        for (column, known) in other.iter().enumerate() {
            let changed = before + usize::from(letter != *known);
            before = row[column + 1];
            row[column + 1] = changed.min(before + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn slips_are_counted() {
        for (one, other, slips) in
            [("osm", "osm", 0), ("oms", "osm", 2), ("ngnix", "nginx", 2), ("", "fsm", 3)]
        {
            assert_eq!(distance(one, other), slips, "{one} {other}");
        }
    }
}
