//! The rules of a check by what they look at, sorted once: documents come by the thousand.

use crate::rule::{Check, DocumentCheck, ManifestCheck, Rule, SetCheck, ShapeCheck};

/// Rules with what they do, in the order of their codes unless said otherwise.
pub(super) struct Stages {
    /// For each document.
    pub(super) documents: Vec<(&'static Rule, DocumentCheck)>,
    /// For each place that is not of its shape, in the order in which they may speak.
    pub(super) shapes: Vec<(&'static Rule, ShapeCheck)>,
    /// For each object.
    pub(super) manifests: Vec<(&'static Rule, ManifestCheck)>,
    /// For each set.
    pub(super) sets: Vec<(&'static Rule, SetCheck)>,
}

impl Stages {
    pub(super) fn of(rules: &[&'static Rule]) -> Self {
        let (mut documents, mut shapes, mut manifests, mut sets) = (vec![], vec![], vec![], vec![]);
        for rule in rules {
            match rule.check {
                Check::Document(check) => documents.push((*rule, check)),
                Check::Shape(check) => shapes.push((*rule, check)),
                Check::Manifest(check) => manifests.push((*rule, check)),
                Check::Set(check) => sets.push((*rule, check)),
                Check::Elsewhere => {}
            }
        }
        // The rules about any object speak where no rule of a kind does.
        shapes.sort_by_key(|(rule, _)| (rule.code < "SMI200", rule.code));
        Self { documents, shapes, manifests, sets }
    }
}
