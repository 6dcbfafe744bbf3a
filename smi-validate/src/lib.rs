//! Semantics and validation for Service Mesh Interface manifests.

pub mod decision;
pub mod model;
