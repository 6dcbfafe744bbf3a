//! Every request gets a well-formed answer.

use proptest::prelude::*;
use serde_json::{Value, json};
use smi_types::review::{OnLoss, review, review_with};

use super::generate::{any_json, object};
use super::request;

fn split() -> Value {
    json!({
        "apiVersion": "split.smi-spec.io/v1alpha4",
        "kind": "TrafficSplit",
        "metadata": { "name": "cart", "namespace": "shop" },
        "spec": { "service": "cart", "backends": [{ "service": "cart-v1", "weight": 1 }] },
    })
}

/// A valid review with one change.
fn broken(pointer: &str, value: Option<Value>) -> Value {
    let mut review = request("split.smi-spec.io/v1alpha2", &[split(), split()]);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = review.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => parent.insert(name.to_owned(), value),
        None => parent.remove(name),
    };
    review
}

fn assert_well_formed(answer: &Value) {
    let api_version = answer["apiVersion"].as_str().unwrap();
    assert!(["apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1"].contains(&api_version));
    assert_eq!(answer["kind"], "ConversionReview");
    let response = answer["response"].as_object().unwrap();
    assert!(response["uid"].is_string());
    match response["result"]["status"].as_str().unwrap() {
        "Success" => assert!(response["convertedObjects"].is_array()),
        "Failed" => {
            assert!(!response.contains_key("convertedObjects"));
            assert!(!response["result"]["message"].as_str().unwrap().is_empty());
        }
        status => panic!("{status}"),
    }
}

fn message(request: &Value) -> String {
    let answer = review(request);
    assert_well_formed(&answer);
    assert_eq!(answer["response"]["result"]["status"], "Failed", "{request}");
    answer["response"]["result"]["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_malformed_request_fails_with_a_sentence() {
    let not_a_review = "expected a ConversionReview of apiextensions.k8s.io/v1 or v1beta1, found";
    for (request, found) in [
        (json!(null), "`null`"),
        (json!("x"), "`\"x\"`"),
        (json!([]), "a list"),
        (json!({}), "an object without kind"),
        (
            broken("/kind", Some("AdmissionReview".into())),
            "AdmissionReview of `apiextensions.k8s.io/v1`",
        ),
        (
            broken("/apiVersion", Some("apiextensions.k8s.io/v2".into())),
            "ConversionReview of `apiextensions.k8s.io/v2`",
        ),
        (broken("/apiVersion", None), "ConversionReview without apiVersion"),
    ] {
        let expected =
            format!("{not_a_review} {found}; this address answers conversion reviews only");
        assert_eq!(message(&request), expected);
    }
    let advice = "send the review as an API server does";
    for (field, value, expected, found) in [
        ("request", None, "an object", "nothing"),
        ("request.uid", None, "the id of the request", "nothing"),
        ("request.uid", Some(json!(7)), "the id of the request", "`7`"),
        ("request.desiredAPIVersion", None, "a group and version", "nothing"),
        ("request.desiredAPIVersion", Some(json!([])), "a group and version", "a list"),
        ("request.objects", None, "a list", "nothing"),
        ("request.objects", Some(json!({})), "a list", "an object"),
    ] {
        let request = broken(&format!("/{}", field.replace('.', "/")), value);
        let expected = format!("expected {expected} in `{field}`, found {found}; {advice}");
        assert_eq!(message(&request), expected);
    }
    let answer = review(&broken("/request/uid", None));
    assert_eq!(answer["response"]["uid"], "");
    assert_eq!(
        message(&broken("/request/desiredAPIVersion", Some("split.smi-spec.io/v1".into()))),
        "`request.desiredAPIVersion`: no kind exists in `split.smi-spec.io/v1` here; expected one of \
         split.smi-spec.io/v1alpha1, split.smi-spec.io/v1alpha2, split.smi-spec.io/v1alpha3, split.smi-spec.io/v1alpha4"
    );
    assert!(
        message(&broken("/request/desiredAPIVersion", Some("v1alpha2".into())))
            .contains("access.smi-spec.io/v1alpha1,")
    );
}

#[test]
fn an_object_that_cannot_be_converted_is_named() {
    let name = "object 1 (TrafficSplit `shop/cart`)";
    for (pointer, value, expected) in [
        ("/apiVersion", None, format!("{name}: expected a group and version in `apiVersion`, found nothing; correct the object")),
        ("/kind", None, "object 1 (without kind `shop/cart`): expected a kind in `kind`, found nothing; correct the object".to_owned()),
        (
            "/apiVersion",
            Some(json!("specs.smi-spec.io/v1alpha4")),
            format!(
                "{name}: expected an object of group split.smi-spec.io, as in `request.desiredAPIVersion`, found \
                 `specs.smi-spec.io/v1alpha4`; ask for each group by itself"
            ),
        ),
        (
            "/apiVersion",
            Some(json!("split.smi-spec.io/v1alpha9")),
            format!(
                "{name}: TrafficSplit does not exist in `split.smi-spec.io/v1alpha9`, only in v1alpha1, v1alpha2, v1alpha3, \
                 v1alpha4; serve it in these versions only"
            ),
        ),
        (
            "/kind",
            Some(json!("TrafficTarget")),
            "object 1 (TrafficTarget `shop/cart`): expected a kind of split.smi-spec.io (TrafficSplit), found \
             `TrafficTarget`; correct the kind"
                .to_owned(),
        ),
        ("/metadata", Some(json!(3)), "object 1 (TrafficSplit ``): expected an object in `metadata`, found `3`; correct the object".to_owned()),
        (
            "/metadata/annotations",
            Some(json!([])),
            format!("{name}: expected an object in `metadata.annotations`, found a list; correct the object"),
        ),
        (
            "/spec/backends",
            Some(json!([{ "service": "a", "weight": "500m" }])),
            format!(
                "{name} cannot be read as split.smi-spec.io/v1alpha4: TrafficSplit `cart`, at spec.backends[0].weight: \
                 invalid type: string \"500m\", expected a whole number (quantities such as `500m` exist in v1alpha1 \
                 only); correct the object"
            ),
        ),
    ] {
        assert_eq!(message(&broken(&format!("/request/objects/1{pointer}").replace("/objects/1/", "/objects/1/"), value)), expected);
    }
    let not_an_object = request("split.smi-spec.io/v1alpha2", &[split(), json!("x")]);
    assert_eq!(
        message(&not_an_object),
        "object 1 (without kind ``): expected an object with `apiVersion` and `kind` in `object`, found `\"x\"`; correct the object"
    );
}

#[test]
fn a_kind_that_the_desired_version_does_not_have_is_refused() {
    let route = json!({
        "apiVersion": "specs.smi-spec.io/v1alpha4",
        "kind": "UDPRoute",
        "metadata": { "name": "dns" },
        "spec": { "matches": { "ports": [53] } },
    });
    assert_eq!(
        message(&request("specs.smi-spec.io/v1alpha3", &[route])),
        "object 0 (UDPRoute `dns`): UDPRoute does not exist in `specs.smi-spec.io/v1alpha3`, only in v1alpha4; serve it in \
         these versions only"
    );
}

proptest! {
    #[test]
    fn any_json_gets_a_well_formed_answer(request in any_json()) {
        assert_well_formed(&review(&request));
        assert_well_formed(&review_with(&request, OnLoss::Refuse));
    }

    #[test]
    fn any_object_in_a_review_gets_a_well_formed_answer(parts in prop::collection::vec(any_json(), 3), object in object()) {
        for path in ["/metadata", "/metadata/annotations", "/spec", "/spec/backends", "/spec/rules", "/matches", "/destination"] {
            let mut object = object.clone();
            if let Some(place) = object.pointer_mut(path) {
                *place = parts[0].clone();
            }
            let group = object["apiVersion"].as_str().unwrap().split('/').next().unwrap().to_owned();
            let objects = [object, parts[1].clone()];
            for objects in [&objects[..1], &objects[..]] {
                assert_well_formed(&review(&request(&format!("{group}/v1alpha1"), objects)));
                assert_well_formed(&review(&request(&format!("{group}/v1alpha3"), objects)));
            }
        }
    }
}
