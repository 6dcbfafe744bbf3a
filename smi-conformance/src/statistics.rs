//! How many requests it takes to know, and how sure one can be.
//!
//! A share is judged by two one-sided sequential probability ratio tests (Wald), one for "too much" and one for "too
//! little". Both have stated error rates: α, the chance to fail a conforming mesh, and β, the chance to pass one that is
//! off by the tolerance. The null hypothesis is a band around the share that is asked for, so that a mesh that rounds
//! percentages is conforming; α holds over the whole band. The tests look only at the end of batches, and that very
//! schedule, with its cap, goes into the exact dynamic programme of [`exact`] that gives the operating characteristics.
//!
//! Requests that must *never* be served, and those that must *always* be, need no α: one exception is a violation. Their
//! number follows from the smallest leak that must not go unnoticed.
//!
//! # Evidence
//!
//! In `tests/it/statistics`, with the measured figures in `docs/statistics.md`:
//!
//! * `tables`: the programme reproduces published figures of designs that look after every request: α, means, percentiles,
//!   and what happens between right and wrong.
//! * `simulation`: a hundred thousand synthetic meshes of each kind (fair, at the ends of the band, off by the tolerance,
//!   round robin, many choosers in phase, sticky) through [`SplitTest`], which is what the judge of a split asks. Rates of
//!   pass, fail and undecided lie inside exact intervals around what the programme predicts; the mean number of requests
//!   is within 5 % of the programme's.

pub mod binomial;
pub mod exact;
pub mod runs;
pub mod sequential;
pub mod split;

use serde::{Deserialize, Serialize};

pub use sequential::{Decision, ShareDesign, ShareTest, Side};
pub use split::{Conclusion, ErrorRates, SplitTest};

/// What all sample sizes follow from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Policy {
    /// The chance that any share check of the full catalogue fails a conforming mesh, in one run.
    pub alpha_suite: f64,
    /// The chance that one check passes a mesh that is off by the tolerance.
    pub beta: f64,
    /// Shares so far from what is asked are conforming (absolute; at most a fifth of a small share).
    pub band: f64,
    /// Shares so far from what is asked are not (absolute; less for small shares, see [`ShareDesign`]).
    pub tolerance: f64,
    /// Requests between two looks, for one chooser of backends. More choosers mean larger batches.
    pub batch: u64,
    /// The smallest share of requests to a backend of weight zero that must not go unnoticed.
    pub zero_weight_leak: f64,
    /// The smallest share of denied requests that are served which must not go unnoticed.
    pub denial_leak: f64,
    /// The smallest share of stale answers, or of allowed requests that are not served, which must not go unnoticed.
    pub stale_leak: f64,
    /// The chance to call independent samples dependent, over the full catalogue.
    pub alpha_independence: f64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            alpha_suite: 1e-6,
            beta: 1e-3,
            band: 0.02,
            tolerance: 0.10,
            batch: 50,
            zero_weight_leak: 0.02,
            denial_leak: 0.05,
            stale_leak: 0.10,
            alpha_independence: 1e-6,
        }
    }
}

impl Policy {
    /// Why nothing can be judged by this policy, if so.
    #[must_use]
    pub fn objection(&self) -> Option<String> {
        let rates = [
            ("alpha_suite", self.alpha_suite),
            ("beta", self.beta),
            ("zero_weight_leak", self.zero_weight_leak),
            ("denial_leak", self.denial_leak),
            ("stale_leak", self.stale_leak),
            ("alpha_independence", self.alpha_independence),
        ];
        let wrong = rates.into_iter().find(|(_, rate)| !(*rate > 0.0 && *rate < 1.0));
        if let Some((name, rate)) = wrong {
            return Some(format!("expected `{name}` between 0 and 1, both excluded, found {rate}"));
        }
        if !(self.band >= 0.0 && self.band < self.tolerance && self.tolerance < 0.5) {
            let (band, tolerance) = (self.band, self.tolerance);
            return Some(format!(
                "expected 0 <= `band` < `tolerance` < 0.5, found {band} and {tolerance}"
            ));
        }
        (self.batch == 0).then(|| "expected `batch` to be at least 1, found 0".to_owned())
    }

    /// Samples of a gate inside the quiet window, and of an expectation that all requests are served.
    #[must_use]
    pub fn settle_samples(&self) -> u64 {
        samples_to_see(self.stale_leak, self.beta)
    }

    /// Samples of an expected denial.
    #[must_use]
    pub fn denial_samples(&self) -> u64 {
        samples_to_see(self.denial_leak, self.beta)
    }

    /// Samples of a split with a backend that must get nothing.
    #[must_use]
    pub fn zero_weight_samples(&self) -> u64 {
        samples_to_see(self.zero_weight_leak, self.beta)
    }

    /// The batch for a mesh with so many independent choosers per client: enough for each of them to have gone round.
    #[must_use]
    pub fn batch_for(&self, schedulers: u32) -> u64 {
        if schedulers <= 1 { self.batch } else { (20 * u64::from(schedulers)).max(200) }
    }
}

/// A mesh that stays with a backend for so many requests or more must not be judged as if it chose for each of them.
pub const STICKY: u32 = 5;

/// A mesh that stays with a backend for so many requests or fewer must not fail for a backend that it has not come to yet.
pub const LONGEST_STAY: u32 = 50;

/// How many samples it takes to see a leak of this rate at least once with probability 1 − β.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and far below 2^53 for any sensible rate"
)]
pub fn samples_to_see(leak: f64, beta: f64) -> u64 {
    (beta.ln() / (1.0 - leak).ln()).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::{Policy, samples_to_see};

    #[test]
    fn a_smaller_leak_takes_more_samples() {
        // Conformance anchors, 4.1.
        let table = [(0.5, 10), (0.1, 66), (0.05, 135), (0.02, 342), (0.01, 688), (0.001, 6905)];
        for (leak, samples) in table {
            assert_eq!(samples_to_see(leak, 1e-3), samples, "{leak}");
        }
        assert_eq!(samples_to_see(0.1, 1e-6), 132);
    }

    #[test]
    fn many_schedulers_mean_large_batches() {
        let policy = Policy::default();
        assert_eq!([1, 2, 64].map(|count| policy.batch_for(count)), [50, 200, 1280]);
    }
}
