//! A mesh of somebody else, tested by the packed suite: `cargo test` in a package outside of the repository, whose only
//! dependency is `smi-conformance` as it comes.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use smi_conformance::catalogue::Catalogue;
use smi_conformance::reference::Fault;
use smi_conformance::scenario::Scenario;
use smi_conformance::self_test::KillTable;

use crate::package::patches;
use crate::{Outcome, files_in, root};

const EXAMPLE: &str = "smi-conformance/examples/acme-mesh";
/// The feature that the mesh of the example does not claim.
const UNCLAIMED: &str = "udp";
/// What is run: scenarios of shares, with some that are about nothing else.
const SELECTED: &str = "split/tcp";
const FAULT: &str = "weights-off-by-ten-points";

/// What `cargo test` printed, and whether it was content.
struct Tested {
    success: bool,
    text: String,
}

/// Copies the example to a folder beside the unpacked packages, and tests it there.
pub(crate) fn check(folder: &Path, target: &Path) -> Outcome {
    let acme = folder.join("acme-mesh");
    copy(&root().join(EXAMPLE), &acme)?;
    let test = |arguments: &[&str], fault: Option<&str>| -> Result<Tested, String> {
        let mut command = Command::new("cargo");
        command.current_dir(&acme).env_remove("K8S_OPENAPI_ENABLED_VERSION");
        command.args(["test", "--test", "conformance", "--target-dir"]).arg(target);
        command.args(patches(folder, None)).arg("--").args(arguments);
        command.envs(fault.map(|fault| ("ACME_MESH_FAULT", fault)));
        let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok(Tested { success: output.status.success(), text: format!("{errors}\n{text}") })
    };
    every_scenario_is_listed(&test(&["--list"], None)?)?;
    the_mesh_passes(&test(&["split/"], None)?)?;
    a_broken_mesh_fails(&test(&[SELECTED], Some(FAULT))?)
}

fn every_scenario_is_listed(listed: &Tested) -> Outcome {
    let lines = listed.text.lines().filter_map(|line| line.strip_suffix(": test"));
    let names: BTreeSet<&str> = lines.filter_map(|line| line.split_whitespace().last()).collect();
    let scenarios = scenarios()?;
    let expected = scenarios.iter().map(|one| one.id.as_str()).collect();
    objection(names == expected, "one test for each scenario", listed)
}

fn the_mesh_passes(tested: &Tested) -> Outcome {
    let scenarios = scenarios()?;
    let about_splits = || scenarios.iter().filter(|one| one.id.starts_with("split/"));
    let claimed = |one: &&Scenario| !one.features.iter().any(|feature| feature == UNCLAIMED);
    let passing = about_splits().filter(claimed).map(|one| one.id.as_str()).collect();
    let reason = format!("ignored (the mesh does not claim the feature `{UNCLAIMED}`)");
    objection(tested.success && tested.ended("ok") == passing, "all to pass", tested)?;
    let ignored = about_splits().count() - passing.len();
    let content = ignored > 0 && tested.ended(&reason).len() == ignored;
    objection(content, "what is not claimed to be ignored with the reason", tested)
}

fn a_broken_mesh_fails(tested: &Tested) -> Outcome {
    let fault = Fault::ALL.iter().find(|one| one.name() == FAULT).ok_or("the fault is gone")?;
    let table = KillTable::embedded().map_err(|error| error.to_string())?;
    let noticing = table.fails(*fault).filter_map(|id| id.split_once('#')).map(|(id, _)| id);
    let noticing: BTreeSet<&str> = noticing.filter(|id| id.contains(SELECTED)).collect();
    let content = !tested.success && !noticing.is_empty() && tested.ended("FAILED") == noticing;
    objection(content, "what notices the fault to fail, and nothing else", tested)?;
    for part in [
        "    expected: requests are shared as ",
        "    found:    ",
        "    SPLIT-34: Weights are not percentages",
        "      (traffic-split v1alpha1, Tradeoffs)",
        "  again: cargo test --test conformance -- --exact split/tcp-ratio",
    ] {
        objection(tested.text.contains(part), &format!("`{part}`"), tested)?;
    }
    Ok(())
}

impl Tested {
    /// The tests whose line ends so.
    fn ended(&self, how: &str) -> BTreeSet<&str> {
        let lines = self.text.lines().filter_map(|line| line.strip_prefix("test ["));
        let lines =
            lines.filter_map(|line| line.split_once(" ... ")).filter(|(_, end)| *end == how);
        lines.filter_map(|(name, _)| name.split_whitespace().last()).collect()
    }
}

fn scenarios() -> Result<Vec<Scenario>, String> {
    Ok(Catalogue::embedded().map_err(|error| error.to_string())?.scenarios)
}

fn objection(content: bool, expected: &str, tested: &Tested) -> Outcome {
    if content { Ok(()) } else { Err(format!("acme-mesh: expected {expected}:\n{}", tested.text)) }
}

fn copy(from: &Path, to: &Path) -> Outcome {
    for file in files_in(from)? {
        let place = to.join(file.strip_prefix(from).expect("it lies below"));
        let folder = place.parent().expect("it has a folder");
        fs::create_dir_all(folder)
            .and_then(|()| fs::copy(&file, &place))
            .map_err(|error| format!("{}: {error}", place.display()))?;
    }
    Ok(())
}
