//! Synthetic meshes: each says which backend serves the next request.

use super::random::{Random, cumulative};

/// A mesh as its client sees it.
pub(super) trait Mesh {
    /// The backend of the next request.
    fn serve(&mut self, random: &mut Random) -> usize;
}

/// Chooses for each request.
pub(super) struct Independent(Vec<f64>);

impl Independent {
    pub(super) fn new(shares: &[f64]) -> Self {
        Self(cumulative(shares))
    }
}

impl Mesh for Independent {
    fn serve(&mut self, random: &mut Random) -> usize {
        random.pick(&self.0)
    }
}

/// Stays with a backend for so many requests, then chooses anew.
pub(super) struct Sticky {
    chooser: Independent,
    requests: u64,
    left: u64,
    backend: usize,
}

impl Sticky {
    pub(super) fn new(shares: &[f64], requests: u64) -> Self {
        Self { chooser: Independent::new(shares), requests, left: 0, backend: 0 }
    }
}

impl Mesh for Sticky {
    fn serve(&mut self, random: &mut Random) -> usize {
        if self.left == 0 {
            self.backend = self.chooser.serve(random);
            self.left = self.requests;
        }
        self.left -= 1;
        self.backend
    }
}

/// Several deterministic choosers (smooth weighted round robin), which get the requests in turn.
pub(super) struct RoundRobin {
    shares: Vec<f64>,
    credits: Vec<Vec<f64>>,
    turn: usize,
}

impl RoundRobin {
    /// As many choosers as asked for, all in the same phase, which is any.
    pub(super) fn in_phase(shares: &[f64], choosers: usize, random: &mut Random) -> Self {
        let mut first = vec![0.0; shares.len()];
        for _ in 0..random.next() % 1000 {
            choose(shares, &mut first);
        }
        let turn = (random.next() % choosers as u64) as usize;
        Self { shares: shares.to_vec(), credits: vec![first; choosers], turn }
    }
}

impl Mesh for RoundRobin {
    fn serve(&mut self, _: &mut Random) -> usize {
        self.turn = (self.turn + 1) % self.credits.len();
        choose(&self.shares, &mut self.credits[self.turn])
    }
}

/// Everybody is credited a share, and who has most pays for one request.
fn choose(shares: &[f64], credits: &mut [f64]) -> usize {
    let mut richest = 0;
    for (index, share) in shares.iter().enumerate() {
        credits[index] += share;
        if credits[index] > credits[richest] {
            richest = index;
        }
    }
    credits[richest] -= 1.0;
    richest
}

#[test]
fn round_robins_give_what_is_asked_and_stay_in_phase() {
    let mut random = Random::of(1, 1);
    let mut mesh = RoundRobin::in_phase(&[0.7, 0.3], 64, &mut random);
    let served: Vec<usize> = (0..1280).map(|_| mesh.serve(&mut random)).collect();
    assert_eq!(served.iter().filter(|one| **one == 0).count(), 896);
    let turn = 64 - mesh.turn % 64;
    assert!(turn > 0 && served.windows(2).filter(|two| two[0] != two[1]).count() < 20);
}

#[test]
fn sticky_meshes_come_in_runs() {
    let mut random = Random::of(1, 2);
    let mut mesh = Sticky::new(&[0.5, 0.5], 5);
    let served: Vec<usize> = (0..1000).map(|_| mesh.serve(&mut random)).collect();
    assert!(served.chunks(5).all(|run| run.iter().all(|one| *one == run[0])));
}
