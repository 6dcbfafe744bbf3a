//! A conformance suite for the Service Mesh Interface that any mesh can be held against.

pub mod clock;
pub mod course;
pub mod driver;
pub mod event;
pub mod judge;
pub mod prediction;
pub mod result;
pub mod scenario;
pub mod statistics;
pub mod topology;
