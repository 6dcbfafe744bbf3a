//! Meshes to test, by name: right, wrong, poor in features, and in trouble.

use std::io::Write as _;
use std::process::ExitCode;

use smi_conformance::reference::{Kind, ReferenceDriver};
use smi_conformance::statistics::Policy;
use smi_conformance::test::Suite;
use smi_conformance::{
    Arrival, BoxFuture, Change, Deployment, Driver, DriverError, Mesh, Outcome, Pod, ProbeId,
    ProbeRequest, Topology,
};

/// The features that the poor mesh does not claim.
pub(super) const UNCLAIMED: &str = "udp";

/// Tests the mesh of this name; any name that is none here is that of a fault, or `none`.
pub(super) fn test(name: &str) -> ExitCode {
    match name {
        "gone" => smi_conformance::test::main(|| Err::<Harmed, _>("the cluster did not answer")),
        // What a driver needs before its first scenario may take time in the runtime.
        "connected" => smi_conformance::test::main(|| {
            tokio::runtime::Handle::current().block_on(async { Harmed::new(Harm::None) })
        }),
        "undeployable" => smi_conformance::test::main(|| Harmed::new(Harm::Deploy)),
        "sorted" => smi_conformance::test::main(|| Harmed::new(Harm::Order)),
        "poor" => smi_conformance::test::main(|| Harmed::new(Harm::Features)),
        "own" => Suite::new(|| Harmed::new(Harm::None)).scenarios(own_scenarios()).run(),
        "senseless" => {
            let policy = Policy { beta: 2.0, ..Policy::default() };
            Suite::new(|| Harmed::new(Harm::None)).policy(policy).run()
        }
        name => {
            let fault = (name != "none").then(|| name.parse().unwrap());
            smi_conformance::test::main(move || ReferenceDriver::new(Kind::Reference(fault), 1))
        }
    }
}

fn own_scenarios() -> String {
    std::env::var("SMI_TEST_SCENARIOS").unwrap()
}

/// What is wrong beside the mesh.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Harm {
    None,
    Deploy,
    Order,
    Features,
}

/// The reference mesh, with some harm done. It says on standard error when it comes and goes.
struct Harmed {
    inside: ReferenceDriver,
    mesh: Mesh,
    harm: Harm,
}

impl Harmed {
    fn new(harm: Harm) -> Result<Self, DriverError> {
        let inside = ReferenceDriver::new(Kind::Reference(None), 1)?;
        let mut mesh = inside.mesh().clone();
        if harm == Harm::Features {
            mesh.features.retain(|feature| feature != UNCLAIMED);
            mesh.serves.remove("split.smi-spec.io");
        }
        say("the driver is made");
        Ok(Self { inside, mesh, harm })
    }
}

impl Drop for Harmed {
    fn drop(&mut self) {
        // Outside of the runtime this would panic.
        let _runtime = tokio::runtime::Handle::current();
        say("the driver is dropped");
    }
}

fn say(text: &str) {
    let _closed = writeln!(std::io::stderr(), "{text}");
}

impl Driver for Harmed {
    fn mesh(&self) -> &Mesh {
        &self.mesh
    }

    fn deploy<'a>(
        &'a self,
        scope: &'a str,
        topology: &'a Topology,
    ) -> BoxFuture<'a, Result<Box<dyn Deployment>, DriverError>> {
        Box::pin(async move {
            if self.harm == Harm::Deploy {
                let source = "no node is left".into();
                return Err(DriverError::Failed { what: "scheduling".to_owned(), source });
            }
            let inside = self.inside.deploy(scope, topology).await?;
            Ok(Box::new(Harmful { inside, harm: self.harm }) as Box<dyn Deployment>)
        })
    }
}

struct Harmful {
    inside: Box<dyn Deployment>,
    harm: Harm,
}

impl Deployment for Harmful {
    fn pods(&self) -> &[Pod] {
        self.inside.pods()
    }

    fn apply<'a>(&'a self, changes: &'a [Change]) -> BoxFuture<'a, Result<(), DriverError>> {
        self.inside.apply(changes)
    }

    fn probe<'a>(
        &'a self,
        probes: &'a [ProbeRequest],
    ) -> BoxFuture<'a, Result<Vec<Outcome>, DriverError>> {
        Box::pin(async move {
            let mut outcomes = self.inside.probe(probes).await?;
            if self.harm == Harm::Order {
                sort(&mut outcomes);
            }
            Ok(outcomes)
        })
    }

    fn arrivals<'a>(
        &'a self,
        probes: &'a [ProbeId],
    ) -> BoxFuture<'a, Result<Vec<Arrival>, DriverError>> {
        self.inside.arrivals(probes)
    }

    fn self_check<'a>(
        &'a self,
        pods: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<bool>, DriverError>> {
        self.inside.self_check(pods)
    }

    fn teardown(self: Box<Self>) -> BoxFuture<'static, Result<(), DriverError>> {
        self.inside.teardown()
    }
}

/// As if the mesh stayed with one pod for many requests, then with the next.
fn sort(outcomes: &mut [Outcome]) {
    let served = |outcome: &mut Outcome| match outcome {
        Outcome::Served(arrival) => Some(std::mem::take(&mut arrival.pod)),
        _ => None,
    };
    let mut pods: Vec<_> = outcomes.iter_mut().filter_map(served).collect();
    pods.sort_unstable_by(|one, other| other.cmp(one));
    for outcome in outcomes {
        if let Outcome::Served(arrival) = outcome {
            arrival.pod = pods.pop().unwrap();
        }
    }
}
