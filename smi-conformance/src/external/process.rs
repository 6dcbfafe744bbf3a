//! The process of a plug-in, with everything that it starts.
//!
//! Between the suite and the plug-in stands a supervisor, so that nothing is left behind however the suite ends: see
//! [`supervisor`].

mod supervisor;

use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use tokio::process::{ChildStderr, ChildStdin, ChildStdout};
use tokio::sync::{oneshot, watch};

use super::PlugIn;
use crate::driver::DriverError;

#[cfg(feature = "cli")]
pub(crate) use supervisor::NOT_STARTED;
pub(super) use supervisor::{is_ready, supervise_if_asked};

/// A plug-in that was started, and its streams.
pub(crate) struct Process {
    /// What it reads.
    pub(crate) input: ChildStdin,
    /// What it writes.
    pub(crate) output: ChildStdout,
    /// Its log.
    pub(crate) log: ChildStderr,
    /// The process itself.
    pub(crate) life: Life,
}

impl Process {
    /// Starts a plug-in below a supervisor.
    pub(crate) async fn start(plug_in: &PlugIn) -> Result<Self, DriverError> {
        let failed = |source| DriverError::NotStarted { command: plug_in.command_line(), source };
        let mut command = supervisor::command(plug_in).map_err(failed)?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (started, starts) = oneshot::channel();
        let (ended, ends) = watch::channel(None);
        // The supervisor is sent a signal when the thread that started it ends: so that one stays until it is gone.
        let begun = std::thread::Builder::new().name("plug-in".to_owned()).spawn(move || {
            let spawned = command.spawn().map(|child| Watched::new(child, ended));
            match spawned {
                Ok((mut watched, streams)) => {
                    let alive = Arc::clone(&watched.alive);
                    let _gone = started.send(Ok((streams, alive)));
                    watched.wait();
                }
                Err(error) => drop(started.send(Err(error))),
            }
        });
        begun.map_err(failed)?;
        let spawned = starts.await.map_err(|_| failed(std::io::ErrorKind::BrokenPipe.into()))?;
        let ((input, output, log), alive) = spawned.map_err(failed)?;
        Ok(Self {
            input: ChildStdin::from_std(input).map_err(failed)?,
            output: ChildStdout::from_std(output).map_err(failed)?,
            log: ChildStderr::from_std(log).map_err(failed)?,
            life: Life { alive, ends },
        })
    }
}

/// The process of a plug-in. Ended when this is dropped.
pub(crate) struct Life {
    alive: Arc<Mutex<Option<Pid>>>,
    ends: watch::Receiver<Option<ExitStatus>>,
}

impl Life {
    /// Ends it with everything in its process group. Returns at once.
    pub(crate) fn end(&self) {
        let alive = self.alive.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(supervisor) = *alive {
            // It cannot be anybody else: whoever takes its status away locks first.
            let _gone = kill_process(supervisor, Signal::TERM);
        }
    }

    /// Waits until nothing of its process group is left, and says how the program ended.
    pub(crate) async fn ended(&self) -> Ended {
        let mut ends = self.ends.clone();
        let status = ends.wait_for(Option::is_some).await.ok().and_then(|status| *status);
        Ended(status)
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        self.end();
    }
}

/// How a program ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended(Option<ExitStatus>);

impl Ended {
    /// Whether it ended well.
    pub(crate) fn is_success(self) -> bool {
        self.0.is_some_and(|status| status.success())
    }

    /// The exit code; 128 and the number of the signal where one ended it.
    pub(crate) fn code(self) -> Option<i32> {
        let status = self.0?;
        status.code().or_else(|| status.signal().map(|signal| signal + 128))
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.code() {
            None => formatter.write_str("the program ended"),
            Some(code) => write!(formatter, "the program ended with exit code {code}"),
        }
    }
}

/// The supervisor, as the thread has it that waits for it.
struct Watched {
    child: Child,
    alive: Arc<Mutex<Option<Pid>>>,
    ended: watch::Sender<Option<ExitStatus>>,
}

/// Its three streams.
type Streams = (std::process::ChildStdin, std::process::ChildStdout, std::process::ChildStderr);

impl Watched {
    fn new(mut child: Child, ended: watch::Sender<Option<ExitStatus>>) -> (Self, Streams) {
        let streams = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(log)) = streams else {
            unreachable!("all three are piped")
        };
        let alive = Arc::new(Mutex::new(Some(Pid::from_child(&child))));
        (Self { child, alive, ended }, (input, output, log))
    }

    /// Waits for the end. Its number is free for others only after the lock was taken.
    fn wait(&mut self) {
        let supervisor = Pid::from_child(&self.child);
        wait_without_reaping(supervisor);
        *self.alive.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.ended.send_replace(self.child.wait().ok());
    }
}

/// Waits for the end of a child, whose number stays its own until somebody asks for its status.
fn wait_without_reaping(child: Pid) {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    while waitid(WaitId::Pid(child), options).is_err_and(|error| error == Errno::INTR) {}
}
