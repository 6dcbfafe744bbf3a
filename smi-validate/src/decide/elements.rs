//! Which elements of an object a request belongs to: for people who want to know why, not only what.

use super::access::Ports;
use super::{Case, Readings};
use crate::decision::Request;
use crate::model::{Origin, Rule, Split, Target, World};

/// What a target has to do with a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elements {
    /// The sources that name the caller.
    pub sources: Vec<Origin>,
    /// The matches and routes that the request belongs to, each with the rule that refers to it.
    pub routes: Vec<(Origin, Origin)>,
}

/// The sources, matches and routes of a target that a request belongs to when it arrives at a container's port. Whether
/// they are enough is [`decide`](super::decide)'s matter.
#[must_use]
pub fn of_target(
    (world, request, readings): (&World, &Request, &Readings),
    target: &Target,
    container: u16,
    service: Option<u16>,
) -> Elements {
    let case = Case { world, request, readings };
    let client = case.client();
    let names = |subject: &&crate::model::Subject| {
        client.is_some_and(|client| case.names(&target.origin, subject, client))
    };
    let sources = target.sources.iter().filter(names).map(|source| source.origin.clone());
    let ports = Ports { container, service };
    let mut routes = Vec::new();
    for rule in &target.rules {
        let found = case.belonging(target, rule, ports);
        routes.extend(found.into_iter().map(|origin| (rule.origin.clone(), origin)));
    }
    Elements { sources: sources.collect(), routes }
}

/// The matches of a split's conditions that a request belongs to.
#[must_use]
pub fn of_split(
    (world, request, readings): (&World, &Request, &Readings),
    split: &Split,
) -> Vec<(Origin, Origin)> {
    let case = Case { world, request, readings };
    let whole = readings.is_default(smi_types::Interpretation::SplitMatchFields);
    let mut found = Vec::new();
    for rule in split.matches.iter().flatten() {
        let groups = case.groups(&split.origin.name.namespace, rule);
        let matches = groups.flat_map(|group| &group.matches);
        let holds = matches.filter(|one| case.matches(one, whole));
        found.extend(holds.map(|one| (rule.origin.clone(), one.origin.clone())));
    }
    found
}

impl Case<'_> {
    fn belonging(&self, target: &Target, rule: &Rule, ports: Ports) -> Vec<Origin> {
        if rule.kind != "HTTPRouteGroup" {
            let routes = self.l4_routes(target, rule);
            let reached = routes.filter(|route| {
                route.ports.is_empty() || route.ports.iter().any(|port| self.is_port(ports, *port))
            });
            return reached.map(|route| route.origin.clone()).collect();
        }
        let groups = self.groups(&target.origin.name.namespace, rule);
        let named = groups.flat_map(|group| self.named(group, rule.matches.as_deref()));
        let holds = named.filter(|one| self.matches(one, true));
        holds.map(|one| one.origin.clone()).collect()
    }
}
