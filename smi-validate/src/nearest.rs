//! What somebody may have meant: the known names that come nearest to a wanted one.

/// The known names that come near, in the order given.
pub(crate) fn nearest<'k>(wanted: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    let wanted = wanted.to_lowercase();
    known.into_iter().filter(|known| is_near(&wanted, &known.to_lowercase())).collect()
}

/// Names in backquotes: `` `a`, `b` or `c` ``.
pub(crate) fn listed(names: &[&str], last_word: &str) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {last_word} {last}", others.join(", ")),
    }
}

/// Whether somebody who types one may mean the other: a part of it, or a slip or two.
fn is_near(wanted: &str, known: &str) -> bool {
    /// Nobody types more than this in earnest, and slips are counted letter by letter.
    const LONGEST: usize = 100;
    if wanted.len() > LONGEST {
        return false;
    }
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
    use super::*;

    #[test]
    fn slips_are_counted() {
        for (one, other, slips) in
            [("osm", "osm", 0), ("oms", "osm", 2), ("ngnix", "nginx", 2), ("", "fsm", 3)]
        {
            assert_eq!(distance(one, other), slips, "{one} {other}");
        }
    }

    #[test]
    fn near_is_a_part_or_a_slip() {
        let known = ["missing-route", "missing-match", "unused-route"];
        assert_eq!(nearest("mising-Route", known), ["missing-route"]);
        assert_eq!(nearest("missing", known), ["missing-route", "missing-match"]);
        assert_eq!(nearest("weights", known), [""; 0]);
        assert_eq!(nearest(&"x".repeat(1 << 20), known), [""; 0]);
    }

    #[test]
    fn names_are_listed_as_in_a_sentence() {
        assert_eq!(listed(&[], "or"), "");
        assert_eq!(listed(&["a"], "or"), "`a`");
        assert_eq!(listed(&["a", "b", "c"], "and"), "`a`, `b` and `c`");
    }
}
