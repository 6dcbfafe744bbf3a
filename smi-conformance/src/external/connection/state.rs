//! What is under way, and what may therefore come in.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

use super::Answer;
use crate::driver::{DriverError, Outcome, ProbeId};
use crate::external::broken::{Objection, Rule};
use crate::external::known::Known;
use crate::external::message::{
    Cancel, Code, ErrorAnswer, Message, Notification, OutcomeOf, Request,
};
use crate::foreign_text::shortened;

/// How much of what a plug-in says for people is kept.
const REASON: usize = 1_000;

/// The state of a session.
pub(in crate::external) struct State {
    /// What every deployment has.
    pub(in crate::external) deployments: HashMap<String, Known>,
    /// Why the session is over, and what was under way.
    pub(super) broken: Option<(Objection, String)>,
    /// Whether the plug-in answered to `shutdown`: what it does then is of no interest any more.
    pub(super) ended: bool,
    last_id: u64,
    /// Where lines go; nowhere when the session is over.
    lines: Option<mpsc::UnboundedSender<String>>,
    under_way: BTreeMap<u64, UnderWay>,
    /// The requests that probes belong to, until these are answered.
    probes: HashMap<(String, ProbeId), u64>,
}

/// A request that was not answered yet.
pub(super) struct UnderWay {
    method: &'static str,
    deployment: Option<String>,
    about: String,
    /// Who waits; nobody when it was cancelled.
    answers: Option<oneshot::Sender<Result<Answer, DriverError>>>,
    /// In the order that they were asked.
    probes: Vec<(ProbeId, Option<Outcome>)>,
    places: HashMap<ProbeId, usize>,
    /// Free again when this is answered.
    _lane: Option<OwnedSemaphorePermit>,
}

impl UnderWay {
    pub(super) fn new(
        request: &Request,
        answers: Option<oneshot::Sender<Result<Answer, DriverError>>>,
        lane: Option<OwnedSemaphorePermit>,
    ) -> Self {
        let probes = match request {
            Request::Probe(params) => params.probes.iter().map(|one| one.id.clone()).collect(),
            _ => Vec::new(),
        };
        let places = probes.iter().enumerate().map(|(place, id)| (id.clone(), place)).collect();
        Self {
            method: request.method(),
            deployment: request.deployment().map(str::to_owned),
            about: describe(request),
            answers,
            probes: probes.into_iter().map(|id| (id, None)).collect(),
            places,
            _lane: lane,
        }
    }
}

/// Names a request, for errors.
pub(super) fn describe(request: &Request) -> String {
    match request.deployment() {
        None => format!("`{}`", request.method()),
        Some(deployment) => format!("`{}` of deployment {deployment}", request.method()),
    }
}

impl State {
    pub(super) fn new(lines: mpsc::UnboundedSender<String>) -> Self {
        Self {
            deployments: HashMap::new(),
            broken: None,
            ended: false,
            last_id: 0,
            lines: Some(lines),
            under_way: BTreeMap::new(),
            probes: HashMap::new(),
        }
    }

    pub(super) fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Sends a line, unless the session is over.
    pub(super) fn write(&self, line: String) -> bool {
        self.lines.as_ref().is_some_and(|lines| lines.send(line).is_ok())
    }

    pub(super) fn begin(&mut self, id: u64, request: UnderWay) {
        if let Some(deployment) = &request.deployment {
            let keys = request.places.keys().map(|probe| (deployment.clone(), probe.clone()));
            self.probes.extend(keys.map(|key| (key, id)));
        }
        self.under_way.insert(id, request);
    }

    /// Nobody waits for this request any more.
    pub(super) fn abandon(&mut self, id: u64) {
        if let Some(request) = self.under_way.get_mut(&id) {
            request.answers = None;
            self.write(Notification::Cancel(Cancel { request: id }).message().line());
        }
    }

    /// Closes the plug-in's standard input, once everything is written.
    pub(super) fn close(&mut self) {
        self.lines = None;
    }

    /// Ends the session with an error for everybody. Says whether it was not over before.
    pub(super) fn break_off(&mut self, objection: &Objection, about: Option<&str>) -> bool {
        if self.broken.is_some() || self.ended {
            return false;
        }
        let about = about.map_or_else(|| self.what_is_under_way(), str::to_owned);
        self.close();
        self.probes.clear();
        for request in std::mem::take(&mut self.under_way).into_values() {
            // Whoever does not wait any more needs no error.
            let _gone = request.answers.map(|answers| answers.send(Err(objection.error(&about))));
        }
        self.broken = Some((objection.clone(), about));
        true
    }

    /// Takes up a message of the plug-in.
    pub(super) fn take(&mut self, message: Message) -> Result<(), (Objection, Option<String>)> {
        match message {
            Message::Request { method, .. } => {
                let found = format!("the request `{method}`");
                Err((Objection::new(Rule::P10, "responses and notifications", found), None))
            }
            Message::Notification { method, params } => {
                match Notification::read(&method, &params) {
                    Ok(Some(Notification::Outcome(outcome))) => self.take_outcome(outcome),
                    Ok(Some(Notification::Heartbeat(_))) => Ok(()),
                    Ok(Some(Notification::Cancel(_)) | None) => {
                        let found = format!("the notification `{method}`");
                        let expected = "`outcome` or `heartbeat`";
                        Err((Objection::new(Rule::P10, expected, found), None))
                    }
                    Err(reason) => {
                        let expected = format!("the parameters of `{method}`");
                        Err((Objection::new(Rule::P6, expected, reason), None))
                    }
                }
            }
            Message::Response { id, result } => self.take_response(&id, Ok(result)),
            Message::Error { id, error } => self.take_response(&id, Err(error)),
        }
    }

    fn take_outcome(&mut self, said: OutcomeOf) -> Result<(), (Objection, Option<String>)> {
        let OutcomeOf { deployment, probe, outcome } = said;
        let named = format!("for `{}` of deployment {deployment}", probe.0);
        let key = (deployment, probe);
        let of = self.probes.get(&key).and_then(|id| self.under_way.get_mut(id));
        let Some(request) = of else {
            let expected = "outcomes of probes that are under way";
            return Err((Objection::new(Rule::P4, expected, format!("one {named}")), None));
        };
        let about = || Some(request.about.clone());
        let slot = request.places.get(&key.1).and_then(|place| request.probes.get_mut(*place));
        let Some((_, slot)) = slot else { return Ok(()) };
        if slot.is_some() {
            let found = format!("another {named}");
            let objection = Objection::new(Rule::P4, "one outcome for each probe", found);
            return Err((objection, about()));
        }
        // Whatever became of a request that nobody waits for reaches no judge.
        let checked = match self.deployments.get(&key.0) {
            Some(known) if request.answers.is_some() => known.outcome(&key.1, outcome),
            _ => Ok(outcome),
        };
        *slot = Some(checked.map_err(|objection| (objection, about()))?);
        Ok(())
    }

    fn take_response(
        &mut self,
        id: &Value,
        result: Result<Value, ErrorAnswer>,
    ) -> Result<(), (Objection, Option<String>)> {
        let number = id.as_u64();
        let Some(request) = number.and_then(|id| self.under_way.remove(&id)) else {
            let why = match number {
                Some(id) if (1..=self.last_id).contains(&id) => "which was answered before",
                _ => "which was never asked",
            };
            let found = match &result {
                Ok(_) => format!("one to {id}, {why}"),
                Err(error) => format!("an error to {id}, {why}: {error}"),
            };
            let expected = "responses to requests that are under way";
            return Err((Objection::new(Rule::P3, expected, found), None));
        };
        let UnderWay { method, deployment, about, answers, probes, places, .. } = request;
        if let Some(deployment) = deployment {
            for probe in places.into_keys() {
                self.probes.remove(&(deployment.clone(), probe));
            }
            if method == "teardown" {
                self.deployments.remove(&deployment);
            }
        }
        if method == "shutdown" {
            self.ended = true;
        }
        let Some(answers) = answers else { return Ok(()) };
        let answer = match result {
            Ok(result) => outcomes(probes, answers.is_closed())
                .map(|outcomes| Ok(Answer { result, outcomes })),
            Err(error) => Ok(Err(driver_error(method, error))),
        };
        match answer {
            Ok(answer) => {
                let _gone = answers.send(answer);
                Ok(())
            }
            Err(objection) => {
                let _gone = answers.send(Err(objection.error(&about)));
                Err((objection, Some(about)))
            }
        }
    }

    fn what_is_under_way(&self) -> String {
        let mut requests = self.under_way.values().filter(|request| request.answers.is_some());
        match (requests.next(), requests.count()) {
            (None, _) => "a time when nothing was under way".to_owned(),
            (Some(first), 0) => first.about.clone(),
            (Some(first), others) => format!("{} and {others} more", first.about),
        }
    }
}

/// All outcomes, when all are there.
fn outcomes(
    probes: Vec<(ProbeId, Option<Outcome>)>,
    is_cancelled: bool,
) -> Result<Vec<(ProbeId, Outcome)>, Objection> {
    let count = probes.len();
    let missing: Vec<_> = probes
        .iter()
        .filter(|(_, outcome)| outcome.is_none())
        .map(|(id, _)| id.0.clone())
        .collect();
    match missing.first() {
        Some(first) if !is_cancelled => {
            let expected = format!("{count} outcomes before the response");
            let found = format!("{}, and none for `{first}`", count - missing.len());
            Err(Objection::new(Rule::P5, expected, found))
        }
        _ => Ok(probes.into_iter().filter_map(|(id, outcome)| Some((id, outcome?))).collect()),
    }
}

/// What an error answer is for whoever asked.
fn driver_error(method: &'static str, error: ErrorAnswer) -> DriverError {
    let ErrorAnswer { code, message, data } = error;
    let message = shortened(&message, REASON);
    let member = |name: &str| {
        let text = data.as_ref().and_then(|data| data.get(name)).and_then(Value::as_str);
        text.map(|text| shortened(text, REASON))
    };
    match (code, member("kind"), member("name")) {
        (Code::NOT_ACCEPTED, Some(kind), Some(name)) => {
            DriverError::NotAccepted { kind, name, reason: message }
        }
        (Code::UNSUPPORTED, ..) => DriverError::Unsupported { what: message },
        (Code::UNKNOWN, ..) => {
            DriverError::Unknown { what: "according to the plug-in,", name: message }
        }
        _ => DriverError::Answered { method, code, message },
    }
}
