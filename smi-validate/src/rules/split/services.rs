//! What several rules ask about splits and the Services that they name.

use num_traits::Signed;

use crate::model::{Backend, Split};
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

/// Whether a name that was made short names a Service of the split's namespace: what is left of other names has dots or a
/// slash, and another rule speaks of it.
pub(super) fn is_short(name: &str) -> bool {
    !name.is_empty() && !name.contains(['.', '/', '$'])
}

/// Whether a name that does not exist is the misspelling of another one. `cart-v1` is not what `cart-v2` was meant to be.
pub(super) fn is_misspelled(written: &str, near: &str) -> bool {
    let without_digits = |text: &str| text.replace(|char: char| char.is_ascii_digit(), "");
    let (one, other) = (written.rsplit_once('-'), near.rsplit_once('-'));
    let is_sibling = |(one, other): ((&str, &str), (&str, &str))| {
        one.0 == other.0 && one.1.len().min(other.1.len()) <= 3
    };
    without_digits(written) != without_digits(near) && !one.zip(other).is_some_and(is_sibling)
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

/// Whether a Service is known to have no pods: it selects none, and nobody wrote addresses for it.
pub(super) fn has_no_pods(set: &Set, service: &Service) -> bool {
    let all = set.workloads_of(service);
    let is_told = set.is_complete() || !all.is_empty();
    is_told
        && service.external_name.is_none()
        && !set.endpoints.contains(&service.origin.name)
        && all.iter().all(|workload| workload.is_scaled_to_zero)
}
