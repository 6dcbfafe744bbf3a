//! Every kind in every version is read, written, and read again.

use serde_json::json;
use smi_types::convert::set::Target;
use smi_types::headers::HeaderForm;
use smi_types::{CATALOG, Manifest};

use crate::{documents, parse, testdata};

#[test]
fn every_line_of_the_catalogue_has_a_fixture_that_survives_reading_and_writing() {
    for entry in CATALOG {
        let group = entry.group.split('.').next().unwrap();
        let path =
            format!("manifests/{group}/{}/{}.yaml", entry.version, entry.kind.to_lowercase());
        let text = std::fs::read_to_string(testdata(&path)).expect(&path);
        let [document] = documents(&text).try_into().expect(&path);
        let manifest = parse(&document);
        assert_eq!(manifest.entry(), entry, "{path}");
        assert_eq!(parse(&manifest.to_value()), manifest, "{path}");
        assert_eq!(manifest.to_value()["apiVersion"], entry.api_version());
        assert_eq!(manifest.to_value()["kind"], entry.kind);
    }
}

#[test]
fn the_objects_of_the_first_article_reach_the_latest_version() {
    let text = std::fs::read_to_string(testdata("manifests/first-article.yaml")).unwrap();
    let documents = documents(&text);
    let converted = documents.iter().map(|document| {
        let converted = parse(document).convert(&Target::Latest).unwrap();
        assert_eq!(converted.lost, []);
        converted
    });
    let [group, tcp, target, split, metrics] = converted.collect::<Vec<_>>().try_into().unwrap();
    assert_eq!(group.value.to_value()["spec"]["matches"][1]["name"], "metrics");
    assert_eq!(tcp.value.api_version(), "specs.smi-spec.io/v1alpha4");
    assert_eq!(
        split.value.to_value()["spec"]["backends"],
        json!([
            { "service": "api-v1", "weight": 2 },
            { "service": "api-v2", "weight": 1 },
        ])
    );
    assert_eq!(target.also[0].to_value()["spec"]["matches"]["ports"], json!([8080]));
    assert_eq!(metrics.value.to_value()["metrics"][0]["value"], "30m");
}

#[test]
fn status_and_extensions_of_a_mesh_are_no_obstacle() {
    let document = json!({
        "apiVersion": "split.smi-spec.io/v1alpha4",
        "kind": "TrafficSplit",
        "metadata": { "name": "cart", "managedFields": [{ "manager": "mesh" }] },
        "spec": { "service": "cart", "backends": [{ "service": "a", "wieght": 1 }], "mirror": true },
        "status": { "phase": "Ready" },
    });
    let parsed = Manifest::parse(&document).unwrap();
    assert_eq!(parsed.unknown, ["spec.backends[0].wieght", "spec.mirror", "status"]);
}

#[test]
fn headers_are_written_as_a_map_on_request() {
    let document = json!({
        "apiVersion": "specs.smi-spec.io/v1alpha4",
        "kind": "HTTPRouteGroup",
        "spec": { "matches": [{ "name": "beta", "headers": { "x-a": "1", "x-b": "2" } }] },
    });
    let Manifest::HTTPRouteGroupV1alpha4(mut group) = parse(&document) else { panic!() };
    let headers = group.spec.matches[0].headers.take().unwrap();
    let list = json!([{ "x-a": "1" }, { "x-b": "2" }]);
    assert_eq!(serde_json::to_value(&headers).unwrap(), list);
    let headers = headers.written_as(HeaderForm::Map).unwrap();
    assert_eq!(serde_json::to_value(headers).unwrap(), json!({ "x-a": "1", "x-b": "2" }));
}
