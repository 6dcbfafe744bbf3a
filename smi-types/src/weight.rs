//! Weights from split v1alpha2 on.

use std::fmt;

use num_rational::BigRational;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;

use crate::quantity::Quantity;

/// The weight of a backend, as written.
///
/// The specification asks for a whole number. `50.0` and `1e3` are whole numbers to the API server, too. Negative,
/// fractional and huge numbers are kept, so that a validator can speak of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weight {
    /// A whole number.
    Whole(i64),
    /// A number that is not whole, or too large for 64 bits.
    Other(Number),
}

impl Weight {
    /// The whole number, if it is one.
    #[must_use]
    pub const fn whole(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(*number),
            Self::Other(_) => None,
        }
    }

    /// The exact value.
    #[must_use]
    pub fn to_rational(&self) -> BigRational {
        match self {
            Self::Whole(number) => BigRational::from_integer((*number).into()),
            Self::Other(number) => exact(number),
        }
    }
}

/// The exact value of a number as it is printed: `0.1` is a tenth, not the nearest binary fraction.
fn exact(number: &Number) -> BigRational {
    let text = number.to_string();
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let digits: Quantity = digits.parse().unwrap_or_default();
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let ten = BigRational::from_integer(10.into());
    digits.to_rational() * ten.pow(exponent)
}

/// The whole number that a floating point number is, if it is one that 64 bits hold.
#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
pub(crate) fn whole(number: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0; // 2^63
    (number.fract() == 0.0 && (-LIMIT..LIMIT).contains(&number)).then_some(number as i64)
}

/// Reads a whole number of 64 bits; null is zero.
pub(crate) fn whole_or_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    match Option::<Weight>::deserialize(deserializer)? {
        None => Ok(0),
        Some(Weight::Whole(number)) => Ok(number),
        Some(Weight::Other(number)) => {
            Err(de::Error::custom(format_args!("expected a whole number, found {number}")))
        }
    }
}

impl Default for Weight {
    fn default() -> Self {
        Self::Whole(0)
    }
}

impl From<i64> for Weight {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => write!(formatter, "{number}"),
            Self::Other(number) => write!(formatter, "{number}"),
        }
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Other(number) => number.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WeightVisitor)
    }
}

struct WeightVisitor;

impl Visitor<'_> for WeightVisitor {
    type Value = Weight;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number (quantities such as `500m` exist in v1alpha1 only)")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Weight, E> {
        Ok(Weight::Whole(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Weight, E> {
        Ok(i64::try_from(number).map_or_else(|_| Weight::Other(number.into()), Weight::Whole))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Weight, E> {
        match (whole(number), Number::from_f64(number)) {
            (Some(number), _) => Ok(Weight::Whole(number)),
            (None, Some(number)) => Ok(Weight::Other(number)),
            (None, None) => Err(E::invalid_value(de::Unexpected::Float(number), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use num_rational::BigRational;

    use super::Weight;

    #[test]
    fn whole_numbers_are_whole_however_they_are_written() {
        for (text, whole) in [("50", 50), ("50.0", 50), ("1e3", 1000), ("-3", -3), ("0", 0)] {
            assert_eq!(
                serde_json::from_str::<Weight>(text).unwrap().whole(),
                Some(whole),
                "{text}"
            );
        }
    }

    #[test]
    fn other_numbers_are_kept_as_written() {
        for text in ["0.5", "1e+20", "18446744073709551615"] {
            let weight: Weight = serde_json::from_str(text).unwrap();
            assert_eq!(weight.whole(), None);
            assert_eq!(serde_json::to_string(&weight).unwrap(), text);
        }
    }

    #[test]
    fn values_are_exact() {
        let ratio = |over: i64, under: i64| BigRational::new(over.into(), under.into());
        for (text, value) in
            [("0.1", ratio(1, 10)), ("2.5e-3", ratio(1, 400)), ("-7", ratio(-7, 1))]
        {
            assert_eq!(
                serde_json::from_str::<Weight>(text).unwrap().to_rational(),
                value,
                "{text}"
            );
        }
    }

    #[test]
    fn a_quantity_is_refused_with_the_reason() {
        let error = serde_json::from_str::<Weight>("\"1000m\"").unwrap_err().to_string();
        assert!(error.contains("string \"1000m\", expected a whole number (quantities"), "{error}");
    }
}
