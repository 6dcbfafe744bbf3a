//! Are samples independent? Counts runs (Wald and Wolfowitz): a sticky client makes few long runs.
//!
//! One-sided: only too few runs count. A round robin makes more runs than chance, and that is no fault. The distribution
//! of the number of runs, given how many of each kind there are, is exact.

use super::binomial::ln_factorials;

/// The chance of so few runs, or fewer, in a shuffled sequence of the same samples.
///
/// `sequence` tells for each sample whether it went to the backend in question. 1 when there is only one kind of sample.
#[must_use]
pub fn chance_of_so_few_runs(sequence: &[bool]) -> f64 {
    let ones = sequence.iter().filter(|one| **one).count();
    let zeros = sequence.len() - ones;
    if ones == 0 || zeros == 0 {
        return 1.0;
    }
    let runs = 1 + sequence.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let factorials = ln_factorials(sequence.len());
    let ln_choose = |n: usize, k: usize| factorials[n] - factorials[k] - factorials[n - k];
    let total = ln_choose(sequence.len(), ones);
    let chance = |runs: usize| {
        // An even number of runs has as many of each kind; an odd one has one more of one of them.
        let half = runs / 2;
        let ways = |of_ones: usize, of_zeros: usize| {
            let possible = of_ones >= 1 && of_zeros >= 1 && of_ones <= ones && of_zeros <= zeros;
            if !possible {
                return 0.0;
            }
            (ln_choose(ones - 1, of_ones - 1) + ln_choose(zeros - 1, of_zeros - 1) - total).exp()
        };
        if runs.is_multiple_of(2) {
            2.0 * ways(half, half)
        } else {
            ways(half + 1, half) + ways(half, half + 1)
        }
    };
    (2..=runs).map(chance).sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::chance_of_so_few_runs;

    #[test]
    fn the_distribution_is_that_of_shuffled_samples() {
        // Two ones and two zeros: six orders, with 2, 3, 4, 4, 3 and 2 runs.
        for (sequence, chance) in [
            ([true, true, false, false], 2.0 / 6.0),
            ([true, false, false, true], 4.0 / 6.0),
            ([true, false, true, false], 1.0),
        ] {
            assert!((chance_of_so_few_runs(&sequence) - chance).abs() < 1e-12, "{sequence:?}");
        }
    }

    #[test]
    fn sticky_samples_are_told_from_a_round_robin() {
        let sticky: Vec<bool> = (0..400).map(|index| (index / 20) % 2 == 0).collect();
        let round_robin: Vec<bool> = (0..400).map(|index| index % 2 == 0).collect();
        assert!(chance_of_so_few_runs(&sticky) < 1e-30);
        assert!(chance_of_so_few_runs(&round_robin) > 0.99);
    }
}
