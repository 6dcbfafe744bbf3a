//! Are samples independent? Counts runs (Wald and Wolfowitz): a sticky client makes few long runs.
//!
//! The distribution of the number of runs, given how many of each kind there are, is exact, whatever the shares. Its two
//! tails are taken apart, since only one of them is a fault: a round robin makes more runs than chance does.

use super::binomial::{at_least, at_most, ln_choose};

/// Samples of two kinds ("to this backend" and "to another"), and the runs that they come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Runs {
    /// How many of the first kind.
    ones: u64,
    /// How many of the second kind.
    zeros: u64,
    /// The runs of the first kind.
    of_ones: u64,
    /// The runs of the second kind.
    of_zeros: u64,
    /// The kind of the last sample.
    last: Option<bool>,
}

impl Runs {
    /// Counts. `sequence` tells for each sample whether it is of the first kind.
    #[must_use]
    pub fn of(sequence: impl IntoIterator<Item = bool>) -> Self {
        let mut runs = Self::default();
        sequence.into_iter().for_each(|one| runs.push(one));
        runs
    }

    /// Counts one more sample.
    pub fn push(&mut self, one: bool) {
        let begins = u64::from(self.last != Some(one));
        if one {
            self.ones += 1;
            self.of_ones += begins;
        } else {
            self.zeros += 1;
            self.of_zeros += begins;
        }
        self.last = Some(one);
    }

    /// How many samples are of the first kind.
    #[must_use]
    pub const fn ones(&self) -> u64 {
        self.ones
    }

    /// The same samples, with the kinds exchanged.
    #[must_use]
    pub fn exchanged(&self) -> Self {
        Self {
            ones: self.zeros,
            zeros: self.ones,
            of_ones: self.of_zeros,
            of_zeros: self.of_ones,
            last: self.last.map(|one| !one),
        }
    }

    /// The chance of so few runs, or fewer, in a shuffled sequence of the same samples.
    #[must_use]
    pub fn chance_of_so_few(&self) -> f64 {
        let runs = self.of_ones + self.of_zeros;
        if self.is_of_one_kind() {
            1.0
        } else if to_f64(runs) <= self.mean() {
            self.at_most(runs)
        } else {
            (1.0 - self.at_least(runs + 1)).max(0.0)
        }
    }

    /// The chance of so many runs, or more, in a shuffled sequence of the same samples.
    #[must_use]
    pub fn chance_of_so_many(&self) -> f64 {
        let runs = self.of_ones + self.of_zeros;
        if self.is_of_one_kind() {
            1.0
        } else if to_f64(runs) > self.mean() {
            self.at_least(runs)
        } else {
            (1.0 - self.at_most(runs - 1)).max(0.0)
        }
    }

    /// The largest chance, over all meshes that stick to a backend for so many requests on average, that the rarer kind
    /// is left so often. After each of its samples, such a mesh chooses anew with a chance of one in `requests`.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "sample sizes are far below 2^32")]
    pub fn chance_if_sticky(&self, requests: u32) -> f64 {
        let rarer = if self.ones <= self.zeros { *self } else { self.exchanged() };
        let unfinished = u64::from(rarer.last == Some(true));
        at_least(
            (rarer.ones - unfinished) as usize,
            (rarer.of_ones - unfinished) as usize,
            1.0 / f64::from(requests),
        )
    }

    /// The largest chance, over all meshes that choose the first kind with this chance and stay with each choice for up to
    /// so many requests, that the first kind comes so rarely.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "sample sizes are far below 2^32")]
    pub fn chance_of_so_rarely(&self, share: f64, requests: u32) -> f64 {
        let choices = (self.ones + self.zeros) / u64::from(requests);
        at_most(choices as usize, self.ones as usize, share)
    }

    const fn is_of_one_kind(&self) -> bool {
        self.ones == 0 || self.zeros == 0
    }

    /// The mean number of runs in shuffled sequences.
    fn mean(&self) -> f64 {
        let (ones, zeros) = (to_f64(self.ones), to_f64(self.zeros));
        1.0 + 2.0 * ones * zeros / (ones + zeros)
    }

    /// The lower tail, from its end downwards: below the mean each term is smaller than the one before.
    fn at_most(&self, runs: u64) -> f64 {
        if runs < 2 {
            return 0.0;
        }
        let (ones, zeros) = (to_f64(self.ones), to_f64(self.zeros));
        let mut half = to_f64(runs / 2);
        let mut ways = self.ways(runs / 2);
        let mut sum =
            if runs.is_multiple_of(2) { 2.0 * ways } else { ways * (ones + zeros) / half };
        while half > 1.0 && ways > sum * 1e-18 {
            ways *= (half - 1.0) / (ones - half + 1.0) * (half - 1.0) / (zeros - half + 1.0);
            half -= 1.0;
            sum += ways * (ones + zeros) / half;
        }
        sum.min(1.0)
    }

    /// The upper tail, upwards.
    fn at_least(&self, runs: u64) -> f64 {
        let (ones, zeros) = (to_f64(self.ones), to_f64(self.zeros));
        let mut half = to_f64(runs / 2);
        let mut ways = self.ways(runs / 2);
        let odd = ways * (ones + zeros - 2.0 * half) / half;
        let mut sum = if runs.is_multiple_of(2) { 2.0 * ways + odd } else { odd };
        while half < ones.min(zeros) && ways > sum * 1e-18 {
            ways *= (ones - half) / half * (zeros - half) / half;
            half += 1.0;
            sum += ways * (ones + zeros) / half;
        }
        sum.min(1.0)
    }

    /// The chance that each kind comes in `half` runs and that a given one comes first. An even number of runs begins
    /// with either kind; an odd one has one run more of one kind, which is (n − 2·half) / half times as likely.
    fn ways(&self, half: u64) -> f64 {
        if half > self.ones.min(self.zeros) {
            return 0.0;
        }
        let each = ln_choose(self.ones - 1, half - 1) + ln_choose(self.zeros - 1, half - 1);
        (each - ln_choose(self.ones + self.zeros, self.ones)).exp()
    }
}

#[expect(clippy::cast_precision_loss, reason = "sample sizes are far below 2^53")]
const fn to_f64(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::Runs;

    #[test]
    fn the_distribution_is_that_of_shuffled_samples() {
        // All sequences of eight samples with three ones, against counting them.
        let sequences: Vec<Vec<bool>> = (0..256_u32)
            .filter(|bits| bits.count_ones() == 3)
            .map(|bits| (0..8).map(|index| bits >> index & 1 == 1).collect())
            .collect();
        let runs =
            |sequence: &[bool]| 1 + sequence.windows(2).filter(|two| two[0] != two[1]).count();
        for sequence in &sequences {
            let chance = |wanted: &dyn Fn(usize) -> bool| {
                let such = sequences.iter().filter(|other| wanted(runs(other))).count();
                such as f64 / sequences.len() as f64
            };
            let (few, many) = (
                chance(&|other| other <= runs(sequence)),
                chance(&|other| other >= runs(sequence)),
            );
            let found = Runs::of(sequence.iter().copied());
            assert!((found.chance_of_so_few() - few).abs() < 1e-12, "{sequence:?}");
            assert!((found.chance_of_so_many() - many).abs() < 1e-12, "{sequence:?}");
        }
    }

    #[test]
    fn sticky_samples_are_told_from_a_round_robin() {
        // So long that the terms in the middle underflow when they are reached from the wrong end.
        let sticky = Runs::of((0..4000).map(|index| (index / 20) % 2 == 0));
        let round_robin = Runs::of((0..4000).map(|index| index % 2 == 0));
        assert!(sticky.chance_of_so_few() < 1e-30 && sticky.chance_of_so_many() > 0.99);
        assert!(round_robin.chance_of_so_few() > 0.99 && round_robin.chance_of_so_many() < 1e-30);
    }

    #[test]
    fn a_backend_that_never_comes_is_less_likely_the_more_choices_there_were() {
        let never = Runs::of(std::iter::repeat_n(false, 500));
        assert!((never.chance_of_so_rarely(0.1, 50) - 0.9_f64.powi(10)).abs() < 1e-12);
        let once = Runs::of((0..500).map(|index| index == 7));
        assert!(once.chance_of_so_rarely(0.1, 50) > 0.9_f64.powi(10));
    }

    #[test]
    fn leaving_a_backend_at_once_is_not_sticky() {
        let of = |text: &str| Runs::of(text.bytes().map(|byte| byte == b'x')).chance_if_sticky(5);
        assert!((of("....x...x..x...") - 0.2_f64.powi(3)).abs() < 1e-12);
        assert!(of("..xxxxx......xxxxx.....") > 0.5);
        assert!((of("...............") - 1.0).abs() < 1e-12, "nothing is known of it");
        assert!((of("............xxx") - 1.0).abs() < 1e-12, "the last run is not left yet");
    }
}
