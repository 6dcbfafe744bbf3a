//! The server's side: whether a workload lets a request in.

use smi_types::Interpretation;

use super::Case;
use crate::decision::{Access, Payload, Reason};
use crate::model::{L4Route, Name, RouteGroup, Rule, Target, Workload};

/// The ports of a request, as a rule may mean them.
#[derive(Clone, Copy)]
pub(super) struct Ports {
    pub(super) container: u16,
    pub(super) service: Option<u16>,
}

impl Case<'_> {
    /// Whether the server's side of a workload lets the request in on a container port.
    pub(super) fn access(
        &self,
        workload: &Name,
        container: u16,
        service: Option<u16>,
        reasons: &mut Vec<Reason>,
    ) -> Access {
        let Some(server) = self.world.workload(workload) else { return Access::Deny };
        if !server.meshed {
            return Access::Allow;
        }
        let ports = Ports { container, service };
        let mut access = Access::Deny;
        let mut about_it = Vec::new();
        for target in self.world.targets.iter().filter(|target| self.concerns(target, server)) {
            match self.denial(target, ports) {
                None => {
                    access = Access::Allow;
                    let text = format!("allows the request to {workload}");
                    about_it = vec![reason("ACCESS-05", target, &text)];
                    break;
                }
                Some((requirement, text)) => about_it.push(reason(requirement, target, &text)),
            }
        }
        if about_it.is_empty() {
            let text = format!("no target is about {workload}, and what nothing allows is denied");
            about_it.push(Reason { requirement: "ACCESS-03", origin: None, text });
        }
        reasons.append(&mut about_it);
        access
    }

    fn concerns(&self, target: &Target, server: &Workload) -> bool {
        let here = target.origin.name.namespace == server.name.namespace;
        (here || self.reads(Interpretation::ForeignDestination))
            && self.names(&target.origin, &target.destination, server)
    }

    /// Why a target does not allow the request; `None` when it does.
    fn denial(&self, target: &Target, ports: Ports) -> Option<(&'static str, String)> {
        let lax = !self.reads(Interpretation::EmptyTarget);
        let listed = target.sources.is_empty() && lax || self.is_source(target);
        if !listed {
            return Some(("ACCESS-06", "the caller is not one of its sources".to_owned()));
        }
        if target.port.is_some_and(|port| !self.is_port(ports, port)) {
            return Some(("ACCESS-14", "it is about another port".to_owned()));
        }
        let allowed = target.rules.is_empty() && lax || self.rules_allow(target, ports);
        (!allowed).then(|| ("ACCESS-07", "none of its rules is about such a request".to_owned()))
    }

    fn is_source(&self, target: &Target) -> bool {
        let Some(client) = self.client() else { return false };
        target.sources.iter().any(|source| self.names(&target.origin, source, client))
    }

    pub(super) fn is_port(&self, ports: Ports, wanted: i64) -> bool {
        let meant = if self.reads(Interpretation::PortMeaning) {
            ports.container
        } else {
            ports.service.unwrap_or(ports.container)
        };
        i64::from(meant) == wanted
    }

    fn rules_allow(&self, target: &Target, ports: Ports) -> bool {
        let dangling = |rule: &Rule| self.is_dangling(target, rule);
        if !self.reads(Interpretation::DanglingReference) && target.rules.iter().any(dangling) {
            return false;
        }
        let l4_kind = if self.request.payload == Payload::Udp { "UDPRoute" } else { "TCPRoute" };
        let l4 = || target.rules.iter().filter(|rule| rule.kind == l4_kind);
        let http = || target.rules.iter().filter(|rule| rule.kind == "HTTPRouteGroup");
        let l4_allows = l4().any(|rule| self.l4_allows(target, rule, ports));
        let http_allows = http().any(|rule| self.http_allows(target, rule));
        let (has_l4, has_http) = (l4().next().is_some(), http().next().is_some());
        let http_request = matches!(self.request.payload, Payload::Http { .. });
        // What an L4 rule allows by itself: bytes, and HTTP requests as far as they are bytes.
        let as_bytes = l4_allows && (!http_request || self.reads(Interpretation::TcpAdmitsHttp));
        if self.request.payload == Payload::Udp {
            l4_allows
        } else if has_l4 && has_http && self.reads(Interpretation::L4WithL7) {
            l4_allows && http_allows
        } else {
            http_allows || as_bytes
        }
    }

    fn l4_allows(&self, target: &Target, rule: &Rule, ports: Ports) -> bool {
        let void = rule.matches.as_ref().is_some_and(|names| !names.is_empty());
        if void && !self.reads(Interpretation::MatchesOnL4) {
            return false;
        }
        self.l4_routes(target, rule).any(|route| {
            route.ports.is_empty() || route.ports.iter().any(|port| self.is_port(ports, *port))
        })
    }

    fn http_allows(&self, target: &Target, rule: &Rule) -> bool {
        self.groups(&target.origin.name.namespace, rule).any(|group| {
            let everything = group.matches.is_empty() && !self.reads(Interpretation::EmptyGroup);
            let http = matches!(self.request.payload, Payload::Http { .. });
            everything && http || self.is_in(self.named(group, rule.matches.as_deref()).into_iter())
        })
    }

    pub(super) fn l4_routes<'s>(
        &'s self,
        target: &'s Target,
        rule: &'s Rule,
    ) -> impl Iterator<Item = &'s L4Route> {
        self.world.l4_routes.iter().filter(move |route| {
            route.origin.kind == rule.kind
                && self.is_meant(&route.origin.name, &target.origin.name.namespace, &rule.name)
        })
    }

    /// The groups that a reference means.
    pub(super) fn groups<'s>(
        &'s self,
        namespace: &'s str,
        rule: &'s Rule,
    ) -> impl Iterator<Item = &'s RouteGroup> {
        self.world.route_groups.iter().filter(move |group| {
            rule.kind == "HTTPRouteGroup"
                && self.is_meant(&group.origin.name, namespace, &rule.name)
        })
    }

    fn is_meant(&self, name: &Name, namespace: &str, wanted: &str) -> bool {
        let here = name.namespace == namespace || !self.reads(Interpretation::RouteNamespace);
        here && name.name == wanted
    }

    fn is_dangling(&self, target: &Target, rule: &Rule) -> bool {
        if rule.kind != "HTTPRouteGroup" {
            return self.l4_routes(target, rule).next().is_none();
        }
        let groups: Vec<_> = self.groups(&target.origin.name.namespace, rule).collect();
        let has = |name: &String| {
            groups.iter().any(|group| group.matches.iter().any(|one| one.name == *name))
        };
        groups.is_empty() || !rule.matches.iter().flatten().all(has)
    }
}

fn reason(requirement: &'static str, target: &Target, text: &str) -> Reason {
    Reason { requirement, origin: Some(target.origin.clone()), text: text.to_owned() }
}
