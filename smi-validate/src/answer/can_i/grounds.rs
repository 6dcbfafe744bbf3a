//! What decided, down to the sources, matches and routes.

use smi_types::Interpretation;

use crate::decide::{Readings, elements};
use crate::decision::{Access, Decision, Destination, Reason, Request};
use crate::model::{Origin, World};

/// A step of the decision: which element decided, and on which statement of the specification that rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// The id of the requirement, for example `ACCESS-05`.
    pub requirement: &'static str,
    /// The object and the place in it that decided; `None` when the absence of any object did.
    pub origin: Option<Origin>,
    /// What it decided, as sentences.
    pub texts: Vec<String>,
    /// The parts of it, and of what it refers to, that the request belongs to, each with a few words.
    pub parts: Vec<(Origin, &'static str)>,
}

/// What decided a request, under our readings.
pub(super) fn of(world: &World, request: &Request, decision: &Decision) -> Vec<Ground> {
    let readings = Readings::default();
    let question = (world, request, &readings);
    let mut grounds = of_splits(question, decision);
    for reason in &decision.reasons {
        let parts = parts(question, decision, reason);
        let Reason { requirement, origin, text } = reason;
        let is_same = |ground: &&mut Ground| {
            ground.requirement == *requirement && ground.origin == *origin && ground.parts == parts
        };
        match grounds.iter_mut().find(is_same) {
            Some(same) if same.texts.contains(text) => {}
            Some(same) => same.texts.push(text.clone()),
            None => grounds.push(Ground {
                requirement,
                origin: origin.clone(),
                texts: vec![text.clone()],
                parts,
            }),
        }
    }
    grounds
}

/// The splits of the Service that is called, whose conditions were asked about.
fn of_splits(question: (&World, &Request, &Readings), decision: &Decision) -> Vec<Ground> {
    let (world, request, _) = question;
    let Destination::Service { name, .. } = &request.to else { return Vec::new() };
    let decides = |split: &Origin| {
        let mut origins = decision.reasons.iter().filter_map(|reason| reason.origin.as_ref());
        origins.any(|origin| origin.kind == split.kind && origin.name == split.name)
    };
    let of_service = world.splits.iter().filter(|split| crate::set::Set::root_of(split) == *name);
    let mut grounds = Vec::new();
    for split in of_service {
        let holds = elements::of_split(question, split);
        let has_conditions = split.matches.as_ref().is_some_and(|matches| !matches.is_empty());
        let (requirement, text) = match (decides(&split.origin), has_conditions) {
            (true, false) => continue,
            (true, true) => ("SPLIT-11", "shares the request, which its conditions are about"),
            (false, _) if request.from.is_none() => (
                "SPLIT-01",
                "is not asked: a split acts at the client's side, and this client is outside the mesh",
            ),
            (false, true) if holds.is_empty() => {
                ("SPLIT-14", "does not share the request: none of its conditions is about it")
            }
            (false, _) => ("SPLIT-02", "does not decide: another split of the Service does"),
        };
        let mut parts = Vec::new();
        for (rule, condition) in holds {
            parts.push((rule, "is the rule"));
            parts.push((condition, "is about such a request"));
        }
        grounds.push(Ground {
            requirement,
            origin: Some(split.origin.clone()),
            texts: vec![text.to_owned()],
            parts,
        });
    }
    grounds
}

/// The parts of a target that let a request in.
fn parts(
    question: (&World, &Request, &Readings),
    decision: &Decision,
    reason: &Reason,
) -> Vec<(Origin, &'static str)> {
    let (world, request, _) = question;
    let Some(origin) = &reason.origin else { return Vec::new() };
    let target = world.targets.iter().find(|target| target.origin == *origin);
    let service = match request.to {
        Destination::Service { port, .. } => Some(port),
        Destination::Workload { .. } => None,
    };
    let ends = decision.routes.iter().flat_map(|route| &route.endpoints);
    let let_in = ends.filter(|end| end.access == Access::Allow);
    // A reason says what it decided for which workload in words only.
    let mut of_reason =
        let_in.filter(|end| reason.text.ends_with(&format!(" to {}", end.workload)));
    let (Some(target), Some(end)) = (target, of_reason.next()) else { return Vec::new() };
    let elements::Elements { sources, routes } =
        elements::of_target(question, target, end.port, service);
    let mut parts: Vec<_> =
        sources.into_iter().map(|source| (source, "names the caller")).collect();
    for (rule, route) in routes {
        if !parts.iter().any(|(known, _)| *known == rule) {
            parts.push((rule, "is the rule"));
        }
        parts.push((route, "is about such a request"));
    }
    parts
}

/// An interpretation with what it is read as.
pub(super) fn reading(interpretation: Interpretation) -> String {
    format!("{}: {}", interpretation.id(), interpretation.reading())
}
