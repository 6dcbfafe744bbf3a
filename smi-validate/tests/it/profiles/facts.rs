//! Facts written by hand from the references, so that an edited profile is noticed.

use smi_validate::profile::Profile;

/// Mesh, question, answer.
const FACTS: &[(&str, &str, &str)] = &[
    ("spec", "access.without-targets", "deny"),
    ("spec", "paths.anchoring", "start"),
    ("spec", "paths.engine", ""),
    ("spec", "rules.matches-omitted", "all"),
    ("spec", "headers.form", "list (until v0.6.0), map (since commit abde204)"),
    ("spec", "weights.kind", "quantity (v1alpha1), integer (v1alpha2, v1alpha3, v1alpha4)"),
    ("spec", "splits.self-reference", "forbidden"),
    ("osm", "access.out-of-the-box", "permissive"),
    ("osm", "access.without-targets", "deny (until v1.2.4), allow (tcp; since HEAD)"),
    ("osm", "access.several-targets", "first-match"),
    ("osm", "access.denied-route", "status-404, status-403"),
    ("osm", "rules.matches-omitted", "none"),
    ("osm", "paths.anchoring", "whole"),
    ("osm", "paths.query", "excluded"),
    ("osm", "headers.anchoring", "whole"),
    ("osm", "constructs.udp-rule", "refused-in-log"),
    ("osm", "constructs.target-outside-destination-namespace", "refused-by-admission"),
    ("osm", "constructs.header-item-with-several-keys", "broken"),
    ("osm", "weights.all-zero", "keeps-previous, fail"),
    ("osm", "splits.root-name", "short-or-qualified (until v1.2.4), short (since HEAD)"),
    ("osm", "readings.SPECS-HEADER-ANCHORING", "other"),
    ("fsm", "paths.anchoring", "search"),
    ("fsm", "paths.query", "included"),
    ("fsm", "headers.absent", "empty"),
    ("fsm", "methods.wildcard", "listed"),
    ("fsm", "weights.zero", "standby"),
    ("fsm", "weights.all-zero", "equal-shares"),
    ("fsm", "access.side", "server (http), nowhere (tcp)"),
    ("fsm", "splits.unmatched", "backends-equally, denied"),
    ("fsm", "namespaces.split-groups", "any"),
    ("traefik-mesh", "paths.anchoring", "start"),
    ("traefik-mesh", "paths.form", "decoded"),
    ("traefik-mesh", "access.side", "by-name"),
    ("traefik-mesh", "access.without-rules", "everything"),
    ("traefik-mesh", "rules.missing-match", "voids-target"),
    ("traefik-mesh", "rules.duplicate-match-name", "first"),
    ("traefik-mesh", "ports.backend", "every-root-port"),
    ("traefik-mesh", "ports.backend-target", "backend (http), root (tcp), root (udp)"),
    ("traefik-mesh", "constructs.capturing-group-in-path", "broken"),
    ("traefik-mesh", "splits.self-reference", "removed"),
    ("traefik-mesh", "splits.chain", "followed"),
    ("traefik-mesh", "splits.with-access", "all-backends"),
    ("linkerd-smi", "weights.all-zero", "root"),
    ("linkerd-smi", "weights.missing", "panics"),
    ("linkerd-smi", "weights.largest", "429496"),
    ("linkerd-smi", "splits.backend-without-pods", "goes-to-others"),
    ("linkerd-smi", "access.side", ""),
    ("istio-adapter", "paths.engine", "none"),
    ("istio-adapter", "weights.rounding", "percents-last-takes-rest"),
    ("istio-adapter", "rules.matches-omitted", "none"),
    ("istio-adapter", "splits.root-name", "verbatim"),
    ("consul", "fields.TrafficTarget.destination.port", "ignored"),
    ("consul", "namespaces.source-omitted", "not-compared"),
    ("nginx", "headers.form", "map (since 1.5.0), list (until 1.4)"),
    ("nginx", "namespaces.source-omitted", "default"),
    ("nginx", "access.denied-caller", "status-403"),
    ("nginx", "paths.anchoring", ""),
];

#[test]
fn profiles_say_what_the_references_say() {
    for (mesh, question, answer) in FACTS {
        let said = Profile::find(mesh).unwrap().answer(question);
        assert_eq!(said, *answer, "{mesh} {question}");
    }
}

/// Mesh, kind, the versions that it serves.
const VERSIONS: &[(&str, &str, &[&str])] = &[
    ("osm", "TrafficTarget", &["v1alpha3"]),
    ("osm", "TrafficSplit", &["v1alpha2"]),
    ("fsm", "HTTPRouteGroup", &["v1alpha4"]),
    ("fsm", "TrafficSplit", &["v1alpha2", "v1alpha4"]),
    ("traefik-mesh", "TCPRoute", &["v1alpha3"]),
    ("linkerd-smi", "TrafficSplit", &["v1alpha1", "v1alpha2"]),
    ("istio-adapter", "TrafficTarget", &["v1alpha1"]),
    ("consul", "TrafficSplit", &[]),
    ("nginx", "TrafficTarget", &["v1alpha2"]),
];

#[test]
fn profiles_serve_what_the_references_say() {
    for (mesh, kind, expected) in VERSIONS {
        let profile = Profile::find(mesh).unwrap();
        let all = ["v1alpha1", "v1alpha2", "v1alpha3", "v1alpha4"];
        let served = all.into_iter().filter(|version| profile.serves(kind, version));
        assert_eq!(served.collect::<Vec<_>>(), *expected, "{mesh} {kind}");
    }
}

/// Messages word for word, so that they can be looked up.
#[test]
fn messages_are_there_word_for_word() {
    for (mesh, text) in [
        ("osm", "The traffic target namespace (%s) must match spec.Destination.Namespace (%s)"),
        ("fsm", "The traffic target namespace (%s) must match spec.Destination.Namespace (%s)"),
        ("traefik-mesh", "unable to find match %q in HTTPRouteGroup %q"),
        ("istio-adapter", "Match with name %s not found in HTTPRouteGroup %s"),
        ("consul", "%s/%s synced failed: %s"),
    ] {
        let messages = &Profile::find(mesh).unwrap().messages;
        assert!(messages.iter().any(|message| message.text == text), "{mesh}: {text}");
    }
}
