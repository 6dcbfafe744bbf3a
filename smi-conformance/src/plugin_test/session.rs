//! A session in which anything can be said, with every rule watched that a line alone can break.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::ChildStdin;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::Stop;
use crate::clock::{self, Clock, Instant};
use crate::driver::{Deadlines, DriverError, Outcome, ProbeId};
use crate::external::message::{
    Cancel, ErrorAnswer, LONGEST_LINE, Message, Notification, OutcomeOf, Request, Welcome,
};
use crate::external::process::{Ended, Life, NOT_STARTED, Process};
use crate::external::{Line, Lines, Objection, PlugIn, Rule, TO_INTRODUCE_ITSELF, pass_on};

/// How long its streams and its end may lie apart.
const MOMENT: Duration = Duration::from_secs(1);

/// What came of a request.
pub(super) type Answer = Result<Value, ErrorAnswer>;

/// A plug-in that was started for some checks.
pub(super) struct Session {
    input: Option<ChildStdin>,
    lines: mpsc::Receiver<Line>,
    life: Life,
    tasks: [JoinHandle<()>; 2],
    clock: Clock,
    last_sign: Instant,
    heard: bool,
    state: State,
    welcome: Option<(Deadlines, Duration)>,
    broken: bool,
    absent: bool,
}

/// What is under way, and what came.
#[derive(Default)]
struct State {
    last_id: u64,
    under_way: BTreeMap<u64, UnderWay>,
    answers: HashMap<u64, Answer>,
    outcomes: HashMap<ProbeId, Outcome>,
    /// Errors about lines that had no id.
    strays: Vec<ErrorAnswer>,
    /// How many of them there may be.
    lines_without_id: usize,
    /// Whether the program may end now.
    may_end: bool,
}

/// A request without an answer.
struct UnderWay {
    method: String,
    deployment: Option<String>,
    /// The probes without an outcome.
    probes: BTreeSet<ProbeId>,
    patience: Duration,
    cancelled: bool,
}

impl Session {
    pub(super) async fn start(plug_in: &PlugIn) -> Result<Self, DriverError> {
        let Process { input, output, log, life } = Process::start(plug_in).await?;
        let (heard, lines) = mpsc::channel(64);
        let reading = tokio::spawn(async move {
            let mut reader = Lines::new(output, LONGEST_LINE);
            loop {
                let line = reader.next(|| ()).await.unwrap_or_else(|_| Line::End(Vec::new()));
                let last = !matches!(line, Line::Whole(_));
                if heard.send(line).await.is_err() || last {
                    return;
                }
            }
        });
        let tasks = [reading, tokio::spawn(pass_on(log, plug_in.log))];
        let clock = Clock::start();
        Ok(Self {
            input: Some(input),
            lines,
            life,
            tasks,
            clock,
            last_sign: clock.now(),
            heard: false,
            state: State::default(),
            welcome: None,
            broken: false,
            absent: false,
        })
    }

    /// From here on its deadlines count, and its heartbeat.
    pub(super) fn welcome(&mut self, welcome: &Welcome) {
        self.welcome = Some((welcome.mesh.deadlines, welcome.heartbeat.into()));
    }

    /// Whether a rule was broken that ends a session.
    pub(super) const fn is_broken(&self) -> bool {
        self.broken
    }

    /// Whether there was no program at all.
    pub(super) const fn was_never_there(&self) -> bool {
        self.absent
    }

    pub(super) fn now(&self) -> Instant {
        self.clock.now()
    }

    /// What became of a probe.
    pub(super) fn outcome(&self, probe: &ProbeId) -> Option<&Outcome> {
        self.state.outcomes.get(probe)
    }

    /// Errors about lines without an id, since this was asked the last time.
    pub(super) fn strays(&mut self) -> Vec<ErrorAnswer> {
        self.state.lines_without_id = 0;
        std::mem::take(&mut self.state.strays)
    }

    /// Sends a request and waits for what comes of it.
    pub(super) async fn ask(&mut self, request: &Request) -> Result<Answer, Stop> {
        let id = self.begin(request).await?;
        self.answer(id).await
    }

    /// Sends a request of any form and waits for what comes of it.
    pub(super) async fn ask_anything(
        &mut self,
        method: &str,
        params: Value,
    ) -> Result<Answer, Stop> {
        let id = self.begin_anything(method, params, BTreeSet::new(), MOMENT * 10).await?;
        self.answer(id).await
    }

    /// Sends a request.
    pub(super) async fn begin(&mut self, request: &Request) -> Result<u64, Stop> {
        let Message::Request { method, params, .. } = request.message(0) else {
            unreachable!("a request is one")
        };
        let mut ids = BTreeSet::new();
        let mut patience = self.patience(request);
        if let Request::Probe(probe) = request {
            ids.extend(probe.probes.iter().map(|one| one.id.clone()));
            let deadlines = probe.probes.iter().map(|one| Duration::from(one.deadline));
            // Deadlines are watched by checks; this only finds what is never answered.
            patience = 5 * MOMENT + 2 * deadlines.sum::<Duration>();
        }
        self.begin_anything(&method, params, ids, patience).await
    }

    /// Sends a request of any form.
    pub(super) async fn begin_anything(
        &mut self,
        method: &str,
        params: Value,
        probes: BTreeSet<ProbeId>,
        patience: Duration,
    ) -> Result<u64, Stop> {
        self.state.last_id += 1;
        let id = self.state.last_id;
        let deployment = params.get("deployment").and_then(Value::as_str).map(str::to_owned);
        let method = method.to_owned();
        let message = Message::Request { id: id.into(), method: method.clone(), params };
        let under_way = UnderWay { method, deployment, probes, patience, cancelled: false };
        self.state.under_way.insert(id, under_way);
        self.say(&message.line()).await?;
        Ok(id)
    }

    /// Tells the plug-in that nobody waits for a request any more. From now on it has this time.
    pub(super) async fn cancel(&mut self, id: u64, patience: Duration) -> Result<(), Stop> {
        if let Some(request) = self.state.under_way.get_mut(&id) {
            request.cancelled = true;
            request.patience = patience;
        }
        self.say(&Notification::Cancel(Cancel { request: id }).message().line()).await
    }

    /// Waits for what comes of a request.
    pub(super) async fn answer(&mut self, id: u64) -> Result<Answer, Stop> {
        let patience = self.state.under_way.get(&id).map_or(MOMENT, |request| request.patience);
        let until = self.now() + patience;
        loop {
            if let Some(answer) = self.state.answers.remove(&id) {
                return Ok(answer);
            }
            if !self.hear(until).await? {
                let method = self.state.under_way.get(&id).map_or("", |one| &one.method);
                let expected = format!("an answer to `{method}` within {patience:?}");
                self.broken = true;
                return Err(Stop::Fail {
                    rule: Some("6".to_owned()),
                    expected,
                    found: "none".to_owned(),
                });
            }
        }
    }

    /// Sends a line to which the answer, if there is one, has no id.
    pub(super) async fn say_without_id(&mut self, line: &str) -> Result<(), Stop> {
        self.state.lines_without_id += 1;
        self.say(line).await
    }

    /// Listens for some time. Says how often something came.
    pub(super) async fn listen(&mut self, time: Duration) -> Result<usize, Stop> {
        let until = self.now() + time;
        let mut count = 0;
        while self.hear(until).await? {
            count += 1;
        }
        Ok(count)
    }

    /// From here on the program may end.
    pub(super) fn may_end(&mut self) {
        self.state.may_end = true;
    }

    /// Closes the plug-in's standard input.
    pub(super) fn close(&mut self) {
        self.input = None;
    }

    /// Waits for the end of the program; nothing when it does not come in time.
    pub(super) async fn ended(&mut self, limit: Duration) -> Option<Ended> {
        // What is still said must be read, or the program would wait for ever.
        let Self { lines, life, .. } = self;
        let reading = async {
            while lines.recv().await.is_some() {}
            std::future::pending::<()>().await;
        };
        let ended = async {
            tokio::select! {
                ended = life.ended() => ended,
                () = reading => unreachable!("it has no end"),
            }
        };
        clock::timeout(limit, ended).await.ok()
    }

    /// Ends the program with its process group, without waiting.
    pub(super) fn end_now(&mut self) {
        self.close();
        self.life.end();
    }

    /// Ends the program, whatever it does.
    pub(super) async fn end(mut self) {
        self.end_now();
        let _gone = self.ended(2 * MOMENT).await;
        let [reading, log] = self.tasks;
        reading.abort();
        let _read = clock::timeout(MOMENT, log).await;
    }

    async fn say(&mut self, line: &str) -> Result<(), Stop> {
        let Some(input) = &mut self.input else {
            return Err(Stop::NotReached("standard input is closed".to_owned()));
        };
        let writing = async {
            input.write_all(line.as_bytes()).await?;
            input.flush().await
        };
        match clock::timeout(TO_INTRODUCE_ITSELF, writing).await {
            // That the program is gone is seen by what it does not say any more.
            Ok(_) => Ok(()),
            Err(_) => Err(self.breaks(Objection::new(Rule::P9, "lines to be read", "none was"))),
        }
    }

    /// Waits for a line and takes it up. False when none came until then.
    async fn hear(&mut self, until: Instant) -> Result<bool, Stop> {
        let now = self.now();
        let silence = self.welcome.map(|(_, heartbeat)| (self.last_sign + 3 * heartbeat).max(now));
        let limit = silence.map_or(until, |silence| silence.min(until));
        match clock::timeout(limit.saturating_sub(now), self.lines.recv()).await {
            Ok(Some(line)) => {
                self.last_sign = self.now();
                self.take(line).await.map(|()| true)
            }
            Ok(None) => Ok(false),
            Err(_) if limit < until => {
                let heartbeat = self.welcome.map_or(MOMENT, |(_, heartbeat)| heartbeat);
                let expected = format!("a sign of life every {heartbeat:?}");
                let found = format!("none for {:?}", 3 * heartbeat);
                Err(self.breaks(Objection::new(Rule::P9, expected, found)))
            }
            Err(_) => Ok(false),
        }
    }

    async fn take(&mut self, line: Line) -> Result<(), Stop> {
        let text = match line {
            Line::Whole(text) => text,
            Line::TooLong(text) => {
                let found = String::from_utf8_lossy(&text[..text.len().min(400)]).into_owned();
                let objection = Objection::new(Rule::P2, "lines of at most 16 MiB", found);
                return Err(self.breaks(objection));
            }
            Line::End(_) if self.state.may_end => return Ok(()),
            Line::End(_) => return Err(self.gone().await),
        };
        self.heard = true;
        let shown = String::from_utf8_lossy(&text).into_owned();
        let taken = match Message::parse(&text) {
            Ok(message) => self.state.take(message),
            Err(error) => Err((Rule::P2, error.to_string())),
        };
        taken.map_err(|(rule, expected)| self.breaks(Objection::new(rule, expected, shown)))
    }

    /// The program ended, or said that it will say nothing more.
    async fn gone(&mut self) -> Stop {
        let found = match clock::timeout(MOMENT, self.life.ended()).await {
            Ok(ended) => {
                self.absent = !self.heard && ended.code() == Some(NOT_STARTED.into());
                ended.to_string()
            }
            Err(_) => "that it closed its standard output".to_owned(),
        };
        let expected = "the program to stay until `shutdown`";
        self.breaks(Objection::new(Rule::P1, expected, found))
    }

    fn breaks(&mut self, objection: Objection) -> Stop {
        self.broken = true;
        objection.into()
    }

    fn patience(&self, request: &Request) -> Duration {
        let Some((deadlines, _)) = self.welcome else { return TO_INTRODUCE_ITSELF };
        match request {
            Request::Teardown(_) | Request::Shutdown(_) => deadlines.teardown.into(),
            _ => deadlines.ready.into(),
        }
    }
}

impl State {
    /// Takes up a message, or says which rule it breaks, and what was expected.
    fn take(&mut self, message: Message) -> Result<(), (Rule, String)> {
        match message {
            Message::Request { .. } => Err((Rule::P10, "no requests of the plug-in".to_owned())),
            Message::Notification { method, params } => {
                match Notification::read(&method, &params) {
                    Ok(Some(Notification::Heartbeat(_))) => Ok(()),
                    Ok(Some(Notification::Outcome(outcome))) => self.take_outcome(outcome),
                    Ok(_) => Err((Rule::P10, "`outcome` or `heartbeat`".to_owned())),
                    Err(reason) => {
                        Err((Rule::P6, format!("the parameters of `{method}` ({reason})")))
                    }
                }
            }
            Message::Response { id, result } => self.take_answer(&id, Ok(result)),
            Message::Error { id: Value::Null, error } if self.lines_without_id > 0 => {
                self.lines_without_id -= 1;
                self.strays.push(error);
                Ok(())
            }
            Message::Error { id, error } => self.take_answer(&id, Err(error)),
        }
    }

    fn take_outcome(&mut self, said: OutcomeOf) -> Result<(), (Rule, String)> {
        let OutcomeOf { deployment, probe, outcome } = said;
        let mut requests = self.under_way.values_mut();
        let of_this = |one: &&mut UnderWay| {
            one.deployment.as_ref() == Some(&deployment) && one.probes.contains(&probe)
        };
        match requests.find(of_this) {
            Some(request) => {
                request.probes.remove(&probe);
                self.outcomes.insert(probe, outcome);
                Ok(())
            }
            None => Err((Rule::P4, "one outcome for each probe that is under way".to_owned())),
        }
    }

    fn take_answer(&mut self, id: &Value, answer: Answer) -> Result<(), (Rule, String)> {
        let found = id.as_u64().and_then(|id| Some((id, self.under_way.remove(&id)?)));
        let Some((id, request)) = found else {
            let expected = "one response to each request, with its id".to_owned();
            return Err((Rule::P3, expected));
        };
        match request.probes.first() {
            Some(probe) if answer.is_ok() && !request.cancelled => {
                let expected = format!("an outcome for `{}` before the response", probe.0);
                Err((Rule::P5, expected))
            }
            _ => {
                self.answers.insert(id, answer);
                Ok(())
            }
        }
    }
}
