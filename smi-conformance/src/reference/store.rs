//! The objects of a deployment, as an API server would keep them.

use std::collections::BTreeMap;

use smi_types::Manifest;
use smi_types::convert::set::{self, Target};

use super::compile::Objects;
use super::fault::Fault;
use crate::driver::{Change, DriverError, ObjectKey};
use crate::topology::DEFAULT_NAMESPACE;

/// Objects by kind and name, as they were written.
#[derive(Debug, Default)]
pub(super) struct Store {
    objects: BTreeMap<ObjectKey, Manifest>,
}

impl Store {
    /// Takes up one change.
    pub(super) fn take(
        &mut self,
        change: &Change,
        fault: Option<Fault>,
    ) -> Result<(), DriverError> {
        match change {
            Change::Apply(document) => {
                let parsed = Manifest::parse(document).map_err(|error| {
                    let text = |pointer| {
                        document.pointer(pointer).and_then(|text| text.as_str()).unwrap_or_default()
                    };
                    not_accepted(text("/kind"), text("/metadata/name"), &error)
                })?;
                let key = key(&parsed.manifest);
                if fault == Some(Fault::UpdateIgnored) && self.objects.contains_key(&key) {
                    return Ok(());
                }
                self.objects.insert(key, parsed.manifest);
            }
            Change::Delete(key) if fault == Some(Fault::DeleteTakesNeighbours) => {
                self.objects
                    .retain(|other, _| other.kind != key.kind || other.namespace != key.namespace);
            }
            Change::Delete(key) => {
                if fault != Some(Fault::DeleteIgnored) {
                    self.objects.remove(key);
                }
            }
        }
        Ok(())
    }

    /// The objects in the versions that the mesh works with.
    pub(super) fn latest(&self, fault: Option<Fault>) -> Result<Objects, DriverError> {
        let mut objects: Vec<_> = self.objects.values().cloned().collect();
        if fault == Some(Fault::QuantityMantissa) {
            objects = objects.into_iter().map(by_digits).collect();
        }
        let converted = set::convert(objects, &Target::Latest)
            .map_err(|error| not_accepted("SMI object", "of the deployment", &error))?;
        if let Some(lost) = converted.lost.first() {
            return Err(not_accepted("SMI object", "of the deployment", lost));
        }
        Ok(Objects::of(converted.value.into_iter().chain(converted.also)))
    }
}

fn key(manifest: &Manifest) -> ObjectKey {
    let metadata = manifest.metadata();
    ObjectKey {
        kind: manifest.kind().to_owned(),
        namespace: metadata.namespace.clone().unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned()),
        name: metadata.name.clone().unwrap_or_default(),
    }
}

fn not_accepted(kind: &str, name: &str, reason: &dyn std::fmt::Display) -> DriverError {
    let (kind, name) = (kind.to_owned(), name.to_owned());
    DriverError::NotAccepted { kind, name, reason: reason.to_string() }
}

/// [`Fault::QuantityMantissa`]: takes the digits of a weight for its value.
fn by_digits(manifest: Manifest) -> Manifest {
    match manifest {
        Manifest::TrafficSplitV1alpha1(mut split) => {
            for weight in split.spec.backends.iter_mut().filter_map(|one| one.weight.as_mut()) {
                let digits: String =
                    weight.to_string().chars().filter(char::is_ascii_digit).collect();
                *weight = digits.parse().unwrap_or_default();
            }
            split.into()
        }
        other => other,
    }
}
