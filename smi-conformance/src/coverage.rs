//! Which requirements are covered: cited by an expectation that a broken mesh flips.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::catalogue::Catalogue;
use crate::reference::Fault;
use crate::requirement::{Requirement, RequirementClass};
use crate::self_test::KillTable;

/// What covers a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The requirement.
    pub requirement: &'a Requirement,
    /// The scenarios that cite it; copies over HTTP/2 count with the original.
    pub scenarios: BTreeSet<&'a str>,
    /// The faults that flip an expectation which cites it, but for those that flip nearly everything.
    pub faults: BTreeSet<Fault>,
}

impl Row<'_> {
    /// Whether nothing covers it although a mesh could be seen to break it, and nobody says why.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.requirement.class == RequirementClass::Behaviour
            && self.requirement.uncovered.is_none()
            && self.faults.is_empty()
    }
}

/// A row for every requirement, in the order of their ids.
#[must_use]
pub fn coverage<'a>(catalogue: &'a Catalogue, table: &KillTable) -> Vec<Row<'a>> {
    let mut rows: BTreeMap<&str, Row<'a>> = catalogue
        .requirements
        .iter()
        .map(|(id, requirement)| {
            (id.as_str(), Row { requirement, scenarios: BTreeSet::new(), faults: BTreeSet::new() })
        })
        .collect();
    for scenario in &catalogue.scenarios {
        for (expectation, probe) in scenario.expectations() {
            let faults: Vec<_> = table.sharp_killers(&expectation).collect();
            for id in &probe.requirements {
                let Some(row) = rows.get_mut(id.as_str()) else { continue };
                row.scenarios.insert(scenario.original());
                row.faults.extend(&faults);
            }
        }
    }
    rows.into_values().collect()
}

/// The sums, as a table in Markdown, a line for each document of the specification.
#[must_use]
pub fn summary(catalogue: &Catalogue, table: &KillTable) -> String {
    let rows = coverage(catalogue, table);
    let documents: BTreeSet<_> =
        rows.iter().map(|row| row.requirement.source.document.as_str()).collect();
    let mut text = String::from(
        "| document | statements | about behaviour | covered | not covered, with the reason | checked by rules |\n\
         |---|---|---|---|---|---|\n",
    );
    for document in documents {
        let of_it: Vec<_> =
            rows.iter().filter(|row| row.requirement.source.document == document).collect();
        let count =
            |wanted: &dyn Fn(&Row<'_>) -> bool| of_it.iter().filter(|row| wanted(row)).count();
        let behaviour = count(&|row| row.requirement.class == RequirementClass::Behaviour);
        // Writing to a string cannot fail.
        let _never = writeln!(
            text,
            "| {document} | {} | {behaviour} | {} | {} | {} |",
            of_it.len(),
            count(&|row| !row.faults.is_empty()),
            count(&|row| row.requirement.uncovered.is_some()),
            count(&|row| !row.requirement.rules.is_empty()),
        );
    }
    let scenarios = catalogue.scenarios.iter().filter(|one| !one.is_copy()).count();
    let copies = catalogue.scenarios.len() - scenarios;
    let expectations: usize =
        catalogue.scenarios.iter().map(|scenario| scenario.expectations().count()).sum();
    let _never = writeln!(
        text,
        "\n{scenarios} scenarios and {copies} copies over HTTP/2, {expectations} expectations, {} faults.",
        Fault::ALL.len()
    );
    text
}
