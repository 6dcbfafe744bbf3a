//! A deployment at the other side.

use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt as _};
use tokio::sync::OwnedSemaphorePermit;

use super::broken::{Objection, Rule};
use super::connection::{Answer, Connection};
use super::hello::{nothing, result};
use super::known::Known;
use super::message::{
    Apply, Arrivals, Arrived, Deploy, Deployed, Probe, Request, SelfCheck, SelfChecked, Teardown,
};
use crate::driver::{
    Arrival, Change, Deployment, DriverError, Outcome, Pod, ProbeId, ProbeRequest,
};
use crate::topology::Topology;

/// How many probes are in one request.
const AT_ONCE: usize = 500;

/// A deployment of a plug-in. When this is dropped, the plug-in is asked to remove it.
pub(super) struct Remote {
    connection: Arc<Connection>,
    name: String,
    pods: Vec<Pod>,
    /// Held until the plug-in has removed it; nothing once it was asked to.
    lane: Option<OwnedSemaphorePermit>,
}

impl Remote {
    pub(super) async fn deploy(
        connection: Arc<Connection>,
        name: String,
        lane: OwnedSemaphorePermit,
        scope: &str,
        topology: &Topology,
    ) -> Result<Self, DriverError> {
        let request = Request::Deploy(Deploy {
            deployment: name.clone(),
            scenario: scope.to_owned(),
            topology: topology.clone(),
        });
        // From here on it is removed, whatever becomes of this.
        let mut remote = Self { connection, name, pods: Vec::new(), lane: Some(lane) };
        let connection = &remote.connection;
        let answer = connection.ask(&request, None).await?;
        let Deployed { pods } = result(connection, &request, answer)?;
        let known = Known::new(topology, &pods)
            .map_err(|objection| connection.object(&objection, &request))?;
        connection.state().deployments.insert(remote.name.clone(), known);
        remote.pods = pods;
        Ok(remote)
    }

    async fn send(&self, probes: &[ProbeRequest]) -> Result<Vec<Outcome>, DriverError> {
        let request =
            Request::Probe(Probe { deployment: self.name.clone(), probes: probes.to_vec() });
        if let Some(known) = self.connection.state().deployments.get_mut(&self.name) {
            known.send(probes);
        }
        let mut answer = self.connection.ask(&request, None).await?;
        let outcomes = std::mem::take(&mut answer.outcomes);
        nothing(&self.connection, &request, answer)?;
        Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
    }

    async fn arrived(&self, probes: &[ProbeId]) -> Result<Vec<Arrival>, DriverError> {
        let request =
            Request::Arrivals(Arrivals { deployment: self.name.clone(), probes: probes.to_vec() });
        let answer = self.connection.ask(&request, None).await?;
        let Arrived { arrivals } = result(&self.connection, &request, answer)?;
        let checked = {
            let state = self.connection.state();
            let known = state.deployments.get(&self.name);
            known.map_or(Ok(Vec::new()), |known| known.arrivals(probes, arrivals))
        };
        checked.map_err(|objection| self.connection.object(&objection, &request))
    }

    async fn checked(&self, pods: &[String]) -> Result<Vec<bool>, DriverError> {
        let request =
            Request::SelfCheck(SelfCheck { deployment: self.name.clone(), pods: pods.to_vec() });
        let answer = self.connection.ask(&request, None).await?;
        let SelfChecked { well } = result(&self.connection, &request, answer)?;
        if well.len() == pods.len() {
            return Ok(well);
        }
        let expected = format!("one answer for each of {} pods", pods.len());
        let objection = Objection::new(Rule::P8, expected, well.len().to_string());
        Err(self.connection.object(&objection, &request))
    }

    fn removal(&self) -> Request {
        Request::Teardown(Teardown { deployment: self.name.clone() })
    }
}

impl Deployment for Remote {
    fn pods(&self) -> &[Pod] {
        &self.pods
    }

    fn apply<'a>(&'a self, changes: &'a [Change]) -> BoxFuture<'a, Result<(), DriverError>> {
        async move {
            let changes = changes.to_vec();
            let request = Request::Apply(Apply { deployment: self.name.clone(), changes });
            let answer: Answer = self.connection.ask(&request, None).await?;
            nothing(&self.connection, &request, answer)
        }
        .boxed()
    }

    fn probe<'a>(
        &'a self,
        probes: &'a [ProbeRequest],
    ) -> BoxFuture<'a, Result<Vec<Outcome>, DriverError>> {
        async move {
            let mut outcomes = Vec::with_capacity(probes.len());
            for some in probes.chunks(AT_ONCE) {
                outcomes.extend(self.send(some).await?);
            }
            Ok(outcomes)
        }
        .boxed()
    }

    fn arrivals<'a>(
        &'a self,
        probes: &'a [ProbeId],
    ) -> BoxFuture<'a, Result<Vec<Arrival>, DriverError>> {
        async move {
            let mut arrivals = Vec::new();
            for some in probes.chunks(AT_ONCE) {
                arrivals.extend(self.arrived(some).await?);
            }
            Ok(arrivals)
        }
        .boxed()
    }

    fn self_check<'a>(
        &'a self,
        pods: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<bool>, DriverError>> {
        self.checked(pods).boxed()
    }

    fn teardown(mut self: Box<Self>) -> BoxFuture<'static, Result<(), DriverError>> {
        async move {
            let (request, lane) = (self.removal(), self.lane.take());
            let answer = self.connection.ask(&request, lane).await?;
            nothing(&self.connection, &request, answer)
        }
        .boxed()
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        if let Some(lane) = self.lane.take() {
            self.connection.tell(&self.removal(), Some(lane));
        }
    }
}
