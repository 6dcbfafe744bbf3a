//! Choices that look random, the same for the same seed.

use crate::random::{STEP, mixed};

/// A sequence of choices.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// A number below `limit`.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % limit).expect("below a usize")
    }

    /// True in one of so many cases.
    pub(super) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// One of these.
    pub(super) fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// Some of these, at least one, in their order.
    pub(super) fn some<'a, T>(&mut self, items: &'a [T]) -> Vec<&'a T> {
        let first = self.below(items.len());
        let mut chosen = Vec::new();
        for (index, item) in items.iter().enumerate() {
            if index == first || self.one_in(3) {
                chosen.push(item);
            }
        }
        chosen
    }
}
