//! Shares rounded to percents, as the SMI adapter for Istio rounds them.

use num_rational::BigRational;
use num_traits::Zero;

use crate::model::Split;

/// The percents of the backends: each rounded, but for the last one, which gets what is left.
pub(super) fn percents(split: &Split) -> Vec<BigRational> {
    let weight = |backend: &crate::model::Backend| backend.weight.clone().unwrap_or_default();
    rounded(&split.backends.iter().map(weight).collect::<Vec<_>>())
}

fn rounded(weights: &[BigRational]) -> Vec<BigRational> {
    let sum: BigRational = weights.iter().sum();
    if sum.is_zero() {
        return Vec::new();
    }
    let hundred = BigRational::from_integer(100.into());
    let mut percents: Vec<_> =
        weights.iter().map(|weight| (weight * &hundred / &sum).round()).collect();
    let others: BigRational = percents.iter().rev().skip(1).sum();
    if let Some(last) = percents.last_mut() {
        *last = hundred - others;
    }
    percents
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn the_last_one_gets_what_is_left() {
        let percents = |weights: &[i64]| {
            let weights: Vec<_> = weights
                .iter()
                .map(|weight| num_rational::BigRational::from_integer((*weight).into()))
                .collect();
            rounded(&weights).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(percents(&[1, 1, 1]), "33 33 34");
        assert_eq!(percents(&[1, 1, 1, 1, 1, 1]), "17 17 17 17 17 15");
        assert_eq!(percents(&[999, 1]), "100 0");
        assert_eq!(percents(&[1, 1, 1, 0]), "33 33 33 1");
        assert_eq!(percents(&[0, 0]), "");
    }
}
