//! SARIF 2.1.0, the format of code scanning.

mod log;
mod uri;

use std::collections::HashMap;
use std::io::{self, Write};

use self::log::{
    ArtifactLocation, Configuration, Descriptor, Driver, Location, Log, LogicalLocation, Message,
    PhysicalLocation, Region, Run, Text, Tool,
};
use super::{Place, other_labels, page, sentence};
use crate::check::Checked;
use crate::finding::{Finding, Input, Label, Object, Severity};
use crate::rule::Rule;
use crate::rules;

pub(super) fn write(out: &mut dyn Write, checked: &Checked, inputs: &[Input]) -> io::Result<()> {
    serde_json::to_writer_pretty(
        &mut *out,
        &log(rules::ALL.as_slice(), &checked.findings, inputs),
    )?;
    writeln!(out)
}

fn log(rules: &[&'static Rule], findings: &[Finding], inputs: &[Input]) -> Log {
    let driver = Driver {
        name: "smi-validate",
        version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules.iter().map(|rule| descriptor(rule)).collect(),
    };
    let numbers: HashMap<_, _> =
        rules.iter().enumerate().map(|(index, rule)| (rule.code, index)).collect();
    let mut prints = Prints::default();
    let results = findings.iter().map(|finding| log::Result {
        rule_index: numbers.get(finding.rule.code).copied(),
        partial_fingerprints: log::Fingerprints { stable: prints.of(finding) },
        ..result(finding, inputs)
    });
    let results = results.collect();
    let run = Run { tool: Tool { driver }, column_kind: "utf16CodeUnits", results };
    Log::of(run)
}

fn descriptor(rule: &Rule) -> Descriptor {
    let documentation = rule.documentation();
    let why = match documentation.why.trim() {
        "" => documentation.title,
        why => why,
    };
    let section = |heading| documentation.section(heading);
    let help = format!("{}\n\n{}", section("In a mesh"), section("Mend"));
    let markdown: String = documentation
        .sections
        .iter()
        .map(|one| format!("# {}\n{}", one.heading, one.body))
        .collect();
    Descriptor {
        id: rule.code,
        name: rule.name,
        short_description: Text::plain(documentation.title.trim_end_matches('.')),
        full_description: Text::plain(why),
        help: Text { text: help.trim().to_owned(), markdown: Some(markdown) },
        help_uri: page(rule),
        default_configuration: Configuration { level: level(rule.severity) },
    }
}

fn result(finding: &Finding, inputs: &[Input]) -> log::Result {
    let related = other_labels(finding).iter().enumerate();
    let related =
        related.map(|(index, label)| Location { id: Some(index + 1), ..location(label, inputs) });
    let logical = finding.object.as_ref().map(logical_location);
    let main = location(finding.primary(), inputs);
    log::Result {
        rule_id: finding.rule.code,
        rule_index: None,
        level: level(finding.severity),
        message: Message { text: message(finding) },
        locations: vec![Location { logical_locations: logical.into_iter().collect(), ..main }],
        related_locations: related.collect(),
        partial_fingerprints: log::Fingerprints::default(),
        properties: log::Properties {
            severity: finding.severity.word(),
            meshes: finding.meshes.clone(),
        },
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

fn message(finding: &Finding) -> String {
    let mut text = sentence(&finding.message);
    for (name, note) in [("Effect", &finding.effect), ("Mend", &finding.mend)] {
        if !note.is_empty() {
            text.push_str(&format!("\n{name}: {}", sentence(note)));
        }
    }
    if !finding.meshes.is_empty() {
        text.push_str(&format!("\nMeshes: {}", finding.meshes.join(", ")));
    }
    text
}

fn location(label: &Label, inputs: &[Input]) -> Location {
    let Place { input, start, end } = Place::of(label, inputs);
    let region = Region {
        start_line: start.line,
        start_column: start.utf16_column,
        end_line: end.line,
        end_column: end.utf16_column,
    };
    let (uri, described) = uri::of(&input.name);
    let description = described.map(|text| Message { text });
    let artifact_location = ArtifactLocation { uri, description };
    Location {
        id: None,
        physical_location: PhysicalLocation { artifact_location, region },
        logical_locations: Vec::new(),
        message: (!label.text.is_empty()).then(|| Message { text: label.text.clone() }),
    }
}

fn logical_location(object: &Object) -> LogicalLocation {
    LogicalLocation {
        name: object.name.name.clone(),
        fully_qualified_name: format!("{}/{}/{}", object.api_version, object.kind, object.name),
        kind: "object",
    }
}

/// Fingerprints, which tell a finding again after lines have moved: what it says of what, and which of several that say the same.
#[derive(Default)]
struct Prints {
    seen: HashMap<u64, usize>,
}

impl Prints {
    fn of(&mut self, finding: &Finding) -> String {
        let object = finding.object.as_ref().map(logical_location);
        let object = object.map(|object| object.fully_qualified_name).unwrap_or_default();
        let path = finding.primary().path.as_str();
        let hash = hash(&[finding.rule.code, &object, path, &finding.message]);
        let count = self.seen.entry(hash).or_default();
        *count += 1;
        format!("{hash:016x}:{count}")
    }
}

/// FNV-1a in 64 bits. The hashes of the standard library may change between versions; this is written down in files.
fn hash(parts: &[&str]) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    // No text has this byte, so that parts cannot be taken for one another.
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests;
