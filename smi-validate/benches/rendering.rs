//! How fast findings are rendered: 10,000 of them in a text of 20 MB.

use divan::Bencher;
use smi_validate::check::Checked;
use smi_validate::finding::{Finding, Input, Label, Object, Severity};
use smi_validate::model::Name;
use smi_validate::render::{Format, Style, write};
use smi_validate::source::Span;

fn main() {
    divan::main();
}

const BYTES: usize = 20_000_000;
const FINDINGS: usize = 10_000;

/// A text whose lines, or what would be lines, end with something, and findings all over it. While there is no rule, there
/// are none.
fn findings(end: &str) -> (Vec<Input>, Checked) {
    let line = "  - service: cart-v2, weight: 50 # 水";
    let text = format!("{line}{end}").repeat(BYTES / (line.len() + 1));
    let distance = text.len() / FINDINGS / (line.len() + 1) * (line.len() + 1);
    let label = |index: usize, away: usize| {
        let start = (index + away) % FINDINGS * distance + 13;
        let span = Span::new(start, start + 7);
        Label { input: 0, span, text: "this one".into(), path: "spec.backends[0].service".into() }
    };
    let finding = |rule, index| Finding {
        rule,
        severity: Severity::Error,
        object: Some(Object {
            api_version: "split.smi-spec.io/v1alpha4".into(),
            kind: "TrafficSplit".into(),
            name: Name::new("shop", format!("cart-{index}")),
        }),
        message: "the split names the service `cart-v2`, which does not exist".into(),
        labels: vec![label(index, 0), label(index, FINDINGS / 2)],
        effect: "requests to this share of the traffic fail".into(),
        mend: "name a Service that exists".into(),
        meshes: Vec::new(),
    };
    let rules = smi_validate::rules::ALL.iter().cycle();
    let findings = rules.zip(0..FINDINGS).map(|(rule, index)| finding(rule, index)).collect();
    (vec![Input::new("shop.yaml", text, 0)], Checked { findings, ..Checked::default() })
}

#[divan::bench(args = Format::ALL)]
fn many_lines(bencher: Bencher<'_, '_>, format: Format) {
    render(bencher, format, "\n");
}

#[divan::bench(args = Format::ALL)]
fn one_line(bencher: Bencher<'_, '_>, format: Format) {
    render(bencher, format, " ");
}

fn render(bencher: Bencher<'_, '_>, format: Format, end: &str) {
    let (inputs, checked) = findings(end);
    bencher.bench(|| {
        let mut out = Vec::new();
        write(&mut out, format, &checked, &inputs, &Style::default()).expect("a vector takes all");
        out.len()
    });
}
