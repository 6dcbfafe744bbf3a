//! `access.smi-spec.io/v1alpha2`: everything moves under `spec`, and `specs` is called `rules`.

use serde::{Deserialize, Serialize};

use super::v1alpha1;
use crate::convert::{Converted, Downgrade, Upgrade};
use crate::resource::{null_as_default, resource};

pub use super::v1alpha1::{IdentityBindingSubject, TrafficTargetRule};

resource! {
    /// Lets sources call a destination (SMI Traffic Access Control v1alpha2).
    TrafficTarget in "access.smi-spec.io" / "v1alpha2" as "traffictargets" {
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
    /// What may be called.
    #[serde(default, deserialize_with = "null_as_default")]
    pub rules: Vec<TrafficTargetRule>,
    /// Who may call.
    #[serde(default, deserialize_with = "null_as_default")]
    pub sources: Vec<IdentityBindingSubject>,
}

impl Upgrade for v1alpha1::TrafficTarget {
    type Newer = TrafficTarget;

    fn upgrade(self) -> Converted<TrafficTarget> {
        let Self { metadata, destination, specs, sources } = self;
        let spec = TrafficTargetSpec { destination, rules: specs, sources };
        Converted::exact(TrafficTarget { metadata, spec })
    }
}

impl Downgrade for TrafficTarget {
    type Older = v1alpha1::TrafficTarget;

    fn downgrade(self) -> Converted<v1alpha1::TrafficTarget> {
        let Self { metadata, spec: TrafficTargetSpec { destination, rules, sources } } = self;
        Converted::exact(v1alpha1::TrafficTarget { metadata, destination, specs: rules, sources })
    }
}
