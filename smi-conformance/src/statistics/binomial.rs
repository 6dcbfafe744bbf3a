//! The binomial distribution, in logarithms: tails of 1e-30 are told apart.

/// Logarithms of the factorials from 0 to `n`.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "sample sizes are far below 2^53")]
pub fn ln_factorials(n: usize) -> Vec<f64> {
    let mut table = Vec::with_capacity(n + 1);
    table.push(0.0);
    for factor in 1..=n {
        table.push(table[factor - 1] + (factor as f64).ln());
    }
    table
}

/// The logarithm of the number of ways to choose `k` of `n`, at most `n`.
#[must_use]
pub fn ln_choose(n: u64, k: u64) -> f64 {
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

/// Stirling's series, which is exact to twelve digits from 16 on; small ones are multiplied out.
#[expect(clippy::cast_precision_loss, reason = "sample sizes are far below 2^53")]
fn ln_factorial(n: u64) -> f64 {
    if n < 16 {
        return (2..=n).map(|factor| factor as f64).product::<f64>().ln();
    }
    let n = n as f64;
    let correction = (1.0 - (1.0 / 30.0 - 1.0 / (105.0 * n * n)) / (n * n)) / (12.0 * n);
    n.mul_add(n.ln(), -n) + 0.5 * (std::f64::consts::TAU * n).ln() + correction
}

/// The probabilities of 0 to `n` successes in `n` trials.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "sample sizes are far below 2^53")]
pub fn probabilities(n: usize, p: f64) -> Vec<f64> {
    if p <= 0.0 || p >= 1.0 {
        let certain = if p <= 0.0 { 0 } else { n };
        return (0..=n).map(|k| f64::from(u8::from(k == certain))).collect();
    }
    let factorials = ln_factorials(n);
    let probability = |k: usize| {
        let choose = factorials[n] - factorials[k] - factorials[n - k];
        (choose + k as f64 * p.ln() + (n - k) as f64 * (1.0 - p).ln()).exp()
    };
    (0..=n).map(probability).collect()
}

/// The chance of `k` or more successes.
#[must_use]
pub fn at_least(n: usize, k: usize, p: f64) -> f64 {
    probabilities(n, p).iter().skip(k).sum()
}

/// The chance of `k` or fewer successes.
#[must_use]
pub fn at_most(n: usize, k: usize, p: f64) -> f64 {
    probabilities(n, p).iter().take(k + 1).sum()
}

#[cfg(test)]
mod tests {
    use super::{at_least, at_most, ln_choose, ln_factorials};

    #[test]
    fn one_coefficient_is_what_the_table_says() {
        let table = ln_factorials(5000);
        for (n, k) in [(0, 0), (5, 2), (15, 7), (16, 8), (17, 1), (400, 280), (5000, 4999)] {
            let expected = table[n] - table[k] - table[n - k];
            let found = ln_choose(n as u64, k as u64);
            assert!((found - expected).abs() < 1e-9, "{n} over {k}: {found} for {expected}");
        }
    }

    #[test]
    fn tails_are_exact() {
        assert!((at_least(10, 8, 0.5) - 56.0 / 1024.0).abs() < 1e-12);
        assert!((at_most(10, 1, 0.5) - 11.0 / 1024.0).abs() < 1e-12);
        // Gateway API's check: 500 requests, 70 % asked, five points allowed. In floating point, 375 is a hair outside.
        let passes = at_most(500, 374, 0.7) - at_most(500, 324, 0.7);
        assert!((1.0 - passes - 0.0146).abs() < 5e-5, "{passes}");
    }
}
