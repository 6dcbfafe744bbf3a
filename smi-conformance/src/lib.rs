//! A conformance suite for the Service Mesh Interface that any mesh can be held against.

pub mod catalogue;
#[cfg(feature = "cli")]
pub mod cli;
pub mod clock;
pub mod course;
pub mod driver;
pub mod event;
pub mod judge;
pub mod lint;
pub mod open;
pub mod oracle;
pub mod plan;
pub mod prediction;
pub mod reference;
pub mod report;
pub mod requirement;
pub mod result;
pub mod run;
pub mod runner;
pub mod scenario;
pub mod statistics;
pub mod topology;
