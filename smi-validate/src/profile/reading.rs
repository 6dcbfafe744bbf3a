//! Readings by the ids of interpretations.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, Error};
use smi_types::Interpretation;

use super::choice::Reading;
use super::statement::Answer;

/// Reads a map whose keys are ids (`ACCESS-L4-WITH-L7`).
pub(super) fn by_id<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<Interpretation, Answer<Reading>>, D::Error> {
    let read = BTreeMap::<Id, Answer<Reading>>::deserialize(deserializer)?;
    Ok(read.into_iter().map(|(Id(interpretation), answer)| (interpretation, answer)).collect())
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Id(Interpretation);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        let found = Interpretation::ALL.iter().find(|one| one.id() == id);
        found
            .map(|one| Self(*one))
            .ok_or_else(|| D::Error::custom(format!("no interpretation has the id `{id}`")))
    }
}
