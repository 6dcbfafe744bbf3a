//! Shares rounded to percents, as the SMI adapter for Istio rounds them.

use num_rational::BigRational;
use num_traits::Zero;

use crate::model::Split;

/// The percents of the backends: each rounded, but for the last one, which gets what is left.
pub(super) fn percents(split: &Split) -> Vec<BigRational> {
    let weights = split.backends.iter();
    let weights: Vec<BigRational> =
        weights.map(|backend| backend.weight.clone().unwrap_or_default()).collect();
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
