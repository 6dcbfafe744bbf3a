//! Trees, held against another reader of YAML.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde::Deserialize as _;
use serde_json::{Map, Number, Value};
use smi_validate::source::{Kind, Node, Scalar, Source};

/// The tree as YAML 1.2's core schema has it.
fn core(node: Node<'_>) -> Value {
    let node = node.target().unwrap();
    match node.kind() {
        Kind::Sequence => node.items().map(core).collect(),
        Kind::Mapping => {
            let field = |(key, value): (Node<'_>, Node<'_>)| {
                (
                    core(key).as_str().map_or_else(|| core(key).to_string(), str::to_owned),
                    core(value),
                )
            };
            Value::Object(node.pairs().map(field).collect::<Map<_, _>>())
        }
        Kind::Scalar | Kind::Alias => match node.reading().unwrap().core {
            Scalar::Null => Value::Null,
            Scalar::Boolean(value) => value.into(),
            Scalar::Integer(value) => i64::try_from(value).unwrap().into(),
            Scalar::Float(value) => Number::from_f64(value).map_or(Value::Null, Value::Number),
            Scalar::Text => node.text().unwrap().into(),
        },
    }
}

/// What the other reader says; nothing where it refuses the text.
fn other(text: &str) -> Option<Vec<Value>> {
    let documents = serde_yaml::Deserializer::from_str(text);
    documents.map(|document| Value::deserialize(document).ok()).collect()
}

fn ours(text: &str) -> Option<Vec<Value>> {
    let source = Source::read(text);
    let values = source.parts().iter().map(|part| part.as_ref().ok().map(|one| core(one.root())));
    let values: Option<Vec<Value>> = values.collect();
    // Where there is nothing, the other reader sees one document that is null.
    if values.as_ref().is_some_and(Vec::is_empty) { Some(vec![Value::Null]) } else { values }
}

fn manifests(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            manifests(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
}

#[test]
fn all_test_data_is_read_alike() {
    let mut paths = vec![];
    manifests(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata"), &mut paths);
    assert!(paths.len() > 100, "{} files", paths.len());
    let mut read = 0;
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        // The fixtures of some rules are about what readers refuse or read differently.
        let is_odd = path.components().any(|part| {
            let folder = part.as_os_str().to_string_lossy();
            ["SMI001", "SMI002", "SMI003", "SMI004", "SMI005", "SMI006", "SMI007", "SMI009"]
                .iter()
                .any(|code| folder.starts_with(code))
        });
        // We take lists apart, the other reader does not.
        if text.contains("kind: List") {
            continue;
        }
        let (ours, other) = (ours(&text), other(&text));
        assert!(is_odd || ours == other, "{}: {ours:?} {other:?}", path.display());
        read += usize::from(ours.is_some());
    }
    assert!(read > 500, "{read} files could be read");
}

/// A scalar that both readers know, in any style.
fn scalar() -> impl Strategy<Value = String> {
    let plain = "[a-zA-Z/][a-zA-Z0-9/._-]{0,8}( [a-z0-9]{1,4}){0,2}";
    let number = prop_oneof!["[1-9][0-9]{0,6}", "-[1-9][0-9]{0,3}", "[0-9]\\.[0-9]{1,3}"];
    let word = proptest::sample::select(vec![
        "true", "False", "null", "~", "on", "yes", "n", "", "0x1F", "0o17",
    ]);
    let quoted = "[ -~水é😀\n\t]{0,12}".prop_map(|text| serde_json::to_string(&text).unwrap());
    let single = "[ -~水é]{0,10}".prop_map(|text| format!("'{}'", text.replace('\'', "''")));
    prop_oneof![4 => plain, 2 => number, 2 => word.prop_map(str::to_owned), 2 => quoted, 2 => single]
}

/// A block text of lines, some empty and some indented further, to stand behind a key.
fn block(indentation: usize) -> impl Strategy<Value = String> {
    let line = prop_oneof![3 => "[a-z#:'\"{]{1,5}( [a-z]{1,4})?", 1 => Just(String::new()), 1 => " {1,2}[a-z]{1,4}"];
    let header = proptest::sample::select(vec!["|", ">", "|-", ">-", "|+", ">+"]);
    let lines = proptest::collection::vec(line, 1..6);
    (header, lines).prop_map(move |(header, lines)| {
        let pad = " ".repeat(indentation);
        let line =
            |line: &String| if line.is_empty() { "\n".into() } else { format!("{pad}{line}\n") };
        format!("{header}\n{pad}x\n{}", lines.iter().map(line).collect::<String>())
    })
}

/// Any tree in block style, two columns a level.
fn tree(depth: usize) -> BoxedStrategy<String> {
    let pad = "  ".repeat(depth);
    let leaf = prop_oneof![4 => scalar().prop_map(|scalar| format!(" {scalar}\n")), 1 => block(2 * depth + 1).prop_map(|text| format!(" {text}"))];
    if depth >= 4 {
        return leaf.boxed();
    }
    let inner = tree(depth + 1);
    let (keys, items) = (pad.clone(), pad);
    let object = proptest::collection::vec(inner.clone(), 1..4).prop_map(move |values| {
        let field = |(index, value): (usize, String)| format!("{keys}k{index}:{value}");
        format!("\n{}", values.into_iter().enumerate().map(field).collect::<String>())
    });
    let list = proptest::collection::vec(inner, 1..3)
        .prop_map(move |values| {
            values.into_iter().map(|value| format!("{items}-{value}")).collect::<String>()
        })
        .prop_map(|items| format!("\n{items}"));
    prop_oneof![2 => leaf, 2 => object, 1 => list].boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn trees_are_read_alike(text in tree(0)) {
        prop_assert_eq!(ours(&text), other(&text), "{}", text);
        let source = Source::read(text.as_str());
        for node in source.documents().flat_map(|document| document.nodes()) {
            let trace = node.trace();
            prop_assert!(node.style().is_none() || trace.is_exact(), "{:?} in {}", node, text);
        }
    }
}
