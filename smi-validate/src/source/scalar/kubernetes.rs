//! The resolver of the YAML reader that kubectl is built with. `testdata/scalars` holds what it says.

use std::borrow::Cow;

use super::number::{self, is_float};
use super::{Scalar, Tag};

/// Reads a plain scalar.
pub(super) fn read(plain: &str) -> Scalar {
    match plain.as_bytes().first() {
        None | Some(b'~' | b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O') => {
            word(plain)
        }
        Some(b'.') => dotted(plain),
        Some(b'+' | b'-' | b'0'..=b'9') => number(plain),
        Some(_) => Scalar::Text,
    }
}

/// Reads a scalar with a tag, quoted or not. Nothing if the tag does not allow it.
pub(in super::super) fn tagged(tag: Tag, text: &str) -> Option<Scalar> {
    match (tag, read(text)) {
        (Tag::Text | Tag::Timestamp | Tag::Merge | Tag::Other, _) => Some(Scalar::Text),
        (Tag::Integer, scalar @ Scalar::Integer(_))
        | (Tag::Float, scalar @ Scalar::Float(_))
        | (Tag::Boolean, scalar @ Scalar::Boolean(_))
        | (Tag::Null, scalar @ Scalar::Null) => Some(scalar),
        (Tag::Float, Scalar::Integer(whole)) => {
            i64::try_from(whole).ok().map(|whole| Scalar::Float(number::widen(whole)))
        }
        _ => None,
    }
}

/// The name of a field whose key is not a text. Nothing if kubectl refuses the key.
pub(in super::super) fn key(scalar: Scalar, text: &str) -> Option<Cow<'_, str>> {
    match scalar {
        Scalar::Text => Some(Cow::Borrowed(text)),
        Scalar::Boolean(true) => Some(Cow::Borrowed("true")),
        Scalar::Boolean(false) => Some(Cow::Borrowed("false")),
        Scalar::Integer(whole) => i64::try_from(whole).ok().map(|whole| whole.to_string().into()),
        Scalar::Float(float) => Some(number::key(float).into()),
        Scalar::Null => None,
    }
}

fn word(plain: &str) -> Scalar {
    match plain {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" => Scalar::Boolean(true),
        "true" | "True" | "TRUE" | "on" | "On" | "ON" => Scalar::Boolean(true),
        "n" | "N" | "no" | "No" | "NO" => Scalar::Boolean(false),
        "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Scalar::Boolean(false),
        _ => Scalar::Text,
    }
}

fn dotted(plain: &str) -> Scalar {
    match plain {
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" => Scalar::Float(f64::INFINITY),
        _ => {
            // Unlike elsewhere, an underscore has to stand between digits.
            let bytes = plain.as_bytes();
            let is_digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
            let mut underscores = plain.match_indices('_').map(|(index, _)| index);
            let is_between = underscores.all(|index| is_digit(index - 1) && is_digit(index + 1));
            if is_between { float(&plain.replace('_', "")) } else { Scalar::Text }
        }
    }
}

fn number(plain: &str) -> Scalar {
    match plain {
        "+.inf" | "+.Inf" | "+.INF" => return Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Scalar::Float(f64::NEG_INFINITY),
        _ => {}
    }
    let digits: Cow<'_, str> =
        if plain.contains('_') { plain.replace('_', "").into() } else { plain.into() };
    integer(&digits).map_or_else(|| float(&digits), Scalar::Integer)
}

/// A whole number of 64 bits: with a sign, or without one and up to twice as large.
fn integer(digits: &str) -> Option<i128> {
    let (sign, magnitude) = match digits.as_bytes().first()? {
        b'-' => (Some(-1), &digits[1..]),
        b'+' => (Some(1), &digits[1..]),
        _ => (None, digits),
    };
    let (radix, magnitude) = radix(magnitude);
    let is_bare = magnitude.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let magnitude = match magnitude {
        "" if radix == 8 => 0,
        _ if is_bare => i128::from(u64::from_str_radix(magnitude, radix).ok()?),
        _ => return None,
    };
    let value = magnitude * sign.unwrap_or(1);
    (sign.is_none() || i64::try_from(value).is_ok()).then_some(value)
}

/// The base that a prefix asks for, and the digits. What remains of `0` is nothing, in base eight.
fn radix(digits: &str) -> (u32, &str) {
    let radix = match digits.as_bytes() {
        [b'0', b'b' | b'B', _, ..] => 2,
        [b'0', b'o' | b'O', _, ..] => 8,
        [b'0', b'x' | b'X', _, ..] => 16,
        [b'0', ..] => return (8, &digits[1..]),
        _ => return (10, digits),
    };
    (radix, &digits[2..])
}

/// What is too large for a float is a text.
fn float(digits: &str) -> Scalar {
    let float = is_float(digits).then(|| digits.parse::<f64>().ok()).flatten();
    float.filter(|float| float.is_finite()).map_or(Scalar::Text, Scalar::Float)
}
