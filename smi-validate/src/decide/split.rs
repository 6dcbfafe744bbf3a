//! The client's side: which ways a request to a Service can take.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use smi_types::Interpretation;

use super::Case;
use crate::decision::{Payload, Reason};
use crate::model::{Backend, Name, Rule, Service, Split};

/// A way, before anybody is asked for access.
pub(super) struct Way {
    pub(super) backend: Option<Name>,
    pub(super) share: BigRational,
    pub(super) endpoints: Vec<(Name, u16)>,
    pub(super) service_port: Option<u16>,
}

impl Case<'_> {
    /// The ways that a request to a port of a Service can take.
    pub(super) fn ways(&self, root: &Name, port: u16, reasons: &mut Vec<Reason>) -> Vec<Way> {
        let Some(service) = self.world.service(root).filter(|one| one.port(port).is_some()) else {
            return Vec::new();
        };
        // A split works at the client, so one without a sidecar sees the ordinary Service.
        let split = self.client().and_then(|_| self.split_of(root));
        match split {
            None => vec![way(Some(service), root, BigRational::one(), port)],
            Some(split) => self.shared_ways(split, service, port, reasons),
        }
    }

    /// The split that decides: the first by name of those whose conditions hold.
    fn split_of(&self, root: &Name) -> Option<&Split> {
        let mut splits: Vec<_> = self
            .world
            .splits
            .iter()
            .filter(|split| {
                self.is_root(split, root) && self.is_valid(split) && self.applies(split)
            })
            .collect();
        splits.sort_by(|one, other| one.origin.name.cmp(&other.origin.name));
        if self.reads(Interpretation::SeveralSplits) {
            splits.first().copied()
        } else {
            splits.last().copied()
        }
    }

    fn is_root(&self, split: &Split, root: &Name) -> bool {
        let namespace = &split.origin.name.namespace;
        let short = split.root == root.name;
        let long = || {
            let full = format!("{}.{namespace}", root.name);
            [full.clone(), format!("{full}.svc"), format!("{full}.svc.cluster.local")]
                .contains(&split.root)
        };
        *namespace == root.namespace && (short || self.reads(Interpretation::RootName) && long())
    }

    /// Whether a split is one at all, under readings that refuse it as a whole.
    fn is_valid(&self, split: &Split) -> bool {
        let negative = |backend: &Backend| backend.weight.as_ref().is_some_and(Signed::is_negative);
        let itself = |backend: &Backend| backend.service == split.root;
        let refuses = |reading, is: &dyn Fn(&Backend) -> bool| {
            !self.reads(reading) && split.backends.iter().any(is)
        };
        !refuses(Interpretation::NegativeWeight, &negative)
            && !refuses(Interpretation::SelfReference, &itself)
    }

    /// Whether a split is about this request.
    fn applies(&self, split: &Split) -> bool {
        let namespace = split.origin.name.namespace.as_str();
        match split.matches.as_deref() {
            None => true,
            Some([]) => self.reads(Interpretation::EmptySplitMatches),
            Some(references) => {
                let exists = |one: &Rule| self.groups(namespace, one).next().is_some();
                if !self.reads(Interpretation::DanglingSplitMatch) && !references.iter().any(exists)
                {
                    return true;
                }
                let whole = self.reads(Interpretation::SplitMatchFields);
                let http = matches!(self.request.payload, Payload::Http { .. });
                http && references
                    .iter()
                    .flat_map(|one| self.groups(namespace, one))
                    .flat_map(|group| &group.matches)
                    .any(|one| self.matches(one, whole))
            }
        }
    }

    fn shared_ways(
        &self,
        split: &Split,
        root: &Service,
        port: u16,
        reasons: &mut Vec<Reason>,
    ) -> Vec<Way> {
        let mut shares: Vec<(&Backend, Option<&Service>, BigRational)> = Vec::new();
        for backend in &split.backends {
            let name = Name::new(&split.origin.name.namespace, &backend.service);
            let service = self.world.service(&name);
            if let Some(missing) =
                service.and_then(|service| self.missing_port(service, root, port))
            {
                let text = format!("{name} has no port {missing} and gets nothing");
                reasons.push(about(backend, "SPLIT-19", text));
                continue;
            }
            let weight = self.weight(backend, service);
            let known = shares.iter_mut().find(|(other, ..)| other.service == backend.service);
            match known {
                None => shares.push((backend, service, weight)),
                Some((.., sum)) if self.reads(Interpretation::DuplicateBackend) => *sum += weight,
                Some((.., last)) => *last = weight,
            }
        }
        let total: BigRational = shares.iter().map(|(.., weight)| weight).sum();
        let mut ways = Vec::new();
        for (backend, service, weight) in shares {
            let share = if total.is_zero() { weight } else { weight / &total };
            let name = Name::new(&split.origin.name.namespace, &backend.service);
            reasons.push(about(
                backend,
                "SPLIT-05",
                format!("{name} gets {share} of the requests"),
            ));
            ways.push(way(service, &name, share, port));
        }
        if total.is_zero() {
            ways.push(self.no_backend(root, port));
        }
        ways
    }

    /// The port that keeps a backend out of a split, if there is one.
    fn missing_port(&self, backend: &Service, root: &Service, dialled: u16) -> Option<u16> {
        let lacks = |port: &u16| backend.port(*port).is_none();
        if self.reads(Interpretation::PortMatch) {
            return Some(dialled).filter(lacks);
        }
        root.ports.iter().map(|port| port.port).find(lacks)
    }

    /// The weight that counts.
    fn weight(&self, backend: &Backend, service: Option<&Service>) -> BigRational {
        let absent = if self.reads(Interpretation::AbsentWeight) { 0 } else { 1 };
        let written = backend.weight.clone();
        let weight = written.unwrap_or_else(|| BigRational::from_integer(BigInt::from(absent)));
        let ready = service.is_some_and(|service| !service.workloads.is_empty());
        let sheds = !ready && !self.reads(Interpretation::MissingBackend);
        if weight.is_negative() || sheds { BigRational::zero() } else { weight }
    }

    /// Where requests go when no backend has a share.
    fn no_backend(&self, root: &Service, port: u16) -> Way {
        if self.reads(Interpretation::AllWeightsZero) {
            way(None, &root.name, BigRational::one(), port)
        } else {
            way(Some(root), &root.name, BigRational::one(), port)
        }
    }
}

fn way(service: Option<&Service>, name: &Name, share: BigRational, port: u16) -> Way {
    let target = service.and_then(|service| Some((service, service.port(port)?)));
    let endpoints = target.map_or_else(Vec::new, |(service, port)| {
        service.workloads.iter().map(|workload| (workload.clone(), port.target_port)).collect()
    });
    Way { backend: Some(name.clone()), share, endpoints, service_port: Some(port) }
}

fn about(backend: &Backend, requirement: &'static str, text: String) -> Reason {
    Reason { requirement, origin: Some(backend.origin.clone()), text }
}
