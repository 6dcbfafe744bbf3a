//! The exact programme against published figures, for designs that look after every request.

use smi_conformance::statistics::exact::{Characteristics, characteristics};
use smi_conformance::statistics::{ShareDesign, Side};

const ALPHA: f64 = 2.5e-8;

fn plain(asked: f64, [low, high]: [f64; 2], beta: f64, cap: u64) -> ShareDesign {
    let side = |alternative| Side { null: asked, alternative };
    ShareDesign { cap, ..ShareDesign::plain(asked, side(high), side(low), ALPHA, beta) }
}

/// One row of the table in conformance anchors, 4.3.
struct Row {
    asked: f64,
    alternatives: [f64; 2],
    beta: f64,
    /// The chance to fail a correct mesh.
    fail: &'static str,
    mean: f64,
    percentile: u64,
    /// Mean requests of a mesh at the alternative above and at the one below.
    mean_off: [f64; 2],
    /// The share in a mesh that ignores weights, and its mean.
    ignoring: (f64, f64),
}

type Figures = (f64, [f64; 2], f64, &'static str, f64, u64, [f64; 2], (f64, f64));

const TABLE: [Figures; 18] = [
    (0.50, [0.40, 0.60], 1e-3, "2.3e-8", 476.0, 1085, [907.0, 907.0], (1.0, 100.0)),
    (0.50, [0.30, 0.70], 1e-3, "2.1e-8", 113.0, 260, [223.0, 223.0], (1.0, 55.0)),
    (0.70, [0.65, 0.75], 1e-3, "2.4e-8", 1614.0, 3698, [2954.0, 3154.0], (0.5, 456.0)),
    (0.70, [0.60, 0.80], 1e-3, "2.3e-8", 401.0, 929, [709.0, 810.0], (0.5, 274.0)),
    (0.70, [0.60, 0.80], 1e-6, "2.3e-8", 743.0, 1409, [710.0, 811.0], (0.5, 274.0)),
    (0.70, [0.55, 0.85], 1e-3, "2.2e-8", 176.0, 415, [299.0, 368.0], (0.5, 224.0)),
    (0.70, [0.50, 0.90], 1e-3, "2.1e-8", 96.0, 235, [157.0, 211.0], (0.5, 211.0)),
    (0.75, [0.65, 0.85], 1e-3, "2.3e-8", 359.0, 846, [613.0, 740.0], (0.5, 190.0)),
    (0.75, [0.55, 0.95], 1e-3, "2.1e-8", 88.0, 223, [127.0, 196.0], (0.5, 133.0)),
    (0.90, [0.85, 0.95], 1e-3, "2.3e-8", 711.0, 1740, [1090.0, 1497.0], (0.5, 106.0)),
    (0.90, [0.81, 0.99], 1e-3, "2.2e-8", 231.0, 605, [256.0, 503.0], (0.5, 69.0)),
    (0.95, [0.91, 0.99], 1e-3, "2.2e-8", 621.0, 1613, [736.0, 1337.0], (0.5, 68.0)),
    (0.95, [0.91, 0.99], 1e-6, "2.2e-8", 1215.0, 2507, [737.0, 1338.0], (0.5, 68.0)),
    (0.20, [0.10, 0.30], 1e-3, "2.3e-8", 309.0, 747, [651.0, 497.0], (0.5, 135.0)),
    (
        1.0 / 3.0,
        [1.0 / 3.0 - 0.1, 1.0 / 3.0 + 0.1],
        1e-3,
        "2.3e-8",
        424.0,
        976,
        [847.0, 762.0],
        (0.5, 367.0),
    ),
    (0.10, [0.03, 0.20], 1e-3, "2.2e-8", 231.0, 527, [415.0, 499.0], (0.5, 64.0)),
    (0.05, [0.01, 0.10], 1e-3, "2.2e-8", 446.0, 1096, [892.0, 736.0], (0.5, 58.0)),
    (0.01, [0.001, 0.03], 1e-3, "2.1e-8", 924.0, 2098, [1411.0, 2699.0], (0.5, 34.0)),
];

fn rows() -> impl Iterator<Item = Row> {
    TABLE.into_iter().map(
        |(asked, alternatives, beta, fail, mean, percentile, mean_off, ignoring)| Row {
            asked,
            alternatives,
            beta,
            fail,
            mean,
            percentile,
            mean_off,
            ignoring,
        },
    )
}

/// Equal in the digits that the table gives: a whole number, or two digits of a large one.
fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= f64::max(1.0, 0.004 * expected)
}

#[test]
fn the_programme_reproduces_every_row_of_the_table() {
    for row in rows() {
        let design = plain(row.asked, row.alternatives, row.beta, 20_000);
        let at = |p| characteristics(&design, p);
        let right = at(row.asked);
        let name = format!("{} {:?} β {}", row.asked, row.alternatives, row.beta);
        assert_eq!(format!("{:.1e}", right.fail), row.fail, "{name}");
        assert!(close(right.mean, row.mean), "{name}: {} for {}", right.mean, row.mean);
        let percentile = right.sample_size(0.99);
        assert!(close(percentile as f64, row.percentile as f64), "{name}: {percentile}");
        let [low, high] = row.alternatives;
        let others = [(high, row.mean_off[0]), (low, row.mean_off[1]), row.ignoring];
        for (p, mean) in others {
            let found = at(p).mean;
            assert!(close(found, mean), "{name} at {p}: {found} for {mean}");
        }
    }
}

#[test]
fn the_programme_reproduces_the_check_values() {
    let design = plain(0.7, [0.6, 0.8], 1e-3, 6000);
    let rounded = |found: f64| format!("{found:.1e}");
    let at = |p| characteristics(&design, p);
    assert_eq!((rounded(at(0.7).fail), at(0.7).mean.round()), ("2.3e-8".to_owned(), 401.0));
    for (p, pass, mean) in [(0.8, "8.6e-4", 709.0), (0.6, "9.3e-4", 810.0), (0.5, "1.4e-9", 274.0)]
    {
        assert_eq!((rounded(at(p).pass), at(p).mean.round()), (pass.to_owned(), mean), "{p}");
    }
}

#[test]
fn the_programme_reproduces_what_happens_between_right_and_wrong() {
    let design = plain(0.7, [0.6, 0.8], 1e-3, 2000);
    let percent = |chance: f64, digits: usize| format!("{:.digits$}", 100.0 * chance);
    let at = |p| -> Characteristics { characteristics(&design, p) };
    assert_eq!(percent(at(0.69).pass, 2), "99.96");
    assert_eq!(percent(at(0.67).pass, 0), "93");
    let middle = at(0.65);
    let found = [middle.pass, middle.fail, middle.inconclusive].map(|chance| percent(chance, 0));
    assert_eq!(found, ["42", "6", "51"]);
    let low = at(0.62);
    assert_eq!(percent(low.pass, 1), "1.4");
    assert_eq!([low.fail, low.inconclusive].map(|chance| percent(chance, 0)), ["88", "11"]);
    let wrong = at(0.6);
    assert_eq!((percent(wrong.pass, 2), percent(wrong.fail, 1)), ("0.09".into(), "99.8".into()));
}
