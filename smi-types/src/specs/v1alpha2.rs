//! `specs.smi-spec.io/v1alpha2`: matches gain headers.

use serde::{Deserialize, Serialize};

use super::v1alpha1;
use crate::convert::{Converted, Downgrade, Field, Loss, Upgrade};
use crate::headers::HeaderMatches;
use crate::resource::{null_as_default, resource};

resource! {
    /// HTTP traffic by path, method and headers (SMI Traffic Specs v1alpha2).
    HTTPRouteGroup in "specs.smi-spec.io" / "v1alpha2" as "httproutegroups" {
        /// The matches. A request belongs to the group when one of them holds.
        #[serde(default, deserialize_with = "null_as_default")]
        matches: Vec<HTTPMatch> => "matches",
    }
}

resource! {
    /// TCP traffic (SMI Traffic Specs v1alpha2). Says nothing but that it is TCP.
    TCPRoute in "specs.smi-spec.io" / "v1alpha2" as "tcproutes" {}
}

/// Requests with a path, a method and headers; all that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct HTTPMatch {
    /// The name by which targets refer to this match; unique in the group.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// A regular expression for the URI, anchored at its beginning; absent means any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_regex: Option<String>,
    /// The methods, or `*` for all; absent means any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<String>>,
    /// Headers and regular expressions for their values; all of them must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<HeaderMatches>,
}

impl Upgrade for v1alpha1::HTTPRouteGroup {
    type Newer = HTTPRouteGroup;

    fn upgrade(self) -> Converted<HTTPRouteGroup> {
        let Self { metadata, matches } = self;
        let upgrade = |one| {
            let v1alpha1::HTTPMatch { name, path_regex, methods } = one;
            HTTPMatch { name, path_regex, methods, headers: None }
        };
        let matches = matches.into_iter().map(upgrade).collect();
        Converted::exact(HTTPRouteGroup { metadata, matches })
    }
}

impl Downgrade for HTTPRouteGroup {
    type Older = v1alpha1::HTTPRouteGroup;

    fn downgrade(self) -> Converted<v1alpha1::HTTPRouteGroup> {
        let Self { metadata, matches } = self;
        let mut lost = Vec::new();
        let mut downgrade = |(index, one)| {
            let HTTPMatch { name, path_regex, methods, headers } = one;
            if let Some(headers) = headers.filter(|headers| headers.iter().next().is_some()) {
                let path = format!("matches[{index}].headers");
                lost.push(Loss::new(Field::Headers, path, &headers));
            }
            v1alpha1::HTTPMatch { name, path_regex, methods }
        };
        let matches = matches.into_iter().enumerate().map(&mut downgrade).collect();
        Converted::exact(v1alpha1::HTTPRouteGroup { metadata, matches }).losing(lost)
    }
}

impl Upgrade for v1alpha1::TCPRoute {
    type Newer = TCPRoute;

    fn upgrade(self) -> Converted<TCPRoute> {
        let Self { metadata } = self;
        Converted::exact(TCPRoute { metadata })
    }
}

impl Downgrade for TCPRoute {
    type Older = v1alpha1::TCPRoute;

    fn downgrade(self) -> Converted<v1alpha1::TCPRoute> {
        let Self { metadata } = self;
        Converted::exact(v1alpha1::TCPRoute { metadata })
    }
}
