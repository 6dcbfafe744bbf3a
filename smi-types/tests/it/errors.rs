//! What is wrong with a document is said with its place, what was expected, and what to do.

use serde_json::{Value, json};
use smi_types::Manifest;

fn error(document: &Value) -> String {
    use std::error::Error as _;
    let error = Manifest::parse(document).expect_err(&document.to_string());
    let text = error.to_string();
    // A cause is printed once: either by the error itself or by whoever walks the chain.
    assert!(error.source().is_none_or(|source| text.matches(&source.to_string()).count() == 1));
    text
}

fn of(api_version: &str, kind: &str) -> Value {
    json!({ "apiVersion": api_version, "kind": kind, "metadata": { "name": "cart" }, "spec": {} })
}

#[test]
fn what_is_no_object_of_smi() {
    let table = [
        (
            json!(null),
            "expected a Kubernetes object with `apiVersion` and `kind`, found an empty document",
        ),
        (json!([1]), "expected a Kubernetes object with `apiVersion` and `kind`, found a list"),
        (
            json!({}),
            "expected a string in `apiVersion`, found nothing; SMI objects begin with, for example, \
                     `apiVersion: split.smi-spec.io/v1alpha4`",
        ),
        (
            json!({ "apiVersion": 1 }),
            "expected a string in `apiVersion`, found `1`; SMI objects begin with, for \
                                      example, `apiVersion: split.smi-spec.io/v1alpha4`",
        ),
        (
            json!({ "apiVersion": "split.smi-spec.io/v1alpha4" }),
            "expected a string in `kind`, found nothing; SMI objects begin with, for example, `kind: TrafficSplit`",
        ),
        (
            of("v1alpha1", "HTTPRouteGroup"),
            "apiVersion `v1alpha1`: the group is missing; write, for example, `specs.smi-spec.io/v1alpha4`",
        ),
        (
            of("split.smi-spec.io/v1alpha5", "TrafficSplit"),
            "apiVersion `split.smi-spec.io/v1alpha5`: TrafficSplit does not exist in v1alpha5; its versions are \
          v1alpha1, v1alpha2, v1alpha3, v1alpha4, latest is v1alpha4",
        ),
        (
            of("specs.smi-spec.io/v1alpha3", "UDPRoute"),
            "apiVersion `specs.smi-spec.io/v1alpha3`: UDPRoute does not exist in v1alpha3; its versions are v1alpha4, \
          latest is v1alpha4",
        ),
        (
            of("access.smi-spec.io/v1alpha4", "TrafficSplit"),
            "kind `TrafficSplit`: it belongs to split.smi-spec.io, not to access.smi-spec.io; latest is \
          split.smi-spec.io/v1alpha4",
        ),
        (
            of("split.smi-spec.io/v1alpha4", "TrafficSplitt"),
            "kind `TrafficSplitt`: `split.smi-spec.io` has no such kind; did you mean `TrafficSplit`?",
        ),
        (
            of("splits.smi-spec.io/v1alpha4", "TrafficSplit"),
            "apiVersion `splits.smi-spec.io/v1alpha4`: `splits.smi-spec.io` is not one of SMI's groups; did you mean \
          `split.smi-spec.io`?",
        ),
    ];
    for (document, expected) in table {
        assert_eq!(error(&document), expected);
    }
}

#[test]
fn what_is_wrong_inside_an_object() {
    let split = |version: &str, weight: Value| {
        json!({
            "apiVersion": format!("split.smi-spec.io/{version}"),
            "kind": "TrafficSplit",
            "metadata": { "name": "cart" },
            "spec": { "service": "cart", "backends": [{ "service": "a" }, { "service": "b", "weight": weight }] },
        })
    };
    let at = "TrafficSplit `cart`, at spec.backends[1].weight:";
    let table = [
        (
            split("v1alpha1", json!("abc")),
            format!("{at} `abc`: expected a digit at column 1, found `a`"),
        ),
        (
            split("v1alpha4", json!("1000m")),
            format!(
                "{at} invalid type: string \"1000m\", expected a whole number (quantities such as `500m` exist in \
                  v1alpha1 only)"
            ),
        ),
        (
            split("v1alpha4", json!([])),
            format!(
                "{at} invalid type: sequence, expected a whole number (quantities such as `500m` exist in v1alpha1 \
                  only)"
            ),
        ),
        (
            json!({ "apiVersion": "split.smi-spec.io/v1alpha4", "kind": "TrafficSplit", "spec": ["cart"] }),
            "TrafficSplit ``, at spec: invalid type: sequence, expected an object".to_owned(),
        ),
        (
            json!({ "apiVersion": "split.smi-spec.io/v1alpha4", "kind": "TrafficSplit" }),
            "TrafficSplit ``, at the top level: missing field `spec`".to_owned(),
        ),
    ];
    for (document, expected) in table {
        assert_eq!(error(&document), expected);
    }
}
