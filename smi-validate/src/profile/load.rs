//! Reading profiles, strictly: what is not understood is an error, and so is what cannot be.

use std::collections::BTreeSet;

use smi_types::catalog::CATALOG;

use super::{Citation, Fault, Profile, ProfileError, Said, is_kind};

pub(super) fn parse(name: &str, text: &str) -> Result<Profile, ProfileError> {
    let profile: Profile = serde_yaml::from_str(text).map_err(|error| {
        ProfileError::Unreadable { profile: name.to_owned(), message: error.to_string() }
    })?;
    let wrong = |(place, fault)| ProfileError::Wrong { profile: name.to_owned(), place, fault };
    check(name, &profile).map_err(wrong)?;
    Ok(profile)
}

/// The place of a fault, and the fault.
type Outcome = Result<(), (String, Fault)>;

fn check(name: &str, profile: &Profile) -> Outcome {
    if profile.name != name {
        return Err(("name".to_owned(), Fault::OtherName { found: profile.name.clone() }));
    }
    kinds(profile)?;
    fields(profile)?;
    let said = profile.statements();
    said.iter().try_for_each(|said| statement(profile, said))?;
    let mut seen = BTreeSet::new();
    for said in &said {
        if !seen.insert((&said.question, said.to_string())) {
            return Err((said.question.clone(), Fault::SaidTwice { is: said.is.clone() }));
        }
    }
    sources(profile, &said)
}

fn kinds(profile: &Profile) -> Outcome {
    for (name, kind) in &profile.kinds {
        let place = format!("kinds.{name}");
        if !is_kind(name) {
            return Err((place, Fault::UnknownKind { kind: name.clone() }));
        }
        for version in kind.versions.keys().chain(&kind.reads) {
            if !CATALOG.iter().any(|entry| entry.kind == name && entry.version == version) {
                return Err((place, Fault::UnknownVersion { version: version.clone() }));
            }
        }
    }
    Ok(())
}

fn fields(profile: &Profile) -> Outcome {
    for (kind, fields) in &profile.fields {
        if !profile.kinds.contains_key(kind) {
            return Err((format!("fields.{kind}"), Fault::NotServed));
        }
        for (path, answer) in fields {
            let place = format!("fields.{kind}.{path}");
            if answer.first().is_none() {
                return Err((place, Fault::NothingSaid));
            }
            let mut versions = answer.iter().flat_map(|statement| &statement.when.versions);
            if !versions.all(|version| profile.serves(kind, version)) {
                return Err((place, Fault::NotServed));
            }
        }
    }
    Ok(())
}

/// Where a word alone does not say what happens, and the words that do.
const CLEAR: &[(&str, &[&str])] = &[
    ("fields.", &["honoured"]),
    ("constructs.", &["honoured"]),
    ("readings.", &["default", "other"]),
];

fn statement(profile: &Profile, said: &Said<'_>) -> Outcome {
    let wrong = |fault| Err((said.question.clone(), fault));
    let unclear = CLEAR.iter().any(|(section, clear)| {
        said.question.starts_with(section) && !clear.contains(&said.is.as_str())
    });
    if unclear && said.effect.is_none() {
        return wrong(Fault::NoEffect { is: said.is.clone() });
    }
    let served = |version: &String| profile.kinds.keys().any(|kind| profile.serves(kind, version));
    if said.when.versions.iter().all(served) { Ok(()) } else { wrong(Fault::NotServed) }
}

fn sources(profile: &Profile, said: &[Said<'_>]) -> Outcome {
    let mut cited = BTreeSet::new();
    for (place, citations) in places(profile, said) {
        if citations.is_empty() {
            return Err((place, Fault::NoSource));
        }
        for Citation { document, .. } in citations {
            if !profile.documents.contains_key(document) {
                return Err((place, Fault::UnknownDocument { document: document.clone() }));
            }
            cited.insert(document);
        }
    }
    let unused = profile.documents.keys().find(|document| !cited.contains(document));
    unused.map_or(Ok(()), |document| Err((format!("documents.{document}"), Fault::UnusedDocument)))
}

/// Everything that has sources.
fn places<'p>(profile: &'p Profile, said: &[Said<'p>]) -> Vec<(String, &'p [Citation])> {
    let mut places = vec![("project".to_owned(), profile.project.from.as_slice())];
    for (name, kind) in &profile.kinds {
        places.push((format!("kinds.{name}"), &kind.from));
    }
    for (index, message) in profile.messages.iter().enumerate() {
        places.push((format!("messages[{index}]"), &message.from));
    }
    places.extend(said.iter().map(|said| (said.question.clone(), said.from)));
    places
}
