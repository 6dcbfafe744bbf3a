//! Profiles of meshes: they load, they are about fields and versions that exist, and they say what the references say.

mod facts;
mod strict;

use std::collections::BTreeSet;
use std::path::Path;

use smi_types::Interpretation;
use smi_types::catalog::{CATALOG, Status};
use smi_types::schema::json_schema;
use smi_validate::decide::decide_under;
use smi_validate::decision::{Decision, Destination, Payload, Request};
use smi_validate::profile::overview::overview;
use smi_validate::profile::{Answer, Presence, Profile, Treatment};

use crate::{name, routes, shop};

#[test]
fn every_file_is_a_profile_that_all_has() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
    let mut files = BTreeSet::new();
    let mut read = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let profile = Profile::parse(&name, &std::fs::read_to_string(&path).unwrap());
        read.push(profile.unwrap_or_else(|error| panic!("{error}")));
        files.insert(name);
    }
    assert_eq!(files, Profile::all().iter().map(|profile| profile.name.clone()).collect());
    assert!(read.iter().all(|profile| Profile::find(&profile.name) == Ok(profile)));
}

#[test]
fn every_statement_is_cited_in_full() {
    for profile in Profile::all() {
        for said in profile.statements() {
            assert!(!said.from.is_empty(), "{} {}", profile.name, said.question);
            for citation in said.from {
                let full = profile.cite(citation);
                let document = &profile.documents[&citation.document];
                assert!(full.starts_with(&document.project) && full.len() > 8, "{full}");
            }
        }
    }
}

#[test]
fn every_field_exists_in_the_versions_that_it_is_said_of() {
    for profile in Profile::all() {
        for (kind, fields) in &profile.fields {
            for (path, answer) in fields {
                let named = || answer.iter().flat_map(|statement| &statement.when.versions);
                let served = profile.kinds[kind].versions.keys();
                let served: Vec<_> =
                    served.filter(|version| profile.serves(kind, version)).collect();
                let all: Vec<_> = if named().next().is_some() { named().collect() } else { served };
                for version in all {
                    assert!(
                        has_field(kind, version, path),
                        "{}: {kind} {version} has no {path}",
                        profile.name
                    );
                }
            }
        }
    }
}

/// Whether the schema of a kind has a field.
fn has_field(kind: &str, version: &str, path: &str) -> bool {
    let entry = CATALOG.iter().find(|entry| entry.kind == kind && entry.version == version);
    let mut schema = json_schema(entry.unwrap());
    path.split('.').all(|step| {
        let (field, is_list) = step.strip_suffix("[]").map_or((step, false), |field| (field, true));
        schema = schema["properties"][field].take();
        if is_list {
            schema = schema["items"].take();
        }
        !schema.is_null()
    })
}

#[test]
fn fields_that_do_not_exist_are_told() {
    assert!(has_field("TrafficTarget", "v1alpha3", "spec.rules[].matches"));
    assert!(!has_field("TrafficTarget", "v1alpha3", "spec.destination.port"));
    assert!(!has_field("TrafficSplit", "v1alpha2", "spec.matches"));
}

/// `Entry::served_by` of the catalogue and the profiles say the same, both ways.
#[test]
fn the_catalogue_agrees_on_what_is_served() {
    let mut disagreements = Vec::new();
    for profile in Profile::all() {
        let Some(known_as) = &profile.known_as else { continue };
        for entry in CATALOG {
            let listed = entry.served_by.split(", ").any(|name| name == known_as);
            if listed != profile.serves(entry.kind, entry.version) {
                disagreements.push(format!("{known_as}: {} {}", entry.version, entry.kind));
            }
        }
    }
    assert_eq!(disagreements, [""; 0]);
}

#[test]
fn the_specification_serves_all_that_was_released_and_ignores_nothing() {
    let spec = Profile::find("spec").unwrap();
    for entry in CATALOG {
        let released = entry.status == Status::Released;
        assert_eq!(spec.serves(entry.kind, entry.version), released, "{entry:?}");
    }
    let treatments = spec.fields.values().flat_map(|fields| fields.values());
    let all = |answer: &Answer<Treatment>| answer.iter().all(|one| one.is == Treatment::Honoured);
    assert!(treatments.chain(spec.constructs.values()).all(all));
    assert_eq!(spec.readings(), smi_validate::decide::Readings::default());
}

#[test]
fn versions_that_are_only_defined_are_not_served() {
    let osm = Profile::find("osm").unwrap();
    assert_eq!(osm.kinds["TrafficSplit"].versions["v1alpha4"], Presence::Defined);
    assert!(!osm.serves("TrafficSplit", "v1alpha4") && osm.serves("TrafficSplit", "v1alpha2"));
    assert!(!osm.serves("UDPRoute", "v1alpha4"));
    for profile in Profile::all() {
        for (kind, support) in &profile.kinds {
            let stored = support.versions.values().filter(|one| **one == Presence::Stored).count();
            assert!(stored <= 1, "{} stores {kind} in {stored} versions", profile.name);
            assert!(support.reads.iter().all(|version| profile.serves(kind, version)));
        }
    }
}

#[test]
fn unknown_names_are_answered_with_near_ones() {
    let all = "there are `spec`, `osm`, `fsm`, `traefik-mesh`, `linkerd-smi`, `istio-adapter`, `consul` and `nginx`";
    for (wanted, answer) in [
        ("traefik", "did you mean `traefik-mesh`?"),
        ("linkerd", "did you mean `linkerd-smi`?"),
        ("nginx-service-mesh", "did you mean `nginx`?"),
        ("OSN", "did you mean `osm`?"),
        ("ngnix", "did you mean `nginx`?"),
        ("sm", "did you mean `osm` or `fsm`?"),
        ("kuma", all),
    ] {
        let error = Profile::find(wanted).unwrap_err().to_string();
        assert_eq!(error, format!("no profile is called `{wanted}`; {answer}"));
    }
}

/// A mesh's readings change what `decide` answers, and only where the mesh takes the other one.
#[test]
fn decide_can_be_asked_under_the_readings_of_a_mesh() {
    let split = "---\napiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\nmetadata: { name: cart-v1 }\n\
                 spec: { service: cart-v1, backends: [{ service: gone, weight: 1 }, { service: cart-v2, weight: 1 }] }\n";
    let world = shop(&(routes("{ name: all }") + split));
    for (mesh, shares) in [
        ("spec", "gone 1/2, cart-v2 1/2"),
        ("traefik-mesh", "gone 0, cart-v2 1"),
        ("linkerd-smi", "gone 0, cart-v2 1"),
        ("osm", "gone 1/2, cart-v2 1/2"),
    ] {
        let profile = Profile::find(mesh).unwrap();
        let decision = decide_under(&world, &get_cart_v1(), &profile.readings());
        assert_eq!(shares_of(&decision), shares, "{mesh}");
    }
    let osm = Profile::find("osm").unwrap();
    assert!(osm.third_ways().any(|one| one == Interpretation::MissingBackend));
}

fn get_cart_v1() -> Request {
    let payload = Payload::Http { method: "GET".into(), path: "/".into(), headers: vec![] };
    Request {
        from: Some(name("web")),
        to: Destination::Service { name: name("cart-v1"), port: 8080 },
        payload,
    }
}

fn shares_of(decision: &Decision) -> String {
    let share = |route: &smi_validate::decision::Route| {
        format!("{} {}", route.backend.as_ref().unwrap().name, route.share)
    };
    decision.routes.iter().map(share).collect::<Vec<_>>().join(", ")
}

/// `UPDATE_GOLDEN=1` writes the file.
#[test]
fn the_overview_is_as_recorded() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/profiles/overview.md");
    let rendered = overview();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &rendered).unwrap();
    }
    let recorded = std::fs::read_to_string(&path).unwrap();
    assert!(recorded == rendered, "{} differs; UPDATE_GOLDEN=1 writes it", path.display());
}
