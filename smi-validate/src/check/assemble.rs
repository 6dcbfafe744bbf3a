//! Sets from documents, and the rules about them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use super::places::Directory;
use super::prepare::{At, Class, Drafted};
use super::{Context, parallel, resolve};
use crate::finding::{Finding, Label, Object};
use crate::model::{Name, Origin};
use crate::rule::{Draft, Drafts, Place, Rule};
use crate::set::{Parts, Set};
use crate::source::{Document, Pieces};

/// A set, and where its objects stand.
#[derive(Default)]
pub(super) struct Assembled {
    pub(super) set: Set,
    pub(super) directory: Directory,
    /// The documents, by their numbers, as far as they are kept.
    kept: Vec<Option<Document>>,
}

/// Puts the documents of a set together.
pub(super) fn assemble(prepared: Vec<(At, Class)>, is_complete: bool) -> Assembled {
    let mut assembled = Assembled::default();
    let mut parts = Parts { is_complete, ..Parts::default() };
    let last = last_of_each(&prepared);
    let mut repeated: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut kept: Vec<(usize, Class)> = Vec::with_capacity(prepared.len());
    for (index, (at, class)) in prepared.into_iter().enumerate() {
        assembled.directory.documents.push(at);
        assembled.kept.push(class.document().cloned());
        let is_unreadable = matches!(class, Class::Unreadable);
        parts.is_complete &= !is_unreadable;
        parts.unreadable += usize::from(is_unreadable);
        // kubectl applies one after the other: of objects with the same name the last one stays.
        match last[index] {
            Some(winner) if winner != index => repeated.entry(winner).or_default().push(index),
            _ => kept.push((index, class)),
        }
    }
    for (index, class) in kept {
        let Some((kind, name)) = class.named() else { continue };
        if let Some(mut others) = repeated.remove(&index) {
            others.push(index);
            let origin = Origin { kind: kind.clone(), name: Arc::clone(name), path: String::new() };
            parts.repeated.push((origin, others));
        }
        let object = (kind, Arc::clone(name));
        assembled.directory.by_name.entry(object).or_insert(index);
        add(&mut parts, class);
    }
    assembled.set = Set::of(parts);
    assembled
}

/// For every document the last one with an object of its kind and name.
fn last_of_each(prepared: &[(At, Class)]) -> Vec<Option<usize>> {
    let mut last: HashMap<(Cow<'static, str>, &Arc<Name>), usize> =
        HashMap::with_capacity_and_hasher(prepared.len(), Default::default());
    for (index, (_, class)) in prepared.iter().enumerate() {
        if let Some(key) = class.named().filter(|(_, name)| is_whole(name)) {
            last.insert(key, index);
        }
    }
    let winner = |(_, class): &(At, Class)| class.named().and_then(|key| last.get(&key).copied());
    prepared.iter().map(winner).collect()
}

/// Whether a name is one: not missing, and not made by the API server.
fn is_whole(name: &Name) -> bool {
    !name.name.is_empty() && !name.name.ends_with('*')
}

fn add(parts: &mut Parts, class: Class) {
    match class {
        Class::Smi(entry, world, name, _) => {
            parts.versions.insert((entry.kind, name), entry);
            let world = *world;
            parts.world.targets.extend(world.targets);
            parts.world.route_groups.extend(world.route_groups);
            parts.world.l4_routes.extend(world.l4_routes);
            parts.world.splits.extend(world.splits);
            parts.world.identity_bindings.extend(world.identity_bindings);
        }
        Class::Opaque(kind, name) => drop(parts.opaque.insert((kind, name))),
        Class::Other(_) | Class::Nothing | Class::Unreadable => {}
        Class::Context(_, _, _, item) => parts.items.push(*item),
    }
}

impl Class {
    fn document(&self) -> Option<&Document> {
        match self {
            Self::Smi(.., document) => Some(document),
            _ => None,
        }
    }

    fn named(&self) -> Option<(Cow<'static, str>, &Arc<Name>)> {
        match self {
            Self::Smi(entry, _, name, _) => Some((entry.kind.into(), name)),
            Self::Context(_, kind, name, _) => Some(((*kind).into(), name)),
            Self::Opaque(kind, name) => Some((kind.clone().into(), name)),
            Self::Other(_) | Self::Nothing | Self::Unreadable => None,
        }
    }
}

/// Runs the rules about sets, and finds the places of what they say.
pub(super) fn judge(
    assembled: &Assembled,
    pieces: &[Pieces],
    context: &Context<'_>,
) -> Vec<Finding> {
    let found = parallel::map(context.config.threads, &context.stages.sets, |(rule, check)| {
        let drafts = Drafts::of(|drafts| check(&assembled.set, context, drafts));
        drafts.into_iter().map(|draft| (*rule, draft)).collect::<Vec<_>>()
    });
    let found: Vec<_> = found.into_iter().flatten().collect();
    placed(assembled, found, pieces, context)
}

/// The places of a draft that were found, by their numbers, each with its object.
type Places = BTreeMap<usize, (Label, Object)>;

/// A place to look up: which draft and label it is for.
struct Wanted<'d> {
    /// The number of the document.
    document: usize,
    at: At,
    draft: usize,
    label: usize,
    place: &'d Place,
}

fn placed(
    assembled: &Assembled,
    found: Vec<(&'static Rule, Draft)>,
    pieces: &[Pieces],
    context: &Context<'_>,
) -> Vec<Finding> {
    let mut wanted: Vec<Wanted<'_>> = Vec::new();
    for (draft, (_, one)) in found.iter().enumerate() {
        let places = std::iter::once(&one.place).chain(one.also.iter().map(|(place, _)| place));
        for (label, place) in places.enumerate() {
            let found = assembled.document_of(place);
            let want = |(document, at)| Wanted { document, at, draft, label, place };
            wanted.extend(found.map(want));
        }
    }
    wanted.sort_by_key(|one| (one.at, one.draft, one.label));
    // Documents that are not kept are read again for what is to be shown.
    let groups: Vec<_> = wanted
        .chunk_by(|one, other| one.at.input == other.at.input && one.at.piece == other.at.piece)
        .collect();
    let spans = parallel::map(context.config.threads, &groups, |group| {
        looked_up(group, &assembled.kept, pieces, context)
    });
    let mut labels: Vec<Places> = Vec::new();
    labels.resize_with(found.len(), Places::new);
    for (draft, label, place) in spans.into_iter().flatten() {
        labels[draft].insert(label, place);
    }
    let finding = |((rule, draft), places): ((&'static Rule, Draft), Places)| {
        let object = places.get(&0)?.1.clone();
        let texts = std::iter::once(&draft.label).chain(draft.also.iter().map(|(_, text)| text));
        let texts: Vec<String> = texts.cloned().collect();
        let labels = places.into_iter().map(|(number, (label, _))| Label {
            text: texts.get(number).cloned().unwrap_or_default(),
            ..label
        });
        Drafted { rule, draft }.with_labels(context, Some(object), labels.collect())
    };
    found.into_iter().zip(labels).filter_map(finding).collect()
}

/// Finds the places in one piece, which is read again unless all of its documents in question are kept.
fn looked_up(
    group: &[Wanted<'_>],
    kept: &[Option<Document>],
    pieces: &[Pieces],
    context: &Context<'_>,
) -> Vec<(usize, usize, (Label, Object))> {
    let Some(At { input, piece, .. }) = group.first().map(|one| one.at) else { return Vec::new() };
    let of = |one: &Wanted<'_>| kept.get(one.document)?.as_ref();
    let are_kept = group.iter().all(|one| of(one).is_some());
    let read = || pieces[input].read(piece, &context.config.limits);
    let documents = if are_kept { Vec::new() } else { read() };
    let look = |one: &Wanted<'_>| {
        let again = || documents.get(one.at.item)?.as_ref().ok();
        let document = of(one).or_else(again)?;
        let label = Label {
            input,
            span: resolve::span(document, one.place),
            text: String::new(),
            path: resolve::path(one.place),
        };
        Some((one.draft, one.label, (label, object(document, one.place, context))))
    };
    group.iter().filter_map(look).collect()
}

fn object(document: &Document, place: &Place, context: &Context<'_>) -> Object {
    let kind = document.kind().unwrap_or_default().into_owned();
    let name = match place {
        Place::Path { object: Some((_, name)), .. } => Name::clone(name),
        _ => super::prepare::name(document, context),
    };
    Object { api_version: document.api_version().unwrap_or_default().into_owned(), kind, name }
}

impl Assembled {
    /// The number of a place's document, and where that stands.
    fn document_of(&self, place: &Place) -> Option<(usize, At)> {
        let number = match place {
            Place::Document(number) => Some(*number),
            Place::Path { object: Some(object), .. } => self.directory.by_name.get(object).copied(),
            Place::Path { object: None, .. } | Place::Span(_) => None,
        }?;
        Some((number, *self.directory.documents.get(number)?))
    }
}
