//! Requests and conditions in words.

/// A count with its noun: `1 object`, `2 objects`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
