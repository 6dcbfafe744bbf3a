//! The table of interpretations is sound, and says what the semantics and the mesh profiles say.

use std::collections::{BTreeMap, BTreeSet};

use smi_types::Interpretation as Id;
use smi_validate::profile::{Profile, Reading};

use super::Interpretation;
use crate::catalogue::Catalogue;

type Table = BTreeMap<String, Interpretation>;

fn table() -> Table {
    Catalogue::embedded().unwrap().interpretations
}

fn meshes() -> impl Iterator<Item = &'static Profile> {
    Profile::all().iter().filter(|profile| profile.name != "spec")
}

/// What is wrong with one interpretation by itself.
fn flaws(one: &Interpretation) -> Vec<String> {
    let kebab = |name: &str| {
        let is_word = |word: &str| {
            !word.is_empty()
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        name.split('-').all(is_word)
    };
    let names: BTreeSet<_> = one.options.iter().map(|option| option.name.as_str()).collect();
    let listed: Vec<_> = one.options.iter().flat_map(|option| &option.meshes).collect();
    let once: BTreeSet<_> = listed.iter().collect();
    let profiles: Vec<_> = meshes().map(|mesh| mesh.name.as_str()).collect();
    let checks = [
        (one.options.len() >= 2, "has fewer than two options"),
        (names.len() == one.options.len(), "has two options of one name"),
        (names.iter().all(|name| kebab(name)), "has an option whose name is not in kebab case"),
        (one.options.first() == one.default_option(), "does not have its default option first"),
        (one.question.ends_with('?'), "asks no question"),
        (one.options.iter().all(|option| option.text.ends_with('.')), "has no whole sentences"),
        (listed.len() == once.len(), "has a mesh in two options"),
        (
            listed.iter().all(|mesh| profiles.contains(&mesh.as_str())),
            "has a mesh without a profile",
        ),
    ];
    let flaws = checks.iter().filter(|(holds, _)| !holds);
    flaws.map(|(_, flaw)| format!("{} {flaw}", one.id)).collect()
}

#[test]
fn every_interpretation_is_sound() {
    let flaws: Vec<_> = table().values().flat_map(flaws).collect();
    assert!(flaws.is_empty(), "\n{}", flaws.join("\n"));
}

#[test]
fn each_flaw_is_seen() {
    type Change = fn(&mut Interpretation);
    let table_of_changes: [(&str, Change); 8] = [
        ("fewer than two", |one| one.options.truncate(1)),
        ("two options of one name", |one| one.options[1].name = one.options[0].name.clone()),
        ("kebab", |one| one.options[1].name = "Third Way".into()),
        ("default option first", |one| one.default = one.options[1].name.clone()),
        ("asks no question", |one| one.question.push('.')),
        ("whole sentences", |one| one.options[1].text.clear()),
        ("a mesh in two options", |one| one.options[1].meshes.push("osm".into())),
        ("without a profile", |one| one.options[1].meshes.push("traefik".into())),
    ];
    let sound = table()["ACCESS-L4-WITH-L7"].clone();
    assert_eq!(flaws(&sound), [""; 0]);
    for (expected, change) in table_of_changes {
        let mut broken = sound.clone();
        change(&mut broken);
        let found = flaws(&broken);
        assert!(found.iter().any(|flaw| flaw.contains(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn every_reading_of_the_semantics_is_there_in_the_same_words() {
    let table = table();
    for id in Id::ALL {
        let one = table.get(id.id()).unwrap_or_else(|| panic!("{id} is not in the table"));
        let said = one.default_option().map(|option| option.text.as_str());
        assert_eq!(said, Some(id.reading()), "{id}");
    }
}

/// Where a profile and the table differ on a question that the semantics know.
fn disagreements(table: &Table) -> Vec<String> {
    let mut found = Vec::new();
    for (mesh, id) in meshes().flat_map(|mesh| Id::ALL.iter().map(move |id| (mesh, id))) {
        let place = |option| table[id.id()].options.iter().position(|one| one == option);
        let ours = table[id.id()].option_of(&mesh.name).and_then(place).map(|place| match place {
            0 => Reading::Default,
            1 => Reading::Other,
            _ => Reading::Neither,
        });
        let theirs = mesh.readings.get(id).and_then(|answer| answer.first()).map(|one| one.is);
        if ours != theirs {
            let name = &mesh.name;
            found.push(format!("{id}, {name}: the table says {ours:?}, the profile {theirs:?}"));
        }
    }
    found
}

#[test]
fn the_table_says_of_each_mesh_what_its_profile_says() {
    let mut table = table();
    assert_eq!(disagreements(&table), [""; 0]);
    let one = table.get_mut("SPECS-QUERY").unwrap();
    one.options.swap(0, 1);
    assert_eq!(disagreements(&table).len(), 2, "the two meshes that say something of queries");
}

/// Questions that the semantics do not know and that profiles answer, with their words as the names of the options.
const ASKED_OF_PROFILES: [(&str, &str); 10] = [
    ("ACCESS-DEFAULT-MODE", "access.out-of-the-box"),
    ("SPECS-ABSENT-HEADER", "headers.absent"),
    ("SPECS-HEADER-FORM", "headers.form"),
    ("SPECS-HEADER-NAME-CASE", "headers.names"),
    ("SPECS-INVALID-PATTERN", "paths.invalid"),
    ("SPECS-METHOD-CASE", "methods.compared"),
    ("SPECS-WILDCARD-METHODS", "methods.wildcard"),
    ("SPLIT-BACKEND-NAMESPACE", "namespaces.backends"),
    ("SPLIT-ROUNDING", "weights.rounding"),
    ("SPLIT-ZERO-WEIGHT", "weights.zero"),
];

#[test]
fn options_beyond_the_semantics_are_those_of_the_profiles() {
    let table = table();
    for (id, question) in ASKED_OF_PROFILES {
        for mesh in meshes() {
            let answer = mesh.answer(question);
            let ours = table[id].option_of(&mesh.name).map_or("", |option| option.name.as_str());
            let first = answer.split([' ', ',']).next().unwrap_or_default();
            assert_eq!(ours, first, "{id}, {}: the profile says `{answer}`", mesh.name);
        }
    }
}
