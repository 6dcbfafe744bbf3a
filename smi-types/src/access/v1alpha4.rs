//! `access.smi-spec.io/v1alpha4`, a draft: subjects may be `IdentityBinding`s. No mesh serves it.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde::{Deserialize, Serialize};

use super::v1alpha3;
use crate::convert::{Converted, Downgrade, Field, Loss, Upgrade};
use crate::resource::{null_as_default, resource};

pub use super::v1alpha3::TrafficTargetRule;

resource! {
    /// Lets sources call a destination (SMI Traffic Access Control v1alpha4, draft).
    TrafficTarget in "access.smi-spec.io" / "v1alpha4" as "traffictargets" {
        /// Who may call whom.
        spec: TrafficTargetSpec => "spec",
    }
}

/// Who may call whom, and what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TrafficTargetSpec {
    /// Who is called.
    pub destination: IdentityBindingSubject,
    /// What may be called; at least one rule.
    #[serde(default, deserialize_with = "null_as_default")]
    pub rules: Vec<TrafficTargetRule>,
    /// Who may call; at least one source.
    #[serde(default, deserialize_with = "null_as_default")]
    pub sources: Vec<IdentityBindingSubject>,
}

/// A service identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct IdentityBindingSubject {
    /// `ServiceAccount` or `IdentityBinding`.
    pub kind: String,
    /// The name of the identity.
    pub name: String,
    /// Its namespace. The specification does not say which one is meant when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The API group of the kind, `access.smi-spec.io` for an `IdentityBinding`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

resource! {
    /// Names a set of workload identities (SMI Traffic Access Control v1alpha4, draft).
    IdentityBinding in "access.smi-spec.io" / "v1alpha4" as "identitybindings" {
        /// Which identities.
        spec: IdentityBindingSpec => "spec",
    }
}

/// Which identities belong to a binding.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct IdentityBindingSpec {
    /// The ways to say it; an identity that fits one of them belongs to the binding.
    pub schemes: IdentityBindingSchemes,
}

/// Ways to say which identities belong to a binding.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct IdentityBindingSchemes {
    /// Pods in the binding's namespace, by label. Excludes `serviceAccount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(schema_with = "crate::schema::label_selector"))]
    pub pod_label_selector: Option<LabelSelector>,
    /// SPIFFE ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spiffe_identities: Option<Vec<String>>,
    /// A ServiceAccount in the binding's namespace. Excludes `podLabelSelector`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account: Option<String>,
}

impl Upgrade for v1alpha3::TrafficTarget {
    type Newer = TrafficTarget;

    fn upgrade(self) -> Converted<TrafficTarget> {
        let Self { metadata, spec } = self;
        let v1alpha3::TrafficTargetSpec { destination, rules, sources } = spec;
        let spec = TrafficTargetSpec {
            destination: upgrade_subject(destination),
            rules,
            sources: sources.into_iter().map(upgrade_subject).collect(),
        };
        Converted::exact(TrafficTarget { metadata, spec })
    }
}

impl Downgrade for TrafficTarget {
    type Older = v1alpha3::TrafficTarget;

    /// Leaves out sources that are `IdentityBinding`s. A destination that is one stays, and is reported: it then names
    /// nothing, so that the target grants nothing.
    fn downgrade(self) -> Converted<v1alpha3::TrafficTarget> {
        let Self { metadata, spec: TrafficTargetSpec { destination, rules, sources } } = self;
        let mut lost = Vec::new();
        if destination.kind == BINDING {
            lost.push(Loss::new(Field::Subject, "spec.destination", &destination));
        }
        let destination = downgrade_subject(destination, "spec.destination", &mut lost);
        let mut kept = Vec::new();
        for (index, source) in sources.into_iter().enumerate() {
            let path = format!("spec.sources[{index}]");
            if source.kind == BINDING {
                lost.push(Loss::new(Field::Subject, path, &source));
            } else {
                kept.push(downgrade_subject(source, &path, &mut lost));
            }
        }
        let spec = v1alpha3::TrafficTargetSpec { destination, rules, sources: kept };
        Converted::exact(v1alpha3::TrafficTarget { metadata, spec }).losing(lost)
    }
}

const BINDING: &str = "IdentityBinding";

fn upgrade_subject(subject: v1alpha3::IdentityBindingSubject) -> IdentityBindingSubject {
    let v1alpha3::IdentityBindingSubject { kind, name, namespace } = subject;
    IdentityBindingSubject { kind, name, namespace, group: None }
}

fn downgrade_subject(
    subject: IdentityBindingSubject,
    path: &str,
    lost: &mut Vec<Loss>,
) -> v1alpha3::IdentityBindingSubject {
    let IdentityBindingSubject { kind, name, namespace, group } = subject;
    if let Some(group) = group.filter(|_| kind != BINDING) {
        lost.push(Loss::new(Field::SubjectGroup, format!("{path}.group"), &group));
    }
    v1alpha3::IdentityBindingSubject { kind, name, namespace }
}
