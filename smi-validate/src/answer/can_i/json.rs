//! The answer for programs.

use serde_json::{Value, json};
use smi_types::Interpretation;

use super::{Answer, Case, Ground, MeshAnswer};
use crate::answer::share;
use crate::decision::Route;
use crate::model::Origin;

type Place<'p> = &'p dyn Fn(&Origin) -> Option<String>;

impl Answer {
    /// The answer as JSON. `place` tells where an element stands: `shop.yaml:12:9`.
    #[must_use]
    pub fn to_json(&self, place: &dyn Fn(&Origin) -> Option<String>) -> Value {
        let Self { question, verdict, cases, notes } = self;
        json!({
            "question": question,
            "verdict": verdict.word(),
            "cases": cases.iter().map(|one| case(one, place)).collect::<Vec<_>>(),
            "notes": notes,
        })
    }
}

fn case(case: &Case, place: Place<'_>) -> Value {
    let Case { callers, verdict, routes: ways, grounds, rests_on, meshes } = case;
    json!({
        "callers": callers.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "verdict": verdict.word(),
        "routes": routes(ways),
        "grounds": grounds.iter().map(|one| ground(one, place)).collect::<Vec<_>>(),
        "restsOn": readings(rests_on),
        "meshes": meshes.iter().map(mesh).collect::<Vec<_>>(),
    })
}

fn routes(routes: &[Route]) -> Vec<Value> {
    let route = |Route { backend, share, endpoints }: &Route| {
        let endpoint = |end: &crate::decision::Endpoint| {
            json!({
                "workload": end.workload.to_string(),
                "port": end.port,
                "access": end.access.to_string(),
            })
        };
        json!({
            "backend": backend.as_ref().map(ToString::to_string),
            "share": share.to_string(),
            "percent": share::percent(share),
            "endpoints": endpoints.iter().map(endpoint).collect::<Vec<_>>(),
        })
    };
    routes.iter().map(route).collect()
}

fn ground(ground: &Ground, place: Place<'_>) -> Value {
    let Ground { requirement, origin, texts, parts } = ground;
    let part = |(origin, words): &(Origin, &str)| {
        let mut part = element(origin, place);
        part["text"] = json!(words);
        part
    };
    json!({
        "requirement": requirement,
        "element": origin.as_ref().map(|origin| element(origin, place)),
        "texts": texts,
        "parts": parts.iter().map(part).collect::<Vec<_>>(),
    })
}

fn element(origin: &Origin, place: Place<'_>) -> Value {
    let Origin { kind, name, path } = origin;
    json!({ "kind": kind, "name": name.to_string(), "path": path, "place": place(origin) })
}

fn readings(interpretations: &[Interpretation]) -> Vec<Value> {
    let reading = |one: &Interpretation| json!({ "id": one.id(), "reading": one.reading() });
    interpretations.iter().map(reading).collect()
}

fn mesh(answer: &MeshAnswer) -> Value {
    let MeshAnswer { mesh, verdict, routes: ways, because_of, uncertain, third_ways } = answer;
    json!({
        "mesh": mesh,
        "verdict": verdict.word(),
        "routes": routes(ways),
        "becauseOf": readings(because_of),
        "uncertain": readings(uncertain),
        "thirdWays": readings(third_ways),
    })
}
