//! Running one scenario: does what the judge asks for on a live mesh, and writes down what happened.

use std::error::Error;
use std::time::Duration;

use tokio::sync::watch;

use crate::clock::{self, Clock, TimedOut};
use crate::course::{Course, CourseProbe};
use crate::driver::{Deployment, Destination, Driver, DriverError, Millis, ProbeId, ProbeRequest};
use crate::event::{Entry, Event, Header, Probed, Purpose};
use crate::judge::{Judge, Next, Rules, Wanted};
use crate::known_failures::KnownFailures;
use crate::result::ScenarioResult;
use crate::scenario::HostPort;
use crate::topology::ServicePort;

/// Takes up events as they happen.
pub trait Observer: Send + Sync {
    /// A run begins.
    fn starts(&self, header: &Header);
    /// Something happened.
    fn event(&self, entry: &Entry);
    /// A scenario begins.
    fn begins(&self, scenario: &str);
    /// A scenario is over.
    fn ends(&self, result: &ScenarioResult);
}

/// An observer that lets everything pass.
#[derive(Clone, Copy, Debug)]
pub struct Blind;

impl Observer for Blind {
    fn starts(&self, _: &Header) {}
    fn event(&self, _: &Entry) {}
    fn begins(&self, _: &str) {}
    fn ends(&self, _: &ScenarioResult) {}
}

/// What running a scenario needs, whichever it is.
#[derive(Clone)]
pub struct Lane<'a> {
    /// The mesh.
    pub driver: &'a dyn Driver,
    /// What verdicts follow from.
    pub rules: &'a Rules,
    /// The run's clock.
    pub clock: Clock,
    /// Takes up events.
    pub observer: &'a dyn Observer,
    /// Becomes true when the run is interrupted.
    pub interrupted: watch::Receiver<bool>,
    /// What is known to fail, and is [expected](KnownFailures::apply) to.
    pub known: Option<&'a KnownFailures>,
}

/// Runs a scenario. Everything that belongs to it is removed before this returns, whatever happens.
pub async fn run_scenario(mut lane: Lane<'_>, course: &Course) -> ScenarioResult {
    lane.observer.begins(&course.id);
    let mut judge = Judge::new(course, lane.rules);
    let mut hands = Hands { lane: lane.clone(), course, deployment: None, sent: 0 };
    loop {
        let next = judge.next();
        if next == Next::Done {
            break;
        }
        let batch = tokio::select! {
            biased;
            () = interruption(&mut lane.interrupted) => vec![hands.entry(Event::Interrupted)],
            batch = hands.perform(next) => batch,
        };
        batch.iter().for_each(|entry| lane.observer.event(entry));
        judge.record(&batch);
    }
    if let Some(failed) = hands.tear_down().await {
        judge.record(&[failed]);
    }
    let result = judge.finish();
    let result = match lane.known {
        Some(known) => known.apply(result),
        None => result,
    };
    lane.observer.ends(&result);
    result
}

async fn interruption(interrupted: &mut watch::Receiver<bool>) {
    // Nobody left who could interrupt: wait for ever.
    if interrupted.wait_for(|interrupted| *interrupted).await.is_err() {
        std::future::pending().await
    }
}

/// Does what the judge asks for.
struct Hands<'a> {
    lane: Lane<'a>,
    course: &'a Course,
    deployment: Option<Box<dyn Deployment>>,
    sent: u64,
}

impl Hands<'_> {
    fn entry(&self, event: Event) -> Entry {
        Entry { at: self.lane.clock.now(), scenario: self.course.id.clone(), event }
    }

    async fn perform(&mut self, next: Next) -> Vec<Entry> {
        let during = describe(&next);
        match self.attempt(next).await {
            Ok(entries) => entries,
            Err(error) => vec![self.entry(Event::Failed { during, error: chain(&error) })],
        }
    }

    async fn attempt(&mut self, next: Next) -> Result<Vec<Entry>, DriverError> {
        let patience = Duration::from(self.lane.driver.mesh().deadlines.ready);
        match next {
            Next::Deploy => {
                let deploying = self.lane.driver.deploy(&self.course.id, &self.course.topology);
                let deployment = within(patience, "deploying", deploying).await?;
                let pods = deployment.pods().to_vec();
                self.deployment = Some(deployment);
                Ok(vec![self.entry(Event::Deployed { pods })])
            }
            Next::Change(step) => {
                let changes = self.course.steps[step].changes.clone();
                within(patience, "applying objects", self.deployment()?.apply(&changes)).await?;
                Ok(vec![self.entry(Event::Changed { step, changes })])
            }
            Next::Probe { step, purpose, not_before, churn, wanted } => {
                self.lane.clock.sleep_until(not_before).await;
                let mut entries = Vec::new();
                if let Some(index) = churn {
                    entries.push(self.churn(step, index).await?);
                }
                entries.extend(self.probe(step, purpose, &wanted).await?);
                Ok(entries)
            }
            Next::Arrivals { step, asked } => {
                let asking = self.deployment()?.arrivals(&asked);
                let arrivals = within(patience, "asking what arrived", asking).await?;
                Ok(vec![self.entry(Event::Arrived { step, asked, arrivals })])
            }
            Next::SelfCheck { step, pods } => {
                let checking = self.deployment()?.self_check(&pods);
                let well =
                    within(patience, "asking applications whether they are well", checking).await?;
                Ok(vec![self.entry(Event::SelfChecked { step, pods, well })])
            }
            Next::Done => Ok(Vec::new()),
        }
    }

    async fn probe(
        &mut self,
        step: usize,
        purpose: Purpose,
        wanted: &[Wanted],
    ) -> Result<Vec<Entry>, DriverError> {
        let deadline = self.lane.driver.mesh().deadlines.request;
        let mut probes = Vec::new();
        let mut requests = Vec::new();
        for Wanted { probe, client, count } in wanted {
            for _ in 0..*count {
                probes.push(*probe);
                requests.push(self.request(step, *probe, client, deadline)?);
            }
        }
        // Every probe has its own deadline; this one only catches a driver that never returns.
        let each = u32::try_from(requests.len()).unwrap_or(u32::MAX).max(1);
        let patience = Duration::from(deadline).saturating_mul(each).saturating_mul(2);
        // An answer counts from when it was asked for: one slow probe must not make the others of its batch look late.
        let at = self.lane.clock.now();
        let sending = self.deployment()?.probe(&requests);
        let outcomes = within(patience, "sending probes", sending).await?;
        let entries =
            requests.into_iter().zip(outcomes).zip(probes).map(|((request, outcome), probe)| {
                let probed = Probed { step, purpose, probe, request, outcome };
                let event = Event::Probed(Box::new(probed));
                Entry { at, scenario: self.course.id.clone(), event }
            });
        Ok(entries.collect())
    }

    async fn churn(&self, step: usize, index: usize) -> Result<Entry, DriverError> {
        let patience = Duration::from(self.lane.driver.mesh().deadlines.ready);
        let change = self.course.steps[step].churn[index].clone();
        let changes = [change];
        within(patience, "applying objects", self.deployment()?.apply(&changes)).await?;
        let [change] = changes;
        Ok(self.entry(Event::Churned { step, change: Box::new(change) }))
    }

    fn request(
        &mut self,
        step: usize,
        probe: usize,
        client: &str,
        deadline: Millis,
    ) -> Result<ProbeRequest, DriverError> {
        self.sent += 1;
        let probe = &self.course.steps[step].probes[probe];
        Ok(ProbeRequest {
            id: ProbeId(format!("{}-{}", self.course.id, self.sent)),
            from: client.to_owned(),
            to: self.destination(probe)?,
            payload: probe.send.clone(),
            connection: probe.connection,
            claims: probe.claims.clone(),
            deadline,
        })
    }

    /// The Service, or past it each of its pods in turn.
    fn destination(&self, probe: &CourseProbe) -> Result<Destination, DriverError> {
        let HostPort { host, port } = &probe.to;
        if !probe.past_service {
            return Ok(Destination::Service { name: host.clone(), port: *port });
        }
        let pods = self.deployment()?.pods().iter();
        let behind: Vec<_> = pods.filter(|pod| probe.behind.contains(&pod.workload)).collect();
        let unknown = || DriverError::Unknown { what: "a pod of Service", name: host.to_string() };
        let turn = usize::try_from(self.sent).unwrap_or_default() % behind.len().max(1);
        let pod = behind.get(turn).ok_or_else(unknown)?;
        let service = self.course.topology.services.get(host);
        let service_port = service.and_then(|one| one.ports.iter().find(|one| one.port == *port));
        let port = service_port.map(ServicePort::target).ok_or_else(unknown)?;
        Ok(Destination::Pod { name: pod.name.clone(), port })
    }

    fn deployment(&self) -> Result<&dyn Deployment, DriverError> {
        let missing = || DriverError::Unknown { what: "deployment", name: self.course.id.clone() };
        self.deployment.as_deref().ok_or_else(missing)
    }

    /// Removes the deployment, and returns what happened if that failed.
    async fn tear_down(&mut self) -> Option<Entry> {
        let deployment = self.deployment.take()?;
        let patience = Duration::from(self.lane.driver.mesh().deadlines.teardown);
        let event = match within(patience, "tearing down", deployment.teardown()).await {
            Ok(()) => Event::TornDown,
            Err(error) => Event::Failed { during: "tearing down".to_owned(), error: chain(&error) },
        };
        let entry = self.entry(event);
        self.lane.observer.event(&entry);
        (entry.event != Event::TornDown).then_some(entry)
    }
}

async fn within<T>(
    limit: Duration,
    what: &'static str,
    operation: impl Future<Output = Result<T, DriverError>>,
) -> Result<T, DriverError> {
    clock::timeout(limit, operation).await.unwrap_or_else(|TimedOut { limit }| {
        Err(DriverError::TooSlow { what, limit, last_seen: "the driver did not return".to_owned() })
    })
}

fn describe(next: &Next) -> String {
    match next {
        Next::Deploy => "deploying".to_owned(),
        Next::Change(step) => format!("applying the objects of step {step}"),
        Next::Probe { step, .. } => format!("sending probes of step {step}"),
        Next::Arrivals { .. } => "asking what arrived".to_owned(),
        Next::SelfCheck { .. } => "asking applications whether they are well".to_owned(),
        Next::Done => "nothing".to_owned(),
    }
}

/// An error with its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}
