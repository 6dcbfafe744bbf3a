//! Settling: deciding that a mesh has taken up the changes of a step.
//!
//! A gate is a probe whose answer the step changes, sent by one pod. A gate is settled when no stale answer was seen for
//! the quiet window, with enough samples in it. Where every old answer stays possible, it is settled once an answer was
//! seen that was impossible before. A gate that is still wrong after the deadline is the mesh's failure; one whose probes
//! could not be sent is the harness's.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::clock::Instant;
use crate::course::{CourseProbe, CourseStep};
use crate::driver::Pod;
use crate::prediction::{Answer, Prediction};

/// When a step counts as settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SettleRule {
    /// No stale answer for so long.
    pub(super) quiet_window: Duration,
    /// At least so many samples of every gate inside the window.
    pub(super) samples: u64,
    /// Given up after so long.
    pub(super) converge: Duration,
}

/// How often the gates are asked within one quiet window.
const ROUNDS: u32 = 4;

/// The gates of one step.
#[derive(Debug)]
pub(super) struct Settling {
    pub(super) changed_at: Instant,
    pub(super) gates: Vec<Gate>,
    pub(super) probes: u64,
    /// How many rounds of gates were asked for.
    pub(super) rounds: usize,
    rule: SettleRule,
    round_at: Instant,
}

/// One probe, sent by one pod.
#[derive(Debug)]
pub(super) struct Gate {
    pub(super) probe: usize,
    pub(super) client: String,
    /// How often each answer was seen since the change, stale or not.
    pub(super) answers: BTreeMap<String, u64>,
    pub(super) not_sent: Option<String>,
    pub(super) last_stale: Option<Instant>,
    /// Whether some stale answer was served, rather than refused.
    served_wrongly: bool,
    /// The last answer that was stale, or did not come because the probe could not be sent.
    last_bad: Option<Instant>,
    before: Prediction,
    after: Prediction,
    can_be_stale: bool,
    seen_new: bool,
    clean_since: Instant,
    clean: u64,
}

/// How settling ended, or that it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// Ask every gate again, not before this time.
    NotYet {
        /// When.
        not_before: Instant,
        /// How often each gate.
        count: u64,
    },
    /// The mesh has taken up the changes.
    Yes,
    /// Time is up.
    TooLate,
}

impl Settling {
    /// Opens the gates of a step.
    pub(super) fn new(
        step: &CourseStep,
        pods: &[Pod],
        rule: SettleRule,
        changed_at: Instant,
    ) -> Self {
        let gates = step
            .gates()
            .flat_map(|(index, probe)| {
                pods.iter()
                    .filter(|pod| pod.workload == probe.from)
                    .map(move |pod| Gate::new(index, probe, &pod.name, changed_at))
            })
            .collect();
        Self { changed_at, gates, probes: 0, rounds: 0, rule, round_at: changed_at }
    }

    /// Takes up an answer.
    pub(super) fn record(
        &mut self,
        at: Instant,
        probe: usize,
        client: &str,
        answer: Option<&Answer>,
        label: &str,
    ) {
        self.probes += 1;
        let gate = self.gates.iter_mut().find(|gate| gate.probe == probe && gate.client == client);
        if let Some(gate) = gate {
            gate.record(at, answer, label);
        }
    }

    /// Looks at the gates at the end of a round.
    pub(super) fn look(&mut self, now: Instant) -> Settled {
        if self.gates.iter().all(|gate| gate.is_settled(now, &self.rule)) {
            return Settled::Yes;
        }
        if self.late_gates(now).next().is_some() {
            return Settled::TooLate;
        }
        self.rounds += 1;
        let not_before = self.round_at;
        self.round_at = now.max(self.round_at) + self.rule.quiet_window / ROUNDS;
        Settled::NotYet { not_before, count: self.rule.samples.div_ceil(u64::from(ROUNDS)) }
    }

    /// When the mesh must have taken up the changes.
    pub(super) fn deadline(&self) -> Instant {
        self.changed_at + self.rule.converge
    }

    /// The gates that are still wrong after the deadline. The others may be right, and are sampled like any.
    pub(super) fn late_gates(&self, now: Instant) -> impl Iterator<Item = &Gate> {
        let deadline = self.deadline();
        self.gates.iter().filter(move |gate| gate.is_late(now, deadline, &self.rule))
    }

    /// How long the suite was ready to wait.
    pub(super) const fn patience(&self) -> Duration {
        self.rule.converge
    }

    /// The time from the change to the last stale answer.
    pub(super) fn converged_after(&self) -> Duration {
        let last = self.gates.iter().filter_map(|gate| gate.last_stale).max();
        last.map_or(Duration::ZERO, |last| last.saturating_sub(self.changed_at))
    }
}

impl Gate {
    fn new(index: usize, probe: &CourseProbe, client: &str, changed_at: Instant) -> Self {
        let (before, after) = (probe.before.clone(), probe.after.clone());
        Self {
            probe: index,
            client: client.to_owned(),
            answers: BTreeMap::new(),
            not_sent: None,
            last_stale: None,
            served_wrongly: false,
            last_bad: None,
            can_be_stale: before.answers().iter().any(|answer| !after.allows(answer)),
            before,
            after,
            seen_new: false,
            clean_since: changed_at,
            clean: 0,
        }
    }

    fn record(&mut self, at: Instant, answer: Option<&Answer>, label: &str) {
        *self.answers.entry(label.to_owned()).or_default() += 1;
        match answer {
            None => {
                self.not_sent = Some(label.to_owned());
                self.begin_anew(at);
            }
            Some(answer) if self.after.allows(answer) => {
                self.clean += 1;
                self.seen_new |= !self.before.allows(answer);
            }
            Some(stale) => {
                self.last_stale = Some(at);
                self.served_wrongly |= *stale != Answer::Denial;
                self.begin_anew(at);
            }
        }
    }

    fn begin_anew(&mut self, at: Instant) {
        self.last_bad = Some(at);
        self.clean_since = at;
        self.clean = 0;
    }

    fn is_settled(&self, now: Instant, rule: &SettleRule) -> bool {
        let quiet = now.saturating_sub(self.clean_since) >= rule.quiet_window;
        quiet && self.clean >= rule.samples && (self.can_be_stale || self.seen_new)
    }

    /// Whether something was wrong after the deadline. Sampling a mesh that is right may take longer than that: it is not
    /// the mesh's time that runs then.
    fn is_late(&self, now: Instant, deadline: Instant, rule: &SettleRule) -> bool {
        let still_old = !self.can_be_stale && !self.seen_new && self.clean >= rule.samples;
        self.last_bad.is_some_and(|last| last >= deadline) || (still_old && now >= deadline)
    }

    /// Whether all that is wrong is that requests were refused, which may be the target's fault and not the mesh's.
    pub(super) const fn only_refused(&self) -> bool {
        self.last_stale.is_some() && !self.served_wrongly
    }

    /// Whether an answer came after the deadline that is not one of the state after the change, or none came that only that
    /// state gives. Stale answers before the deadline are the mesh's right, and what was not sent is not its doing.
    pub(super) fn answered_wrongly(&self, deadline: Instant) -> bool {
        self.last_stale.is_some_and(|last| last >= deadline)
            || (self.clean > 0 && !self.can_be_stale && !self.seen_new)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::{Gate, SettleRule, Settled, Settling};
    use crate::clock::Instant;
    use crate::course::CourseProbe;
    use crate::driver::{Connection, Payload};
    use crate::prediction::{Answer, Prediction, Share, Way};
    use crate::scenario::HostPort;
    use crate::topology::Name;

    const RULE: SettleRule = SettleRule {
        quiet_window: Duration::from_millis(40),
        samples: 8,
        converge: Duration::from_secs(1),
    };

    fn name(text: &str) -> Name {
        Name::from(text.to_owned())
    }

    fn served(workloads: &[&str]) -> Prediction {
        let way = Way {
            service: name("shop"),
            share: Share { parts: 1, of: 1 },
            workloads: workloads.iter().map(|one| (name(one), 8080)).collect(),
        };
        Prediction::Served(vec![way])
    }

    fn settling(before: Prediction, after: Prediction) -> Settling {
        let probe = CourseProbe {
            from: name("client"),
            to: HostPort { host: name("shop"), port: 8080 },
            behind: BTreeSet::new(),
            send: Payload::Tcp,
            connection: Connection::Fresh,
            past_service: false,
            claims: None,
            before,
            after,
            expectation: None,
        };
        let gates = vec![Gate::new(0, &probe, "client-0", Instant::ZERO)];
        let changed_at = Instant::ZERO;
        Settling { changed_at, gates, probes: 0, rounds: 0, rule: RULE, round_at: changed_at }
    }

    /// Plays rounds on a driven clock; `answer` says what the mesh answers at a time. Returns the end and its time.
    fn play(
        mut settling: Settling,
        answer: impl Fn(Instant) -> Option<Answer>,
    ) -> (Settled, Instant) {
        let mut now = Instant::ZERO;
        loop {
            match settling.look(now) {
                Settled::NotYet { not_before, count } => {
                    now = now.max(not_before);
                    for _ in 0..count {
                        now += Duration::from_micros(100);
                        settling.record(now, 0, "client-0", answer(now).as_ref(), "label");
                    }
                }
                end => return (end, now),
            }
        }
    }

    fn by(workload: &str) -> Option<Answer> {
        Some(Answer::By(name(workload), 8080))
    }

    #[test]
    fn a_mesh_that_is_already_right_still_has_to_be_right_for_the_whole_window() {
        let (end, at) = play(settling(Prediction::Denied, served(&["shop"])), |_| by("shop"));
        assert_eq!(end, Settled::Yes);
        assert!(at >= RULE.quiet_window && at < RULE.quiet_window * 2, "{at:?}");
    }

    #[test]
    fn a_stale_answer_starts_the_window_again() {
        let stale_at = Duration::from_millis(29);
        let flaps = |now| {
            let stale = now >= stale_at && now < stale_at + Duration::from_millis(3);
            if stale { Some(Answer::Denial) } else { by("shop") }
        };
        let (end, at) = play(settling(Prediction::Denied, served(&["shop"])), flaps);
        assert_eq!(end, Settled::Yes);
        assert!(at >= stale_at + RULE.quiet_window, "{at:?}");
    }

    #[test]
    fn a_mesh_that_never_takes_up_a_change_is_given_up_after_the_deadline() {
        let (end, at) = play(settling(served(&["old"]), served(&["new"])), |_| by("old"));
        assert_eq!(end, Settled::TooLate);
        assert!(at >= RULE.converge, "{at:?}");
    }

    #[test]
    fn where_old_answers_stay_possible_a_new_one_must_be_seen() {
        let states = || settling(served(&["old"]), served(&["old", "new"]));
        assert_eq!(play(states(), |_| by("old")).0, Settled::TooLate);
        let (end, at) =
            play(states(), |now| by(if now > RULE.quiet_window { "new" } else { "old" }));
        assert_eq!(end, Settled::Yes);
        assert!(at > RULE.quiet_window, "{at:?}");
    }

    #[test]
    fn a_slow_harness_is_not_the_meshs_lateness() {
        let rule = SettleRule { converge: Duration::from_micros(50), ..RULE };
        let mut slow = settling(Prediction::Denied, served(&["shop"]));
        slow.rule = rule;
        assert_eq!(play(slow, |_| by("shop")).0, Settled::Yes);
    }

    #[test]
    fn stale_answers_before_the_deadline_are_not_held_against_a_mesh_that_nobody_could_ask_later() {
        let mut settling = settling(served(&["old"]), served(&["new"]));
        let (deadline, early) = (settling.deadline(), Duration::from_millis(10));
        settling.record(Instant::ZERO + early, 0, "client-0", by("old").as_ref(), "old");
        settling.record(deadline + early, 0, "client-0", None, "not sent");
        assert_eq!(settling.look(deadline + early), Settled::TooLate);
        assert!(!settling.gates[0].answered_wrongly(deadline));
        settling.record(deadline + early, 0, "client-0", by("old").as_ref(), "old");
        assert!(settling.gates[0].answered_wrongly(deadline));
    }

    #[test]
    fn probes_that_were_not_sent_settle_nothing() {
        let (end, _) = play(settling(Prediction::Denied, served(&["shop"])), |_| None);
        assert_eq!(end, Settled::TooLate);
    }
}
