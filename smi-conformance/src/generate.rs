//! Random policies and requests: the oracle and a mesh must agree about every one of them that is on unambiguous ground.
//! A disagreement is made as small as it gets, and can be written as a scenario.

mod make;
mod random;
mod shrink;
mod write;

use serde_json::Value;
use smi_types::Manifest;

use crate::clock::{self, Clock};
use crate::driver::{
    Change, Deployment, Destination, Driver, DriverError, Mesh, ObjectKey, Payload, ProbeId,
    ProbeRequest,
};
use crate::judge;
use crate::oracle::{Answered, Objects, Oracle, Question};
use crate::plan::convert;
use crate::prediction::{Answer, Prediction};
use crate::scenario::HostPort;
use crate::topology::{Name, Topology};
use random::Random;

pub use write::scenario;

/// Probes for each request of a case.
const PROBES: u64 = 2;
/// Cases that one deployment sees before it is replaced, so that what it has recorded does not grow without end.
const CASES_PER_DEPLOYMENT: u64 = 500;
/// Attempts to make a disagreement smaller.
const MOST_ATTEMPTS: usize = 400;
/// The pause before a mesh that has not taken up changes yet is asked again.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(20);

/// A policy, and requests under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// SMI objects in the latest versions.
    pub objects: Vec<Value>,
    /// The requests.
    pub requests: Vec<Request>,
}

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The workload that sends.
    pub from: Name,
    /// What is dialled.
    pub to: HostPort,
    /// What is sent.
    pub send: Payload,
}

/// A case that the oracle and the mesh disagree about.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The number of the case, from zero, under the seed.
    pub number: u64,
    /// The objects of the smallest case that was found.
    pub objects: Vec<Value>,
    /// Its one request.
    pub request: Request,
    /// The same in one line, as it was sent.
    pub asked: String,
    /// What the oracle says of it.
    pub expected: Prediction,
    /// The requirements that this rests on.
    pub requirements: Vec<String>,
    /// What the mesh did instead.
    pub found: String,
}

impl Disagreement {
    /// What a mesh that does as the specification says would have done, in one phrase.
    #[must_use]
    pub fn expectation(&self) -> String {
        judge::phrase(&write::expect(&self.expected, &self.request.to.host))
    }
}

/// What a run of cases came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Cases in all.
    pub cases: u64,
    /// Requests that were held against the oracle.
    pub compared: u64,
    /// Requests that were left out because the answer rests on a reading.
    pub ambiguous: u64,
    /// The first disagreement.
    pub disagreement: Option<Disagreement>,
}

/// The cluster that all cases are in.
#[must_use]
pub fn topology() -> Topology {
    make::topology()
}

/// Runs cases until the first disagreement. `progress` is told how many are done.
///
/// # Errors
///
/// [`DriverError`] when the mesh cannot be driven.
pub async fn run(
    driver: &dyn Driver,
    seed: u64,
    cases: u64,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Outcome, DriverError> {
    let topology = topology();
    let mut outcome = Outcome::default();
    while outcome.cases < cases && outcome.disagreement.is_none() {
        let deployment = driver.deploy("generated", &topology).await?;
        let mut bench = Bench {
            mesh: driver.mesh(),
            topology: &topology,
            deployment: &*deployment,
            there: Vec::new(),
            sent: 0,
        };
        let until = cases.min(outcome.cases + CASES_PER_DEPLOYMENT);
        while outcome.cases < until && outcome.disagreement.is_none() {
            let number = outcome.cases;
            bench.one(&mut outcome, seed, number).await?;
            progress(outcome.cases);
        }
        deployment.teardown().await?;
    }
    Ok(outcome)
}

/// A deployment that cases are tried on, one after the other.
struct Bench<'a> {
    mesh: &'a Mesh,
    topology: &'a Topology,
    deployment: &'a dyn Deployment,
    there: Vec<ObjectKey>,
    sent: u64,
}

/// What the oracle says of a request, where it rests on no reading.
struct Expected<'a> {
    request: &'a Request,
    prediction: Prediction,
    requirements: Vec<String>,
}

fn oracle(topology: &Topology, objects: &[Value]) -> Oracle {
    let parsed = objects.iter().filter_map(|one| Manifest::parse(one).ok());
    let objects: Objects =
        parsed.map(|parsed| (ObjectKey::of(&parsed.manifest), parsed.manifest)).collect();
    Oracle::new(topology, &objects)
}

impl Bench<'_> {
    async fn one(
        &mut self,
        outcome: &mut Outcome,
        seed: u64,
        number: u64,
    ) -> Result<(), DriverError> {
        let case =
            make::case(&mut Random::new(seed.wrapping_mul(0x1_0000_0001).wrapping_add(number)));
        let compared = self.expected(&case).len() as u64;
        outcome.cases += 1;
        outcome.compared += compared;
        outcome.ambiguous += case.requests.len() as u64 - compared;
        if let Some(found) = self.disagreement(&case).await? {
            self.excuse(&found).await?;
            outcome.disagreement = Some(self.shrink(number, case, found).await?);
        }
        Ok(())
    }

    /// What could not be sent, and an application that is not well, are not the mesh's doing.
    async fn excuse(&self, found: &Found) -> Result<(), DriverError> {
        let Found { asked, found, sent, .. } = found;
        if !sent {
            return Err(DriverError::Lost { what: format!("the way to ask ({asked}: {found})") });
        }
        let pods: Vec<_> = self.deployment.pods().iter().map(|pod| pod.name.clone()).collect();
        let well = self.deployment.self_check(&pods).await?;
        let ill = pods.iter().zip(well).find(|(_, well)| !well);
        ill.map_or(Ok(()), |(pod, _)| {
            Err(DriverError::Lost { what: format!("the application of pod `{pod}`") })
        })
    }

    /// Takes away whatever can go while the disagreement stays.
    async fn shrink(
        &mut self,
        number: u64,
        mut case: Case,
        mut found: Found,
    ) -> Result<Disagreement, DriverError> {
        let mut attempts = 0;
        'smaller: loop {
            for smaller in shrink::smaller(&case) {
                attempts += 1;
                if attempts > MOST_ATTEMPTS {
                    break 'smaller;
                }
                if let Some(still) = self.disagreement(&smaller).await?.filter(|one| one.sent) {
                    (case, found) = (smaller, still);
                    continue 'smaller;
                }
            }
            break;
        }
        let objects = case.objects;
        let Found { request, asked, sent: _, expected, requirements, found } = found;
        Ok(Disagreement { number, objects, request, asked, expected, requirements, found })
    }

    /// Applies a case and holds the mesh against the oracle, until they agree or the mesh's time is up.
    async fn disagreement(&mut self, case: &Case) -> Result<Option<Found>, DriverError> {
        let expected = self.expected(case);
        if expected.is_empty() || !self.apply(case).await? {
            return Ok(None);
        }
        let clock = Clock::start();
        let patience: clock::Instant = self.mesh.deadlines.converge.into();
        loop {
            let mut found = None;
            for one in &expected {
                found = self.compare(one).await?;
                if found.is_some() {
                    break;
                }
            }
            if found.is_none() || clock.now() >= patience {
                return Ok(found);
            }
            clock::sleep(PAUSE).await;
        }
    }

    fn expected<'c>(&self, case: &'c Case) -> Vec<Expected<'c>> {
        let oracle = oracle(self.topology, &case.objects);
        case.requests.iter().filter_map(|request| Expected::of(&oracle, request)).collect()
    }

    /// Replaces what is there. False when the mesh cannot say an object.
    async fn apply(&mut self, case: &Case) -> Result<bool, DriverError> {
        let mut changes: Vec<_> =
            std::mem::take(&mut self.there).into_iter().map(Change::Delete).collect();
        for object in &case.objects {
            let parsed = Manifest::parse(object).expect("generated objects are well-formed");
            let Ok(applied) = convert(parsed.manifest, self.mesh) else { return Ok(false) };
            for change in applied.sent {
                if let Change::Apply(object) = &change
                    && let Ok(parsed) = Manifest::parse(object)
                {
                    self.there.push(ObjectKey::of(&parsed.manifest));
                }
                changes.push(change);
            }
        }
        self.deployment.apply(&changes).await?;
        Ok(true)
    }

    async fn compare(&mut self, expected: &Expected<'_>) -> Result<Option<Found>, DriverError> {
        let requests: Vec<_> = (0..PROBES).map(|_| self.probe(expected.request)).collect();
        let outcomes = self.deployment.probe(&requests).await?;
        let pods = self.deployment.pods();
        let workload_of =
            |name: &str| pods.iter().find(|pod| pod.name == name).map(|pod| pod.workload.clone());
        for outcome in &outcomes {
            let answer = Answer::of(outcome, workload_of);
            if answer.as_ref().is_none_or(|answer| !expected.prediction.allows(answer)) {
                let found = judge::label(outcome, answer.as_ref());
                return Ok(Some(Found {
                    sent: answer.is_some(),
                    ..expected.but(&requests, found)
                }));
            }
        }
        if expected.prediction == Prediction::Denied {
            let asked: Vec<ProbeId> = requests.iter().map(|request| request.id.clone()).collect();
            if let Some(arrival) = self.deployment.arrivals(&asked).await?.first() {
                let found = format!("refused, and yet it arrived at {}", arrival.pod);
                return Ok(Some(expected.but(&requests, found)));
            }
        }
        Ok(None)
    }

    fn probe(&mut self, request: &Request) -> ProbeRequest {
        self.sent += 1;
        let pods = self.deployment.pods().iter();
        let mut senders = pods.filter(|pod| pod.workload == request.from);
        ProbeRequest {
            id: ProbeId(format!("generated-{}", self.sent)),
            from: senders.next().map(|pod| pod.name.clone()).unwrap_or_default(),
            to: Destination::Service { name: request.to.host.clone(), port: request.to.port },
            payload: request.send.clone(),
            connection: crate::driver::Connection::Fresh,
            claims: None,
            deadline: self.mesh.deadlines.request,
        }
    }
}

/// What a mesh did instead of what the oracle says.
struct Found {
    /// Whether the request could be sent at all.
    sent: bool,
    request: Request,
    asked: String,
    expected: Prediction,
    requirements: Vec<String>,
    found: String,
}

impl<'a> Expected<'a> {
    fn of(oracle: &Oracle, request: &'a Request) -> Option<Self> {
        let Request { from, to, send } = request;
        let question = Question { from, to, send, past_service: false };
        let Answered { prediction, requirements, rests_on, .. } = oracle.answer(question).ok()?;
        rests_on.is_empty().then_some(Self { request, prediction, requirements })
    }

    fn but(&self, sent: &[ProbeRequest], found: String) -> Found {
        Found {
            sent: true,
            request: self.request.clone(),
            asked: sent.first().map(judge::describe).unwrap_or_default(),
            expected: self.prediction.clone(),
            requirements: self.requirements.clone(),
            found,
        }
    }
}
