//! `convert`: manifests in other versions, with everything that this costs.
//!
//! Objects of SMI that are in another version than they are to be are written anew; everything else stays as it is, and
//! where it is. Nothing is lost in silence: what the other version cannot say is a finding, and so is every reading of the
//! specification that the result is only right under.

mod goal;
mod headers;
mod layout;
mod stream;
mod yaml;

use std::collections::BTreeSet;

use smi_types::Manifest;
use smi_types::catalog::Entry;
use smi_types::convert::set::convert_each;
use smi_types::convert::{Converted, Field};

pub use self::goal::{Goal, UnknownGoal};
use self::stream::{Item, Outcome, Piece, Read};
use crate::check::outside;
use crate::config::Config;
use crate::finding::{Finding, Input};
use crate::rules::conversion;
use crate::source::Document;

/// What converting came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversion {
    /// All of the input, with converted objects in the place of those that they were.
    pub text: String,
    /// What is lost, what cannot be converted, and which readings the result is only right under.
    pub findings: Vec<Finding>,
    /// Whether something is lost, or cannot be converted: then the text is not for use unless the user allows that.
    pub is_lossy: bool,
    /// How many objects are written anew, those included that were made of ports.
    pub converted: usize,
}

/// Converts all objects of SMI in some texts.
#[must_use]
pub fn convert(inputs: &[Input], goal: &Goal, config: &Config) -> Conversion {
    let mut work = Work { goal, config, done: Conversion::default() };
    let mut pieces: Vec<Piece> = stream::read(inputs, &config.limits);
    for piece in &pieces {
        work.report_faults(piece);
    }
    let sets: BTreeSet<usize> = inputs.iter().map(|input| input.set).collect();
    for set in sets {
        let of_set = pieces.iter_mut().filter(|piece| inputs[piece.input].set == set);
        let items: Vec<(usize, &mut Item)> = of_set
            .flat_map(|piece| {
                let input = piece.input;
                piece.items.iter_mut().map(move |item| (input, item))
            })
            .collect();
        work.convert_set(items);
    }
    let Work { mut done, .. } = work;
    done.converted = pieces.iter().flat_map(|piece| &piece.items).map(Item::written_anew).sum();
    done.text = stream::write(&pieces);
    done.findings.sort_by(|one, other| one.order().cmp(&other.order()));
    done
}

/// What is under way.
struct Work<'w> {
    goal: &'w Goal,
    config: &'w Config,
    done: Conversion,
}

impl Work<'_> {
    fn report_faults(&mut self, piece: &Piece) {
        if let Some(fault) = &piece.fault {
            self.done.is_lossy = true;
            let finding = conversion::unreadable(&fault.to_string(), fault.help());
            self.done.findings.extend(outside::about_fault(
                finding,
                fault,
                piece.input,
                self.config,
            ));
        }
    }

    /// Converts the objects of one set, in sight of each other.
    fn convert_set(&mut self, items: Vec<(usize, &mut Item)>) {
        let mut objects: Vec<(Manifest, &'static Entry)> = Vec::new();
        let mut places: Vec<(usize, &mut Item)> = Vec::new();
        for (input, item) in items {
            let Some(manifest) = self.readable(input, item) else { continue };
            let wanted = match self.goal.entry(manifest.entry()) {
                Ok(wanted) => wanted,
                Err(why) => {
                    self.cannot(&item.document, input, &why);
                    // It stays, and others may refer to it.
                    manifest.entry()
                }
            };
            objects.push((manifest, wanted));
            places.push((input, item));
        }
        let originals: Vec<_> = objects.iter().map(|(manifest, _)| manifest.clone()).collect();
        let converted = convert_each(objects);
        for (((input, item), original), converted) in
            places.into_iter().zip(originals).zip(converted)
        {
            self.finish(input, item, &original, converted);
        }
    }

    /// The object of a document, if SMI has such a one and it can be read.
    fn readable(&mut self, input: usize, item: &Item) -> Option<Manifest> {
        let document = &item.document;
        match stream::object(document) {
            Read::Other => None,
            Read::Broken(why) => {
                self.cannot(document, input, &why);
                None
            }
            Read::Object(manifest) => Some(*manifest),
        }
    }

    fn finish(
        &mut self,
        input: usize,
        item: &mut Item,
        original: &Manifest,
        converted: Option<Converted<Manifest>>,
    ) {
        let Some(Converted { mut value, also, lost, rests_on }) = converted else {
            item.outcome = Outcome::Gone;
            return;
        };
        for loss in &lost {
            // What never had a meaning can go.
            self.done.is_lossy |= !matches!(loss.field, Field::SourcePort | Field::RouteMatchName);
            let finding = conversion::lost(loss, original, &value);
            self.report(finding, &item.document, input);
        }
        for interpretation in rests_on {
            let finding = conversion::rests_on(interpretation, original, &value);
            self.report(finding, &item.document, input);
        }
        let form = self.goal.header_form();
        if value == *original && !headers::are_in_other_form(original, form) {
            return;
        }
        if let Err(error) = headers::write_as(&mut value, form) {
            self.done.is_lossy = true;
            let finding = conversion::header_twice(&error.name, original);
            self.report(finding, &item.document, input);
        }
        for field in stream::unknown_fields(&item.document) {
            self.done.is_lossy = true;
            self.report(conversion::unknown_field(&field, original), &item.document, input);
        }
        item.outcome = Outcome::Anew { value: Box::new(value), also };
    }

    fn cannot(&mut self, document: &Document, input: usize, why: &str) {
        self.done.is_lossy = true;
        self.report(conversion::not_convertible(why), document, input);
    }

    fn report(
        &mut self,
        mut finding: (&'static crate::rule::Rule, crate::rule::Draft),
        document: &Document,
        input: usize,
    ) {
        finding.1.meshes = self.goal.mesh().into_iter().collect();
        layout::follow(&mut finding.1, document);
        self.done.findings.extend(outside::finding(finding, document, input, self.config));
    }
}

#[cfg(test)]
mod tests;
