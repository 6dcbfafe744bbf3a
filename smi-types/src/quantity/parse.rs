//! Reading quantities, with the place of what is wrong.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, Zero};

use super::{Format, NANO, Quantity};

/// A text is not a quantity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuantityError {
    /// Nothing is there.
    #[error("expected a quantity such as `1`, `500m` or `1Ki`, found an empty text")]
    Empty,
    /// There is no digit where the number should be.
    #[error("`{text}`: expected a digit at column {column}, found {found}")]
    NoNumber {
        /// The text.
        text: String,
        /// Where, counted in characters from 1.
        column: usize,
        /// What is there.
        found: String,
    },
    /// What follows the number is no suffix.
    #[error(
        "`{text}`: expected a suffix at column {column}, found `{found}`; suffixes are n u m k M G T P E, \
         Ki Mi Gi Ti Pi Ei, or an exponent such as e3"
    )]
    UnknownSuffix {
        /// The text.
        text: String,
        /// Where, counted in characters from 1.
        column: usize,
        /// What is there.
        found: String,
    },
    /// The number is longer than anything that makes sense.
    #[error(
        "a quantity of {length} characters is too long: at most {most} digits, and exponents from -{most} to {most}"
    )]
    TooLong {
        /// How long it is.
        length: usize,
        /// The limit.
        most: usize,
    },
}

/// More digits or zeros than this are an attack, not a quantity.
const MOST: usize = 256;

/// The largest number in binary form: 2^63 - 1. Kubernetes caps there, and in this form only.
const BINARY_CAP: i64 = i64::MAX;

pub(super) fn parse(text: &str) -> Result<Quantity, QuantityError> {
    if text.is_empty() {
        return Err(QuantityError::Empty);
    }
    if text.len() > MOST {
        return Err(too_long(text));
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number_end =
        unsigned.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(number_end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let sign_length = text.len() - unsigned.len();
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return Err(no_number(
            text,
            sign_length,
            unsigned,
            whole.len() + fraction.find('.').map_or(0, |at| at + 1),
        ));
    }
    let (format, ten, two) = scale(suffix).ok_or_else(|| match suffix_error(text, suffix) {
        Some(too_long) => too_long,
        None => QuantityError::UnknownSuffix {
            text: text.to_owned(),
            column: sign_length + number_end + 1,
            found: suffix.to_owned(),
        },
    })?;
    let digits = BigInt::parse_bytes(format!("{whole}{fraction}").as_bytes(), 10)
        .expect("there are only digits, and at least one");
    let exponent = ten + 9 - i32::try_from(fraction.len()).expect("no longer than the limit");
    let nanos = round_up(digits << two, exponent);
    Ok(finish(nanos, format, text.starts_with('-')))
}

/// `digits × 10^exponent`, rounded away from zero.
fn round_up(digits: BigInt, exponent: i32) -> BigInt {
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    if exponent >= 0 { digits * power } else { digits.div_ceil(&power) }
}

fn finish(mut nanos: BigInt, mut format: Format, negative: bool) -> Quantity {
    if format == Format::BinarySi {
        nanos = nanos.min(BigInt::from(BINARY_CAP) * NANO);
        if nanos.is_positive() && nanos < BigInt::from(NANO) {
            format = Format::DecimalSi;
        }
    }
    if negative && !nanos.is_zero() {
        nanos = BigInt::from_biguint(Sign::Minus, nanos.magnitude().clone());
    }
    Quantity { nanos, format }
}

/// The format of a suffix, and the powers of ten and of two that it stands for.
fn scale(suffix: &str) -> Option<(Format, i32, u32)> {
    let decimal = super::DECIMAL.iter().find(|(known, _)| *known == suffix);
    let binary = super::BINARY.iter().find(|(known, _)| *known == suffix);
    match (decimal, binary) {
        (Some((_, exponent)), _) => Some((Format::DecimalSi, *exponent, 0)),
        (None, Some((_, bits))) => Some((Format::BinarySi, 0, *bits)),
        (None, None) => {
            let exponent = exponent(suffix)?;
            let allowed = usize::try_from(exponent.unsigned_abs()).is_ok_and(|size| size <= MOST);
            allowed.then_some((Format::DecimalExponent, exponent, 0))
        }
    }
}

fn exponent(suffix: &str) -> Option<i32> {
    let digits = suffix.strip_prefix(['e', 'E'])?;
    let unsigned = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    unsigned.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn suffix_error(text: &str, suffix: &str) -> Option<QuantityError> {
    let digits = suffix.strip_prefix(['e', 'E'])?;
    let digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    let is_exponent = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_exponent.then(|| too_long(text))
}

fn too_long(text: &str) -> QuantityError {
    QuantityError::TooLong { length: text.chars().count(), most: MOST }
}

fn no_number(text: &str, sign: usize, unsigned: &str, at: usize) -> QuantityError {
    let found = unsigned[at.min(unsigned.len())..].chars().next();
    QuantityError::NoNumber {
        text: text.to_owned(),
        column: sign + at + 1,
        found: found.map_or_else(|| "the end".to_owned(), |char| format!("`{char}`")),
    }
}

#[cfg(test)]
mod tests {
    use crate::quantity::Quantity;

    fn error(text: &str) -> String {
        text.parse::<Quantity>().expect_err(text).to_string()
    }

    #[test]
    fn errors_say_where_and_what_was_expected() {
        assert_eq!(
            error(""),
            "expected a quantity such as `1`, `500m` or `1Ki`, found an empty text"
        );
        assert_eq!(error("-"), "`-`: expected a digit at column 2, found the end");
        assert_eq!(error("abc"), "`abc`: expected a digit at column 1, found `a`");
        assert!(error("1x").starts_with("`1x`: expected a suffix at column 2, found `x`"));
        assert!(error("-2.5ki").starts_with("`-2.5ki`: expected a suffix at column 5, found `ki`"));
        assert!(error("1 m").contains("column 2, found ` m`"));
        assert_eq!(error("1.2.3"), "`1.2.3`: expected a digit at column 4, found `.`");
        assert!(error("1e").contains("found `e`"));
        assert!(error("１").contains("column 1"));
    }

    #[test]
    fn a_number_that_would_fill_the_memory_is_refused() {
        assert!(error("1e999999999").contains("too long"));
        assert!(error("1e-300").contains("too long"));
        assert!(error(&"9".repeat(1000)).contains("1000 characters is too long"));
        assert!("1e200".parse::<Quantity>().is_ok());
    }

    #[test]
    fn only_binary_numbers_are_capped() {
        let parse = |text: &str| text.parse::<Quantity>().unwrap();
        assert_eq!(parse("100Ei").to_rational(), parse("9223372036854775807").to_rational());
        assert_eq!(parse("100E").to_string(), "100E");
    }
}
