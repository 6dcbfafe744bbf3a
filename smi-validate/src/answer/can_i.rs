//! `can-i`: whether a request is let in, who gets it, and what decided.

mod address;
mod error;
mod grounds;
mod json;
mod question;
mod scene;
mod text;

use std::collections::BTreeSet;

use num_rational::BigRational;
use num_traits::Zero as _;
use serde::Serialize;
use smi_types::Interpretation;

pub use self::address::{Address, Scheme};
pub use self::error::QuestionError;
pub use self::grounds::Ground;
#[cfg(feature = "schema")]
pub use self::json::schema;
pub use self::question::{Caller, Question};
use self::scene::Scene;
use crate::decide::{Readings, decide, decide_under};
use crate::decision::{Access, Decision, Request, Route};
use crate::model::{Name, World};
use crate::profile::Profile;
use crate::set::Set;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The question, in words.
    pub question: String,
    /// The answer in a word.
    pub verdict: Verdict,
    /// The answer for each caller; callers to whom the same happens are together.
    pub cases: Vec<Case>,
    /// What was assumed, and what is to be known.
    pub notes: Vec<String>,
}

/// The answer in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Verdict {
    /// Every request is served.
    Allow,
    /// None is.
    Deny,
    /// Some are: it depends on the backend, or on the pods that call.
    Partly,
}

/// What happens to requests of some callers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The workloads that call; none for a caller outside the mesh.
    pub callers: Vec<Name>,
    /// The answer in a word.
    pub verdict: Verdict,
    /// Every way that requests take, with its share.
    pub routes: Vec<Route>,
    /// What decided, in the order of the decision.
    pub grounds: Vec<Ground>,
    /// The readings that the answer is only right under.
    pub rests_on: Vec<Interpretation>,
    /// What the selected meshes make of it.
    pub meshes: Vec<MeshAnswer>,
}

/// What a mesh makes of a request, as far as its readings are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeshAnswer {
    /// The mesh.
    pub mesh: &'static str,
    /// The answer in a word.
    pub verdict: Verdict,
    /// Every way that requests take there.
    pub routes: Vec<Route>,
    /// The readings of the mesh that make its answer another one than that of the specification.
    pub because_of: Vec<Interpretation>,
    /// Questions that the mesh answers in a third way, and that this answer depends on.
    pub uncertain: Vec<Interpretation>,
    /// Other questions that it answers in a third way.
    pub third_ways: Vec<Interpretation>,
}

/// Answers a question from the objects of a set, and for meshes.
///
/// # Errors
///
/// [`QuestionError`] where the question is about something that is not in the set.
pub fn ask(
    set: &Set,
    question: &Question,
    meshes: &[&'static Profile],
) -> Result<Answer, QuestionError> {
    let scene = Scene::of(set, question)?;
    let Scene { world, callers, service, port, mut notes } = scene;
    let mut cases: Vec<Case> = Vec::new();
    let mut decisions: Vec<Decision> = Vec::new();
    for group in callers {
        let request = question.request(group.first().cloned(), &service, port);
        let decision = decide(&world, &request);
        if let Some(same) = decisions.iter().position(|known| *known == decision) {
            cases[same].callers.extend(group);
            continue;
        }
        cases.push(Case { callers: group, ..case(&world, &request, &decision, meshes) });
        decisions.push(decision);
    }
    cases.iter_mut().for_each(|case| case.callers.sort());
    let routes = || cases.iter().flat_map(|case| &case.routes);
    scene::pods_are_known(set, &service, routes())?;
    notes.extend(scene::unknown_pods(set, routes()));
    let verdicts: BTreeSet<_> = cases.iter().map(|case| case.verdict.word()).collect();
    let verdict = match (verdicts.len(), cases.first()) {
        (1, Some(case)) => case.verdict,
        _ => Verdict::Partly,
    };
    let left_out = super::left_out(set);
    if !left_out.is_empty() {
        let what = crate::check::joined(&left_out);
        notes.push(format!("left out, because it cannot be read: {what}; `check` says why"));
    }
    Ok(Answer { question: question.in_words(&service, port), verdict, cases, notes })
}

fn case(
    world: &World,
    request: &Request,
    decision: &Decision,
    meshes: &[&'static Profile],
) -> Case {
    Case {
        callers: Vec::new(),
        verdict: Verdict::of(&decision.routes),
        routes: decision.routes.clone(),
        grounds: grounds::of(world, request, decision),
        rests_on: decision.rests_on.iter().copied().collect(),
        meshes: meshes.iter().map(|mesh| of_mesh(world, request, decision, mesh)).collect(),
    }
}

fn of_mesh(
    world: &World,
    request: &Request,
    by_specification: &Decision,
    mesh: &'static Profile,
) -> MeshAnswer {
    let readings = mesh.readings();
    let others: Vec<_> =
        Interpretation::ALL.iter().filter(|one| !readings.is_default(**one)).copied().collect();
    let under = |readings: &Readings| decide_under(world, request, readings).routes;
    let routes = under(&readings);
    let without = |one: &&Interpretation| -> bool {
        under(&others.iter().filter(|other| other != one).copied().collect()) != routes
    };
    let flipped = |one: &Interpretation| -> bool {
        under(&others.iter().copied().chain([*one]).collect()) != routes
    };
    let because_of = if routes == by_specification.routes {
        Vec::new()
    } else {
        others.iter().filter(without).copied().collect()
    };
    let (uncertain, third_ways) = mesh.third_ways().partition(flipped);
    MeshAnswer {
        mesh: &mesh.title,
        verdict: Verdict::of(&routes),
        routes,
        because_of,
        uncertain,
        third_ways,
    }
}

impl Verdict {
    /// What ways come to.
    fn of(routes: &[Route]) -> Self {
        let taken: Vec<_> =
            routes.iter().filter(|route| route.share > BigRational::zero()).collect();
        let mut ends = taken.iter().flat_map(|route| &route.endpoints);
        let is_served = |route: &&Route| {
            !route.endpoints.is_empty()
                && route.endpoints.iter().all(|end| end.access == Access::Allow)
        };
        if !taken.is_empty() && taken.iter().all(is_served) {
            Self::Allow
        } else if ends.any(|end| end.access == Access::Allow) {
            Self::Partly
        } else {
            Self::Deny
        }
    }

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Partly => "partly",
        }
    }
}

#[cfg(test)]
mod tests;
