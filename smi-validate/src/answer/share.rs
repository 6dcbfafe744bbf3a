//! Shares for people: exact as a fraction, and in per cent.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// A share in per cent with at most two decimals: `66.67 %`. What is not nothing is never shown as nothing, and what is
/// not all is never shown as all.
pub(super) fn percent(share: &BigRational) -> String {
    let hundredths = (share * BigRational::from_integer(BigInt::from(10_000))).round().to_integer();
    let whole = BigInt::from(10_000);
    if hundredths.is_zero() && !share.is_zero() {
        return "<0.01 %".to_owned();
    }
    if hundredths == whole && !share.is_one() {
        return ">99.99 %".to_owned();
    }
    let hundred = BigInt::from(100);
    let (units, decimals) = (&hundredths / &hundred, &hundredths % &hundred);
    if decimals.is_zero() {
        return format!("{units} %");
    }
    let decimals = format!("{decimals:0>2}");
    format!("{units}.{} %", decimals.trim_end_matches('0'))
}

/// Both: `66.67 % (2/3)`; without the fraction where per cent are exact.
pub(super) fn both(share: &BigRational) -> String {
    let percent = percent(share);
    if is_exact(share) { percent } else { format!("{percent} ({share})") }
}

fn is_exact(share: &BigRational) -> bool {
    (share * BigRational::from_integer(BigInt::from(10_000))).is_integer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_are_honest() {
        for (numerator, denominator, expected) in [
            (2, 3, "66.67 % (2/3)"),
            (1, 3, "33.33 % (1/3)"),
            (1, 8, "12.5 %"),
            (9, 10, "90 %"),
            (1, 1, "100 %"),
            (0, 1, "0 %"),
            (1, 1_000_000, "<0.01 % (1/1000000)"),
            (999_999, 1_000_000, ">99.99 % (999999/1000000)"),
            (21, 20_000, "0.11 % (21/20000)"),
        ] {
            let share = BigRational::new(BigInt::from(numerator), BigInt::from(denominator));
            assert_eq!(both(&share), expected);
        }
    }
}
