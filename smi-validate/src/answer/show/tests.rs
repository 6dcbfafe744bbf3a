//! What the demo comes to, and what is not so simple.

use super::*;
use crate::answer::tests::{checked, compare, demo, set, violations};

const SERVICES: &str = "
apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: Service, metadata: { name: cart, namespace: shop }, spec: { ports: [{ port: 80 }, { port: 81, name: b }] } }
- { apiVersion: v1, kind: Service, metadata: { name: one, namespace: shop }, spec: { ports: [{ port: 80 }] } }
- { apiVersion: v1, kind: Service, metadata: { name: two, namespace: shop }, spec: { ports: [{ port: 80 }, { port: 81, name: b }] } }
";

fn shares(split: &str) -> SplitShares {
    let text = format!("{SERVICES}---\n{split}");
    show(&set(&text)).splits.remove(0)
}

fn split(version: &str, backends: &str) -> String {
    format!(
        "apiVersion: split.smi-spec.io/{version}\nkind: TrafficSplit\nmetadata: {{ name: cart, namespace: shop }}\n\
         spec: {{ service: cart, backends: {backends} }}\n"
    )
}

fn percents(shares: &PortShares) -> Vec<&str> {
    shares.backends.iter().map(|backend| backend.percent.as_str()).collect()
}

#[test]
fn the_demo_for_people_and_for_programs() {
    let set = checked(&demo()).sets.remove(&0).unwrap();
    let shown = show(&set);
    compare("answers/show.txt", &shown.to_string());
    let json = serde_json::to_string_pretty(&shown).unwrap();
    compare("answers/show.json", &format!("{json}\n"));
    for shown in [shown, Show::default()] {
        let mut json = serde_json::to_value(&shown).unwrap();
        assert_eq!(violations("show.json", &json), [""; 0]);
        json["splits"] = serde_json::json!([{ "split": 1 }]);
        assert!(!violations("show.json", &json).is_empty());
    }
}

#[test]
fn quantities_are_exact_and_ports_differ() {
    let shares =
        shares(&split("v1alpha1", "[{ service: one, weight: 1 }, { service: two, weight: 500m }]"));
    assert_eq!(percents(&shares.ports[0]), ["66.67 %", "33.33 %"]);
    assert_eq!(shares.ports[0].backends[0].share, "2/3");
    assert_eq!(percents(&shares.ports[1]), ["0 %", "100 %"], "one has no port 81");
    assert!(shares.ports[1].backends[0].note.contains("no port 81"));
}

#[test]
fn nothing_zero_and_itself() {
    let zero =
        shares(&split("v1alpha4", "[{ service: one, weight: 0 }, { service: two, weight: 0 }]"));
    assert_eq!(percents(&zero.ports[0]), ["0 %", "0 %", "100 %"]);
    assert_eq!(zero.ports[0].backends[2].service, "nobody");
    let itself =
        shares(&split("v1alpha4", "[{ service: cart, weight: 3 }, { service: two, weight: 1 }]"));
    assert_eq!(percents(&itself.ports[0]), ["75 %", "25 %"]);
    assert!(itself.ports[0].backends[0].note.starts_with("the root service itself"));
}

#[test]
fn services_that_are_not_there_hide_nothing() {
    let text = split("v1alpha4", "[{ service: one, weight: 3 }, { service: two, weight: 1 }]");
    let shares = show(&set(&text)).splits.remove(0);
    assert_eq!((shares.ports[0].port, percents(&shares.ports[0])), (None, vec!["75 %", "25 %"]));
    assert!(shares.notes[0].contains("not in the input"));
}

const ACCESS: &str = "
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: { name: r, namespace: shop }
spec: { matches: [{ name: a, pathRegex: /a, methods: [GET] }, { name: b, headers: [{ x: '1' }] }] }
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: TCPRoute
metadata: { name: t, namespace: shop }
spec: { matches: { ports: [80, 81] } }
";

fn calls(rules: &str) -> Vec<String> {
    let target = |name: &str| {
        format!(
            "---\napiVersion: access.smi-spec.io/v1alpha3\nkind: TrafficTarget\nmetadata: {{ name: {name}, namespace: shop }}\n\
             spec:\n  destination: {{ kind: ServiceAccount, name: d, namespace: shop }}\n  rules: {rules}\n  \
             sources: [{{ kind: ServiceAccount, name: s, namespace: far }}]\n"
        )
    };
    let text = format!("{ACCESS}{}{}", target("t1"), target("t2"));
    let shown = show(&set(&text));
    let calls = shown.destinations[0].calls.iter();
    calls
        .map(|call| format!("{} {} {:?} {}", call.from, call.what, call.ports, call.by.join(",")))
        .collect()
}

#[test]
fn targets_are_merged_and_routes_limit_groups() {
    let http = "{ kind: HTTPRouteGroup, name: r, matches: [a] }";
    assert_eq!(calls(&format!("[{http}]")), ["far/s GET on /a [] shop/t1,shop/t2"]);
    assert_eq!(
        calls(&format!("[{http}, {{ kind: TCPRoute, name: t }}]")),
        ["far/s GET on /a [80, 81] shop/t1,shop/t2"]
    );
    assert_eq!(calls("[{ kind: TCPRoute, name: t }]"), ["far/s TCP [80, 81] shop/t1,shop/t2"]);
    assert_eq!(
        calls("[{ kind: HTTPRouteGroup, name: r }]"),
        [
            "far/s GET on /a [] shop/t1,shop/t2",
            "far/s any method on any path with x: 1 [] shop/t1,shop/t2"
        ]
    );
    assert_eq!(
        calls("[{ kind: HTTPRouteGroup, name: gone }]"),
        ["far/s HTTPRouteGroup gone, which is not in the input [] shop/t1,shop/t2"]
    );
}

#[test]
fn the_port_of_an_early_target_limits_everything() {
    let target = |rule: &str, port: u16| {
        format!(
            "{ACCESS}---\napiVersion: access.smi-spec.io/v1alpha2\nkind: TrafficTarget\nmetadata: {{ name: t, namespace: shop }}\n\
             spec:\n  destination: {{ kind: ServiceAccount, name: d, namespace: shop, port: {port} }}\n  \
             rules: [{{ kind: {rule} }}]\n  sources: [{{ kind: ServiceAccount, name: s, namespace: far }}]\n"
        )
    };
    let ports = |rule: &str, port| -> Vec<Vec<i64>> {
        let shown = show(&set(&target(rule, port)));
        shown.destinations[0].calls.iter().map(|call| call.ports.clone()).collect()
    };
    assert_eq!(ports("HTTPRouteGroup, name: r, matches: [a]", 8080), [[8080]]);
    assert_eq!(ports("TCPRoute, name: t", 81), [[81]]);
    assert_eq!(ports("TCPRoute, name: t", 82), [[0_i64; 0]; 0], "together the two allow nothing");
}
