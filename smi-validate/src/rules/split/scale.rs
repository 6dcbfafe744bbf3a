//! What the official SDK makes of weights when it converts them: it keeps the digits and drops the scale.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

/// The digits of a quantity as written, which is all that the SDK reads. Suffixes of powers of two are worked out first.
pub(super) fn digits(text: &str, value: &BigRational) -> Option<BigInt> {
    if text.ends_with('i') {
        return Some(value.to_integer());
    }
    let text = text.trim_start_matches('+');
    let number: String =
        text.chars().take_while(|char| char.is_ascii_digit() || *char == '.').collect();
    number.replace('.', "").parse().ok()
}

/// What is left of a whole number that went through a canonical quantity: `1000` is `1k` there, and comes back as 1.
pub(super) fn without_thousands(value: &BigRational) -> BigInt {
    let thousand = BigInt::from(1000);
    let mut digits = value.to_integer();
    while !digits.is_zero() && (&digits % &thousand).is_zero() {
        digits /= &thousand;
    }
    digits
}

/// Of values and the digits read for them, the first two whose ratio is not that of their digits.
pub(super) fn first_change(pairs: &[(BigRational, BigInt)]) -> Option<(usize, usize)> {
    let ((value, digits), others) = pairs.split_first()?;
    let scaled =
        |value: &BigRational, digits: &BigInt| value * BigRational::from_integer(digits.clone());
    let differs =
        |other: &(BigRational, BigInt)| scaled(value, &other.1) != scaled(&other.0, digits);
    others.iter().position(differs).map(|index| (0, index + 1))
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;
    use num_rational::BigRational;
    use smi_types::Quantity;

    use super::{digits, first_change, without_thousands};

    #[test]
    fn digits_are_those_that_the_sdk_reads() {
        let read = |text: &str| {
            digits(text, &text.parse::<Quantity>().unwrap().to_rational()).unwrap().to_string()
        };
        let cases = [("1", "1"), ("500m", "500"), ("1k", "1"), ("1e3", "1"), ("1Ki", "1024")];
        for (text, expected) in cases.into_iter().chain([("0.5", "5"), ("1.50", "150")]) {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_change_is_one_of_the_ratio() {
        let whole = |number: i64| BigRational::from_integer(number.into());
        let pair = |number: i64| (whole(number), without_thousands(&whole(number)));
        assert_eq!(first_change(&[pair(1000), pair(500)]), Some((0, 1)));
        assert_eq!(first_change(&[pair(1000), pair(3000)]), None);
        assert_eq!(pair(2_000_000).1, BigInt::from(2));
    }
}
