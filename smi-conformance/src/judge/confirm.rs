//! Confirming what clients saw: a denial only counts when nothing arrived anywhere and the target was well all the while.

use std::collections::{BTreeMap, BTreeSet};

use crate::course::CourseStep;
use crate::driver::{Arrival, Pod, ProbeId};
use crate::judge::Next;
use crate::judge::sample::Sample;
use crate::prediction::{Answer, Prediction};
use crate::topology::Name;

/// The questions at the end of a step, and their answers.
#[derive(Debug)]
pub(super) struct Confirmation {
    pub(super) samples: Vec<Sample>,
    pub(super) arrived: Option<BTreeSet<ProbeId>>,
    denied: Vec<ProbeId>,
    targets: Vec<String>,
    well: Option<BTreeMap<String, bool>>,
    workloads: BTreeMap<String, Name>,
}

impl Confirmation {
    pub(super) fn new(step: &CourseStep, pods: &[Pod], samples: Vec<Sample>) -> Self {
        let targets = targets(step);
        let denied: Vec<_> =
            samples.iter().flat_map(|sample| sample.denied_ids.iter().cloned()).collect();
        Self {
            arrived: denied.is_empty().then(BTreeSet::new),
            denied,
            targets: pods
                .iter()
                .filter(|pod| targets.contains(&pod.workload))
                .map(|pod| pod.name.clone())
                .collect(),
            well: None,
            workloads: pods.iter().map(|pod| (pod.name.clone(), pod.workload.clone())).collect(),
            samples,
        }
    }

    pub(super) fn next(&self, step: usize) -> Next {
        if self.arrived.is_none() {
            Next::Arrivals { step, asked: self.denied.clone() }
        } else if self.well.is_none() {
            Next::SelfCheck { step, pods: self.targets.clone() }
        } else {
            Next::Done
        }
    }

    pub(super) fn take_arrivals(&mut self, arrivals: &[Arrival]) {
        self.arrived = Some(arrivals.iter().map(|arrival| arrival.id.clone()).collect());
    }

    pub(super) fn take_self_check(&mut self, pods: &[String], well: &[bool]) {
        self.well = Some(pods.iter().cloned().zip(well.iter().copied()).collect());
    }

    /// How many probes of a sample that no client saw answered reached an application all the same.
    pub(super) fn arrived_of(&self, sample: &Sample) -> u64 {
        let arrived = self.arrived.as_ref();
        let count = sample
            .denied_ids
            .iter()
            .filter(|id| arrived.is_some_and(|arrived| arrived.contains(id)))
            .count();
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// The pods that are not well, among those that a probe may be served by.
    pub(super) fn unwell(&self, workloads: &BTreeSet<Name>) -> Vec<&str> {
        let well = self.well.iter().flatten();
        well.filter(|(pod, well)| {
            !**well && self.workloads.get(*pod).is_some_and(|workload| workloads.contains(workload))
        })
        .map(|(pod, _)| pod.as_str())
        .collect()
    }
}

/// Every workload that a probe of this step is, was or might be served by.
fn targets(step: &CourseStep) -> BTreeSet<Name> {
    let predictions = step.probes.iter().flat_map(|probe| [&probe.before, &probe.after]);
    let mut targets: BTreeSet<_> = predictions.flat_map(serving).collect();
    targets.extend(step.probes.iter().flat_map(|probe| probe.behind.iter().cloned()));
    targets
}

/// The workloads that a prediction has serve requests.
pub(super) fn serving(prediction: &Prediction) -> BTreeSet<Name> {
    let by = |answer| match answer {
        Answer::By(workload, _) => Some(workload),
        Answer::Denial | Answer::Stranger => None,
    };
    prediction.answers().into_iter().filter_map(by).collect()
}
