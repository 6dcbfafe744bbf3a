//! Traffic Specs.

use crate::{allowed, rests_on, routes, shop};

#[test]
fn specs_06_paths_are_anchored_at_their_beginning_only() {
    let world = shop(&routes("{ name: items, pathRegex: /items, methods: [GET] }"));
    assert!(
        allowed(&world, "web GET cart:8080/items/new")
            && allowed(&world, "web GET cart:8080/itemsold")
    );
    assert!(!allowed(&world, "web GET cart:8080/old/items"));
    let end = shop(&routes("{ name: items, pathRegex: \"/items$\", methods: [GET] }"));
    assert!(
        allowed(&end, "web GET cart:8080/items") && !allowed(&end, "web GET cart:8080/items/new")
    );
}

#[test]
fn specs_07_methods_are_listed_or_all() {
    let world = shop(&routes("{ name: some, pathRegex: /, methods: [GET, PUT] }"));
    assert!(allowed(&world, "web PUT cart:8080/") && !allowed(&world, "web POST cart:8080/"));
    let world = shop(&routes("{ name: all, pathRegex: /, methods: [\"*\"] }"));
    assert!(allowed(&world, "web POST cart:8080/") && allowed(&world, "web TRACE cart:8080/"));
}

#[test]
fn specs_13_14_15_headers_of_a_match_are_anded_and_matches_are_ored() {
    let world = shop(&routes(
        "{ name: one, headers: [{ X-Team: ^blue$ }, { x-beta: ^on$ }] }, { name: two, headers: [{ x-staff: ^yes$ }] }",
    ));
    assert!(allowed(&world, "web GET cart:8080/ x-team=blue X-BETA=on"));
    assert!(!allowed(&world, "web GET cart:8080/ x-team=blue"));
    assert!(allowed(&world, "web POST cart:8080/any x-staff=yes"));
    assert!(!allowed(&world, "web GET cart:8080/"));
    assert_eq!(rests_on(&world, "web GET cart:8080/ x-team=blue x-beta=on"), []);
}

#[test]
fn both_forms_of_headers_mean_the_same() {
    let world = shop(&routes("{ name: one, headers: { x-team: ^blue$, x-beta: ^on$ } }"));
    assert!(allowed(&world, "web GET cart:8080/ x-team=blue x-beta=on"));
    assert!(!allowed(&world, "web GET cart:8080/ x-beta=on"));
}

#[test]
fn an_expression_that_is_none_matches_nothing_and_takes_nothing_from_its_neighbours() {
    let world = shop(&routes(
        "{ name: broken, pathRegex: \"/(\", methods: [GET] }, { name: sound, pathRegex: /items, methods: [GET] }",
    ));
    assert!(
        allowed(&world, "web GET cart:8080/items") && !allowed(&world, "web GET cart:8080/other")
    );
}
