//! What is said after the findings: how many there are, and what was read.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use annotate_snippets::renderer::{AnsiColor, Effects, Style as Paint};

use super::Style;
use crate::check::{Checked, Statistics};
use crate::finding::{Finding, Input, Severity};

/// The line at the end.
pub(super) fn write(
    out: &mut dyn Write,
    checked: &Checked,
    inputs: &[Input],
    style: &Style,
) -> io::Result<()> {
    let Some(worst) = checked.findings.iter().map(|finding| finding.severity).max() else {
        let word = paint("ok", AnsiColor::BrightGreen, style);
        return writeln!(out, "{word}: {}", all_is_well(&checked.statistics));
    };
    let color = match worst {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info | Severity::Hint => AnsiColor::BrightBlue,
    };
    let affected = affected(&checked.findings, inputs);
    let all = checked.statistics.documents.max(affected);
    let counts = paint(&counts(&checked.findings), color, style);
    let suppressed = suppressed(&checked.statistics);
    writeln!(out, "{counts} in {affected} of {}{suppressed}", number(all, "document"))
}

/// What was read, and how often each rule found something.
pub(super) fn write_statistics(out: &mut dyn Write, checked: &Checked) -> io::Result<()> {
    let Statistics { documents, objects, skipped, suppressed, given_up } = &checked.statistics;
    let mut rules = BTreeMap::new();
    for finding in &checked.findings {
        *rules.entry(finding.rule.to_string()).or_default() += 1;
    }
    let given_up = given_up.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect();
    let total = BTreeMap::from([
        ("documents".to_owned(), *documents),
        ("findings".to_owned(), checked.findings.len()),
        ("findings suppressed".to_owned(), *suppressed),
    ]);
    let tables = [
        ("totals", &total),
        ("objects that count", objects),
        ("objects skipped", skipped),
        ("findings by rule", &rules),
        ("comparisons given up, by rule", &given_up),
    ];
    for (title, table) in tables.into_iter().filter(|(_, table)| !table.is_empty()) {
        writeln!(out, "{title}:")?;
        let width = table.keys().map(|key| key.chars().count()).max().unwrap_or_default();
        for (key, count) in table {
            writeln!(out, "  {key:width$}  {count:>8}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn all_is_well(statistics: &Statistics) -> String {
    let is_smi = |(kind, _): &(&String, &usize)| kind.contains(".smi-spec.io/");
    let objects: usize = statistics.objects.iter().filter(is_smi).map(|(_, count)| count).sum();
    let documents = number(statistics.documents, "document");
    let objects = number(objects, "SMI object");
    format!("{documents}, {objects}, no findings{}", suppressed(statistics))
}

fn suppressed(statistics: &Statistics) -> String {
    match statistics.suppressed {
        0 => String::new(),
        some => format!(" ({some} suppressed)"),
    }
}

/// How many findings there are, the worst first.
fn counts(findings: &[Finding]) -> String {
    let of = |severity: Severity| {
        let count = findings.iter().filter(|finding| finding.severity == severity).count();
        let text = match severity {
            // It has no plural.
            Severity::Info => format!("{count} {severity}"),
            _ => number(count, severity.word()),
        };
        (count > 0).then_some(text)
    };
    Severity::ALL.into_iter().rev().filter_map(of).collect::<Vec<_>>().join(", ")
}

/// In how many documents something was found. A list has many objects in one document, as `---` goes.
fn affected(findings: &[Finding], inputs: &[Input]) -> usize {
    let mut documents = BTreeSet::new();
    let (mut input, mut offset, mut starts) = (usize::MAX, 0, 0);
    for finding in findings {
        let label = finding.primary();
        let to = label.span.start as usize;
        // They come in order, so every text is gone through once.
        if label.input != input || to < offset {
            (input, offset, starts) = (label.input, 0, 0);
        }
        let bytes = inputs[input].text.as_str().as_bytes();
        let to = to.min(bytes.len());
        // A document starts with the byte after the line break.
        let between = bytes.get(offset..(to + 3).min(bytes.len())).unwrap_or_default();
        starts += between.windows(4).filter(|window| window == b"\n---").count();
        offset = to;
        documents.insert((input, starts, finding.object.as_ref()));
    }
    documents.len()
}

fn number(count: usize, thing: &str) -> String {
    match count {
        0 => format!("no {thing}s"),
        1 => format!("1 {thing}"),
        _ => format!("{count} {thing}s"),
    }
}

fn paint(text: &str, color: AnsiColor, style: &Style) -> String {
    if !style.color {
        return text.to_owned();
    }
    let paint = Paint::new().fg_color(Some(color.into())).effects(Effects::BOLD);
    format!("{paint}{text}{paint:#}")
}
