//! The suite, tested by running it against meshes that are right, wrong and absent.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod catalogue;
mod cli;
#[cfg(target_os = "linux")]
mod external;
mod judging;
mod reference;
mod replay;
mod requirements;
mod schema;
mod self_test;
mod statistics;
