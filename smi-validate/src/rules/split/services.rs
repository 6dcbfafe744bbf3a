//! What several rules ask about splits and the Services that they name.

use num_traits::Signed;

use crate::model::{Backend, Name, Split};
use crate::set::Set;
use crate::set::inventory::{Service, Workload};
use crate::shape::Violation;

/// Whether a violation is about the weight of a backend.
pub(super) fn is_weight(violation: &Violation<'_>) -> bool {
    violation.entry.kind == "TrafficSplit" && violation.pattern() == "spec.backends[].weight"
}

/// Whether a backend is to get something.
pub(super) fn gets_something(backend: &Backend) -> bool {
    backend.weight.as_ref().is_some_and(Signed::is_positive)
}

/// Whether a name can be that of a Service. Of names with dots or slashes, and of what is no name, other rules speak.
pub(super) fn is_label(name: &str) -> bool {
    let inner = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
    (1..=63).contains(&name.len())
        && name.chars().all(inner)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// Looks for what names that do not exist were meant to be. Each takes a walk over all names of its kind, so only the
/// first ones get one.
pub(super) struct Misspellings {
    left: usize,
}

impl Misspellings {
    pub(super) const fn new() -> Self {
        Self { left: 200 }
    }

    /// The name that was meant, if there is one that is near.
    pub(super) fn meant<'s>(
        &mut self,
        set: &'s Set,
        kind: &'static str,
        name: &Name,
    ) -> Option<&'s str> {
        self.left = self.left.checked_sub(1)?;
        set.nearest(kind, name).filter(|near| is_misspelled(&name.name, near))
    }
}

/// Whether a name that does not exist is the misspelling of another one. `cart-v1` is not what `cart-v2` or `cart` was
/// meant to be.
fn is_misspelled(written: &str, near: &str) -> bool {
    let without_digits = |text: &str| text.replace(|char: char| char.is_ascii_digit(), "");
    let is_version = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.starts_with('-'))
    };
    let are_siblings = match (written.rsplit_once('-'), near.rsplit_once('-')) {
        (Some((of, one)), Some((of_near, other))) => {
            of == of_near && one.len().min(other.len()) <= 3
        }
        _ => false,
    };
    let is_other = are_siblings || is_version(written, near) || is_version(near, written);
    !is_other && without_digits(written) != without_digits(near)
}

/// The root service of a split, if it is here.
pub(super) fn root<'s>(set: &'s Set, split: &Split) -> Option<&'s Service> {
    set.service(&Set::root_of(split)).found()
}

/// The backends whose Services are here, without the root service itself.
pub(super) fn backends<'s>(
    set: &'s Set,
    split: &'s Split,
) -> impl Iterator<Item = (&'s Backend, &'s Service)> {
    let root = Set::root_of(split);
    split.backends.iter().filter_map(move |backend| {
        let name = Set::backend_of(backend);
        let service = if name == root { None } else { set.service(&name).found() };
        service.map(|service| (backend, service))
    })
}

/// The pods of a Service, as far as there are to be any.
pub(super) fn pods<'s>(set: &'s Set, service: &Service) -> Vec<&'s Workload> {
    let workloads = set.workloads_of(service);
    workloads.into_iter().filter(|workload| !workload.is_scaled_to_zero).collect()
}

/// Whether a Service is known to have no pods: it selects none that are to run, and nobody wrote addresses for it.
pub(super) fn has_no_pods(set: &Set, service: &Service) -> bool {
    set.is_complete()
        && service.external_name.is_none()
        && !set.endpoints.contains(&service.origin.name)
        && pods(set, service).is_empty()
}

/// Whether all that a Service selects here is scaled to zero.
pub(super) fn is_scaled_to_zero(set: &Set, service: &Service) -> bool {
    let workloads = set.workloads_of(service);
    !workloads.is_empty() && workloads.iter().all(|workload| workload.is_scaled_to_zero)
}

/// What is added to a message that is about several things.
pub(super) fn and_more(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => ", and one more like it".to_owned(),
        _ => format!(", and {count} more like it"),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_label, is_misspelled};

    #[test]
    fn versions_of_a_service_are_no_misspellings() {
        assert!(is_misspelled("carrt", "cart") && is_misspelled("cart-cannary", "cart-canary"));
        for (one, other) in [
            ("cart-v2", "cart-v1"),
            ("cart2", "cart1"),
            ("cart-a", "cart-b"),
            ("cart", "cart-a"),
            ("cart-b", "cart"),
        ] {
            assert!(!is_misspelled(one, other), "{one} {other}");
        }
    }

    #[test]
    fn labels_are_those_of_services() {
        assert!(is_label("cart-v1") && is_label("1a"));
        for name in ["", "cart.shop", "Cart", "cart_v1", "-cart", "cart-", &"c".repeat(64)] {
            assert!(!is_label(name), "{name}");
        }
    }
}
