//! What is out of bounds, in words.

use serde_json::{Value, json};
use smi_types::bounds::check;

fn found(document: &Value) -> Vec<String> {
    check(document).iter().map(ToString::to_string).collect()
}

#[test]
fn everything_that_is_wrong_with_a_group_is_said_at_once() {
    let group = json!({
        "apiVersion": "specs.smi-spec.io/v1alpha4",
        "kind": "HTTPRouteGroup",
        "metadata": { "name": "Cart" },
        "spec": { "matches": [
            { "name": "read", "methods": ["get"] },
            { "name": "read", "headers": [{ "x-a": "1", "x b": "2" }] },
            {},
        ] },
    });
    let expected = [
        "metadata.name: expected a name of lower-case letters, digits, `-` and `.`, found \"Cart\" (a bound of this toolkit: \
         Kubernetes refuses any other object)",
        "spec.matches: expected items that differ in `name`, found \"read\" again (SPECS-03, section HTTPRouteGroup)",
        "spec.matches[2].name: expected a value, found nothing (SPECS-03, section HTTPRouteGroup)",
        "spec.matches[0].methods[0]: expected one of *, GET, HEAD, PUT, POST, DELETE, CONNECT, OPTIONS, TRACE, PATCH, found \
         \"get\" (SPECS-07, section HTTPRouteGroup)",
        "spec.matches[1].headers[0]: expected one field at most, found the fields x b, x-a (a bound of this toolkit: the SDK \
         stops at an item with several headers)",
        "spec.matches[1].headers[0]: expected keys that are each the name of an HTTP header, found the fields x b, x-a \
         (SPECS-13, section HTTP header filters)",
    ];
    assert_eq!(found(&group), expected);
}

#[test]
fn bounds_are_those_of_the_version() {
    let target = |version: &str| {
        json!({
            "apiVersion": format!("access.smi-spec.io/{version}"),
            "kind": "TrafficTarget",
            "metadata": { "name": "cart" },
            "spec": {
                "destination": { "kind": "ServiceAccount", "name": "cart" },
                "rules": [{ "kind": "UDPRoute", "name": "gossip" }],
            },
        })
    };
    assert_eq!(
        found(&target("v1alpha2")),
        [
            "spec.rules[0].kind: expected one of HTTPRouteGroup, TCPRoute, found \"UDPRoute\" (ACCESS-09, section Specification)"
        ]
    );
    assert_eq!(
        found(&target("v1alpha3")),
        ["spec.sources: expected a value, found nothing (ACCESS-10, section Specification)"]
    );
}

#[test]
fn what_is_no_object_of_ours_or_of_another_type_has_no_bounds() {
    for document in [
        json!(null),
        json!([]),
        json!({ "apiVersion": "v1", "kind": "Service", "metadata": {} }),
        json!({ "apiVersion": "example.com/v1alpha1", "kind": "Widget", "metadata": {} }),
        json!({
            "apiVersion": "split.smi-spec.io/v1alpha4", "kind": "TrafficSplit", "metadata": { "name": "cart" },
            "spec": { "service": 12, "backends": "cart-v1" },
        }),
    ] {
        assert_eq!(found(&document), [""; 0], "{document}");
    }
}
