//! Requirements: all of them are there, and each is covered by something or says why not.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use smi_conformance::catalogue::Catalogue;
use smi_conformance::requirement::{Requirement, RequirementClass};

/// The documents, the families of their ids, and how many normative statements each of them has.
const DOCUMENTS: [(&str, &str, usize); 4] = [
    ("traffic-access", "ACCESS", 42),
    ("traffic-specs", "SPECS", 28),
    ("traffic-split", "SPLIT", 39),
    ("traffic-metrics", "METRICS", 36),
];

fn requirements() -> BTreeMap<String, Requirement> {
    Catalogue::embedded().unwrap().requirements
}

#[test]
fn every_normative_statement_is_there() {
    let requirements = requirements();
    let all = DOCUMENTS.iter().flat_map(|(_, family, count)| {
        (1..=*count).map(move |number| format!("{family}-{number:02}"))
    });
    let mut expected: Vec<_> = all.collect();
    assert_eq!(expected.len(), 145);
    expected.sort_unstable();
    assert_eq!(requirements.keys().cloned().collect::<Vec<_>>(), expected);
    for (document, family, _) in DOCUMENTS {
        let of_family = |one: &&Requirement| one.id.starts_with(&format!("{family}-"));
        for one in requirements.values().filter(of_family) {
            assert_eq!(one.source.document, document, "{}", one.id);
        }
    }
}

/// What does not go together in one requirement.
fn contradictions(one: &Requirement) -> Vec<String> {
    let blank =
        |reason: &Option<String>| reason.as_ref().is_some_and(|text| text.trim().is_empty());
    let (uncovered, unchecked) = (one.uncovered.is_some(), one.unchecked.is_some());
    let ruled = !one.rules.is_empty();
    let is_behaviour = one.class == RequirementClass::Behaviour;
    let is_static = matches!(one.class, RequirementClass::Object | RequirementClass::Set);
    let wrong = [
        (uncovered && !is_behaviour, "`uncovered` is for behaviour; write `unchecked`"),
        (unchecked && !is_static, "`unchecked` is for objects and sets; write `uncovered`"),
        (is_static && !ruled && !unchecked, "nothing checks it: list `rules`, or say `unchecked`"),
        (ruled && unchecked, "rules check it, so it is not `unchecked`: leave one of them out"),
        (blank(&one.uncovered) || blank(&one.unchecked), "an empty reason is none"),
    ];
    let wrong = wrong.iter().filter(|(is, _)| *is).map(|(_, text)| format!("{}: {text}", one.id));
    let unknown = one.rules.iter().filter(|code| {
        smi_validate::rules::find(code).is_none_or(|rule| rule.code != code.as_str())
    });
    let unknown = unknown.map(|code| format!("{}: no rule has the code `{code}`", one.id));
    let source = versions(one).err().map(|text| format!("{}: {text}", one.id));
    wrong.chain(unknown).chain(source).collect()
}

fn versions(one: &Requirement) -> Result<(), String> {
    let number = |version: &str| {
        let digits = version.strip_prefix("v1alpha").and_then(|digits| digits.parse().ok());
        digits.filter(|number| (1..=4).contains(number)).ok_or(format!("no version `{version}`"))
    };
    let since: u8 = number(&one.source.since)?;
    let until = one.source.until.as_deref().map_or(Ok(4), number)?;
    if until < since { Err("it ends before it begins".to_owned()) } else { Ok(()) }
}

#[test]
fn every_requirement_is_covered_or_says_why_not() {
    let found: Vec<_> = requirements().values().flat_map(contradictions).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn each_contradiction_is_seen() {
    type Change = fn(&mut Requirement);
    let table: [(&str, &str, Change); 8] = [
        ("ACCESS-10", "`uncovered` is for", |one| one.uncovered = Some("x".into())),
        ("ACCESS-02", "`unchecked` is for", |one| one.unchecked = Some("x".into())),
        ("ACCESS-29", "`uncovered` is for", |one| one.uncovered = Some("x".into())),
        ("ACCESS-10", "nothing checks it", |one| one.rules.clear()),
        ("ACCESS-10", "leave one of them out", |one| one.unchecked = Some("x".into())),
        ("ACCESS-01", "an empty reason", |one| one.uncovered = Some(" ".into())),
        ("ACCESS-02", "no rule has the code `SMI999`", |one| one.rules.push("SMI999".into())),
        ("ACCESS-02", "before it begins", |one| {
            one.source.since = "v1alpha2".into();
            one.source.until = Some("v1alpha1".into());
        }),
    ];
    for (id, expected, change) in table {
        let mut broken = requirements()[id].clone();
        assert_eq!(contradictions(&broken), [""; 0]);
        change(&mut broken);
        let found = contradictions(&broken);
        assert!(found.iter().any(|text| text.contains(expected)), "{expected}: {found:?}");
    }
}

fn yaml_files(folder: &Path) -> Vec<(String, Value)> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let tree: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
            (text, serde_yaml::from_value(tree).unwrap())
        })
        .collect()
}

/// Editors check the files by the schema that the first line names.
#[test]
fn the_files_are_valid_by_their_schemas_and_typing_errors_are_not() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, count, wrong) in [("requirements", 4, "uncoverd"), ("interpretations", 3, "defualt")]
    {
        let schema = std::fs::read_to_string(root.join(format!("../schemas/{name}.json"))).unwrap();
        let schema: Value = serde_json::from_str(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let files = yaml_files(&root.join(name));
        assert_eq!(files.len(), count);
        for (text, tree) in files {
            let first = format!("# yaml-language-server: $schema=../../schemas/{name}.json\n");
            assert!(text.starts_with(&first), "{text:.80}");
            let errors: Vec<_> = validator.iter_errors(&tree).map(|one| one.to_string()).collect();
            assert!(errors.is_empty(), "{name}: {errors:?}");
            let mut tree = tree;
            tree[0][wrong] = "x".into();
            assert!(!validator.is_valid(&tree), "{name}: {wrong}");
        }
    }
}
