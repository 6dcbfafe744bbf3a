//! Golden conversions: `NAME.in.yaml` becomes `NAME.out.yaml`, with losses and readings as comments at the end.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use smi_types::convert::set::{self, Target};
use smi_types::convert::{Converted, Direction, Field, LOSSES};
use smi_types::{CATALOG, Manifest};

use crate::{documents, parse, testdata};

#[test]
fn conversions_are_as_reviewed() {
    let mut inputs: Vec<_> = fs::read_dir(testdata("conversions"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".in.yaml"))
        .filter(|path| {
            cfg!(feature = "draft") || !path.to_string_lossy().contains("identity-binding")
        })
        .collect();
    inputs.sort();
    assert!(inputs.len() > 20, "the fixtures are gone");
    let mut lost = BTreeSet::new();
    for input in inputs {
        let text = fs::read_to_string(&input).unwrap();
        let converted = convert(&text);
        lost.extend(losses(&text, &converted));
        let found = write(&converted);
        let golden = input.to_string_lossy().replace(".in.yaml", ".out.yaml");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &found).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(found, expected, "{golden}");
    }
    let declared: BTreeSet<_> =
        LOSSES.iter().map(|(field, direction, _)| (*field, *direction)).collect();
    assert_eq!(lost, declared.into_iter().filter(|loss| !UNSEEN.contains(loss)).collect());
}

/// Declared losses that no fixture has: `group` never stands beside a ServiceAccount in a manifest that we know of, and
/// other subjects exist in the draft only.
const UNSEEN: &[(Field, Direction)] = if cfg!(feature = "draft") {
    &[(Field::SubjectGroup, Direction::Down)]
} else {
    &[(Field::SubjectGroup, Direction::Down), (Field::Subject, Direction::Down)]
};

fn target(text: &str) -> Target {
    let target = text.lines().next().and_then(|line| line.strip_prefix("# to: "));
    match target.expect("the first line says where to") {
        "latest" => Target::Latest,
        version => Target::Version(version.to_owned()),
    }
}

/// Converts every object that the target version has; others stay as they are.
fn convert(text: &str) -> Converted<Vec<Manifest>> {
    let target = target(text);
    let objects: Vec<_> = documents(text).iter().map(parse).collect();
    set::convert(objects, &target).unwrap()
}

fn losses(text: &str, converted: &Converted<Vec<Manifest>>) -> BTreeSet<(Field, Direction)> {
    let position = |manifest: &Manifest| CATALOG.iter().position(|entry| entry == manifest.entry());
    let first = documents(text).iter().map(parse).next().unwrap();
    let up = position(&converted.value[0]) > position(&first);
    let direction = if up { Direction::Up } else { Direction::Down };
    converted.lost.iter().map(|loss| (loss.field, direction)).collect()
}

fn write(converted: &Converted<Vec<Manifest>>) -> String {
    let mut text = String::new();
    for object in converted.value.iter().chain(&converted.also) {
        let separator = if text.is_empty() { "" } else { "---\n" };
        write!(text, "{separator}{}", serde_saphyr::to_string(&object.to_value()).unwrap())
            .unwrap();
    }
    for loss in &converted.lost {
        writeln!(text, "# lost: {loss}").unwrap();
    }
    for reading in &converted.rests_on {
        writeln!(text, "# rests on {}: {}", reading.id(), reading.reading()).unwrap();
    }
    text
}
