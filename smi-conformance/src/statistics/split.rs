//! The test of all shares of a split, request by request: a share test for each backend, and a check that requests are
//! independent, without which no error rate holds.
//!
//! A mesh that sticks to a backend for several requests makes counts that vary more than chance does. It neither passes nor
//! fails on their account: the conclusion is [`Conclusion::Dependent`]. A share that looks wrong is therefore a failure
//! only when the requests also *show* that they are independent, and else the test goes on. A mesh that never leaves a
//! backend cannot show it; it fails when the other backend is missing for so long that even a mesh that stays with each
//! choice for [`LONGEST_STAY`] requests would have come to it.

use super::runs::Runs;
use super::sequential::{Decision, ShareDesign, ShareTest};
use super::{LONGEST_STAY, Policy, STICKY};

/// The error rates of one split, spread over everything that is checked in a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErrorRates {
    /// The chance to fail a conforming mesh.
    pub alpha: f64,
    /// The chance to call independent requests dependent.
    pub alpha_independence: f64,
}

/// What the requests so far say about a split.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Conclusion {
    /// More requests are needed.
    Open,
    /// Every share is what was asked for.
    Pass,
    /// At least one share is not, of requests that are independent or always go the same way.
    Fail,
    /// The cap is reached with a share that is neither clearly right nor clearly wrong.
    Undecided,
    /// Requests stick to backends; independent ones do so with this chance.
    Dependent(f64),
}

/// The test of a split, as requests come in.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitTest {
    /// A test for each backend; none when a single backend gets everything.
    tests: Vec<ShareTest>,
    /// What each backend served, against all others.
    runs: Vec<Runs>,
    /// The backend that served each request, in order.
    sequence: Vec<usize>,
    rates: ErrorRates,
    schedulers: u32,
    least: u64,
    batch: u64,
    next_look: u64,
    /// Looks since a share was found wrong.
    confirmations: u64,
    conclusion: Conclusion,
}

impl SplitTest {
    /// Designs the test of a split over backends with these shares, each above zero, which `schedulers` independent
    /// choosers make for one client. It takes at least `least` requests to pass.
    #[must_use]
    pub fn new(
        policy: &Policy,
        shares: &[f64],
        rates: ErrorRates,
        schedulers: u32,
        least: u64,
    ) -> Self {
        let alpha = rates.alpha / to_f64(shares.len() as u64);
        let design = |share: &f64| ShareDesign::new(policy, *share, alpha, schedulers);
        let several = shares.len() > 1;
        let designs: Vec<_> = shares.iter().filter(|_| several).map(design).collect();
        let slowest = designs.iter().map(|design| design.batch).max();
        let batch = slowest.unwrap_or_else(|| policy.batch_for(schedulers));
        let in_step = |design: ShareDesign| {
            if design.batch == batch { design } else { design.scheduled(batch) }
        };
        Self {
            tests: designs.into_iter().map(in_step).map(ShareTest::new).collect(),
            runs: vec![Runs::default(); shares.len()],
            sequence: Vec::new(),
            rates,
            schedulers,
            least,
            batch,
            next_look: batch,
            confirmations: 0,
            conclusion: Conclusion::Open,
        }
    }

    /// Takes up a request that this backend served.
    pub fn record(&mut self, backend: usize) {
        for (index, runs) in self.runs.iter_mut().enumerate() {
            runs.push(index == backend);
        }
        self.sequence.push(backend);
    }

    /// How many more requests until the next look; zero when there is a conclusion.
    #[must_use]
    pub fn wanted(&self) -> u64 {
        if self.conclusion == Conclusion::Open {
            self.next_look.saturating_sub(self.taken())
        } else {
            0
        }
    }

    /// Looks at the counts, at the end of a batch. A conclusion stands.
    pub fn look(&mut self) {
        let taken = self.taken();
        if self.conclusion != Conclusion::Open || taken < self.next_look {
            return;
        }
        for (test, runs) in self.tests.iter_mut().zip(&self.runs) {
            test.look(taken, runs.ones());
        }
        self.next_look = taken + self.batch;
        self.conclusion = self.conclude();
    }

    /// What the looks so far say.
    #[must_use]
    pub const fn conclusion(&self) -> Conclusion {
        self.conclusion
    }

    /// The tests of the shares, with what each backend served.
    pub fn shares(&self) -> impl Iterator<Item = (&ShareTest, u64)> {
        self.tests.iter().zip(self.runs.iter().map(Runs::ones))
    }

    /// The requests that it takes at least.
    #[must_use]
    pub const fn least(&self) -> u64 {
        self.least
    }

    /// The requests so far.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.sequence.len() as u64
    }

    fn conclude(&mut self) -> Conclusion {
        let any = |wanted| self.tests.iter().any(|test| test.decision() == wanted);
        if any(Decision::Fail) {
            self.confirm()
        } else if any(Decision::Continue) || self.taken() < self.least {
            Conclusion::Open
        } else if let Some(chance) = self.dependence(self.rates.alpha_independence) {
            Conclusion::Dependent(chance)
        } else if any(Decision::Inconclusive) {
            Conclusion::Undecided
        } else {
            Conclusion::Pass
        }
    }

    /// A share is wrong. Is it the share, or do the requests stick?
    ///
    /// Every look at this question spends a part of the error rates, and all parts together are no more than one.
    fn confirm(&mut self) -> Conclusion {
        self.confirmations += 1;
        let part = 1.0 / to_f64(self.confirmations * (self.confirmations + 1));
        if let Some(chance) = self.dependence(self.rates.alpha_independence * part) {
            Conclusion::Dependent(chance)
        } else if self.is_independent(self.rates.alpha / 2.0 * part) || self.is_overdue() {
            Conclusion::Fail
        } else if self.taken() >= self.last_look() {
            Conclusion::Undecided
        } else {
            Conclusion::Open
        }
    }

    /// Where even a mesh that never shows how it chooses is given up. A backend that never comes is overdue before that.
    fn last_look(&self) -> u64 {
        let cap = self.tests.iter().map(|test| test.design.cap).max().unwrap_or_default();
        cap * u64::from(LONGEST_STAY)
    }

    /// The chance of so few changes between backends, where it is too small for independent requests.
    fn dependence(&self, rate: f64) -> Option<f64> {
        let bound = rate / to_f64(self.runs.len() as u64);
        let few = self.runs.iter().map(Runs::chance_of_so_few).enumerate();
        few.filter(|(backend, chance)| *chance < bound && !self.goes_round(*backend, bound))
            .map(|(_, chance)| chance)
            .reduce(f64::min)
    }

    /// Whether requests to this backend come in runs because many choosers go round in phase: each of them, served in turn,
    /// then changes between backends more often than chance does.
    fn goes_round(&self, backend: usize, bound: f64) -> bool {
        let schedulers = self.schedulers as usize;
        let by_scheduler = (0..schedulers)
            .flat_map(|first| self.sequence.iter().skip(first).step_by(schedulers))
            .map(|served| *served == backend);
        schedulers > 1 && Runs::of(by_scheduler).chance_of_so_many() < bound
    }

    /// Whether some backend is left so often that the mesh does not stick to it for [`STICKY`] requests or more.
    fn is_independent(&self, rate: f64) -> bool {
        let bound = rate / to_f64(self.runs.len() as u64);
        self.runs.iter().any(|runs| runs.chance_if_sticky(STICKY) <= bound)
    }

    /// Whether a wrong share is so because something is missing for so long that staying with a choice does not explain it.
    fn is_overdue(&self) -> bool {
        let bound = self.rates.alpha / 2.0 / to_f64(self.runs.len() as u64);
        let wrong =
            self.tests.iter().zip(&self.runs).filter(|(test, _)| test.decision() == Decision::Fail);
        wrong.map(|(test, runs)| (&test.design, runs)).any(|(design, runs)| {
            let too_much = to_f64(runs.ones()) > design.asked * to_f64(self.taken());
            let (rare, null) = if too_much {
                (runs.exchanged(), 1.0 - design.high.null)
            } else {
                (*runs, design.low.null)
            };
            rare.chance_of_so_rarely(null, LONGEST_STAY) <= bound
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
const fn to_f64(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::{Conclusion, ErrorRates, SplitTest};
    use crate::statistics::Policy;

    const RATES: ErrorRates = ErrorRates { alpha: 2.5e-8, alpha_independence: 2.5e-8 };

    fn conclude(shares: &[f64], least: u64, serve: impl Fn(u64) -> usize) -> (Conclusion, u64) {
        let mut test = SplitTest::new(&Policy::default(), shares, RATES, 1, least);
        while test.wanted() > 0 {
            for _ in 0..test.wanted() {
                test.record(serve(test.taken()));
            }
            test.look();
        }
        (test.conclusion(), test.taken())
    }

    #[test]
    fn a_wrong_share_of_requests_that_alternate_is_a_failure_at_once() {
        let (conclusion, taken) = conclude(&[0.9, 0.1], 0, |index| (index % 2) as usize);
        assert_eq!(conclusion, Conclusion::Fail);
        assert!(taken <= 150, "{taken}");
    }

    #[test]
    fn a_wrong_share_of_requests_that_stick_says_nothing() {
        let (conclusion, _) = conclude(&[0.9, 0.1], 0, |index| (index / 50 % 2) as usize);
        assert!(matches!(conclusion, Conclusion::Dependent(_)), "{conclusion:?}");
    }

    #[test]
    fn a_backend_that_never_serves_is_a_failure_when_it_is_overdue() {
        // 0.52^29 is below a quarter of α, 0.52^28 is not: so many choices, each for fifty requests.
        assert_eq!(conclude(&[0.5, 0.5], 0, |_| 0), (Conclusion::Fail, 1450));
        let (conclusion, taken) = conclude(&[0.9, 0.1], 0, |_| 0);
        assert_eq!(conclusion, Conclusion::Fail);
        assert!((11_000..12_000).contains(&taken), "{taken}");
    }

    #[test]
    fn a_share_that_says_nothing_about_independence_is_not_asked_for_ever() {
        // Changes just often enough not to be called dependent at once, and never often enough to be called independent.
        let mut test = SplitTest::new(&Policy::default(), &[0.9, 0.1], RATES, 1, 0);
        let last = test.last_look();
        while test.wanted() > 0 {
            test.record(usize::from(test.taken() % 4000 == 3999));
            test.look();
        }
        assert!(test.taken() <= last, "{} of {last}", test.taken());
    }

    #[test]
    fn a_single_backend_passes_when_enough_is_seen() {
        assert_eq!(conclude(&[1.0], 342, |_| 0), (Conclusion::Pass, 350));
    }
}
