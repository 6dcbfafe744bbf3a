//! Requests and conditions in words.

use crate::model::{HttpMatch, Pattern};

/// A match in words: `GET or POST on /cart.* with x-beta: ^1$`.
pub(super) fn of_match(one: &HttpMatch) -> String {
    let mut words = match one.methods.as_deref() {
        None | Some([]) => "any method".to_owned(),
        Some(methods) if methods.iter().any(|method| method == "*") => "any method".to_owned(),
        Some(methods) => methods.join(" or "),
    };
    words.push_str(" on ");
    match &one.path {
        None => words.push_str("any path"),
        Some(path) => words.push_str(&pattern(path)),
    }
    for (index, (name, value)) in one.headers.iter().enumerate() {
        words.push_str(if index == 0 { " with " } else { " and " });
        words.push_str(&format!("{name}: {}", pattern(value)));
    }
    words
}

fn pattern(pattern: &Pattern) -> String {
    let source = &pattern.source;
    if pattern.is_valid() { source.clone() } else { format!("{source} (no regular expression)") }
}

/// A count with its noun: `1 object`, `2 objects`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Ports in words: `any port`, `port 80`, `ports 80 and 81`.
pub(super) fn ports(ports: &[i64]) -> String {
    let numbers: Vec<_> = ports.iter().map(i64::to_string).collect();
    match numbers.as_slice() {
        [] => "any port".to_owned(),
        [one] => format!("port {one}"),
        several => format!("ports {}", crate::check::joined(several)),
    }
}
