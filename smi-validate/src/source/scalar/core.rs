//! The core schema of YAML 1.2, section 10.3.2.

use super::Scalar;
use super::number::is_float;

/// Reads a plain scalar.
pub(super) fn read(plain: &str) -> Scalar {
    match plain {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::Boolean(true),
        "false" | "False" | "FALSE" => Scalar::Boolean(false),
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Scalar::Float(f64::NEG_INFINITY),
        _ => number(plain).unwrap_or(Scalar::Text),
    }
}

fn number(plain: &str) -> Option<Scalar> {
    let whole = |digits: &str, radix| {
        let is_bare = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let value = is_bare.then(|| i128::from_str_radix(digits, radix).ok()).flatten();
        value.map(Scalar::Integer)
    };
    if let Some(digits) = plain.strip_prefix("0o") {
        return whole(digits, 8);
    }
    if let Some(digits) = plain.strip_prefix("0x") {
        return whole(digits, 16);
    }
    let unsigned = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    match whole(unsigned, 10) {
        Some(Scalar::Integer(value)) if plain.starts_with('-') => Some(Scalar::Integer(-value)),
        Some(value) => Some(value),
        None if is_float(plain) => plain.parse().ok().map(Scalar::Float),
        None => None,
    }
}
