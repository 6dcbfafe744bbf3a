#![doc = include_str!("../README.md")]
//!
//! # How it hangs together
//!
//! A [`scenario`] becomes a [`course`] for one mesh ([`plan`]), with the [`oracle`]'s answers before and after each step. The
//! [`judge`] says what to do next; the [`runner`] does it through a [`driver`] and writes [`event`]s, which the judge takes up
//! until it has a [`result`]. [`run`] does that for many scenarios and accounts for each of them, in the light of
//! [`known_failures`]; [`ending`] says why it ends as it does, and [`report`] writes it down.
//! [`reference`](mod@reference) is the mesh inside, and what breaks it.

pub mod catalogue;
#[cfg(feature = "cli")]
pub mod cli;
pub mod clock;
pub mod course;
pub mod coverage;
pub mod driver;
pub mod ending;
pub mod event;
pub mod external;
mod foreign_text;
pub mod generate;
pub mod interpretation;
pub mod judge;
pub mod known_failures;
pub mod lint;
pub mod mesh_file;
pub mod open;
pub mod oracle;
pub mod plan;
#[cfg(all(unix, feature = "cli"))]
mod plugin_test;
pub mod prediction;
mod random;
pub mod reference;
pub mod replay;
pub mod report;
pub mod requirement;
pub mod result;
pub mod run;
pub mod runner;
pub mod scenario;
pub mod self_test;
mod stable_hash;
pub mod statistics;
#[cfg(feature = "test")]
pub mod test;
pub mod topology;

pub use driver::{
    Arrival, BoxFuture, Change, Deployment, Driver, DriverError, Mesh, Outcome, Pod, ProbeId,
    ProbeRequest,
};
pub use topology::Topology;
