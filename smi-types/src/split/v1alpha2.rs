//! `split.smi-spec.io/v1alpha2`: weights become whole numbers.

use serde::{Deserialize, Serialize};

use super::v1alpha1;
use crate::convert::weights::{to_quantities, to_weights};
use crate::convert::{Converted, Downgrade, Upgrade};
use crate::resource::{null_as_default, resource};
use crate::weight::Weight;

resource! {
    /// Shares the traffic of a root service between backends (SMI Traffic Split v1alpha2).
    TrafficSplit in "split.smi-spec.io" / "v1alpha2" as "trafficsplits" {
        /// What is shared, and how.
        spec: TrafficSplitSpec => "spec",
    }
}

/// What is shared, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TrafficSplitSpec {
    /// The root service: the name that clients call.
    pub service: String,
    /// The services that get its traffic.
    #[serde(default, deserialize_with = "null_as_default")]
    pub backends: Vec<Backend>,
}

/// A service that gets a share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Backend {
    /// The service, in the split's namespace.
    pub service: String,
    /// Its weight. The specification does not say what its absence means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Weight>,
}

impl Upgrade for v1alpha1::TrafficSplit {
    type Newer = TrafficSplit;

    /// Only the ratio of weights means anything, so all of them are scaled by one factor: the smallest that makes them
    /// whole.
    fn upgrade(self) -> Converted<TrafficSplit> {
        let Self { metadata, spec: v1alpha1::TrafficSplitSpec { service, backends } } = self;
        let quantities: Vec<_> = backends.iter().map(|backend| backend.weight.as_ref()).collect();
        let (weights, lost) = to_weights(&quantities);
        let backends = backends
            .into_iter()
            .zip(weights)
            .map(|(v1alpha1::Backend { service, weight: _ }, weight)| Backend { service, weight })
            .collect();
        let spec = TrafficSplitSpec { service, backends };
        Converted::exact(TrafficSplit { metadata, spec }).losing(lost)
    }
}

impl Downgrade for TrafficSplit {
    type Older = v1alpha1::TrafficSplit;

    fn downgrade(self) -> Converted<v1alpha1::TrafficSplit> {
        let Self { metadata, spec: TrafficSplitSpec { service, backends } } = self;
        let weights: Vec<_> = backends.iter().map(|backend| backend.weight.as_ref()).collect();
        let (quantities, lost) = to_quantities(&weights);
        let backends = backends
            .into_iter()
            .zip(quantities)
            .map(|(Backend { service, weight: _ }, weight)| v1alpha1::Backend { service, weight })
            .collect();
        let spec = v1alpha1::TrafficSplitSpec { service, backends };
        Converted::exact(v1alpha1::TrafficSplit { metadata, spec }).losing(lost)
    }
}
