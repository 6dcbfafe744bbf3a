//! Patterns for paths and objects, with `*` and `?`.

use std::fmt;
use std::str::FromStr;

use crate::finding::Object;

/// A pattern for paths: `*` and `?` within a name, `**` across folders. One without a slash is for the name of the file
/// alone, wherever it is; a folder stands for all that is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPattern {
    glob: String,
    /// The folder that the pattern is read from, and the one that names of inputs are.
    places: Option<(String, String)>,
}

/// A pattern for objects: `Kind namespace/name`, `Kind name` in any namespace, each part with `*` and `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectPattern {
    kind: String,
    namespace: String,
    name: String,
}

/// A text is no pattern for objects.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `Kind namespace/name`, such as `TrafficSplit shop/*`, found `{found}`")]
pub struct NotAnObject {
    found: String,
}

impl PathPattern {
    /// A pattern for the names of inputs as they are.
    #[must_use]
    pub fn new(glob: impl Into<String>) -> Self {
        Self { glob: glob.into(), places: None }
    }

    /// A pattern that is read from the folder `root`, while names of inputs are read from the folder `here`. Both are
    /// absolute, with slashes.
    #[must_use]
    pub fn within(glob: impl Into<String>, root: &str, here: &str) -> Self {
        Self { glob: glob.into(), places: Some((normalised(root), normalised(here))) }
    }

    /// Whether it matches the name of an input.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let name = self.seen_from_root(name);
        let glob = self.glob.trim_start_matches("./");
        let glob = glob.strip_suffix('/').unwrap_or(glob);
        if !glob.contains('/') && wild(glob, name.rsplit('/').next().unwrap_or(&name)) {
            return true;
        }
        wild(glob, &name) || wild(&format!("{glob}/**"), &name)
    }

    fn seen_from_root(&self, name: &str) -> String {
        let name = name.replace('\\', "/");
        let Some((root, here)) = &self.places else { return normalised(&name) };
        let is_absolute = name.starts_with('/') || name.get(1..3) == Some(":/");
        let name = if is_absolute { name } else { format!("{here}/{name}") };
        let name = normalised(&name);
        match name.strip_prefix(root.as_str()).and_then(|rest| rest.strip_prefix('/')) {
            Some(rest) => rest.to_owned(),
            None => name,
        }
    }
}

impl ObjectPattern {
    /// Whether it matches an object.
    #[must_use]
    pub fn matches(&self, object: &Object) -> bool {
        wild(&self.kind, &object.kind)
            && wild(&self.namespace, &object.name.namespace)
            && wild(&self.name, &object.name.name)
    }
}

impl FromStr for ObjectPattern {
    type Err = NotAnObject;

    fn from_str(text: &str) -> Result<Self, NotAnObject> {
        let parts: Vec<_> = text.split_whitespace().collect();
        let [kind, name] = parts[..] else { return Err(NotAnObject { found: text.to_owned() }) };
        let (namespace, name) = name.split_once('/').unwrap_or(("*", name));
        Ok(Self { kind: kind.to_owned(), namespace: namespace.to_owned(), name: name.to_owned() })
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.glob)
    }
}

impl fmt::Display for ObjectPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}/{}", self.kind, self.namespace, self.name)
    }
}

/// A path without `.`, `..` and doubled slashes, as far as its text tells.
fn normalised(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    format!("{}{}", if path.starts_with('/') { "/" } else { "" }, parts.join("/"))
}

/// Whether a text matches: `?` is any character but a slash, `*` any number of them, `**` any characters, and `**/` any
/// folders or none. Takes time and memory of the product of both lengths at most.
fn wild(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    // Whether the pattern so far matches the text up to each character.
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let (step, length) = if rest.starts_with("**/") {
            (Step::Folders, 3)
        } else if rest.starts_with("**") {
            (Step::Anything, 2)
        } else {
            (Step::of(first), first.len_utf8())
        };
        reached = step.after(&reached, &text);
        rest = &rest[length..];
    }
    reached[text.len()]
}

#[derive(Clone, Copy)]
enum Step {
    One(char),
    AnyOne,
    Name,
    Anything,
    Folders,
}

impl Step {
    const fn of(character: char) -> Self {
        match character {
            '?' => Self::AnyOne,
            '*' => Self::Name,
            other => Self::One(other),
        }
    }

    fn after(self, reached: &[bool], text: &[char]) -> Vec<bool> {
        let mut next = vec![false; reached.len()];
        let mut running = false;
        for (index, is_reached) in reached.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| (text[before], reached[before]));
            next[index] = match self {
                Self::One(wanted) => before.is_some_and(|(is, from)| from && is == wanted),
                Self::AnyOne => before.is_some_and(|(is, from)| from && is != '/'),
                Self::Name => {
                    running = *is_reached || (running && before.is_some_and(|(is, _)| is != '/'));
                    running
                }
                Self::Anything => {
                    running |= *is_reached;
                    running
                }
                Self::Folders => {
                    let is_start = before.is_none_or(|(is, _)| is == '/');
                    let was_running = running;
                    running |= *is_reached;
                    *is_reached || (was_running && is_start)
                }
            };
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Name;

    #[test]
    fn stars_stay_within_a_name_unless_doubled() {
        for (pattern, text, expected) in [
            ("a*c", "abbc", true),
            ("a*c", "ab/c", false),
            ("a**c", "ab/c", true),
            ("**/c", "c", true),
            ("**/c", "a/b/c", true),
            ("**/c", "a/bc", false),
            ("a/**/c", "a/c", true),
            ("?", "水", true),
            ("?", "/", false),
            ("*", "", true),
            ("", "a", false),
        ] {
            assert_eq!(wild(pattern, text), expected, "{pattern} {text}");
        }
        assert!(!wild(&"a*".repeat(200), &"a".repeat(199)), "in bounded time");
    }

    #[test]
    fn paths_are_seen_from_the_folder_of_the_pattern() {
        let pattern = PathPattern::within("legacy/*.yaml", "/repo", "/repo/apps/web");
        for (name, expected) in [
            ("../../legacy/a.yaml", true),
            ("/repo/legacy/a.yaml", true),
            ("legacy/a.yaml", false),
            ("/other/legacy/a.yaml", false),
        ] {
            assert_eq!(pattern.matches(name), expected, "{name}");
        }
        assert!(PathPattern::new("*.json").matches("a/b/c.json"), "a bare name, anywhere");
        assert!(PathPattern::new("./legacy/").matches("legacy/a/b.yaml"), "a folder");
        assert!(!PathPattern::new("legacy").matches("old-legacy/a.yaml"));
    }

    #[test]
    fn objects_match_by_kind_namespace_and_name() {
        let object = |kind: &str, namespace, name| Object {
            api_version: String::new(),
            kind: kind.to_owned(),
            name: Name::new(namespace, name),
        };
        let cart = object("TrafficSplit", "shop", "cart-v1");
        for (pattern, expected) in [
            ("TrafficSplit shop/cart-v1", true),
            ("* shop/cart-*", true),
            ("TrafficSplit cart-v?", true),
            ("TrafficTarget shop/cart-v1", false),
            ("TrafficSplit far/*", false),
        ] {
            assert_eq!(pattern.parse::<ObjectPattern>().unwrap().matches(&cart), expected);
        }
        let error = "TrafficSplit".parse::<ObjectPattern>().unwrap_err();
        assert!(error.to_string().ends_with("found `TrafficSplit`"), "{error}");
    }
}
