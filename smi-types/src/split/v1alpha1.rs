//! `split.smi-spec.io/v1alpha1`: weights are Kubernetes quantities.

use serde::{Deserialize, Serialize};

use crate::quantity::Quantity;
use crate::resource::{null_as_default, resource};

resource! {
    /// Shares the traffic of a root service between backends (SMI Traffic Split v1alpha1).
    TrafficSplit in "split.smi-spec.io" / "v1alpha1" as "trafficsplits" {
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
    /// Its weight: `1` is `1000m`. The specification does not say what its absence means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Quantity>,
}
