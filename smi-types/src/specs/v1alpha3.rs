//! `specs.smi-spec.io/v1alpha3`: everything moves under `spec`.

use serde::{Deserialize, Serialize};

use super::v1alpha2;
use crate::convert::{Converted, Downgrade, Upgrade};
use crate::resource::{null_as_default, resource};

pub use super::v1alpha2::HTTPMatch;

resource! {
    /// HTTP traffic by path, method and headers (SMI Traffic Specs v1alpha3).
    HTTPRouteGroup in "specs.smi-spec.io" / "v1alpha3" as "httproutegroups" {
        /// The matches.
        spec: HTTPRouteGroupSpec => "spec",
    }
}

/// The matches of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct HTTPRouteGroupSpec {
    /// A request belongs to the group when one of them holds.
    #[serde(default, deserialize_with = "null_as_default")]
    pub matches: Vec<HTTPMatch>,
}

resource! {
    /// TCP traffic (SMI Traffic Specs v1alpha3). Says nothing but that it is TCP.
    TCPRoute in "specs.smi-spec.io" / "v1alpha3" as "tcproutes" {
        /// Empty.
        #[serde(default, deserialize_with = "null_as_default")]
        spec: TCPRouteSpec => "spec",
    }
}

/// Empty in this version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TCPRouteSpec {}

impl Upgrade for v1alpha2::HTTPRouteGroup {
    type Newer = HTTPRouteGroup;

    fn upgrade(self) -> Converted<HTTPRouteGroup> {
        let Self { metadata, matches } = self;
        Converted::exact(HTTPRouteGroup { metadata, spec: HTTPRouteGroupSpec { matches } })
    }
}

impl Downgrade for HTTPRouteGroup {
    type Older = v1alpha2::HTTPRouteGroup;

    fn downgrade(self) -> Converted<v1alpha2::HTTPRouteGroup> {
        let Self { metadata, spec: HTTPRouteGroupSpec { matches } } = self;
        Converted::exact(v1alpha2::HTTPRouteGroup { metadata, matches })
    }
}

impl Upgrade for v1alpha2::TCPRoute {
    type Newer = TCPRoute;

    fn upgrade(self) -> Converted<TCPRoute> {
        let Self { metadata } = self;
        Converted::exact(TCPRoute { metadata, spec: TCPRouteSpec {} })
    }
}

impl Downgrade for TCPRoute {
    type Older = v1alpha2::TCPRoute;

    fn downgrade(self) -> Converted<v1alpha2::TCPRoute> {
        let Self { metadata, spec: TCPRouteSpec {} } = self;
        Converted::exact(v1alpha2::TCPRoute { metadata })
    }
}
