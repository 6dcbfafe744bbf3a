//! What a scalar without quotes is: a text, a number, a boolean or null.
//!
//! kubectl reads YAML 1.1 with additions of its own: `on` is a boolean, `010` is eight and `1_000` a thousand, so a text like
//! these arrives in the cluster as something else, or is refused there. Most other tools read the core schema of YAML 1.2,
//! where all three differ. A [`Reading`] has both.
//!
//! ```
//! use smi_validate::source::{Reading, Scalar};
//!
//! assert_eq!(Reading::of("on").kubernetes, Scalar::Boolean(true));
//! assert_eq!(Reading::of("on").core, Scalar::Text);
//! assert_eq!(Reading::of("010").kubernetes, Scalar::Integer(8));
//! assert_eq!(Reading::of("010").core, Scalar::Integer(10));
//! assert!(!Reading::of("v1").differs());
//! ```

mod core;
mod kubernetes;
mod number;

use super::tree::Tag;

pub(super) use kubernetes::{key, tagged};
pub(super) use number::json;

/// What a scalar is. A text is not copied: it is what is written.
#[derive(Clone, Copy, Debug)]
pub enum Scalar {
    /// Null.
    Null,
    /// A boolean.
    Boolean(bool),
    /// A whole number; for kubectl, one of 64 bits with or without sign.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// A text.
    Text,
}

/// A scalar in the eyes of kubectl, and in those of YAML 1.2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// What kubectl makes of it.
    pub kubernetes: Scalar,
    /// What the core schema of YAML 1.2 makes of it.
    pub core: Scalar,
}

impl Reading {
    /// A text, as everything in quotes is.
    pub const TEXT: Self = Self { kubernetes: Scalar::Text, core: Scalar::Text };

    /// Reads a scalar that stands without quotes and tag.
    #[must_use]
    pub fn of(plain: &str) -> Self {
        if is_plainly_text(plain) {
            return Self::TEXT;
        }
        Self { kubernetes: kubernetes::read(plain), core: core::read(plain) }
    }

    /// Reads a scalar with a tag. Nothing if kubectl refuses it.
    pub(super) fn tagged(tag: Tag, text: &str) -> Option<Self> {
        let kubernetes = tagged(tag, text)?;
        let core = match (tag, core::read(text)) {
            (Tag::Integer, core @ Scalar::Integer(_)) => core,
            (Tag::Float, core @ Scalar::Float(_)) => core,
            _ => kubernetes,
        };
        Some(Self { kubernetes, core })
    }

    /// Whether the two differ.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.kubernetes != self.core
    }
}

/// `.nan` is the same as `.nan` here.
impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) | (Self::Text, Self::Text) => true,
            (Self::Boolean(one), Self::Boolean(other)) => one == other,
            (Self::Integer(one), Self::Integer(other)) => one == other,
            (Self::Float(one), Self::Float(other)) => {
                one == other || (one.is_nan() && other.is_nan())
            }
            _ => false,
        }
    }
}

/// What kubectl makes of a scalar without quotes and tag.
pub(super) fn plain(plain: &str) -> Scalar {
    if is_plainly_text(plain) { Scalar::Text } else { kubernetes::read(plain) }
}

/// Whether a look already says that neither schema has another reading: most scalars end here.
pub(super) fn is_plainly_text(plain: &str) -> bool {
    match plain.as_bytes().first() {
        None | Some(b'~' | b'+' | b'-' | b'.' | b'0'..=b'9') => false,
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O') => {
            plain.len() > LONGEST_WORD || !is_word(plain)
        }
        Some(_) => true,
    }
}

const LONGEST_WORD: usize = "false".len();

/// Whether a text is a boolean or null for some schema, as far as case does not matter.
fn is_word(plain: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "on", "no", "yes", "off", "null", "true", "false"];
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(plain))
}
