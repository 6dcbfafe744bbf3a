//! How fast texts are read: MB/s from bare events to typed objects, on 2 MB of manifests.

use std::fmt::Write as _;

use divan::Bencher;
use divan::counter::BytesCount;
use smi_types::split::v1alpha4::TrafficSplit;
use smi_validate::source::{Node, Source};

fn main() {
    divan::main();
}

const BYTES: usize = 2_000_000;

/// Splits as people write them: block style, comments, quotes and a block text.
fn text() -> String {
    let mut text = String::new();
    let mut index = 0;
    while text.len() < BYTES {
        let written = write!(
            text,
            "---\n# The cart in its two versions.\napiVersion: split.smi-spec.io/v1alpha4\nkind: TrafficSplit\nmetadata:\n  \
             name: cart-{index}\n  namespace: shop\n  labels: {{ app: cart, \"team\": 'storefront' }}\n  annotations:\n    \
             shop.example/note: |\n      More to the second version,\n      week by week.\nspec:\n  service: cart\n  \
             backends:\n  - service: cart-v1 # the old one\n    weight: {}\n  - service: cart-v2\n    weight: {}\n  \
             matches:\n  - kind: HTTPRouteGroup\n    name: \"cart-routes\"\n",
            100 - index % 100,
            index % 100
        );
        written.expect("a string takes all");
        index += 1;
    }
    text
}

/// What the parser alone costs, one parser for the whole text.
#[divan::bench]
fn events(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let events = granit_parser::Parser::new_from_str(&text);
        events.filter(|event| event.is_ok()).count()
    });
}

#[divan::bench]
fn trees(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| Source::read(text.as_str()));
}

#[divan::bench]
fn trees_and_types(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let source = Source::read(text.as_str());
        let objects = source.documents().map(|document| document.deserialize::<TrafficSplit>());
        objects.collect::<Result<Vec<_>, _>>().expect("splits")
    });
}

#[divan::bench]
fn types_of_trees(bencher: Bencher<'_, '_>) {
    let text = text();
    let source = Source::read(text.as_str());
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let objects = source.documents().map(|document| document.deserialize::<TrafficSplit>());
        objects.collect::<Result<Vec<_>, _>>().expect("splits")
    });
}

/// The way of one byte of every scalar back into the text.
#[divan::bench]
fn traces_of_all_scalars(bencher: Bencher<'_, '_>) {
    let text = text();
    let source = Source::read(text.as_str());
    let length = |node: Node<'_>| node.place(0..1).len();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let scalars = source.documents().flat_map(|document| document.nodes());
        scalars.filter(|node| node.style().is_some()).map(length).sum::<usize>()
    });
}

/// The other way to types: fast, and without places.
#[divan::bench]
fn types_without_places(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let documents = serde_yaml::Deserializer::from_str(&text);
        let objects = documents.map(serde::Deserialize::deserialize);
        objects.collect::<Result<Vec<TrafficSplit>, _>>().expect("splits")
    });
}
