//! How configuration reaches proxies: every proxy has the newest tables at once. Unless a fault has it otherwise.
//!
//! Each proxy keeps the tables that it was given, and says for every decision which of them are in force. Nobody sleeps
//! here: what depends on time depends on the time of the decision.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use super::compile::{PodEntry, Tables};
use super::fault::Fault;
use crate::clock::{Clock, Instant};
use crate::driver::{Change, ObjectKey};

/// [`Fault::Flapping`]: so many decisions come between two with old tables.
const FLAPS_EVERY: u64 = 10;
/// [`Fault::RevertsAfterThreeSeconds`]: the age at which tables are given up by a proxy that was idle for so long. One that
/// is at work keeps them, so that it does not depend on the speed of the machine which scenarios notice.
const REVERTS_AFTER: Duration = Duration::from_secs(3);
const REVERTS_WHEN_IDLE: Duration = Duration::from_millis(400);
/// [`Fault::DebouncedWithoutEnd`]: the silence that a change waits for.
const DEBOUNCE: Duration = Duration::from_millis(150);

/// Hands tables out to the proxies of a deployment.
#[derive(Debug)]
pub(super) struct Rollout {
    proxies: Vec<Arc<Proxy>>,
    fault: Option<Fault>,
    clock: Clock,
    /// [`Fault::UpdateOnlyHalf`]: what waits for the next change.
    waiting: Mutex<Vec<Change>>,
}

/// The tables of one proxy.
#[derive(Debug)]
pub(super) struct Proxy {
    /// The tables that were or will be in force, the newest last. Never empty.
    tables: RwLock<Vec<(Instant, Arc<Tables>)>>,
    decisions: AtomicU64,
    /// When the last decision was made, and whether it was made with tables that had been given up.
    last: Mutex<(Instant, bool)>,
    /// Whether its pod is the second of its workload.
    second: bool,
    fault: Option<Fault>,
    clock: Clock,
    /// [`Fault::Slow`]: the age at which tables come into force.
    delay: Duration,
}

impl Rollout {
    /// Makes a proxy for each pod, with empty tables. The mesh promises that changes are in force after `converge`.
    pub(super) fn new(pods: &[PodEntry], fault: Option<Fault>, converge: Duration) -> Self {
        let clock = Clock::start();
        let mut seen = BTreeSet::new();
        let mut seconds = BTreeSet::new();
        let proxy = |pod: &PodEntry| {
            let is_first = seen.insert(pod.workload.clone());
            let second = !is_first && seconds.insert(pod.workload.clone());
            let tables = RwLock::new(vec![(Instant::ZERO, Arc::default())]);
            let delay = converge + converge / 2;
            let (decisions, last) = Default::default();
            Arc::new(Proxy { tables, decisions, last, second, fault, clock, delay })
        };
        let proxies = pods.iter().map(proxy).collect();
        Self { proxies, fault, clock, waiting: Mutex::default() }
    }

    /// The proxy of a pod, by the pod's index.
    pub(super) fn proxy(&self, index: usize) -> Arc<Proxy> {
        Arc::clone(&self.proxies[index])
    }

    /// The changes to take up now, when these come in.
    pub(super) fn admit(
        &self,
        changes: &[Change],
        key: impl Fn(&Change) -> Option<ObjectKey>,
        is_there: impl Fn(&ObjectKey) -> bool,
    ) -> Vec<Change> {
        if self.fault != Some(Fault::UpdateOnlyHalf) {
            return changes.to_vec();
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut now = std::mem::take(&mut *waiting);
        let mut updated = false;
        for change in changes {
            let is_update =
                matches!(change, Change::Apply(_)) && key(change).is_some_and(|key| is_there(&key));
            if is_update && updated {
                waiting.push(change.clone());
            } else {
                now.push(change.clone());
            }
            updated |= is_update;
        }
        now
    }

    /// Hands new tables to every proxy. `stuck` says that an object is stored that cannot be read.
    pub(super) fn publish(&self, tables: Tables, stuck: bool) {
        if stuck && self.fault == Some(Fault::BadObjectStalls) {
            return;
        }
        let (now, tables) = (self.clock.now(), Arc::new(tables));
        self.proxies.iter().for_each(|proxy| proxy.take(now, Arc::clone(&tables)));
    }
}

impl Proxy {
    /// The tables in force for one decision.
    pub(super) fn tables(&self) -> Arc<Tables> {
        let nth = self.decisions.fetch_add(1, Ordering::Relaxed) + 1;
        let tables = self.tables.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&tables[self.in_force(&tables, nth)].1)
    }

    fn take(&self, now: Instant, new: Arc<Tables>) {
        let mut tables = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        let had_objects = tables.last().is_some_and(|(_, newest)| newest.objects > 0);
        if self.fault == Some(Fault::OneProxyStale) && self.second && had_objects {
            return;
        }
        let first = self.in_force(&tables, 1);
        tables.drain(..first);
        tables.push((now, new));
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = (now, false);
    }

    /// [`Fault::RevertsAfterThreeSeconds`]: whether tables of this age are given up.
    fn is_given_up(&self, age: Duration) -> bool {
        let now = self.clock.now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = now.saturating_sub(last.0);
        *last = (now, last.1 || (age >= REVERTS_AFTER && idle >= REVERTS_WHEN_IDLE));
        last.1
    }

    /// The index of the tables in force.
    fn in_force(&self, tables: &[(Instant, Arc<Tables>)], nth: u64) -> usize {
        let newest = tables.len() - 1;
        let before = newest.saturating_sub(1);
        let age = |index: usize| self.clock.now().saturating_sub(tables[index].0);
        match self.fault {
            Some(Fault::Flapping) if nth.is_multiple_of(FLAPS_EVERY) => before,
            Some(Fault::RevertsAfterThreeSeconds) if self.is_given_up(age(newest)) => before,
            Some(Fault::Slow) => {
                (1..=newest).rev().find(|index| age(*index) >= self.delay).unwrap_or(0)
            }
            Some(Fault::DebouncedWithoutEnd) => {
                let silence = |index: usize| match tables.get(index + 1) {
                    Some((next, _)) => next.saturating_sub(tables[index].0),
                    None => age(index),
                };
                (1..=newest).rev().find(|index| silence(*index) >= DEBOUNCE).unwrap_or(0)
            }
            _ => newest,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Fault, Rollout, Tables};
    use crate::clock::sleep;
    use crate::reference::compile::PodEntry;
    use crate::topology::Name;

    fn rollout(fault: Fault) -> Rollout {
        let pod = |ordinal: u8| PodEntry {
            name: format!("web-{ordinal}"),
            workload: Name::new("app", "web"),
            address: [127, 64, 0, ordinal].into(),
            identity: None,
            ports: Vec::new(),
        };
        Rollout::new(&[pod(0), pod(1)], Some(fault), Duration::from_millis(400))
    }

    fn publish(rollout: &Rollout, objects: usize) {
        rollout.publish(Tables { objects, ..Tables::default() }, false);
    }

    /// How many objects were compiled into the tables that the two proxies use.
    fn in_force(rollout: &Rollout) -> [usize; 2] {
        [0, 1].map(|index| rollout.proxy(index).tables().objects)
    }

    #[test]
    fn one_proxy_is_stale_once_it_had_objects() {
        let rollout = rollout(Fault::OneProxyStale);
        publish(&rollout, 1);
        assert_eq!(in_force(&rollout), [1, 1]);
        publish(&rollout, 2);
        publish(&rollout, 3);
        assert_eq!(in_force(&rollout), [3, 1]);
    }

    #[test]
    fn every_tenth_decision_flaps() {
        let rollout = rollout(Fault::Flapping);
        publish(&rollout, 1);
        publish(&rollout, 2);
        let proxy = rollout.proxy(0);
        let old: Vec<_> = (1..=30).filter(|_| proxy.tables().objects == 1).collect();
        assert_eq!(old, [10, 20, 30]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_is_taken_back_after_three_seconds() {
        let rollout = rollout(Fault::RevertsAfterThreeSeconds);
        publish(&rollout, 1);
        publish(&rollout, 2);
        sleep(Duration::from_millis(2_900)).await;
        assert_eq!(in_force(&rollout), [2, 2]);
        sleep(Duration::from_millis(399)).await;
        assert_eq!(in_force(&rollout), [2, 2], "it is at work");
        sleep(Duration::from_millis(400)).await;
        assert_eq!(in_force(&rollout), [1, 1]);
        assert_eq!(in_force(&rollout), [1, 1], "given up is given up");
        publish(&rollout, 3);
        assert_eq!(in_force(&rollout), [3, 3]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_mesh_takes_changes_up_in_order_and_late() {
        let rollout = rollout(Fault::Slow);
        publish(&rollout, 1);
        sleep(Duration::from_millis(300)).await;
        publish(&rollout, 2);
        sleep(Duration::from_millis(299)).await;
        assert_eq!(in_force(&rollout), [0, 0]);
        sleep(Duration::from_millis(1)).await;
        assert_eq!(in_force(&rollout), [1, 1]);
        sleep(Duration::from_millis(300)).await;
        assert_eq!(in_force(&rollout), [2, 2]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_waits_for_silence_as_long_as_it_takes() {
        let rollout = rollout(Fault::DebouncedWithoutEnd);
        for objects in 1..=20 {
            publish(&rollout, objects);
            sleep(Duration::from_millis(100)).await;
            assert_eq!(in_force(&rollout), [0, 0]);
        }
        sleep(Duration::from_millis(50)).await;
        assert_eq!(in_force(&rollout), [20, 20]);
    }
}
