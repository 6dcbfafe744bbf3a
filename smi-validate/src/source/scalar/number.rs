//! Numbers as Go writes them.

use serde_json::Number;

use super::Scalar;

/// Whether a text is a decimal number with an optional fraction and exponent.
pub(super) fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_mantissa = match mantissa.split_once('.') {
        Some((whole, fraction)) => are_digits(whole) && are_digits(fraction) && mantissa.len() > 1,
        None => !mantissa.is_empty() && are_digits(mantissa),
    };
    let is_exponent = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && are_digits(digits)
    });
    is_mantissa && is_exponent
}

/// The number that arrives in JSON: kubectl writes `50.0` and `1e3` as `50` and `1000`. None has no form there.
pub(in super::super) fn json(scalar: Scalar) -> Option<Number> {
    const WRITTEN_OUT: f64 = 1e21;
    match scalar {
        Scalar::Integer(whole) => match i64::try_from(whole) {
            Ok(signed) => Some(signed.into()),
            Err(_) => u64::try_from(whole).ok().map(Number::from),
        },
        Scalar::Float(float) if float.fract() == 0.0 && float.abs() < WRITTEN_OUT => {
            whole(float).or_else(|| Number::from_f64(float))
        }
        Scalar::Float(float) => Number::from_f64(float),
        Scalar::Null | Scalar::Boolean(_) | Scalar::Text => None,
    }
}

/// A whole number as a float.
#[expect(clippy::cast_precision_loss, reason = "Go does the same")]
pub(super) fn widen(whole: i64) -> f64 {
    whole as f64
}

/// A float as the name of a field: the shortest decimal that gives the same number of 32 bits.
pub(super) fn key(float: f64) -> String {
    const LARGE: i32 = 6;
    #[expect(clippy::cast_possible_truncation, reason = "Go does the same")]
    let narrow = float as f32;
    if narrow.is_nan() {
        return ".nan".to_owned();
    }
    if narrow.is_infinite() {
        return if narrow > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{narrow:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..LARGE).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    narrow.to_string()
}

/// A float without fraction as a whole number of 64 bits.
fn whole(float: f64) -> Option<Number> {
    // Printed are the digits that matter, then zeros: the number that JSON has, which may be beyond the float.
    let digits = float.to_string();
    let digits = if digits == "-0" { "0" } else { &digits };
    digits.parse::<i64>().map(Number::from).ok()
}
