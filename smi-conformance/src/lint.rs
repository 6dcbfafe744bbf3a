//! What must hold of scenarios before they are run against anything.

mod findings;
mod states;

use std::collections::BTreeSet;
use std::fmt;

use crate::catalogue::Catalogue;
use crate::course::{Course, CourseProbe, CourseStep};
use crate::driver::{Mesh, ObjectKey};
use crate::judge::Rules;
use crate::oracle::{Oracle, Question};
use crate::plan::budget::Accountant;
use crate::prediction::{Prediction, Way};
use crate::scenario::{Expect, Level, Probe, Scenario, Step};
use crate::self_test::Mutant;
use crate::statistics::Policy;
use crate::topology::Name;
pub(crate) use findings::codes;
use states::states;

/// Something that is wrong with a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// The scenario.
    pub scenario: String,
    /// The place: a step, or a step and a probe.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Lint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}, {}: {}", self.scenario, self.place, self.message)
    }
}

/// Looks at all scenarios of a catalogue, planned for a mesh that serves the latest versions.
#[must_use]
pub fn lint(catalogue: &Catalogue, mesh: &Mesh) -> Vec<Lint> {
    let mut lints = Vec::new();
    let rules = Rules::new(Policy::default(), catalogue.planned_checks(), mesh);
    let mut accountant = Accountant::new(&rules);
    for scenario in &catalogue.scenarios {
        let mut linter = Linter { catalogue, scenario, lints: &mut lints };
        linter.names();
        linter.deletes();
        linter.probes();
        linter.readings();
        linter.findings();
        linter.features(mesh);
        match Course::plan(scenario, mesh) {
            Err(error) => linter.say("the plan", error.to_string()),
            Ok(course) => {
                linter.course(&course);
                linter.settles(&course);
                let probes = accountant.budget(&course).expected;
                if probes > MOST_PROBES {
                    linter.say("the steps", format!("cost about {probes} probes, and should not take more than {MOST_PROBES}: make it smaller, or split it"));
                }
            }
        }
    }
    lints
}

/// What a scenario may cost.
const MOST_PROBES: u64 = 30_000;

struct Linter<'a> {
    catalogue: &'a Catalogue,
    scenario: &'a Scenario,
    lints: &'a mut Vec<Lint>,
}

impl Linter<'_> {
    fn say(&mut self, place: impl Into<String>, message: impl Into<String>) {
        let (scenario, place) = (self.scenario.id.clone(), place.into());
        self.lints.push(Lint { scenario, place, message: message.into() });
    }

    fn names(&mut self) {
        let mut steps = BTreeSet::new();
        for step in &self.scenario.steps {
            if !is_kebab(&step.name) {
                self.say(&step.name, "names are words in lower case with hyphens");
            }
            if !steps.insert(&step.name) {
                self.say(&step.name, "is the name of another step, too");
            }
            let mut probes = BTreeSet::new();
            for probe in &step.probes {
                if !is_kebab(&probe.name) || !probes.insert(&probe.name) {
                    self.say(
                        place(step, probe),
                        "names are unique words in lower case with hyphens",
                    );
                }
            }
        }
    }

    fn deletes(&mut self) {
        let mut there = BTreeSet::new();
        for step in &self.scenario.steps {
            let documents = step.apply.iter().chain(&step.raw);
            let parsed = documents.filter_map(|one| smi_types::Manifest::parse(one).ok());
            there.extend(parsed.map(|parsed| ObjectKey::of(&parsed.manifest)));
            for gone in &step.delete {
                if !there.remove(gone) {
                    self.say(
                        &step.name,
                        format!("nothing to delete is called {} `{}`", gone.kind, gone.name),
                    );
                }
            }
        }
    }

    fn probes(&mut self) {
        let topology = &self.scenario.topology;
        for step in &self.scenario.steps {
            for probe in &step.probes {
                let place = place(step, probe);
                if !topology.workloads.contains_key(&probe.from) {
                    self.say(&place, format!("`{}` is no workload of the topology", probe.from));
                }
                let measures = matches!(probe.expect, Expect::Reading(_));
                if probe.requirements.is_empty() != measures {
                    self.say(&place, "an expectation cites a requirement, a measured reading none");
                }
                for id in &probe.requirements {
                    if !self.catalogue.requirements.contains_key(id) {
                        self.say(&place, format!("unknown requirement `{id}`"));
                    }
                }
            }
        }
    }

    /// What is measured is an open question, with an answer for each option that there is.
    fn readings(&mut self) {
        for step in &self.scenario.steps {
            for probe in &step.probes {
                let place = place(step, probe);
                let Expect::Reading(options) = &probe.expect else {
                    if probe.measures.is_some() {
                        self.say(&place, "`measures` goes together with an expected `reading`");
                    }
                    continue;
                };
                if self.scenario.level != Level::Dialect {
                    self.say(&place, "only dialect scenarios measure readings");
                }
                let measured = probe.measures.as_ref();
                let known = measured.and_then(|id| self.catalogue.interpretations.get(id));
                let Some(interpretation) = known else {
                    let id = measured.map_or("", String::as_str);
                    self.say(&place, format!("measures the unknown interpretation `{id}`"));
                    continue;
                };
                let names: Vec<_> =
                    interpretation.options.iter().map(|one| one.name.as_str()).collect();
                for name in options.keys().filter(|name| !names.contains(&name.as_str())) {
                    let there = names.join(", ");
                    self.say(&place, format!("`{name}` is no option; there are {there}"));
                }
                if !options.contains_key(&interpretation.default) {
                    let default = &interpretation.default;
                    self.say(&place, format!("says nothing of our own reading, `{default}`"));
                }
            }
        }
    }

    /// The validator says of the objects what the scenario says that it says.
    fn findings(&mut self) {
        let expected: BTreeSet<_> = self.scenario.findings.iter().cloned().collect();
        let found = codes(self.scenario);
        if expected != found {
            let list = |codes: &BTreeSet<String>| {
                let codes: Vec<_> = codes.iter().map(String::as_str).collect();
                format!("[{}]", codes.join(", "))
            };
            let (expected, found) = (list(&expected), list(&found));
            self.say("findings", format!("says {expected}, but the validator finds {found}"));
        }
    }

    /// What the reference mesh does not claim is run nowhere.
    fn features(&mut self, mesh: &Mesh) {
        for feature in self.scenario.features.iter().filter(|one| !mesh.features.contains(one)) {
            self.say("features", format!("mesh `{}` does not claim `{feature}`", mesh.name));
        }
    }

    /// Every step that changes something is settled by a probe that tells before from after.
    fn settles(&mut self, course: &Course) {
        for step in course.steps.iter().filter(|step| !step.changes.is_empty()) {
            if step.gates().next().is_none() {
                self.say(
                    &step.name,
                    "no probe tells the state after this step from the one before",
                );
            }
        }
    }

    /// What needs the oracle's answers.
    fn course(&mut self, course: &Course) {
        if self.scenario.level == Level::Dialect {
            return;
        }
        let behavioural = course.steps.iter().any(|step| self.plain_kubernetes_is_wrong(step));
        if !behavioural {
            self.say("the steps", "plain Kubernetes answers every probe as expected");
        }
        let unanimous = course.expectations().all(|(_, _, one)| one.expect == Expect::Deny);
        if unanimous {
            self.say("the steps", "a mesh that denies everything answers every probe as expected");
        }
        for (index, step) in self.scenario.steps.iter().enumerate() {
            for (probe, planned) in step.probes.iter().zip(&course.steps[index].probes) {
                if planned.is_reading() {
                    continue;
                }
                if let Some(difference) = disagreement(probe, &probe.expect, &planned.after) {
                    self.say(place(step, probe), difference);
                }
                if probe.expect == Expect::Deny && !is_paired(course, index, planned) {
                    self.say(place(step, probe), "no paired expectation shows the same way open in this or a neighbouring step");
                }
            }
        }
        if self.scenario.level == Level::Core {
            self.unambiguous();
        }
    }

    /// Whether plain Kubernetes answers an expectation of a step otherwise: it serves everything from the dialled Service.
    fn plain_kubernetes_is_wrong(&self, step: &CourseStep) -> bool {
        step.probes.iter().filter(|probe| probe.expectation.is_some()).any(|probe| {
            let service = self.scenario.topology.services.get(&probe.to.host);
            let port =
                service.and_then(|one| one.ports.iter().find(|port| port.port == probe.to.port));
            let plain =
                probe.behind.iter().filter_map(|workload| Some((workload.clone(), port?.target())));
            let way = Way {
                service: probe.to.host.clone(),
                share: crate::prediction::Share { parts: 1, of: 1 },
                workloads: plain.collect(),
            };
            Prediction::Served(vec![way]).differs_visibly(&probe.after)
        })
    }

    /// Core scenarios rest on no reading of what the specification leaves open.
    fn unambiguous(&mut self) {
        for (step, objects) in states(self.scenario) {
            let oracle = Oracle::new(&self.scenario.topology, &objects);
            for probe in &step.probes {
                let answered = oracle.answer(Question::of(probe));
                if let Some(reading) = answered.ok().and_then(|one| one.rests_on.first().copied()) {
                    let message = format!("rests on {}: {}", reading.id(), reading.reading());
                    self.say(place(step, probe), message);
                }
            }
        }
    }
}

/// The expectations that a wrong oracle disagrees with.
pub(crate) fn refuting(scenario: &Scenario, mutant: Mutant) -> Vec<String> {
    let mut refuting = Vec::new();
    for (step, objects) in states(scenario) {
        let oracle = Oracle::new(&scenario.topology, &objects).mutated(mutant);
        let written =
            step.probes.iter().filter(|probe| !matches!(probe.expect, Expect::Reading(_)));
        for probe in written {
            let differs = match oracle.answer(Question::of(probe)) {
                Err(_) => true,
                Ok(answered) => disagreement(probe, &probe.expect, &answered.prediction).is_some(),
            };
            if differs {
                refuting.push(scenario.expectation_id(step, probe));
            }
        }
    }
    refuting
}

fn place(step: &Step, probe: &Probe) -> String {
    format!("{}/{}", step.name, probe.name)
}

fn is_kebab(name: &str) -> bool {
    !name.is_empty()
        && name.split('-').all(|word| {
            !word.is_empty()
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

fn is_paired(course: &Course, step: usize, probe: &CourseProbe) -> bool {
    let neighbours = step.saturating_sub(1)..=(step + 1).min(course.steps.len() - 1);
    neighbours.flat_map(|near| &course.steps[near].probes).any(|other| {
        let open = other.expectation.as_ref().is_some_and(|one| one.expect != Expect::Deny);
        open && probe.shares_the_way_of(other, &course.topology)
    })
}

/// Where the oracle says something else than a written expectation.
fn disagreement(probe: &Probe, expect: &Expect, predicted: &Prediction) -> Option<String> {
    let Prediction::Served(ways) = predicted else {
        return (*expect != Expect::Deny)
            .then(|| "the oracle says that requests are denied".to_owned());
    };
    let taken = || ways.iter().filter(|way| way.share.parts > 0);
    let serving: BTreeSet<&Name> = taken().flat_map(|way| way.workloads.keys()).collect();
    let agrees = match expect {
        Expect::Deny | Expect::Reading(_) => false,
        Expect::Allow => {
            taken().all(|way| way.service == probe.to.host && !way.workloads.is_empty())
        }
        Expect::Reach(workloads) => workloads.iter().collect::<BTreeSet<_>>() == serving,
        Expect::Shares(shares) => {
            let sum: u64 = shares.values().sum();
            shares.len() == ways.len()
                && ways.iter().all(|way| {
                    let asked = shares.get(&way.service).copied();
                    asked.map(|asked| u128::from(asked) * u128::from(way.share.of))
                        == Some(u128::from(way.share.parts) * u128::from(sum))
                })
        }
    };
    let port_differs = |(workload, port): (&Name, &u16)| {
        !taken().any(|way| way.workloads.get(workload) == Some(port))
    };
    if !agrees {
        let ways: Vec<_> = ways.iter().map(ToString::to_string).collect();
        Some(format!("the oracle says that requests are served otherwise: {}", ways.join("; ")))
    } else if probe.ports.iter().any(port_differs) {
        Some("the oracle says that requests arrive on other ports".to_owned())
    } else {
        None
    }
}
