//! The configuration file as written, and what it means.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use toml::Spanned;

use super::{Settings, SettingsError};
use crate::cli::error::rule_named;
use crate::cli::levels;
use crate::config::{Allowance, PathPattern};
use crate::profile::Profile;
use crate::rule::Rule;
use crate::source::Text;

/// Where patterns and paths are read from: absolute, with slashes.
pub(super) struct Places {
    pub(super) root: String,
    pub(super) here: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    #[serde(default)]
    target: Option<Spanned<Names>>,
    #[serde(default)]
    namespace: Option<Spanned<String>>,
    #[serde(default)]
    complete: Option<bool>,
    #[serde(default)]
    fail_on: Option<Spanned<String>>,
    #[serde(default)]
    levels: HashMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    allow: Vec<RawAllowance>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAllowance {
    rule: Spanned<Names>,
    #[serde(default)]
    path: Option<Spanned<String>>,
    #[serde(default)]
    object: Option<Spanned<String>>,
    reason: Spanned<String>,
}

/// A name, or a list of names.
struct Names(Vec<String>);

/// Something wrong, with its place.
struct Fault {
    at: Range<usize>,
    message: String,
}

/// Reads the text of a file.
pub(super) fn parse(text: &str, file: &str, places: &Places) -> Result<Settings, SettingsError> {
    let read = || -> Result<Settings, Fault> { toml::from_str::<Raw>(text)?.settings(places) };
    read().map_err(|Fault { at, message }| {
        let start = u32::try_from(at.start).unwrap_or(u32::MAX);
        let place = Text::new(text).position(start).to_string();
        SettingsError { file: file.to_owned(), place, message }
    })
}

impl From<toml::de::Error> for Fault {
    fn from(error: toml::de::Error) -> Self {
        Self { at: error.span().unwrap_or_default(), message: error.message().to_owned() }
    }
}

impl Raw {
    fn settings(self, places: &Places) -> Result<Settings, Fault> {
        let Self { target, namespace, complete, fail_on, levels, allow } = self;
        let mut settings = Settings { complete, ..Settings::default() };
        if let Some(names) = target {
            let find = |name: &String| Profile::find(name).map_err(|error| at(&names, error));
            settings.targets = names.get_ref().0.iter().map(find).collect::<Result<_, _>>()?;
        }
        if let Some(namespace) = namespace {
            if namespace.get_ref().is_empty() {
                return Err(at(
                    &namespace,
                    "expected the name of a namespace, found an empty text",
                ));
            }
            settings.namespace = Some(namespace.into_inner());
        }
        if let Some(word) = fail_on {
            let parsed = word.get_ref().parse().map_err(|error: String| at(&word, error))?;
            settings.fail_on = Some(parsed);
        }
        for (name, word) in levels {
            let rule = rule_named(name.get_ref()).map_err(|error| at(&name, error))?;
            let level = levels::level(word.get_ref()).map_err(|error| at(&word, error))?;
            settings.levels.set(rule, level);
        }
        let allowance = |allowance: RawAllowance| allowance.read(places);
        settings.allow = allow.into_iter().map(allowance).collect::<Result<_, _>>()?;
        Ok(settings)
    }
}

impl RawAllowance {
    fn read(self, places: &Places) -> Result<Allowance, Fault> {
        let names = self.rule.get_ref().0.iter();
        let found: Result<Vec<&'static Rule>, _> = names.map(|name| rule_named(name)).collect();
        let rules = found.map_err(|error| at(&self.rule, error))?;
        let object =
            self.object.map(|object| object.get_ref().parse().map_err(|error| at(&object, error)));
        let path = self
            .path
            .map(|path| PathPattern::within(path.into_inner(), &places.root, &places.here));
        if self.reason.get_ref().trim().is_empty() {
            return Err(at(&self.reason, "expected a reason for those who come later"));
        }
        let reason = self.reason.into_inner();
        Ok(Allowance { rules, path, object: object.transpose()?, reason })
    }
}

fn at<T>(place: &Spanned<T>, message: impl fmt::Display) -> Fault {
    Fault { at: place.span(), message: message.to_string() }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name or a list of names")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Names, E> {
        Ok(Names(vec![name.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Names, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = list.next_element()? {
            names.push(name);
        }
        if names.is_empty() {
            return Err(serde::de::Error::invalid_length(0, &self));
        }
        Ok(Names(names))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, String> {
        let places = Places { root: "/repo".to_owned(), here: "/repo".to_owned() };
        parse(text, "smi-validate.toml", &places).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_there_is_read() {
        let text =
            "target = ['osm', 'fsm']\nnamespace = 'shop'\ncomplete = true\nfail-on = 'hint'\n";
        let settings = read(text).unwrap();
        let targets: Vec<_> = settings.targets.iter().map(|profile| &profile.name).collect();
        assert_eq!(targets, ["osm", "fsm"]);
        assert_eq!(settings.namespace.as_deref(), Some("shop"));
        assert_eq!(settings.complete, Some(true));
        assert_eq!(settings.fail_on, Some("hint".parse().unwrap()));
        assert_eq!(read("target = 'osm'").unwrap().targets.len(), 1);
        assert_eq!(read("").unwrap().complete, None);
    }

    #[test]
    fn what_is_wrong_has_a_place_and_says_what_is_expected() {
        for (text, place, says) in [
            ("\ntargets = []", "2:1", "unknown field `targets`, expected one of `target`"),
            ("complete = 'yes'", "1:12", "invalid type: string \"yes\", expected a boolean"),
            ("target = 3", "1:10", "invalid type: integer `3`, expected a name or"),
            ("target = 'osx'", "1:10", "no profile is called `osx`; did you mean `osm`"),
            ("fail-on = 'eror'", "1:11", "expected one of never, error"),
            ("namespace = ''", "1:13", "expected the name of a namespace"),
            ("[levels]\nno-such = 'off'", "2:1", "no rule is called `no-such`"),
            ("[[allow]]\nrule = 'no-such'\nreason = 'x'", "2:8", "no rule is called `no-such`"),
            ("[[allow]]\nreason = 'x'", "1:1", "missing field `rule`"),
            ("[[allow]]\nrule = 'x'\nwhy = 'x'", "3:1", "unknown field `why`"),
            ("target = [", "1:11", ""),
        ] {
            let error = read(text).unwrap_err();
            let start = format!("smi-validate.toml:{place}: {says}");
            assert!(error.starts_with(&start), "{text:?}: {error}");
        }
    }
}
