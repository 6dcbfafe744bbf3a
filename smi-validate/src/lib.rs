//! Semantics and validation for Service Mesh Interface manifests.

pub mod decide;
pub mod decision;
pub mod model;

pub mod lower;
