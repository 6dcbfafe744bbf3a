//! `can-i`, `show`, `graph` and `convert`: the demo in, answers and exit codes out.

use std::fs;
use std::path::Path;

use super::{BROKEN, Folder};

/// A folder with the demo in it.
fn demo(test: &str) -> Folder {
    let folder = Folder::new(test);
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/demo");
    for name in ["access.yaml", "shop.yaml", "split.yaml"] {
        folder.write(&format!("demo/{name}"), &fs::read(from.join(name)).unwrap());
    }
    folder
}

#[test]
fn the_exit_code_of_a_question_is_its_answer() {
    let folder = demo("can-i");
    for (question, code, word) in [
        ("--from shop/web --to GET http://cart.shop/cart", 0, "allow: "),
        ("--from shop/web --to DELETE http://cart.shop/cart", 1, "deny: "),
        ("--from outside --to GET http://cart.shop/cart", 1, "deny: "),
        ("--from shop/cart:version=v2 --to tcp://payments.payments", 0, "allow: "),
        ("--from shop/web --to GET http://cart.shop/cart -H a:b --target osm", 0, "allow: "),
    ] {
        // The three files are three sets for `check`, and one world for questions.
        let ran = folder
            .run(&format!("can-i demo/access.yaml demo/shop.yaml demo/split.yaml {question}"));
        assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{question}");
        assert!(ran.out.starts_with(word), "{question}: {}", ran.out);
        let ran = folder.run(&format!("can-i demo {question} -o json"));
        let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert!(word.starts_with(json["verdict"].as_str().unwrap()));
    }
    folder
        .run("can-i demo --from shop/web --to GET http://cort.shop/")
        .refused("did you mean shop/cart?");
    folder.run("can-i demo --from web --to GET http://cart.shop/").refused("`default/web`?");
    folder
        .run("can-i --from shop/web --to tcp://cart.shop demo")
        .refused("put files before `--to`");
}

#[test]
fn broken_input_is_answered_all_the_same_and_named() {
    let folder = demo("can-i-broken");
    folder.write("demo/broken.yaml", BROKEN.as_bytes());
    let ran = folder.run("can-i demo --from shop/web --to GET http://cart.shop/cart");
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("a document that cannot be read at all"), "{}", ran.out);
}

#[test]
fn what_is_shown_and_drawn_comes_in_every_format() {
    let folder = demo("show");
    let ran = folder.run("show demo");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("shop/cart-v2  10 %"), "{}", ran.out);
    let json: serde_json::Value =
        serde_json::from_str(&folder.run("show demo -o json").out).unwrap();
    assert_eq!(json["splits"][0]["ports"][0]["backends"][1]["share"], "1/10");
    for (format, beginning) in
        [("mermaid", "flowchart LR\n"), ("dot", "digraph smi {\n"), ("text", "Service ")]
    {
        let ran = folder.run(&format!("graph demo -o {format}"));
        assert!(ran.code == 0 && ran.out.starts_with(beginning), "{ran:?}");
    }
    folder.run("graph demo -o svg").refused("expected mermaid, dot or text");
}

#[test]
fn a_conversion_that_loses_something_writes_nothing_unless_allowed() {
    let split = "apiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\nmetadata: {name: cart, namespace: shop}\n\
                 spec: {service: cart, backends: [{service: a, weight: 1}], matches: [{kind: HTTPRouteGroup, name: b}]}\n";
    let folder = Folder::new("convert").with(&[("split.yaml", split)]);
    let ran = folder.run("convert split.yaml --to v1alpha3");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("apiVersion: split.smi-spec.io/v1alpha3\n"), "{}", ran.out);
    let ran = folder.run("convert split.yaml --to osm");
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(!ran.err.is_empty());
    let ran = folder.run("convert split.yaml --to osm --allow-loss");
    assert_eq!(ran.code, 0);
    assert!(ran.out.starts_with("apiVersion: split.smi-spec.io/v1alpha2\n") && !ran.err.is_empty());
    folder.run("convert split.yaml --to v9").refused("the versions are");
    folder.write("latin.yaml", b"a: \xff\n");
    folder.run("convert latin.yaml --to latest").refused("is not UTF-8");
}
