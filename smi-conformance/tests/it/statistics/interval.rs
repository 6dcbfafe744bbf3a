//! Whether a measured rate agrees with a chance: Clopper and Pearson's interval at 99.99 %.

use smi_conformance::statistics::binomial::{at_least, at_most};

/// One minus the confidence.
const DOUBT: f64 = 1e-4;

/// How often something came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) times: u64,
    pub(super) of: u64,
}

impl Rate {
    pub(super) fn value(self) -> f64 {
        self.times as f64 / self.of as f64
    }

    /// Whether the chance lies inside the exact interval around the measured rate.
    pub(super) fn agrees_with(self, chance: f64) -> bool {
        self.tail_above(chance) >= DOUBT / 2.0 && self.tail_below(chance) >= DOUBT / 2.0
    }

    /// Whether the true rate may be the bound or less.
    pub(super) fn may_be_at_most(self, bound: f64) -> bool {
        self.tail_above(bound) >= DOUBT
    }

    fn tail_above(self, chance: f64) -> f64 {
        at_least(self.of as usize, self.times as usize, chance)
    }

    fn tail_below(self, chance: f64) -> f64 {
        at_most(self.of as usize, self.times as usize, chance)
    }
}

#[test]
fn the_interval_is_the_exact_one() {
    // The ends that tables give for 10 of 100 at 99.99 %: 0.0219 and 0.2654.
    let rate = Rate { times: 10, of: 100 };
    let ends: Vec<f64> = (1..10_000)
        .map(|step| f64::from(step) / 10_000.0)
        .filter(|chance| rate.agrees_with(*chance))
        .collect();
    let (low, high) = (ends[0], ends[ends.len() - 1]);
    assert!(low < 0.1 && high > 0.1, "{low} {high}");
    assert!((at_least(100, 10, low) - DOUBT / 2.0).abs() < 1e-5, "{low}");
    assert!((at_most(100, 10, high) - DOUBT / 2.0).abs() < 1e-5, "{high}");
    assert!(rate.may_be_at_most(0.03) && !rate.may_be_at_most(0.02));
    assert!(!Rate { times: 1, of: 100 }.may_be_at_most(0.0), "what cannot be was seen");
    assert!(Rate { times: 0, of: 100 }.agrees_with(0.0));
}
