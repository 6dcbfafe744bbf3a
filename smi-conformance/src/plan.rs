//! Making a scenario ready for a mesh: objects in the versions that it serves, the oracle's answers before and after each
//! step, and sentinels where a step changes nothing that its probes could see.

pub mod budget;
mod sentinel;

use smi_types::Manifest;
use smi_types::convert::set::Target;

use crate::course::{Course, CourseProbe, CourseStep, Expectation};
use crate::driver::{Change, Mesh, ObjectKey};
use crate::open::open_objects;
use crate::oracle::{NoAnswer, Objects, Oracle, Question};
use crate::prediction::Prediction;
use crate::scenario::{Expect, Probe, Scenario, Step};
use crate::topology::Topology;

/// A scenario cannot be made ready.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// An object is not one.
    #[error("step `{step}`: {source}")]
    Object {
        /// The step.
        step: String,
        /// What is wrong with it.
        source: smi_types::ManifestError,
    },
    /// An object has a field that its version does not know.
    #[error(
        "step `{step}`: {kind} `{name}` has the unknown field `{path}`; an API server would refuse it"
    )]
    UnknownField {
        /// The step.
        step: String,
        /// The kind of the object.
        kind: String,
        /// Its name.
        name: String,
        /// The field.
        path: String,
    },
    /// The oracle has no answer.
    #[error("step `{step}`, probe `{probe}`: {source}")]
    NoAnswer {
        /// The step.
        step: String,
        /// The probe.
        probe: String,
        /// Why.
        source: NoAnswer,
    },
    /// The mesh serves no version that can say an object.
    #[error("{reason}")]
    NotApplicable {
        /// Why.
        reason: String,
    },
}

/// An object to apply: as written, and as it is sent to the mesh.
pub(crate) struct Applied {
    written: Manifest,
    /// The same in the version that the mesh serves, as one object or several.
    pub(crate) sent: Vec<Change>,
}

impl Course {
    /// Makes a scenario ready for a mesh.
    ///
    /// # Errors
    ///
    /// [`PlanError::NotApplicable`] when the mesh serves no version that can say the objects; the others are defects of
    /// the scenario.
    pub fn plan(scenario: &Scenario, mesh: &Mesh) -> Result<Self, PlanError> {
        let mut planner = Planner {
            scenario,
            mesh,
            topology: scenario.topology.clone(),
            objects: Objects::new(),
        };
        let steps = scenario.steps.iter().enumerate();
        let steps =
            steps.map(|(index, step)| planner.step(index, step)).collect::<Result<_, _>>()?;
        Ok(Self {
            id: scenario.id.clone(),
            title: scenario.title.clone(),
            level: scenario.level,
            profile: scenario.profile,
            topology: planner.topology,
            hazard: scenario.hazard,
            steps,
        })
    }
}

/// Plans step by step.
struct Planner<'a> {
    scenario: &'a Scenario,
    mesh: &'a Mesh,
    /// The topology, with what sentinels need.
    topology: Topology,
    /// What is there after the steps so far.
    objects: Objects,
}

impl Planner<'_> {
    fn step(&mut self, index: usize, step: &Step) -> Result<CourseStep, PlanError> {
        let before = self.objects.clone();
        let mut changes = Vec::new();
        if self.scenario.open && index == 0 && serves_access(self.mesh) {
            self.apply(step, &open_objects(self.scenario), &mut changes)?;
        }
        let opened: Vec<_> =
            self.objects.keys().filter(|key| !before.contains_key(*key)).cloned().collect();
        self.apply(step, &step.apply, &mut changes)?;
        for document in &step.raw {
            self.take_raw(step, document)?;
            changes.push(Change::Apply(document.clone()));
        }
        for gone in &step.delete {
            self.objects.remove(gone);
            changes.push(Change::Delete(gone.clone()));
        }
        let mut churn = Vec::new();
        self.apply(step, &step.churn, &mut churn)?;
        let probes = step.probes.iter();
        let probes =
            probes.map(|probe| course_probe(self.scenario, step, probe, [&before, &self.objects]));
        let probes = probes.collect::<Result<_, _>>()?;
        let mut ready =
            CourseStep { name: step.name.clone(), changes, churn, holds: step.holds, probes };
        let unseen = sentinel::unseen(&self.scenario.topology, &ready, &before, &self.objects);
        let unseen: Vec<_> = unseen.into_iter().filter(|key| !opened.contains(key)).collect();
        if !unseen.is_empty() {
            let state = (&mut self.topology, &mut self.objects);
            sentinel::post(state, &mut ready, &unseen, self.mesh)?;
        }
        Ok(ready)
    }

    fn apply(
        &mut self,
        step: &Step,
        documents: &[serde_json::Value],
        changes: &mut Vec<Change>,
    ) -> Result<(), PlanError> {
        for document in documents {
            let Applied { written, sent } = convert(parse(step, document)?, self.mesh)?;
            changes.extend(sent);
            self.objects.insert(ObjectKey::of(&written), written);
        }
        Ok(())
    }

    /// Takes up an object as written. What a hazard cannot be read as is nothing to the oracle.
    fn take_raw(&mut self, step: &Step, document: &serde_json::Value) -> Result<(), PlanError> {
        match parse(step, document) {
            Ok(object) => drop(self.objects.insert(ObjectKey::of(&object), object)),
            Err(_) if self.scenario.hazard => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

fn serves_access(mesh: &Mesh) -> bool {
    mesh.serves.contains_key("access.smi-spec.io")
}

fn parse(step: &Step, document: &serde_json::Value) -> Result<Manifest, PlanError> {
    let parsed = Manifest::parse(document)
        .map_err(|source| PlanError::Object { step: step.name.clone(), source })?;
    match parsed.unknown.into_iter().next() {
        None => Ok(parsed.manifest),
        Some(path) => Err(PlanError::UnknownField {
            step: step.name.clone(),
            kind: parsed.manifest.kind().to_owned(),
            name: parsed.manifest.metadata().name.clone().unwrap_or_default(),
            path,
        }),
    }
}

/// Converts an object to the version that the mesh serves.
pub(crate) fn convert(written: Manifest, mesh: &Mesh) -> Result<Applied, PlanError> {
    let not_applicable = |reason: String| PlanError::NotApplicable { reason };
    let group = written.entry().group;
    let version = mesh.serves.get(group).ok_or_else(|| {
        not_applicable(format!(
            "the mesh does not serve {group}, which {} belongs to",
            written.kind()
        ))
    })?;
    let converted = written
        .clone()
        .convert(&Target::Version(version.clone()))
        .map_err(|error| not_applicable(error.to_string()))?;
    if let Some(loss) = converted.lost.first() {
        let kind = written.kind();
        return Err(not_applicable(format!("{kind} cannot be said in {group}/{version}: {loss}")));
    }
    let sent = converted.also.iter().chain([&converted.value]);
    let sent = sent.map(|object| Change::Apply(object.to_value())).collect();
    Ok(Applied { written, sent })
}

fn course_probe(
    scenario: &Scenario,
    step: &Step,
    probe: &Probe,
    [before, after]: [&Objects; 2],
) -> Result<CourseProbe, PlanError> {
    let topology = &scenario.topology;
    let answer = |objects: &Objects| {
        match Oracle::new(topology, objects).answer(Question::of(probe)) {
            Ok(answered) => Ok(answered.prediction),
            // What is measured needs no prediction: every answer is one.
            Err(_) if matches!(probe.expect, Expect::Reading(_)) => Ok(Prediction::Denied),
            Err(source) => {
                let (step, probe) = (step.name.clone(), probe.name.clone());
                Err(PlanError::NoAnswer { step, probe, source })
            }
        }
    };
    Ok(CourseProbe {
        from: probe.from.clone(),
        to: probe.to.clone(),
        behind: topology.behind(&probe.to.host).into_iter().cloned().collect(),
        send: probe.send.clone(),
        connection: probe.connection,
        past_service: probe.past_service,
        claims: probe.claims.clone(),
        before: answer(before)?,
        after: answer(after)?,
        expectation: Some(Expectation {
            id: scenario.expectation_id(step, probe),
            expect: probe.expect.clone(),
            requirements: probe.requirements.clone(),
            control: probe.control,
            measures: probe.measures.clone(),
        }),
    })
}

/// What the oracle says of every probe of a step whose answer can be stale.
fn predictions(
    topology: &Topology,
    step: &CourseStep,
    objects: &Objects,
) -> Vec<Option<Prediction>> {
    let oracle = Oracle::new(topology, objects);
    let probes = step.probes.iter().filter(|probe| !probe.is_reading());
    let answers = probes.map(|probe| oracle.answer(Question::of_course(probe)));
    answers.map(|answer| answer.ok().map(|answered| answered.prediction)).collect()
}
