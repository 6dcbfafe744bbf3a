//! A conformance suite for the Service Mesh Interface that any mesh can be held against.

pub mod clock;
pub mod driver;
pub mod event;
pub mod prediction;
pub mod result;
pub mod scenario;
pub mod topology;
