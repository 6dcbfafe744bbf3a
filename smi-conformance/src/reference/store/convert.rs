//! Faults that are about older versions of objects.

use num_rational::BigRational;
use serde_json::Value;
use smi_types::{Manifest, Quantity};

use crate::reference::fault::Fault;

/// What a faulty mesh takes an object for before it converts it; nothing when it does not look at it.
pub(super) fn before_conversion(object: Manifest, fault: Option<Fault>) -> Option<Manifest> {
    let Some(fault) = fault else { return Some(object) };
    let is_latest = matches!(
        &object,
        Manifest::TrafficSplitV1alpha4(_)
            | Manifest::TrafficTargetV1alpha3(_)
            | Manifest::HTTPRouteGroupV1alpha4(_)
            | Manifest::TCPRouteV1alpha4(_)
            | Manifest::UDPRouteV1alpha4(_)
    );
    if !is_latest && fault == Fault::OldVersionsIgnored {
        return None;
    }
    Some(match object {
        Manifest::TrafficSplitV1alpha1(mut split) => {
            for weight in split.spec.backends.iter_mut().filter_map(|one| one.weight.as_mut()) {
                *weight = quantity(weight, fault);
            }
            split.into()
        }
        Manifest::TrafficSplitV1alpha3(mut split)
            if fault == Fault::ConversionDropsSplitMatches =>
        {
            split.spec.matches = None;
            split.into()
        }
        other => access(specs(other, fault), fault),
    })
}

fn specs(object: Manifest, fault: Fault) -> Manifest {
    if fault != Fault::ConversionDropsHeaders {
        return object;
    }
    match object {
        Manifest::HTTPRouteGroupV1alpha2(mut group) => {
            group.matches.iter_mut().for_each(|one| one.headers = None);
            group.into()
        }
        Manifest::HTTPRouteGroupV1alpha3(mut group) => {
            group.spec.matches.iter_mut().for_each(|one| one.headers = None);
            group.into()
        }
        other => other,
    }
}

fn access(object: Manifest, fault: Fault) -> Manifest {
    match object {
        Manifest::TrafficTargetV1alpha1(mut target) => {
            if fault == Fault::ConversionDropsPort {
                target.destination.port = None;
            } else if fault == Fault::ConversionDropsMatchNames {
                target.specs.iter_mut().for_each(|rule| rule.matches = None);
            }
            target.into()
        }
        Manifest::TrafficTargetV1alpha2(mut target) => {
            if fault == Fault::ConversionDropsPort {
                target.spec.destination.port = None;
            } else if fault == Fault::ConversionDropsMatchNames {
                target.spec.rules.iter_mut().for_each(|rule| rule.matches = None);
            }
            target.into()
        }
        other => other,
    }
}

/// What a faulty mesh takes the value of a quantity for.
fn quantity(written: &Quantity, fault: Fault) -> Quantity {
    let value = written.to_rational();
    let read = match fault {
        Fault::QuantityMantissa => {
            let text = written.to_string();
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            digits.parse().ok()
        }
        Fault::QuantityRoundedUp => Quantity::from_rational(&value.ceil()),
        Fault::QuantityCutOff => Quantity::from_rational(&value.floor()),
        Fault::QuantityThousandths => {
            let thousand = BigRational::from_integer(1000.into());
            Quantity::from_rational(&((value * &thousand).ceil() / thousand))
        }
        _ => None,
    };
    read.unwrap_or_else(|| written.clone())
}

/// A document, with the weights of a split as a faulty mesh spells them.
pub(super) fn as_spelled(document: &Value, fault: Option<Fault>) -> Value {
    let mut document = document.clone();
    let Some(fault) = fault else { return document };
    if document["apiVersion"] == "split.smi-spec.io/v1alpha1"
        && let Some(backends) = document.pointer_mut("/spec/backends")
    {
        for backend in backends.as_array_mut().into_iter().flatten() {
            if let Some(read) = backend["weight"].as_str().and_then(|text| misread(text, fault)) {
                backend["weight"] = read.into();
            }
        }
    }
    document
}

fn misread(text: &str, fault: Fault) -> Option<&str> {
    match fault {
        Fault::QuantityMilliIgnored => Some(text.trim_end_matches('m')),
        Fault::QuantityKiloIgnored => Some(text.trim_end_matches(['k', 'M', 'G'])),
        Fault::QuantityBinaryIgnored => {
            text.strip_suffix('i').map(|rest| rest.trim_end_matches(['K', 'M', 'G']))
        }
        Fault::QuantityExponentIgnored => text.split(['e', 'E']).next(),
        _ => None,
    }
}
