//! The sequential test of one share.

use serde::Serialize;

use super::{Policy, binomial, exact};

/// The design of the test of one share: everything but the data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShareDesign {
    /// The share that is asked for, between 0 and 1, both excluded.
    pub asked: f64,
    /// "Too much": from the upper end of the band to the alternative above.
    pub high: Side,
    /// "Too little": from the lower end of the band to the alternative below.
    pub low: Side,
    /// A side fails at this log likelihood ratio or above.
    pub reject: f64,
    /// A side is accepted at this one or below.
    pub accept: f64,
    /// Requests between two looks.
    pub batch: u64,
    /// The last look: inconclusive when not decided by then.
    pub cap: u64,
}

/// One of the two one-sided tests.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Side {
    /// The share at the end of the band, which is still conforming.
    pub null: f64,
    /// The share that is not.
    pub alternative: f64,
}

/// What the evidence says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Decision {
    /// More samples are needed.
    Continue,
    /// The share is what was asked for.
    Pass,
    /// It is not.
    Fail,
    /// The cap is reached.
    Inconclusive,
}

impl ShareDesign {
    /// Designs the test of a share at error rate `alpha`.
    ///
    /// Tolerances are absolute for middling shares and relative for small ones: towards the middle a small share may
    /// double, towards the edge it may lose seven tenths. 0.90 is told from 0.80 and 0.97, 0.01 from 0.003 and 0.02.
    #[must_use]
    pub fn new(policy: &Policy, asked: f64, alpha: f64, schedulers: u32) -> Self {
        let room = asked.min(1.0 - asked);
        let band = policy.band.min(0.2 * room);
        let (to_middle, to_edge) = (policy.tolerance.min(room), policy.tolerance.min(0.7 * room));
        let (above, below) = if asked < 0.5 { (to_middle, to_edge) } else { (to_edge, to_middle) };
        let high = Side { null: asked + band, alternative: asked + above };
        let low = Side { null: asked - band, alternative: asked - below };
        let design = Self::plain(asked, high, low, alpha, policy.beta);
        let batch = design.batch_for(policy, schedulers);
        design.scheduled(batch)
    }

    /// A design that looks after every sample and has no cap: the one of the literature, to compare with.
    #[must_use]
    pub fn plain(asked: f64, high: Side, low: Side, alpha: f64, beta: f64) -> Self {
        Self {
            asked,
            high,
            low,
            reject: ((1.0 - beta) / (alpha / 2.0)).ln(),
            accept: (beta / (1.0 - alpha / 2.0)).ln(),
            batch: 1,
            cap: u64::MAX,
        }
    }

    /// The same test with looks so far apart, and the cap that goes with them: three times the 99th percentile.
    #[must_use]
    pub fn scheduled(mut self, batch: u64) -> Self {
        self.batch = batch;
        // Far beyond any 99th percentile, so that the programme finds it.
        self.cap = 1_000 * batch;
        let percentile = exact::characteristics(&self, self.asked).sample_size(0.99);
        self.cap = (3 * percentile).next_multiple_of(batch);
        self
    }

    /// How many requests it takes for many choosers in phase not to look like a wrong share.
    ///
    /// Each of `m` deterministic choosers may be one request ahead of its share, so a count may be `m` ahead of its own. The batch
    /// is so large that such a count is still evidence for the null: about 20·m for middling shares, more for small ones.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and far below 2^53"
    )]
    fn batch_for(&self, policy: &Policy, schedulers: u32) -> u64 {
        let batch = policy.batch_for(schedulers);
        if schedulers <= 1 {
            return batch;
        }
        let needed = [self.high, self.low].map(|side| {
            let (success, failure) = side.increments();
            let drift = self.asked.mul_add(success, (1.0 - self.asked) * failure);
            f64::from(schedulers) * (success - failure).abs() / -drift
        });
        (needed[0].max(needed[1]).ceil() as u64).next_multiple_of(batch).max(batch)
    }

    /// Looks at `k` successes in `n` samples; `open` says which sides are not accepted yet. Returns the sides that are
    /// still open, or nothing when one of them rejects.
    pub(super) fn look(&self, open: Open, n: u64, k: u64) -> Option<Open> {
        self.rule().look(open, n, k)
    }

    /// The rule of a look, with the logarithms taken once.
    pub(super) fn rule(&self) -> Rule {
        Rule {
            high: self.high.increments(),
            low: self.low.increments(),
            reject: self.reject,
            accept: self.accept,
        }
    }
}

/// What a look does, ready for many of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    high: (f64, f64),
    low: (f64, f64),
    reject: f64,
    accept: f64,
}

impl Rule {
    pub(super) fn look(&self, open: Open, n: u64, k: u64) -> Option<Open> {
        let side = |is_open: bool, increments: (f64, f64)| {
            let ratio = log_likelihood_ratio(increments, n, k);
            if is_open && ratio >= self.reject {
                None
            } else {
                Some(is_open && ratio > self.accept)
            }
        };
        Some(Open { high: side(open.high, self.high)?, low: side(open.low, self.low)? })
    }
}

/// The sides that are not accepted yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    pub(super) high: bool,
    pub(super) low: bool,
}

impl Open {
    pub(super) const BOTH: Self = Self { high: true, low: true };

    pub(super) const fn any(self) -> bool {
        self.high || self.low
    }
}

impl Side {
    /// How much better the alternative explains `k` successes in `n` samples than the null does.
    #[must_use]
    pub fn log_likelihood_ratio(&self, n: u64, k: u64) -> f64 {
        log_likelihood_ratio(self.increments(), n, k)
    }

    /// What a success and what a failure add to the log likelihood ratio.
    fn increments(&self) -> (f64, f64) {
        let success = (self.alternative / self.null).ln();
        let failure = ((1.0 - self.alternative) / (1.0 - self.null)).ln();
        (success, failure)
    }
}

#[expect(clippy::cast_precision_loss, reason = "sample sizes are far below 2^53")]
fn log_likelihood_ratio((success, failure): (f64, f64), n: u64, k: u64) -> f64 {
    k as f64 * success + (n - k) as f64 * failure
}

/// The test of one share, as samples come in.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareTest {
    /// The design.
    pub design: ShareDesign,
    open: Open,
    decision: Decision,
}

impl ShareTest {
    /// Begins.
    #[must_use]
    pub const fn new(design: ShareDesign) -> Self {
        Self { design, open: Open::BOTH, decision: Decision::Continue }
    }

    /// Looks at `k` of `n` samples, at the end of a batch. A decision stands.
    pub fn look(&mut self, n: u64, k: u64) -> Decision {
        if self.decision == Decision::Continue {
            match self.design.look(self.open, n, k) {
                None => self.decision = Decision::Fail,
                Some(open) if !open.any() => self.decision = Decision::Pass,
                Some(_) if n >= self.design.cap => self.decision = Decision::Inconclusive,
                Some(open) => self.open = open,
            }
        }
        self.decision
    }

    /// What the looks so far decided.
    #[must_use]
    pub const fn decision(&self) -> Decision {
        self.decision
    }

    /// How likely so extreme a count is in a conforming mesh: the exact tail at the nearer end of the band.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "sample sizes are far below 2^32"
    )]
    pub fn chance_if_conforming(&self, n: u64, k: u64) -> f64 {
        if (k as f64) > self.design.asked * n as f64 {
            binomial::at_least(n as usize, k as usize, self.design.high.null)
        } else {
            binomial::at_most(n as usize, k as usize, self.design.low.null)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Decision, ShareDesign, ShareTest};
    use crate::statistics::Policy;

    fn run(asked: f64, share: f64) -> (Decision, u64) {
        let mut test = ShareTest::new(ShareDesign::new(&Policy::default(), asked, 2.5e-8, 1));
        let mut n = 0;
        loop {
            n += test.design.batch;
            let k = (share * n as f64).round() as u64;
            match test.look(n, k) {
                Decision::Continue => {}
                decision => return (decision, n),
            }
        }
    }

    #[test]
    fn exact_proportions_pass_and_wrong_ones_fail() {
        assert_eq!(run(0.9, 0.9).0, Decision::Pass);
        assert_eq!(run(0.9, 0.5).0, Decision::Fail);
        assert_eq!(run(0.1, 0.3).0, Decision::Fail);
        assert_eq!(run(0.5, 0.52).0, Decision::Pass, "the end of the band is conforming");
    }

    #[test]
    fn batches_outgrow_choosers_in_phase() {
        let batch = |asked, count| ShareDesign::new(&Policy::default(), asked, 2.5e-8, count).batch;
        assert_eq!([1, 2, 64].map(|count| batch(0.5, count)), [50, 200, 1280]);
        // A small share needs more: one request ahead on each of 64 is 64 requests, of the 38 that 3 % are of 1280.
        assert!(batch(0.97, 64) >= 5120, "{}", batch(0.97, 64));
    }

    #[test]
    fn a_mesh_in_no_mans_land_is_inconclusive_at_the_cap() {
        let design = ShareDesign::new(&Policy::default(), 0.5, 2.5e-8, 1);
        let (null, alternative) = (design.high.null, design.high.alternative);
        let ratio = |p: f64| {
            (p * (alternative / null).ln() + (1.0 - p) * ((1.0 - alternative) / (1.0 - null)).ln())
                .abs()
        };
        let undecided = (0..1000).map(|i| null + f64::from(i) * (alternative - null) / 1000.0);
        let worst = undecided.min_by(|one, other| ratio(*one).total_cmp(&ratio(*other))).unwrap();
        let (decision, n) = run(0.5, worst);
        assert_eq!((decision, n), (Decision::Inconclusive, design.cap));
    }
}
