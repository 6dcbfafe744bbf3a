//! Faults that are about changes of objects.

use smi_types::Manifest;
use smi_types::split::v1alpha4::{Backend, TrafficSplit};

use crate::driver::ObjectKey;
use crate::reference::fault::Fault;

/// What is kept of an object and its replacement: under its own name, and beside it under another.
pub(super) fn revised(old: Manifest, new: Manifest, fault: Option<Fault>) -> [Option<Manifest>; 2] {
    match (old, new, fault) {
        (old, _, Some(Fault::UpdateIgnored)) => [Some(old), None],
        (Manifest::TrafficSplitV1alpha4(old), Manifest::TrafficSplitV1alpha4(new), Some(fault)) => {
            let left_behind =
                fault == Fault::OldRootStaysSplit && old.spec.service != new.spec.service;
            let left_behind = left_behind.then(|| Manifest::from(old.clone()));
            [Some(split(&old, new, fault).into()), left_behind]
        }
        (_, new, _) => [Some(new), None],
    }
}

/// The name under which something is left behind.
pub(super) fn renamed(key: &ObjectKey) -> ObjectKey {
    ObjectKey { name: format!("{}-left-behind", key.name), ..key.clone() }
}

/// Whether an object is deleted along with another.
pub(super) fn goes_along(gone: Option<&Manifest>, other: &Manifest, fault: Option<Fault>) -> bool {
    match (gone, other, fault) {
        (
            Some(Manifest::TrafficSplitV1alpha4(gone)),
            Manifest::TrafficSplitV1alpha4(other),
            Some(Fault::DeleteTakesSplitsOfRoot),
        ) => gone.spec.service == other.spec.service,
        _ => false,
    }
}

fn split(old: &TrafficSplit, mut new: TrafficSplit, fault: Fault) -> TrafficSplit {
    let is_old =
        |backend: &Backend| old.spec.backends.iter().any(|one| one.service == backend.service);
    let sum = |split: &TrafficSplit| split.spec.backends.iter().filter_map(weight).sum::<i64>();
    match fault {
        Fault::NewBackendIgnored => new.spec.backends.retain(is_old),
        Fault::RemovedBackendStays => {
            let kept: Vec<_> = new.spec.backends.iter().map(|one| one.service.clone()).collect();
            let gone = old.spec.backends.iter().filter(|one| !kept.contains(&one.service));
            new.spec.backends.extend(gone.cloned());
        }
        Fault::UpdateOfEqualSumIgnored if sum(old) == sum(&new) => {
            new.spec.backends.clone_from(&old.spec.backends);
        }
        Fault::AllZeroKeepsPrevious if sum(&new) == 0 => {
            new.spec.backends.clone_from(&old.spec.backends);
        }
        Fault::SplitMatchesFrozen => new.spec.matches.clone_from(&old.spec.matches),
        Fault::SplitRootFrozen => new.spec.service.clone_from(&old.spec.service),
        _ => {}
    }
    new
}

fn weight(backend: &Backend) -> Option<i64> {
    backend.weight.as_ref().and_then(smi_types::Weight::whole)
}
