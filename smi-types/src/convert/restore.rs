//! The way back of a target's port: from `TCPRoute`s to `destination.port`.

use crate::Port;
use crate::access::v1alpha3::{self, TrafficTargetRule};
use crate::convert::set::Target;
use crate::convert::{Converted, Downgrade as _, ports};
use crate::interpretation::Interpretation;
use crate::manifest::Manifest;
use crate::specs::v1alpha4::TCPRoute;

/// For targets that go down to access v1alpha2 or v1alpha1: takes the one port of their `TCPRoute`s back into the target,
/// and leaves out the routes that were made for it.
pub(super) fn restore_ports(objects: Vec<Manifest>, target: &Target) -> Converted<Vec<Manifest>> {
    let down = matches!(target, Target::Version(version) if version == "v1alpha1" || version == "v1alpha2");
    if !down {
        return Converted::exact(objects);
    }
    let routes: Vec<TCPRoute> = objects.iter().filter_map(tcp_route).collect();
    let mut moved = Vec::new();
    let restored = objects.into_iter().fold(Converted::exact(Vec::new()), |done, object| {
        done.then(|mut restored| {
            let object = match object {
                Manifest::TrafficTargetV1alpha3(target) => restore(target, &routes, &mut moved),
                other => Converted::exact(other),
            };
            object.map(|object| {
                restored.push(object);
                restored
            })
        })
    });
    restored.map(|objects| without_moved_ports(objects, &moved))
}

/// The port of a moved route lives in the targets now: a route that was made for it goes, any other stays without it. A
/// route that some target still needs for its port stays as it is, and its conversion reports the loss.
fn without_moved_ports(mut objects: Vec<Manifest>, moved: &[Key]) -> Vec<Manifest> {
    let (needed_for_port, needed) = names_in_use(&objects);
    objects.retain_mut(|object| match object {
        Manifest::TCPRouteV1alpha4(route) if moved.contains(&key(route)) => {
            if needed_for_port.contains(&key(route)) {
                return true;
            }
            route.spec.matches = None;
            !made_from_port(route) || needed.contains(&key(route))
        }
        _ => true,
    });
    objects
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
    routes: &[TCPRoute],
    moved: &mut Vec<Key>,
) -> Converted<Manifest> {
    let namespace = &target.metadata.namespace;
    let find = |rule: &TrafficTargetRule| {
        let wanted = (namespace.clone(), rule.name.clone());
        routes.iter().find(|route| rule.kind == "TCPRoute" && key(route) == wanted)
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
fn names_in_use(objects: &[Manifest]) -> (Vec<Key>, Vec<Key>) {
    let (mut for_port, mut any) = (Vec::new(), Vec::new());
    for object in objects {
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
