//! Where the specification is silent, the answer names the reading that it rests on; elsewhere it names none.

use smi_types::Interpretation::{self, *};

use crate::{rests_on, routes, shop, target};

fn split(backends: &str) -> String {
    format!(
        "apiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\nmetadata: {{ name: cart }}\n\
         spec:\n  service: cart\n  backends: [{backends}]\n"
    )
}

const ITEMS: &str = "{ name: items, pathRegex: \"/items$\", methods: [GET] }";
const TCP: &str = "---\napiVersion: specs.smi-spec.io/v1alpha4\nkind: TCPRoute\nmetadata: { name: tcp }\nspec: { matches: { ports: [8080] } }\n";

#[test]
fn answers_about_access_on_open_ground_name_the_reading() {
    let mixed = "{ kind: HTTPRouteGroup, name: routes }, { kind: TCPRoute, name: tcp }";
    let table: Vec<Row> = vec![
        (target(ITEMS, mixed) + TCP, "web GET cart:9090/items", vec![L4WithL7]),
        (
            target(ITEMS, "{ kind: TCPRoute, name: tcp }") + TCP,
            "web GET cart:8080/items",
            vec![TcpAdmitsHttp],
        ),
        (
            routes(ITEMS).replace(", namespace: shop", ""),
            "web GET cart:8080/items",
            vec![SubjectNamespace],
        ),
        (routes(ITEMS), "web GET cart:8080/items?page=2", vec![Query]),
        (routes(ITEMS), "web GET cart:8080/%69tems", vec![PathNormalisation]),
        (
            routes("{ name: one, headers: [{ x-team: blue }] }"),
            "web GET cart:8080/ x-team=lightblue",
            vec![HeaderAnchoring],
        ),
        (routes("{ name: one, pathRegex: / }"), "web GET cart:8080/", vec![OmittedField]),
        (routes(""), "web GET cart:8080/", vec![EmptyGroup]),
        (
            target(ITEMS, "{ kind: HTTPRouteGroup, name: routes, matches: [] }"),
            "web GET cart:8080/items",
            vec![EmptyRuleMatches],
        ),
        (
            target(
                ITEMS,
                "{ kind: HTTPRouteGroup, name: routes }, { kind: HTTPRouteGroup, name: gone }",
            ),
            "web GET cart:8080/items",
            vec![DanglingReference],
        ),
    ];
    check(table);
}

#[test]
fn answers_about_splits_on_open_ground_name_the_reading() {
    let table: Vec<Row> = vec![
        (split("{ service: cart-v1, weight: 0 }"), "web GET cart:8080/", vec![AllWeightsZero]),
        (
            split("{ service: cart-v1 }, { service: cart-v2, weight: 1 }"),
            "web GET cart:8080/",
            vec![AbsentWeight],
        ),
        (
            split("{ service: cart-v1, weight: -1 }, { service: cart-v2, weight: 1 }"),
            "web GET cart:8080/",
            vec![NegativeWeight],
        ),
        (
            split("{ service: gone, weight: 1 }, { service: cart-v2, weight: 1 }"),
            "web GET cart:8080/",
            vec![MissingBackend],
        ),
        (
            split(
                "{ service: cart-v1, weight: 1 }, { service: cart-v1, weight: 2 }, { service: cart-v2, weight: 1 }",
            ),
            "web GET cart:8080/",
            vec![DuplicateBackend],
        ),
        (
            split("{ service: cart, weight: 1 }, { service: cart-v2, weight: 1 }"),
            "web GET cart:8080/",
            vec![SelfReference],
        ),
        (
            split("{ service: cart-v1, weight: 1 }")
                .replace("service: cart\n", "service: cart.shop\n"),
            "web GET cart:8080/",
            vec![RootName],
        ),
    ];
    check(table);
}

/// Objects, a question, and the readings that its answer rests on.
type Row = (String, &'static str, Vec<Interpretation>);

fn check(table: Vec<Row>) {
    for (objects, question, readings) in table {
        let found: Vec<_> = rests_on(&shop(&objects), question);
        assert!(readings.iter().all(|one| found.contains(one)), "{question}: {found:?}\n{objects}");
        assert!(found.len() <= readings.len() + 1, "{question}: {found:?}\n{objects}");
    }
}

#[test]
fn answers_on_firm_ground_name_none() {
    let world = shop(&routes(ITEMS));
    for question in [
        "web GET cart:8080/items",
        "guest GET cart:8080/items",
        "web POST cart:8080/items",
        "web GET cart:8080/x",
    ] {
        assert_eq!(rests_on(&world, question), [], "{question}");
    }
}
