//! Targets and identity bindings.

use smi_types::Manifest;
use smi_types::access::v1alpha1::{self, TrafficTargetRule};
use smi_types::access::v1alpha4::IdentityBindingSchemes;
use smi_types::access::{v1alpha3, v1alpha4};

use super::Place;
use crate::model::{IdentityBinding, Rule, Subject, Target};

/// A subject of any version, as written.
trait AsWritten {
    fn parts(&self) -> (&str, &str, Option<&str>);
}

pub(super) fn target(manifest: &Manifest, place: &Place) -> Option<Target> {
    let port = |subject: &v1alpha1::IdentityBindingSubject| {
        subject.port.as_ref().map(smi_types::Port::number)
    };
    Some(match manifest {
        Manifest::TrafficTargetV1alpha1(target) => Target {
            port: port(&target.destination),
            ..lowered(place, "", "specs", &target.destination, &target.specs, &target.sources)
        },
        Manifest::TrafficTargetV1alpha2(target) => {
            let spec = &target.spec;
            Target {
                port: port(&spec.destination),
                ..lowered(place, "spec.", "rules", &spec.destination, &spec.rules, &spec.sources)
            }
        }
        Manifest::TrafficTargetV1alpha3(target) => {
            let spec = &target.spec;
            lowered(place, "spec.", "rules", &spec.destination, &spec.rules, &spec.sources)
        }
        Manifest::TrafficTargetV1alpha4(target) => {
            let spec = &target.spec;
            lowered(place, "spec.", "rules", &spec.destination, &spec.rules, &spec.sources)
        }
        _ => return None,
    })
}

fn lowered<S: AsWritten>(
    place: &Place,
    prefix: &str,
    rules_field: &str,
    destination: &S,
    rules: &[TrafficTargetRule],
    sources: &[S],
) -> Target {
    let rules = rules.iter().enumerate().map(|(index, rule)| Rule {
        origin: place.at(format!("{prefix}{rules_field}[{index}]")),
        kind: rule.kind.clone(),
        name: rule.name.clone(),
        matches: rule.matches.clone(),
    });
    let sources = sources
        .iter()
        .enumerate()
        .map(|(index, source)| subject(place, format!("{prefix}sources[{index}]"), source));
    Target {
        origin: place.at(""),
        destination: subject(place, format!("{prefix}destination"), destination),
        port: None,
        rules: rules.collect(),
        sources: sources.collect(),
    }
}

fn subject(place: &Place, path: String, written: &impl AsWritten) -> Subject {
    let (kind, name, namespace) = written.parts();
    Subject {
        origin: place.at(path),
        kind: kind.to_owned(),
        name: name.to_owned(),
        namespace: namespace.map(str::to_owned),
    }
}

pub(super) fn binding(schemes: &IdentityBindingSchemes, place: &Place) -> IdentityBinding {
    let IdentityBindingSchemes { pod_label_selector, spiffe_identities, service_account } = schemes;
    IdentityBinding {
        origin: place.at(""),
        pod_label_selector: pod_label_selector.clone(),
        spiffe_identities: spiffe_identities.clone().unwrap_or_default(),
        service_account: service_account.clone(),
    }
}

impl AsWritten for v1alpha1::IdentityBindingSubject {
    fn parts(&self) -> (&str, &str, Option<&str>) {
        (&self.kind, &self.name, self.namespace.as_deref())
    }
}

impl AsWritten for v1alpha3::IdentityBindingSubject {
    fn parts(&self) -> (&str, &str, Option<&str>) {
        (&self.kind, &self.name, self.namespace.as_deref())
    }
}

impl AsWritten for v1alpha4::IdentityBindingSubject {
    fn parts(&self) -> (&str, &str, Option<&str>) {
        (&self.kind, &self.name, self.namespace.as_deref())
    }
}
