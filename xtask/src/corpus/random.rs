//! Numbers that look random and are the same for the same seed, on every machine and with every version of everything.

/// SplitMix64: enough for texts, nothing for secrets.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The numbers of one part of a corpus. They do not depend on how many the parts before took.
    pub(super) fn of(seed: u64, part: usize) -> Self {
        let mut random = Self(seed);
        let start = random.next();
        Self(start ^ (part as u64).wrapping_mul(0xD1B5_4A32_D192_ED03))
    }

    /// Any number.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound, or 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % bound).unwrap_or_default()
    }

    /// A number in a range, its end included.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub(super) fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// Several different ones of several, in their order.
    pub(super) fn some<'a, T: ?Sized>(&mut self, choices: &[&'a T], count: usize) -> Vec<&'a T> {
        let mut left = count.min(choices.len());
        let mut some = Vec::with_capacity(left);
        for (index, &choice) in choices.iter().enumerate() {
            if self.below(choices.len() - index) < left {
                some.push(choice);
                left -= 1;
            }
        }
        some
    }
}
