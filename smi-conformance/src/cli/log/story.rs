//! The story of a scenario: what was done and what came of it, in the order of the log.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::clock::Instant;
use crate::course::Course;
use crate::driver::{Change, Outcome};
use crate::event::{Entry, Event, Probed, Purpose};
use crate::result::{ScenarioResult, Verdict};

/// Tells it.
pub(super) fn tell(
    out: &mut dyn Write,
    course: Option<&Course>,
    events: &[Entry],
    result: &ScenarioResult,
) -> io::Result<()> {
    writeln!(out, "{}: {}\n  {}", result.id, result.verdict, result.title)?;
    let mut probes = Probes::default();
    for entry in events {
        if let Event::Probed(probed) = &entry.event {
            probes.add(entry.at, probed);
            continue;
        }
        probes.flush(out, course)?;
        writeln!(out, "{} {}", at(entry.at), line(course, &entry.event))?;
    }
    probes.flush(out, course)?;
    for expectation in &result.expectations {
        writeln!(out, "            {}: {}", expectation.verdict, expectation.id)?;
        if expectation.verdict != Verdict::Pass {
            writeln!(out, "              expected {}", expectation.expected)?;
            writeln!(out, "              found    {}", expectation.found)?;
        }
    }
    if let Some(reason) = &result.reason {
        writeln!(out, "            {reason}")?;
    }
    writeln!(out)
}

fn at(at: Instant) -> String {
    format!("{:9.4} s", at.as_secs_f64())
}

fn line(course: Option<&Course>, event: &Event) -> String {
    match event {
        Event::Deployed { pods } => format!("{} pods are ready", pods.len()),
        Event::Changed { step, changes } => {
            let changes: Vec<_> = changes.iter().map(change).collect();
            format!("step `{}`: {}", step_name(course, *step), changes.join(", "))
        }
        Event::Churned { change: one, .. } => format!("meanwhile: {}", change(one)),
        Event::Arrived { asked, arrivals, .. } => {
            format!("of {} denied probes {} reached an application", asked.len(), arrivals.len())
        }
        Event::SelfChecked { pods, well, .. } => {
            let sick = pods.iter().zip(well).filter(|(_, well)| !**well);
            let sick: Vec<_> = sick.map(|(pod, _)| pod.as_str()).collect();
            match sick.is_empty() {
                true => format!("{} pods say that they are well", pods.len()),
                false => format!("not well: {}", sick.join(", ")),
            }
        }
        Event::Failed { during, error } => format!("{during} failed: {error}"),
        Event::Interrupted => "the run was interrupted".to_owned(),
        Event::TornDown => "everything is gone".to_owned(),
        Event::Probed(_) => String::new(),
    }
}

fn change(change: &Change) -> String {
    match change {
        Change::Apply(object) => {
            let text = |pointer| object.pointer(pointer).and_then(|one| one.as_str());
            let kind = text("/kind").unwrap_or("object");
            format!("apply {kind} {}", text("/metadata/name").unwrap_or("without a name"))
        }
        Change::Delete(key) => format!("delete {} {}", key.kind, key.name),
    }
}

fn step_name(course: Option<&Course>, step: usize) -> String {
    let named = course.and_then(|course| course.steps.get(step)).map(|step| step.name.clone());
    named.unwrap_or_else(|| step.to_string())
}

/// Probes of one kind that came back one after the other.
#[derive(Default)]
struct Probes {
    kinds: BTreeMap<Kind, Answers>,
}

/// Purpose, step, probe and the pod that sent it.
type Kind = (Purpose, usize, usize, String);

/// When the first came back, and how many came to what.
type Answers = (Instant, BTreeMap<String, u64>);

impl Probes {
    fn add(&mut self, at: Instant, probed: &Probed) {
        let Probed { purpose, step, probe, request, outcome } = probed;
        let key = (*purpose, *step, *probe, request.from.clone());
        let (_, counts) = self.kinds.entry(key).or_insert_with(|| (at, BTreeMap::new()));
        *counts.entry(answer(outcome)).or_default() += 1;
    }

    fn flush(&mut self, out: &mut dyn Write, course: Option<&Course>) -> io::Result<()> {
        for ((purpose, step, probe, from), (since, counts)) in std::mem::take(&mut self.kinds) {
            let purpose = match purpose {
                Purpose::Gate => "gate",
                Purpose::Sample => "sample",
                Purpose::Hold => "sample, later",
            };
            let name = course.and_then(|course| course.steps.get(step)?.probes.get(probe));
            let name = name.map_or_else(
                || probe.to_string(),
                |probe| match &probe.expectation {
                    Some(expectation) => {
                        expectation.id.rsplit('/').next().unwrap_or_default().to_owned()
                    }
                    None => "sentinel".to_owned(),
                },
            );
            let counts: Vec<_> =
                counts.iter().map(|(answer, count)| format!("{count} × {answer}")).collect();
            let counts = counts.join(", ");
            writeln!(out, "{} {purpose} `{name}` from {from}: {counts}", at(since))?;
        }
        Ok(())
    }
}

fn answer(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Served(arrival) => format!("{}:{}", arrival.pod, arrival.port),
        Outcome::Response { status, .. } => format!("http {status}"),
        Outcome::Broken { shape } => shape.to_string(),
        Outcome::NotSent { reason } => format!("not sent: {reason}"),
    }
}
