//! Sampling one expectation from one client pod, until the evidence suffices.

use std::collections::{BTreeMap, BTreeSet};

use crate::course::CourseProbe;
use crate::driver::{Outcome, Payload, ProbeId, ProbeRequest};
use crate::judge::closed_world::difference;
use crate::judge::share::ShareSample;
use crate::prediction::{Answer, Prediction};
use crate::result::Verdict;
use crate::scenario::Expect;
use crate::statistics::Policy;
use crate::topology::Name;

/// How many probes an expectation needs from one pod; none when it is about shares, whose test says how many.
pub(crate) fn needed(policy: &Policy, expect: &Expect) -> u64 {
    match expect {
        Expect::Deny | Expect::Reading(_) => policy.denial_samples(),
        Expect::Allow | Expect::Reach(_) => policy.settle_samples(),
        Expect::Shares(_) => 0,
    }
}

/// The samples of one expectation from one pod.
#[derive(Debug)]
pub(super) struct Sample {
    pub(super) probe: usize,
    pub(super) client: String,
    pub(super) taken: u64,
    pub(super) answers: BTreeMap<String, u64>,
    /// Every probe of an expected denial: none of them may have arrived anywhere.
    pub(super) denied_ids: Vec<ProbeId>,
    pub(super) example: Option<String>,
    pub(super) not_sent: Option<String>,
    pub(super) deviations: u64,
    /// Whether a deviation is a failure to be served, which may be the target's fault and not the mesh's.
    pub(super) refused: bool,
    pub(super) shares: Option<ShareSample>,
    /// Whether a log has no more probes than these.
    short: bool,
    /// How often each workload served.
    pub(super) served: BTreeMap<Name, u64>,
    /// Responses below 400 that no application gave.
    pub(super) strangers: u64,
    /// The workloads behind the dialled Service.
    pub(super) behind: BTreeSet<Name>,
    needed: u64,
    /// What may be answered; everything, where a reading is measured.
    prediction: Option<Prediction>,
    must_serve: BTreeSet<Name>,
}

impl Sample {
    pub(super) fn new(
        index: usize,
        probe: &CourseProbe,
        expect: &Expect,
        client: &str,
        policy: &Policy,
        shares: Option<ShareSample>,
    ) -> Self {
        let must_serve = match expect {
            Expect::Reach(workloads) => workloads.iter().cloned().collect(),
            Expect::Allow | Expect::Deny | Expect::Shares(_) | Expect::Reading(_) => {
                BTreeSet::new()
            }
        };
        Self {
            probe: index,
            client: client.to_owned(),
            taken: 0,
            answers: BTreeMap::new(),
            denied_ids: Vec::new(),
            example: None,
            not_sent: None,
            deviations: 0,
            refused: false,
            shares,
            short: false,
            served: BTreeMap::new(),
            strangers: 0,
            behind: probe.behind.clone(),
            needed: needed(policy, expect),
            prediction: (!probe.is_reading()).then(|| probe.after.clone()),
            must_serve,
        }
    }

    /// How many more probes to send before the next look; zero when the sample is complete.
    pub(super) fn wanted(&self) -> u64 {
        if self.short || self.deviations > 0 || self.not_sent.is_some() {
            return 0;
        }
        match &self.shares {
            Some(shares) => shares.wanted(),
            None => self.needed.saturating_sub(self.taken),
        }
    }

    /// Takes up an outcome.
    pub(super) fn record(
        &mut self,
        request: &ProbeRequest,
        outcome: &Outcome,
        answer: Option<Answer>,
        label: String,
    ) {
        self.taken += 1;
        *self.answers.entry(label.clone()).or_default() += 1;
        let Some(answer) = answer else {
            self.not_sent.get_or_insert(label);
            return;
        };
        match &self.prediction {
            None if answer == Answer::Denial => self.denied_ids.push(request.id.clone()),
            None => {}
            Some(prediction) => {
                let allowed = prediction.allows(&answer);
                if matches!(prediction, Prediction::Denied) {
                    self.denied_ids.push(request.id.clone());
                }
                self.compare(request, outcome, &answer, allowed.then_some(()).ok_or(&label));
            }
        }
        match answer {
            Answer::By(workload, _) => {
                if let Some(shares) = &mut self.shares {
                    shares.record(&workload);
                }
                *self.served.entry(workload).or_default() += 1;
            }
            Answer::Stranger => self.strangers += 1,
            Answer::Denial => {}
        }
    }

    /// Notes what deviates: who answered, by its label, or what arrived there.
    fn compare(
        &mut self,
        request: &ProbeRequest,
        outcome: &Outcome,
        answer: &Answer,
        allowed: Result<(), &String>,
    ) {
        if let Err(label) = allowed {
            self.refused |= *answer == Answer::Denial;
            self.deviate(request, label);
        } else if let Outcome::Served(arrival) = outcome
            && let Some(difference) = difference(request, arrival)
        {
            self.deviate(request, &difference);
        }
    }

    /// Makes do with what there is.
    pub(super) fn run_short(&mut self) {
        self.short = self.wanted() > 0;
    }

    /// Looks at the shares, once the probes asked for have come back.
    pub(super) fn look(&mut self) {
        if let Some(shares) = &mut self.shares {
            shares.look();
        }
    }

    /// Workloads that had to serve and did not.
    pub(super) fn missing(&self) -> impl Iterator<Item = &Name> {
        self.must_serve.iter().filter(|workload| !self.served.contains_key(*workload))
    }

    /// The verdict on what the client saw.
    pub(super) fn verdict(&self) -> Verdict {
        if self.deviations > 0 {
            Verdict::Fail
        } else if self.not_sent.is_some() {
            Verdict::Error
        } else if self.short {
            Verdict::Inconclusive
        } else if let Some(shares) = &self.shares {
            shares.verdict()
        } else if self.missing().next().is_some() {
            Verdict::Fail
        } else {
            Verdict::Pass
        }
    }

    fn deviate(&mut self, request: &ProbeRequest, found: &str) {
        self.deviations += 1;
        self.example.get_or_insert_with(|| format!("{}: {found}", describe(request)));
    }
}

/// A request in one line: `client-0 → GET website:8080/cart (x-team: blue)`.
pub(crate) fn describe(request: &ProbeRequest) -> String {
    let to = match &request.to {
        crate::driver::Destination::Service { name, port } => format!("{name}:{port}"),
        crate::driver::Destination::Pod { name, port } => format!("pod {name}:{port}"),
    };
    match &request.payload {
        Payload::Tcp => format!("{} → tcp {to}", request.from),
        Payload::Udp => format!("{} → udp {to}", request.from),
        Payload::Http(http) => {
            let headers: Vec<_> =
                http.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            let headers = if headers.is_empty() {
                String::new()
            } else {
                format!(" ({})", headers.join(", "))
            };
            format!("{} → {} {to}{}{headers}", request.from, http.method, http.path)
        }
    }
}
