//! `specs.smi-spec.io/v1alpha4`, the latest: TCP routes gain ports, and UDP routes appear.

use serde::{Deserialize, Serialize};

use super::v1alpha3;
use crate::convert::{Converted, Downgrade, Field, Loss, Upgrade};
use crate::port;
use crate::resource::{null_as_default, resource};

pub use super::v1alpha3::{HTTPMatch, HTTPRouteGroupSpec};

resource! {
    /// HTTP traffic by path, method and headers (SMI Traffic Specs v1alpha4).
    HTTPRouteGroup in "specs.smi-spec.io" / "v1alpha4" as "httproutegroups" {
        /// The matches.
        spec: HTTPRouteGroupSpec => "spec",
    }
}

resource! {
    /// TCP traffic by port (SMI Traffic Specs v1alpha4).
    TCPRoute in "specs.smi-spec.io" / "v1alpha4" as "tcproutes" {
        /// The ports.
        #[serde(default, deserialize_with = "null_as_default")]
        spec: L4RouteSpec => "spec",
    }
}

resource! {
    /// UDP traffic by port (SMI Traffic Specs v1alpha4). No known mesh enforces it.
    UDPRoute in "specs.smi-spec.io" / "v1alpha4" as "udproutes" {
        /// The ports.
        #[serde(default, deserialize_with = "null_as_default")]
        spec: L4RouteSpec => "spec",
    }
}

/// The ports of a `TCPRoute` or `UDPRoute`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct L4RouteSpec {
    /// What belongs to the route; absent means all of the protocol's traffic. An object, unlike the list of an `HTTPRouteGroup`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<L4Match>,
}

/// Traffic to some ports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct L4Match {
    /// A name; the SDK's types have it, its CRDs prune it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The ports, as written: their range is the validator's business. Absent or empty means all.
    #[serde(default, deserialize_with = "port::numbers", skip_serializing_if = "Option::is_none")]
    pub ports: Option<Vec<i64>>,
}

impl L4RouteSpec {
    /// The ports that restrict the route; empty when nothing does.
    #[must_use]
    pub fn ports(&self) -> &[i64] {
        self.matches.as_ref().and_then(|matches| matches.ports.as_deref()).unwrap_or_default()
    }
}

impl Upgrade for v1alpha3::HTTPRouteGroup {
    type Newer = HTTPRouteGroup;

    fn upgrade(self) -> Converted<HTTPRouteGroup> {
        let Self { metadata, spec } = self;
        Converted::exact(HTTPRouteGroup { metadata, spec })
    }
}

impl Downgrade for HTTPRouteGroup {
    type Older = v1alpha3::HTTPRouteGroup;

    fn downgrade(self) -> Converted<v1alpha3::HTTPRouteGroup> {
        let Self { metadata, spec } = self;
        Converted::exact(v1alpha3::HTTPRouteGroup { metadata, spec })
    }
}

impl Upgrade for v1alpha3::TCPRoute {
    type Newer = TCPRoute;

    fn upgrade(self) -> Converted<TCPRoute> {
        let Self { metadata, spec: v1alpha3::TCPRouteSpec {} } = self;
        Converted::exact(TCPRoute { metadata, spec: L4RouteSpec { matches: None } })
    }
}

impl Downgrade for TCPRoute {
    type Older = v1alpha3::TCPRoute;

    fn downgrade(self) -> Converted<v1alpha3::TCPRoute> {
        let Self { metadata, spec: L4RouteSpec { matches } } = self;
        let L4Match { name, ports } = matches.unwrap_or_default();
        let mut lost = Vec::new();
        if let Some(ports) = ports.filter(|ports| !ports.is_empty()) {
            lost.push(Loss::new(Field::RoutePorts, "spec.matches.ports", &ports));
        }
        if let Some(name) = name {
            lost.push(Loss::new(Field::RouteMatchName, "spec.matches.name", &name));
        }
        let route = v1alpha3::TCPRoute { metadata, spec: v1alpha3::TCPRouteSpec {} };
        Converted::exact(route).losing(lost)
    }
}
