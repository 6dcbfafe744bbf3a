//! Making a scenario ready for a mesh: objects in the versions that it serves, the oracle's answers before and after each
//! step, and sentinels where a step changes nothing that its probes could see.

mod sentinel;

use smi_types::Manifest;
use smi_types::convert::set::Target;

use crate::course::{Course, CourseProbe, CourseStep, Expectation};
use crate::driver::{Change, Mesh, ObjectKey};
use crate::open::open_objects;
use crate::oracle::{NoAnswer, Objects, Oracle};
use crate::scenario::{Probe, Scenario, Step};
use crate::topology::{DEFAULT_NAMESPACE, Topology};

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
struct Applied {
    written: Manifest,
    sent: Vec<Change>,
}

impl Course {
    /// Makes a scenario ready for a mesh.
    ///
    /// # Errors
    ///
    /// [`PlanError::NotApplicable`] when the mesh serves no version that can say the objects; the others are defects of
    /// the scenario.
    pub fn plan(scenario: &Scenario, mesh: &Mesh) -> Result<Self, PlanError> {
        let mut topology = scenario.topology.clone();
        let mut objects = Objects::new();
        let mut steps = Vec::new();
        for (index, step) in scenario.steps.iter().enumerate() {
            let opening = scenario.open && index == 0 && serves_access(mesh);
            let mut changes = Vec::new();
            let before = objects.clone();
            if opening {
                let documents = open_objects(scenario);
                apply(step, &documents, mesh, &mut objects, &mut changes)?;
            }
            let opened: Vec<_> =
                objects.keys().filter(|key| !before.contains_key(*key)).cloned().collect();
            apply(step, &step.apply, mesh, &mut objects, &mut changes)?;
            for document in &step.raw {
                let applied = parse(step, document)?;
                changes.push(Change::Apply(document.clone()));
                objects.insert(key(&applied), applied);
            }
            for gone in &step.delete {
                objects.remove(gone);
                changes.push(Change::Delete(gone.clone()));
            }
            let mut ready = CourseStep { name: step.name.clone(), changes, probes: Vec::new() };
            for probe in &step.probes {
                ready.probes.push(course_probe(scenario, step, probe, [&before, &objects])?);
            }
            let unseen = sentinel::unseen(&scenario.topology, &ready, &before, &objects);
            if unseen.iter().any(|key| !opened.contains(key)) {
                sentinel::post(&mut topology, &mut ready, &mut objects, mesh)?;
            }
            steps.push(ready);
        }
        Ok(Self {
            id: scenario.id.clone(),
            title: scenario.title.clone(),
            level: scenario.level,
            profile: scenario.profile,
            topology,
            steps,
        })
    }
}

fn serves_access(mesh: &Mesh) -> bool {
    mesh.serves.contains_key("access.smi-spec.io")
}

fn apply(
    step: &Step,
    documents: &[serde_json::Value],
    mesh: &Mesh,
    objects: &mut Objects,
    changes: &mut Vec<Change>,
) -> Result<(), PlanError> {
    for document in documents {
        let Applied { written, sent } = convert(parse(step, document)?, mesh)?;
        changes.extend(sent);
        objects.insert(key(&written), written);
    }
    Ok(())
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
fn convert(written: Manifest, mesh: &Mesh) -> Result<Applied, PlanError> {
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
        let answered = Oracle::new(topology, objects).answer(&probe.from, &probe.to, &probe.send);
        answered.map_err(|source| PlanError::NoAnswer {
            step: step.name.clone(),
            probe: probe.name.clone(),
            source,
        })
    };
    Ok(CourseProbe {
        from: probe.from.clone(),
        to: probe.to.clone(),
        behind: topology.behind(&probe.to.host).into_iter().cloned().collect(),
        send: probe.send.clone(),
        before: answer(before)?.prediction,
        after: answer(after)?.prediction,
        expectation: Some(Expectation {
            id: scenario.expectation_id(step, probe),
            expect: probe.expect.clone(),
            requirements: probe.requirements.clone(),
            control: probe.control,
        }),
    })
}

/// What names an object in a deployment.
pub(crate) fn key(manifest: &Manifest) -> ObjectKey {
    let metadata = manifest.metadata();
    ObjectKey {
        kind: manifest.kind().to_owned(),
        namespace: metadata.namespace.clone().unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned()),
        name: metadata.name.clone().unwrap_or_default(),
    }
}

/// What the oracle says of every probe of a step.
fn predictions(
    topology: &Topology,
    step: &CourseStep,
    objects: &Objects,
) -> Vec<Option<crate::prediction::Prediction>> {
    let oracle = Oracle::new(topology, objects);
    let answers =
        step.probes.iter().map(|probe| oracle.answer(&probe.from, &probe.to, &probe.send));
    answers.map(|answer| answer.ok().map(|answered| answered.prediction)).collect()
}
