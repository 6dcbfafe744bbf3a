//! Who may send datagrams to whom: compiled from targets and UDP routes, for the server's side.

use std::collections::BTreeMap;

use smi_types::access::v1alpha3::TrafficTarget;

use super::policy::identity;
use super::{Objects, name_of};
use crate::reference::fault::Fault;
use crate::reference::identity::Identity;
use crate::topology::Name;

/// The policy of every identity. What is not granted is denied.
#[derive(Debug, Default)]
pub(in crate::reference) struct Policies {
    of: BTreeMap<Identity, Vec<Grant>>,
    fault: Option<Fault>,
}

/// What the UDP rules of one target grant.
#[derive(Debug)]
struct Grant {
    sources: Vec<Identity>,
    /// The container ports; none for all.
    ports: Option<Vec<i64>>,
}

impl Policies {
    /// Compiles the policies of all identities.
    pub(super) fn compile(objects: &Objects, fault: Option<Fault>) -> Self {
        let mut of: BTreeMap<Identity, Vec<Grant>> = BTreeMap::new();
        for target in &objects.targets {
            let namespace = name_of(&target.metadata).namespace().to_owned();
            let grants = of.entry(identity(&target.spec.destination, &namespace)).or_default();
            let sources = || {
                let sources = target.spec.sources.iter();
                sources.map(|source| identity(source, &namespace)).collect()
            };
            let ports = routes(target, &namespace, objects, fault).into_iter();
            grants.extend(ports.map(|ports| Grant { sources: sources(), ports }));
        }
        Self { of, fault }
    }

    /// Whether a server takes datagrams on a container port.
    pub(in crate::reference) fn allows(
        &self,
        server: &Identity,
        client: &Identity,
        port: u16,
    ) -> bool {
        match self.fault {
            Some(Fault::AllowAll | Fault::UdpOpen) => return true,
            Some(Fault::DenyAll | Fault::UdpIgnored) => return false,
            _ => {}
        }
        let is_port = |grant: &Grant| {
            grant.ports.as_ref().is_none_or(|ports| ports.contains(&i64::from(port)))
        };
        let grants = self.of.get(server).into_iter().flatten();
        grants.filter(|grant| is_port(grant)).any(|grant| grant.sources.contains(client))
    }
}

/// The ports of each UDP route that a target names; none for all ports.
fn routes(
    target: &TrafficTarget,
    namespace: &str,
    objects: &Objects,
    fault: Option<Fault>,
) -> Vec<Option<Vec<i64>>> {
    let named = |kind: &str, name: &Name| {
        let mut rules = target.spec.rules.iter();
        rules.any(|rule| rule.kind == kind && *name == Name::new(namespace, &rule.name))
    };
    let udp = objects.udp_routes.iter().filter(|one| named("UDPRoute", &name_of(&one.metadata)));
    let tcp = objects.tcp_routes.iter().filter(|one| named("TCPRoute", &name_of(&one.metadata)));
    let tcp = tcp.filter(|_| fault == Some(Fault::TcpRouteOpensUdp));
    let ports = |ports: &[i64]| (!ports.is_empty()).then(|| ports.to_vec());
    let udp = udp.map(|route| ports(route.spec.ports()));
    udp.chain(tcp.map(|route| ports(route.spec.ports()))).collect()
}
