//! The suite, tested by running it against meshes that are right, wrong and absent.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod catalogue;
mod cli;
mod judging;
mod reference;
mod replay;
mod requirements;
mod schema;
mod self_test;

use smi_conformance::catalogue::Catalogue;
use smi_conformance::event::Entry;
use smi_conformance::reference::{Kind, ReferenceDriver};
use smi_conformance::result::ScenarioResult;
use smi_conformance::run::{Options, Report, run};
use smi_conformance::runner::Observer;
use smi_conformance::statistics::Policy;
use tokio::sync::watch;

/// Watches nothing.
struct Blind;

impl Observer for Blind {
    fn event(&self, _: &Entry) {}
    fn begins(&self, _: &str) {}
    fn ends(&self, _: &ScenarioResult) {}
}

/// Runs the whole catalogue on a mesh.
async fn run_all(catalogue: &Catalogue, kind: Kind) -> Report {
    let driver = ReferenceDriver::new(kind, 1).unwrap();
    let selected: Vec<_> = catalogue.scenarios.iter().collect();
    let options = Options { jobs: 6, fail_fast: false, policy: Policy::default() };
    let (_never, interrupted) = watch::channel(false);
    run(&driver, catalogue, &selected, options, &Blind, interrupted).await
}
