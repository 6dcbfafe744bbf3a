//! Which splits lead to which: the backends that are root services of other splits.

use std::collections::HashMap;

use super::services::gets_something;
use crate::model::{Backend, Name, Split};
use crate::set::Set;

/// The splits of a set as a graph of root services.
pub(super) struct Chains<'s> {
    /// From root services to others, in the order of the input.
    pub(super) links: Vec<Link<'s>>,
    /// A split of each root service.
    pub(super) splits: Vec<&'s Split>,
    /// Root services that lead to each other have the same number.
    circles: Vec<usize>,
}

/// A backend that is the root service of another split.
#[derive(Clone, Copy)]
pub(super) struct Link<'s> {
    pub(super) backend: &'s Backend,
    pub(super) from: usize,
    pub(super) to: usize,
}

impl<'s> Chains<'s> {
    /// Looks at every split once.
    pub(super) fn of(set: &'s Set) -> Self {
        let mut numbers: HashMap<Name, usize> = HashMap::new();
        let mut splits = Vec::new();
        for split in &set.world.splits {
            numbers.entry(Set::root_of(split)).or_insert_with(|| {
                splits.push(split);
                splits.len() - 1
            });
        }
        let mut links = Vec::new();
        for split in &set.world.splits {
            let from = numbers.get(&Set::root_of(split)).copied();
            for backend in split.backends.iter().filter(|backend| gets_something(backend)) {
                let to = numbers.get(&Set::backend_of(backend)).copied();
                // A root service among its own backends is another matter.
                if let (Some(from), Some(to)) = (from, to)
                    && from != to
                {
                    links.push(Link { backend, from, to });
                }
            }
        }
        let ways = links.iter().map(|link| (link.from, link.to));
        let circles = circles(splits.len(), ways);
        Self { links, splits, circles }
    }

    /// Whether a link is part of a circle.
    pub(super) fn is_in_circle(&self, link: &Link<'_>) -> bool {
        self.circle(link.from) == self.circle(link.to)
    }

    /// The number of the circle that a root service is in.
    pub(super) fn circle(&self, root: usize) -> Option<usize> {
        self.circles.get(root).copied()
    }
}

/// The strongly connected components: backwards through the graph, in the order in which a walk forwards leaves it.
fn circles(count: usize, ways: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut forwards = vec![Vec::new(); count];
    let mut backwards = vec![Vec::new(); count];
    for (from, to) in ways {
        forwards[from].push(to);
        backwards[to].push(from);
    }
    let mut order = Vec::with_capacity(count);
    let mut seen = vec![false; count];
    for start in 0..count {
        walk(start, &forwards, &mut seen, &mut |left| order.push(left));
    }
    let mut circles = vec![0; count];
    let mut seen = vec![false; count];
    for start in order.into_iter().rev() {
        walk(start, &backwards, &mut seen, &mut |member| circles[member] = start);
    }
    circles
}

/// Visits what has not been seen, depth first and without recursion, and says when it leaves something.
fn walk(start: usize, next: &[Vec<usize>], seen: &mut [bool], leave: &mut dyn FnMut(usize)) {
    if std::mem::replace(&mut seen[start], true) {
        return;
    }
    let mut way = vec![(start, 0)];
    while let Some((here, taken)) = way.last_mut() {
        match next[*here].get(*taken) {
            Some(there) => {
                *taken += 1;
                if !std::mem::replace(&mut seen[*there], true) {
                    way.push((*there, 0));
                }
            }
            None => {
                leave(*here);
                way.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::circles;

    #[test]
    fn circles_are_what_leads_to_each_other() {
        let found = circles(5, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)].into_iter());
        assert!(found[0] == found[1] && found[1] == found[2]);
        assert!(found[2] != found[3] && found[3] != found[4] && found[2] != found[4]);
    }

    #[test]
    fn long_chains_neither_overflow_nor_take_long() {
        let count = 200_000;
        let ways = (0..count).map(|number| (number, (number + 1) % count));
        assert!(circles(count, ways).iter().all(|circle| *circle == 0));
        let chain = circles(count, (1..count).map(|number| (number - 1, number)));
        assert!(chain.iter().enumerate().all(|(number, circle)| *circle == number));
    }
}
