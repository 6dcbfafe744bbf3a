//! Traffic Access Control.

use crate::{allowed, ask, rests_on, routes, shop, target};

const ITEMS: &str = "{ name: items, pathRegex: /items, methods: [GET] }";

#[test]
fn access_03_without_a_target_everything_is_denied() {
    let world = shop("");
    assert!(!allowed(&world, "web GET cart:8080/items"));
    assert!(!allowed(&world, "web tcp cart:8080"));
    assert_eq!(ask(&world, "web tcp cart:8080").reasons[0].requirement, "ACCESS-03");
}

#[test]
fn access_05_06_07_source_and_route_must_both_be_listed() {
    let world = shop(&routes(ITEMS));
    assert!(allowed(&world, "web GET cart:8080/items"));
    assert!(!allowed(&world, "guest GET cart:8080/items"));
    assert!(!allowed(&world, "web GET cart:8080/admin"));
    assert!(!allowed(&world, "web POST cart:8080/items"));
    let reasons = |question| ask(&world, question).reasons.remove(0).requirement;
    assert_eq!(reasons("guest GET cart:8080/items"), "ACCESS-06");
    assert_eq!(reasons("web GET cart:8080/admin"), "ACCESS-07");
}

#[test]
fn access_20_an_account_of_the_same_name_elsewhere_is_somebody_else() {
    let world = shop(&routes(ITEMS));
    assert!(!allowed(&world, "far/web GET cart:8080/items"));
    assert!(!allowed(&world, "stranger GET cart:8080/items"), "no identity outside the mesh");
}

#[test]
fn access_02_targets_add_up() {
    let other = routes("{ name: all, pathRegex: /.*, methods: [GET] }")
        .replace("name: web", "name: guest")
        .replace("name: target", "name: other")
        .replace("name: routes", "name: other-routes");
    let world = shop(&format!("{}---\n{other}", routes(ITEMS)));
    assert!(
        allowed(&world, "web GET cart:8080/items") && allowed(&world, "guest GET cart:8080/items")
    );
    assert!(
        !allowed(&world, "web GET cart:8080/admin") && allowed(&world, "guest GET cart:8080/admin")
    );
}

#[test]
fn access_12_13_listed_matches_are_alternatives_and_omitted_ones_mean_all() {
    let matches = format!("{ITEMS}, {{ name: stock, pathRegex: /stock, methods: [GET] }}");
    let listed =
        shop(&target(&matches, "{ kind: HTTPRouteGroup, name: routes, matches: [stock] }"));
    assert!(
        allowed(&listed, "web GET cart:8080/stock") && !allowed(&listed, "web GET cart:8080/items")
    );
    let omitted = shop(&routes(&matches));
    assert!(
        allowed(&omitted, "web GET cart:8080/stock")
            && allowed(&omitted, "web GET cart:8080/items")
    );
    assert_eq!(rests_on(&omitted, "web GET cart:8080/stock"), []);
}

#[test]
fn access_14_15_the_port_of_an_old_target_restricts_it() {
    let old = |port: &str| {
        format!(
            "apiVersion: access.smi-spec.io/v1alpha1\nkind: TrafficTarget\nmetadata: {{ name: old }}\n\
             destination: {{ kind: ServiceAccount, name: cart, namespace: shop{port} }}\n\
             specs: [{{ kind: TCPRoute, name: tcp }}]\n\
             sources: [{{ kind: ServiceAccount, name: web, namespace: shop }}]\n---\n\
             apiVersion: specs.smi-spec.io/v1alpha1\nkind: TCPRoute\nmetadata: {{ name: tcp }}\n"
        )
    };
    let restricted = shop(&old(", port: \"8080\""));
    assert!(
        allowed(&restricted, "web tcp cart:8080") && !allowed(&restricted, "web tcp cart:9090")
    );
    assert!(allowed(&shop(&old("")), "web tcp cart:9090"));
}

#[test]
fn specs_21_22_a_tcp_route_opens_its_ports_or_all() {
    let tcp = |ports: &str| {
        format!(
            "{}---\napiVersion: specs.smi-spec.io/v1alpha4\nkind: TCPRoute\nmetadata: {{ name: tcp }}\n\
             spec: {{ matches: {{ ports: {ports} }} }}\n",
            target("", "{ kind: TCPRoute, name: tcp }")
        )
    };
    let one = shop(&tcp("[9090]"));
    assert!(allowed(&one, "web tcp cart:9090") && !allowed(&one, "web tcp cart:8080"));
    assert!(!allowed(&one, "web udp cart:9090"));
    assert!(allowed(&shop(&tcp("[]")), "web tcp cart:8080"));
    // A port beyond the range is no port, whatever its last 16 bits say.
    assert!(!allowed(&shop(&tcp("[74626]")), "web tcp cart:9090"));
}

#[test]
fn an_identity_binding_names_accounts_and_labels_of_its_namespace() {
    let binding = |scheme: &str| {
        let target = routes(ITEMS).replace("v1alpha3", "v1alpha4").replace(
            "sources: [{ kind: ServiceAccount, name: web",
            "sources: [{ kind: IdentityBinding, name: front",
        );
        format!(
            "{target}---\napiVersion: access.smi-spec.io/v1alpha4\nkind: IdentityBinding\nmetadata: {{ name: front }}\n\
             spec: {{ schemes: {{ {scheme} }} }}\n"
        )
    };
    for scheme in [
        "serviceAccount: web",
        "podLabelSelector: { matchLabels: { app: web } }",
        "podLabelSelector: { matchExpressions: [{ key: app, operator: In, values: [web] }] }",
        "spiffeIdentities: [\"spiffe://cluster.local/ns/shop/sa/web\"]",
    ] {
        let world = shop(&binding(scheme));
        assert!(allowed(&world, "web GET cart:8080/items"), "{scheme}");
        assert!(!allowed(&world, "guest GET cart:8080/items"), "{scheme}");
        assert!(!allowed(&world, "far/web GET cart:8080/items"), "{scheme}");
    }
}
