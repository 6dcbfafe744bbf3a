//! Conversion reviews: what an API server demands, and what must come back.

mod edits;
mod generate;
mod malformed;
mod paths;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use smi_types::review::{CARRIED, OnLoss, review, review_with};
use smi_types::{CATALOG, Manifest};

use crate::{documents, testdata};

/// A request as an API server sends it.
fn request(desired: &str, objects: &[Value]) -> Value {
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "ConversionReview",
        "request": { "uid": "705ab4f5", "desiredAPIVersion": desired, "objects": objects },
    })
}

/// The converted objects of an answer that succeeded.
fn converted(answer: &Value) -> Vec<Value> {
    let response = &answer["response"];
    assert_eq!(response["result"], json!({ "status": "Success" }));
    response["convertedObjects"].as_array().unwrap().clone()
}

/// Converts one object to a version of its group.
fn to(version: &str, object: &Value) -> Value {
    let group = object["apiVersion"].as_str().unwrap().split('/').next().unwrap();
    let answer = review(&request(&format!("{group}/{version}"), std::slice::from_ref(object)));
    let [object] = converted(&answer).try_into().unwrap();
    object
}

fn version(object: &Value) -> &str {
    object["apiVersion"].as_str().unwrap().split('/').nth(1).unwrap()
}

/// The versions of an object's kind.
fn versions(object: &Value) -> Vec<&'static str> {
    let of_kind = CATALOG.iter().filter(|entry| entry.kind == object["kind"]);
    of_kind.map(|entry| entry.version).collect()
}

fn carried(object: &Value) -> Option<&str> {
    object["metadata"]["annotations"].get(CARRIED)?.as_str()
}

/// The metadata without our annotation.
fn metadata(object: &Value) -> String {
    let mut metadata = object["metadata"].clone();
    if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
        annotations.remove(CARRIED);
        if annotations.is_empty() {
            metadata.as_object_mut().unwrap().remove("annotations");
        }
    }
    text(&metadata)
}

/// The text of a value, with sorted keys however serde_json was built.
fn text(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<_, _> =
                fields.iter().map(|(key, value)| (key, text(value))).collect();
            format!("{sorted:?}")
        }
        Value::Array(items) => format!("{:?}", items.iter().map(text).collect::<Vec<_>>()),
        scalar => scalar.to_string(),
    }
}

/// All documents of `testdata/` that are objects of this build.
fn fixtures() -> Vec<Value> {
    let mut files = Vec::new();
    let mut folders = vec![testdata("manifests"), testdata("conversions")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.retain(|path| !path.to_string_lossy().ends_with(".out.yaml"));
    files.sort();
    let texts = files.iter().map(|path| std::fs::read_to_string(path).unwrap());
    let all: Vec<_> = texts.flat_map(|text| documents(&text)).collect();
    let ours = all.into_iter().filter(|document| Manifest::parse(document).is_ok());
    ours.collect()
}

/// An object with metadata that no type of ours knows, and with a field that its type does not know.
fn dressed(mut object: Value, index: usize) -> Value {
    object["metadata"]["uid"] = format!("uid-{index}").into();
    object["metadata"]["labels"] = json!({ "team": "blue" });
    object["metadata"]["annotations"] = json!({ "note": "kept" });
    object["metadata"]["madeUp"] = json!({ "since": [1, null] });
    object["status"] = json!({ "phase": "Ready" });
    object
}

#[test]
fn a_list_of_mixed_versions_is_converted_as_the_api_server_demands() {
    let groups =
        ["access.smi-spec.io", "specs.smi-spec.io", "split.smi-spec.io", "metrics.smi-spec.io"];
    for (group, desired) in groups.iter().flat_map(|group| {
        let of_group = CATALOG.iter().filter(move |entry| entry.group == *group);
        let versions: std::collections::BTreeSet<_> = of_group.map(|entry| entry.version).collect();
        versions.into_iter().map(move |version| (group, version))
    }) {
        let mut objects = fixtures();
        objects.retain(|object| {
            object["apiVersion"].as_str().unwrap().starts_with(group)
                && versions(object).contains(&desired)
        });
        let objects: Vec<_> =
            objects.into_iter().enumerate().map(|(index, object)| dressed(object, index)).collect();
        assert!(!objects.is_empty());
        let answer = review(&request(&format!("{group}/{desired}"), &objects));
        assert_eq!(answer["apiVersion"], "apiextensions.k8s.io/v1");
        assert_eq!(answer["kind"], "ConversionReview");
        assert_eq!(answer["response"]["uid"], "705ab4f5");
        let answered = converted(&answer);
        assert_eq!(answered.len(), objects.len());
        for (before, after) in objects.iter().zip(&answered) {
            assert_eq!(after["apiVersion"], format!("{group}/{desired}"));
            assert_eq!(after["kind"], before["kind"]);
            assert_eq!(metadata(after), metadata(before));
            Manifest::parse(after).unwrap();
            assert_eq!(text(&to(version(before), after)), text(before));
            if version(before) == desired {
                assert_eq!(text(after), text(before));
            }
        }
    }
}

#[test]
fn reviews_of_the_older_version_are_answered_in_it() {
    let mut older = request("split.smi-spec.io/v1alpha4", &[]);
    older["apiVersion"] = "apiextensions.k8s.io/v1beta1".into();
    let answer = review(&older);
    assert_eq!(answer["apiVersion"], "apiextensions.k8s.io/v1beta1");
    assert_eq!(converted(&answer), [Value::Null; 0]);
}

/// One that no type can read, too: `LIST` must not fail where nothing is to be done.
#[test]
fn an_object_at_the_desired_version_is_returned_as_it_is() {
    let split = json!({
        "apiVersion": "split.smi-spec.io/v1alpha4",
        "kind": "TrafficSplit",
        "metadata": { "name": "cart", "annotations": { CARRIED: "{\"v1alpha1\":[]}" } },
        "spec": { "service": 7 },
    });
    assert_eq!(text(&to("v1alpha4", &split)), text(&split));
}

#[test]
fn what_needs_nothing_carried_has_no_annotation() {
    let group = json!({
        "apiVersion": "specs.smi-spec.io/v1alpha4",
        "kind": "HTTPRouteGroup",
        "metadata": { "name": "g" },
        "spec": { "matches": [{ "name": "m", "headers": [{ "x-a": "1" }] }] },
    });
    assert_eq!(carried(&to("v1alpha2", &group)), None);
    let without_headers = to("v1alpha1", &group);
    assert!(carried(&without_headers).is_some());
    assert_eq!(to("v1alpha2", &without_headers), to("v1alpha2", &group));
}

#[test]
fn headers_keep_the_form_in_which_they_were_written() {
    for headers in [json!({ "x-a": "1", "x-b": "2" }), json!([{ "x-a": "1" }, { "x-b": "2" }])] {
        let group = json!({
            "apiVersion": "specs.smi-spec.io/v1alpha2",
            "kind": "HTTPRouteGroup",
            "metadata": { "name": "g" },
            "matches": [{ "name": "m", "headers": headers }],
        });
        let latest = to("v1alpha4", &group);
        assert_eq!(latest["spec"]["matches"][0]["headers"], headers);
        assert_eq!(carried(&latest), None);
    }
}

#[test]
fn a_policy_may_refuse_what_is_lost_and_then_names_it() {
    let target = |name: &str, port: Option<i64>| {
        let mut destination = json!({ "kind": "ServiceAccount", "name": "cart" });
        if let Some(port) = port {
            destination["port"] = port.into();
        }
        json!({
            "apiVersion": "access.smi-spec.io/v1alpha2",
            "kind": "TrafficTarget",
            "metadata": { "name": name, "namespace": "shop" },
            "spec": { "destination": destination, "rules": [], "sources": [] },
        })
    };
    let desired = "access.smi-spec.io/v1alpha3";
    let lossy = request(
        desired,
        &[target("open", None), target("web", Some(8080)), target("db", Some(5432))],
    );
    let answer = review_with(&lossy, OnLoss::Refuse);
    assert_eq!(answer["response"]["result"]["status"], "Failed");
    assert_eq!(answer["response"].get("convertedObjects"), None);
    let message = answer["response"]["result"]["message"].as_str().unwrap();
    assert_eq!(
        message,
        "access.smi-spec.io/v1alpha3 cannot say all that these objects say: object 1 (TrafficTarget `shop/web`): \
         spec.destination.port = 8080: the target version has no port here, so every port would be open; object 2 \
         (TrafficTarget `shop/db`): spec.destination.port = 5432: the target version has no port here, so every port \
         would be open; remove it from the objects, or let the webhook carry it"
    );
    assert_eq!(converted(&review(&lossy)).len(), 3);
    let exact = request(desired, &[target("open", None)]);
    assert_eq!(review_with(&exact, OnLoss::Refuse), review(&exact));
}
