//! The table of bounds.

use super::{Bound, Keyword, Pattern, Source};
use crate::quantity::Quantity;

const V1: &[&str] = &["v1alpha1"];
const V1_2: &[&str] = &["v1alpha1", "v1alpha2"];
const V2: &[&str] = &["v1alpha2"];
const V2_ON: &[&str] = &["v1alpha2", "v1alpha3", "v1alpha4"];
const V3: &[&str] = &["v1alpha3"];
const V3_ON: &[&str] = &["v1alpha3", "v1alpha4"];
const V4: &[&str] = &["v1alpha4"];
const ALL: &[&str] = &["v1alpha1", "v1alpha2", "v1alpha3", "v1alpha4"];

const ACCOUNTS: Keyword = Keyword::OneOf(&["ServiceAccount"]);
const IDENTITIES: Keyword = Keyword::OneOf(&["ServiceAccount", "IdentityBinding"]);
const HTTP_OR_TCP: Keyword = Keyword::OneOf(&["HTTPRouteGroup", "TCPRoute"]);
const ANY_ROUTE: Keyword = Keyword::OneOf(&["HTTPRouteGroup", "TCPRoute", "UDPRoute"]);
const GROUPS: Keyword = Keyword::OneOf(&["HTTPRouteGroup"]);
const METHODS: Keyword = Keyword::OneOf(&[
    "*", "GET", "HEAD", "PUT", "POST", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
]);

const KUBERNETES: Source = Source::Ours("Kubernetes refuses any other object");
const NAMELESS: Source = Source::Ours("an empty name refers to nothing");
const PORTS: Source = Source::Ours("TCP and UDP have no other ports");
const PORT_FORM: Source = Source::Ours("the first SDK wrote ports as strings, others as numbers");
const NOT_NEGATIVE: Source = Source::Ours("a share cannot be negative");
const NO_WEIGHT: Source =
    Source::Ours("nothing says what an absent weight means, and some meshes stop at it");
const NO_BACKEND: Source = Source::Ours("without a backend there is nothing to share");
const NO_MATCH: Source = Source::Ours("without a match a group holds for no request");
const COST: Source =
    Source::Ours("API servers judge the names of headers only where lists have an end");
const ONE_HEADER: Source = Source::Ours("the SDK stops at an item with several headers");

const SUBJECTS: Source = stated("ACCESS-08", "Specification");
const BINDINGS: Source = stated("ACCESS-42", "TrafficTarget");
const RULES: Source = stated("ACCESS-09", "Specification");
const CARDINALITY: Source = stated("ACCESS-10", "Specification");
const EXCLUSIVE: Source = stated("ACCESS-35", "IdentityBinding, Resource Design");
const SCHEMES: Source = stated("ACCESS-34", "IdentityBinding, Resource Design");
const PRIMARY_KEY: Source = stated("SPECS-03", "HTTPRouteGroup");
const ALL_FIELDS: Source = stated("SPECS-04", "HTTPRouteGroup");
const METHOD: Source = stated("SPECS-07", "HTTPRouteGroup");
const HEADER: Source = stated("SPECS-13", "HTTP header filters");
const ROOT: Source = stated("SPLIT-02", "Specification");
const BACKEND: Source = stated("SPLIT-06", "Specification");
const QUANTITIES: Source = stated("SPLIT-07", "Specification");
const WHOLE: Source = stated("SPLIT-08", "Specification");
const SPLIT_MATCH: Source = stated("SPLIT-12", "Specification");
const NUMBERS: Source = Source::Ours("anything else is no quantity of Kubernetes");
const EDGES: Source = stated("METRICS-17", "Edge");

const OBJECT_NAME: Pattern = Pattern {
    name: "a name of lower-case letters, digits, `-` and `.`",
    regex: r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
    holds: is_object_name,
};
const PORT: Pattern = Pattern {
    name: "a port from 1 to 65535",
    regex: "^([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$",
    holds: is_port,
};
const QUANTITY: Pattern = Pattern {
    name: "a quantity such as 1, 500m or 1Ki that is not negative",
    regex: r"^\+?([0-9]+\.?[0-9]*|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,2})?$",
    holds: is_quantity,
};
const ANY_QUANTITY: Pattern = Pattern {
    name: "a quantity such as 1, 500m or 1Ki",
    regex: r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,2})?$",
    holds: is_any_quantity,
};
const HEADER_NAME: Pattern = Pattern {
    name: "the name of an HTTP header",
    regex: "^:?[-!#$%&'*+.^_`|~0-9A-Za-z]+$",
    holds: is_header_name,
};

/// Every bound. `*` is every kind but lists.
pub static BOUNDS: &[Bound] = &[
    row("*", ALL, "metadata", Keyword::Required, KUBERNETES),
    row("*", ALL, "metadata", Keyword::Either("name", "generateName"), KUBERNETES),
    row("*", ALL, "metadata.name", Keyword::Pattern(OBJECT_NAME), KUBERNETES),
    // access: v1alpha1 has no `spec`.
    row("TrafficTarget", V1, "destination.kind", ACCOUNTS, SUBJECTS),
    row("TrafficTarget", V1, "destination.name", Keyword::NotEmpty, NAMELESS),
    row("TrafficTarget", V1, "destination.port", Keyword::IntegerOrString, PORT_FORM),
    row("TrafficTarget", V1, "destination.port", Keyword::Minimum(1), PORTS),
    row("TrafficTarget", V1, "destination.port", Keyword::Maximum(65535), PORTS),
    row("TrafficTarget", V1, "destination.port", Keyword::Pattern(PORT), PORTS),
    row("TrafficTarget", V1, "sources[].kind", ACCOUNTS, SUBJECTS),
    row("TrafficTarget", V1, "sources[].name", Keyword::NotEmpty, NAMELESS),
    row("TrafficTarget", V1, "sources[].port", Keyword::IntegerOrString, PORT_FORM),
    row("TrafficTarget", V1, "sources[].port", Keyword::Minimum(1), PORTS),
    row("TrafficTarget", V1, "sources[].port", Keyword::Maximum(65535), PORTS),
    row("TrafficTarget", V1, "sources[].port", Keyword::Pattern(PORT), PORTS),
    row("TrafficTarget", V1, "specs[].kind", HTTP_OR_TCP, RULES),
    row("TrafficTarget", V1, "specs[].name", Keyword::NotEmpty, NAMELESS),
    row("TrafficTarget", V2, "spec.destination.port", Keyword::IntegerOrString, PORT_FORM),
    row("TrafficTarget", V2, "spec.destination.port", Keyword::Minimum(1), PORTS),
    row("TrafficTarget", V2, "spec.destination.port", Keyword::Maximum(65535), PORTS),
    row("TrafficTarget", V2, "spec.destination.port", Keyword::Pattern(PORT), PORTS),
    row("TrafficTarget", V2, "spec.sources[].port", Keyword::IntegerOrString, PORT_FORM),
    row("TrafficTarget", V2, "spec.sources[].port", Keyword::Minimum(1), PORTS),
    row("TrafficTarget", V2, "spec.sources[].port", Keyword::Maximum(65535), PORTS),
    row("TrafficTarget", V2, "spec.sources[].port", Keyword::Pattern(PORT), PORTS),
    row("TrafficTarget", V2, "spec.rules[].kind", HTTP_OR_TCP, RULES),
    row("TrafficTarget", V2, "spec.destination.kind", ACCOUNTS, SUBJECTS),
    row("TrafficTarget", V2, "spec.sources[].kind", ACCOUNTS, SUBJECTS),
    row("TrafficTarget", V3, "spec.destination.kind", ACCOUNTS, SUBJECTS),
    row("TrafficTarget", V3, "spec.sources[].kind", ACCOUNTS, SUBJECTS),
    row("TrafficTarget", V4, "spec.destination.kind", IDENTITIES, BINDINGS),
    row("TrafficTarget", V4, "spec.sources[].kind", IDENTITIES, BINDINGS),
    row("TrafficTarget", V2_ON, "spec.destination.name", Keyword::NotEmpty, NAMELESS),
    row("TrafficTarget", V2_ON, "spec.sources[].name", Keyword::NotEmpty, NAMELESS),
    row("TrafficTarget", V2_ON, "spec.rules[].name", Keyword::NotEmpty, NAMELESS),
    row("TrafficTarget", V3_ON, "spec.rules[].kind", ANY_ROUTE, RULES),
    row("TrafficTarget", V3_ON, "spec.rules", Keyword::Required, CARDINALITY),
    row("TrafficTarget", V3_ON, "spec.rules", Keyword::SomeItems, CARDINALITY),
    row("TrafficTarget", V3_ON, "spec.sources", Keyword::Required, CARDINALITY),
    row("TrafficTarget", V3_ON, "spec.sources", Keyword::SomeItems, CARDINALITY),
    row("IdentityBinding", V4, "spec.schemes", Keyword::SomeFields, SCHEMES),
    row(
        "IdentityBinding",
        V4,
        "spec.schemes",
        Keyword::NotBoth("podLabelSelector", "serviceAccount"),
        EXCLUSIVE,
    ),
    row(
        "IdentityBinding",
        V4,
        "spec.schemes.podLabelSelector.matchExpressions[].key",
        Keyword::Required,
        KUBERNETES,
    ),
    row(
        "IdentityBinding",
        V4,
        "spec.schemes.podLabelSelector.matchExpressions[].operator",
        Keyword::Required,
        KUBERNETES,
    ),
    row("IdentityBinding", V4, "spec.schemes.serviceAccount", Keyword::NotEmpty, NAMELESS),
    row("IdentityBinding", V4, "spec.schemes.spiffeIdentities", Keyword::SomeItems, SCHEMES),
    row("IdentityBinding", V4, "spec.schemes.spiffeIdentities[]", Keyword::NotEmpty, NAMELESS),
    // specs: up to v1alpha2 without `spec`.
    row("HTTPRouteGroup", V1_2, "matches", Keyword::Required, NO_MATCH),
    row("HTTPRouteGroup", V1_2, "matches", Keyword::SomeItems, NO_MATCH),
    row("HTTPRouteGroup", V1_2, "matches", Keyword::UniqueBy("name"), PRIMARY_KEY),
    row("HTTPRouteGroup", V1_2, "matches[].name", Keyword::Required, PRIMARY_KEY),
    row("HTTPRouteGroup", V1_2, "matches[].name", Keyword::NotEmpty, NAMELESS),
    row("HTTPRouteGroup", V1_2, "matches[].methods[]", METHODS, METHOD),
    row("HTTPRouteGroup", V1, "matches[].pathRegex", Keyword::Required, ALL_FIELDS),
    row("HTTPRouteGroup", V1, "matches[].methods", Keyword::Required, ALL_FIELDS),
    row("HTTPRouteGroup", V2, "matches", Keyword::MostItems(1024), COST),
    row("HTTPRouteGroup", V2, "matches[].headers[]", Keyword::MostFields(1), ONE_HEADER),
    row("HTTPRouteGroup", V2, "matches[].headers[]", Keyword::Keys(HEADER_NAME), HEADER),
    row("HTTPRouteGroup", V2, "matches[].headers", Keyword::Keys(HEADER_NAME), HEADER),
    row("HTTPRouteGroup", V2, "matches[].headers", Keyword::MostItems(32), COST),
    row("HTTPRouteGroup", V2, "matches[].headers", Keyword::MostFields(32), COST),
    row("HTTPRouteGroup", V3_ON, "spec.matches", Keyword::Required, NO_MATCH),
    row("HTTPRouteGroup", V3_ON, "spec.matches", Keyword::SomeItems, NO_MATCH),
    row("HTTPRouteGroup", V3_ON, "spec.matches", Keyword::UniqueBy("name"), PRIMARY_KEY),
    row("HTTPRouteGroup", V3_ON, "spec.matches", Keyword::MostItems(1024), COST),
    row("HTTPRouteGroup", V3_ON, "spec.matches[].name", Keyword::Required, PRIMARY_KEY),
    row("HTTPRouteGroup", V3_ON, "spec.matches[].name", Keyword::NotEmpty, NAMELESS),
    row("HTTPRouteGroup", V3_ON, "spec.matches[].methods[]", METHODS, METHOD),
    row("HTTPRouteGroup", V3_ON, "spec.matches[].headers[]", Keyword::MostFields(1), ONE_HEADER),
    row("HTTPRouteGroup", V3_ON, "spec.matches[].headers[]", Keyword::Keys(HEADER_NAME), HEADER),
    row("HTTPRouteGroup", V3_ON, "spec.matches[].headers", Keyword::Keys(HEADER_NAME), HEADER),
    row("HTTPRouteGroup", V3_ON, "spec.matches[].headers", Keyword::MostItems(32), COST),
    row("HTTPRouteGroup", V3_ON, "spec.matches[].headers", Keyword::MostFields(32), COST),
    row("TCPRoute", V4, "spec.matches.ports[]", Keyword::Minimum(1), PORTS),
    row("TCPRoute", V4, "spec.matches.ports[]", Keyword::Maximum(65535), PORTS),
    row("UDPRoute", V4, "spec.matches.ports[]", Keyword::Minimum(1), PORTS),
    row("UDPRoute", V4, "spec.matches.ports[]", Keyword::Maximum(65535), PORTS),
    row("TrafficSplit", ALL, "spec.service", Keyword::NotEmpty, ROOT),
    row("TrafficSplit", ALL, "spec.backends", Keyword::Required, NO_BACKEND),
    row("TrafficSplit", ALL, "spec.backends", Keyword::SomeItems, NO_BACKEND),
    row("TrafficSplit", ALL, "spec.backends[].service", Keyword::NotEmpty, BACKEND),
    row("TrafficSplit", ALL, "spec.backends[].weight", Keyword::Required, NO_WEIGHT),
    row("TrafficSplit", ALL, "spec.backends[].weight", Keyword::Minimum(0), NOT_NEGATIVE),
    row("TrafficSplit", V1, "spec.backends[].weight", Keyword::IntegerOrString, QUANTITIES),
    row("TrafficSplit", V1, "spec.backends[].weight", Keyword::Pattern(QUANTITY), QUANTITIES),
    row("TrafficSplit", V2_ON, "spec.backends[].weight", Keyword::Whole, WHOLE),
    row("TrafficSplit", V3_ON, "spec.matches[].kind", GROUPS, SPLIT_MATCH),
    row("TrafficSplit", V3_ON, "spec.matches[].name", Keyword::NotEmpty, NAMELESS),
    row("TrafficMetrics", V1_2, "metrics[].value", Keyword::Pattern(ANY_QUANTITY), NUMBERS),
    row(
        "TrafficMetricsList",
        V1_2,
        "items[].metrics[].value",
        Keyword::Pattern(ANY_QUANTITY),
        QUANTITIES,
    ),
    row("TrafficMetrics", V1_2, "edge.direction", Keyword::OneOf(&["to", "from"]), EDGES),
    row("TrafficMetrics", V1_2, "edge.side", Keyword::OneOf(&["client", "server"]), EDGES),
    row(
        "TrafficMetricsList",
        V1_2,
        "items[].edge.direction",
        Keyword::OneOf(&["to", "from"]),
        EDGES,
    ),
    row(
        "TrafficMetricsList",
        V1_2,
        "items[].edge.side",
        Keyword::OneOf(&["client", "server"]),
        EDGES,
    ),
];

const fn row(
    kind: &'static str,
    versions: &'static [&'static str],
    path: &'static str,
    keyword: Keyword,
    source: Source,
) -> Bound {
    Bound { kind, versions, path, keyword, source }
}

const fn stated(id: &'static str, section: &'static str) -> Source {
    Source::Specification { id, section }
}

fn is_object_name(text: &str) -> bool {
    let inner = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
    text.split('.').all(|label| {
        !label.is_empty()
            && label.chars().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

fn is_port(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    digits && text.parse::<u16>().is_ok()
}

fn is_quantity(text: &str) -> bool {
    !text.starts_with('-') && is_any_quantity(text)
}

fn is_any_quantity(text: &str) -> bool {
    let exponent = text.trim_end_matches('E').find(['e', 'E']).map(|at| &text[at + 1..]);
    let long = exponent.is_some_and(|digits| digits.trim_start_matches(['+', '-']).len() > 2);
    !long && text.parse::<Quantity>().is_ok()
}

fn is_header_name(text: &str) -> bool {
    let token = text.strip_prefix(':').unwrap_or(text);
    let inner = |char: char| char.is_ascii_alphanumeric() || "-!#$%&'*+.^_`|~".contains(char);
    !token.is_empty() && token.chars().all(inner)
}
