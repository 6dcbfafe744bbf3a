//! The kill table: which expectations notice which fault, and how much a fault changes what is measured.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use smi_validate::render::yaml;

use super::failed;
use crate::catalogue::Catalogue;
use crate::coverage::coverage;
use crate::reference::Fault;
use crate::run::Report;
use crate::scenario::{Level, Probe};

/// The table that travels inside the program.
const EMBEDDED: &str = include_str!("../../kill-table.yaml");
/// Faults that flip so much that they prove nothing about an expectation.
const BLUNT: [Fault; 2] = [Fault::AllowAll, Fault::DenyAll];

/// Faults that are about when something happens.
pub(super) const OF_TIME: [Fault; 4] =
    [Fault::DebouncedWithoutEnd, Fault::Flapping, Fault::RevertsAfterThreeSeconds, Fault::Slow];

/// For each fault what notices it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KillTable {
    rows: BTreeMap<String, Row>,
}

/// What notices a fault.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    /// The expectations that fail.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    fails: BTreeSet<String>,
    /// The options of interpretations that dialect scenarios report, where the reference mesh reports others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    readings: BTreeMap<String, Vec<String>>,
}

/// The table is not one.
#[derive(Debug, thiserror::Error)]
#[error("the kill table cannot be read: {source}")]
pub struct KillTableError {
    #[from]
    source: serde_yaml::Error,
}

impl KillTable {
    /// The table that travels inside the program.
    ///
    /// # Errors
    ///
    /// [`KillTableError`] when it is damaged.
    pub fn embedded() -> Result<Self, KillTableError> {
        Self::read(EMBEDDED)
    }

    /// Reads a table.
    ///
    /// # Errors
    ///
    /// [`KillTableError`] when it is none.
    pub fn read(text: &str) -> Result<Self, KillTableError> {
        Ok(serde_yaml::from_str(text)?)
    }

    /// The table as the file that it is read from.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let head = "# Which expectations notice which fault. Written by `cargo xtask kill-table`; do not edit.\n";
        format!("{head}{}", yaml::write(self))
    }

    /// The expectations that a fault flips.
    pub fn fails(&self, fault: Fault) -> impl Iterator<Item = &str> {
        let row = self.rows.get(fault.name());
        row.into_iter().flat_map(|row| &row.fails).map(String::as_str)
    }

    /// The faults that flip an expectation.
    pub fn killers<'t>(&'t self, expectation: &'t str) -> impl Iterator<Item = Fault> + 't {
        Fault::ALL.iter().copied().filter(move |fault| {
            self.rows.get(fault.name()).is_some_and(|row| row.fails.contains(expectation))
        })
    }

    /// The faults that flip an expectation and do not flip nearly everything.
    pub fn sharp_killers<'t>(&'t self, expectation: &'t str) -> impl Iterator<Item = Fault> + 't {
        self.killers(expectation).filter(|fault| !BLUNT.contains(fault))
    }

    /// The scenarios that notice a fault.
    pub(super) fn scenarios(&self, fault: Fault) -> BTreeSet<&str> {
        let row = self.rows.get(fault.name());
        let ids = row.into_iter().flat_map(|row| row.fails.iter().chain(row.readings.keys()));
        ids.filter_map(|id| id.split_once('#')).map(|(scenario, _)| scenario).collect()
    }

    /// The same table without rows of faults that are no more.
    pub(super) fn of_known_faults(&self) -> Self {
        let known = Fault::ALL.iter().filter_map(|fault| self.rows.get_key_value(fault.name()));
        Self { rows: known.map(|(name, row)| (name.clone(), row.clone())).collect() }
    }

    /// Puts a row in the place of the fault's.
    pub(super) fn insert(&mut self, fault: Fault, row: Row) {
        self.rows.insert(fault.name().to_owned(), row);
    }

    /// What differs between the row of a fault and what happened in these scenarios.
    pub(super) fn compare(&self, fault: Fault, found: &Row, run: &[String]) -> Vec<String> {
        let nothing = Row::default();
        let expected = self.rows.get(fault.name()).unwrap_or(&nothing);
        let was_run = |id: &String| run.iter().any(|one| one == scenario_of(id));
        if OF_TIME.contains(&fault) {
            return expected.compare_times(fault, found, run);
        }
        let missed = expected.fails.difference(&found.fails).filter(|id| was_run(id));
        let missed = missed.map(|id| format!("`{fault}` should be noticed by {id}, and is not"));
        let new = found.fails.difference(&expected.fails);
        let new = new.map(|id| {
            format!("`{fault}` is noticed by {id}, which the kill table does not have (`cargo xtask kill-table` writes it anew)")
        });
        let read =
            expected.readings.iter().filter(|(id, _)| was_run(id)).filter(|(id, options)| {
                found.readings.get(*id).is_none_or(|found| found != *options)
            });
        let read = read.map(|(id, options)| {
            format!(
                "`{fault}` should make {id} report {options:?}, not {:?}",
                found.readings.get(id)
            )
        });
        missed.chain(new).chain(read).collect()
    }

    /// What is wrong with the table as such: expectations that nothing flips, requirements that nothing hits.
    #[must_use]
    pub fn objections(&self, catalogue: &Catalogue) -> Vec<String> {
        let mut objections = Vec::new();
        let mut known = BTreeMap::new();
        for scenario in &catalogue.scenarios {
            for (id, probe) in scenario.expectations() {
                if scenario.level != Level::Dialect && !self.is_flipped(&id, probe) {
                    objections.push(format!("no fault flips {id}"));
                }
                known.insert(id, probe);
            }
        }
        for fault in Fault::ALL {
            let fails: Vec<_> = self.fails(*fault).collect();
            for gone in fails.iter().filter(|id| !known.contains_key(**id)) {
                objections
                    .push(format!("`{fault}` should be noticed by {gone}, which does not exist"));
            }
            let cited: BTreeSet<_> = fails
                .iter()
                .filter_map(|id| known.get(*id))
                .flat_map(|probe| &probe.requirements)
                .collect();
            for id in fault.breaks().iter().filter(|id| !cited.contains(&(**id).to_owned())) {
                objections
                    .push(format!("`{fault}` breaks {id}, but no expectation that fails cites it"));
            }
            objections.extend(self.unread(*fault));
        }
        let missing = coverage(catalogue, self);
        objections.extend(missing.iter().filter(|row| row.is_missing()).map(|row| {
            let id = &row.requirement.id;
            format!("{id} is about behaviour, and no expectation that a fault flips cites it")
        }));
        objections
    }

    /// Whether a fault flips an expectation: a sharp one, or for a control any.
    fn is_flipped(&self, id: &str, probe: &Probe) -> bool {
        let sharp = self.sharp_killers(id).next().is_some();
        sharp || (probe.control && self.killers(id).next().is_some())
    }

    /// A fault that reads otherwise must be seen in a dialect scenario.
    fn unread(&self, fault: Fault) -> Option<String> {
        let row = self.rows.get(fault.name());
        let seen = row.is_some_and(|row| !row.readings.is_empty());
        let unseen = !fault.reads().is_empty() && !seen;
        unseen.then(|| format!("`{fault}` reads otherwise, but no dialect scenario measures that"))
    }

    /// The table for people, in Markdown.
    #[must_use]
    pub fn to_markdown(&self, catalogue: &Catalogue) -> String {
        let mut text = String::from(
            "# Kill table\n\nWhich expectations notice which wrong behaviour of the reference mesh. Written by `cargo xtask \
             kill-table`; do not edit.\n\n",
        );
        let expectations: usize =
            catalogue.scenarios.iter().map(|scenario| scenario.expectations().count()).sum();
        let sum = format!(
            "{} faults, {} scenarios, {expectations} expectations. Copies of scenarios over HTTP/2 are counted.\n",
            Fault::ALL.len(),
            catalogue.scenarios.len()
        );
        text.push_str(&sum);
        for fault in Fault::ALL {
            let fails: Vec<_> = self.fails(*fault).collect();
            let breaks = if fault.breaks().is_empty() {
                "nothing".to_owned()
            } else {
                fault.breaks().join(", ")
            };
            // Writing to a string cannot fail.
            let _never =
                write!(text, "\n## {fault}\n\n{} Breaks: {breaks}.\n\n", fault.description());
            if BLUNT.contains(fault) {
                let _never = writeln!(text, "Noticed by {} expectations.", fails.len());
                continue;
            }
            for id in fails {
                let _never = writeln!(text, "- {id}");
            }
            for (id, options) in
                self.rows.get(fault.name()).into_iter().flat_map(|row| &row.readings)
            {
                let options = if options.is_empty() {
                    "no known option".to_owned()
                } else {
                    options.join(" or ")
                };
                let _never = writeln!(text, "- {id} reports: {options}");
            }
        }
        text
    }
}

impl Row {
    /// What a run came to.
    pub(super) fn of(fault: Fault, report: &Report) -> Self {
        let expectations = report.results.iter().flat_map(|result| &result.expectations);
        let readings = expectations.filter_map(|one| {
            let reading = one.reading.as_ref()?;
            let reads = fault.reads().contains(&reading.interpretation.as_str());
            reads.then(|| (one.id.clone(), reading.options.clone()))
        });
        Self { fails: failed(report), readings: readings.collect() }
    }

    /// What comes too late is noticed by more expectations on a slower machine, and by fewer where one step's lateness
    /// hides another's: most of the row must be found, whatever else is.
    fn compare_times(&self, fault: Fault, found: &Self, run: &[String]) -> Vec<String> {
        let wanted = self.fails.iter().filter(|id| run.iter().any(|one| one == scenario_of(id)));
        let (noticed, missed): (Vec<_>, Vec<_>) = wanted.partition(|id| found.fails.contains(*id));
        if noticed.len() > missed.len() {
            return Vec::new();
        }
        vec![format!(
            "`{fault}` should mostly be noticed by {noticed:?} and {missed:?}, and is not by the latter"
        )]
    }
}

/// The scenario of an expectation.
fn scenario_of(expectation: &str) -> &str {
    expectation.split_once('#').map_or(expectation, |(scenario, _)| scenario)
}
