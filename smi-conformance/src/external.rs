//! Any mesh, driven by a program of any language: the plug-in protocol of `docs/plugin-protocol.md`.
//!
//! [`External`] is the driver: it starts a plug-in, or talks to one over streams. [`serve`] is the other side: it lets any
//! [`Driver`] speak the protocol. [`message`] has the messages.

mod broken;
mod connection;
mod deployment;
mod hello;
mod known;
mod lenient;
mod lines;
mod log;
pub mod message;
mod plug_in;
#[cfg(unix)]
pub(crate) mod process;
mod serve;
#[cfg(test)]
mod tests;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::future::{BoxFuture, FutureExt as _};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::clock::{self, TimedOut};
use crate::driver::{Deployment, Driver, DriverError, Mesh};
use crate::topology::Topology;
pub(crate) use broken::{Objection, Rule};
use connection::{Connection, End};
use deployment::Remote;
use message::{Nothing, Request};

#[cfg(unix)]
pub(crate) use log::pass_on;
#[cfg(feature = "cli")]
pub(crate) use plug_in::quoted;
pub use plug_in::{DeadlineChanges, PlugIn};
pub use serve::serve;
#[cfg(feature = "cli")]
pub(crate) use serve::{At, Manner, serve_as};
#[cfg(all(unix, feature = "cli"))]
pub(crate) use {
    hello::objection as welcome_objection,
    known::Known,
    lines::{Line, Lines},
};

/// How long a plug-in may take to say who it is.
pub(crate) const TO_INTRODUCE_ITSELF: Duration = Duration::from_secs(30);
/// How long a plug-in may take to end after `shutdown`.
const TO_END: Duration = Duration::from_secs(2);
/// How long the rest of a log is waited for, which somebody who got away may hold open.
const TO_READ_LOG: Duration = Duration::from_secs(1);

/// Drives a mesh by way of a plug-in.
pub struct External {
    connection: Arc<Connection>,
    mesh: Mesh,
    lanes: usize,
    free: Arc<Semaphore>,
    deployments: AtomicU64,
    program: Option<Program>,
}

impl External {
    /// Starts a plug-in, in a process group of its own, and asks it who it is.
    ///
    /// Nothing of the group outlives this process, even if this process is killed. For that the program supervises
    /// itself: it must call [`supervise_if_asked`] first in its `main`.
    ///
    /// # Errors
    ///
    /// [`DriverError`] when the plug-in cannot be started, or does not introduce itself as the protocol asks.
    #[cfg(unix)]
    pub async fn start(plug_in: &PlugIn) -> Result<Self, DriverError> {
        if plug_in.supervisor.is_none() && !process::is_ready() {
            let what = "a plug-in in a program whose `main` does not begin with \
                        `smi_conformance::external::supervise_if_asked`";
            return Err(DriverError::Unsupported { what: what.to_owned() });
        }
        let process::Process { input, output, log, life } =
            process::Process::start(plug_in).await?;
        let life = Arc::new(life);
        let program = Program {
            life: Arc::clone(&life),
            log: tokio::spawn(pass_on(log, plug_in.log)),
            say: plug_in.log,
        };
        let ended = Arc::clone(&life);
        let exit = async move { ended.ended().await.to_string() };
        let connection = Connection::open(output, input, Box::new(move || life.end()), exit);
        Self::introduced(connection, Some(program), &plug_in.deadlines).await
    }

    /// Starts a plug-in.
    ///
    /// # Errors
    ///
    /// Always: only on Unix there are process groups, without which processes could be left behind.
    #[cfg(not(unix))]
    pub async fn start(_: &PlugIn) -> Result<Self, DriverError> {
        let what = "a plug-in on this operating system: only on Unix nothing is left behind";
        Err(DriverError::Unsupported { what: what.to_owned() })
    }

    /// Talks to a plug-in that runs already, over what it writes and what it reads.
    ///
    /// # Errors
    ///
    /// [`DriverError`] when it does not introduce itself as the protocol asks.
    pub async fn over(
        output: impl AsyncRead + Send + Unpin + 'static,
        input: impl AsyncWrite + Send + Unpin + 'static,
    ) -> Result<Self, DriverError> {
        let end: End = Box::new(|| ());
        let connection = Connection::open(output, input, end, std::future::pending());
        Self::introduced(connection, None, &DeadlineChanges::default()).await
    }

    async fn introduced(
        mut connection: Connection,
        program: Option<Program>,
        changes: &DeadlineChanges,
    ) -> Result<Self, DriverError> {
        let welcome = clock::timeout(TO_INTRODUCE_ITSELF, hello::ask(&connection)).await;
        let welcome = welcome.unwrap_or_else(|TimedOut { limit }| {
            let last_seen = "no response to `hello`".to_owned();
            Err(DriverError::TooSlow { what: "the plug-in", limit, last_seen })
        });
        let mut welcome = match (welcome, program.as_ref()) {
            (Ok(welcome), _) => welcome,
            (Err(error), None) => return Err(error),
            (Err(error), Some(_)) => {
                // What it wrote to its log may say why.
                drop(connection);
                if let Some(program) = program {
                    program.end(Duration::ZERO).await;
                }
                return Err(error);
            }
        };
        changes.change(&mut welcome.mesh.deadlines);
        connection.watch(welcome.heartbeat.into());
        let lanes = usize::try_from(welcome.lanes).unwrap_or(usize::MAX);
        Ok(Self {
            connection: Arc::new(connection),
            mesh: welcome.mesh,
            lanes,
            free: Arc::new(Semaphore::new(lanes.min(Semaphore::MAX_PERMITS))),
            deployments: AtomicU64::new(0),
            program,
        })
    }

    /// Asks the plug-in to end, and ends it if it does not, with everything in its process group.
    ///
    /// # Errors
    ///
    /// [`DriverError`] when it did not keep to the protocol, now or before.
    pub async fn shutdown(self) -> Result<(), DriverError> {
        let request = Request::Shutdown(Nothing {});
        let limit = self.mesh.deadlines.teardown.into();
        let asked = clock::timeout(limit, self.connection.ask(&request, None)).await;
        let asked = asked.unwrap_or_else(|TimedOut { limit }| {
            let last_seen = "no response to `shutdown`".to_owned();
            Err(DriverError::TooSlow { what: "the plug-in", limit, last_seen })
        });
        let outcome = match asked {
            Ok(answer) => hello::nothing(&self.connection, &request, answer),
            Err(error) => Err(error),
        };
        self.connection.close();
        let Some(program) = self.program else { return outcome };
        let ended = program.end(if outcome.is_ok() { TO_END } else { Duration::ZERO }).await;
        if ended || outcome.is_err() {
            return outcome;
        }
        let expected = format!("the program to end within {TO_END:?}");
        let objection =
            Objection::new(Rule::P11, expected, "that it was still there; it was ended");
        Err(objection.error("`shutdown`"))
    }
}

impl Driver for External {
    fn mesh(&self) -> &Mesh {
        &self.mesh
    }

    fn lanes(&self) -> Option<usize> {
        Some(self.lanes)
    }

    fn deploy<'a>(
        &'a self,
        scope: &'a str,
        topology: &'a Topology,
    ) -> BoxFuture<'a, Result<Box<dyn Deployment>, DriverError>> {
        async move {
            let lane = Arc::clone(&self.free).acquire_owned().await;
            let lane = lane.expect("nobody closes the lanes");
            let number = self.deployments.fetch_add(1, Ordering::Relaxed) + 1;
            let connection = Arc::clone(&self.connection);
            let deployed =
                Remote::deploy(connection, format!("d{number}"), lane, scope, topology).await?;
            Ok(Box::new(deployed) as Box<dyn Deployment>)
        }
        .boxed()
    }
}

/// Becomes the supervisor of a plug-in, if this process was started as one: then the caller ends with this exit code.
///
/// [`External::start`] starts its program once more, as a small process between itself and the plug-in, which ends
/// the plug-in when its parent is gone. So call this first of all in `main`, before arguments are read and before there is
/// a runtime:
///
/// ```no_run
/// # use std::process::ExitCode;
/// fn main() -> ExitCode {
///     if let Some(code) = smi_conformance::external::supervise_if_asked() {
///         return code;
///     }
///     // …
/// #   ExitCode::SUCCESS
/// }
/// ```
#[must_use]
pub fn supervise_if_asked() -> Option<ExitCode> {
    #[cfg(unix)]
    return process::supervise_if_asked();
    #[cfg(not(unix))]
    return None;
}

/// A plug-in that was started here.
struct Program {
    #[cfg(unix)]
    life: Arc<process::Life>,
    log: JoinHandle<()>,
    say: fn(&str),
}

impl Program {
    /// Gives the program so much time to end, and ends it then. Says whether it ended by itself.
    #[cfg(unix)]
    async fn end(self, limit: Duration) -> bool {
        let Self { life, log, say } = self;
        let ended = clock::timeout(limit, life.ended()).await;
        if let Ok(how) = ended
            && !how.is_success()
            && !limit.is_zero()
        {
            say(&format!("{how} after `shutdown`; expected 0"));
        }
        life.end();
        let _gone = clock::timeout(TO_END, life.ended()).await;
        let _read = clock::timeout(TO_READ_LOG, log).await;
        ended.is_ok()
    }

    #[cfg(not(unix))]
    async fn end(self, _: Duration) -> bool {
        true
    }
}
