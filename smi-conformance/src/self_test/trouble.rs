//! Trouble that is not the mesh's: whatever happens to agents, names and control planes must end as an error, never as a
//! fail and never as a pass.

use futures::future::{BoxFuture, FutureExt as _};

use crate::driver::{
    Arrival, Change, Deployment, Driver, DriverError, Mesh, Outcome, Pod, ProbeId, ProbeRequest,
    Shape,
};
use crate::reference::ReferenceDriver;
use crate::topology::Topology;

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The agents that send probes do not answer.
    DeadClients,
    /// The applications are gone: nobody accepts connections, and nobody answers a self-check.
    DeadServers,
    /// No name can be resolved.
    BrokenNames,
    /// The control plane restarts while it takes up the first change.
    RestartedControlPlane,
    /// Pods never become ready.
    NeverReady,
}

impl Trouble {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::DeadClients,
        Self::DeadServers,
        Self::BrokenNames,
        Self::RestartedControlPlane,
        Self::NeverReady,
    ];

    /// A short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DeadClients => "dead agents at the clients",
            Self::DeadServers => "dead applications",
            Self::BrokenNames => "broken name resolution",
            Self::RestartedControlPlane => "a restarted control plane",
            Self::NeverReady => "pods that never become ready",
        }
    }
}

/// The reference mesh in trouble.
pub(super) struct Troubled {
    pub(super) driver: ReferenceDriver,
    pub(super) trouble: Trouble,
}

impl Driver for Troubled {
    fn mesh(&self) -> &Mesh {
        self.driver.mesh()
    }

    fn deploy<'a>(
        &'a self,
        scope: &'a str,
        topology: &'a Topology,
    ) -> BoxFuture<'a, Result<Box<dyn Deployment>, DriverError>> {
        async move {
            if self.trouble == Trouble::NeverReady {
                return Err(lost("the pods of the scenario"));
            }
            let deployment = self.driver.deploy(scope, topology).await?;
            let troubled = TroubledDeployment { deployment, trouble: self.trouble };
            Ok(Box::new(troubled) as Box<dyn Deployment>)
        }
        .boxed()
    }
}

struct TroubledDeployment {
    deployment: Box<dyn Deployment>,
    trouble: Trouble,
}

fn lost(what: &str) -> DriverError {
    DriverError::Lost { what: what.to_owned() }
}

impl Deployment for TroubledDeployment {
    fn pods(&self) -> &[Pod] {
        self.deployment.pods()
    }

    fn apply<'a>(&'a self, changes: &'a [Change]) -> BoxFuture<'a, Result<(), DriverError>> {
        if self.trouble == Trouble::RestartedControlPlane {
            return async { Err(lost("the control plane, which restarted")) }.boxed();
        }
        self.deployment.apply(changes)
    }

    fn probe<'a>(
        &'a self,
        probes: &'a [ProbeRequest],
    ) -> BoxFuture<'a, Result<Vec<Outcome>, DriverError>> {
        let all = |outcome: Outcome| async move { Ok(vec![outcome; probes.len()]) }.boxed();
        match self.trouble {
            Trouble::DeadClients => async { Err(lost("the agents of the clients")) }.boxed(),
            Trouble::DeadServers => all(Outcome::Broken { shape: Shape::Refused }),
            Trouble::BrokenNames => all(Outcome::NotSent { reason: "no such host".to_owned() }),
            Trouble::RestartedControlPlane | Trouble::NeverReady => self.deployment.probe(probes),
        }
    }

    fn arrivals<'a>(
        &'a self,
        probes: &'a [ProbeId],
    ) -> BoxFuture<'a, Result<Vec<Arrival>, DriverError>> {
        self.deployment.arrivals(probes)
    }

    fn self_check<'a>(
        &'a self,
        pods: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<bool>, DriverError>> {
        if self.trouble == Trouble::DeadServers {
            return async { Ok(vec![false; pods.len()]) }.boxed();
        }
        self.deployment.self_check(pods)
    }

    fn teardown(self: Box<Self>) -> BoxFuture<'static, Result<(), DriverError>> {
        self.deployment.teardown()
    }
}

#[cfg(test)]
mod tests {
    use super::{Trouble, Troubled};
    use crate::generate;
    use crate::reference::{Kind, ReferenceDriver};

    #[tokio::test]
    async fn random_policies_hold_no_trouble_against_a_mesh() {
        for trouble in Trouble::ALL {
            let driver = ReferenceDriver::new(Kind::Reference(None), 1).unwrap();
            let driver = Troubled { driver, trouble };
            let outcome = generate::run(&driver, 1, 5, &|_| ()).await;
            assert!(outcome.is_err(), "{}: {outcome:?}", trouble.name());
        }
    }
}
