//! The other side of the protocol: a plug-in around any driver.
//!
//! What a plug-in for a mesh that is written in Rust comes to. The suite's tests drive the reference mesh through it, and
//! misbehave in every known way.

mod misbehaviour;
mod writer;

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{RwLock, mpsc, oneshot};
use tokio::task::JoinSet;

use super::lines::{Line, Lines};
use super::message::{
    Arrived, Code, Deploy, Deployed, ErrorAnswer, LONGEST_LINE, Message, Nothing, Notification,
    OutcomeOf, PROTOCOLS, Probe, Request, SelfChecked, Welcome,
};
use crate::clock;
use crate::driver::{Deployment, Driver, DriverError, Millis};

pub(crate) use misbehaviour::At;
use writer::{Said, Writer};

/// How often there is a sign of life.
const HEARTBEAT: Millis = Millis(1_000);

/// Lets a driver speak the protocol: reads requests from `input` and writes to `output`, until it is asked to shut down or
/// `input` ends. Everything is removed then.
///
/// ```no_run
/// # use std::sync::Arc;
/// # async fn run(driver: impl smi_conformance::driver::Driver + 'static) -> std::io::Result<()> {
/// let lanes = 4;
/// smi_conformance::external::serve(Arc::new(driver), lanes, tokio::io::stdin(), tokio::io::stdout()).await
/// # }
/// ```
///
/// # Errors
///
/// When `input` cannot be read.
pub async fn serve(
    driver: Arc<dyn Driver>,
    lanes: u32,
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite + Send + Unpin + 'static,
) -> io::Result<()> {
    serve_as(driver, lanes, input, output, Manner::default()).await.map(drop)
}

/// How to serve, for tests.
#[derive(Debug, Default)]
pub(crate) struct Manner {
    /// What to do wrong.
    pub(crate) misbehaviour: Option<At>,
    /// Where every line of both sides is written to.
    pub(crate) record: Option<std::fs::File>,
}

/// Serves, and says with which exit code to end.
pub(crate) async fn serve_as(
    driver: Arc<dyn Driver>,
    lanes: u32,
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite + Send + Unpin + 'static,
    manner: Manner,
) -> io::Result<u8> {
    let (says, said) = mpsc::unbounded_channel();
    let (writer, record) = Writer::new(output, manner);
    let server = Arc::new(Server {
        driver,
        lanes,
        says,
        deployments: Mutex::default(),
        cancels: Mutex::default(),
    });
    let mut beside = JoinSet::new();
    beside.spawn(beat(server.says.clone()));
    let mut writing = tokio::spawn(writer.write(said));
    let mut lines = Lines::new(input, LONGEST_LINE);
    let mut requests = JoinSet::new();
    let outcome = loop {
        let line = tokio::select! {
            line = lines.next(|| ()) => line?,
            // It went wrong on purpose, or nobody reads any more.
            code = &mut writing => return Ok(code.unwrap_or(1)),
        };
        let line = match line {
            Line::Whole(line) => line,
            Line::TooLong(_) => {
                lines.skip_rest().await?;
                server.refuse(Code::NO_REQUEST, "the line is too long".to_owned());
                continue;
            }
            Line::End(_) => break None,
        };
        record.suite(&line);
        match Message::parse(&line) {
            Ok(Message::Request { id, method, .. }) if method == "shutdown" => break Some(id),
            Ok(message) => {
                server.take(&mut requests, message);
                while requests.try_join_next().is_some() {}
            }
            Err(error) => {
                let text = std::str::from_utf8(&line).unwrap_or_default();
                let is_json = serde_json::from_str::<Value>(text).is_ok();
                let code = if is_json { Code::NO_REQUEST } else { Code::NO_JSON };
                server.refuse(code, error.to_string());
            }
        }
    };
    requests.shutdown().await;
    server.remove_all().await;
    if let Some(id) = outcome {
        server.answer("shutdown", id, plain(&Nothing {}));
    }
    beside.shutdown().await;
    drop(server);
    Ok(writing.await.unwrap_or(1))
}

/// A deployment that was asked for: nothing once it is removed.
type Held = Arc<RwLock<Option<Box<dyn Deployment>>>>;

struct Server {
    driver: Arc<dyn Driver>,
    lanes: u32,
    says: mpsc::UnboundedSender<Said>,
    deployments: Mutex<HashMap<String, Held>>,
    /// How to stop what is under way.
    cancels: Mutex<HashMap<u64, oneshot::Sender<()>>>,
}

impl Server {
    /// Begins with what was asked.
    fn take(self: &Arc<Self>, requests: &mut JoinSet<()>, message: Message) {
        match message {
            Message::Request { id, method, params } => match Request::read(&method, &params) {
                Err(error) => self.say(&method, Message::Error { id, error }),
                Ok(request) => {
                    let (cancel, cancelled) = oneshot::channel();
                    if let Some(id) = id.as_u64() {
                        self.cancels().insert(id, cancel);
                    }
                    requests.spawn(Arc::clone(self).carry_out(id, request, cancelled));
                }
            },
            Message::Notification { method, params } => {
                // What is no notification of the suite means nothing.
                if let Ok(Some(Notification::Cancel(cancel))) = Notification::read(&method, &params)
                    && let Some(cancel) = self.cancels().remove(&cancel.request)
                {
                    let _done = cancel.send(());
                }
            }
            Message::Response { .. } | Message::Error { .. } => {
                self.refuse(Code::NO_REQUEST, "nobody was asked".to_owned());
            }
        }
    }

    async fn carry_out(
        self: Arc<Self>,
        id: Value,
        request: Request,
        cancelled: oneshot::Receiver<()>,
    ) {
        let method = request.method();
        let stop = async {
            // Without a number nobody can cancel it.
            if cancelled.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        let answer = tokio::select! {
            answer = self.answer_to(request) => answer,
            () = stop => {
                let message = "as it was asked for".to_owned();
                Err(ErrorAnswer { code: Code::CANCELLED, message, data: None })
            }
        };
        if let Some(id) = id.as_u64() {
            self.cancels().remove(&id);
        }
        self.answer(method, id, answer);
    }

    async fn answer_to(&self, request: Request) -> Result<Value, ErrorAnswer> {
        match request {
            Request::Hello(params) if params.protocols.contains(&PROTOCOLS[0]) => {
                let mesh = self.driver.mesh().clone();
                let (protocol, lanes, heartbeat) = (PROTOCOLS[0], self.lanes, HEARTBEAT);
                plain(&Welcome { protocol, mesh, lanes, heartbeat })
            }
            Request::Hello(_) => {
                let message = format!("only version {} is spoken", PROTOCOLS[0]);
                Err(ErrorAnswer { code: Code::UNSUPPORTED, message, data: None })
            }
            Request::Deploy(params) => self.deploy(params).await,
            Request::Apply(params) => {
                let held = self.held(&params.deployment)?;
                let held = held.read().await;
                there(&held)?.apply(&params.changes).await.map_err(answer)?;
                plain(&Nothing {})
            }
            Request::Probe(params) => self.probe(params).await,
            Request::Arrivals(params) => {
                let held = self.held(&params.deployment)?;
                let held = held.read().await;
                let arrivals = there(&held)?.arrivals(&params.probes).await.map_err(answer)?;
                plain(&Arrived { arrivals })
            }
            Request::SelfCheck(params) => {
                let held = self.held(&params.deployment)?;
                let held = held.read().await;
                let well = there(&held)?.self_check(&params.pods).await.map_err(answer)?;
                plain(&SelfChecked { well })
            }
            Request::Teardown(params) => {
                let held = self.held(&params.deployment)?;
                self.deployments().remove(&params.deployment);
                remove(&held).await.map_err(answer)?;
                plain(&Nothing {})
            }
            Request::Shutdown(_) => plain(&Nothing {}),
        }
    }

    async fn deploy(&self, params: Deploy) -> Result<Value, ErrorAnswer> {
        let Deploy { deployment, scenario, topology } = params;
        let held = Held::default();
        // Whatever is asked about it meanwhile waits.
        let mut place = held.write().await;
        if self.deployments().insert(deployment.clone(), Arc::clone(&held)).is_some() {
            let message = format!("there is a deployment `{deployment}` already");
            return Err(ErrorAnswer { code: Code::FAILED, message, data: None });
        }
        let deployed = self.driver.deploy(&scenario, &topology).await.map_err(answer)?;
        let pods = deployed.pods().to_vec();
        *place = Some(deployed);
        plain(&Deployed { pods })
    }

    async fn probe(&self, params: Probe) -> Result<Value, ErrorAnswer> {
        let Probe { deployment, probes } = params;
        let held = self.held(&deployment)?;
        let held = held.read().await;
        let outcomes = there(&held)?.probe(&probes).await.map_err(answer)?;
        for (probe, outcome) in probes.into_iter().zip(outcomes) {
            let outcome = OutcomeOf { deployment: deployment.clone(), probe: probe.id, outcome };
            self.say("probe", Notification::Outcome(outcome).message());
        }
        plain(&Nothing {})
    }

    async fn remove_all(&self) {
        let all: Vec<_> = self.deployments().drain().map(|(_, held)| held).collect();
        for held in all {
            // Whoever could be told does not listen any more.
            let _gone = remove(&held).await;
        }
    }

    fn held(&self, name: &str) -> Result<Held, ErrorAnswer> {
        self.deployments().get(name).cloned().ok_or_else(|| unknown(name))
    }

    fn answer(&self, method: &'static str, id: Value, answer: Result<Value, ErrorAnswer>) {
        self.say(
            method,
            match answer {
                Ok(result) => Message::Response { id, result },
                Err(error) => Message::Error { id, error },
            },
        );
    }

    fn refuse(&self, code: i64, message: String) {
        let error = ErrorAnswer { code, message, data: None };
        self.say("", Message::Error { id: Value::Null, error });
    }

    fn say(&self, about: &str, message: Message) {
        let _nobody_reads = self.says.send(Said { about: about.to_owned(), message });
    }

    fn deployments(&self) -> std::sync::MutexGuard<'_, HashMap<String, Held>> {
        self.deployments.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn cancels(&self) -> std::sync::MutexGuard<'_, HashMap<u64, oneshot::Sender<()>>> {
        self.cancels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn beat(says: mpsc::UnboundedSender<Said>) {
    let message = Notification::Heartbeat(Nothing {}).message();
    loop {
        clock::sleep(HEARTBEAT.into()).await;
        let said = Said { about: "heartbeat".to_owned(), message: message.clone() };
        if says.send(said).is_err() {
            return;
        }
    }
}

async fn remove(held: &Held) -> Result<(), DriverError> {
    match held.write().await.take() {
        Some(deployment) => deployment.teardown().await,
        None => Ok(()),
    }
}

fn there(held: &Option<Box<dyn Deployment>>) -> Result<&dyn Deployment, ErrorAnswer> {
    held.as_deref().ok_or_else(|| unknown("that was to be deployed"))
}

fn unknown(name: &str) -> ErrorAnswer {
    let message = format!("there is no deployment `{name}`");
    ErrorAnswer { code: Code::UNKNOWN, message, data: None }
}

fn answer(error: DriverError) -> ErrorAnswer {
    ErrorAnswer::of(&error)
}

fn plain(result: &impl Serialize) -> Result<Value, ErrorAnswer> {
    Ok(serde_json::to_value(result).unwrap_or_else(|_| json!({})))
}
