//! Splits.

use num_rational::BigRational;
use smi_types::Manifest;
use smi_types::split::v1alpha3::RouteGroupReference;

use super::Place;
use crate::model::{Backend, Rule, Split};

pub(super) fn split(manifest: &Manifest, place: &Place) -> Option<Split> {
    Some(match manifest {
        Manifest::TrafficSplitV1alpha1(split) => {
            let backends = split.spec.backends.iter();
            let backends = backends.map(|one| {
                (&one.service, one.weight.as_ref().map(smi_types::Quantity::to_rational))
            });
            lowered(place, &split.spec.service, backends, None)
        }
        Manifest::TrafficSplitV1alpha2(split) => {
            lowered(place, &split.spec.service, weights(&split.spec.backends), None)
        }
        Manifest::TrafficSplitV1alpha3(split) => {
            let spec = &split.spec;
            lowered(place, &spec.service, weights(&spec.backends), spec.matches.as_deref())
        }
        Manifest::TrafficSplitV1alpha4(split) => {
            let spec = &split.spec;
            lowered(place, &spec.service, weights(&spec.backends), spec.matches.as_deref())
        }
        _ => return None,
    })
}

fn weights(
    backends: &[smi_types::split::v1alpha2::Backend],
) -> impl Iterator<Item = (&String, Option<BigRational>)> {
    let exact = smi_types::Weight::to_rational;
    backends.iter().map(move |one| (&one.service, one.weight.as_ref().map(exact)))
}

fn lowered<'a>(
    place: &Place,
    root: &str,
    backends: impl Iterator<Item = (&'a String, Option<BigRational>)>,
    matches: Option<&[RouteGroupReference]>,
) -> Split {
    let backends = backends.enumerate().map(|(index, (service, weight))| Backend {
        origin: place.at(format!("spec.backends[{index}]")),
        service: service.clone(),
        weight,
    });
    let reference = |(index, one): (usize, &RouteGroupReference)| Rule {
        origin: place.at(format!("spec.matches[{index}]")),
        kind: one.kind.clone(),
        name: one.name.clone(),
        matches: None,
    };
    Split {
        origin: place.at(""),
        root: root.to_owned(),
        backends: backends.collect(),
        matches: matches.map(|matches| matches.iter().enumerate().map(reference).collect()),
    }
}
