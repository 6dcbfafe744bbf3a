//! Mutants of the oracle: each gives the specification another meaning, and the expectations, which people wrote, must
//! disagree with it. That shows that the oracle is not believed for its own sake.

use num_rational::BigRational;
use num_traits::{One as _, Zero as _};
use smi_validate::decision::{Access, Decision, Payload, Request};
use smi_validate::model::World;

/// A wrong reading of the specification.
#[derive(Clone, Copy)]
pub struct Mutant {
    /// A short name.
    pub name: &'static str,
    world: fn(&mut World),
    request: fn(&mut Request),
    decision: fn(&mut Decision),
}

impl std::fmt::Debug for Mutant {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name)
    }
}

impl Mutant {
    /// Changes what is known.
    pub(crate) fn change_world(&self, world: &mut World) {
        (self.world)(world);
    }

    /// Changes what is asked.
    pub(crate) fn change_request(&self, request: &mut Request) {
        (self.request)(request);
    }

    /// Changes what is answered.
    pub(crate) fn change_decision(&self, decision: &mut Decision) {
        (self.decision)(decision);
    }
}

const fn of_world(name: &'static str, world: fn(&mut World)) -> Mutant {
    Mutant { name, world, request: |_| {}, decision: |_| {} }
}

const fn of_request(name: &'static str, request: fn(&mut Request)) -> Mutant {
    Mutant { name, world: |_| {}, request, decision: |_| {} }
}

const fn of_decision(name: &'static str, decision: fn(&mut Decision)) -> Mutant {
    Mutant { name, world: |_| {}, request: |_| {}, decision }
}

/// All mutants.
pub const MUTANTS: &[Mutant] = &[
    of_decision("everything is allowed", |decision| set_access(decision, Access::Allow)),
    of_decision("everything is denied", |decision| set_access(decision, Access::Deny)),
    of_decision("backends share equally", |decision| {
        let count = BigRational::from_integer(decision.routes.len().max(1).into());
        decision.routes.iter_mut().for_each(|route| route.share = count.recip());
    }),
    of_decision("the first backend gets everything", |decision| {
        let mut share = BigRational::one();
        for route in &mut decision.routes {
            route.share = std::mem::replace(&mut share, BigRational::zero());
        }
    }),
    of_decision("requests arrive on the next port", |decision| {
        let ends = decision.routes.iter_mut().flat_map(|route| &mut route.endpoints);
        ends.for_each(|end| end.port += 1);
    }),
    of_world("only the first target counts", |world| world.targets.truncate(1)),
    of_world("only the last target counts", |world| {
        world.targets = world.targets.split_off(world.targets.len().saturating_sub(1));
    }),
    of_world("only the first source counts", |world| {
        world.targets.iter_mut().for_each(|target| target.sources.truncate(1));
    }),
    of_world("only the first rule counts", |world| {
        world.targets.iter_mut().for_each(|target| target.rules.truncate(1));
    }),
    of_world("the namespace of a source does not count", |world| {
        for target in &mut world.targets {
            let twins = target.sources.clone().into_iter().flat_map(|source| {
                ["app", "other", "shop", "staging"].map(|namespace| {
                    let mut twin = source.clone();
                    twin.namespace = Some(namespace.to_owned());
                    twin
                })
            });
            target.sources = twins.collect();
        }
    }),
    of_world("the list of matches of a rule does not count", |world| {
        let rules = world.targets.iter_mut().flat_map(|target| &mut target.rules);
        rules.for_each(|rule| rule.matches = None);
    }),
    of_world("only the first match of a group counts", |world| {
        world.route_groups.iter_mut().for_each(|group| group.matches.truncate(1));
    }),
    of_world("methods do not count", |world| {
        let matches = world.route_groups.iter_mut().flat_map(|group| &mut group.matches);
        matches.for_each(|one| one.methods = None);
    }),
    of_world("paths do not count", |world| {
        let matches = world.route_groups.iter_mut().flat_map(|group| &mut group.matches);
        matches.for_each(|one| one.path = None);
    }),
    of_world("headers do not count", |world| {
        let matches = world.route_groups.iter_mut().flat_map(|group| &mut group.matches);
        matches.for_each(|one| one.headers.clear());
    }),
    of_world("only the first header counts", |world| {
        let matches = world.route_groups.iter_mut().flat_map(|group| &mut group.matches);
        matches.for_each(|one| one.headers.truncate(1));
    }),
    of_world("the ports of L4 routes do not count", |world| {
        world.l4_routes.iter_mut().for_each(|route| route.ports.clear());
    }),
    of_world("the matches of a split do not count", |world| {
        world.splits.iter_mut().for_each(|split| split.matches = None);
    }),
    of_world("a split with matches does nothing", |world| {
        world.splits.retain(|split| split.matches.is_none());
    }),
    of_world("splits do nothing", |world| world.splits.clear()),
    of_world("backends use the target ports of the dialled Service", |world| {
        let first = world.services.first().and_then(|service| service.ports.first()).copied();
        let ports = world.services.iter_mut().flat_map(|service| &mut service.ports);
        ports
            .for_each(|port| port.target_port = first.map_or(port.port, |first| first.target_port));
    }),
    of_world("pods outside the mesh have identities", |world| {
        world.workloads.iter_mut().for_each(|workload| workload.meshed = true);
    }),
    of_request("every request is a GET", |request| {
        if let Payload::Http { method, .. } = &mut request.payload {
            "GET".clone_into(method);
        }
    }),
    of_request("a path matches anywhere", |request| {
        if let Payload::Http { path, .. } = &mut request.payload {
            *path = path.rfind('/').map_or_else(String::new, |last| path[last..].to_owned());
        }
    }),
];

fn set_access(decision: &mut Decision, access: Access) {
    let ends = decision.routes.iter_mut().flat_map(|route| &mut route.endpoints);
    ends.for_each(|end| end.access = access);
}
