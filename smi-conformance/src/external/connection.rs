//! The connection with a plug-in: requests out, responses in, and every rule of the protocol watched.
//!
//! One task reads and one writes. What comes in is held against what is under way; the first thing that breaks a rule ends
//! the session, and everybody who waits or asks later gets the same error. Nobody who stops waiting leaves anything behind:
//! the plug-in is told, and its late answer is taken once and thrown away.

mod state;
mod tasks;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};
use tokio::task::JoinSet;

use super::broken::Objection;
use super::message::{LONGEST_REQUEST, Request};
use crate::driver::{DriverError, Outcome, ProbeId};

pub(super) use state::State;
use state::UnderWay;

/// An open session. Aborted when dropped.
pub(super) struct Connection {
    shared: Arc<Shared>,
    tasks: JoinSet<()>,
}

/// What came of a request.
#[derive(Debug)]
pub(super) struct Answer {
    /// The result.
    pub(super) result: Value,
    /// What became of the probes, where it was about probes.
    pub(super) outcomes: Vec<(ProbeId, Outcome)>,
}

/// What ends a connection from within.
pub(super) type End = Box<dyn Fn() + Send + Sync>;

/// What all tasks see.
struct Shared {
    state: Mutex<State>,
    /// Counts signs of life.
    signs: watch::Sender<u64>,
    /// Ends the program, when it broke a rule.
    end: End,
}

impl Connection {
    /// Opens a session over two streams. `end` is called when the session is broken, `exit` tells how the program ended.
    pub(super) fn open(
        input: impl AsyncRead + Send + Unpin + 'static,
        output: impl AsyncWrite + Send + Unpin + 'static,
        end: End,
        exit: impl Future<Output = String> + Send + 'static,
    ) -> Self {
        let (lines, to_write) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(lines)),
            signs: watch::Sender::new(0),
            end,
        });
        let (exits, exited) = watch::channel(None);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { drop(exits.send_replace(Some(exit.await))) });
        tasks.spawn(tasks::write(Arc::clone(&shared), output, to_write, exited.clone()));
        tasks.spawn(tasks::read(Arc::clone(&shared), input, exited));
        Self { shared, tasks }
    }

    /// From here on the plug-in must say something at least three times in this time.
    pub(super) fn watch(&mut self, heartbeat: Duration) {
        self.tasks.spawn(tasks::watch(Arc::clone(&self.shared), heartbeat));
    }

    /// Sends a request and waits for what comes of it. Whoever drops this cancels the request.
    pub(super) async fn ask(
        &self,
        request: &Request,
        lane: Option<OwnedSemaphorePermit>,
    ) -> Result<Answer, DriverError> {
        let (answers, answered) = oneshot::channel();
        let id = self.send(request, Some(answers), lane)?;
        let mut waiting = Waiting { shared: &self.shared, id: Some(id) };
        let answer = answered.await;
        waiting.id = None;
        answer.unwrap_or_else(|_| Err(self.over(request)))
    }

    /// Sends a request that nobody waits for.
    pub(super) fn tell(&self, request: &Request, lane: Option<OwnedSemaphorePermit>) {
        // A session that is over needs nothing any more.
        let _over = self.send(request, None, lane);
    }

    /// Ends the session, because of what was said about this request, unless it is over already. Returns the error that
    /// everybody gets.
    pub(super) fn object(&self, objection: &Objection, about: &Request) -> DriverError {
        let about = state::describe(about);
        self.shared.break_off(objection, Some(&about));
        self.broken().unwrap_or_else(|| objection.error(&about))
    }

    /// What the session knows.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }

    /// The error of a broken session.
    pub(super) fn broken(&self) -> Option<DriverError> {
        let state = self.state();
        state.broken.as_ref().map(|(objection, about)| objection.error(about))
    }

    /// Closes the plug-in's standard input.
    pub(super) fn close(&self) {
        self.state().close();
    }

    fn over(&self, request: &Request) -> DriverError {
        let what = || format!("the plug-in, which was asked for {},", state::describe(request));
        self.broken().unwrap_or_else(|| DriverError::Lost { what: what() })
    }

    fn send(
        &self,
        request: &Request,
        answers: Option<oneshot::Sender<Result<Answer, DriverError>>>,
        lane: Option<OwnedSemaphorePermit>,
    ) -> Result<u64, DriverError> {
        let mut state = self.state();
        let id = state.new_id();
        let line = request.message(id).line();
        if line.len() >= LONGEST_REQUEST {
            let what = format!("a request of {} bytes, which is too long a line", line.len());
            return Err(DriverError::Unsupported { what });
        }
        let sent = state.write(line);
        if sent {
            state.begin(id, UnderWay::new(request, answers, lane));
            return Ok(id);
        }
        drop(state);
        Err(self.over(request))
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the session: the first reason is the reason.
    fn break_off(&self, objection: &Objection, about: Option<&str>) {
        let waiting = self.state().break_off(objection, about);
        if waiting {
            (self.end)();
        }
    }
}

/// Somebody who waits for an answer.
struct Waiting<'a> {
    shared: &'a Shared,
    id: Option<u64>,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.shared.state().abandon(id);
        }
    }
}
