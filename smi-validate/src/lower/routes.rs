//! Route groups and L4 routes.

use smi_types::specs::{v1alpha1, v1alpha2};
use smi_types::{HeaderMatches, Manifest};

use super::Place;
use crate::model::{HttpMatch, L4Route, Pattern, RouteGroup};

pub(super) fn group(manifest: &Manifest, place: &Place) -> Option<RouteGroup> {
    let matches = match manifest {
        Manifest::HTTPRouteGroupV1alpha1(group) => {
            let first = |(index, one): (usize, &v1alpha1::HTTPMatch)| {
                let v1alpha1::HTTPMatch { name, path_regex, methods } = one;
                let origin = place.at(format!("matches[{index}]"));
                http_match(origin, name, path_regex.as_deref(), methods.as_deref(), None)
            };
            group.matches.iter().enumerate().map(first).collect()
        }
        Manifest::HTTPRouteGroupV1alpha2(group) => with_headers(place, "", &group.matches),
        Manifest::HTTPRouteGroupV1alpha3(group) => {
            with_headers(place, "spec.", &group.spec.matches)
        }
        Manifest::HTTPRouteGroupV1alpha4(group) => {
            with_headers(place, "spec.", &group.spec.matches)
        }
        _ => return None,
    };
    Some(RouteGroup { origin: place.at(""), matches })
}

fn with_headers(place: &Place, prefix: &str, matches: &[v1alpha2::HTTPMatch]) -> Vec<HttpMatch> {
    let lower = |(index, one): (usize, &v1alpha2::HTTPMatch)| {
        let v1alpha2::HTTPMatch { name, path_regex, methods, headers } = one;
        let origin = place.at(format!("{prefix}matches[{index}]"));
        http_match(origin, name, path_regex.as_deref(), methods.as_deref(), headers.as_ref())
    };
    matches.iter().enumerate().map(lower).collect()
}

fn http_match(
    origin: crate::model::Origin,
    name: &str,
    path: Option<&str>,
    methods: Option<&[String]>,
    headers: Option<&HeaderMatches>,
) -> HttpMatch {
    let headers = headers.iter().flat_map(|headers| headers.iter());
    HttpMatch {
        origin,
        name: name.to_owned(),
        path: path.map(Pattern::new),
        methods: methods.map(<[String]>::to_vec),
        headers: headers
            .map(|(name, value)| (name.to_ascii_lowercase(), Pattern::new(value)))
            .collect(),
    }
}

pub(super) fn l4_route(manifest: &Manifest, place: &Place) -> Option<L4Route> {
    let ports = match manifest {
        Manifest::TCPRouteV1alpha1(_)
        | Manifest::TCPRouteV1alpha2(_)
        | Manifest::TCPRouteV1alpha3(_) => Vec::new(),
        Manifest::TCPRouteV1alpha4(route) => route.spec.ports().to_vec(),
        Manifest::UDPRouteV1alpha4(route) => route.spec.ports().to_vec(),
        _ => return None,
    };
    Some(L4Route { origin: place.at(""), ports })
}
