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
        Expect::Shares(shares) => {
            sample.strangers == 0 && fits_shares(shares, &sample.served, sample.taken, tolerance)
        }
        Expect::Reading(_) => false,
    }
}

/// Shares of workloads, as near as so few samples can tell: nothing where nothing is asked, and something near the rest.
/// Of backends that nobody can reach, one may have a share: that of the requests which are not served.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn fits_shares(
    shares: &BTreeMap<Name, u64>,
    served: &BTreeMap<Name, u64>,
    taken: u64,
    tolerance: f64,
) -> bool {
    let sum: u64 = shares.values().sum();
    let known = served.keys().all(|workload| shares.contains_key(workload));
    let unserved = taken.saturating_sub(served.values().sum());
    let is_absent = |(workload, share): &(&Name, &u64)| {
        unserved > 0 && **share > 0 && !served.contains_key(*workload)
    };
    let absent: Vec<&Name> =
        shares.iter().filter(is_absent).map(|(workload, _)| workload).collect();
    let near = |(workload, share): (&Name, &u64)| {
        let failed = if absent.contains(&workload) { unserved } else { 0 };
        let seen = served.get(workload).copied().unwrap_or(failed);
        let asked = *share as f64 / sum.max(1) as f64;
        let found = seen as f64 / taken.max(1) as f64;
        (*share == 0) == (seen == 0) && (asked - found).abs() <= tolerance
    };
    known && (unserved == 0 || absent.len() == 1) && shares.iter().all(near)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::fits_shares;
    use crate::topology::Name;

    fn counts<const N: usize>(counts: [(&str, u64); N]) -> BTreeMap<Name, u64> {
        counts.into_iter().map(|(name, count)| (Name::new("app", name), count)).collect()
    }

    #[test]
    fn requests_that_fail_are_the_share_of_a_backend_that_is_not_there() {
        let halves = counts([("old", 1), ("gone", 1)]);
        let fits = |served: &BTreeMap<Name, u64>| fits_shares(&halves, served, 100, 0.1);
        assert!(fits(&counts([("old", 52)])));
        assert!(!fits(&counts([("old", 95)])));
        assert!(!fits(&counts([("old", 100)])));
        assert!(!fits(&counts([("old", 50), ("gone", 40)])), "a backend that serves does not fail");
        assert!(!fits(&counts([("old", 50), ("other", 50)])));
    }

    #[test]
    fn a_backend_without_a_share_must_not_be_seen_and_one_with_a_share_must() {
        let shares = counts([("old", 99), ("new", 1), ("none", 0)]);
        let fits = |served: &BTreeMap<Name, u64>| fits_shares(&shares, served, 100, 0.1);
        assert!(fits(&counts([("old", 97), ("new", 3)])));
        assert!(!fits(&counts([("old", 100)])));
        assert!(!fits(&counts([("old", 96), ("new", 3), ("none", 1)])));
    }
}
