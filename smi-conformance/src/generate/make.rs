//! Random policies and requests, in a small cluster that stays the same.

use serde_json::{Value, json};

use super::random::Random;
use super::{Case, Request};
use crate::driver::{HttpRequest, HttpVersion, Payload};
use crate::open::{Routes, open, subject};
use crate::scenario::HostPort;
use crate::topology::{DEFAULT_NAMESPACE, Name, Topology};

/// Requests of one case.
const REQUESTS: usize = 6;
const CLIENTS: [&str; 3] = ["client", "guest", "other/client"];
const SERVERS: [&str; 4] = ["shop", "shop-v1", "shop-v2", "shop-v3"];
const ROOTS: [&str; 2] = ["shop", "shop-v1"];
const BACKENDS: [&str; 3] = ["shop-v1", "shop-v2", "shop-v3"];
const PATHS: [&str; 6] = ["/", "/cart", "/cart/7", "/api/v1", "/api/v2", "/admin"];
const EXPRESSIONS: [&str; 7] =
    ["/.*", "/cart", "/cart$", "/api/v[12]", "/api.*", "/(cart|admin)", ".*"];
const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];
const HEADERS: [(&str, &[&str], &[&str]); 2] = [
    ("x-team", &["^blue$", "^(blue|green)$"], &["blue", "green", "red"]),
    ("x-beta", &["^yes$"], &["yes", "no"]),
];
const PORTS: [u16; 3] = [8080, 8081, 9000];

/// The cluster of all cases.
pub(super) fn topology() -> Topology {
    let ports = json!([
        { "port": 8080 }, { "port": 8081 }, { "port": 9000, "protocol": "tcp" }
    ]);
    let mut topology = json!({ "workloads": {}, "services": {} });
    for client in CLIENTS {
        topology["workloads"][client] = json!({});
    }
    for server in SERVERS {
        topology["workloads"][server] = json!({ "ports": ports });
        topology["services"][server] = json!({ "ports": ports });
    }
    serde_json::from_value(topology).expect("the cluster is well-formed")
}

/// Makes a case.
pub(super) fn case(random: &mut Random) -> Case {
    let groups = 1 + random.below(2);
    let routes = random.below(2);
    let mut objects: Vec<_> = (0..groups).map(|index| group(random, index)).collect();
    objects.extend((0..routes).map(|index| tcp_route(random, index)));
    let targets = 1 + random.below(4);
    objects.extend((0..targets).map(|index| target(random, index, groups, routes)));
    if !random.one_in(3) {
        objects.push(split(random, groups));
    }
    Case { objects, requests: (0..REQUESTS).map(|_| request(random)).collect() }
}

fn metadata(kind: &str, index: usize) -> Value {
    json!({ "name": format!("{kind}-{index}"), "namespace": DEFAULT_NAMESPACE })
}

fn group(random: &mut Random, index: usize) -> Value {
    let count = 1 + random.below(3);
    let matches: Vec<_> = (0..count).map(|one| http_match(random, one)).collect();
    json!({
        "apiVersion": "specs.smi-spec.io/v1alpha4",
        "kind": "HTTPRouteGroup",
        "metadata": metadata("group", index),
        "spec": { "matches": matches },
    })
}

fn http_match(random: &mut Random, index: usize) -> Value {
    let mut one = json!({ "name": format!("match-{index}") });
    let headers_only = random.one_in(4);
    if !headers_only {
        one["pathRegex"] = (*random.of(&EXPRESSIONS)).into();
        one["methods"] = if random.one_in(3) { json!(["*"]) } else { json!(random.some(&METHODS)) };
    }
    if headers_only || random.one_in(3) {
        let headers =
            random.some(&HEADERS).into_iter().map(|(name, patterns, _)| (*name, *patterns));
        let headers: Vec<_> = headers.collect();
        let headers =
            headers.into_iter().map(|(name, patterns)| json!({ name: random.of(patterns) }));
        one["headers"] = headers.collect();
    }
    one
}

fn tcp_route(random: &mut Random, index: usize) -> Value {
    let ports = if random.one_in(3) { json!([]) } else { json!(random.some(&PORTS)) };
    json!({
        "apiVersion": "specs.smi-spec.io/v1alpha4",
        "kind": "TCPRoute",
        "metadata": metadata("route", index),
        "spec": { "matches": { "ports": ports } },
    })
}

fn target(random: &mut Random, index: usize, groups: usize, routes: usize) -> Value {
    let rules = if routes > 0 && random.one_in(4) {
        vec![json!({ "kind": "TCPRoute", "name": format!("route-{}", random.below(routes)) })]
    } else {
        let count = 1 + random.below(groups);
        (0..count).map(|group| http_rule(random, group)).collect()
    };
    let destination = *random.of(&SERVERS);
    let named = |name: &str| {
        let name = Name::from(name.to_owned());
        subject(name.namespace(), name.name())
    };
    let sources: Vec<_> = random.some(&CLIENTS).into_iter().map(|name| named(name)).collect();
    json!({
        "apiVersion": "access.smi-spec.io/v1alpha3",
        "kind": "TrafficTarget",
        "metadata": metadata("target", index),
        "spec": { "destination": named(destination), "rules": rules, "sources": sources },
    })
}

fn http_rule(random: &mut Random, group: usize) -> Value {
    let mut rule = json!({ "kind": "HTTPRouteGroup", "name": format!("group-{group}") });
    if random.one_in(2) {
        rule["matches"] = json!(["match-0"]);
    }
    rule
}

fn split(random: &mut Random, groups: usize) -> Value {
    let root = *random.of(&ROOTS);
    let backends: Vec<_> = BACKENDS.into_iter().filter(|backend| *backend != root).collect();
    let mut backends: Vec<_> = random
        .some(&backends)
        .into_iter()
        .map(|backend| json!({ "service": backend, "weight": 0 }))
        .collect();
    let first = random.below(backends.len());
    for (index, backend) in backends.iter_mut().enumerate() {
        let weight = if index == first { 1 + random.below(9) } else { random.below(10) };
        backend["weight"] = weight.into();
    }
    let mut split = json!({
        "apiVersion": "split.smi-spec.io/v1alpha4",
        "kind": "TrafficSplit",
        "metadata": metadata("split", 0),
        "spec": { "service": root, "backends": backends },
    });
    if random.one_in(3) {
        let name = format!("group-{}", random.below(groups));
        split["spec"]["matches"] =
            json!([{ "apiGroup": "specs.smi-spec.io", "kind": "HTTPRouteGroup", "name": name }]);
    }
    split
}

fn request(random: &mut Random) -> Request {
    let from = Name::from((*random.of(&CLIENTS)).to_owned());
    let host = Name::from((*random.of(&["shop", "shop", "shop-v1", "shop-v2"])).to_owned());
    let port = *random.of(&PORTS);
    let send = if port == 9000 { Payload::Tcp } else { Payload::Http(http(random)) };
    Request { from, to: HostPort { host, port }, send }
}

/// Objects that let a request through, whatever it says.
pub(super) fn opening(request: &Request) -> [Value; 2] {
    let Request { from, to, send } = request;
    let routes = match send {
        Payload::Http(_) => Routes::http("*"),
        Payload::Tcp => Routes::tcp(&[to.port]),
        Payload::Udp => Routes::udp(&[to.port]),
    };
    // ServiceAccounts have the names of their workloads here, and of the Services before them.
    open(&to.host, to.host.name(), routes, &[subject(from.namespace(), from.name())])
}

fn http(random: &mut Random) -> HttpRequest {
    let mut headers = Vec::new();
    for (name, _, values) in &HEADERS {
        if random.one_in(2) {
            headers.push(((*name).to_owned(), (*random.of(values)).to_owned()));
        }
    }
    HttpRequest {
        version: if random.one_in(4) { HttpVersion::Http2 } else { HttpVersion::Http11 },
        method: (*random.of(&METHODS)).to_owned(),
        path: (*random.of(&PATHS)).to_owned(),
        headers,
        body: String::new(),
    }
}
