//! The ports of the pods behind an identity, as their Services lead there.

use std::collections::HashMap;

use crate::model::Name;
use crate::set::Set;
use crate::set::inventory::{Port, Service, TargetPort};

/// How a number is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Clients dial it, but it leads to another one in the pods.
    Dialled,
    /// A Service leads there by the name that the container gives it.
    ByName,
    /// A Service leads there by its number.
    ByNumber,
}

/// The Services of an identity, and where they lead.
pub(super) struct Exposed<'s> {
    pub(super) services: Vec<&'s Service>,
    reach: HashMap<(String, u16), Reach>,
    /// A Service leads to a name that no container gives.
    is_vague: bool,
}

impl<'s> Exposed<'s> {
    pub(super) fn of(set: &'s Set, account: &Name) -> Self {
        let services = set.services_as(account);
        let mut exposed = Self { services, reach: HashMap::new(), is_vague: false };
        for service in exposed.services.clone() {
            for port in &service.ports {
                exposed.add(port.number, port, Reach::Dialled);
                match (numbers(set, service, port).as_slice(), &port.target) {
                    ([], _) => exposed.is_vague = true,
                    (numbers, target) => {
                        let is_name = matches!(target, TargetPort::Name(_));
                        let reach = if is_name { Reach::ByName } else { Reach::ByNumber };
                        numbers.iter().for_each(|number| exposed.add(*number, port, reach));
                    }
                }
            }
        }
        exposed
    }

    fn add(&mut self, number: u16, port: &Port, reach: Reach) {
        let known = self.reach.entry((port.protocol.clone(), number)).or_insert(reach);
        *known = reach.max(*known);
    }

    /// Whether all is known that can be: there are Services, and their ports lead somewhere.
    pub(super) fn is_known(&self) -> bool {
        !self.services.is_empty() && !self.is_vague
    }

    /// How a port of the pods is reached, if it is.
    pub(super) fn reach(&self, protocol: &str, number: i64) -> Option<Reach> {
        let number = u16::try_from(number).ok()?;
        self.reach.get(&(protocol.to_owned(), number)).copied()
    }
}

/// The numbers in the pods that a port leads to.
pub(super) fn numbers(set: &Set, service: &Service, port: &Port) -> Vec<u16> {
    match &port.target {
        TargetPort::Number(number) => vec![*number],
        TargetPort::Name(name) => {
            let workloads = set.workloads_of(service);
            let number = workloads.iter().filter_map(|workload| workload.named_ports.get(name));
            number.copied().collect()
        }
    }
}
