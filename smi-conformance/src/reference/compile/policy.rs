//! Who may call whom: compiled from targets and routes, for the server's side.

use std::collections::BTreeMap;

use http::request::Parts;
use smi_types::access::v1alpha3::{IdentityBindingSubject, TrafficTarget, TrafficTargetRule};

use super::condition::{Condition, of_group, only};
use super::{Cluster, Objects, name_of};
use crate::reference::fault::Fault;
use crate::reference::identity::Identity;
use crate::topology::Name;

/// The policy of every identity. What is not granted is denied.
#[derive(Debug, Default)]
pub(in crate::reference) struct Policies {
    of: BTreeMap<Identity, Vec<Grant>>,
    fault: Option<Fault>,
}

/// What one target grants.
#[derive(Clone, Debug)]
struct Grant {
    sources: Sources,
    /// The container ports; none for all.
    ports: Option<Vec<i64>>,
    /// What HTTP requests must belong to; none where bytes are granted.
    http: Option<Vec<Condition>>,
}

#[derive(Clone, Debug)]
enum Sources {
    Anybody,
    These(Vec<Identity>),
}

impl Policies {
    /// Compiles the policies of all identities of a cluster.
    pub(super) fn compile(cluster: &Cluster, objects: &Objects, fault: Option<Fault>) -> Self {
        let mut of: BTreeMap<Identity, Vec<Grant>> = BTreeMap::new();
        let mut targets: Vec<_> = objects.targets.iter().collect();
        targets.sort_by_key(|target| name_of(&target.metadata));
        for target in targets {
            let namespace = name_of(&target.metadata).namespace().to_owned();
            let destination = identity(&target.spec.destination, &namespace);
            let grants = of.entry(destination.clone()).or_default();
            match fault {
                Some(Fault::UnionLost) if !grants.is_empty() => continue,
                Some(Fault::LastTargetWins) => grants.clear(),
                _ => {}
            }
            let mut grant = Grant::of(target, &namespace, objects, fault);
            if let Some(grant) = grant.as_mut().filter(|grant| grant.http.is_some()) {
                grant.restrict_ports(cluster, &destination, fault);
            }
            grants.extend(grant);
        }
        if fault == Some(Fault::GroupAloneOpens) {
            let named = |group: &Name| objects.targets.iter().any(|target| names(target, group));
            for identity in cluster.pods.iter().filter_map(|pod| pod.identity.clone()) {
                let all = objects.groups.iter().map(|group| name_of(&group.metadata));
                let alone = all.filter(|group| !named(group));
                let http =
                    alone.flat_map(|name| of_group(&objects.groups, &name, None, fault)).collect();
                let grant = Grant { sources: Sources::Anybody, ports: None, http: Some(http) };
                of.entry(identity).or_default().push(grant);
            }
        }
        Self { of, fault }
    }

    /// Whether a server lets a request in on a container port.
    pub(in crate::reference) fn allows_request(
        &self,
        server: &Identity,
        client: &Identity,
        port: u16,
        request: &Parts,
    ) -> bool {
        let routes = |grant: &Grant| match &grant.http {
            None => self.fault != Some(Fault::TcpAdmitsNoHttp),
            Some(conditions) => conditions.iter().any(|one| one.holds(request)),
        };
        self.allows(server, client, port, Fault::HttpOpenByDefault, routes)
    }

    /// Whether a server lets a TCP connection in on a container port.
    pub(in crate::reference) fn allows_connection(
        &self,
        server: &Identity,
        client: &Identity,
        port: u16,
    ) -> bool {
        self.allows(server, client, port, Fault::TcpOpenByDefault, |grant| grant.http.is_none())
    }

    fn allows(
        &self,
        server: &Identity,
        client: &Identity,
        port: u16,
        open_by_default: Fault,
        routes: impl Fn(&Grant) -> bool,
    ) -> bool {
        let grants = self.of.get(server).map(Vec::as_slice).unwrap_or_default();
        let is_route = |grant: &&Grant| grant.is_port(port, self.fault) && routes(grant);
        let is_source = |grant: &Grant| grant.is_source(client, self.fault);
        match self.fault {
            Some(Fault::AllowAll) => true,
            Some(Fault::DenyAll) => false,
            Some(fault) if fault == open_by_default && grants.is_empty() => true,
            Some(Fault::FirstRouteDecides) => grants.iter().find(is_route).is_some_and(is_source),
            _ => grants.iter().filter(is_route).any(is_source),
        }
    }
}

impl Grant {
    /// What a target grants; nothing when it has no rules.
    fn of(
        target: &TrafficTarget,
        namespace: &str,
        objects: &Objects,
        fault: Option<Fault>,
    ) -> Option<Self> {
        // What is said about datagrams is compiled apart.
        let rules = target.spec.rules.iter().filter(|rule| rule.kind != "UDPRoute");
        let mut rules: Vec<&TrafficTargetRule> = rules.collect();
        only(&mut rules, fault, Fault::OnlyFirstRule, Fault::OnlyLastRule);
        let of_kind = |kind: &str| -> Vec<&TrafficTargetRule> {
            rules.iter().copied().filter(|rule| rule.kind == kind).collect()
        };
        let (http, tcp) = (of_kind("HTTPRouteGroup"), of_kind("TCPRoute"));
        let conditions = http
            .iter()
            .filter(|rule| rule.matches.is_some() || fault != Some(Fault::OmittedMatchesDeny));
        let conditions = conditions.flat_map(|rule| {
            let group = Name::new(namespace, &rule.name);
            of_group(&objects.groups, &group, rule.matches.as_deref(), fault)
        });
        let conditions: Vec<_> = conditions.collect();
        let ports = if tcp.is_empty() { None } else { ports(&tcp, namespace, objects, fault) };
        let mut sources: Vec<_> =
            target.spec.sources.iter().map(|source| identity(source, namespace)).collect();
        only(&mut sources, fault, Fault::OnlyFirstSource, Fault::OnlyLastSource);
        let http = (!http.is_empty()).then_some(conditions);
        (!rules.is_empty()).then_some(Self { sources: Sources::These(sources), ports, http })
    }

    /// Under the faults that do that, opens only one of the destination's ports.
    fn restrict_ports(&mut self, cluster: &Cluster, destination: &Identity, fault: Option<Fault>) {
        let pod = cluster.pods.iter().find(|pod| pod.identity.as_ref() == Some(destination));
        let port = match fault {
            Some(Fault::OnlyFirstContainerPort) => pod.and_then(|pod| pod.ports.first()),
            Some(Fault::OnlyLastContainerPort) => pod.and_then(|pod| pod.ports.last()),
            _ => return,
        };
        self.ports = port.map(|(port, _)| vec![i64::from(*port)]);
    }

    fn is_port(&self, port: u16, fault: Option<Fault>) -> bool {
        let ignored = fault == Some(Fault::PortIgnored);
        ignored || self.ports.as_ref().is_none_or(|ports| ports.contains(&i64::from(port)))
    }

    fn is_source(&self, client: &Identity, fault: Option<Fault>) -> bool {
        match (&self.sources, fault) {
            (Sources::Anybody, _) | (_, Some(Fault::SourceIgnored)) => true,
            (Sources::These(sources), Some(Fault::SourceNamespaceIgnored)) => {
                sources.iter().any(|source| source.service_account() == client.service_account())
            }
            (Sources::These(sources), _) => client.is_anybody() || sources.contains(client),
        }
    }
}

/// The ports of all TCP rules together; none when one of them is about all ports.
fn ports(
    rules: &[&TrafficTargetRule],
    namespace: &str,
    objects: &Objects,
    fault: Option<Fault>,
) -> Option<Vec<i64>> {
    let mut all = Vec::new();
    for rule in rules {
        let name = Name::new(namespace, &rule.name);
        let routes = objects.tcp_routes.iter().filter(|route| name_of(&route.metadata) == name);
        for route in routes {
            match (route.spec.ports(), fault) {
                ([], Some(Fault::OmittedPortsDeny)) => {}
                ([], _) => return None,
                (ports, _) => {
                    let mut ports = ports.to_vec();
                    only(&mut ports, fault, Fault::OnlyFirstPort, Fault::OnlyLastPort);
                    all.extend(ports);
                }
            }
        }
    }
    Some(all)
}

/// Whether a target names a group.
fn names(target: &TrafficTarget, group: &Name) -> bool {
    name_of(&target.metadata).namespace() == group.namespace()
        && target.spec.rules.iter().any(|rule| rule.name == group.name())
}

pub(super) fn identity(subject: &IdentityBindingSubject, namespace: &str) -> Identity {
    match subject.kind.as_str() {
        "ServiceAccount" => {
            Identity::new(subject.namespace.as_deref().unwrap_or(namespace), &subject.name)
        }
        // Nobody has such an identity.
        other => Identity::new(other, ""),
    }
}
