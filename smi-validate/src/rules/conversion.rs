//! Converting between versions. These rules do not look by themselves: converting says what it came upon.

mod conditions_lost;
mod detail_lost;
mod headers_lost;
mod not_convertible;
mod port_lost;
mod ratio_changed;
mod rests_on_reading;
mod route_ports_lost;
mod rule_lost;
mod subject_lost;
mod unknown_field_lost;

use smi_types::convert::{Field, Loss};
use smi_types::{Interpretation, Manifest};

use crate::rule::{Draft, Rule};

/// The rules of this family, in the order of their codes.
pub(super) static RULES: &[&Rule] = &[
    &port_lost::RULE,
    &conditions_lost::RULE,
    &rule_lost::RULE,
    &route_ports_lost::RULE,
    &subject_lost::RULE,
    &headers_lost::RULE,
    &rests_on_reading::RULE,
    &not_convertible::RULE,
    &unknown_field_lost::RULE,
    &ratio_changed::RULE,
    &detail_lost::RULE,
];

/// What is said of something that the version of a value cannot say.
pub(crate) fn lost(loss: &Loss, original: &Manifest, value: &Manifest) -> (&'static Rule, Draft) {
    let (object, version) = (named(original), value.entry().version);
    let (rule, draft): (_, fn(&Loss, &str, &str) -> Draft) = match loss.field {
        Field::DestinationPort => (&port_lost::RULE, port_lost::draft),
        Field::SplitMatches => (&conditions_lost::RULE, conditions_lost::draft),
        Field::Rule => (&rule_lost::RULE, rule_lost::draft),
        Field::RoutePorts => (&route_ports_lost::RULE, route_ports_lost::draft),
        Field::Subject | Field::SubjectGroup => (&subject_lost::RULE, subject_lost::draft),
        Field::Headers => (&headers_lost::RULE, headers_lost::draft),
        Field::Weights => (&ratio_changed::RULE, ratio_changed::draft),
        _ => (&detail_lost::RULE, detail_lost::draft),
    };
    (rule, draft(loss, &object, version))
}

/// What is said of a value that is only right under a reading.
pub(crate) fn rests_on(
    interpretation: Interpretation,
    original: &Manifest,
    value: &Manifest,
) -> (&'static Rule, Draft) {
    let draft = rests_on_reading::draft(interpretation, &named(original), value.entry().version);
    (&rests_on_reading::RULE, draft)
}

/// What is said of a header that is listed twice, where a map is wanted.
pub(crate) fn header_twice(name: &str, original: &Manifest) -> (&'static Rule, Draft) {
    (&headers_lost::RULE, headers_lost::twice(name, &named(original)))
}

/// What is said of a field that no version knows.
pub(crate) fn unknown_field(path: &str, original: &Manifest) -> (&'static Rule, Draft) {
    (&unknown_field_lost::RULE, unknown_field_lost::draft(path, &named(original)))
}

/// What is said of an object that cannot be converted.
pub(crate) fn not_convertible(why: &str) -> (&'static Rule, Draft) {
    (&not_convertible::RULE, not_convertible::draft(why))
}

/// What is said of a document that cannot be read.
pub(crate) fn unreadable(why: &str, help: &str) -> (&'static Rule, Draft) {
    (&not_convertible::RULE, not_convertible::unreadable(why, help))
}

fn named(manifest: &Manifest) -> String {
    let metadata = manifest.metadata();
    let name = metadata.name.as_deref().unwrap_or_default();
    match &metadata.namespace {
        Some(namespace) => format!("{} {namespace}/{name}", manifest.kind()),
        None => format!("{} {name}", manifest.kind()),
    }
}
