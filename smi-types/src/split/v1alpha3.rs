//! `split.smi-spec.io/v1alpha3`: adds `matches`, which limits a split to some requests (A/B routing).

use serde::{Deserialize, Serialize};

use super::v1alpha2;
use crate::convert::{Converted, Downgrade, Field, Loss, Upgrade};
use crate::interpretation::Interpretation;
use crate::resource::{null_as_default, resource};

pub use super::v1alpha2::Backend;

resource! {
    /// Shares the traffic of a root service between backends (SMI Traffic Split v1alpha3).
    TrafficSplit in "split.smi-spec.io" / "v1alpha3" as "trafficsplits" {
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
    /// Route groups that limit the split: other requests stay with the root service. Absent means all requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<Vec<RouteGroupReference>>,
}

/// Names a route group in the split's namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RouteGroupReference {
    /// The SDK's types have it, its CRDs prune it, and no implementation reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_group: Option<String>,
    /// `HTTPRouteGroup`.
    pub kind: String,
    /// The name of the group.
    pub name: String,
}

impl Upgrade for v1alpha2::TrafficSplit {
    type Newer = TrafficSplit;

    fn upgrade(self) -> Converted<TrafficSplit> {
        let Self { metadata, spec: v1alpha2::TrafficSplitSpec { service, backends } } = self;
        let spec = TrafficSplitSpec { service, backends, matches: None };
        Converted::exact(TrafficSplit { metadata, spec })
    }
}

impl Downgrade for TrafficSplit {
    type Older = v1alpha2::TrafficSplit;

    fn downgrade(self) -> Converted<v1alpha2::TrafficSplit> {
        let Self { metadata, spec: TrafficSplitSpec { service, backends, matches } } = self;
        let spec = v1alpha2::TrafficSplitSpec { service, backends };
        let converted = Converted::exact(v1alpha2::TrafficSplit { metadata, spec });
        match matches {
            None => converted,
            Some(matches) if matches.is_empty() => {
                converted.resting_on(Interpretation::EmptySplitMatches)
            }
            Some(matches) => {
                converted.losing([Loss::new(Field::SplitMatches, "spec.matches", &matches)])
            }
        }
    }
}
