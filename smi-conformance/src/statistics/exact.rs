//! Operating characteristics of a share test, exactly: a dynamic programme over (samples, successes, open sides) along
//! the real schedule of looks, up to the real cap.

use std::collections::BTreeMap;

use super::binomial::probabilities;
use super::sequential::{Open, Rule, ShareDesign};

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
    let (step, rule) = (Mass::of_a_batch(batch, p), design.rule());
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
        states = look(&rule, n, states, &step, &mut result);
    }
    let left: f64 = states.iter().flat_map(|(_, mass)| &mass.chances).sum();
    result.inconclusive = left;
    result.stop(n, left);
    result
}

/// One batch and the look at its end.
fn look(
    rule: &Rule,
    n: u64,
    states: Vec<(Open, Mass)>,
    step: &Mass,
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
            match rule.look(open, n, k as u64) {
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
    /// The distribution of one batch, without its negligible ends.
    fn of_a_batch(batch: usize, p: f64) -> Self {
        let mut chances = probabilities(batch, p);
        let counts = |chance: &f64| *chance >= NEGLIGIBLE * NEGLIGIBLE;
        let first = chances.iter().position(counts).unwrap_or_default();
        let end = chances.iter().rposition(counts).map_or(chances.len(), |last| last + 1);
        chances.truncate(end);
        chances.drain(..first);
        Self { first, chances }
    }

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
    fn after(&self, step: &Self) -> Self {
        let mut chances = vec![0.0; self.chances.len() + step.chances.len() - 1];
        for (index, chance) in self.chances.iter().enumerate().filter(|(_, one)| **one > 0.0) {
            for (sum, probability) in chances[index..].iter_mut().zip(&step.chances) {
                *sum += chance * probability;
            }
        }
        Self { first: self.first + step.first, chances }
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
    use crate::statistics::{Policy, ShareDesign};

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
