//! `specs.smi-spec.io/v1alpha1`: paths and methods, without `spec`.

use serde::{Deserialize, Serialize};

use crate::resource::{null_as_default, resource};

resource! {
    /// HTTP traffic by path and method (SMI Traffic Specs v1alpha1).
    HTTPRouteGroup in "specs.smi-spec.io" / "v1alpha1" as "httproutegroups" {
        /// The matches. A request belongs to the group when one of them holds.
        #[serde(default, deserialize_with = "null_as_default")]
        matches: Vec<HTTPMatch> => "matches",
    }
}

resource! {
    /// TCP traffic (SMI Traffic Specs v1alpha1). Says nothing but that it is TCP.
    TCPRoute in "specs.smi-spec.io" / "v1alpha1" as "tcproutes" {}
}

/// Requests with a path and a method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct HTTPMatch {
    /// The name by which targets refer to this match; unique in the group.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A regular expression for the URI, anchored at its beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_regex: Option<String>,
    /// The methods, or `*` for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<String>>,
}
