//! A small deterministic generator (SplitMix64), so that every figure comes out the same on every machine.

/// The state of the generator.
pub(super) struct Random(u64);

impl Random {
    /// The stream of numbers of one simulation among many.
    pub(super) const fn of(seed: u64, simulation: u64) -> Self {
        let mut random = Self(seed ^ simulation.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        // Neighbouring states are far apart after one step.
        random.0 = random.next();
        random
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Evenly between 0 and 1, 1 excluded.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// An index, each with its chance; `cumulative` are the sums of the chances up to it.
    pub(super) fn pick(&mut self, cumulative: &[f64]) -> usize {
        let at = self.unit();
        let index = cumulative.partition_point(|sum| *sum <= at);
        index.min(cumulative.len() - 1)
    }
}

/// The sums of chances up to each of them.
pub(super) fn cumulative(chances: &[f64]) -> Vec<f64> {
    let sum = |sum: &mut f64, chance: &f64| {
        *sum += chance;
        Some(*sum)
    };
    chances.iter().scan(0.0, sum).collect()
}

#[test]
fn the_generator_is_the_published_one() {
    let mut random = Random(1_234_567);
    let expected: [u64; 3] =
        [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
    assert_eq!(expected.map(|_| random.next()), expected);
}
