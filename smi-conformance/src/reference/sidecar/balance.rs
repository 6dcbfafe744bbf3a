//! Choosing a backend by weight, and one of its pods.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::Dice;
use crate::reference::compile::routes::{Endpoint, Ways, WeightedEndpoints};
use crate::reference::fault::Fault;

/// A leak of [`Fault::ZeroWeightLeaks`] happens every so many requests.
const LEAK_EVERY: u64 = 50;

/// Chooses for one client pod.
pub(super) struct Balance {
    dice: Dice,
    fault: Option<Fault>,
    requests: AtomicU64,
    /// [`Fault::StickyPerClient`]: the backend of the first request, by the address that was dialled.
    first: Mutex<BTreeMap<SocketAddrV4, usize>>,
}

impl Balance {
    pub(super) fn new(seed: u64, fault: Option<Fault>) -> Self {
        let (dice, requests) = (Dice::new(seed), AtomicU64::new(0));
        Self { dice, fault, requests, first: Mutex::default() }
    }

    /// Chooses a pod; none when there is no way on.
    pub(super) fn choose(&self, dialled: SocketAddrV4, ways: Ways<'_>) -> Option<Endpoint> {
        let pods = match ways {
            Ways::Plain(pods) => pods,
            Ways::Split(clusters) => &clusters.get(self.cluster(dialled, clusters)?)?.endpoints,
        };
        let count = u64::try_from(pods.len()).ok().filter(|count| *count > 0)?;
        pods.get(usize::try_from(self.dice.below(count)).ok()?).cloned()
    }

    fn cluster(&self, dialled: SocketAddrV4, clusters: &[WeightedEndpoints]) -> Option<usize> {
        if self.fault == Some(Fault::StickyPerClient) {
            let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = first.get(&dialled).filter(|index| **index < clusters.len()) {
                return Some(*known);
            }
            let drawn = self.draw(clusters)?;
            first.insert(dialled, drawn);
            return Some(drawn);
        }
        let nth = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        if self.fault == Some(Fault::ZeroWeightLeaks)
            && nth.is_multiple_of(LEAK_EVERY)
            && let Some(leak) = clusters.iter().position(|cluster| cluster.weight == 0)
        {
            return Some(leak);
        }
        self.draw(clusters)
    }

    fn draw(&self, clusters: &[WeightedEndpoints]) -> Option<usize> {
        let total: u64 = clusters.iter().map(|cluster| cluster.weight).sum();
        let mut drawn = self.dice.below(total.max(1));
        clusters.iter().position(|cluster| {
            let here = drawn < cluster.weight;
            drawn = drawn.saturating_sub(cluster.weight);
            here
        })
    }
}
