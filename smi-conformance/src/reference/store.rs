//! The objects of a deployment, as an API server would keep them.

mod convert;
mod revise;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use smi_types::Manifest;
use smi_types::convert::set::{self, Target};

use super::compile::Objects;
use super::fault::Fault;
use crate::driver::{Change, DriverError, ObjectKey};

/// Objects by kind and name, as they were written.
#[derive(Debug, Default)]
pub(super) struct Store {
    objects: BTreeMap<ObjectKey, Manifest>,
    /// What is stored, but means nothing to the mesh. An API server without a schema takes anything with a name.
    unreadable: BTreeSet<ObjectKey>,
}

impl Store {
    /// Takes up one change.
    pub(super) fn take(
        &mut self,
        change: &Change,
        fault: Option<Fault>,
    ) -> Result<(), DriverError> {
        match change {
            Change::Apply(document) => self.apply(document, fault)?,
            Change::Delete(key) if fault == Some(Fault::DeleteTakesNeighbours) => {
                self.objects
                    .retain(|other, _| other.kind != key.kind || other.namespace != key.namespace);
            }
            Change::Delete(key) => {
                if fault != Some(Fault::DeleteIgnored) {
                    let gone = self.objects.remove(key);
                    self.unreadable.remove(key);
                    self.objects
                        .retain(|_, other| !revise::goes_along(gone.as_ref(), other, fault));
                }
            }
        }
        Ok(())
    }

    fn apply(&mut self, document: &Value, fault: Option<Fault>) -> Result<(), DriverError> {
        let document = &convert::as_spelled(document, fault);
        let parsed = Manifest::parse(document);
        let key = match &parsed {
            Ok(parsed) => ObjectKey::of(&parsed.manifest),
            Err(error) => {
                ObjectKey::of_document(document).ok_or_else(|| not_accepted("object", "", error))?
            }
        };
        let updates = self.objects.contains_key(&key) || self.unreadable.contains(&key);
        if fault == Some(Fault::UpdateIgnored) && updates {
            return Ok(());
        }
        self.unreadable.remove(&key);
        match (self.objects.remove(&key), parsed) {
            (_, Err(_)) => drop(self.unreadable.insert(key)),
            (None, Ok(parsed)) => drop(self.objects.insert(key, parsed.manifest)),
            (Some(old), Ok(parsed)) => {
                let [new, left_behind] = revise::revised(old, parsed.manifest, fault);
                self.objects.extend(left_behind.map(|left| (revise::renamed(&key), left)));
                self.objects.extend(new.map(|new| (key, new)));
            }
        }
        Ok(())
    }

    pub(super) fn contains(&self, key: &ObjectKey) -> bool {
        self.objects.contains_key(key) || self.unreadable.contains(key)
    }

    /// Whether an object is stored that the mesh cannot read.
    pub(super) fn has_unreadable(&self) -> bool {
        !self.unreadable.is_empty()
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

/// What names the object of a change.
pub(super) fn key_of_change(change: &Change) -> Option<ObjectKey> {
    match change {
        Change::Apply(document) => ObjectKey::of_document(document),
        Change::Delete(key) => Some(key.clone()),
    }
}

fn not_accepted(kind: &str, name: &str, reason: &dyn std::fmt::Display) -> DriverError {
    let (kind, name) = (kind.to_owned(), name.to_owned());
    DriverError::NotAccepted { kind, name, reason: reason.to_string() }
}
