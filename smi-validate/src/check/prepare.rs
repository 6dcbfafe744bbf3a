//! One document: what is wrong with it, and what it adds to its set.

use std::sync::Arc;

use smi_types::Manifest;
use smi_types::catalog::{self, CATALOG, Entry};

use super::{Context, DocumentView, ObjectView, resolve};
use crate::finding::{Finding, Label, Object, Severity};
use crate::model::{Name, World};
use crate::rule::{Draft, Drafts, Place, Rule, ShapeCheck};
use crate::rules;
use crate::set::inventory::{self, Item};
use crate::shape;
use crate::source::{Document, Fault};

/// Where a document stands: the input, the piece of its text, and the number in the piece if that is a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct At {
    pub(super) input: usize,
    pub(super) piece: usize,
    pub(super) item: usize,
}

/// What is known of a document.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) at: At,
    pub(super) findings: Vec<Finding>,
    pub(super) class: Class,
    pub(super) suppressions: Vec<crate::suppress::Suppression>,
}

/// What a document is.
#[derive(Debug)]
pub(super) enum Class {
    /// An object of SMI, with its document: most findings about sets point there.
    Smi(&'static Entry, Box<World>, Arc<Name>, Document),
    /// An object of SMI that cannot be read.
    Opaque(String, Arc<Name>),
    /// An object that SMI depends on, with its `apiVersion`, kind and name.
    Context(String, &'static str, Arc<Name>, Box<Item>),
    /// Some other object, with its `apiVersion` and kind.
    Other(String),
    /// Nothing: an empty document.
    Nothing,
    /// What cannot be read at all.
    Unreadable,
}

/// Looks at a document alone.
pub(super) fn document(document: &Document, at: At, context: &Context<'_>) -> Prepared {
    let kind = document.kind();
    let api_version = document.api_version();
    let (kind_text, version_text) =
        (kind.as_deref().unwrap_or_default(), api_version.as_deref().unwrap_or_default());
    let entry = catalog::find(version_text, kind_text);
    let name = Arc::new(name(document, context));
    let view = DocumentView { document, entry, kind: kind_text, api_version: version_text };
    let mut worker =
        Worker { document, at, context, view: &view, name: &name, findings: Vec::new() };
    let class = if document.is_empty() {
        Class::Nothing
    } else if view.is_smi() {
        worker.smi(entry)
    } else if let Some(kind) = inventory::context_kind(version_text, kind_text) {
        worker.run_document_rules();
        let item = inventory::read(document, kind, Arc::clone(&name));
        Class::Context(version_text.to_owned(), kind, Arc::clone(&name), Box::new(item))
    } else if kind_text.is_empty() && version_text.is_empty() {
        Class::Other("no apiVersion and no kind".to_owned())
    } else {
        Class::Other(format!("{version_text} {kind_text}"))
    };
    let findings = worker.findings;
    let suppressions = crate::suppress::of_document(document, at.input);
    Prepared { at, findings, class, suppressions }
}

/// What is said of a document that cannot be read.
pub(super) fn fault(fault: &Fault, text: &str, at: At, context: &Context<'_>) -> Prepared {
    let mut findings = Vec::new();
    let (rule, draft) = rules::reading::broken(fault, text);
    let draft = Drafted { rule, draft };
    findings.extend(draft.finding(context, None, resolve::own, at.input));
    Prepared { at, findings, class: Class::Unreadable, suppressions: Vec::new() }
}

/// The name of the object in a document.
pub(super) fn name(document: &Document, context: &Context<'_>) -> Name {
    let metadata = document.root().get("metadata").map(|entry| entry.value);
    let text = |field: &str| {
        let entry = metadata.and_then(|metadata| metadata.get(field));
        entry.and_then(|entry| entry.value.text()).map(str::to_owned)
    };
    let namespace = text("namespace").filter(|namespace| !namespace.is_empty());
    let namespace = namespace.unwrap_or_else(|| context.namespace().to_owned());
    let name = text("name").or_else(|| text("generateName").map(|prefix| format!("{prefix}*")));
    Name::new(namespace, name.unwrap_or_default())
}

struct Worker<'w> {
    document: &'w Document,
    at: At,
    context: &'w Context<'w>,
    view: &'w DocumentView<'w>,
    name: &'w Arc<Name>,
    findings: Vec<Finding>,
}

impl Worker<'_> {
    fn smi(&mut self, entry: Option<&'static Entry>) -> Class {
        self.run_document_rules();
        let name = Arc::clone(self.name);
        let Some(entry) = entry else {
            return Class::Opaque(self.view.kind.to_owned(), name);
        };
        let violations = shape::violations(self.document, entry);
        let mut is_unreadable = violations.iter().any(shape::Violation::is_unreadable);
        for violation in &violations {
            let severity = self.violation(violation);
            is_unreadable |= severity == Some(Severity::Error)
                && !matches!(violation.problem, shape::Problem::Unknown { .. });
        }
        let has_faults = self.document.faults().next().is_some();
        let manifest = (!is_unreadable && !has_faults)
            .then(|| self.document.manifest())
            .flatten()
            .and_then(Result::ok)
            .map(|read| read.value);
        let Some(manifest) = manifest else {
            return Class::Opaque(entry.kind.to_owned(), name);
        };
        let world = self.lowered(&manifest);
        self.run_manifest_rules(&manifest, &world, entry);
        Class::Smi(entry, Box::new(world), name, self.document.clone())
    }

    fn lowered(&self, manifest: &Manifest) -> World {
        let mut world = World::default();
        world.add(manifest, self.context.namespace());
        world
    }

    fn run_document_rules(&mut self) {
        let (view, context) = (self.view, self.context);
        for (rule, check) in &context.stages.documents {
            self.take(rule, Drafts::of(|drafts| check(view, context, drafts)));
        }
    }

    fn run_manifest_rules(&mut self, manifest: &Manifest, world: &World, entry: &'static Entry) {
        let view = ObjectView { manifest, world, entry, name: self.name };
        let context = self.context;
        for (rule, check) in &context.stages.manifests {
            self.take(rule, Drafts::of(|drafts| check(&view, context, drafts)));
        }
    }

    /// Has the first rule that knows a violation speak of it. Its severity, as the rule sees it.
    fn violation(&mut self, violation: &shape::Violation<'_>) -> Option<Severity> {
        let claim = |(rule, check): &(&'static Rule, ShapeCheck)| {
            check(violation, self.context).map(|draft| (*rule, draft))
        };
        let (rule, draft) = self.context.stages.shapes.iter().find_map(claim)?;
        let severity = draft.severity.unwrap_or(rule.severity);
        self.take(rule, [draft]);
        Some(severity)
    }

    fn take(&mut self, rule: &'static Rule, drafts: impl IntoIterator<Item = Draft>) {
        for draft in drafts {
            let object = Object {
                api_version: self.view.api_version.to_owned(),
                kind: self.view.kind.to_owned(),
                name: Name::clone(self.name),
            };
            let place = |place: &Place| resolve::span(self.document, place);
            let drafted = Drafted { rule, draft };
            self.findings.extend(drafted.finding(self.context, Some(object), place, self.at.input));
        }
    }
}

/// A draft with its rule.
pub(super) struct Drafted {
    pub(super) rule: &'static Rule,
    pub(super) draft: Draft,
}

impl Drafted {
    /// The finding, if it is wanted; all of its places are in one document.
    pub(super) fn finding(
        self,
        context: &Context<'_>,
        object: Option<Object>,
        place: impl Fn(&Place) -> crate::source::Span,
        input: usize,
    ) -> Option<Finding> {
        let label = |at: &Place, text: String| Label {
            input,
            span: place(at),
            text,
            path: resolve::path(at),
        };
        let mut labels = vec![label(&self.draft.place, self.draft.label.clone())];
        labels.extend(self.draft.also.iter().map(|(at, text)| label(at, text.clone())));
        self.with_labels(context, object, labels)
    }

    /// The finding with its places, if it is wanted.
    pub(super) fn with_labels(
        self,
        context: &Context<'_>,
        object: Option<Object>,
        labels: Vec<Label>,
    ) -> Option<Finding> {
        let Self { rule, draft } = self;
        let severity = draft.severity.unwrap_or(rule.severity);
        let severity = context.config.levels.severity(rule, severity)?;
        let Draft { message, effect, mend, meshes, .. } = draft;
        Some(Finding { rule, severity, object, message, labels, effect, mend, meshes })
    }
}

impl DocumentView<'_> {
    /// Whether it is, or means to be, an object of SMI.
    pub(crate) fn is_smi(&self) -> bool {
        let of_smi = |group: &str| group.ends_with("smi-spec.io");
        let is_kind = || CATALOG.iter().any(|entry| entry.kind == self.kind);
        match self.api_version.rsplit_once('/') {
            Some((group, _)) => of_smi(group) || (is_kind() && group.contains("smi")),
            None => is_kind() && (self.api_version.is_empty() || self.api_version.starts_with('v')),
        }
    }
}
