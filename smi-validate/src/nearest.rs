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
    part || distance(wanted, known, (known.len() / 2).min(2)).is_some()
}

/// How many letters must be added, dropped, changed or swapped with their neighbour; nothing above `most`.
pub(crate) fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, left) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, right) in other.iter().enumerate() {
            let changed = last[column] + usize::from(left != right);
            let mut least = changed.min(last[column + 1] + 1).min(next[column] + 1);
            let is_swapped =
                row > 0 && column > 0 && one[row - 1] == *right && other[column - 1] == *left;
            if is_swapped {
                least = least.min(before[column - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().filter(|steps| *steps <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        for (one, other, slips) in [
            ("osm", "osm", Some(0)),
            ("oms", "osm", Some(1)),
            ("ngnix", "nginx", Some(1)),
            ("ngx", "nginx", Some(2)),
            ("abc", "cab", Some(2)),
            ("", "fs", Some(2)),
            ("", "fsm", None),
            ("consul", "istio", None),
        ] {
            assert_eq!(distance(one, other, 2), slips, "{one} {other}");
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
