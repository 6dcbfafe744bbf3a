//! Weights as quantities and as whole numbers: exact ratios, one factor for all backends of a split.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::convert::loss::{Field, Loss};
use crate::quantity::Quantity;
use crate::weight::Weight;

/// Scales quantities by the smallest factor that makes all of them whole.
pub(crate) fn to_weights(quantities: &[Option<&Quantity>]) -> (Vec<Option<Weight>>, Vec<Loss>) {
    let values: Vec<_> = quantities.iter().map(|one| one.map(Quantity::to_rational)).collect();
    let factor =
        values.iter().flatten().fold(BigInt::one(), |factor, value| factor.lcm(value.denom()));
    let whole: Vec<_> =
        values.iter().map(|value| value.as_ref().map(|value| scale(value, &factor))).collect();
    if let Some(weights) = fitting(&whole) {
        return (weights, Vec::new());
    }
    let divisor =
        whole.iter().flatten().fold(BigInt::zero(), |divisor, number| divisor.gcd(number));
    let reduced: Vec<_> =
        whole.iter().map(|number| number.as_ref().map(|number| number / &divisor)).collect();
    fitting(&reduced).map_or_else(
        || (nearest(&reduced), vec![Loss::new(Field::Weights, "spec.backends", &quantities)]),
        |weights| (weights, Vec::new()),
    )
}

/// Weights as quantities; exact but for ratios that no quantity of readable length can say.
pub(crate) fn to_quantities(weights: &[Option<&Weight>]) -> (Vec<Option<Quantity>>, Vec<Loss>) {
    let values: Vec<_> = weights.iter().map(|one| one.map(Weight::to_rational)).collect();
    if let Some(quantities) = quantities(&values) {
        return (quantities, Vec::new());
    }
    // Some weight is finer than a billionth: a factor for all of them keeps the ratio.
    let factor =
        values.iter().flatten().fold(BigInt::one(), |factor, value| factor.lcm(value.denom()));
    let whole: Vec<_> =
        values.iter().map(|value| value.as_ref().map(|value| scale(value, &factor))).collect();
    let of_whole = |number: &Option<BigInt>| number.clone().map(BigRational::from_integer);
    if let Some(quantities) = quantities(&whole.iter().map(of_whole).collect::<Vec<_>>()) {
        return (quantities, Vec::new());
    }
    let of_weight = |weight: &Option<Weight>| {
        weight.as_ref().and_then(|weight| Quantity::from_rational(&weight.to_rational()))
    };
    let quantities = nearest(&whole).iter().map(of_weight).collect();
    (quantities, vec![Loss::new(Field::Weights, "spec.backends", &weights)])
}

/// The quantities of these values, if all of them can be written and read again.
fn quantities(values: &[Option<BigRational>]) -> Option<Vec<Option<Quantity>>> {
    let quantity = |value: &Option<BigRational>| match value {
        None => Some(None),
        Some(value) => {
            let quantity = Quantity::from_rational(value)?;
            quantity.to_string().parse::<Quantity>().is_ok().then_some(Some(quantity))
        }
    };
    values.iter().map(quantity).collect()
}

fn scale(value: &BigRational, factor: &BigInt) -> BigInt {
    value.numer() * factor / value.denom()
}

fn fitting(numbers: &[Option<BigInt>]) -> Option<Vec<Option<Weight>>> {
    let fit = |number: &Option<BigInt>| match number {
        None => Some(None),
        Some(number) => number.to_i64().map(|number| Some(Weight::Whole(number))),
    };
    numbers.iter().map(fit).collect()
}

/// The nearest ratio that fits 64 bits; a weight above zero stays above zero.
fn nearest(numbers: &[Option<BigInt>]) -> Vec<Option<Weight>> {
    let largest = numbers.iter().flatten().map(BigInt::abs).max().unwrap_or_default();
    let shrink = largest.div_ceil(&BigInt::from(i64::MAX));
    let shrunk = |number: &BigInt| {
        let magnitude = number.magnitude().div_ceil(shrink.magnitude());
        let magnitude = i64::try_from(magnitude).unwrap_or(i64::MAX);
        Weight::Whole(if number.is_negative() { -magnitude } else { magnitude })
    };
    numbers.iter().map(|number| number.as_ref().map(shrunk)).collect()
}

#[cfg(test)]
mod tests {
    use num_traits::Zero as _;

    use super::{to_quantities, to_weights};
    use crate::quantity::Quantity;
    use crate::weight::Weight;

    fn upgraded(texts: &[&str]) -> (Vec<Option<i64>>, usize) {
        let quantities: Vec<Quantity> = texts.iter().map(|text| text.parse().unwrap()).collect();
        let (weights, lost) = to_weights(&quantities.iter().map(Some).collect::<Vec<_>>());
        (weights.iter().map(|weight| weight.as_ref().and_then(Weight::whole)).collect(), lost.len())
    }

    #[test]
    fn ratios_are_kept_exactly_with_the_smallest_whole_weights() {
        let table: [(&[&str], &[i64]); 8] = [
            (&["1", "500m"], &[2, 1]),
            (&["10m", "100m", "1500m"], &[1, 10, 150]),
            (&["1k", "1e3", "1Ki", "1000"], &[1000, 1000, 1024, 1000]),
            (&["0.5", "1u"], &[500_000, 1]),
            (&["90", "10", "0"], &[90, 10, 0]),
            (&["0", "0"], &[0, 0]),
            (&["-1", "500m"], &[-2, 1]),
            (&["20E", "10E"], &[2, 1]),
        ];
        for (quantities, weights) in table {
            let expected = weights.iter().copied().map(Some).collect();
            assert_eq!(upgraded(quantities), (expected, 0), "{quantities:?}");
        }
    }

    #[test]
    fn a_ratio_that_64_bits_cannot_say_is_a_loss_and_no_weight_vanishes() {
        let (weights, lost) = upgraded(&["9E", "1n"]);
        assert_eq!(lost, 1);
        assert!(weights[0].unwrap() > i64::MAX / 2 && weights[1] == Some(1), "{weights:?}");
    }

    #[test]
    fn an_absent_weight_stays_absent() {
        let half: Quantity = "500m".parse().unwrap();
        assert_eq!(to_weights(&[None, Some(&half)]).0, [None, Some(Weight::Whole(1))]);
    }

    #[test]
    fn weights_that_are_finer_than_a_billionth_are_scaled_together() {
        let fine: Weight = serde_json::from_str("1e-12").unwrap();
        let (quantities, lost) = to_quantities(&[Some(&fine), Some(&Weight::Whole(1))]);
        let texts: Vec<_> = quantities.iter().flatten().map(ToString::to_string).collect();
        assert_eq!((texts, lost.len()), (vec!["1".to_owned(), "1T".to_owned()], 0));
    }

    #[test]
    fn a_ratio_that_no_quantity_can_say_is_a_loss_and_can_be_read() {
        for text in ["1e-300", "1e300"] {
            let odd: Weight = serde_json::from_str(text).unwrap();
            let (quantities, lost) = to_quantities(&[Some(&odd), Some(&Weight::Whole(1))]);
            assert_eq!(lost.len(), 1, "{text}");
            let read = |one: &Quantity| one.to_string().parse::<Quantity>();
            assert!(
                quantities
                    .iter()
                    .flatten()
                    .all(|one| read(one).is_ok() && !one.to_rational().is_zero())
            );
        }
    }
}
