//! Where statements are drawn from.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use super::choice::Evidence;

/// Something that statements are drawn from: a tree of code at a commit, a manual, a measurement.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What it is.
    pub is: Evidence,
    /// The repository, or who wrote it.
    pub project: String,
    /// The commit, version or date that was read.
    #[serde(default)]
    pub revision: Option<String>,
}

/// A place in a [`Document`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The short name of the document in the profile.
    pub document: String,
    /// File, line, section or thread; absent where the whole tree was read.
    pub place: Option<String>,
}

impl Document {
    /// A citation in full.
    #[must_use]
    pub fn cite(&self, citation: &Citation) -> String {
        let mut text = self.project.clone();
        if let Some(revision) = &self.revision {
            text += &format!(" at {revision}");
        }
        if let Some(place) = &citation.place {
            text += &format!(", {place}");
        }
        text
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.document)?;
        self.place.iter().try_for_each(|place| write!(formatter, " {place}"))
    }
}

/// The name of the document, a space, the place.
fn citation(text: &str) -> Citation {
    match text.trim().split_once(' ') {
        None => Citation { document: text.trim().to_owned(), place: None },
        Some((document, place)) => Citation {
            document: document.to_owned(),
            place: Some(place.trim().to_owned()).filter(|place| !place.is_empty()),
        },
    }
}

/// Reads one citation or a list of them.
pub(super) fn citations<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Citation>, D::Error> {
    deserializer.deserialize_any(Citations)
}

struct Citations;

impl<'de> Visitor<'de> for Citations {
    type Value = Vec<Citation>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a source (`document place`) or a list of sources")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(vec![citation(text)])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut citations = Vec::new();
        while let Some(text) = list.next_element::<String>()? {
            citations.push(citation(&text));
        }
        Ok(citations)
    }
}
