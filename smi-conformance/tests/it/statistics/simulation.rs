//! A hundred thousand synthetic meshes of each kind through the judge of shares, at an α that is large enough to measure.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use smi_conformance::statistics::binomial::probabilities;
use smi_conformance::statistics::exact::{Characteristics, characteristics};
use smi_conformance::statistics::{
    Conclusion, Decision, ErrorRates, Policy, ShareDesign, ShareTest, SplitTest,
};

use super::interval::Rate;
use super::random::{Random, cumulative};
use super::streams::{Independent, Mesh, RoundRobin, Sticky};

const MESHES: u64 = 100_000;

/// A wrong failure in a hundred can be counted; wrong alarms about independence are kept out of the counts.
const RAISED: ErrorRates = ErrorRates { alpha: 0.01, alpha_independence: 1e-8 };

/// Shares of two backends; the second has the rest.
const ASKED: [f64; 3] = [0.5, 0.7, 0.9];

fn split(shares: &[f64], schedulers: u32) -> SplitTest {
    SplitTest::new(&Policy::default(), shares, RAISED, schedulers, 0)
}

/// The design of the first backend's test; with two backends, the other one is its mirror image.
fn design(test: &SplitTest) -> ShareDesign {
    test.shares().next().map(|(test, _)| test.design.clone()).unwrap()
}

fn two(share: f64) -> [f64; 2] {
    [share, 1.0 - share]
}

/// How often each conclusion came out.
#[derive(Debug, Default)]
struct Tally {
    pass: AtomicU64,
    fail: AtomicU64,
    undecided: AtomicU64,
    dependent: AtomicU64,
    requests: AtomicU64,
}

impl Tally {
    fn count(&self, test: &SplitTest) {
        let counter = match test.conclusion() {
            Conclusion::Pass => &self.pass,
            Conclusion::Fail => &self.fail,
            Conclusion::Undecided => &self.undecided,
            Conclusion::Dependent(_) => &self.dependent,
            Conclusion::Open => panic!("stopped without a conclusion"),
        };
        counter.fetch_add(1, Ordering::Relaxed);
        self.requests.fetch_add(test.taken(), Ordering::Relaxed);
    }

    fn rate(counter: &AtomicU64) -> Rate {
        Rate { times: counter.load(Ordering::Relaxed), of: MESHES }
    }

    fn rates(&self) -> [Rate; 4] {
        [&self.pass, &self.fail, &self.undecided, &self.dependent].map(Self::rate)
    }

    #[expect(clippy::print_stdout, reason = "seen only by those who ask for it")]
    fn report(&self, name: &str) {
        let [pass, fail, undecided, dependent] = self.rates().map(Rate::value);
        let mean = Rate { times: self.requests.load(Ordering::Relaxed), of: MESHES }.value();
        // Shown by `--nocapture`; the documentation takes its figures from here.
        println!(
            "{name}: pass {pass:.5}, fail {fail:.5}, undecided {undecided:.5}, dependent {dependent:.5}, mean {mean:.1}"
        );
    }
}

/// Runs every simulation on its own stream of numbers, so that the outcome does not depend on the number of threads.
fn simulate(seed: u64, count: u64, one: impl Fn(&mut Random) + Sync) {
    let workers = thread::available_parallelism().map_or(2, |workers| workers.get() as u64);
    thread::scope(|scope| {
        for worker in 0..workers {
            let one = &one;
            scope.spawn(move || {
                for simulation in (worker..count).step_by(workers as usize) {
                    one(&mut Random::of(seed, simulation));
                }
            });
        }
    });
}

/// Judges a mesh as the runner does: batch for batch, until there is nothing more to ask for.
fn judge(test: &mut SplitTest, mesh: &mut impl Mesh, random: &mut Random) {
    loop {
        match test.wanted() {
            0 => return,
            wanted => (0..wanted).for_each(|_| test.record(mesh.serve(random))),
        }
        test.look();
    }
}

fn measure<M: Mesh>(
    name: &str,
    test: &SplitTest,
    mesh: impl Fn(&mut Random) -> M + Sync,
) -> [Rate; 4] {
    let tally = Tally::default();
    let seed = name.bytes().fold(0, |seed, byte| 31_u64.wrapping_mul(seed) + u64::from(byte));
    simulate(seed, MESHES, |random| {
        let (mut test, mut mesh) = (test.clone(), mesh(random));
        judge(&mut test, &mut mesh, random);
        tally.count(&test);
    });
    tally.report(name);
    tally.rates()
}

/// Measures independent requests at a true share, against what the programme predicts for it.
fn agrees(name: &str, asked: f64, share: f64) -> [Rate; 4] {
    let test = split(&two(asked), 1);
    let name = format!("{name}, asked {asked}, share {share:.3}");
    let Characteristics { pass, fail, inconclusive, .. } = characteristics(&design(&test), share);
    let rates = measure(&name, &test, |_| Independent::new(&two(share)));
    for (rate, chance) in rates.iter().zip([pass, fail, inconclusive]) {
        assert!(rate.agrees_with(chance), "{name}: {rate:?} for {chance}");
    }
    assert!(rates[3].may_be_at_most(RAISED.alpha_independence), "{name}: {:?}", rates[3]);
    rates
}

#[test]
fn fair_and_almost_fair_meshes_fail_no_more_often_than_stated() {
    let bound = RAISED.alpha / (1.0 - Policy::default().beta);
    for asked in ASKED {
        let design = design(&split(&two(asked), 1));
        for share in [asked, design.low.null, design.high.null] {
            let [_, fail, ..] = agrees("conforming", asked, share);
            assert!(fail.may_be_at_most(bound), "{asked} at {share}: {fail:?}");
        }
    }
}

#[test]
fn wrong_shares_pass_no_more_often_than_stated() {
    for asked in ASKED {
        let design = design(&split(&two(asked), 1));
        for share in [design.low.alternative, design.high.alternative] {
            let [pass, fail, ..] = agrees("wrong", asked, share);
            assert!(pass.may_be_at_most(Policy::default().beta), "{asked} at {share}: {pass:?}");
            assert!(fail.value() > 0.99, "{asked} at {share}: {fail:?}");
        }
    }
}

#[test]
fn three_backends_share_the_error_rates_of_two() {
    let asked = [0.5, 0.3, 0.2];
    let test = split(&asked, 1);
    let [_, fail, undecided, dependent] =
        measure("three, fair", &test, |_| Independent::new(&asked));
    assert!(fail.may_be_at_most(RAISED.alpha / (1.0 - Policy::default().beta)), "{fail:?}");
    assert!(undecided.value() < 1e-4 && dependent.times == 0, "{undecided:?} {dependent:?}");
    // The last one is at its alternative above, and the first one gives it.
    let [pass, ..] = measure("three, wrong", &test, |_| Independent::new(&[0.4, 0.3, 0.3]));
    assert!(pass.may_be_at_most(Policy::default().beta), "{pass:?}");
}

#[test]
fn a_round_robin_passes() {
    for asked in ASKED {
        let (asked, test) = (two(asked), split(&two(asked), 1));
        let [pass, ..] = measure(&format!("round robin, {asked:?}"), &test, |random| {
            RoundRobin::in_phase(&asked, 1, random)
        });
        assert_eq!(pass.times, MESHES, "{asked:?}");
    }
}

#[test]
fn many_schedulers_in_phase_pass_and_never_fail() {
    for share in [0.5, 0.7, 0.9] {
        let (asked, test) = (two(share), split(&two(share), 64));
        let [pass, ..] = measure(&format!("64 schedulers, {share}"), &test, |random| {
            RoundRobin::in_phase(&asked, 64, random)
        });
        assert_eq!(pass.times, MESHES, "{share}");
    }
}

#[test]
fn sticky_meshes_neither_pass_nor_fail() {
    for (share, requests) in [(0.5, 5), (0.7, 5), (0.9, 5), (0.5, 50), (0.7, 50), (0.9, 50)] {
        let (asked, test) = (two(share), split(&two(share), 1));
        let name = format!("sticky for {requests}, {share}");
        let [pass, fail, ..] = measure(&name, &test, |_| Sticky::new(&asked, requests));
        assert!(pass.may_be_at_most(RAISED.alpha_independence), "{name}: {pass:?}");
        assert!(fail.may_be_at_most(RAISED.alpha), "{name}: {fail:?}");
    }
}

#[test]
fn independent_meshes_are_called_dependent_no_more_often_than_stated() {
    let rates = ErrorRates { alpha: 1e-6, alpha_independence: 0.01 };
    for share in ASKED {
        let test = SplitTest::new(&Policy::default(), &two(share), rates, 1, 0);
        let [_, fail, undecided, dependent] =
            measure(&format!("independence, {share}"), &test, |_| Independent::new(&two(share)));
        assert!(dependent.may_be_at_most(rates.alpha_independence), "{share}: {dependent:?}");
        assert!(dependent.value() > 0.001, "{share}: the check can be seen to work");
        assert_eq!((fail.times, undecided.times / 100), (0, 0), "{share}");
    }
}

#[test]
fn a_mesh_that_ignores_the_weights_fails() {
    for asked in [0.7, 0.9] {
        let test = split(&two(asked), 1);
        for (name, share) in [("equal", 0.5), ("mirrored", 1.0 - asked)] {
            let [_, fail, ..] = measure(&format!("{name}, asked {asked}"), &test, |_| {
                Independent::new(&two(share))
            });
            assert!(fail.value() > 0.9999, "{name} for {asked}: {fail:?}");
        }
    }
}

#[test]
fn the_mean_number_of_requests_is_the_one_of_the_programme() {
    let simulations = 20_000;
    for asked in [0.5, 0.7, 0.9, 0.1, 0.05] {
        let design = ShareDesign::new(&Policy::default(), asked, 2.5e-8, 1);
        for share in [asked, design.high.null, design.high.alternative, design.low.alternative] {
            let batch = cumulative(&probabilities(design.batch as usize, share));
            let requests = AtomicU64::new(0);
            simulate(7, simulations, |random| {
                let (mut test, mut n, mut k) = (ShareTest::new(design.clone()), 0, 0);
                while test.decision() == Decision::Continue {
                    (n, k) = (n + design.batch, k + random.pick(&batch) as u64);
                    test.look(n, k);
                }
                requests.fetch_add(n, Ordering::Relaxed);
            });
            let mean = requests.into_inner() as f64 / simulations as f64;
            let expected = characteristics(&design, share).mean;
            let off = (mean / expected - 1.0).abs();
            assert!(off < 0.05, "{asked} at {share}: {mean} for {expected}");
        }
    }
}
