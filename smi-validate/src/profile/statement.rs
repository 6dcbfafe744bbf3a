//! What a profile says: a choice, when it holds, what it means, and who says so.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use super::choice::Protocol;
use super::source::{self, Citation};

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement<T> {
    /// What is so.
    pub is: T,
    /// When it is; always, by default.
    #[serde(default)]
    pub when: Condition,
    /// What that means, in a sentence.
    #[serde(default)]
    pub effect: Option<String>,
    /// Who says so.
    #[serde(deserialize_with = "source::citations")]
    pub from: Vec<Citation>,
}

/// When a statement holds. All that is given must.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The first release of the mesh.
    #[serde(default)]
    pub since: Option<String>,
    /// The last release of the mesh.
    #[serde(default)]
    pub until: Option<String>,
    /// The protocol of the traffic.
    #[serde(default)]
    pub protocol: Option<Protocol>,
    /// The API versions of the object; empty for all that are served.
    #[serde(default)]
    pub versions: Vec<String>,
}

/// What is known about one question: nothing, one statement, or several.
///
/// Several differ in when they hold, or are what different sources say; the first is the one to go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<T>(Vec<Statement<T>>);

/// A statement with its question, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Said<'a> {
    /// The place in the profile, for example `paths.anchoring`.
    pub question: String,
    /// What is so.
    pub is: String,
    /// When it is.
    pub when: &'a Condition,
    /// What that means.
    pub effect: Option<&'a str>,
    /// Who says so.
    pub from: &'a [Citation],
}

impl<T> Default for Answer<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Answer<T> {
    /// The statement to go by; `None` when nobody knows.
    #[must_use]
    pub fn first(&self) -> Option<&Statement<T>> {
        self.0.first()
    }

    /// Every statement.
    pub fn iter(&self) -> impl Iterator<Item = &Statement<T>> {
        self.0.iter()
    }
}

impl<T: fmt::Display> Answer<T> {
    pub(super) fn say<'a>(&'a self, question: &str, said: &mut Vec<Said<'a>>) {
        said.extend(self.iter().map(|statement| Said {
            question: question.to_owned(),
            is: statement.is.to_string(),
            when: &statement.when,
            effect: statement.effect.as_deref(),
            from: &statement.from,
        }));
    }
}

/// The choice, and in brackets when it holds: `map (since 1.5.0)`.
impl fmt::Display for Said<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.is)?;
        let when = self.when.to_string();
        if when.is_empty() { Ok(()) } else { write!(formatter, " ({when})") }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { since, until, protocol, versions } = self;
        let words = [
            protocol.map(|protocol| protocol.to_string()),
            since.as_ref().map(|release| format!("since {release}")),
            until.as_ref().map(|release| format!("until {release}")),
            (!versions.is_empty()).then(|| versions.join(", ")),
        ];
        formatter.write_str(&words.into_iter().flatten().collect::<Vec<_>>().join("; "))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Answer<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrMore(PhantomData))
    }
}

struct OneOrMore<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMore<T> {
    type Value = Answer<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a statement (`{ is, from }`) or a list of statements")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let one = Statement::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Answer(vec![one]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut statements = Vec::new();
        while let Some(statement) = list.next_element()? {
            statements.push(statement);
        }
        Ok(Answer(statements))
    }
}
