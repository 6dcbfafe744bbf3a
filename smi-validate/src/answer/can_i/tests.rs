//! Questions about the demo, and about what is not in it.

use serde_json::json;

use super::*;
use crate::answer::tests::{checked, compare, demo, set, violations};
use crate::source::Limits;

fn question(from: &str, to: &str, headers: &[&str]) -> Result<Question, QuestionError> {
    let to: Vec<_> = to.split(' ').map(str::to_owned).collect();
    let headers: Vec<_> = headers.iter().map(|text| (*text).to_owned()).collect();
    Question::parse(from, &to, &headers)
}

/// The demo with another split in place of its own.
fn demo_with(split: &str) -> Set {
    let mut inputs = demo();
    inputs[2] = crate::finding::Input::new("split.yaml", split, 0);
    checked(&inputs).sets.remove(&0).unwrap()
}

fn verdict(set: &Set, from: &str, to: &str) -> Verdict {
    ask(set, &question(from, to, &[]).unwrap(), &[]).unwrap().verdict
}

#[test]
fn answers_about_the_demo() {
    let checked = checked(&demo());
    let set = &checked.sets[&0];
    for (from, to, expected) in [
        ("shop/web", "GET http://cart.shop/cart", Verdict::Allow),
        ("shop/web", "POST http://cart/cart/items", Verdict::Allow),
        ("shop/web", "DELETE http://cart.shop.svc.cluster.local/cart", Verdict::Deny),
        ("shop/catalogue", "GET http://cart.shop/cart", Verdict::Deny),
        ("outside", "GET http://cart.shop/cart", Verdict::Deny),
        ("shop/cart:version=v2", "tcp://payments.payments", Verdict::Allow),
        ("shop/web", "tcp://payments.payments:9000", Verdict::Deny),
        ("shop/cart", "GET http://catalogue/products/7?colour=red", Verdict::Allow),
    ] {
        assert_eq!(verdict(set, from, to), expected, "{from} {to}");
    }
}

#[test]
fn the_text_names_shares_objects_and_places() {
    let inputs = demo();
    let checked = checked(&inputs);
    let places = checked.places(0, &inputs, &Limits::default());
    let meshes = ["osm", "traefik-mesh"].map(|name| Profile::find(name).unwrap());
    let mut text = String::new();
    for (from, to) in [
        ("shop/web", "GET http://cart.shop/cart"),
        ("shop/web", "DELETE http://cart.shop/cart"),
        ("shop/cart", "tcp://payments.payments"),
        ("outside", "GET http://cart.shop/cart"),
    ] {
        let answer = ask(&checked.sets[&0], &question(from, to, &[]).unwrap(), &meshes).unwrap();
        text.push_str(&format!("$ can-i --from {from} --to {to}\n"));
        text.push_str(&answer.to_text(&|origin| places.named(origin)));
        text.push('\n');
        let json = answer.to_json(&|origin| places.named(origin));
        assert_eq!(json["verdict"], answer.verdict.word());
        assert_eq!(violations("can-i.json", &json), [""; 0]);
        assert_eq!(
            json["cases"][0]["grounds"][0]["element"]["place"].as_str().map(|place| &place[..5]),
            Some("demo/")
        );
    }
    compare("answers/can-i.txt", &text);
}

#[test]
fn other_json_is_not_of_the_schema() {
    let to = question("shop/web", "GET http://cart.shop/cart", &[]).unwrap();
    let answer = ask(&checked(&demo()).sets[&0], &to, &[]).unwrap();
    let json = answer.to_json(&|_| None);
    assert_eq!(violations("can-i.json", &json), [""; 0], "no place is known");
    let has_parts = |ground: &Ground| !ground.parts.is_empty();
    let with_parts = answer.cases[0].grounds.iter().position(has_parts).unwrap();
    let part = format!("/cases/0/grounds/{with_parts}/parts/0");
    for (pointer, wrong) in [
        ("/verdict", json!("maybe")),
        ("/cases/0/routes/0/endpoints/0/access", json!("grant")),
        ("/cases/0/grounds/0/element", json!({})),
        (&format!("{part}/text"), json!(1)),
        (&format!("{part}/name"), json!(null)),
    ] {
        let mut json = json.clone();
        *json.pointer_mut(pointer).unwrap() = wrong;
        assert!(!violations("can-i.json", &json).is_empty(), "{pointer}");
    }
}

#[test]
fn quantities_share_exactly_and_one_backend_may_deny() {
    let split = "
apiVersion: split.smi-spec.io/v1alpha1
kind: TrafficSplit
metadata: { name: cart, namespace: shop }
spec: { service: cart, backends: [{ service: cart-v1, weight: 1 }, { service: catalogue, weight: 500m }] }
";
    let set = demo_with(split);
    let to = question("shop/web", "GET http://cart.shop/cart", &[]).unwrap();
    let answer = ask(&set, &to, &[]).unwrap();
    assert_eq!(answer.verdict, Verdict::Partly);
    let shares: Vec<_> = answer.cases[0]
        .routes
        .iter()
        .map(|route| crate::answer::share::both(&route.share))
        .collect();
    assert_eq!(shares, ["66.67 % (2/3)", "33.33 % (1/3)"]);
}

#[test]
fn headers_choose_a_conditional_split_and_say_which_match() {
    let split = "
apiVersion: split.smi-spec.io/v1alpha4
kind: TrafficSplit
metadata: { name: cart, namespace: shop }
spec:
  service: cart
  backends: [{ service: cart-v2, weight: 1 }]
  matches: [{ kind: HTTPRouteGroup, name: beta }]
---
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: { name: beta, namespace: shop }
spec: { matches: [{ name: testers, headers: [{ x-beta: '1' }] }] }
";
    let set = demo_with(split);
    let with = question("shop/web", "GET http://cart.shop/cart", &["X-Beta: 1"]).unwrap();
    let answer = ask(&set, &with, &[]).unwrap();
    let backends = |answer: &Answer| {
        let routes = answer.cases[0].routes.iter();
        routes.map(|route| route.backend.as_ref().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(backends(&answer), ["shop/cart-v2"]);
    let ground = &answer.cases[0].grounds[0];
    assert_eq!(ground.requirement, "SPLIT-11");
    assert_eq!(ground.parts[1].0.path, "spec.matches[0]");
    let without = question("shop/web", "GET http://cart.shop/cart", &[]).unwrap();
    let answer = ask(&set, &without, &[]).unwrap();
    assert_eq!(
        (backends(&answer), answer.cases[0].grounds[0].requirement),
        (vec!["shop/cart".to_owned()], "SPLIT-14")
    );
}

#[test]
fn pods_that_are_not_there_are_assumed_and_labels_count() {
    let target = "
apiVersion: access.smi-spec.io/v1alpha4
kind: IdentityBinding
metadata: { name: beta, namespace: shop }
spec: { schemes: { podLabelSelector: { matchLabels: { tier: beta } } } }
---
apiVersion: access.smi-spec.io/v1alpha4
kind: TrafficTarget
metadata: { name: beta, namespace: shop }
spec:
  destination: { kind: ServiceAccount, name: catalogue, namespace: shop }
  rules: [{ kind: HTTPRouteGroup, name: catalogue }]
  sources: [{ kind: IdentityBinding, name: beta, namespace: shop }]
";
    let set = demo_with(target);
    let to = "GET http://catalogue.shop/products";
    assert_eq!(verdict(&set, "shop/robot", to), Verdict::Deny);
    let question = question("shop/robot:tier=beta", to, &[]).unwrap();
    let answer = ask(&set, &question, &[]).unwrap();
    assert_eq!(answer.verdict, Verdict::Allow);
    assert!(answer.notes[0].contains("such a pod is assumed"), "{:?}", answer.notes);
}

#[test]
fn callers_of_one_account_may_fare_differently() {
    let extra = "
apiVersion: access.smi-spec.io/v1alpha4
kind: IdentityBinding
metadata: { name: new-cart, namespace: shop }
spec: { schemes: { podLabelSelector: { matchLabels: { version: v2 } } } }
---
apiVersion: access.smi-spec.io/v1alpha4
kind: TrafficTarget
metadata: { name: new-cart, namespace: shop }
spec:
  destination: { kind: ServiceAccount, name: cart, namespace: shop }
  rules: [{ kind: HTTPRouteGroup, name: cart }]
  sources: [{ kind: IdentityBinding, name: new-cart, namespace: shop }]
";
    let set = demo_with(extra);
    let question = question("shop/cart", "GET http://cart.shop/cart", &[]).unwrap();
    let answer = ask(&set, &question, &[]).unwrap();
    assert_eq!((answer.verdict, answer.cases.len()), (Verdict::Partly, 2));
    assert!(answer.to_text(&|_| None).contains("allow: calls from shop/cart-v2"));
}

#[test]
fn what_cannot_be_read_is_named() {
    let set = demo_with(
        "apiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\nmetadata: {name: cart, namespace: shop}\nspec: 1\n---\n[\n",
    );
    let to = question("shop/web", "GET http://cart.shop/cart", &[]).unwrap();
    let notes = ask(&set, &to, &[]).unwrap().notes;
    let expected = "left out, because it cannot be read: TrafficSplit shop/cart and a document that cannot be read at all";
    assert!(notes.iter().any(|note| note.starts_with(expected)), "{notes:?}");
}

#[test]
fn questions_without_an_answer_say_why() {
    let demo = demo_with("");
    for (from, to, why) in [
        ("web", "GET http://cart.shop/", "`default/web`?"),
        ("shop/web:app", "GET http://cart.shop/", "`app` is no label"),
        ("shop/", "GET http://cart.shop/", "expected a caller"),
        ("outside", "GET http://cart/", "`cart.default`?"),
        ("shop/web", "get http://cart.shop/", "say `GET`, not `get`"),
        ("shop/web", "* http://cart.shop/", "expected one method"),
        ("shop/web", "http://cart.shop/", "such as `GET http://cart.shop/`"),
        ("shop/web", "GET tcp://cart.shop", "leave the method out"),
        ("shop/web", "tcp://cart.shop demo/", "put files before `--to`"),
        ("shop/web", "GET http://cort.shop/", "did you mean shop/cart?"),
        ("shop/web", "GET http://payments.shop/", "did you mean payments/payments?"),
        ("shop/web", "GET http://cart.shop:8080/", "has no port 8080; it has 80"),
        ("shop/web", "udp://cart.shop:80", "has no port 80 of UDP; it has none"),
    ] {
        let error = match question(from, to, &[]) {
            Ok(question) => ask(&demo, &question, &[]).unwrap_err(),
            Err(error) => error,
        };
        assert!(error.to_string().contains(why), "{from} {to}: {error}");
    }
    let error = question("shop/web", "GET http://cart.shop/", &["x-beta"]).unwrap_err();
    assert!(error.to_string().ends_with("there is no colon"), "{error}");
    let error = question("shop/web", "tcp://cart.shop", &["x-beta: 1"]).unwrap_err();
    assert!(error.to_string().contains("in HTTP only"), "{error}");
}

#[test]
fn without_pods_or_ports_nobody_can_tell() {
    let text = "
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: a, port: 81 }, { name: b, port: 82 }] }
";
    let set = set(text);
    let error = |to| {
        let question = question("shop/web", to, &[]).unwrap();
        ask(&set, &question, &[]).unwrap_err().to_string()
    };
    assert!(error("GET http://cart.shop:81/").contains("no pods of Service shop/cart"));
    assert!(error("tcp://cart.shop").contains("`tcp://cart.shop:81`"));
}
