//! The way back of a target's port: from `TCPRoute`s to `destination.port`.

use std::collections::{BTreeMap, BTreeSet};

use crate::Port;
use crate::access::v1alpha3::{self, TrafficTargetRule};
use crate::catalog::Entry;
use crate::convert::{Converted, Downgrade as _, ports};
use crate::interpretation::Interpretation;
use crate::manifest::Manifest;
use crate::specs::v1alpha4::TCPRoute;

/// An object, what became of it so far, and the version that it is to have.
type Restored = (Converted<Manifest>, &'static Entry);

/// For targets that go down to access v1alpha2 or v1alpha1: takes the one port of their `TCPRoute`s back into the target,
/// and leaves out the routes that were made for it.
pub(super) fn restore_ports(objects: Vec<(Manifest, &'static Entry)>) -> Vec<Option<Restored>> {
    let routes = objects.iter().filter_map(|(object, _)| tcp_route(object));
    let routes: BTreeMap<Key, TCPRoute> = routes.map(|route| (key(&route), route)).collect();
    let mut moved = BTreeSet::new();
    let restored = objects.into_iter().map(|(object, wanted)| {
        let goes_down = matches!(wanted.version, "v1alpha1" | "v1alpha2");
        let converted = match object {
            Manifest::TrafficTargetV1alpha3(target) if goes_down => {
                restore(target, &routes, &mut moved)
            }
            other => Converted::exact(other),
        };
        (converted, wanted)
    });
    let restored: Vec<Restored> = restored.collect();
    without_moved_ports(restored, &moved)
}

/// The port of a moved route lives in the targets now: a route that was made for it goes, any other stays without it. A
/// route that some target still needs for its port stays as it is, and its conversion reports the loss.
fn without_moved_ports(objects: Vec<Restored>, moved: &BTreeSet<Key>) -> Vec<Option<Restored>> {
    let (needed_for_port, needed) = names_in_use(&objects);
    let stays = |(mut converted, wanted): Restored| {
        if let Manifest::TCPRouteV1alpha4(route) = &mut converted.value {
            let key = key(route);
            if moved.contains(&key) && !needed_for_port.contains(&key) {
                route.spec.matches = None;
                if made_from_port(route) && !needed.contains(&key) {
                    return None;
                }
            }
        }
        Some((converted, wanted))
    };
    objects.into_iter().map(stays).collect()
}

type Key = (Option<String>, String);

fn key(route: &TCPRoute) -> Key {
    (route.metadata.namespace.clone(), route.metadata.name.clone().unwrap_or_default())
}

fn tcp_route(object: &Manifest) -> Option<TCPRoute> {
    match object {
        Manifest::TCPRouteV1alpha4(route) => Some(route.clone()),
        _ => None,
    }
}

fn made_from_port(route: &TCPRoute) -> bool {
    replaced_by(route).is_some()
}

/// The names of the routes that a route made from a port replaced.
fn replaced_by(route: &TCPRoute) -> Option<Vec<String>> {
    let names = route.metadata.annotations.as_ref()?.get(ports::REPLACES)?;
    Some(names.lines().map(str::to_owned).collect())
}

/// Takes the port back, if all `TCPRoute` rules of the target name the same single port and their routes are known.
fn restore(
    target: v1alpha3::TrafficTarget,
    routes: &BTreeMap<Key, TCPRoute>,
    moved: &mut BTreeSet<Key>,
) -> Converted<Manifest> {
    let namespace = &target.metadata.namespace;
    let find = |rule: &TrafficTargetRule| {
        let wanted = (namespace.clone(), rule.name.clone());
        routes.get(&wanted).filter(|_| rule.kind == "TCPRoute")
    };
    let Some((port, keys)) = common_port(&target.spec.rules, find) else {
        return Converted::exact(Manifest::TrafficTargetV1alpha3(target));
    };
    let original = |rule: &TrafficTargetRule| match find(rule).and_then(replaced_by) {
        None => vec![rule.clone()],
        Some(names) => {
            names.into_iter().map(|name| TrafficTargetRule { name, ..rule.clone() }).collect()
        }
    };
    let rules: Vec<_> = target.spec.rules.iter().flat_map(original).collect();
    let has_http = rules.iter().any(|rule| rule.kind == "HTTPRouteGroup");
    let v1alpha3::TrafficTargetSpec { destination, rules: _, sources } = target.spec;
    let spec = v1alpha3::TrafficTargetSpec { destination, rules, sources };
    moved.extend(keys);
    let older = v1alpha3::TrafficTarget { metadata: target.metadata, spec }.downgrade();
    let older = older.map(|mut older| {
        older.spec.destination.port = Some(Port::Number(port));
        Manifest::TrafficTargetV1alpha2(older)
    });
    if has_http { older.resting_on(Interpretation::L4WithL7) } else { older }
}

/// The one port that all `TCPRoute` rules name, with the routes.
fn common_port<'a>(
    rules: &[TrafficTargetRule],
    find: impl Fn(&TrafficTargetRule) -> Option<&'a TCPRoute>,
) -> Option<(i64, Vec<Key>)> {
    let of_tcp = rules.iter().filter(|rule| rule.kind == "TCPRoute");
    let named: Vec<_> = of_tcp.map(find).collect::<Option<_>>()?;
    let [port] = named.first()?.spec.ports() else { return None };
    let same = named.iter().all(|route| route.spec.ports() == [*port]);
    same.then(|| (*port, named.into_iter().map(key).collect()))
}

/// The routes that targets refer to: from access v1alpha3 on for their ports, and from any version.
fn names_in_use(objects: &[Restored]) -> (BTreeSet<Key>, BTreeSet<Key>) {
    let (mut for_port, mut any) = (BTreeSet::new(), BTreeSet::new());
    for (converted, _) in objects {
        let object = &converted.value;
        let (rules, has_ports) = match object {
            Manifest::TrafficTargetV1alpha3(target) => (&target.spec.rules, true),
            Manifest::TrafficTargetV1alpha2(target) => (&target.spec.rules, false),
            _ => continue,
        };
        let namespace = &object.metadata().namespace;
        let names = rules.iter().map(|rule| (namespace.clone(), rule.name.clone()));
        any.extend(names.clone());
        if has_ports {
            for_port.extend(names);
        }
    }
    (for_port, any)
}
