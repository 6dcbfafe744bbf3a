//! The objects of a deployment, as an API server would keep them.

mod convert;
mod revise;

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
                let document = &convert::as_spelled(document, fault);
                let parsed = Manifest::parse(document).map_err(|error| {
                    let text = |pointer| {
                        document.pointer(pointer).and_then(|text| text.as_str()).unwrap_or_default()
                    };
                    not_accepted(text("/kind"), text("/metadata/name"), &error)
                })?;
                let key = key(&parsed.manifest);
                match self.objects.get(&key).cloned() {
                    None => drop(self.objects.insert(key, parsed.manifest)),
                    Some(old) => {
                        let [new, left_behind] = revise::revised(old, parsed.manifest, fault);
                        self.objects.extend(left_behind.map(|left| (revise::renamed(&key), left)));
                        self.objects.extend(new.map(|new| (key, new)));
                    }
                }
            }
            Change::Delete(key) if fault == Some(Fault::DeleteTakesNeighbours) => {
                self.objects
                    .retain(|other, _| other.kind != key.kind || other.namespace != key.namespace);
            }
            Change::Delete(key) => {
                if fault != Some(Fault::DeleteIgnored) {
                    let gone = self.objects.remove(key);
                    self.objects
                        .retain(|_, other| !revise::goes_along(gone.as_ref(), other, fault));
                }
            }
        }
        Ok(())
    }

    /// The objects in the versions that the mesh works with.
    pub(super) fn latest(&self, fault: Option<Fault>) -> Result<Objects, DriverError> {
        let objects = self.objects.values().cloned();
        let objects: Vec<_> =
            objects.filter_map(|one| convert::before_conversion(one, fault)).collect();
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
