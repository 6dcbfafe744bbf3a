//! How fast texts are checked, held against what the parser alone needs for the same bytes in the same run.
//!
//! `--ratio BYTES` behind `--` measures both in turn and prints one line of JSON, which `cargo xtask speed` reads.

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::BytesCount;
use smi_validate::check::check_all;
use smi_validate::config::Config;
use smi_validate::finding::Input;

use corpus::maker::{Shape, groups};

/// The generator of `cargo xtask corpus`.
#[path = "../../xtask/src/corpus"]
#[expect(dead_code, reason = "only some shapes are wanted here, and no files")]
mod corpus {
    mod conflicts;
    mod kubernetes;
    pub(crate) mod maker;
    mod random;
    mod served;
    mod smi;
    mod team;
    mod words;
    mod write;
}

/// The allocator of the program, for the bare events as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const BYTES: usize = 2_000_000;
/// Of so many runs in turn, the fastest counts: what disturbs only ever slows down.
const RUNS: usize = 7;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let ratio = arguments.iter().position(|argument| argument == "--ratio");
    match ratio.and_then(|at| arguments.get(at + 1)) {
        Some(bytes) => print_ratio(bytes.parse().expect("`--ratio` wants a number of bytes")),
        None => divan::main(),
    }
}

/// Files of manifests, one for each team.
fn texts(bytes: usize) -> Vec<String> {
    let mut length = 0;
    let is_wanted = |text: &String| {
        let is_wanted = length < bytes;
        length += text.len();
        is_wanted
    };
    let groups = groups(Shape::Mixed, 1);
    groups
        .map(|group| group.into_iter().map(|piece| piece.text).collect())
        .take_while(is_wanted)
        .collect()
}

fn length(texts: &[String]) -> usize {
    texts.iter().map(String::len).sum()
}

fn parse(texts: &[String]) -> usize {
    let events = |text: &String| {
        granit_parser::Parser::new_from_str(text).filter(|event| event.is_ok()).count()
    };
    texts.iter().map(events).sum()
}

/// From texts to findings: all files are one set.
fn check(texts: &[String], threads: usize) -> usize {
    let name = |index: usize| format!("{index}.yaml");
    let inputs: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(index, text)| Input::new(name(index), text.as_str(), 0))
        .collect();
    let threads = NonZeroUsize::new(threads).expect("at least one");
    check_all(&inputs, &Config { threads, ..Config::default() }).findings.len()
}

#[divan::bench]
fn events(bencher: Bencher<'_, '_>) {
    let texts = texts(BYTES);
    bencher.counter(BytesCount::new(length(&texts))).bench(|| parse(&texts));
}

#[divan::bench(args = [1, 2])]
fn checks(bencher: Bencher<'_, '_>, threads: usize) {
    let texts = texts(BYTES);
    bencher.counter(BytesCount::new(length(&texts))).bench(|| check(&texts, threads));
}

#[expect(clippy::print_stdout, reason = "another program reads this")]
fn print_ratio(bytes: usize) {
    let texts = texts(bytes);
    let [mut events, mut one, mut two] = [Duration::MAX; 3];
    for _ in 0..RUNS {
        events = events.min(time(|| parse(&texts)));
        one = one.min(time(|| check(&texts, 1)));
        two = two.min(time(|| check(&texts, 2)));
    }
    let line = serde_json::json!({
        "bytes": length(&texts),
        "events": events.as_secs_f64(),
        "one": one.as_secs_f64(),
        "two": two.as_secs_f64(),
    });
    println!("{line}");
}

#[expect(clippy::disallowed_methods, reason = "a benchmark looks at a clock")]
fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}
