//! `split.smi-spec.io/v1alpha4`, the latest: pairs with `specs.smi-spec.io/v1alpha4`; the layout is that of v1alpha3.

use super::v1alpha3;
use crate::convert::{Converted, Downgrade, Upgrade};
use crate::resource::resource;

pub use super::v1alpha3::{Backend, RouteGroupReference, TrafficSplitSpec};

resource! {
    /// Shares the traffic of a root service between backends (SMI Traffic Split v1alpha4).
    TrafficSplit in "split.smi-spec.io" / "v1alpha4" as "trafficsplits" {
        /// What is shared, and how.
        spec: TrafficSplitSpec => "spec",
    }
}

impl Upgrade for v1alpha3::TrafficSplit {
    type Newer = TrafficSplit;

    fn upgrade(self) -> Converted<TrafficSplit> {
        let Self { metadata, spec } = self;
        Converted::exact(TrafficSplit { metadata, spec })
    }
}

impl Downgrade for TrafficSplit {
    type Older = v1alpha3::TrafficSplit;

    fn downgrade(self) -> Converted<v1alpha3::TrafficSplit> {
        let Self { metadata, spec } = self;
        Converted::exact(v1alpha3::TrafficSplit { metadata, spec })
    }
}
