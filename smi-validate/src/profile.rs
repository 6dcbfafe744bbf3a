//! What each implementation of SMI does with manifests, as data.
//!
//! A profile says which versions a mesh serves, what becomes of fields and constructs, and how the mesh answers the
//! questions that the specification leaves open. Every [`Statement`] names its sources. What the sources don't say is
//! absent, never guessed: an [`Answer`] without statements means that nobody knows.
//!
//! The profiles are YAML files in the package's folder `profiles/`, embedded in the library. [`Profile::parse`] reads
//! others, as strictly.
//!
//! ```
//! use smi_validate::profile::{Profile, choice::Treatment};
//!
//! let osm = Profile::find("osm")?;
//! assert!(osm.serves("TrafficSplit", "v1alpha2") && !osm.serves("TrafficSplit", "v1alpha4"));
//!
//! let foreign = osm.answer("constructs.target-outside-destination-namespace");
//! assert_eq!(foreign, "refused-by-admission");
//! let matches = &osm.fields["TrafficTarget"]["spec.rules[].matches"];
//! assert_eq!(matches.first().map(|statement| statement.is), Some(Treatment::Honoured));
//!
//! let unknown = Profile::find("traefik").unwrap_err();
//! assert_eq!(unknown.to_string(), "no profile is called `traefik`; did you mean `traefik-mesh`?");
//! # Ok::<(), smi_validate::profile::UnknownProfile>(())
//! ```
//!
//! Under [`Profile::readings`], [`decide_under`](crate::decide::decide_under) answers as a mesh would, as far as the mesh
//! takes one of the readings that there are; [`Profile::third_ways`] lists the questions where it does neither.

pub mod choice;
mod error;
mod find;
mod load;
pub mod overview;
mod reading;
pub mod source;
pub mod statement;
pub mod topic;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use smi_types::Interpretation;
use smi_types::catalog::CATALOG;

use crate::decide::Readings;
pub use choice::{Construct, Life, Presence, Reading, Shown, Treatment};
pub use error::{Fault, ProfileError};
pub use find::UnknownProfile;
pub use source::{Citation, Document};
pub use statement::{Answer, Said, Statement};

/// What one implementation does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// The name that people type, equal to the name of the file: `traefik-mesh`.
    pub name: String,
    /// The name in full.
    pub title: String,
    /// The name in [`Entry::served_by`](smi_types::catalog::Entry::served_by); absent for the specification.
    #[serde(default)]
    pub known_as: Option<String>,
    /// How the project fares.
    pub project: Project,
    /// What the statements are drawn from, by a short name.
    pub documents: BTreeMap<String, Document>,
    /// The kinds that it takes.
    pub kinds: BTreeMap<String, Kind>,
    /// What becomes of fields, by kind and path (`spec.rules[].matches`).
    #[serde(default)]
    pub fields: BTreeMap<String, BTreeMap<String, Answer<Treatment>>>,
    /// What becomes of things that are no single field.
    #[serde(default)]
    pub constructs: BTreeMap<Construct, Answer<Treatment>>,
    /// Who is let in.
    #[serde(default)]
    pub access: topic::Access,
    /// Rules and what they refer to.
    #[serde(default)]
    pub rules: topic::Rules,
    /// `pathRegex`.
    #[serde(default)]
    pub paths: topic::Paths,
    /// `methods`.
    #[serde(default)]
    pub methods: topic::Methods,
    /// `headers`.
    #[serde(default)]
    pub headers: topic::Headers,
    /// Ports of targets, routes and backends.
    #[serde(default)]
    pub ports: topic::Ports,
    /// Weights of backends.
    #[serde(default)]
    pub weights: topic::Weights,
    /// Where names are looked up.
    #[serde(default)]
    pub namespaces: topic::Namespaces,
    /// How splits act.
    #[serde(default)]
    pub splits: topic::Splits,
    /// Which reading it takes of what the specification leaves open.
    #[serde(default, deserialize_with = "reading::by_id")]
    pub readings: BTreeMap<Interpretation, Answer<Reading>>,
    /// What it says when it does not like something, word for word (`%s` and the like stand for names).
    #[serde(default)]
    pub messages: Vec<Message>,
}

/// How a project fares.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Whether it lives.
    pub is: Life,
    /// Since when; the date of the last change, where nothing was announced.
    #[serde(default)]
    pub since: Option<String>,
    /// The last version.
    #[serde(default)]
    pub version: Option<String>,
    /// What else users must know.
    #[serde(default)]
    pub effect: Option<String>,
    /// Who says so.
    #[serde(deserialize_with = "source::citations")]
    pub from: Vec<Citation>,
}

/// How a kind is served.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its versions, and what becomes of an object in each.
    pub versions: BTreeMap<String, Presence>,
    /// The versions that the controller asks for, where that is known.
    #[serde(default)]
    pub reads: Vec<String>,
    /// How the API server turns one version into another.
    #[serde(default)]
    pub conversion: Option<choice::Conversion>,
    /// What `kubectl get` prints, where that is known.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// What users must know.
    #[serde(default)]
    pub effect: Option<String>,
    /// Who says so.
    #[serde(deserialize_with = "source::citations")]
    pub from: Vec<Citation>,
}

/// A column that `kubectl get` prints.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// Where its value is.
    pub path: String,
}

/// A message of a mesh, word for word.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The text.
    pub text: String,
    /// Where it is shown.
    pub shown: Shown,
    /// What it means to the user.
    pub effect: String,
    /// Who says so.
    #[serde(deserialize_with = "source::citations")]
    pub from: Vec<Citation>,
}

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        /// Names and texts, the specification first.
        const EMBEDDED: &[(&str, &str)] = &[$(($name, include_str!(concat!("../profiles/", $name, ".yaml")))),+];
    };
}

embedded!("spec", "osm", "fsm", "traefik-mesh", "linkerd-smi", "istio-adapter", "consul", "nginx");

static ALL: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let read = |(name, text): &(&str, &str)| {
        Profile::parse(name, text).expect("a test reads every embedded profile")
    };
    EMBEDDED.iter().map(read).collect()
});

impl Profile {
    /// Every embedded profile: the specification, then the meshes.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The embedded profile of a name.
    ///
    /// # Errors
    ///
    /// [`UnknownProfile`] with the names that come nearest.
    pub fn find(name: &str) -> Result<&'static Self, UnknownProfile> {
        let found = Self::all().iter().find(|profile| profile.name == name);
        found.ok_or_else(|| UnknownProfile::new(name))
    }

    /// Reads a profile.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] when the text is no profile: a key that there is none of, a statement without source or with one
    /// that `documents` does not have, a kind or version that SMI does not have, and so on.
    pub fn parse(name: &str, text: &str) -> Result<Self, ProfileError> {
        load::parse(name, text)
    }

    /// Whether an object of a kind can be applied in a version.
    #[must_use]
    pub fn serves(&self, kind: &str, version: &str) -> bool {
        let presence = self.kinds.get(kind).and_then(|kind| kind.versions.get(version));
        presence.is_some_and(|presence| *presence != Presence::Defined)
    }

    /// The readings that the mesh takes, for [`decide_under`](crate::decide::decide_under).
    ///
    /// Where nothing is known, or the mesh takes a [third way](Self::third_ways), this is our default.
    #[must_use]
    pub fn readings(&self) -> Readings {
        self.that_read(Reading::Other).collect()
    }

    /// The open questions that the mesh answers in a way that [`decide`](crate::decide::decide) does not know.
    pub fn third_ways(&self) -> impl Iterator<Item = Interpretation> {
        self.that_read(Reading::Neither)
    }

    fn that_read(&self, reading: Reading) -> impl Iterator<Item = Interpretation> {
        let says =
            move |answer: &Answer<Reading>| answer.first().is_some_and(|one| one.is == reading);
        self.readings.iter().filter(move |(_, answer)| says(answer)).map(|(one, _)| *one)
    }

    /// All that the profile says, in the order of the file's sections.
    #[must_use]
    pub fn statements(&self) -> Vec<Said<'_>> {
        let mut said = Vec::new();
        for (kind, fields) in &self.fields {
            for (path, answer) in fields {
                answer.say(&format!("fields.{kind}.{path}"), &mut said);
            }
        }
        for (construct, answer) in &self.constructs {
            answer.say(&format!("constructs.{construct}"), &mut said);
        }
        self.say_topics(&mut said);
        for (interpretation, answer) in &self.readings {
            answer.say(&format!("readings.{interpretation}"), &mut said);
        }
        said
    }

    fn say_topics<'s>(&'s self, said: &mut Vec<Said<'s>>) {
        self.access.say("access", said);
        self.rules.say("rules", said);
        self.paths.say("paths", said);
        self.methods.say("methods", said);
        self.headers.say("headers", said);
        self.ports.say("ports", said);
        self.weights.say("weights", said);
        self.namespaces.say("namespaces", said);
        self.splits.say("splits", said);
    }

    /// The answer to one question as words, for example `paths.anchoring`; empty when nobody knows.
    #[must_use]
    pub fn answer(&self, question: &str) -> String {
        let said = self.statements();
        let words = said.iter().filter(|said| said.question == question).map(Said::to_string);
        words.collect::<Vec<_>>().join(", ")
    }

    /// The citation in full: project, revision and place.
    #[must_use]
    pub fn cite(&self, citation: &Citation) -> String {
        let document = self.documents.get(&citation.document);
        document.map_or_else(|| citation.to_string(), |document| document.cite(citation))
    }
}

/// Whether SMI has a kind.
fn is_kind(kind: &str) -> bool {
    CATALOG.iter().any(|entry| entry.kind == kind)
}
