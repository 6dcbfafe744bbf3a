//! The semantics, held against the statements of the specification.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
#[cfg(feature = "cli")]
mod cli;
mod laws;
mod profiles;
mod readings;
mod regex_laws;
mod regex_vectors;
mod source;
mod specs;
mod split;

use serde::Deserialize as _;
use smi_types::{Interpretation, Manifest};
use smi_validate::decide::decide;
use smi_validate::decision::{Decision, Destination, Payload, Request};
use smi_validate::model::{Name, Service, ServicePort, Workload, World};

/// A small shop: clients `web` and `guest`, a client `far/web` in another namespace, `stranger` outside the mesh, and
/// servers with Services of their names on port 8080; `cart` has 9090, too.
fn shop(objects: &str) -> World {
    let mut world = World::default();
    let names = ["web", "guest", "far/web", "stranger", "cart", "cart-v1", "cart-v2"];
    for name in names.map(name) {
        let ports = if name.name == "cart" { vec![8080, 9090] } else { vec![8080] };
        let port = |port| ServicePort { port, target_port: port };
        world.services.push(Service {
            name: name.clone(),
            ports: ports.into_iter().map(port).collect(),
            workloads: vec![name.clone()],
        });
        world.workloads.push(Workload {
            service_account: name.name.clone(),
            labels: [("app".to_owned(), name.name.clone())].into(),
            meshed: name.name != "stranger",
            name,
        });
    }
    for document in serde_yaml::Deserializer::from_str(objects) {
        let document = serde_json::Value::deserialize(document).unwrap();
        if !document.is_null() {
            let parsed = Manifest::parse(&document).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(parsed.unknown, [""; 0]);
            world.add(&parsed.manifest, "shop");
        }
    }
    world
}

fn name(text: &str) -> Name {
    let (namespace, name) = text.split_once('/').unwrap_or(("shop", text));
    Name::new(namespace, name)
}

/// A request in one line: `web GET cart:8080/items x-team=blue`, `web tcp cart:8080`.
fn ask(world: &World, question: &str) -> Decision {
    let words: Vec<&str> = question.split(' ').collect();
    let (host, path) = words[2].split_once('/').map_or((words[2], ""), |(host, path)| (host, path));
    let (host, port) = host.split_once(':').unwrap();
    let headers = words[3..].iter().map(|header| header.split_once('=').unwrap());
    let payload = match words[1] {
        "tcp" => Payload::Tcp,
        "udp" => Payload::Udp,
        method => Payload::Http {
            method: method.to_owned(),
            path: format!("/{path}"),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        },
    };
    let to = Destination::Service { name: name(host), port: port.parse().unwrap() };
    decide(world, &Request { from: Some(name(words[0])), to, payload })
}

fn allowed(world: &World, question: &str) -> bool {
    let decision = ask(world, question);
    assert_ne!(decision.is_allowed(), decision.is_denied(), "{question}: {decision:?}");
    decision.is_allowed()
}

/// The shares of a decision: `cart-v1 2/3, cart-v2 1/3`.
fn shares(world: &World, question: &str) -> String {
    let routes = ask(world, question).routes;
    let shares = routes.iter().map(|route| {
        format!("{} {}", route.backend.as_ref().map_or("", |name| &name.name), route.share)
    });
    shares.collect::<Vec<_>>().join(", ")
}

fn rests_on(world: &World, question: &str) -> Vec<Interpretation> {
    ask(world, question).rests_on.into_iter().collect()
}

/// A group `routes` with these matches, and a target that lets `web` call `cart` by these rules.
fn target(matches: &str, rules: &str) -> String {
    format!(
        "apiVersion: specs.smi-spec.io/v1alpha4\nkind: HTTPRouteGroup\nmetadata: {{ name: routes }}\n\
         spec: {{ matches: [{matches}] }}\n---\napiVersion: access.smi-spec.io/v1alpha3\nkind: TrafficTarget\n\
         metadata: {{ name: target }}\nspec:\n  destination: {{ kind: ServiceAccount, name: cart, namespace: shop }}\n  \
         rules: [{rules}]\n  sources: [{{ kind: ServiceAccount, name: web, namespace: shop }}]\n"
    )
}

/// A target that lets `web` call `cart` on all matches of a group.
fn routes(matches: &str) -> String {
    target(matches, "{ kind: HTTPRouteGroup, name: routes }")
}
