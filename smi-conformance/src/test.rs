//! `cargo test` against a mesh: one test for each scenario.
//!
//! Three things make it: the dependency, a test target without the harness of the compiler, and the test itself.
//!
//! ```toml
//! [dev-dependencies]
//! smi-conformance = "0.1"
//!
//! [[test]]
//! name = "conformance"
//! harness = false
//! ```
//!
//! A mesh that depends on `k8s-openapi` has selected a Kubernetes version, and there can be only one. It takes
//! `smi-conformance = { version = "0.1", default-features = false, features = ["test"] }`, which selects none.
//!
//! The test, `tests/conformance.rs`, with a [driver](crate::Driver) that is complete: that of a mesh which denies everything.
//! Otherwise the driver is a module of the mesh, and `main` is all that there is.
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use smi_conformance::driver::{Deadlines, Millis};
//! use smi_conformance::{
//!     Arrival, BoxFuture, Change, Deployment, Driver, DriverError, Mesh, Outcome, Pod, ProbeId, ProbeRequest, Topology,
//! };
//!
//! struct Wall {
//!     mesh: Mesh,
//! }
//!
//! struct Deployed {
//!     pods: Vec<Pod>,
//! }
//!
//! impl Wall {
//!     fn new() -> Self {
//!         let serves = [("access", "v1alpha3"), ("specs", "v1alpha4"), ("split", "v1alpha4")];
//!         let serves = serves.map(|(group, version)| (format!("{group}.smi-spec.io"), version.to_owned()));
//!         let deadlines = Deadlines {
//!             ready: Millis(30_000),
//!             converge: Millis(2_000),
//!             quiet_window: Millis(100),
//!             hold: Millis(3_500),
//!             request: Millis(5_000),
//!             teardown: Millis(10_000),
//!         };
//!         let mesh = Mesh {
//!             name: "wall".to_owned(),
//!             version: "1.0.0".to_owned(),
//!             serves: serves.into(),
//!             features: Vec::new(),
//!             schedulers: 1,
//!             deadlines,
//!         };
//!         Self { mesh }
//!     }
//! }
//!
//! impl Driver for Wall {
//!     fn mesh(&self) -> &Mesh {
//!         &self.mesh
//!     }
//!
//!     fn deploy<'a>(
//!         &'a self,
//!         _scope: &'a str,
//!         topology: &'a Topology,
//!     ) -> BoxFuture<'a, Result<Box<dyn Deployment>, DriverError>> {
//!         // A real driver starts processes or containers here, and waits until they answer.
//!         let pods = topology.workloads.iter().flat_map(|(name, workload)| {
//!             let pod = move |index| Pod { name: format!("{name}-{index}"), workload: name.clone() };
//!             (0..workload.replicas).map(pod)
//!         });
//!         let deployed = Deployed { pods: pods.collect() };
//!         Box::pin(async move { Ok(Box::new(deployed) as Box<dyn Deployment>) })
//!     }
//! }
//!
//! impl Deployment for Deployed {
//!     fn pods(&self) -> &[Pod] {
//!         &self.pods
//!     }
//!
//!     fn apply<'a>(&'a self, _changes: &'a [Change]) -> BoxFuture<'a, Result<(), DriverError>> {
//!         Box::pin(async { Ok(()) })
//!     }
//!
//!     fn probe<'a>(&'a self, probes: &'a [ProbeRequest]) -> BoxFuture<'a, Result<Vec<Outcome>, DriverError>> {
//!         let denied = |_: &ProbeRequest| Outcome::Response { status: 403, body: "no".to_owned() };
//!         Box::pin(async move { Ok(probes.iter().map(denied).collect()) })
//!     }
//!
//!     fn arrivals<'a>(&'a self, _probes: &'a [ProbeId]) -> BoxFuture<'a, Result<Vec<Arrival>, DriverError>> {
//!         Box::pin(async { Ok(Vec::new()) })
//!     }
//!
//!     fn self_check<'a>(&'a self, pods: &'a [String]) -> BoxFuture<'a, Result<Vec<bool>, DriverError>> {
//!         Box::pin(async move { Ok(vec![true; pods.len()]) })
//!     }
//!
//!     fn teardown(self: Box<Self>) -> BoxFuture<'static, Result<(), DriverError>> {
//!         Box::pin(async { Ok(()) })
//!     }
//! }
//!
//! fn main() -> ExitCode {
//!     smi_conformance::test::main(Wall::new)
//! }
//! ```
//!
//! # What one sees
//!
//! Names are the ids of scenarios, with the profile in brackets before them: `cargo test --test conformance -- split/` runs
//! those about splits, `-- '[SPLIT-TCP]'` those of a profile, `-- --exact split/ratio` one. `--list`, `--skip`, `--ignored`
//! and `--test-threads` are those of any test; without the last, and without `RUST_TEST_THREADS`, there are four threads for
//! each processor, since scenarios wait more than they compute. `--help` says the rest.
//!
//! * **ok**: the mesh did what the specification says. Scenarios of the level *dialect* say which reading of the specification
//!   the mesh has; the readings are printed after the tests.
//! * **FAILED**: the mesh did something else, and the text says what, against which requirement. A text that begins with
//!   `ERROR` or `INCONCLUSIVE` is not about the mesh: the driver failed, or the evidence does not suffice.
//! * **ignored**, with the reason: the mesh does not claim a feature, or serves no version that can say the objects. With
//!   `--ignored` or `--include-ignored` scenarios about unclaimed features are run as if they were claimed, which shows what is
//!   missing for a claim; what the mesh cannot be asked stays ignored. A scenario that does not count (*dialect* and
//!   *provisional*) is never a failure: whatever else it comes to is the reason for which it is ignored.
//!
//! Hazards, over which a mesh may stumble for good, run one by one after everything else.
//!
//! The driver is made once in a process, before the first test and also for `--list`, which has to know what the mesh claims:
//! leave what takes long to [`deploy`](crate::Driver::deploy). It is dropped after the last test. All of this, the closure that
//! makes it included, is in the context of one Tokio runtime. Ctrl-C ends every scenario in an orderly way, teardown included.
//!
//! # A mesh in another language
//!
//! A [plug-in](crate::external) is a driver like any other. The runtime is there already when the driver is made:
//!
//! ```no_run
//! use smi_conformance::external::{External, PlugIn};
//! use tokio::runtime::Handle;
//!
//! fn main() -> std::process::ExitCode {
//!     smi_conformance::test::main(|| {
//!         let plug_in = PlugIn::new(["python3", "mesh.py"]);
//!         Handle::current().block_on(External::start(&plug_in))
//!     })
//! }
//! ```
//!
//! # One process for each test
//!
//! As cargo-nextest has it. Error rates stay what they are, since they are spread over the whole catalogue, whichever part of
//! it is run. But hazards do not wait for other processes: give each of them a run of its own, or all a test group with one
//! thread.
//!
//! # The event log
//!
//! With the variable `SMI_CONFORMANCE_EVENTS` every probe and its answer are written to that file, for `smi-conformance judge`
//! and `replay`. If it is a folder, each process writes a file of its own to it.

mod harness;
mod message;
mod trial;

use std::error::Error;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use libtest_mimic::Arguments;

use crate::catalogue::{Catalogue, CatalogueError};
use crate::driver::Driver;
use crate::run;
use crate::statistics::Policy;
use harness::Harness;

/// Where the event log goes.
const EVENTS: &str = "SMI_CONFORMANCE_EVENTS";
/// How many tests run at once, as for any test.
const THREADS: &str = "RUST_TEST_THREADS";
/// The exit code when nothing could be tested.
const NOTHING_TESTED: u8 = 3;

/// Tests a mesh against the embedded scenarios, as the arguments of this process say. The whole of a test's `main`.
pub fn main<M: IntoDriver>(make: impl FnOnce() -> M + 'static) -> ExitCode {
    Suite::new(make).run()
}

/// Tests of a mesh, with more to choose than [`main`] has.
#[must_use = "nothing is tested before `run`"]
pub struct Suite {
    make: Box<dyn FnOnce() -> Result<Box<dyn Driver>, BoxError>>,
    scenarios: Option<PathBuf>,
    policy: Policy,
}

/// What a driver comes from: the driver, or a result with it. An error ends the test before it begins.
pub trait IntoDriver {
    /// Hands the driver over.
    ///
    /// # Errors
    ///
    /// Why there is none.
    fn into_driver(self) -> Result<Box<dyn Driver>, BoxError>;
}

/// Any error.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Nothing could be tested.
#[derive(Debug, thiserror::Error)]
enum TestError {
    #[error("the mesh could not be started: {source}")]
    Mesh { source: BoxError },
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    #[error("the policy cannot be judged by: {objection}")]
    Policy { objection: String },
    #[error("{EVENTS}: {}: {source}", file.display())]
    Events { file: PathBuf, source: io::Error },
    #[error("{place}: expected a number of tests to run at once, at least 1, found `{found}`")]
    Threads { place: &'static str, found: String },
    #[error("the runtime could not be started: {source}")]
    Runtime { source: io::Error },
}

impl Suite {
    /// Tests of the mesh that this makes. It is called once.
    pub fn new<M: IntoDriver>(make: impl FnOnce() -> M + 'static) -> Self {
        Self { make: Box::new(|| make().into_driver()), scenarios: None, policy: Policy::default() }
    }

    /// Takes the scenarios below this folder in place of the embedded ones. Paths begin at the folder of the package, which is
    /// where `cargo test` runs tests.
    pub fn scenarios(mut self, folder: impl Into<PathBuf>) -> Self {
        self.scenarios = Some(folder.into());
        self
    }

    /// Judges by other statistics.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Runs or lists the tests, as the arguments of this process say. Returns what its `main` has to return: 0 when no test
    /// failed, 101 when one did or the run was interrupted, 3 when nothing could be tested.
    #[must_use = "it is what `main` has to return"]
    pub fn run(self) -> ExitCode {
        // The supervisor of a plug-in, if the driver has one, is this program started once more.
        if let Some(code) = crate::external::supervise_if_asked() {
            return code;
        }
        self.test(Arguments::from_args()).unwrap_or_else(|error| {
            let _closed = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(NOTHING_TESTED)
        })
    }

    fn test(self, mut arguments: Arguments) -> Result<ExitCode, TestError> {
        let threads = threads(&arguments)?;
        let mut catalogue = Catalogue::embedded()?;
        if let Some(folder) = &self.scenarios {
            catalogue.replace_scenarios(folder)?;
        }
        if let Some(objection) = self.policy.objection() {
            return Err(TestError::Policy { objection });
        }
        let runtime =
            tokio::runtime::Runtime::new().map_err(|source| TestError::Runtime { source })?;
        let context = runtime.enter();
        let driver = (self.make)().map_err(|source| TestError::Mesh { source })?;
        let patience = driver.mesh().deadlines.teardown;
        arguments.test_threads = Some(run::lanes(&*driver, threads));
        let harness = Harness::new(driver, catalogue, self.policy, runtime.handle().clone());
        let code = harness.test(&arguments);
        drop(context);
        // What the driver still has under way gets the time to end that the mesh asks for.
        runtime.shutdown_timeout(patience.into());
        code
    }
}

impl std::fmt::Debug for Suite {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { make: _, scenarios, policy } = self;
        let mut debug = formatter.debug_struct("Suite");
        debug.field("scenarios", scenarios).field("policy", policy).finish_non_exhaustive()
    }
}

impl<D: Driver + 'static> IntoDriver for D {
    fn into_driver(self) -> Result<Box<dyn Driver>, BoxError> {
        Ok(Box::new(self))
    }
}

impl IntoDriver for Box<dyn Driver> {
    fn into_driver(self) -> Result<Self, BoxError> {
        Ok(self)
    }
}

impl<M: IntoDriver, E: Into<BoxError>> IntoDriver for Result<M, E> {
    fn into_driver(self) -> Result<Box<dyn Driver>, BoxError> {
        self.map_err(Into::into)?.into_driver()
    }
}

/// How many tests run at once: what is asked for, or what suits this machine.
fn threads(arguments: &Arguments) -> Result<usize, TestError> {
    let variable = || std::env::var_os(THREADS).map(|found| (THREADS, found));
    let flag = arguments.test_threads.map(|found| ("--test-threads", found.to_string().into()));
    let Some((place, found)) = flag.or_else(variable) else { return Ok(run::default_jobs()) };
    let found = found.into_string().unwrap_or_else(|other| other.to_string_lossy().into_owned());
    let threads = found.parse().ok().filter(|threads| *threads > 0);
    threads.ok_or(TestError::Threads { place, found })
}
