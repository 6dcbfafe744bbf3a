//! The fields of objects: as written, and as kubectl has them in the end.

use std::borrow::Cow;
use std::collections::HashMap;
use std::vec::IntoIter;

use super::{Children, Kind, Node};
use crate::source::scalar;
use crate::source::tree::{Style, Tag};

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'d> {
    /// Its name in JSON: `on: 1` is the field `true`.
    pub name: Cow<'d, str>,
    /// The key. A field that is merged from elsewhere has it there.
    pub key: Node<'d>,
    /// The value; an alias is not followed yet.
    pub value: Node<'d>,
}

/// Keys and values in the order of the text, with `<<` among them.
#[derive(Clone)]
pub struct Pairs<'d> {
    children: Children<'d>,
}

/// The fields of an object as kubectl has them, one by one.
pub(crate) struct Fields<'d> {
    source: Source<'d>,
}

/// Where fields come from.
enum Source<'d> {
    /// As written: nothing is merged, and no key is repeated.
    Pairs(Pairs<'d>),
    /// Put together.
    Entries(IntoIter<Entry<'d>>),
}

/// The key that merges.
pub(in crate::source) const MERGE: &str = "<<";

/// Above so many fields a table finds those that are replaced.
const FEW: usize = 16;

impl<'d> Node<'d> {
    /// The keys and values of an object as they are written, repeated ones and `<<` among them. Aliases are followed.
    #[must_use]
    pub fn pairs(self) -> Pairs<'d> {
        let object = self.target().filter(|target| target.kind() == Kind::Mapping);
        let nothing = Children { tree: self.tree, at: 0, end: 0 };
        Pairs { children: object.map_or(nothing, Node::children) }
    }

    /// The fields of an object as kubectl has them: of repeated keys the last counts, and `<<` replaces what stands above
    /// it. Keys that kubectl refuses are passed over.
    #[must_use]
    pub fn entries(self) -> Vec<Entry<'d>> {
        self.fields().collect()
    }

    /// The same fields as [`entries`](Self::entries), without a list of them where none is needed.
    pub(crate) fn fields(self) -> Fields<'d> {
        if !self.tree.has_merges && self.tree.duplicates.is_empty() {
            return Fields { source: Source::Pairs(self.pairs()) };
        }
        let mut entries = Vec::new();
        let merged = self.collect(&mut entries);
        if entries.len() > 1 && (merged || !self.tree.duplicates.is_empty()) {
            entries = last_of_each(entries);
        }
        Fields { source: Source::Entries(entries.into_iter()) }
    }

    /// The field of an object with this name. Aliases are followed to find it.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Entry<'d>> {
        self.fields().find(|entry| entry.name == name)
    }

    /// The name that a key has in JSON. Nothing for one that kubectl refuses.
    #[must_use]
    pub fn name(self) -> Option<Cow<'d, str>> {
        match self.plain_text() {
            Some(text) => Some(Cow::Borrowed(text)),
            None => scalar::key(self.scalar()?, self.text()?),
        }
    }

    /// Whether a key is `<<`, which merges an object into its own.
    #[must_use]
    pub fn is_merge(self) -> bool {
        self.style() == Some(Style::Plain)
            && self.written() == MERGE
            && self.tag().is_none_or(|(tag, _)| tag == Tag::Merge)
    }

    /// Adds all fields in the order in which they are set. Whether some are merged.
    fn collect(self, entries: &mut Vec<Entry<'d>>) -> bool {
        let mut merged = false;
        for (key, value) in self.pairs() {
            if key.is_merge() {
                merged = true;
                value.merge_into(entries);
            } else {
                entries.extend(Entry::new(key, value));
            }
        }
        merged
    }

    /// Adds the fields of what stands behind `<<`. In a list, the first object has the last word.
    fn merge_into(self, entries: &mut Vec<Entry<'d>>) {
        let Some(target) = self.target() else { return };
        if target.kind() != Kind::Sequence {
            target.collect(entries);
            return;
        }
        let items: Vec<_> = target.items().collect();
        for item in items.into_iter().rev() {
            item.collect(entries);
        }
    }
}

impl<'d> Entry<'d> {
    pub(in crate::source) fn new(key: Node<'d>, value: Node<'d>) -> Option<Self> {
        Some(Self { name: key.name()?, key, value })
    }
}

impl<'d> Iterator for Pairs<'d> {
    type Item = (Node<'d>, Node<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        Some((self.children.next()?, self.children.next()?))
    }
}

impl<'d> Iterator for Fields<'d> {
    type Item = Entry<'d>;

    fn next(&mut self) -> Option<Entry<'d>> {
        match &mut self.source {
            Source::Pairs(pairs) => pairs.find_map(|(key, value)| Entry::new(key, value)),
            Source::Entries(entries) => entries.next(),
        }
    }
}

/// Each name once, with the value that is set last.
fn last_of_each(entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    if entries.len() <= FEW {
        let mut kept: Vec<Entry<'_>> = Vec::with_capacity(entries.len());
        for entry in entries {
            match kept.iter_mut().find(|other| other.name == entry.name) {
                Some(other) => *other = entry,
                None => kept.push(entry),
            }
        }
        return kept;
    }
    let mut kept: Vec<Entry<'_>> = Vec::with_capacity(entries.len());
    let mut places: HashMap<Cow<'_, str>, usize> = HashMap::with_capacity(entries.len());
    for entry in entries {
        match places.get(&entry.name) {
            Some(place) => kept[*place] = entry,
            None => {
                places.insert(entry.name.clone(), kept.len());
                kept.push(entry);
            }
        }
    }
    kept
}
