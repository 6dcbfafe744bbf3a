//! Where to convert to.

use std::fmt;
use std::str::FromStr;

use smi_types::catalog::{CATALOG, Entry, Status, latest};
use smi_types::headers::HeaderForm;

use crate::check::joined;
use crate::profile::choice::{HeaderForm as Taken, Presence};
use crate::profile::{Kind, Profile, UnknownProfile};

/// Where to convert to.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    /// The latest released version of each kind.
    Latest,
    /// A version.
    Version {
        /// The API group; objects of others stay. All groups without one.
        group: Option<&'static str>,
        /// The version, for example `v1alpha2`.
        version: &'static str,
    },
    /// What a mesh reads.
    Mesh(&'static Profile),
}

/// There is no such version and no such mesh.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a version (`v1alpha4`, `split/v1alpha2`), `latest` or a mesh, found `{found}`: {why}"
)]
pub struct UnknownGoal {
    /// What was asked for.
    pub found: String,
    /// What is wrong with it.
    pub why: String,
}

impl FromStr for Goal {
    type Err = UnknownGoal;

    fn from_str(text: &str) -> Result<Self, UnknownGoal> {
        let wrong = |why: String| UnknownGoal { found: text.to_owned(), why };
        let (group, version) = match text.rsplit_once('/') {
            Some((group, version)) => (Some(group), version),
            None => (None, text),
        };
        let is_group = |entry: &&Entry| {
            let short = entry.group.split('.').next();
            group.is_none_or(|group| entry.group == group || short == Some(group))
        };
        let of_group: Vec<_> = CATALOG.iter().filter(is_group).collect();
        if let Some(entry) = of_group.iter().find(|entry| entry.version == version) {
            return Ok(Self::Version { group: group.map(|_| entry.group), version: entry.version });
        }
        let looks_like_version = version.starts_with('v')
            && version.chars().nth(1).is_some_and(|letter| letter.is_ascii_digit());
        if group.is_some() || looks_like_version {
            let mut versions: Vec<_> = of_group.iter().map(|entry| entry.version).collect();
            versions.sort_unstable();
            versions.dedup();
            let known = if versions.is_empty() {
                "the groups are access, specs, split and metrics".to_owned()
            } else {
                format!("the versions are {}", joined(&versions))
            };
            return Err(wrong(known));
        }
        match Profile::find(text) {
            _ if text == "latest" => Ok(Self::Latest),
            Ok(profile) if profile.known_as.is_none() => Ok(Self::Latest),
            Ok(profile) => Ok(Self::Mesh(profile)),
            Err(error) => Err(wrong(UnknownProfile::to_string(&error))),
        }
    }
}

impl Goal {
    /// The version that an object of some kind and version is to have; or why there is none.
    pub(super) fn entry(&self, own: &'static Entry) -> Result<&'static Entry, String> {
        let of_kind = |version: &str| {
            CATALOG.iter().find(|entry| entry.kind == own.kind && entry.version == version)
        };
        match self {
            // What is newer than the latest release is not taken back to it.
            Self::Latest if own.status != Status::Released => Ok(own),
            Self::Latest => Ok(latest(own.kind).unwrap_or(own)),
            Self::Version { group: Some(group), .. } if *group != own.group => Ok(own),
            Self::Version { version, .. } => of_kind(version).ok_or_else(|| {
                let all = CATALOG.iter().filter(|entry| entry.kind == own.kind);
                let exists: Vec<_> = all.map(|entry| entry.version).collect();
                format!(
                    "there is no {} in {version}: the kind exists in {}",
                    own.kind,
                    joined(&exists)
                )
            }),
            Self::Mesh(profile) => {
                let version = profile.kinds.get(own.kind).and_then(read_by);
                let entry = version.and_then(of_kind);
                entry.ok_or_else(|| format!("{} does not serve {}", profile.title, own.kind))
            }
        }
    }

    /// The form in which headers are to be written, if only one will do.
    pub(super) fn header_form(&self) -> Option<HeaderForm> {
        let Self::Mesh(profile) = self else { return None };
        match profile.headers.form.first()?.is {
            Taken::List => Some(HeaderForm::List),
            Taken::Map => Some(HeaderForm::Map),
            Taken::Both => None,
        }
    }

    /// The name of the mesh.
    pub(super) fn mesh(&self) -> Option<&'static str> {
        match self {
            Self::Mesh(profile) => Some(&profile.name),
            Self::Latest | Self::Version { .. } => None,
        }
    }
}

/// The version of a kind that a mesh is best given: one that its controller asks for, or else the one that is kept, or else
/// the newest that is served.
fn read_by(kind: &Kind) -> Option<&str> {
    let taken = || kind.versions.iter().filter(|(_, presence)| **presence != Presence::Defined);
    let read = taken().rfind(|(version, _)| kind.reads.contains(version));
    let stored = || taken().find(|(_, presence)| **presence == Presence::Stored);
    let newest = || taken().next_back();
    read.or_else(stored).or_else(newest).map(|(version, _)| version.as_str())
}

impl fmt::Display for Goal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => formatter.write_str("the latest version"),
            Self::Version { group: None, version } => formatter.write_str(version),
            Self::Version { group: Some(group), version } => write!(formatter, "{group}/{version}"),
            Self::Mesh(profile) => formatter.write_str(&profile.title),
        }
    }
}
