//! Kubernetes quantities, exactly.

mod parse;

use std::cmp::Ordering;
use std::fmt;
use std::ops::Add;
use std::str::FromStr;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use parse::QuantityError;

/// A quantity as Kubernetes has it: a number with an optional suffix.
///
/// | form | examples | suffixes |
/// |---|---|---|
/// | plain, decimal | `1`, `0.5`, `500m`, `2k` | `n u m` `k M G T P E` |
/// | binary | `1Ki`, `512Mi` | `Ki Mi Gi Ti Pi Ei` |
/// | exponent | `1e3`, `5E-1` | `e` or `E` and a whole number |
///
/// Values are exact multiples of a billionth (nano), like in Kubernetes: what is finer is rounded away from zero. Equality
/// and order are those of values (`1 == 1000m`). Writing gives the canonical form: the largest suffix that leaves no
/// fraction (`1.5` is written `1500m`, `1000` is `1k`). Source: `resource.Quantity` of Kubernetes' apimachinery.
#[derive(Clone, Debug, Default)]
pub struct Quantity {
    nanos: BigInt,
    format: Format,
}

/// The family of suffixes that a quantity is written with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// `n u m k M G T P E`, powers of a thousand.
    #[default]
    DecimalSi,
    /// `Ki Mi Gi Ti Pi Ei`, powers of 1024.
    BinarySi,
    /// `e` and a multiple of three.
    DecimalExponent,
}

const NANO: i64 = 1_000_000_000;
const DECIMAL: [(&str, i32); 10] = [
    ("E", 18),
    ("P", 15),
    ("T", 12),
    ("G", 9),
    ("M", 6),
    ("k", 3),
    ("", 0),
    ("m", -3),
    ("u", -6),
    ("n", -9),
];
const BINARY: [(&str, u32); 7] =
    [("Ei", 60), ("Pi", 50), ("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10), ("", 0)];

impl Quantity {
    /// The exact value.
    #[must_use]
    pub fn to_rational(&self) -> BigRational {
        BigRational::new(self.nanos.clone(), NANO.into())
    }

    /// Returns the quantity of this value; `None` when it is not a multiple of a billionth.
    #[must_use]
    pub fn from_rational(value: &BigRational) -> Option<Self> {
        let nanos = value * BigRational::from_integer(NANO.into());
        nanos.is_integer().then(|| Self { nanos: nanos.to_integer(), format: Format::DecimalSi })
    }

    /// The family of suffixes that it is written with.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    fn write_decimal(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nanos.is_zero() {
            return formatter.write_str("0");
        }
        // Nine zeros of `nanos` are the unit; the largest suffix that still leaves a whole number wins.
        let fits = |exponent: i32| {
            let unit = BigInt::from(10).pow(u32::try_from(exponent + 9).expect("at least -9"));
            self.nanos.is_multiple_of(&unit).then(|| &self.nanos / unit)
        };
        let (suffix, exponent, number) = DECIMAL
            .iter()
            .find_map(|(suffix, exponent)| Some((*suffix, *exponent, fits(*exponent)?)))
            .expect("everything is a multiple of a nano");
        match self.format {
            Format::DecimalExponent if exponent != 0 => write!(formatter, "{number}e{exponent}"),
            _ => write!(formatter, "{number}{suffix}"),
        }
    }

    fn write_binary(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = BigInt::from(NANO);
        let (suffix, number) = BINARY
            .iter()
            .find_map(|(suffix, bits)| {
                let unit = &one << *bits;
                self.nanos.is_multiple_of(&unit).then(|| (*suffix, &self.nanos / unit))
            })
            .expect("only whole numbers are written in binary form");
        write!(formatter, "{number}{suffix}")
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.nanos.is_multiple_of(&NANO.into());
        let below_1024 = self.nanos.abs() < BigInt::from(NANO) << 10;
        match self.format {
            // As Kubernetes does: a binary number below 1024, or with a fraction, is written in decimal form.
            Format::BinarySi if whole && !self.nanos.is_zero() && !below_1024 => {
                self.write_binary(formatter)
            }
            _ => self.write_decimal(formatter),
        }
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        parse::parse(text)
    }
}

impl From<i64> for Quantity {
    fn from(number: i64) -> Self {
        Self { nanos: BigInt::from(number) * NANO, format: Format::DecimalSi }
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

impl Add for Quantity {
    type Output = Self;

    /// The sum, in the format of the first; of the second, when the first is zero.
    fn add(self, other: Self) -> Self {
        let format = if self.nanos.is_zero() { other.format } else { self.format };
        Self { nanos: self.nanos + other.nanos, format }
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(QuantityVisitor)
    }
}

struct QuantityVisitor;

impl Visitor<'_> for QuantityVisitor {
    type Value = Quantity;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a quantity such as `1`, `500m` or `1Ki`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Quantity, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Quantity, E> {
        Ok(number.into())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Quantity, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Quantity, E> {
        self.visit_str(&number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::Quantity;

    fn written(text: &str) -> String {
        text.parse::<Quantity>().unwrap_or_else(|error| panic!("{text}: {error}")).to_string()
    }

    #[test]
    fn the_canonical_form_has_the_largest_suffix_without_a_fraction() {
        let table = [
            ("0", "0"),
            ("0m", "0"),
            ("0Ki", "0"),
            ("1", "1"),
            ("+1", "1"),
            ("-1", "-1"),
            ("1000", "1k"),
            ("1000m", "1"),
            ("1500m", "1500m"),
            ("1.5", "1500m"),
            ("0.5", "500m"),
            (".5", "500m"),
            ("5.", "5"),
            ("1.50", "1500m"),
            ("1e3", "1e3"),
            ("1E3", "1e3"),
            ("12e2", "1200"),
            ("1e-1", "100e-3"),
            ("100n", "100n"),
            ("1000u", "1m"),
            ("1Ki", "1Ki"),
            ("1024", "1024"),
            ("0.5Gi", "512Mi"),
            ("0.5Ki", "512"),
            ("1.1Ki", "1126400m"),
            ("1000Ki", "1000Ki"),
            ("2E", "2E"),
            ("1Ei", "1Ei"),
            ("-0.001", "-1m"),
        ];
        for (text, canonical) in table {
            assert_eq!(written(text), canonical, "{text}");
        }
    }

    #[test]
    fn what_is_finer_than_a_billionth_is_rounded_away_from_zero() {
        assert_eq!(written("0.1n"), "1n");
        assert_eq!(written("1.0000000001"), "1000000001n");
        assert_eq!(written("-0.1n"), "-1n");
    }

    #[test]
    fn equal_values_are_equal_however_they_are_written() {
        let parse = |text: &str| text.parse::<Quantity>().unwrap();
        assert_eq!(parse("1"), parse("1000m"));
        assert!(parse("500m") < parse("1") && parse("1Ki") > parse("1k"));
        assert_eq!((parse("1") + parse("500m")).to_string(), "1500m");
    }

    #[test]
    fn json_numbers_are_quantities() {
        for (json, canonical) in [("1", "1"), ("0.5", "500m"), ("1000", "1k")] {
            let quantity: Quantity = serde_json::from_str(json).unwrap();
            assert_eq!(quantity.to_string(), canonical);
        }
    }
}
