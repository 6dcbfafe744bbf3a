//! Objects that get in each other's way, all in one namespace: what makes a careless check take time that grows with the square.

use serde_json::{Value, json};

use super::kubernetes::{Program, namespace, object};
use super::random::Random;
use super::smi::{Era, rule};

/// The only namespace.
const NAMESPACE: &str = "conflicts";
/// What all targets are about, and the root service of half of the splits.
const HOT: &str = "hot";
const ERA: Era = Era { access: 3, specs: 4, split: 4 };
/// How many matches a group has; most of them lie within an earlier one.
const MATCHES: usize = 8;

/// Some objects more.
pub(super) fn objects(index: usize, random: &mut Random) -> Vec<Value> {
    let mut objects = Vec::new();
    if index == 0 {
        let hot = Program { namespace: NAMESPACE, name: HOT, port: 8080, protocol: "http" };
        objects.push(namespace(NAMESPACE));
        objects.extend([hot.service_account(), hot.service(None), hot.deployment(None, random)]);
        objects.extend(["v1", "v2"].map(|version| hot.service(Some(version))));
        objects.extend(["v1", "v2"].map(|version| hot.deployment(Some(version), random)));
        objects.push(object("v1", "ServiceAccount", NAMESPACE, "client"));
    }
    for part in 0..3 {
        let number = 3 * index + part;
        let group = format!("routes-{number}");
        let matches: Vec<_> = (0..MATCHES).map(|at| one_match(at, number, random)).collect();
        objects.push(ERA.route_group(NAMESPACE, &group, &matches));
        let rules = [rule("HTTPRouteGroup", &group, None)];
        let client = (NAMESPACE.to_owned(), "client".to_owned());
        let destination = (NAMESPACE, HOT, 8080);
        objects.push(ERA.target(&format!("target-{number}"), destination, &rules, &[client]));
    }
    objects.push(split_of_hot(index, random));
    objects.extend(link(index));
    objects
}

/// Every pattern lies within `/api/.*`, which is the first of most groups; some are those of all groups, some of none else.
fn one_match(at: usize, number: usize, random: &mut Random) -> Value {
    let path = match at {
        0 => "/api/.*".to_owned(),
        1 => format!("/api/v{}/.*", random.between(1, 9)),
        2 => "/api/v[0-9]+/users(/.*)?".to_owned(),
        3 => format!("/api/items/{number}"),
        4 => format!("/api/[a-z]{{1,8}}/{}", random.below(50)),
        5 => "/api/(users|items)/.*".to_owned(),
        6 => format!("/api/v{}/users", random.between(1, 9)),
        _ => ".*".to_owned(),
    };
    let methods = if random.chance(70) { json!(["GET"]) } else { json!(["*"]) };
    json!({ "name": format!("match-{at}"), "pathRegex": path, "methods": methods })
}

/// One more split of the same root service.
fn split_of_hot(index: usize, random: &mut Random) -> Value {
    let weights = ERA.weights(2, random);
    let backends: Vec<_> =
        ["v1", "v2"].map(|version| format!("{HOT}-{version}")).into_iter().zip(weights).collect();
    let mut split = ERA.split(NAMESPACE, HOT, &backends, None);
    split["metadata"]["name"] = json!(format!("split-{index}"));
    split
}

/// A service whose split leads to the next one's, and so on.
fn link(index: usize) -> [Value; 2] {
    let name = |index: usize| format!("link-{index}");
    let root = name(index);
    let program = Program { namespace: NAMESPACE, name: &root, port: 8080, protocol: "http" };
    let backends = [(name(index + 1), json!(90)), (format!("{HOT}-v1"), json!(10))];
    [program.service(None), ERA.split(NAMESPACE, &root, &backends, None)]
}
