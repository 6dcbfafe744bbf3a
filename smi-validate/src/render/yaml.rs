//! Writing YAML: the only place that does.

use serde::Serialize;

/// Writes a value. What kubectl would read as something else than a text stands in quotes.
///
/// # Panics
///
/// When a key is not a text, or the value itself says that it cannot be written.
#[must_use]
pub fn write(value: &impl Serialize) -> String {
    // Long texts stay on one line: a folded pattern is hard to read, and to search for.
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    serde_saphyr::to_string_with_options(value, options)
        .expect("these values have texts as keys, and writing to a text does not fail")
}
