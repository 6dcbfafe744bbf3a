//! Converting objects of any version to any other, one or many together.

use std::collections::BTreeMap;

use crate::catalog::{CATALOG, Entry, Status, latest};
use crate::convert::restore::restore_ports;
use crate::convert::{Converted, ports};
use crate::manifest::Manifest;

/// Where to convert to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The latest released version of each kind.
    Latest,
    /// A version, for example `v1alpha2`.
    Version(String),
}

/// An object cannot be converted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// The kind does not exist in that version.
    #[error(
        "{kind} `{name}` cannot be said in {version}: the kind exists in {exists} only; leave the object out or choose one of these"
    )]
    NoSuchVersion {
        /// The kind.
        kind: &'static str,
        /// The object's name.
        name: String,
        /// The version asked for.
        version: String,
        /// The versions that have the kind.
        exists: String,
    },
}

impl Manifest {
    /// Converts to another version of the same kind, step by step.
    ///
    /// # Errors
    ///
    /// [`ConvertError`] when the kind does not exist in that version.
    pub fn convert(self, target: &Target) -> Result<Converted<Self>, ConvertError> {
        let wanted = version_of(&self, target)?;
        Ok(self.convert_by(wanted, |object| step(object.upgrade())))
    }

    /// The same where no object can be made beside this one: the port of a target is then a loss.
    pub(crate) fn convert_alone(self, target: &Target) -> Result<Converted<Self>, ConvertError> {
        let wanted = version_of(&self, target)?;
        Ok(self.convert_by(wanted, |object| match object {
            Self::TrafficTargetV1alpha2(old) => {
                ports::without_port(old).map(Self::TrafficTargetV1alpha3)
            }
            other => step(other.upgrade()),
        }))
    }

    fn convert_by(
        self,
        wanted: usize,
        upgrade: impl Fn(Self) -> Converted<Self>,
    ) -> Converted<Self> {
        let mut converted = Converted::exact(self);
        loop {
            let at = position(converted.value.entry());
            converted = match at.cmp(&wanted) {
                std::cmp::Ordering::Equal => return converted,
                std::cmp::Ordering::Less => converted.then(&upgrade),
                std::cmp::Ordering::Greater => converted.then(|object| step(object.downgrade())),
            };
        }
    }
}

/// Converts objects that belong together, each to the target version of its kind.
///
/// Beside what [`Manifest::convert`] does, it looks at the routes that targets refer to: a port that moves from a target
/// to a route is held against the ports that the replaced route names, and one that moved there comes back.
///
/// # Errors
///
/// [`ConvertError`] when a kind does not exist in the version.
pub fn convert(
    objects: Vec<Manifest>,
    target: &Target,
) -> Result<Converted<Vec<Manifest>>, ConvertError> {
    let mut wanted = Vec::with_capacity(objects.len());
    for object in &objects {
        wanted.push(&CATALOG[version_of(object, target)?]);
    }
    let objects = objects.into_iter().zip(wanted).collect();
    let mut done = Converted::exact(Vec::new());
    for converted in convert_each(objects).into_iter().flatten() {
        done = done.then(|mut objects| {
            converted.map(|object| {
                objects.push(object);
                objects
            })
        });
    }
    Ok(done)
}

/// The same one by one, for callers that must know what became of which object: each goes to a line of the catalogue of its
/// own kind. Nothing comes of a route that was made for a target's port and is not needed any more.
///
/// # Panics
///
/// When an object is to become one of another kind.
#[must_use]
pub fn convert_each(objects: Vec<(Manifest, &'static Entry)>) -> Vec<Option<Converted<Manifest>>> {
    let restored = restore_ports(objects);
    let routes = {
        let kept = restored.iter().flatten();
        ports_by_route(kept.map(|(converted, _)| &converted.value))
    };
    let further = |(converted, wanted): (Converted<Manifest>, &'static Entry)| {
        let namespace = converted.value.metadata().namespace.clone();
        let ports_of = |kind: &str, name: &str| {
            let key = (kind.to_owned(), namespace.clone(), name.to_owned());
            routes.get(&key).cloned().unwrap_or_default()
        };
        converted.then(|object| convert_beside(object, wanted, &ports_of))
    };
    restored.into_iter().map(|one| one.map(further)).collect()
}

/// As [`Manifest::convert`], with the step that moves a target's port done in sight of the routes.
fn convert_beside(
    object: Manifest,
    wanted: &'static Entry,
    ports_of: &dyn Fn(&str, &str) -> Vec<i64>,
) -> Converted<Manifest> {
    assert_eq!(object.kind(), wanted.kind, "an object keeps its kind");
    let wanted = position(wanted);
    let moves_port = |entry: &Entry| entry.kind == "TrafficTarget" && entry.version == "v1alpha3";
    let crosses = CATALOG[..=wanted].iter().any(moves_port);
    let upgrade = |object| step(Manifest::upgrade(object));
    let object = match object {
        Manifest::TrafficTargetV1alpha1(old) if crosses => {
            use crate::convert::Upgrade as _;
            old.upgrade().then(|old| ports::to_route_beside(old, ports_of))
        }
        Manifest::TrafficTargetV1alpha2(old) if crosses => ports::to_route_beside(old, ports_of),
        other => return other.convert_by(wanted, upgrade),
    };
    let object = object.map(Manifest::TrafficTargetV1alpha3);
    object.then(|object| object.convert_by(wanted, upgrade))
}

fn ports_by_route<'m>(
    objects: impl Iterator<Item = &'m Manifest>,
) -> BTreeMap<(String, Option<String>, String), Vec<i64>> {
    let ports = objects.filter_map(|object| {
        let spec = match object {
            Manifest::TCPRouteV1alpha4(route) => &route.spec,
            Manifest::UDPRouteV1alpha4(route) => &route.spec,
            _ => return None,
        };
        let metadata = object.metadata();
        let name = metadata.name.clone().unwrap_or_default();
        let key = (object.kind().to_owned(), metadata.namespace.clone(), name);
        Some((key, spec.ports().to_vec()))
    });
    ports.collect()
}

fn version_of(object: &Manifest, target: &Target) -> Result<usize, ConvertError> {
    let kind = object.kind();
    let found = match target {
        Target::Latest => latest(kind),
        Target::Version(version) => {
            CATALOG.iter().find(|entry| entry.kind == kind && entry.version == *version)
        }
    };
    // What is newer than the latest release (a draft, the SDK's version) is not taken back to it.
    let stays = object.entry().status != Status::Released && *target == Target::Latest;
    let found = if stays { Some(object.entry()) } else { found };
    found.map(position).ok_or_else(|| ConvertError::NoSuchVersion {
        kind,
        name: object.metadata().name.clone().unwrap_or_default(),
        version: match target {
            Target::Latest => "the latest version".to_owned(),
            Target::Version(version) => version.clone(),
        },
        exists: versions(kind),
    })
}

fn versions(kind: &str) -> String {
    let of_kind = CATALOG.iter().filter(|entry| entry.kind == kind);
    of_kind.map(|entry| entry.version).collect::<Vec<_>>().join(", ")
}

fn position(entry: &Entry) -> usize {
    CATALOG.iter().position(|other| other == entry).expect("entries come from the catalogue")
}

fn step(result: Result<Converted<Manifest>, Manifest>) -> Converted<Manifest> {
    result.expect(
        "versions of a kind are neighbours in the catalogue, and the wanted one is on that side",
    )
}
