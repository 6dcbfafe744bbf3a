//! `access.smi-spec.io/v1alpha3`: the port moves from the destination to `TCPRoute` and `UDPRoute`.

use serde::{Deserialize, Serialize};

use super::v1alpha2;
use crate::convert::{Converted, Downgrade, Field, Loss, Upgrade, ports};
use crate::resource::{null_as_default, resource};

pub use super::v1alpha2::TrafficTargetRule;

resource! {
    /// Lets sources call a destination (SMI Traffic Access Control v1alpha3).
    TrafficTarget in "access.smi-spec.io" / "v1alpha3" as "traffictargets" {
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
    /// The kind of identity: `ServiceAccount` is the only one with a meaning.
    pub kind: String,
    /// The name of the identity.
    pub name: String,
    /// Its namespace. The specification does not say which one is meant when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

impl Upgrade for v1alpha2::TrafficTarget {
    type Newer = TrafficTarget;

    /// `destination.port` becomes a `TCPRoute`: see [`ports::to_route`].
    fn upgrade(self) -> Converted<TrafficTarget> {
        ports::to_route(self)
    }
}

impl Downgrade for TrafficTarget {
    type Older = v1alpha2::TrafficTarget;

    /// Leaves out rules of kind `UDPRoute`. What a `TCPRoute` says of ports is lost when that route is converted; see
    /// [`set::convert`](crate::convert::set::convert) for keeping it.
    fn downgrade(self) -> Converted<v1alpha2::TrafficTarget> {
        let Self { metadata, spec: TrafficTargetSpec { destination, rules, sources } } = self;
        let mut lost = Vec::new();
        let mut kept = Vec::new();
        for (index, rule) in rules.into_iter().enumerate() {
            if rule.kind == "UDPRoute" {
                lost.push(Loss::new(Field::Rule, format!("spec.rules[{index}]"), &rule));
            } else {
                kept.push(rule);
            }
        }
        let spec = v1alpha2::TrafficTargetSpec {
            destination: with_port(destination),
            rules: kept,
            sources: sources.into_iter().map(with_port).collect(),
        };
        Converted::exact(v1alpha2::TrafficTarget { metadata, spec }).losing(lost)
    }
}

fn with_port(subject: IdentityBindingSubject) -> v1alpha2::IdentityBindingSubject {
    let IdentityBindingSubject { kind, name, namespace } = subject;
    v1alpha2::IdentityBindingSubject { kind, name, namespace, port: None }
}
