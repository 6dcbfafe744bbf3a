//! What a real API server said to the fixtures: recorded beside them, so that tests without a cluster can compare.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fixture::Layer;

/// The verdicts of one suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The version of the API server.
    pub(crate) kubernetes: String,
    /// By name of the fixture.
    pub(crate) verdicts: BTreeMap<String, Verdict>,
}

/// What an API server answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Verdict {
    /// The HTTP status: 201 for what it took.
    pub(crate) status: u16,
    /// What it pruned from an object that it took: nothing, if the schema is complete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) pruned: Vec<String>,
    /// The message of a refusal that has no causes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) message: String,
    /// Why it refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) causes: Vec<Cause>,
}

/// One reason of a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cause {
    /// Which part of the server refused.
    pub(crate) layer: Layer,
    /// The field.
    pub(crate) at: String,
    /// The message.
    pub(crate) says: String,
}

/// What servers add when a schema refused: that they left out the rules. No reason of its own.
const RULES_LEFT_OUT: &str = "some validation rules were not checked";

impl Verdict {
    /// Reads an answer. `rules` are the messages of the schema's rules in CEL.
    pub(crate) fn of(status: u16, answer: &Value, rules: &[String]) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let causes = answer["details"]["causes"].as_array().into_iter().flatten();
        let causes: Vec<_> = causes
            .filter(|cause| !text(&cause["message"]).contains(RULES_LEFT_OUT))
            .map(|cause| {
                let says = text(&cause["message"]);
                let by_rule = rules.iter().any(|rule| says.ends_with(rule.as_str()));
                let layer = if by_rule { Layer::Cel } else { Layer::Schema };
                Cause { layer, at: text(&cause["field"]), says }
            })
            .collect();
        let refused = !(200..300).contains(&status);
        let message =
            if refused && causes.is_empty() { text(&answer["message"]) } else { String::new() };
        Self { status, pruned: Vec::new(), message, causes }
    }

    /// Whether the object was taken, and whole.
    pub(crate) fn is_admitted(&self) -> bool {
        self.status == 201 && self.pruned.is_empty()
    }

    /// The layer, the place and the words of a refusal that has one reason.
    pub(crate) fn refusal(&self) -> Option<(Layer, &str, &str)> {
        match (self.status, self.causes.as_slice()) {
            (422, [cause]) => Some((cause.layer, &cause.at, &cause.says)),
            (400, []) => Some((Layer::Decode, &self.message, &self.message)),
            _ => None,
        }
    }
}

/// Reads a record; an empty one where there is none.
pub(crate) fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>, String> {
    let Ok(text) = fs::read_to_string(path) else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|error| format!("{}: {error}", path.display()))
}

pub(crate) fn write(path: &Path, record: &impl Serialize) -> Result<(), String> {
    let text = serde_json::to_string_pretty(record).expect("a record is plain data") + "\n";
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
