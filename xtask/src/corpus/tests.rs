//! Corpora are the same for the same seed, can be read, and say what was meant.

use std::collections::BTreeSet;

use serde::Deserialize as _;
use serde_json::Value;
use smi_types::Manifest;
use smi_validate::source::Source;

use super::*;

/// The files of a corpus of at least so many bytes, with their names.
fn files(shape: Shape, seed: u64, bytes: usize) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut length = 0;
    for Piece { file, text } in groups(shape, seed)
        .take_while(|group| {
            let is_wanted = length < bytes;
            length += group.iter().map(|piece| piece.text.len()).sum::<usize>();
            is_wanted
        })
        .flatten()
    {
        match files.last_mut() {
            Some((name, content)) if *name == file => content.push_str(&text),
            _ => files.push((file, format!("{}{text}", shape.begin()))),
        }
    }
    if let Some((_, content)) = files.last_mut() {
        content.push_str(shape.end());
    }
    files
}

/// The objects of a corpus, as any reader of YAML has them.
fn objects(shape: Shape, seed: u64, bytes: usize) -> Vec<Value> {
    let mut objects = Vec::new();
    for (name, text) in files(shape, seed, bytes) {
        for document in serde_yaml::Deserializer::from_str(&text) {
            let object =
                Value::deserialize(document).unwrap_or_else(|error| panic!("{name}: {error}"));
            match object["items"].as_array() {
                Some(items) => objects.extend(items.iter().cloned()),
                None => objects.push(object),
            }
        }
    }
    objects
}

fn text<'v>(object: &'v Value, pointer: &str) -> &'v str {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn is_of_smi(object: &Value) -> bool {
    text(object, "/apiVersion").contains("smi-spec.io")
}

#[test]
fn the_same_seed_makes_the_same_bytes() {
    for shape in Shape::ALL {
        assert_eq!(files(shape, 7, 50_000), files(shape, 7, 50_000), "{shape}");
        assert_ne!(files(shape, 7, 50_000), files(shape, 8, 50_000), "{shape}");
    }
}

#[test]
fn every_object_of_smi_can_be_read() {
    for shape in Shape::ALL {
        let mut read = 0;
        for object in objects(shape, 1, 400_000).into_iter().filter(is_of_smi) {
            let parsed =
                Manifest::parse(&object).unwrap_or_else(|error| panic!("{error}\n{object:#}"));
            assert!(parsed.unknown.is_empty(), "{:?}\n{object:#}", parsed.unknown);
            read += 1;
        }
        assert!(read > 50, "{shape}: {read}");
    }
}

#[test]
fn names_are_unique_and_references_resolve() {
    for shape in [Shape::Mixed, Shape::List] {
        let objects = objects(shape, 3, 400_000);
        let mut names = BTreeSet::new();
        for object in &objects {
            let name = (
                text(object, "/kind"),
                text(object, "/metadata/namespace"),
                text(object, "/metadata/name"),
            );
            assert!(names.insert(name), "{name:?} twice");
        }
        for object in objects.iter().filter(|object| is_of_smi(object)) {
            let namespace = text(object, "/metadata/namespace");
            let list = |pointers: &[&str]| {
                let found = pointers.iter().find_map(|pointer| object.pointer(pointer));
                found.and_then(Value::as_array).into_iter().flatten()
            };
            for rule in list(&["/specs", "/spec/rules"]) {
                assert!(
                    names.contains(&(text(rule, "/kind"), namespace, text(rule, "/name"))),
                    "{rule}"
                );
            }
            for source in list(&["/sources", "/spec/sources"]) {
                let subject =
                    (text(source, "/kind"), text(source, "/namespace"), text(source, "/name"));
                assert!(names.contains(&subject), "{source}");
            }
            for backend in list(&["/spec/backends"]) {
                assert!(
                    names.contains(&("Service", namespace, text(backend, "/service"))),
                    "{backend}"
                );
            }
        }
    }
}

/// Whatever the style, kubectl reads what was meant.
#[test]
fn what_is_written_is_what_was_meant() {
    for part in 0..80 {
        let random = &mut random::Random::of(5, part);
        for object in team::objects(part, random) {
            let style = write::Style::pick(random);
            let written = write::document(&object, style, random);
            let source = Source::read(written.as_str());
            assert_eq!(source.faults().next(), None, "{written}");
            let mut read = source.documents().next().unwrap().to_value().unwrap();
            // What charts add.
            if let Some(labels) =
                read.pointer_mut("/metadata/labels").and_then(Value::as_object_mut)
            {
                labels.retain(|name, _| name == "app" || name.starts_with("kubernetes.io"));
            }
            assert_eq!(read, object, "{written}");
        }
    }
}

#[test]
fn a_list_is_what_was_meant() {
    let random = &mut random::Random::of(5, 0);
    for (number, object) in team::objects(0, random).into_iter().enumerate() {
        let object = served::served(object, number, random);
        let written = format!("items:\n{}", write::item(&object, random));
        let source = Source::read(written.as_str());
        let read = source.documents().next().unwrap().to_value().unwrap();
        assert_eq!(read["items"][0], object, "{written}");
    }
}

/// A corpus that lacks what real folders have measures nothing.
#[test]
fn a_corpus_has_everything_that_real_folders_have() {
    let all: String = files(Shape::Mixed, 1, 2_000_000).into_iter().map(|(_, text)| text).collect();
    for part in [
        "access.smi-spec.io/v1alpha1",
        "access.smi-spec.io/v1alpha2",
        "access.smi-spec.io/v1alpha3",
        "access.smi-spec.io/v1alpha4",
        "specs.smi-spec.io/v1alpha1",
        "specs.smi-spec.io/v1alpha2",
        "specs.smi-spec.io/v1alpha3",
        "specs.smi-spec.io/v1alpha4",
        "split.smi-spec.io/v1alpha1",
        "split.smi-spec.io/v1alpha2",
        "split.smi-spec.io/v1alpha3",
        "split.smi-spec.io/v1alpha4",
        "kind: TCPRoute",
        "kind: IdentityBinding",
        "kind: Ingress",
        "kind: Namespace",
        "kind: ConfigMap",
        ": |\n",
        ": >-\n",
        " # ",
        "[GET, HEAD]",
        "# Source: ",
        "helm.sh/chart",
        "\"kind\": \"Service\"",
        "500m",
    ] {
        assert!(all.contains(part), "{part}");
    }
    let list: String = files(Shape::List, 1, 100_000).into_iter().map(|(_, text)| text).collect();
    for part in
        ["f:metadata:", "last-applied-configuration: |", "status:", "\nkind: List\n", ".: {}"]
    {
        assert!(list.contains(part), "{part}");
    }
}

#[test]
fn a_corpus_ends_where_it_was_asked_to() {
    let folder = std::env::temp_dir().join(format!("smi-corpus-{}", std::process::id()));
    let output = folder.to_str().unwrap();
    let order = parse(&["--output", output, "--objects", "1_234", "--shape", "list"]).unwrap();
    let made = make(&order).unwrap();
    assert_eq!((made.files, made.objects), (1, 1_234));
    let written = fs::read_to_string(folder.join("all.yaml")).unwrap();
    assert_eq!(written.len() as u64, made.bytes);
    assert!(written.ends_with(Shape::List.end()));
    assert!(make(&order).unwrap_err().contains("an empty folder"));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_no_order_is_refused_with_what_was_expected() {
    for (arguments, words) in [
        (&[][..], "expected `--output FOLDER`"),
        (&["--output"][..], "expected a value behind `--output`"),
        (&["--output", "x", "--shape", "round"][..], "mixed, conflicts, list, one-file"),
        (
            &["--output", "x", "--bytes", "many"][..],
            "expected a number behind `--bytes`, found `many`",
        ),
        (&["--colour", "red"][..], "found `--colour`"),
    ] {
        let error = parse(arguments).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
}
