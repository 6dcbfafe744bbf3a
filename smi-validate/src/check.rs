//! The way from texts to findings: documents one by one, then sets, then what is to be kept quiet.
//!
//! ```
//! use smi_validate::check::check;
//! use smi_validate::config::Config;
//! use smi_validate::finding::Input;
//!
//! let text = "
//! apiVersion: split.smi-spec.io/v1alpha4
//! kind: TrafficSplit
//! metadata: { name: cart, namespace: shop }
//! spec:
//!   service: cart
//!   backends:
//!   - { service: cart-v1, weight: 90 }
//!   - { service: cart-v2, wieght: 10 }
//! ";
//! let inputs = [Input::new("cart.yaml", text, 0)];
//! let findings = check(&inputs, &Config::default());
//! assert_eq!(findings[0].rule.name, "unknown-field");
//! assert_eq!(inputs[0].text.position(findings[0].primary().span.start).to_string(), "9:25");
//! ```

mod assemble;
mod context;
pub(crate) mod outside;
mod parallel;
mod patterns;
mod places;
mod prepare;
mod resolve;
mod stages;

use std::collections::BTreeMap;
use std::ops::Range;

use smi_types::Manifest;
use smi_types::catalog::Entry;

use self::prepare::{At, Class, Prepared};
use crate::config::Config;
use crate::finding::{Finding, Input};
use crate::model::{Name, World};
use crate::rule::Rule;
use crate::rules::{self, own};
use crate::set::Set;
use crate::source::{Document, Pieces};
use crate::suppress;

pub(crate) use self::context::{Affected, Context, joined};
pub use self::places::{Directory, Places};

/// How many pieces a thread takes at once: enough for the sharing to cost nothing.
const BATCH: usize = 64;

/// What a check came to.
#[derive(Debug, Default)]
pub struct Checked {
    /// The findings, in the order of the inputs and of the places in them.
    pub findings: Vec<Finding>,
    /// What was read, and what was passed over.
    pub statistics: Statistics,
    /// The sets, by their numbers.
    pub sets: BTreeMap<usize, Set>,
    /// Where the objects of the sets stand, by the numbers of the sets; see [`places`](Self::places).
    pub directories: BTreeMap<usize, Directory>,
}

/// What was read, and what was passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// How many documents and items of lists there were.
    pub documents: usize,
    /// Objects by group, version and kind, as far as they count: those of SMI, and those that they depend on.
    pub objects: BTreeMap<String, usize>,
    /// Other objects, by group, version and kind.
    pub skipped: BTreeMap<String, usize>,
    /// Findings that were suppressed.
    pub suppressed: usize,
    /// Comparisons of patterns that were given up, by the code of the rule: the patterns are too large.
    pub given_up: BTreeMap<&'static str, usize>,
}

/// Checks texts.
#[must_use]
pub fn check(inputs: &[Input], config: &Config) -> Vec<Finding> {
    check_all(inputs, config).findings
}

/// Checks texts, and keeps what was read.
#[must_use]
pub fn check_all(inputs: &[Input], config: &Config) -> Checked {
    check_with(inputs, config, rules::ALL.as_slice())
}

/// Checks texts by given rules.
pub(crate) fn check_with(inputs: &[Input], config: &Config, rules: &[&'static Rule]) -> Checked {
    let context = Context::new(config, rules);
    let pieces: Vec<Pieces> = inputs.iter().map(|input| Pieces::of(input.text.clone())).collect();
    let batches = batches(inputs, &pieces);
    let read = parallel::map(config.threads, &batches, |(input, range)| {
        let of_piece = |piece| prepared(&pieces[*input], *input, piece, &context);
        range.clone().flat_map(of_piece).collect::<Vec<_>>()
    });
    let prepared = faults(inputs, &context).chain(read.into_iter().flatten());
    let mut checked = Checked::default();
    let mut sets: BTreeMap<usize, Vec<(At, Class)>> = BTreeMap::new();
    let mut suppressions = Vec::new();
    for Prepared { at, findings, class, suppressions: of_document } in prepared {
        checked.statistics.count(&class);
        checked.findings.extend(findings);
        suppressions.extend(of_document);
        sets.entry(inputs[at.input].set).or_default().push((at, class));
    }
    for (number, documents) in sets {
        let assembled = assemble::assemble(documents, config.complete);
        checked.findings.extend(assemble::judge(&assembled, &pieces, &context));
        checked.sets.insert(number, assembled.set);
        checked.directories.insert(number, assembled.directory);
    }
    let applied = suppress::apply(checked.findings, &suppressions, config, inputs);
    checked.statistics.suppressed = applied.suppressed.len();
    checked.findings = applied.kept;
    let about_suppressions = own::findings(&applied.unused, &applied.unknown);
    let drafted = about_suppressions.into_iter().filter_map(|(input, rule, draft)| {
        prepare::Drafted { rule, draft }.finding(&context, None, resolve::own, input)
    });
    checked.findings.extend(drafted);
    checked.findings.sort_by(|one, other| one.order().cmp(&other.order()));
    checked.findings.dedup();
    checked.statistics.given_up = context.into_given_up();
    checked
}

/// What is said of inputs that are no text. What is readable of them says nothing.
fn faults<'i>(
    inputs: &'i [Input],
    context: &'i Context<'_>,
) -> impl Iterator<Item = Prepared> + 'i {
    inputs.iter().enumerate().filter_map(|(input, one)| {
        let at = At { input, piece: 0, item: 0 };
        Some(prepare::fault(one.fault.as_ref()?, one.text.as_str(), at, context))
    })
}

/// The documents of inputs that are texts, so many at a time.
fn batches(inputs: &[Input], pieces: &[Pieces]) -> Vec<(usize, Range<usize>)> {
    let of_input = |(input, (one, pieces)): (usize, (&Input, &Pieces))| {
        let count = if one.fault.is_some() { 0 } else { pieces.len() };
        (0..count).step_by(BATCH).map(move |start| (input, start..(start + BATCH).min(count)))
    };
    inputs.iter().zip(pieces).enumerate().flat_map(of_input).collect()
}

fn prepared(pieces: &Pieces, input: usize, piece: usize, context: &Context<'_>) -> Vec<Prepared> {
    let parts = pieces.read(piece, &context.config.limits).into_iter().enumerate();
    let prepare = |(item, part)| {
        let at = At { input, piece, item };
        match part {
            Ok(document) => prepare::document(&document, at, context),
            Err(fault) => prepare::fault(&fault, pieces.text().as_str(), at, context),
        }
    };
    parts.map(prepare).collect()
}

/// A document under check.
pub(crate) struct DocumentView<'d> {
    /// The tree.
    pub(crate) document: &'d Document,
    /// Its line in the catalogue, if SMI has such a kind in such a version.
    pub(crate) entry: Option<&'static Entry>,
    /// Its kind; empty where it says none.
    pub(crate) kind: &'d str,
    /// Its `apiVersion`; empty where it says none.
    pub(crate) api_version: &'d str,
}

/// An object under check. It is of its shape: nothing in it is an error by itself.
pub(crate) struct ObjectView<'d> {
    /// The object as written.
    pub(crate) manifest: &'d Manifest,
    /// The object as the model has it: exactly one element in one of the lists, or none for metrics.
    pub(crate) world: &'d World,
    /// Its line in the catalogue.
    pub(crate) entry: &'static Entry,
    /// Its namespace and name.
    pub(crate) name: &'d Name,
}

impl Context<'_> {
    /// The namespace of objects that say none.
    pub(crate) fn namespace(&self) -> &str {
        self.config.namespace.as_deref().unwrap_or("default")
    }
}

impl Statistics {
    fn count(&mut self, class: &Class) {
        self.documents += 1;
        let (counts, name) = match class {
            Class::Smi(entry, ..) => {
                (&mut self.objects, format!("{} {}", entry.api_version(), entry.kind))
            }
            Class::Context(api_version, kind, ..) => {
                (&mut self.objects, format!("{api_version} {kind}"))
            }
            Class::Opaque(kind, _) => (&mut self.objects, format!("{kind} that cannot be read")),
            Class::Other(name) => (&mut self.skipped, name.clone()),
            Class::Nothing => (&mut self.skipped, "empty document".to_owned()),
            Class::Unreadable => (&mut self.skipped, "document that cannot be read".to_owned()),
        };
        *counts.entry(name).or_default() += 1;
    }
}
