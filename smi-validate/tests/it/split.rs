//! Traffic Split.

use smi_types::Interpretation;

use crate::{ask, rests_on, shares, shop};

fn split(version: &str, backends: &str) -> String {
    format!(
        "apiVersion: split.smi-spec.io/{version}\nkind: TrafficSplit\nmetadata: {{ name: cart }}\n\
         spec:\n  service: cart\n  backends: [{backends}]\n"
    )
}

const TWO_TO_ONE: &str = "{ service: cart-v1, weight: 1000 }, { service: cart-v2, weight: 500 }";

#[test]
fn split_04_without_a_split_the_service_serves() {
    assert_eq!(shares(&shop(""), "web GET cart:8080/"), "cart 1");
}

#[test]
fn split_05_30_34_weights_are_ratios() {
    let world = shop(&split("v1alpha4", TWO_TO_ONE));
    assert_eq!(shares(&world, "web GET cart:8080/"), "cart-v1 2/3, cart-v2 1/3");
    assert_eq!(shares(&world, "web tcp cart:8080"), "cart-v1 2/3, cart-v2 1/3");
    // `cart` has a second port that its backends lack: some meshes leave such backends out altogether.
    assert_eq!(rests_on(&world, "web GET cart:8080/"), [Interpretation::PortMatch]);
    let same_ports = split("v1alpha4", TWO_TO_ONE).replace("service: cart\n", "service: guest\n");
    assert_eq!(rests_on(&shop(&same_ports), "web GET guest:8080/"), []);
}

#[test]
fn split_07_quantities_are_exact() {
    let world = shop(&split(
        "v1alpha1",
        "{ service: cart-v1, weight: 1 }, { service: cart-v2, weight: 500m }",
    ));
    assert_eq!(shares(&world, "web GET cart:8080/"), "cart-v1 2/3, cart-v2 1/3");
}

#[test]
fn split_01_a_client_outside_the_mesh_sees_the_ordinary_service() {
    assert_eq!(shares(&shop(&split("v1alpha4", TWO_TO_ONE)), "stranger GET cart:8080/"), "cart 1");
}

#[test]
fn split_11_14_matches_limit_a_split() {
    let world = shop(&format!(
        "{}  matches: [{{ kind: HTTPRouteGroup, name: beta }}]\n---\napiVersion: specs.smi-spec.io/v1alpha4\n\
         kind: HTTPRouteGroup\nmetadata: {{ name: beta }}\nspec: {{ matches: [{{ name: b, headers: [{{ x-beta: ^on$ }}] }}] }}\n",
        split("v1alpha4", "{ service: cart-v2, weight: 1 }")
    ));
    assert_eq!(shares(&world, "web GET cart:8080/ x-beta=on"), "cart-v2 1");
    assert_eq!(shares(&world, "web GET cart:8080/ x-beta=off"), "cart 1");
    assert_eq!(shares(&world, "web GET cart:8080/"), "cart 1");
}

#[test]
fn split_18_19_a_backend_without_the_dialled_port_is_left_out() {
    let both = "{ service: cart-v1, weight: 1 }, { service: cart, weight: 1 }";
    let world = shop(&split("v1alpha4", both).replace("service: cart\n", "service: guest\n"));
    assert_eq!(shares(&world, "web GET guest:8080/"), "cart-v1 1/2, cart 1/2");
    let world = shop(&split("v1alpha4", TWO_TO_ONE));
    let decision = ask(&world, "web GET cart:9090/");
    assert!(decision.reasons.iter().any(|reason| reason.requirement == "SPLIT-19"));
    assert!(!decision.is_allowed() && !decision.is_denied(), "no backend is left: nobody serves");
}

#[test]
fn split_28_29_35_zero_direct_and_nested() {
    let world = shop(&split(
        "v1alpha4",
        "{ service: cart-v1, weight: 5 }, { service: cart-v2, weight: 0 }",
    ));
    assert_eq!(shares(&world, "web GET cart:8080/"), "cart-v1 1, cart-v2 0");
    assert_eq!(shares(&world, "web GET cart-v2:8080/"), "cart-v2 1");
    let inner = split("v1alpha4", "{ service: guest, weight: 1 }")
        .replace("service: cart\n", "service: cart-v1\n")
        .replace("name: cart ", "name: inner ");
    let world =
        shop(&format!("{}---\n{inner}", split("v1alpha4", "{ service: cart-v1, weight: 1 }")));
    assert_eq!(shares(&world, "web GET cart:8080/"), "cart-v1 1");
    assert_eq!(shares(&world, "web GET cart-v1:8080/"), "guest 1");
}
