//! JSON: findings as one object, whose schema is `schemas/findings.json`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{Place, page};
use crate::check::Checked;
use crate::finding::{Finding, Input, Label, Severity};
use crate::source::Position;

/// What a check came to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Report<'c> {
    /// The version of this layout. It grows when something that is there changes or goes; what is new does not count.
    version: u32,
    /// The findings, by input and place.
    findings: Vec<Row<'c>>,
    /// What was read, and what was passed over.
    statistics: Statistics<'c>,
}

/// A finding.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Finding"))]
struct Row<'c> {
    /// The code of the rule. It never changes and is never reused.
    code: &'c str,
    /// The name of the rule.
    name: &'c str,
    /// How bad it is.
    #[cfg_attr(feature = "schema", schemars(with = "SeverityWord"))]
    severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    message: &'c str,
    /// The object that it is about; null for what cannot be read as one.
    object: Option<Object<'c>>,
    /// What it will do in a mesh.
    effect: &'c str,
    /// How to mend it.
    mend: &'c str,
    /// The meshes that it is about, by the names of their profiles; empty where it is about SMI as such.
    meshes: &'c [&'static str],
    /// The page of the rule.
    url: String,
    /// The places, the main one first. There is always one.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    labels: Vec<Mark<'c>>,
}

/// An object, as it is written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Object<'c> {
    /// Group and version.
    api_version: &'c str,
    /// The kind.
    kind: &'c str,
    /// The namespace that it is in, which need not be written in it.
    namespace: &'c str,
    /// The name; empty where there is none.
    name: &'c str,
}

/// A place, with what there is to see.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Label"))]
struct Mark<'c> {
    /// The file, or `<stdin>`.
    file: &'c str,
    /// What there is to see; may be empty.
    text: &'c str,
    /// The path within the object, `spec.backends[1].weight`; empty where it is the object, or no object.
    path: &'c str,
    /// Whether this is the main place.
    primary: bool,
    /// Where in the file.
    span: Extent,
}

/// A range of a file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Span"))]
struct Extent {
    /// Its first character.
    start: Point,
    /// The character after its last.
    end: Point,
}

/// A place in a file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Position"))]
struct Point {
    /// How many bytes are before it.
    offset: u32,
    /// The line, from 1 on.
    line: u32,
    /// The column in characters (Unicode scalar values), from 1 on.
    column: u32,
}

/// What was read, and what was passed over.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Statistics<'c> {
    /// How many documents and items of lists there were.
    documents: usize,
    /// Objects by group, version and kind, as far as they count: those of SMI, and those that they depend on.
    objects: &'c BTreeMap<String, usize>,
    /// Other objects, by group, version and kind.
    skipped: &'c BTreeMap<String, usize>,
    /// Findings that were suppressed.
    suppressed: usize,
    /// Comparisons of patterns that were given up because the patterns are too large, by the code of the rule.
    given_up: &'c BTreeMap<&'static str, usize>,
    /// Findings by severity. All severities are there.
    severities: BTreeMap<&'static str, usize>,
    /// Findings by the code of the rule.
    rules: BTreeMap<&'static str, usize>,
}

/// How bad a finding is.
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[schemars(rename = "Severity", rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used, so that findings need not know of schemas")]
enum SeverityWord {
    /// It could be said better.
    Hint,
    /// Worth knowing; nothing is wrong.
    Info,
    /// It works differently from what it says somewhere.
    Warning,
    /// It is refused, or broken in silence.
    Error,
}

/// The JSON Schema (draft-07) of this format.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> serde_json::Value {
    crate::schema::of::<Report<'_>>("Findings of smi-validate")
}

pub(super) fn write(out: &mut dyn Write, checked: &Checked, inputs: &[Input]) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Report::of(checked, inputs))?;
    writeln!(out)
}

impl<'c> Report<'c> {
    fn of(checked: &'c Checked, inputs: &'c [Input]) -> Self {
        let row = |finding| Row::of(finding, inputs);
        Self {
            version: 1,
            findings: checked.findings.iter().map(row).collect(),
            statistics: Statistics::of(checked),
        }
    }
}

impl<'c> Row<'c> {
    fn of(finding: &'c Finding, inputs: &'c [Input]) -> Self {
        let mark = |(index, label)| Mark::of(label, index == 0, inputs);
        Self {
            code: finding.rule.code,
            name: finding.rule.name,
            severity: finding.severity,
            message: &finding.message,
            object: finding.object.as_ref().map(|object| Object {
                api_version: &object.api_version,
                kind: &object.kind,
                namespace: &object.name.namespace,
                name: &object.name.name,
            }),
            effect: &finding.effect,
            mend: &finding.mend,
            meshes: &finding.meshes,
            url: page(finding.rule),
            labels: finding.labels.iter().enumerate().map(mark).collect(),
        }
    }
}

impl<'c> Mark<'c> {
    fn of(label: &'c Label, primary: bool, inputs: &'c [Input]) -> Self {
        let Place { input, start, end } = Place::of(label, inputs);
        let span = Extent {
            start: Point::of(label.span.start, start),
            end: Point::of(label.span.end, end),
        };
        Self { file: &input.name, text: &label.text, path: &label.path, primary, span }
    }
}

impl Point {
    const fn of(offset: u32, position: Position) -> Self {
        Self { offset, line: position.line, column: position.column }
    }
}

impl<'c> Statistics<'c> {
    fn of(checked: &'c Checked) -> Self {
        let statistics = &checked.statistics;
        let mut severities: BTreeMap<_, _> =
            Severity::ALL.into_iter().map(|severity| (severity.word(), 0)).collect();
        let mut rules = BTreeMap::new();
        for finding in &checked.findings {
            *severities.entry(finding.severity.word()).or_default() += 1;
            *rules.entry(finding.rule.code).or_default() += 1;
        }
        Self {
            documents: statistics.documents,
            objects: &statistics.objects,
            skipped: &statistics.skipped,
            suppressed: statistics.suppressed,
            given_up: &statistics.given_up,
            severities,
            rules,
        }
    }
}

#[cfg(test)]
mod tests;
