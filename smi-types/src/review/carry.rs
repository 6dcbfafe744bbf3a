//! What is carried from version to version.
//!
//! The law: a conversion does not change what the object says at any version, its own included. [`view`] says what that is,
//! and [`convert`] keeps as many differences as are needed for it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::manifest::ManifestError;
use crate::review::CARRIED;
use crate::review::apply::{apply, holds};
use crate::review::difference::{Difference, ListDifference, differences};
use crate::review::plain::{Kind, Said};

/// For a version, the differences between what the plain conversion to it gives and what the object was there.
pub(super) type Carried = BTreeMap<String, Vec<Difference>>;

/// The annotation of an object.
pub(super) struct Annotation {
    pub(super) carried: Carried,
    /// Whether it can be read, or is not there.
    readable: bool,
}

impl Annotation {
    /// Reads the annotation. One that names versions that the kind does not have was not written by us.
    pub(super) fn read(object: &Value, kind: Kind<'_>) -> Self {
        let annotations = object.pointer("/metadata/annotations");
        let Some(value) = annotations.and_then(|annotations| annotations.get(CARRIED)) else {
            return Self { carried: Carried::new(), readable: true };
        };
        let carried = value.as_str().and_then(|text| serde_json::from_str::<Carried>(text).ok());
        let known = |carried: &Carried| {
            carried.keys().all(|version| kind.versions().any(|known| known == version))
        };
        let carried = carried.filter(known);
        let readable = carried.is_some();
        Self { carried: carried.unwrap_or_default(), readable }
    }

    /// The metadata with the annotation. One that cannot be read stays, unless something must be carried.
    pub(super) fn write(&self, metadata: Option<&Value>, kept: &Carried) -> Option<Value> {
        if kept.is_empty() {
            return if self.readable { without(metadata?) } else { metadata.cloned() };
        }
        let mut metadata = metadata.cloned().unwrap_or_else(|| json!({}));
        metadata["annotations"][CARRIED] = json!(kept).to_string().into();
        Some(metadata)
    }
}

/// The metadata without the annotation, and without what was there for it alone.
fn without(metadata: &Value) -> Option<Value> {
    let mut metadata = metadata.clone();
    let fields = metadata.as_object_mut()?;
    let annotations = fields.get_mut("annotations").and_then(Value::as_object_mut);
    let Some(annotations) = annotations else { return Some(metadata) };
    if annotations.remove(CARRIED).is_some() && annotations.is_empty() {
        fields.remove("annotations");
        if fields.is_empty() {
            return None;
        }
    }
    Some(metadata)
}

/// Converts to a version: what the object says there, and what must be carried for all others.
pub(super) fn convert(
    kind: Kind<'_>,
    said: &Said,
    carried: &Carried,
    version: &'static str,
) -> Result<(Said, Carried), ManifestError> {
    let shown = view(kind, said, carried, version)?;
    if carried.is_empty() && kind.plain(&shown, said.version)? == *said {
        return Ok((shown, Carried::new()));
    }
    let mut kept = Carried::new();
    let mut wanted = Vec::new();
    for other in kind.versions().filter(|other| *other != version) {
        let want = view(kind, said, carried, other)?;
        let plain = kind.plain(&shown, other)?;
        kept.insert(other.to_owned(), differences(&plain.body, &want.body));
        wanted.push(want);
    }
    // What was written speaks last: the others mostly follow from it.
    wanted.sort_by_key(|want| (carried.contains_key(want.version), want.version == said.version));
    for (index, want) in wanted.iter().enumerate() {
        let Some(own) = kept.remove(want.version) else { continue };
        let dropped = wanted[..=index].iter().filter(|want| !kept.contains_key(want.version));
        let follows = |want: &Said| Ok(view(kind, &shown, &kept, want.version)? == *want);
        let all_follow = dropped.map(follows).collect::<Result<Vec<_>, ManifestError>>()?;
        if all_follow.contains(&false) {
            kept.insert(want.version.to_owned(), own);
        }
    }
    Ok((shown, kept))
}

/// What an object says at a version: what the plain conversion gives, with the differences of that version; where it has
/// none, with what others say more.
fn view(
    kind: Kind<'_>,
    said: &Said,
    carried: &Carried,
    version: &'static str,
) -> Result<Said, ManifestError> {
    if version == said.version {
        return Ok(said.clone());
    }
    let plain = kind.plain(said, version)?;
    if let Some(own) = carried.get(version) {
        return Ok(restore(kind, said, plain, own));
    }
    let mut shown = plain;
    for origin in kind.versions().rev().filter(|origin| *origin != said.version) {
        let Some(differences) = carried.get(origin) else { continue };
        let effect = effect(kind, said, origin, differences, version)?;
        shown = restore(kind, said, shown, &effect);
    }
    Ok(shown)
}

/// What differences at one version mean at another.
fn effect(
    kind: Kind<'_>,
    said: &Said,
    origin: &'static str,
    own: &[Difference],
    version: &'static str,
) -> Result<Vec<Difference>, ManifestError> {
    let plain = kind.plain(said, origin)?;
    let restored = restore(kind, said, plain.clone(), own);
    let (without, with) = (kind.plain(&plain, version)?, kind.plain(&restored, version)?);
    Ok(differences(&without.body, &with.body))
}

/// Applies differences to what the plain conversion gave: all of them, or else each that is faithful by itself.
fn restore(kind: Kind<'_>, said: &Said, plain: Said, own: &[Difference]) -> Said {
    let applied = |to: &Said, differences: &[Difference]| {
        let with = Said { version: to.version, body: apply(differences, &to.body) };
        is_faithful(kind, said, to, &with).then_some(with)
    };
    if let Some(all) = applied(&plain, own) {
        return all;
    }
    own.iter().flat_map(singly).fold(plain, |done, one| applied(&done, &[one]).unwrap_or(done))
}

/// Whether differences change nothing that the object says at its own version, or only what it says there anyway.
fn is_faithful(kind: Kind<'_>, said: &Said, without: &Said, with: &Said) -> bool {
    let back = |said_there| kind.plain(said_there, said.version);
    let (Ok(without), Ok(with)) = (back(without), back(with)) else { return false };
    let changes = differences(&without.body, &with.body);
    // What comes back has no field that its type does not know, and an element that has one is still that element.
    let typed = || kind.typed(said, said.version);
    holds(&changes, &said.body) || typed().is_ok_and(|typed| holds(&changes, &typed.body))
}

/// The differences of a list one by one.
fn singly(difference: &Difference) -> Vec<Difference> {
    let Difference::List(list) = difference else { return vec![difference.clone()] };
    let ListDifference { at, changed, removed, added } = list;
    let empty = || ListDifference { at: at.clone(), ..ListDifference::default() };
    let changed =
        changed.iter().map(|one| ListDifference { changed: vec![one.clone()], ..empty() });
    let removed =
        removed.iter().map(|one| ListDifference { removed: vec![one.clone()], ..empty() });
    let added = added.iter().map(|one| ListDifference { added: vec![one.clone()], ..empty() });
    changed.chain(removed).chain(added).map(Difference::List).collect()
}
