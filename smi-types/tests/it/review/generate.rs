//! Objects as people and tools write them: odd spellings, absent and empty lists, fields that no type knows.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Any JSON, not too deep.
pub(super) fn any_json() -> impl Strategy<Value = Value> {
    let names =
        "kind|apiVersion|metadata|name|request|uid|objects|spec|matches|annotations|[a-z]{0,3}";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-zA-Z0-9./]{0,6}|TrafficSplit|ConversionReview|apiextensions.k8s.io/v1"
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(names, inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// An object of any kind that can be converted, in any version.
pub(super) fn object() -> impl Strategy<Value = Value> {
    prop_oneof![target(), group(), tcp_route(), split()]
}

/// Puts the parts that are there into an object.
fn fields(parts: Vec<(&str, Option<Value>)>) -> Value {
    let present = parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect::<Map<_, _>>())
}

fn choice<T: Clone + std::fmt::Debug + 'static>(options: Vec<T>) -> impl Strategy<Value = T> {
    prop::sample::select(options)
}

/// A value that may be absent.
fn optional(options: Vec<Value>) -> impl Strategy<Value = Option<Value>> {
    prop::option::of(choice(options))
}

/// A list that may be absent or empty.
fn list(element: impl Strategy<Value = Value>) -> impl Strategy<Value = Option<Value>> {
    prop::option::weighted(0.9, prop::collection::vec(element, 0..4).prop_map(Value::from))
}

/// A field that no type knows: a mesh's extension, or a status.
fn unknown() -> impl Strategy<Value = Option<Value>> {
    let number =
        any::<f64>().prop_filter_map("finite", |number| number.is_finite().then(|| json!(number)));
    prop::option::weighted(0.2, prop_oneof![number, any_json()])
}

/// An object of a kind; before `nested` the parts stand at the top level, from there on under `spec`.
fn root(
    group: &str,
    kind: &str,
    version: usize,
    nested: usize,
    mut parts: Value,
    status: Option<Value>,
    odd_spec: bool,
) -> Value {
    let mut object = json!({
        "apiVersion": format!("{group}.smi-spec.io/v1alpha{version}"),
        "kind": kind,
        "metadata": { "name": "a", "namespace": "shop", "annotations": { "note": "kept" } },
    });
    if version >= nested && !odd_spec {
        object["spec"] = parts;
    } else if version < nested {
        object.as_object_mut().unwrap().append(parts.as_object_mut().unwrap());
    }
    if let Some(status) = status {
        object["status"] = status;
    }
    object
}

fn split() -> impl Strategy<Value = Value> {
    (1_usize..=4).prop_flat_map(|version| {
        let weights = match version {
            1 => vec![
                json!("1"),
                json!(1),
                json!("500m"),
                json!("0.5"),
                json!("1k"),
                json!("1e3"),
                json!("9E"),
                json!("1n"),
                json!(2.0),
                json!("-1"),
                json!("1.50"),
            ],
            _ => vec![
                json!(1),
                json!(50),
                json!(50.0),
                json!(0.5),
                json!(0),
                json!(-3),
                json!(1e20),
                json!(1e-12),
                json!(null),
            ],
        };
        let backend = (choice(vec!["a", "b", "c"]), optional(weights), unknown()).prop_map(
            |(service, weight, x)| {
                fields(vec![("service", Some(service.into())), ("weight", weight), ("x", x)])
            },
        );
        let reference = (choice(vec!["g", "h"]), optional(vec![json!("specs.smi-spec.io")]))
            .prop_map(|(name, group)| {
                fields(vec![
                    ("name", Some(name.into())),
                    ("kind", Some("HTTPRouteGroup".into())),
                    ("apiGroup", group),
                ])
            });
        let matches = list(reference).prop_map(move |matches| matches.filter(|_| version > 2));
        (list(backend), matches, unknown(), unknown()).prop_map(
            move |(backends, matches, x, status)| {
                let spec = vec![
                    ("service", Some("root".into())),
                    ("backends", backends),
                    ("matches", matches),
                    ("x", x),
                ];
                root("split", "TrafficSplit", version, 1, fields(spec), status, false)
            },
        )
    })
}

fn group() -> impl Strategy<Value = Value> {
    (1_usize..=4).prop_flat_map(|version| {
        let headers = vec![
            json!({}),
            json!([]),
            json!({ "x-a": "1", "x-b": "2" }),
            json!([{ "x-a": "1" }]),
            json!([{ "x-a": "1", "x-b": "2" }, {}]),
            json!([{ "x-a": "1" }, { "x-a": "2" }]),
        ];
        let headers = optional(headers).prop_map(move |headers| headers.filter(|_| version > 1));
        let names = optional(vec![json!("m"), json!("n"), json!("o"), json!("")]);
        let one = (
            names,
            optional(vec![json!("/a"), json!("")]),
            optional(vec![json!([]), json!(["GET"])]),
            headers,
            unknown(),
        )
            .prop_map(|(name, path, methods, headers, x)| {
                fields(vec![
                    ("name", name),
                    ("pathRegex", path),
                    ("methods", methods),
                    ("headers", headers),
                    ("x", x),
                ])
            });
        (list(one), unknown(), unknown()).prop_map(move |(matches, x, status)| {
            root(
                "specs",
                "HTTPRouteGroup",
                version,
                3,
                fields(vec![("matches", matches), ("x", x)]),
                status,
                false,
            )
        })
    })
}

fn tcp_route() -> impl Strategy<Value = Value> {
    let ports = optional(vec![json!([]), json!([80]), json!([80, 443])]);
    let matches = (optional(vec![json!("m"), json!("")]), ports, unknown())
        .prop_map(|(name, ports, x)| fields(vec![("name", name), ("ports", ports), ("x", x)]));
    (1_usize..=4, prop::option::of(matches), unknown(), unknown(), any::<bool>()).prop_map(
        |(version, matches, x, status, without_spec)| {
            let matches = matches.filter(|_| version == 4);
            let parts = fields(vec![("matches", matches), ("x", x)]);
            root("specs", "TCPRoute", version, 3, parts, status, without_spec)
        },
    )
}

fn target() -> impl Strategy<Value = Value> {
    (1_usize..=if cfg!(feature = "draft") { 4 } else { 3 }).prop_flat_map(|version| {
        let subject = || {
            let kinds = choice(vec!["ServiceAccount", "ServiceAccount", "IdentityBinding"]);
            let ports = optional(vec![json!(8080), json!("8080"), json!(80.0)])
                .prop_map(move |port| port.filter(|_| version < 3));
            let groups = optional(vec![json!("access.smi-spec.io"), json!("")])
                .prop_map(move |group| group.filter(|_| version == 4));
            (
                kinds,
                choice(vec!["cart", "web", "db"]),
                optional(vec![json!("shop"), json!("")]),
                ports,
                groups,
                unknown(),
            )
                .prop_map(|(kind, name, namespace, port, group, x)| {
                    let kind = Some(kind.into());
                    fields(vec![
                        ("kind", kind),
                        ("name", Some(name.into())),
                        ("namespace", namespace),
                        ("port", port),
                        ("group", group),
                        ("x", x),
                    ])
                })
        };
        let matches = optional(vec![json!([]), json!(["m", "n"])]);
        let rule = (
            choice(vec!["HTTPRouteGroup", "TCPRoute", "UDPRoute"]),
            choice(vec!["r", "s"]),
            matches,
            unknown(),
        )
            .prop_map(|(kind, name, matches, x)| {
                fields(vec![
                    ("kind", Some(kind.into())),
                    ("name", Some(name.into())),
                    ("matches", matches),
                    ("x", x),
                ])
            });
        let rules = if version == 1 { "specs" } else { "rules" };
        (subject(), list(rule), list(subject()), unknown(), unknown()).prop_map(
            move |(destination, given, sources, x, status)| {
                let parts = vec![
                    ("destination", Some(destination)),
                    (rules, given),
                    ("sources", sources),
                    ("x", x),
                ];
                root("access", "TrafficTarget", version, 2, fields(parts), status, false)
            },
        )
    })
}
