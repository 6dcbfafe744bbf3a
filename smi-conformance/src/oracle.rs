//! The oracle: what the specification says becomes of a probe, from `smi_validate`'s pure semantics.

use std::collections::BTreeMap;

use num_traits::ToPrimitive as _;
use smi_types::{Interpretation, Manifest};
use smi_validate::decide::{Readings, decide, decide_under};
use smi_validate::decision::{Decision, Destination, Payload as Sent, Request};
use smi_validate::model::{self, World};

use crate::course::CourseProbe;
use crate::driver::{ObjectKey, Payload};
use crate::prediction::{Prediction, Share, Way};
use crate::scenario::{HostPort, Probe};
use crate::self_test::Mutant;
use crate::topology::{DEFAULT_NAMESPACE, Name, Topology};

/// Objects by name, as they are written.
pub type Objects = BTreeMap<ObjectKey, Manifest>;

/// Answers for one state of one scenario.
#[derive(Debug)]
pub struct Oracle {
    world: World,
    mutant: Option<Mutant>,
}

/// What the oracle is asked about one probe.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The workload that sends.
    pub from: &'a Name,
    /// The Service and port that are dialled.
    pub to: &'a HostPort,
    /// What is sent.
    pub send: &'a Payload,
    /// Whether the pods of the Service are dialled by their own addresses.
    pub past_service: bool,
}

impl<'a> Question<'a> {
    /// What becomes of a probe of a scenario.
    #[must_use]
    pub const fn of(probe: &'a Probe) -> Self {
        let Probe { from, to, send, past_service, .. } = probe;
        Self { from, to, send, past_service: *past_service }
    }

    /// What becomes of a probe of a course.
    #[must_use]
    pub const fn of_course(probe: &'a CourseProbe) -> Self {
        let CourseProbe { from, to, send, past_service, .. } = probe;
        Self { from, to, send, past_service: *past_service }
    }
}

/// An answer of the oracle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What becomes of the requests.
    pub prediction: Prediction,
    /// The readings that the answer is only right under.
    pub rests_on: Vec<Interpretation>,
    /// What decided, a sentence for each step of the decision, with its requirement.
    pub reasons: Vec<String>,
}

/// The oracle has no answer that a probe can be held against.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// The request is let in by some workloads and not by others.
    #[error(
        "some workloads behind {to} let the request in and others do not: ask about one at a time"
    )]
    Mixed {
        /// What was dialled.
        to: String,
    },
    /// The pods of a Service are to be dialled by their addresses, and they are not all of one workload.
    #[error(
        "the pods behind {to} are not of exactly one workload, so no answer holds for all of them"
    )]
    SeveralWorkloads {
        /// What was to be dialled.
        to: String,
    },
    /// The Service does not exist, or has no such port.
    #[error("{to} is no port of any Service in the topology")]
    Nowhere {
        /// What was dialled.
        to: String,
    },
}

impl Oracle {
    /// Lowers a topology and objects.
    #[must_use]
    pub fn new(topology: &Topology, objects: &Objects) -> Self {
        let mut world = World {
            services: topology.services.keys().map(|name| service(topology, name)).collect(),
            ..World::default()
        };
        for (name, workload) in &topology.workloads {
            let mut labels = workload.labels.clone();
            labels.entry("app".to_owned()).or_insert_with(|| name.name().to_owned());
            world.workloads.push(model::Workload {
                name: lower(name),
                service_account: workload.account(name).to_owned(),
                labels,
                meshed: workload.meshed,
            });
        }
        for object in objects.values() {
            world.add(object, DEFAULT_NAMESPACE);
        }
        Self { world, mutant: None }
    }

    /// The same oracle with a wrong reading of the specification.
    #[must_use]
    pub fn mutated(mut self, mutant: Mutant) -> Self {
        mutant.change_world(&mut self.world);
        self.mutant = Some(mutant);
        self
    }

    /// Answers a probe.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] when there is none that every request must meet.
    pub fn answer(&self, question: Question<'_>) -> Result<Answered, NoAnswer> {
        let Question { from, to, send, past_service } = question;
        let payload = match send {
            Payload::Tcp => Sent::Tcp,
            Payload::Udp => Sent::Udp,
            Payload::Http(request) => Sent::Http {
                method: request.method.clone(),
                path: request.path.clone(),
                headers: request.headers.clone(),
            },
        };
        let mut request = Request {
            from: Some(lower(from)),
            to: if past_service { self.pod(to)? } else { service_port(to) },
            payload,
        };
        let decision = match self.mutant {
            None => decide(&self.world, &request),
            Some(mutant) => {
                mutant.change_request(&mut request);
                let mut decision = decide_under(&self.world, &request, &Readings::default());
                mutant.change_decision(&mut decision);
                decision
            }
        };
        let reasons = decision.reasons.iter().map(|reason| {
            let origin =
                reason.origin.as_ref().map(|origin| format!("{origin}: ")).unwrap_or_default();
            format!("{origin}{} ({})", reason.text, reason.requirement)
        });
        Ok(Answered {
            reasons: reasons.collect(),
            rests_on: decision.rests_on.iter().copied().collect(),
            prediction: prediction(&decision, to)?,
        })
    }

    /// The pods behind a port of a Service, by their own addresses.
    fn pod(&self, to: &HostPort) -> Result<Destination, NoAnswer> {
        let nowhere = || NoAnswer::Nowhere { to: to.to_string() };
        let name = lower(&to.host);
        let service = self.world.services.iter().find(|one| one.name == name);
        let service = service.ok_or_else(nowhere)?;
        let port = service.ports.iter().find(|port| port.port == to.port).ok_or_else(nowhere)?;
        match service.workloads.as_slice() {
            [workload] => {
                Ok(Destination::Workload { name: workload.clone(), port: port.target_port })
            }
            _ => Err(NoAnswer::SeveralWorkloads { to: to.to_string() }),
        }
    }
}

fn service_port(to: &HostPort) -> Destination {
    Destination::Service { name: lower(&to.host), port: to.port }
}

fn prediction(decision: &Decision, to: &HostPort) -> Result<Prediction, NoAnswer> {
    if decision.routes.is_empty() {
        return Err(NoAnswer::Nowhere { to: to.to_string() });
    }
    if decision.is_denied() {
        return Ok(Prediction::Denied);
    }
    let zero = num_rational::BigRational::default();
    let denies =
        |end: &smi_validate::decision::Endpoint| end.access == smi_validate::decision::Access::Deny;
    let taken = || decision.routes.iter().filter(|route| route.share > zero);
    if taken().flat_map(|route| &route.endpoints).any(denies) {
        return Err(NoAnswer::Mixed { to: to.to_string() });
    }
    let way = |route: &smi_validate::decision::Route| Way {
        service: route.backend.as_ref().map_or_else(|| to.host.clone(), raise),
        share: Share {
            parts: route.share.numer().to_u64().unwrap_or(u64::MAX),
            of: route.share.denom().to_u64().unwrap_or(u64::MAX),
        },
        workloads: route.endpoints.iter().map(|end| (raise(&end.workload), end.port)).collect(),
    };
    Ok(Prediction::Served(decision.routes.iter().map(way).collect()))
}

fn service(topology: &Topology, name: &Name) -> model::Service {
    let ports = topology.services[name].ports.iter();
    model::Service {
        name: lower(name),
        ports: ports
            .map(|port| model::ServicePort { port: port.port, target_port: port.target() })
            .collect(),
        workloads: topology.behind(name).into_iter().map(lower).collect(),
    }
}

fn lower(name: &Name) -> model::Name {
    model::Name::new(name.namespace(), name.name())
}

fn raise(name: &model::Name) -> Name {
    Name::new(&name.namespace, &name.name)
}
