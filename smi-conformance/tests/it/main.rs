//! The suite, tested by running it against meshes that are right, wrong and absent.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

/// As in the program: what is measured and waited for here is no allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod catalogue;
#[cfg(unix)]
mod ci_page;
mod cli;
#[cfg(target_os = "linux")]
mod external;
mod judging;
mod known_failures;
mod reference;
mod replay;
mod report;
mod requirements;
mod schema;
mod self_test;
mod statistics;
