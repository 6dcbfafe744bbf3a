//! `access.smi-spec.io/v1alpha1`: the first layout, without `spec`.

use serde::{Deserialize, Serialize};

use crate::port::Port;
use crate::resource::{null_as_default, resource};

resource! {
    /// Lets sources call a destination (SMI Traffic Access Control v1alpha1).
    TrafficTarget in "access.smi-spec.io" / "v1alpha1" as "traffictargets" {
        /// Who is called.
        destination: IdentityBindingSubject => "destination",
        /// What may be called; renamed `rules` in v1alpha2.
        #[serde(default, deserialize_with = "null_as_default")]
        specs: Vec<TrafficTargetRule> => "specs",
        /// Who may call.
        #[serde(default, deserialize_with = "null_as_default")]
        sources: Vec<IdentityBindingSubject> => "sources",
    }
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
    /// The only port that may be called; absent means all. Has a meaning on a destination only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<Port>,
}

/// A route that may be called: one rule of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TrafficTargetRule {
    /// `HTTPRouteGroup` or `TCPRoute`; from v1alpha3 on also `UDPRoute`.
    pub kind: String,
    /// The name of the route.
    pub name: String,
    /// The names of the matches of the group that may be called; absent means all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<Vec<String>>,
}
