//! Edits at another version hold, and what comes back never widens what an object grants.

use serde_json::{Value, json};
use smi_types::review::CARRIED;

use super::{carried, to};

fn object(api_version: &str, kind: &str, spec: &Value) -> Value {
    json!({
        "apiVersion": api_version,
        "kind": kind,
        "metadata": { "name": "a", "namespace": "shop" },
        "spec": spec,
    })
}

fn group(matches: &Value) -> Value {
    object("specs.smi-spec.io/v1alpha4", "HTTPRouteGroup", &json!({ "matches": matches }))
}

fn split(version: &str, backends: &Value) -> Value {
    let spec = json!({ "service": "cart", "backends": backends });
    object(&format!("split.smi-spec.io/{version}"), "TrafficSplit", &spec)
}

fn account(name: &str) -> Value {
    json!({ "kind": "ServiceAccount", "name": name, "namespace": "shop" })
}

fn rule(kind: &str, name: &str) -> Value {
    json!({ "kind": kind, "name": name })
}

fn target(version: &str, rules: &Value, sources: &Value) -> Value {
    let spec = json!({ "destination": account("cart"), "rules": rules, "sources": sources });
    object(&format!("access.smi-spec.io/{version}"), "TrafficTarget", &spec)
}

/// The object after an edit at another version.
fn edited(object: &Value, at: &str, edit: impl FnOnce(&mut Value)) -> Value {
    let mut there = to(at, object);
    edit(&mut there);
    to(super::version(object), &there)
}

fn push(list: &mut Value, element: Value) {
    list.as_array_mut().unwrap().push(element);
}

#[test]
fn headers_come_back_to_the_match_of_their_name() {
    let group = group(&json!([
        { "name": "beta", "pathRegex": "/", "headers": { "x-beta": "1" } },
        { "name": "all", "pathRegex": "/" },
    ]));
    let back = edited(&group, "v1alpha1", |group| {
        group["matches"].as_array_mut().unwrap().reverse();
        group["matches"][1]["pathRegex"] = "/shop".into();
        group["matches"].as_array_mut().unwrap().insert(0, json!({ "name": "new" }));
    });
    assert_eq!(
        back["spec"]["matches"],
        json!([
            { "name": "new" },
            { "name": "all", "pathRegex": "/" },
            { "name": "beta", "pathRegex": "/shop", "headers": { "x-beta": "1" } },
        ])
    );
}

#[test]
fn headers_of_matches_that_are_called_the_same_are_not_mixed_up() {
    let twin =
        |path: &str, team: &str| json!({ "pathRegex": path, "headers": [{ "x-team": team }] });
    let group = group(&json!([twin("/a", "a"), twin("/b", "b"), twin("/c", "c")]));
    let removed = edited(&group, "v1alpha1", |group| {
        group["matches"].as_array_mut().unwrap().remove(0);
    });
    assert_eq!(removed["spec"]["matches"], json!([twin("/b", "b"), twin("/c", "c")]));
    let changed =
        edited(&group, "v1alpha1", |group| group["matches"][1]["pathRegex"] = "/x".into());
    assert_eq!(
        changed["spec"]["matches"],
        json!([twin("/a", "a"), twin("/x", "b"), twin("/c", "c")])
    );
}

#[test]
fn a_copy_of_a_match_is_no_wider_than_the_match() {
    let beta = json!({ "name": "beta", "headers": [{ "x-beta": "1" }] });
    let back = edited(&group(&json!([beta])), "v1alpha1", |group| {
        push(&mut group["matches"], json!({ "name": "beta" }));
    });
    assert_eq!(back["spec"]["matches"], json!([beta, beta]));
}

#[test]
fn headers_that_another_version_shows_can_be_removed_there() {
    let mut group =
        group(&json!([{ "name": "beta", "headers": [{ "x-beta": "1" }] }, { "name": "b" }]));
    group["status"] = json!({ "phase": "Ready" });
    let mut between = to("v1alpha3", &to("v1alpha1", &group));
    assert_eq!(between["spec"], group["spec"]);
    between["spec"]["matches"][0].as_object_mut().unwrap().remove("headers");
    let back = to("v1alpha4", &to("v1alpha1", &between));
    assert_eq!(back["spec"]["matches"], json!([{ "name": "beta" }, { "name": "b" }]));
    assert_eq!(back["status"], group["status"]);
}

#[test]
fn matches_of_a_split_come_back_after_its_weights_were_edited() {
    let mut split = split(
        "v1alpha4",
        &json!([{ "service": "v1", "weight": 90 }, { "service": "v2", "weight": 10 }]),
    );
    split["spec"]["matches"] = json!([{ "kind": "HTTPRouteGroup", "name": "beta" }]);
    let back =
        edited(&split, "v1alpha2", |split| split["spec"]["backends"][1]["weight"] = 50.into());
    split["spec"]["backends"][1]["weight"] = 50.into();
    assert_eq!(back, split);
}

#[test]
fn backends_come_back_as_spelled_together_or_not_at_all() {
    let split = split(
        "v1alpha1",
        &json!([{ "service": "v1", "weight": 1 }, { "service": "v2", "weight": "500m" }]),
    );
    let renamed = edited(&split, "v1alpha2", |split| split["spec"]["service"] = "basket".into());
    assert_eq!(renamed["spec"]["backends"], split["spec"]["backends"]);
    let weights = |edit: fn(&mut Value)| {
        let back = edited(&split, "v1alpha2", |split| edit(&mut split["spec"]["backends"]));
        let backends = back["spec"]["backends"].as_array().unwrap().clone();
        backends.into_iter().map(|backend| backend["weight"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(weights(|backends| backends[0]["weight"] = 3.into()), ["3", "1"]);
    assert_eq!(weights(|backends| backends[0]["service"] = "v3".into()), ["2", "1"]);
    assert_eq!(
        weights(|backends| push(backends, json!({ "service": "v3", "weight": 1 }))),
        ["2", "1", "1"]
    );
}

#[test]
fn the_port_of_a_target_comes_back_whatever_was_edited() {
    let mut target =
        target("v1alpha2", &json!([rule("TCPRoute", "tcp")]), &json!([account("web")]));
    target["spec"]["destination"]["port"] = "8080".into();
    let back = edited(&target, "v1alpha3", |target| {
        push(&mut target["spec"]["sources"], account("db"));
        push(&mut target["spec"]["rules"], rule("HTTPRouteGroup", "http"));
        target["spec"]["destination"]["name"] = "basket".into();
    });
    assert_eq!(back["spec"]["destination"]["port"], "8080");
    assert_eq!(back["spec"]["destination"]["name"], "basket");
    assert_eq!(back["spec"]["sources"], json!([account("web"), account("db")]));
}

#[test]
fn the_ports_of_a_route_come_back() {
    let route = object(
        "specs.smi-spec.io/v1alpha4",
        "TCPRoute",
        &json!({ "matches": { "ports": [5432] } }),
    );
    let back =
        edited(&route, "v1alpha2", |route| route["metadata"]["labels"] = json!({ "team": "blue" }));
    assert_eq!(back["spec"], route["spec"]);
    assert_eq!(back["metadata"]["labels"], json!({ "team": "blue" }));
}

#[test]
fn a_rule_that_was_left_out_comes_back_near_its_place() {
    let (first, udp, last) =
        (rule("TCPRoute", "first"), rule("UDPRoute", "dns"), rule("TCPRoute", "last"));
    let sources = json!([account("web"), account("db")]);
    let target = target("v1alpha3", &json!([first, udp, last]), &sources);
    let new = rule("TCPRoute", "new");
    let back = edited(&target, "v1alpha1", |target| {
        target["specs"].as_array_mut().unwrap().remove(1);
        push(&mut target["specs"], new.clone());
        target["sources"].as_array_mut().unwrap().remove(0);
    });
    assert_eq!(back["spec"]["rules"], json!([first, udp, new]));
    assert_eq!(back["spec"]["sources"], json!([account("db")]));
}

#[test]
fn a_rule_that_was_left_out_and_written_again_is_there_once() {
    let (tcp, udp) = (rule("TCPRoute", "tcp"), rule("UDPRoute", "dns"));
    let target = target("v1alpha3", &json!([udp, tcp]), &json!([account("web")]));
    let back = edited(&target, "v1alpha2", |target| {
        push(&mut target["spec"]["rules"], rule("UDPRoute", "dns"));
    });
    assert_eq!(back["spec"]["rules"], json!([tcp, udp]));
}

/// Who wrote the old version could not see the rule, and so did not mean it for anybody new.
#[test]
fn a_rule_that_was_left_out_is_granted_to_nobody_new() {
    let (tcp, udp) = (rule("TCPRoute", "tcp"), rule("UDPRoute", "dns"));
    let target = target("v1alpha3", &json!([udp, tcp]), &json!([account("web")]));
    let edits: [fn(&mut Value); 3] = [
        |target| push(&mut target["spec"]["sources"], account("db")),
        |target| target["spec"]["sources"][0]["namespace"] = "other".into(),
        |target| target["spec"]["destination"]["name"] = "basket".into(),
    ];
    for edit in edits {
        let back = edited(&target, "v1alpha2", edit);
        assert_eq!(back["spec"]["rules"], json!([tcp]));
    }
}

#[test]
fn a_rule_that_was_removed_where_it_could_be_seen_stays_away() {
    let (tcp, udp) = (rule("TCPRoute", "tcp"), rule("UDPRoute", "dns"));
    let target = target("v1alpha2", &json!([udp, tcp]), &json!([account("web")]));
    let kept = edited(&target, "v1alpha3", |_| {});
    assert_eq!(kept, target);
    let back = edited(&target, "v1alpha3", |target| {
        target["spec"]["rules"].as_array_mut().unwrap().remove(0);
    });
    assert_eq!(back["spec"]["rules"], json!([tcp]));
}

#[cfg(feature = "draft")]
#[test]
fn a_source_that_was_left_out_comes_back_unless_rules_were_widened() {
    let binding =
        json!({ "kind": "IdentityBinding", "name": "team", "group": "access.smi-spec.io" });
    let mut http = rule("HTTPRouteGroup", "http");
    http["matches"] = json!(["read"]);
    let target = target(
        "v1alpha4",
        &json!([http, rule("TCPRoute", "tcp")]),
        &json!([account("web"), binding]),
    );
    let narrowed = edited(&target, "v1alpha2", |target| {
        target["spec"]["rules"].as_array_mut().unwrap().remove(1);
    });
    assert_eq!(narrowed["spec"]["sources"], json!([account("web"), binding]));
    let edits: [fn(&mut Value); 3] = [
        |target| push(&mut target["spec"]["rules"], rule("TCPRoute", "new")),
        |target| push(&mut target["spec"]["rules"][0]["matches"], "write".into()),
        |target| target["spec"]["destination"]["name"] = "basket".into(),
    ];
    for edit in edits {
        let back = edited(&target, "v1alpha3", edit);
        assert_eq!(back["spec"]["sources"], json!([account("web")]));
    }
}

#[cfg(feature = "draft")]
#[test]
fn the_group_of_a_subject_comes_back_to_that_subject_only() {
    let mut target = target("v1alpha4", &json!([]), &json!([account("web"), account("db")]));
    let binding =
        json!({ "kind": "IdentityBinding", "name": "team", "group": "access.smi-spec.io" });
    target["spec"]["destination"] = binding;
    target["spec"]["sources"][0]["group"] = "".into();
    let same = edited(&target, "v1alpha1", |target| {
        target["sources"].as_array_mut().unwrap().reverse();
    });
    assert_eq!(same["spec"]["destination"], target["spec"]["destination"]);
    assert_eq!(same["spec"]["sources"], json!([account("db"), target["spec"]["sources"][0]]));
    let other = edited(&target, "v1alpha1", |target| target["destination"] = account("cart"));
    assert_eq!(other["spec"]["destination"], account("cart"));
}

#[test]
fn a_client_that_writes_without_the_annotation_means_what_it_says() {
    let group = group(&json!([{ "name": "beta", "headers": [{ "x-beta": "1" }] }]));
    let back = edited(&group, "v1alpha1", |group| {
        group["metadata"].as_object_mut().unwrap().remove("annotations");
    });
    assert_eq!(back["spec"]["matches"], json!([{ "name": "beta" }]));
    assert_eq!(carried(&back), None);
}

#[test]
fn an_annotation_that_cannot_be_read_is_left_until_something_must_be_carried() {
    for broken in [
        json!("{"),
        json!("{\"v9\":[]}"),
        json!("{\"v1alpha4\":[{\"x\":1}]}"),
        json!("null"),
        json!(7),
    ] {
        let mut split = split("v1alpha4", &json!([{ "service": "v1", "weight": 1 }]));
        split["metadata"]["annotations"] = json!({ CARRIED: broken });
        let older = to("v1alpha2", &split);
        assert_eq!(older["metadata"], split["metadata"]);
        split["spec"]["matches"] = json!([{ "kind": "HTTPRouteGroup", "name": "beta" }]);
        let older = to("v1alpha2", &split);
        assert!(carried(&older).unwrap().contains("beta"));
        assert_eq!(to("v1alpha4", &older)["spec"], split["spec"]);
    }
}

#[test]
fn a_forged_annotation_changes_nothing_that_can_be_said() {
    let other = json!([{ "service": "v1", "weight": 1 }, { "service": "v2", "weight": "0.5" }]);
    let annotation = carried(&to("v1alpha2", &split("v1alpha1", &other))).unwrap().to_owned();
    let plain = json!([{ "service": "v1", "weight": 2 }, { "service": "v2", "weight": 1 }]);
    for (forged, weights) in [
        (annotation.replace("0.5", "2"), ["2", "1"]),
        (annotation.replace("0.5", "500m"), ["1", "500m"]),
    ] {
        let mut split = split("v1alpha2", &plain);
        split["metadata"]["annotations"] = json!({ CARRIED: forged });
        let backends = to("v1alpha1", &split)["spec"]["backends"].clone();
        let found: Vec<_> = backends
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["weight"].to_string().replace('"', ""))
            .collect();
        assert_eq!(found, weights);
    }
}

#[test]
fn what_is_honest_in_an_annotation_comes_back_beside_what_is_forged() {
    let group =
        group(&json!([{ "name": "beta", "pathRegex": "/", "headers": [{ "x-beta": "1" }] }]));
    let back = edited(&group, "v1alpha1", |group| {
        let mut annotation: Value = serde_json::from_str(carried(group).unwrap()).unwrap();
        let changed = &mut annotation["v1alpha4"][0]["list"]["changed"];
        let path = json!({ "at": ["pathRegex"], "was": "/", "is": "/admin" });
        push(
            changed,
            json!({ "element": changed[0]["element"], "differences": [{ "field": path }] }),
        );
        group["metadata"]["annotations"][CARRIED] = annotation.to_string().into();
    });
    assert_eq!(back["spec"], group["spec"]);
}

#[test]
fn the_annotation_grows_with_what_differs_and_not_with_the_object() {
    let matches: Vec<_> =
        (0..200).map(|number| json!({ "name": format!("m{number}"), "pathRegex": "/" })).collect();
    let mut group = group(&matches.into());
    group["spec"]["matches"][7]["headers"] = json!([{ "x-beta": "1" }]);
    assert_eq!(
        carried(&to("v1alpha1", &group)).map(str::len),
        Some(r#"{"v1alpha4":[{"list":{"at":["spec","matches"],"changed":[{"differences":[{"field":{"at":["headers"],"is":[{"x-beta":"1"}]}}],"element":{"id":{"name":"m7"}}}]}}]}"#.len())
    );
}
