//! Faults that are about weights, and about what the groups of a split say.

use smi_types::specs::v1alpha4::HTTPRouteGroup;
use smi_types::split::v1alpha4::Backend;

use super::{Compiler, WeightedEndpoints};
use crate::reference::compile::ServiceEntry;
use crate::reference::fault::Fault;
use crate::topology::{Protocol, ServicePort};

/// A group, as splits understand it.
pub(super) fn group(group: &HTTPRouteGroup, fault: Option<Fault>) -> HTTPRouteGroup {
    let mut group = group.clone();
    for one in &mut group.spec.matches {
        match fault {
            Some(Fault::SplitReadsHeadersOnly) => {
                one.path_regex = None;
                one.methods = None;
            }
            Some(Fault::SplitReadsNoHeaders) => one.headers = None,
            Some(Fault::SplitReadsNoMethods) => one.methods = None,
            _ => {}
        }
    }
    group
}

/// The backends of a split, as far as the mesh takes note of them.
pub(super) fn entries(backends: &[Backend], fault: Option<Fault>) -> Vec<Backend> {
    let mut kept: Vec<Backend> = Vec::new();
    for backend in backends {
        match fault {
            Some(Fault::LastDuplicateCounts) => {
                kept.retain(|other| other.service != backend.service);
            }
            Some(Fault::LikeDuplicatesCountOnce) if kept.contains(backend) => continue,
            _ => {}
        }
        kept.push(backend.clone());
    }
    kept
}

/// A weight, as a number that shares can be made of.
pub(super) fn number(weight: i64, fault: Option<Fault>) -> u64 {
    match (u64::try_from(weight), fault) {
        (Err(_), Some(Fault::NegativeWeightWraps)) => weight.unsigned_abs() << 32,
        (Err(_), _) => 0,
        (Ok(weight), Some(Fault::WeightsSquared)) => weight * weight,
        (Ok(weight), Some(Fault::WeightsClamped)) => weight.min(100),
        (Ok(weight), Some(Fault::WeightsOfOneByte)) => weight % 256,
        (Ok(weight), Some(Fault::WeightsRoundedToTens)) => (weight + 5) / 10 * 10,
        (Ok(1), Some(Fault::WeightOneIsZero)) => 0,
        (Ok(weight), Some(Fault::ThousandsLost)) => {
            let mut digits = weight;
            while digits > 0 && digits.is_multiple_of(1000) {
                digits /= 1000;
            }
            digits
        }
        (Ok(weight), _) => weight,
    }
}

impl Compiler<'_> {
    /// Applies the faults that are about weights beside one another.
    pub(super) fn distort(
        &self,
        clusters: &mut Vec<WeightedEndpoints>,
        root: &ServiceEntry,
        port: &ServicePort,
    ) {
        let sum: u64 = clusters.iter().map(|cluster| cluster.weight).sum();
        let itself = |weight| {
            let endpoints = self.endpoints(root, port.target());
            WeightedEndpoints { weight, endpoints }
        };
        let tcp = port.protocol == Protocol::Tcp;
        match self.fault {
            Some(Fault::WeightsIgnored) => clusters.iter_mut().for_each(|one| one.weight = 1),
            Some(Fault::TcpWeightsIgnored) if tcp => {
                clusters.iter_mut().for_each(|one| one.weight = 1);
            }
            Some(Fault::AllZeroIsEqual) if sum == 0 => {
                clusters.iter_mut().for_each(|one| one.weight = 1);
            }
            Some(Fault::AllZeroIsRoot) if sum == 0 => clusters.push(itself(1)),
            Some(Fault::SharesByPods) => {
                clusters.iter_mut().for_each(|one| one.weight *= one.endpoints.len() as u64);
            }
            Some(Fault::WeightsAsPercent) if sum < 100 => clusters.push(itself(100 - sum)),
            Some(Fault::WeightsMustBePercent) if sum != 100 => *clusters = vec![itself(1)],
            _ => self.distort_shares(clusters, sum, tcp),
        }
    }

    /// Applies the faults that move shares between backends.
    fn distort_shares(&self, clusters: &mut [WeightedEndpoints], sum: u64, tcp: bool) {
        match self.fault {
            Some(Fault::WeightsOffByTenPoints) => off_by_ten_points(clusters, sum),
            Some(Fault::SmallWeightsDropped) => {
                let small = clusters.iter_mut().filter(|one| one.weight * 10 < sum);
                small.for_each(|one| one.weight = 0);
            }
            Some(Fault::FirstBackendTakesAll) => keep(clusters, 0),
            Some(Fault::HeaviestBackendTakesAll) => keep_heaviest(clusters),
            Some(Fault::TcpHeaviestBackendTakesAll) if tcp => keep_heaviest(clusters),
            Some(Fault::WeightsInReverse) => {
                let weights: Vec<_> = clusters.iter().map(|one| one.weight).collect();
                let weights = weights.into_iter().rev();
                clusters.iter_mut().zip(weights).for_each(|(one, weight)| one.weight = weight);
            }
            Some(Fault::LastBackendTakesRounding) if sum > 0 => {
                clusters.iter_mut().for_each(|one| one.weight = one.weight * 100 / sum);
                let rounded: u64 = clusters.iter().map(|one| one.weight).sum();
                if let Some(last) = clusters.last_mut() {
                    last.weight += 100 - rounded;
                }
            }
            Some(Fault::ZeroWeightGetsATenth) if sum > 0 => {
                let empty = clusters.iter_mut().filter(|one| one.weight == 0);
                empty.for_each(|one| one.weight = sum.div_ceil(10));
            }
            Some(Fault::ZeroWeightIsStandby) => {
                let empty = |one: &WeightedEndpoints| one.weight == 0 || one.endpoints.is_empty();
                if clusters.iter().all(empty) {
                    clusters.iter_mut().for_each(|one| one.weight = u64::from(one.weight == 0));
                }
            }
            _ => {}
        }
    }
}

fn keep(clusters: &mut [WeightedEndpoints], kept: usize) {
    for (index, cluster) in clusters.iter_mut().enumerate() {
        cluster.weight = u64::from(index == kept);
    }
}

fn keep_heaviest(clusters: &mut [WeightedEndpoints]) {
    let most = clusters.iter().map(|one| one.weight).max();
    let heaviest = clusters.iter().position(|one| Some(one.weight) == most);
    keep(clusters, heaviest.unwrap_or_default());
}

fn off_by_ten_points(clusters: &mut [WeightedEndpoints], sum: u64) {
    clusters.iter_mut().for_each(|one| one.weight *= 10);
    let share = |one: &WeightedEndpoints| (one.weight > 0).then_some(one.weight);
    let largest = clusters.iter().map(share).max().flatten();
    let smallest = clusters.iter().filter_map(share).min();
    let moved = clusters.iter().position(|one| Some(one.weight) == smallest);
    let from = clusters.iter().rposition(|one| Some(one.weight) == largest);
    if let (Some(from), Some(to)) = (from, moved)
        && from != to
    {
        clusters[from].weight -= sum.min(clusters[from].weight);
        clusters[to].weight += sum;
    }
}
