//! Paths: `spec.backends[1].weight`, from the root of a document to a node and back.

use std::borrow::Cow;
use std::fmt;

use super::node::{Kind, Node};
use super::text::Span;

/// The way from the root of a document to a node.
///
/// ```
/// use smi_validate::source::{Path, Step};
///
/// let path = Path::parse(r#"metadata.annotations["example.com/owner"]"#);
/// assert_eq!(path.steps()[2], Step::Field("example.com/owner".into()));
/// assert_eq!(path.to_string(), r#"metadata.annotations["example.com/owner"]"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path {
    steps: Vec<Step>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// To the field of an object.
    Field(String),
    /// To an item of a list, counted from 0.
    Item(usize),
}

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'d> {
    /// The key, if the last step that there is leads to a field.
    pub key: Option<Node<'d>>,
    /// The value, or the nearest node around where there is none.
    pub value: Node<'d>,
    /// How many steps of the path are not there.
    pub missing: usize,
}

impl Path {
    /// The path to the root.
    pub const ROOT: Self = Self { steps: Vec::new() };

    /// Reads a path: fields after dots, items in `[0]`, fields with a dot or a bracket in `["a.b"]`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (step, length) = bracketed(rest).unwrap_or_else(|| bare(rest));
            steps.push(step);
            rest = &rest[length..];
            // A dot leads on; at the end of a path it leads to the field without a name.
            match rest.strip_prefix('.') {
                Some("") => return Self { steps },
                Some(after) => rest = after,
                None => {}
            }
        }
        Self { steps }
    }

    /// Its steps.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The path to a field of what this one leads to.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        self.with(Step::Field(name.to_owned()))
    }

    /// The path to an item of what this one leads to.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        self.with(Step::Item(index))
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Self { steps }
    }
}

impl From<Vec<Step>> for Path {
    fn from(steps: Vec<Step>) -> Self {
        Self { steps }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            match step {
                Step::Item(item) => write!(formatter, "[{item}]")?,
                Step::Field(name) if needs_brackets(name) => {
                    let name = name.replace('\\', "\\\\").replace('"', "\\\"");
                    write!(formatter, "[\"{name}\"]")?;
                }
                Step::Field(name) if index == 0 => formatter.write_str(name)?,
                Step::Field(name) => write!(formatter, ".{name}")?,
            }
        }
        Ok(())
    }
}

/// The name of a field, or the number of an item in brackets.
impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => formatter.write_str(name),
            Self::Item(index) => write!(formatter, "[{index}]"),
        }
    }
}

/// Follows a path from a node as far as it leads.
pub(super) fn follow<'d>(root: Node<'d>, path: &Path) -> Place<'d> {
    let mut place = Place { key: None, value: root, missing: 0 };
    for (index, step) in path.steps.iter().enumerate() {
        let next = match step {
            Step::Field(name) => place.value.get(name).map(|entry| (Some(entry.key), entry.value)),
            Step::Item(item) => place.value.items().nth(*item).map(|value| (None, value)),
        };
        let Some((key, value)) = next else {
            place.missing = path.steps.len() - index;
            return place;
        };
        (place.key, place.value) = (key, value);
    }
    place
}

/// The path to the innermost node around a byte. A key is at the path of its value.
pub(super) fn around<'d>(root: Node<'d>, offset: u32) -> (Path, Node<'d>) {
    let (mut steps, mut node) = (Vec::new(), root);
    loop {
        let next = match node.kind() {
            Kind::Mapping => field_around(node, offset),
            Kind::Sequence => {
                let is_around = |(_, item): &(usize, Node<'d>)| touches(item.span(), offset);
                let item = node.items().enumerate().find(is_around);
                item.map(|(index, item)| (Step::Item(index), item))
            }
            Kind::Scalar | Kind::Alias => None,
        };
        let Some((step, inner)) = next else { return (steps.into(), node) };
        steps.push(step);
        node = inner;
    }
}

fn field_around<'d>(object: Node<'d>, offset: u32) -> Option<(Step, Node<'d>)> {
    let whole = |key: Node<'d>, value: Node<'d>| Span {
        start: key.span().start,
        end: value.span().end.max(key.span().end),
    };
    let (key, value) = object.pairs().find(|(key, value)| touches(whole(*key, *value), offset))?;
    // A key that kubectl refuses has no name; its text is the nearest to one.
    let name = key.name().unwrap_or(Cow::Borrowed(key.text().unwrap_or_default()));
    Some((Step::Field(name.into_owned()), value))
}

fn touches(span: Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end
}

fn needs_brackets(name: &str) -> bool {
    name.is_empty() || name.contains(['.', '[', ']', '"', '\\'])
}

/// `[0]` or `["name"]`, and its length.
fn bracketed(text: &str) -> Option<(Step, usize)> {
    let inner = text.strip_prefix('[')?;
    let Some(quoted) = inner.strip_prefix('"') else {
        let (digits, _) = inner.split_once(']')?;
        return Some((Step::Item(digits.parse().ok()?), digits.len() + 2));
    };
    let mut name = String::new();
    let mut characters = quoted.char_indices();
    while let Some((index, character)) = characters.next() {
        match character {
            '"' if quoted[index + 1..].starts_with(']') => {
                return Some((Step::Field(name), index + 4));
            }
            '\\' => name.push(characters.next()?.1),
            other => name.push(other),
        }
    }
    None
}

/// A field up to the next dot or bracket.
fn bare(text: &str) -> (Step, usize) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = text[first..].find(['.', '[']).map_or(text.len(), |index| first + index);
    let end = if text.starts_with('.') { 0 } else { end };
    (Step::Field(text[..end].to_owned()), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_they_are_written() {
        for text in ["", "spec", "spec.backends[1].weight", "[0][1]", r#"a["b.c"].d"#, r#"[""]"#] {
            assert_eq!(Path::parse(text).to_string(), text);
        }
        let odd = Path::ROOT.field("a\"]\\").item(3).field("水");
        assert_eq!(Path::parse(&odd.to_string()), odd);
    }

    #[test]
    fn any_text_is_a_path() {
        for text in ["[", "]", "[x]", "a..b", ".", "[\"", "[\"\\", "[99999999999999999999]", "a."] {
            let path = Path::parse(text);
            assert!(path.steps().len() <= 3, "{text}: {path:?}");
        }
    }
}
