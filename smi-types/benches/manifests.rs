//! How fast objects are read and converted: MB/s and objects/s.

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use serde::Deserialize as _;
use serde_json::{Value, json};
use smi_types::Manifest;
use smi_types::convert::set::Target;

fn main() {
    divan::main();
}

const OBJECTS: usize = 1_000;

/// Splits in the oldest version, as one text each.
fn documents() -> Vec<Value> {
    let split = |index: usize| {
        let backends = (0..4).map(|n| json!({ "service": format!("cart-v{n}"), "weight": "250m" }));
        json!({
            "apiVersion": "split.smi-spec.io/v1alpha1",
            "kind": "TrafficSplit",
            "metadata": { "name": format!("cart-{index}"), "namespace": "shop", "labels": { "app": "cart" } },
            "spec": { "service": "cart", "backends": backends.collect::<Vec<_>>() },
        })
    };
    (0..OBJECTS).map(split).collect()
}

#[divan::bench]
fn parse_json(bencher: Bencher<'_, '_>) {
    let texts: Vec<String> = documents().iter().map(Value::to_string).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(OBJECTS)).bench(|| {
        let parse = |text: &String| {
            Manifest::parse(&serde_json::from_str(text).expect("JSON")).expect("SMI")
        };
        texts.iter().map(parse).collect::<Vec<_>>()
    });
}

#[divan::bench]
fn parse_yaml(bencher: Bencher<'_, '_>) {
    let texts: Vec<String> =
        documents().iter().map(|one| serde_saphyr::to_string(one).expect("plain data")).collect();
    let text = texts.join("---\n");
    bencher.counter(BytesCount::new(text.len())).counter(ItemsCount::new(OBJECTS)).bench(|| {
        let documents = serde_yaml::Deserializer::from_str(&text);
        let parse =
            |document| Manifest::parse(&Value::deserialize(document).expect("YAML")).expect("SMI");
        documents.map(parse).collect::<Vec<_>>()
    });
}

#[divan::bench]
fn convert_to_latest(bencher: Bencher<'_, '_>) {
    let parse = |document: &Value| Manifest::parse(document).expect("SMI").manifest;
    let objects: Vec<Manifest> = documents().iter().map(parse).collect();
    bencher.counter(ItemsCount::new(OBJECTS)).with_inputs(|| objects.clone()).bench_values(
        |objects| {
            let convert = |object: Manifest| object.convert(&Target::Latest).expect("exists");
            objects.into_iter().map(convert).collect::<Vec<_>>()
        },
    );
}
