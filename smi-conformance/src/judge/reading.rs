//! Measuring which reading of the specification a mesh has: which options of an interpretation what happened fits.

use std::collections::{BTreeMap, BTreeSet};

use crate::judge::sample::Sample;
use crate::scenario::Expect;
use crate::topology::Name;

/// The options that every sample fits.
pub(super) fn fitting(
    options: &BTreeMap<String, Expect>,
    samples: &[&Sample],
    arrived: u64,
    tolerance: f64,
) -> Vec<String> {
    let fits =
        |expect: &Expect| samples.iter().all(|sample| fits(expect, sample, arrived, tolerance));
    options.iter().filter(|(_, expect)| fits(expect)).map(|(name, _)| name.clone()).collect()
}

fn fits(expect: &Expect, sample: &Sample, arrived: u64, tolerance: f64) -> bool {
    let served: u64 = sample.served.values().sum();
    let all_served = served == sample.taken && served > 0;
    match expect {
        Expect::Deny => served == 0 && sample.strangers == 0 && arrived == 0,
        Expect::Allow => all_served && sample.served.keys().all(|one| sample.behind.contains(one)),
        Expect::Reach(workloads) => {
            let seen: BTreeSet<&Name> = sample.served.keys().collect();
            all_served && seen == workloads.iter().collect()
        }
        Expect::Shares(shares) => all_served && fits_shares(shares, sample, tolerance),
        Expect::Reading(_) => false,
    }
}

/// Shares of workloads, as near as so few samples can tell: nothing where nothing is asked, and something near the rest.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn fits_shares(shares: &BTreeMap<Name, u64>, sample: &Sample, tolerance: f64) -> bool {
    let sum: u64 = shares.values().sum();
    let known = sample.served.keys().all(|workload| shares.contains_key(workload));
    let near = |(workload, share): (&Name, &u64)| {
        let seen = sample.served.get(workload).copied().unwrap_or_default();
        let asked = *share as f64 / sum.max(1) as f64;
        let found = seen as f64 / sample.taken.max(1) as f64;
        (*share == 0) == (seen == 0) && (asked - found).abs() <= tolerance
    };
    known && shares.iter().all(near)
}
