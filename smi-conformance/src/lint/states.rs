//! The states that a scenario goes through, as the oracle sees them.

use serde_json::Value;
use smi_types::Manifest;

use crate::driver::ObjectKey;
use crate::oracle::Objects;
use crate::scenario::{Scenario, Step};

/// Every step, with the objects that are there once it is taken.
pub(crate) fn states(scenario: &Scenario) -> Vec<(&Step, Objects)> {
    let mut objects = Objects::new();
    if scenario.open {
        add(&mut objects, &crate::open::open_objects(scenario));
    }
    let after = |step: &'_ Step, objects: &mut Objects| {
        add(objects, &step.apply);
        add(objects, &step.raw);
        step.delete.iter().for_each(|gone| drop(objects.remove(gone)));
        add(objects, &step.churn);
        objects.clone()
    };
    scenario.steps.iter().map(|step| (step, after(step, &mut objects))).collect()
}

fn add(objects: &mut Objects, documents: &[Value]) {
    let parsed = documents.iter().filter_map(|one| Manifest::parse(one).ok());
    objects.extend(parsed.map(|parsed| (ObjectKey::of(&parsed.manifest), parsed.manifest)));
}
