//! The answer for programs, whose schema is `schemas/can-i.json`.

use serde::Serialize;
use serde_json::Value;
use smi_types::Interpretation;

use super::{Answer, Case, Ground, MeshAnswer, Verdict};
use crate::answer::share;
use crate::decision::{Access, Endpoint, Route};
use crate::model::Origin;

/// An answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Report<'a> {
    /// The question, in words.
    question: &'a str,
    /// The answer in a word.
    verdict: Verdict,
    /// The answer for each caller; callers to whom the same happens are together.
    cases: Vec<CaseRow<'a>>,
    /// What was assumed, and what is to be known.
    notes: &'a [String],
}

/// What happens to requests of some callers.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Case"))]
struct CaseRow<'a> {
    /// The workloads that call, as `namespace/name`; none for a caller outside the mesh.
    callers: Vec<String>,
    /// The answer in a word.
    verdict: Verdict,
    /// Every way that requests take, with its share.
    routes: Vec<RouteRow>,
    /// What decided, in the order of the decision.
    grounds: Vec<GroundRow<'a>>,
    /// The readings that the answer is only right under.
    rests_on: Vec<Reading>,
    /// What the selected meshes make of it.
    meshes: Vec<MeshRow<'a>>,
}

/// A way that requests take.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Route"))]
struct RouteRow {
    /// The Service whose pods get it, as `namespace/name`; null for a pod that is dialled directly.
    backend: Option<String>,
    /// The share exactly, as a fraction of one: `2/3`.
    share: String,
    /// The share in per cent, with at most two decimals.
    percent: String,
    /// The workloads at the end; without any, this share of requests fails.
    endpoints: Vec<End>,
}

/// A workload at the end of a way.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Endpoint"))]
struct End {
    /// The workload, as `namespace/name`.
    workload: String,
    /// The container's port on which the request arrives.
    port: u16,
    /// Whether it is let in.
    access: Access,
}

/// A step of the decision.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Ground"))]
struct GroundRow<'a> {
    /// The id of the requirement, for example `ACCESS-05`.
    requirement: &'a str,
    /// What decided; null where the absence of any object did.
    element: Option<Element<'a>>,
    /// What it decided, as sentences.
    texts: &'a [String],
    /// The parts of it, and of what it refers to, that the request belongs to.
    parts: Vec<Part<'a>>,
}

/// An object, or a place in it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Element<'a> {
    /// The kind of the object.
    kind: &'a str,
    /// Its name, as `namespace/name`.
    name: String,
    /// The path within the object, `spec.backends[1].weight`; empty for the object itself.
    path: &'a str,
    /// File, line and column, `shop.yaml:12:9`; null for what is not in the input.
    place: Option<String>,
}

/// A part of what decided, with a few words.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Part<'a> {
    /// The part.
    #[serde(flatten)]
    element: Element<'a>,
    /// What it has to do with the request.
    text: &'a str,
}

/// A reading of something that the specification leaves open.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Reading {
    /// Its id.
    id: &'static str,
    /// The reading, in one sentence.
    reading: &'static str,
}

/// What a mesh makes of a request, as far as its readings are known.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Mesh"))]
struct MeshRow<'a> {
    /// The mesh.
    mesh: &'a str,
    /// The answer in a word.
    verdict: Verdict,
    /// Every way that requests take there.
    routes: Vec<RouteRow>,
    /// The readings of the mesh that make its answer another one than that of the specification.
    because_of: Vec<Reading>,
    /// Questions that the mesh answers in a third way, and that this answer depends on.
    uncertain: Vec<Reading>,
    /// Other questions that it answers in a third way.
    third_ways: Vec<Reading>,
}

type Place<'p> = &'p dyn Fn(&Origin) -> Option<String>;

/// The JSON Schema (draft-07) of answers.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> Value {
    crate::schema::of::<Report<'_>>("Answers of smi-validate can-i")
}

impl Answer {
    /// The answer as JSON. `place` tells where an element stands: `shop.yaml:12:9`.
    ///
    /// # Panics
    ///
    /// Never: the answer is plain data.
    #[must_use]
    pub fn to_json(&self, place: &dyn Fn(&Origin) -> Option<String>) -> Value {
        let Self { question, verdict, cases, notes } = self;
        let cases = cases.iter().map(|case| CaseRow::of(case, place)).collect();
        let report = Report { question, verdict: *verdict, cases, notes };
        serde_json::to_value(report).expect("an answer is plain data")
    }
}

impl<'a> CaseRow<'a> {
    fn of(case: &'a Case, place: Place<'_>) -> Self {
        let Case { callers, verdict, routes, grounds, rests_on, meshes } = case;
        Self {
            callers: callers.iter().map(ToString::to_string).collect(),
            verdict: *verdict,
            routes: routes.iter().map(RouteRow::of).collect(),
            grounds: grounds.iter().map(|ground| GroundRow::of(ground, place)).collect(),
            rests_on: readings(rests_on),
            meshes: meshes.iter().map(MeshRow::of).collect(),
        }
    }
}

impl RouteRow {
    fn of(Route { backend, share, endpoints }: &Route) -> Self {
        let end = |Endpoint { workload, port, access }: &Endpoint| End {
            workload: workload.to_string(),
            port: *port,
            access: *access,
        };
        Self {
            backend: backend.as_ref().map(ToString::to_string),
            share: share.to_string(),
            percent: share::percent(share),
            endpoints: endpoints.iter().map(end).collect(),
        }
    }
}

impl<'a> GroundRow<'a> {
    fn of(ground: &'a Ground, place: Place<'_>) -> Self {
        let Ground { requirement, origin, texts, parts } = ground;
        let part = |(origin, text): &'a (Origin, &'static str)| Part {
            element: Element::of(origin, place),
            text,
        };
        Self {
            requirement,
            element: origin.as_ref().map(|origin| Element::of(origin, place)),
            texts,
            parts: parts.iter().map(part).collect(),
        }
    }
}

impl<'a> Element<'a> {
    fn of(origin: &'a Origin, place: Place<'_>) -> Self {
        let Origin { kind, name, path } = origin;
        Self { kind, name: name.to_string(), path, place: place(origin) }
    }
}

impl<'a> MeshRow<'a> {
    fn of(answer: &'a MeshAnswer) -> Self {
        let MeshAnswer { mesh, verdict, routes, because_of, uncertain, third_ways } = answer;
        Self {
            mesh,
            verdict: *verdict,
            routes: routes.iter().map(RouteRow::of).collect(),
            because_of: readings(because_of),
            uncertain: readings(uncertain),
            third_ways: readings(third_ways),
        }
    }
}

fn readings(interpretations: &[Interpretation]) -> Vec<Reading> {
    let reading = |one: &Interpretation| Reading { id: one.id(), reading: one.reading() };
    interpretations.iter().map(reading).collect()
}
