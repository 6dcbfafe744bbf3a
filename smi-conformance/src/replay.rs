//! Judging a log again: by the same rules, which stops at the same event with the same verdicts, or by others.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use crate::course::Course;
use crate::event::{Entry, Event, Header, Probed, Purpose};
use crate::judge::{Judge, Next, Rules, Wanted};
use crate::result::ScenarioResult;

/// A log: its first line, and the events of each scenario in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// What the run was.
    pub header: Header,
    /// The events by scenario.
    pub events: BTreeMap<String, Vec<Entry>>,
}

/// A log cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// The file cannot be read.
    #[error("the log cannot be read: {source}")]
    Io {
        /// What the operating system said.
        #[from]
        source: io::Error,
    },
    /// The log is empty.
    #[error("the log is empty; `smi-conformance run --events FILE` writes one")]
    Empty,
    /// A line is not what it should be.
    #[error("line {line} of the log: expected {expected}, as `run --events` writes it: {source}")]
    Line {
        /// The number of the line, from one.
        line: usize,
        /// What should stand there.
        expected: &'static str,
        /// What is wrong.
        source: serde_json::Error,
    },
}

impl Log {
    /// Reads a log.
    ///
    /// # Errors
    ///
    /// [`LogError`] with the line.
    pub fn read(from: impl BufRead) -> Result<Self, LogError> {
        let mut lines = from.lines().enumerate();
        let (_, first) = lines.next().ok_or(LogError::Empty)?;
        let wrong = |line: usize, expected| {
            move |source| LogError::Line { line: line + 1, expected, source }
        };
        let header = serde_json::from_str(&first?)
            .map_err(wrong(0, "the header of a run (suite, mesh, policy)"))?;
        let mut events: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for (number, line) in lines {
            let entry: Entry = serde_json::from_str(&line?).map_err(wrong(number, "an event"))?;
            events.entry(entry.scenario.clone()).or_default().push(entry);
        }
        Ok(Self { header, events })
    }
}

/// Judges the events of one scenario. What the log does not have stays open.
#[must_use]
pub fn judge_again(course: &Course, rules: &Rules, events: &[Entry]) -> ScenarioResult {
    let mut tape = Tape { events, taken: vec![false; events.len()] };
    let mut judge = Judge::new(course, rules);
    loop {
        let next = judge.next();
        if next == Next::Done {
            // What is left to happen then is that the deployment could not be removed.
            let failed = tape.first(|event| matches!(event, Event::Failed { .. }));
            failed.iter().for_each(|index| judge.record(&events[*index..=*index]));
            return judge.finish();
        }
        let batch = tape.batch(&next);
        if batch.is_empty() {
            judge.run_short();
        } else {
            judge.record(&batch);
        }
    }
}

/// The events that are left.
struct Tape<'a> {
    events: &'a [Entry],
    taken: Vec<bool>,
}

impl Tape<'_> {
    /// What came of such a wish; when nothing did, how the run ended instead.
    fn batch(&mut self, next: &Next) -> Vec<Entry> {
        let mut found = match next {
            Next::Deploy => self.first(|event| matches!(event, Event::Deployed { .. })),
            Next::Change(wanted) => {
                self.first(|event| matches!(event, Event::Changed { step, .. } if step == wanted))
            }
            Next::Arrivals { step: wanted, .. } => {
                self.first(|event| matches!(event, Event::Arrived { step, .. } if step == wanted))
            }
            Next::SelfCheck { step: wanted, .. } => self
                .first(|event| matches!(event, Event::SelfChecked { step, .. } if step == wanted)),
            Next::Probe { step, purpose, churn, wanted, .. } => {
                let mut found = self.probes(*step, *purpose, wanted);
                if churn.is_some() && !found.is_empty() {
                    found.extend(self.first(
                        |event| matches!(event, Event::Churned { step: of, .. } if of == step),
                    ));
                }
                found
            }
            Next::Done => Vec::new(),
        };
        if found.is_empty() {
            found = self.first(|event| matches!(event, Event::Failed { .. } | Event::Interrupted));
        }
        found.sort_unstable();
        found.iter().for_each(|index| self.taken[*index] = true);
        found.into_iter().map(|index| self.events[index].clone()).collect()
    }

    fn first(&self, wanted: impl Fn(&Event) -> bool) -> Vec<usize> {
        let mut left = (0..self.events.len()).filter(|index| !self.taken[*index]);
        left.find(|index| wanted(&self.events[*index].event)).into_iter().collect()
    }

    /// As many probes of each kind as are wanted and there, in the order in which they came back.
    fn probes(&self, step: usize, purpose: Purpose, wanted: &[Wanted]) -> Vec<usize> {
        let mut open: BTreeMap<(usize, &str), u64> = BTreeMap::new();
        for Wanted { probe, client, count } in wanted {
            *open.entry((*probe, client.as_str())).or_default() += count;
        }
        let mut found = Vec::new();
        for (index, entry) in self.events.iter().enumerate().filter(|(at, _)| !self.taken[*at]) {
            let Event::Probed(probed) = &entry.event else { continue };
            let Probed { step: of, purpose: for_what, probe, request, .. } = &**probed;
            if (*of, *for_what) != (step, purpose) {
                continue;
            }
            if let Some(left) = open.get_mut(&(*probe, request.from.as_str()))
                && *left > 0
            {
                *left -= 1;
                found.push(index);
            }
        }
        found
    }
}
