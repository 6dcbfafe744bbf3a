//! Operating characteristics of a share test, exactly: a dynamic programme over (samples, successes, open sides) along
//! the real schedule of looks, up to the real cap.

use std::collections::BTreeMap;

use super::binomial::probabilities;
use super::sequential::{Open, ShareDesign};

/// What a design does with a mesh of some true share.
#[derive(Clone, Debug, PartialEq)]
pub struct Characteristics {
    /// The chance to fail it.
    pub fail: f64,
    /// The chance to pass it.
    pub pass: f64,
    /// The chance to reach the cap.
    pub inconclusive: f64,
    /// The mean number of samples.
    pub mean: f64,
    /// The chance to stop at each look.
    stops: BTreeMap<u64, f64>,
}

/// States less likely than this are left out; all of them together stay far below any error rate of interest.
const NEGLIGIBLE: f64 = 1e-18;

/// Computes the characteristics of a design for a mesh of true share `p`.
#[must_use]
pub fn characteristics(design: &ShareDesign, p: f64) -> Characteristics {
    let batch = usize::try_from(design.batch).expect("a batch fits in memory");
    let step = probabilities(batch, p);
    let mut result = Characteristics {
        fail: 0.0,
        pass: 0.0,
        inconclusive: 0.0,
        mean: 0.0,
        stops: BTreeMap::new(),
    };
    let mut states = vec![(Open::BOTH, Mass { first: 0, chances: vec![1.0] })];
    let mut n = 0;
    while !states.is_empty() && n < design.cap {
        n += design.batch;
        states = look(design, n, states, &step, &mut result);
    }
    let left: f64 = states.iter().flat_map(|(_, mass)| &mass.chances).sum();
    result.inconclusive = left;
    result.stop(n, left);
    result
}

/// One batch and the look at its end.
fn look(
    design: &ShareDesign,
    n: u64,
    states: Vec<(Open, Mass)>,
    step: &[f64],
    result: &mut Characteristics,
) -> Vec<(Open, Mass)> {
    let mut next: Vec<(Open, Mass)> = Vec::new();
    for (open, mass) in states {
        let moved = mass.after(step);
        for (offset, chance) in moved.chances.iter().enumerate() {
            if *chance < NEGLIGIBLE {
                continue;
            }
            let k = moved.first + offset;
            match design.look(open, n, k as u64) {
                None => {
                    result.fail += chance;
                    result.stop(n, *chance);
                }
                Some(open) if !open.any() => {
                    result.pass += chance;
                    result.stop(n, *chance);
                }
                Some(open) => add(&mut next, open, k, *chance),
            }
        }
    }
    next
}

fn add(states: &mut Vec<(Open, Mass)>, open: Open, k: usize, chance: f64) {
    let known = states.iter().position(|(other, _)| *other == open);
    let index = known.unwrap_or_else(|| {
        states.push((open, Mass { first: k, chances: Vec::new() }));
        states.len() - 1
    });
    states[index].1.add(k, chance);
}

/// Chances of a contiguous range of counts.
struct Mass {
    first: usize,
    chances: Vec<f64>,
}

impl Mass {
    fn add(&mut self, k: usize, chance: f64) {
        if k < self.first {
            let missing = self.first - k;
            self.chances.splice(..0, std::iter::repeat_n(0.0, missing));
            self.first = k;
        }
        let index = k - self.first;
        if index >= self.chances.len() {
            self.chances.resize(index + 1, 0.0);
        }
        self.chances[index] += chance;
    }

    /// The distribution after one more batch.
    fn after(&self, step: &[f64]) -> Self {
        let mut chances = vec![0.0; self.chances.len() + step.len() - 1];
        for (index, chance) in self.chances.iter().enumerate().filter(|(_, one)| **one > 0.0) {
            for (more, probability) in step.iter().enumerate() {
                chances[index + more] += chance * probability;
            }
        }
        Self { first: self.first, chances }
    }
}

impl Characteristics {
    #[expect(clippy::cast_precision_loss, reason = "sample sizes are far below 2^53")]
    fn stop(&mut self, n: u64, chance: f64) {
        self.mean += n as f64 * chance;
        *self.stops.entry(n).or_default() += chance;
    }

    /// The sample size that is not exceeded with this probability.
    #[must_use]
    pub fn sample_size(&self, probability: f64) -> u64 {
        let mut stopped = 0.0;
        for (n, chance) in &self.stops {
            stopped += chance;
            if stopped >= probability {
                return *n;
            }
        }
        self.stops.keys().next_back().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::characteristics;
    use crate::statistics::sequential::Side;
    use crate::statistics::{Policy, ShareDesign};

    /// The design of the reference's tables: no band, a look after every sample.
    fn plain(asked: f64, low: f64, high: f64, alpha: f64, beta: f64) -> ShareDesign {
        let side = |alternative| Side { null: asked, alternative };
        let design = ShareDesign::with_sides(asked, side(high), side(low), alpha, beta);
        ShareDesign { cap: 6000, ..design }
    }

    fn close(found: f64, expected: f64) -> bool {
        (found - expected).abs() <= 0.05 * expected
    }

    #[test]
    fn the_programme_reproduces_the_check_values_of_the_reference() {
        let design = plain(0.7, 0.6, 0.8, 2.5e-8, 1e-3);
        let at = |p| characteristics(&design, p);
        assert!(close(at(0.7).fail, 2.3e-8) && at(0.7).mean.round() == 401.0, "{:?}", at(0.7).mean);
        assert!(close(at(0.8).pass, 8.6e-4) && at(0.8).mean.round() == 709.0);
        assert!(close(at(0.6).pass, 9.3e-4) && at(0.6).mean.round() == 810.0);
        assert!(close(at(0.5).pass, 1.4e-9) && at(0.5).mean.round() == 274.0);
        assert_eq!(at(0.7).sample_size(0.99), 929);
    }

    #[test]
    fn the_programme_reproduces_rows_of_the_table() {
        // asked, alternatives, α, mean, 99th percentile (conformance anchors, 4.3)
        let rows = [
            (0.5, 0.3, 0.7, 113.0, 260),
            (0.7, 0.5, 0.9, 96.0, 235),
            (0.75, 0.55, 0.95, 88.0, 223),
            (0.9, 0.81, 0.99, 231.0, 605),
            (0.1, 0.03, 0.2, 231.0, 527),
        ];
        for (asked, low, high, mean, percentile) in rows {
            let found = characteristics(&plain(asked, low, high, 2.5e-8, 1e-3), asked);
            assert_eq!(
                (found.mean.round(), found.sample_size(0.99)),
                (mean, percentile),
                "{asked}"
            );
        }
    }

    #[test]
    fn our_designs_keep_their_error_rates_at_the_ends_of_the_band_and_of_the_tolerance() {
        let (policy, alpha) = (Policy::default(), 2.5e-8);
        for asked in [0.5, 0.7, 0.9, 0.1, 2.0 / 3.0, 0.05] {
            let design = ShareDesign::new(&policy, asked, alpha, 1);
            for conforming in [design.low.null, asked, design.high.null] {
                let fail = characteristics(&design, conforming).fail;
                assert!(fail <= alpha / (1.0 - policy.beta), "{asked}: {fail} at {conforming}");
            }
            for wrong in [design.low.alternative, design.high.alternative] {
                let pass = characteristics(&design, wrong).pass;
                assert!(pass <= policy.beta * 1.001, "{asked}: {pass} at {wrong}");
            }
            let right = characteristics(&design, asked);
            assert!(right.inconclusive <= 1e-6, "{asked}: {}", right.inconclusive);
        }
    }
}
