//! `show`: what splits come to, port by port, and who may call whom.
//!
//! All of it is said under our readings of the specification; `can-i` tells which of them an answer rests on.

mod calls;
mod splits;
mod text;

use serde::Serialize;

use crate::set::Set;

pub(super) use self::calls::calls as calls_of;
pub use self::calls::{Call, Destination};
pub(super) use self::splits::shares as shares_of;
pub use self::splits::{PortShares, Share, SplitShares};

/// What a set of manifests comes to. It can be written as JSON (schema: `schemas/show.json`), and as a text for people by `Display`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Show {
    /// The splits, by name.
    pub splits: Vec<SplitShares>,
    /// Those who are called, by name.
    pub destinations: Vec<Destination>,
    /// What had to be left out, because it cannot be read.
    pub left_out: Vec<String>,
}

/// The JSON Schema (draft-07) of a [`Show`].
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> serde_json::Value {
    crate::schema::of::<Show>("What smi-validate show says")
}

/// Says what a set comes to.
#[must_use]
pub fn show(set: &Set) -> Show {
    Show { splits: splits::of(set), destinations: calls::of(set), left_out: super::left_out(set) }
}

#[cfg(test)]
mod tests;
