//! The ports of root services and backends.

use crate::check::joined;
use crate::set::inventory::{Port, Service};

/// The ports of the root service whose number a backend does not have.
pub(super) fn lacking<'s>(root: &'s Service, backend: &Service) -> Vec<&'s Port> {
    let has = |number: u16| backend.ports.iter().any(|port| port.number == number);
    root.ports.iter().filter(|port| !has(port.number)).collect()
}

/// Ports in words: `port 80`, `ports 80 and 443`.
pub(super) fn list(ports: &[Port]) -> String {
    let mut numbers: Vec<u16> = ports.iter().map(|port| port.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let word = if numbers.len() == 1 { "port" } else { "ports" };
    format!("{word} {}", joined(&numbers))
}
