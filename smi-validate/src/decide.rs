//! The specification as a pure function: what becomes of a request in a world.
//!
//! The client's side chooses first: a split, where one applies, shares the request between backends. Then the server's
//! side of every workload at the end of a way lets it in or not.
//!
//! Where the specification is silent, [`Readings`] says which way to read it. [`decide`] takes our defaults, and then asks
//! the same question once more under each other reading: whatever changes the answer is what the answer rests on.

mod access;
pub mod elements;
mod http;
pub(crate) mod identity;
mod split;

use std::collections::{BTreeMap, BTreeSet};

use smi_types::Interpretation;

use crate::decision::{Access, Decision, Destination, Endpoint, Reason, Request, Route};
use crate::model::{Name, Workload, World};

/// How to read the specification where it is silent: by default as [`Interpretation::reading`] says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readings {
    flipped: BTreeSet<Interpretation>,
}

impl Readings {
    /// Our defaults, but for one question, which is read the other way.
    #[must_use]
    pub fn other(interpretation: Interpretation) -> Self {
        Self { flipped: [interpretation].into() }
    }

    /// Whether a question is read as by default.
    #[must_use]
    pub fn is_default(&self, interpretation: Interpretation) -> bool {
        !self.flipped.contains(&interpretation)
    }
}

/// Our defaults, but for these questions, which are read the other way.
impl FromIterator<Interpretation> for Readings {
    fn from_iter<I: IntoIterator<Item = Interpretation>>(interpretations: I) -> Self {
        Self { flipped: interpretations.into_iter().collect() }
    }
}

/// Decides a request under our readings, and says which of them the answer rests on.
#[must_use]
pub fn decide(world: &World, request: &Request) -> Decision {
    let mut decision = decide_under(world, request, &Readings::default());
    let changes = |one: &&Interpretation| {
        let other = decide_under(world, request, &Readings::other(**one));
        outcome(&other) != outcome(&decision)
    };
    decision.rests_on = Interpretation::ALL.iter().filter(changes).copied().collect();
    decision
}

/// Decides a request under given readings. `rests_on` stays empty.
#[must_use]
pub fn decide_under(world: &World, request: &Request, readings: &Readings) -> Decision {
    let mut reasons = Vec::new();
    let case = Case { world, request, readings };
    let ways = match &request.to {
        Destination::Service { name, port } => case.ways(name, *port, &mut reasons),
        Destination::Workload { name, port } => vec![split::Way {
            backend: None,
            share: num_traits::One::one(),
            endpoints: vec![(name.clone(), *port)],
            service_port: None,
        }],
    };
    let mut routes: Vec<Route> = Vec::new();
    for way in ways {
        let route = case.route(way, &mut reasons);
        routes.push(route);
    }
    case.deny_partly_allowed(&mut routes);
    Decision { routes, reasons, rests_on: BTreeSet::new() }
}

/// One question.
struct Case<'a> {
    world: &'a World,
    request: &'a Request,
    readings: &'a Readings,
}

impl Case<'_> {
    fn reads(&self, interpretation: Interpretation) -> bool {
        self.readings.is_default(interpretation)
    }

    /// The workload that sends, if it belongs to the mesh.
    fn client(&self) -> Option<&Workload> {
        let name = self.request.from.as_ref()?;
        self.world.workload(name).filter(|workload| workload.meshed)
    }

    fn route(&self, way: split::Way, reasons: &mut Vec<Reason>) -> Route {
        let split::Way { backend, share, endpoints, service_port } = way;
        let endpoints = endpoints
            .into_iter()
            .map(|(workload, port)| {
                let access = self.access(&workload, port, service_port, reasons);
                Endpoint { workload, port, access }
            })
            .collect();
        Route { backend, share, endpoints }
    }

    /// Where access is read to come before the split, a client must be let in by all backends to be let in by one.
    fn deny_partly_allowed(&self, routes: &mut [Route]) {
        let denied = |end: &Endpoint| end.access == Access::Deny;
        let partly = routes.iter().flat_map(|route| &route.endpoints).any(denied);
        if partly && !self.reads(Interpretation::SplitBeforeAccess) {
            let ends = routes.iter_mut().flat_map(|route| &mut route.endpoints);
            ends.for_each(|end| end.access = Access::Deny);
        }
    }
}

/// What can be observed of a decision: shares of backends, and who lets requests in.
fn outcome(decision: &Decision) -> BTreeMap<(Option<&Name>, Vec<&Endpoint>), String> {
    let mut outcome = BTreeMap::new();
    for Route { backend, share, endpoints } in &decision.routes {
        outcome.insert((backend.as_ref(), endpoints.iter().collect()), share.to_string());
    }
    outcome
}
