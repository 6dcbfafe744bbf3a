//! The walk through a document along a shape.

use smi_types::bounds::{Bound, Keyword};
use smi_types::catalog::Entry;

use super::bound::{self, Broken, Inside};
use super::expected::{Expected, Field, Form};
use super::{Problem, Violation, words};
use crate::source::{self, Kind, Node, Path, Scalar, Step, Trail};

/// Walks and collects.
pub(super) struct Walk<'d> {
    pub(super) entry: &'static Entry,
    pub(super) root: Node<'d>,
    pub(super) violations: Vec<Violation<'d>>,
}

/// A place on the walk.
#[derive(Clone, Copy)]
struct At<'w, 'd> {
    trail: &'w Trail<'w>,
    key: Option<Node<'d>>,
}

impl<'d> Walk<'d> {
    pub(super) fn root(&mut self, root: Node<'d>, expected: &Expected) {
        self.node(root, expected, At { trail: &Trail::Root, key: None });
    }

    fn node(&mut self, node: Node<'d>, expected: &Expected, at: At<'_, 'd>) {
        let Some(target) = node.target() else { return };
        if !self.is_of_type(node, target, expected, at) {
            return;
        }
        for bound in &expected.bounds {
            self.bound(bound, node, at);
        }
        match &expected.form {
            Form::Object(fields) => self.fields(target, fields, at),
            Form::Map(inner) if !matches!(inner.form, Form::Any) => self.map(target, inner, at),
            Form::List(inner) => self.items(target, inner, at),
            Form::Either(list, map) => {
                let form = if target.kind() == Kind::Sequence { list } else { map };
                self.node(node, form, at);
            }
            _ => {}
        }
    }

    fn is_of_type(
        &mut self,
        node: Node<'d>,
        target: Node<'d>,
        expected: &Expected,
        at: At<'_, 'd>,
    ) -> bool {
        let scalar = target.scalar();
        let kind = target.kind();
        let number = matches!(scalar, Some(Scalar::Integer(_) | Scalar::Float(_)));
        // A weight of 33.3 is a bound's business, which has better words for it.
        let is_own =
            |bound: &&Bound| matches!(bound.keyword, Keyword::Whole | Keyword::IntegerOrString);
        let whole = !number
            || bound::number(target).is_none_or(|number| Keyword::Whole.admits_number(number))
            || expected.bounds.iter().any(is_own);
        let (holds, words) = match &expected.form {
            Form::Object(_) | Form::Map(_) => (kind == Kind::Mapping, "an object"),
            Form::List(_) => (kind == Kind::Sequence, "a list"),
            Form::Either(..) => (kind != Kind::Scalar, "a list of objects, or an object"),
            Form::Text => (scalar == Some(Scalar::Text), "a string"),
            Form::Boolean => (matches!(scalar, Some(Scalar::Boolean(_))), "a boolean"),
            Form::Integer => (number && whole, "a whole number"),
            Form::IntegerOrText => {
                ((number && whole) || scalar == Some(Scalar::Text), "a whole number or a string")
            }
            Form::Any => (true, ""),
        };
        if !holds {
            let found = words::found(target);
            self.add(at.trail.path(), node, at.key, Problem::Type { expected: words, found });
        }
        holds
    }

    fn fields(&mut self, object: Node<'d>, fields: &[Field], at: At<'_, 'd>) {
        let mut misspelt = Vec::new();
        for entry in object.fields() {
            let Some(field) = fields.iter().find(|field| field.name == entry.name) else {
                misspelt.extend(self.unknown(object, &entry, fields, at));
                continue;
            };
            if !entry.value.is_null() {
                let trail = Trail::Field(at.trail, &field.name);
                self.node(entry.value, &field.expected, At { trail: &trail, key: Some(entry.key) });
            }
        }
        for field in fields.iter().filter(|field| field.is_asked_for) {
            let of_name = object.get(&field.name);
            let is_absent = of_name.as_ref().is_none_or(|entry| entry.value.is_null());
            // A field that is misspelt is not missing as well.
            if is_absent && !misspelt.contains(&field.name) {
                self.missing(object, field, of_name.map(|entry| entry.key), at);
            }
        }
    }

    fn missing(&mut self, object: Node<'d>, field: &Field, key: Option<Node<'d>>, at: At<'_, 'd>) {
        let path = || Trail::Field(at.trail, &field.name).path();
        // An item of a list may have its type from the list.
        let is_type =
            matches!(at.trail, Trail::Root) && ["apiVersion", "kind"].contains(&&*field.name);
        if field.required && !is_type {
            self.add(path(), object, key, Problem::Missing);
        }
        let is_asked = |bound: &&&'static Bound| matches!(bound.keyword, Keyword::Required);
        for bound in field.expected.bounds.iter().filter(is_asked) {
            self.add(path(), object, key, Problem::Bound { bound, found: String::new() });
        }
    }

    /// Reports a field that the version does not have. The field that it may have been meant for.
    fn unknown(
        &mut self,
        object: Node<'d>,
        entry: &source::Entry<'d>,
        fields: &[Field],
        at: At<'_, 'd>,
    ) -> Option<String> {
        // What meshes and controllers report is not the author's.
        if matches!(at.trail, Trail::Root) && entry.name == "status" {
            return None;
        }
        let is_free = |field: &&Field| object.get(&field.name).is_none();
        let names = fields.iter().filter(is_free).map(|field| field.name.as_str());
        let meant = words::nearest(&entry.name, names).map(str::to_owned);
        let path = Trail::Field(at.trail, &entry.name).path();
        self.add(path, entry.value, Some(entry.key), Problem::Unknown { meant: meant.clone() });
        meant
    }

    fn map(&mut self, object: Node<'d>, inner: &Expected, at: At<'_, 'd>) {
        for entry in object.fields() {
            let trail = Trail::Field(at.trail, &entry.name);
            self.node(entry.value, inner, At { trail: &trail, key: Some(entry.key) });
        }
    }

    fn items(&mut self, list: Node<'d>, inner: &Expected, at: At<'_, 'd>) {
        for (index, item) in list.items().enumerate() {
            let trail = Trail::Item(at.trail, index);
            self.node(item, inner, At { trail: &trail, key: None });
        }
    }

    fn bound(&mut self, bound: &'static Bound, node: Node<'d>, at: At<'_, 'd>) {
        for broken in bound::broken(&bound.keyword, node) {
            let (path, node, key) = match broken {
                Broken::Here => (at.trail.path(), node, at.key),
                Broken::Inside(node, key, inside) => (within(at.trail.path(), inside), node, key),
            };
            let found = match bound.keyword {
                Keyword::Keys(_) => {
                    key.and_then(Node::text).map_or_else(String::new, words::quoted)
                }
                _ => words::found(node.target().unwrap_or(node)),
            };
            self.add(path, node, key, Problem::Bound { bound, found });
        }
    }

    fn add(&mut self, path: Path, node: Node<'d>, key: Option<Node<'d>>, problem: Problem) {
        self.violations.push(Violation {
            entry: self.entry,
            path,
            node,
            key,
            problem,
            root: self.root,
        });
    }
}

fn within(path: Path, inside: Inside) -> Path {
    let mut steps = path.steps().to_vec();
    match inside {
        Inside::ItemField(index, field) => {
            steps.extend([Step::Item(index), Step::Field(field.to_owned())]);
        }
        Inside::Key(name) => steps.push(Step::Field(name)),
    }
    steps.into()
}
