//! Commands in the logs of GitHub Actions, which become annotations of the files.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Place, other_labels, sentence};
use crate::check::Checked;
use crate::finding::{Finding, Input, Severity};

pub(super) fn write(out: &mut dyn Write, checked: &Checked, inputs: &[Input]) -> io::Result<()> {
    checked.findings.iter().try_for_each(|finding| writeln!(out, "{}", annotation(finding, inputs)))
}

/// A command: one line, whatever its parts contain.
#[must_use]
pub fn command(word: &str, properties: &[(&str, String)], message: &str) -> String {
    let properties = properties.iter().map(|(name, value)| format!("{name}={}", property(value)));
    format!("::{word} {}::{}", properties.collect::<Vec<_>>().join(","), data(message))
}

fn annotation(finding: &Finding, inputs: &[Input]) -> String {
    let word = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "notice",
    };
    let place = Place::of(finding.primary(), inputs);
    let title = ("title", finding.rule.to_string());
    let properties: Vec<_> = properties(&place).into_iter().chain([title]).collect();
    command(word, &properties, &message(finding, &place, inputs))
}

/// Where the annotation is. What was read from standard input is no file that could have one.
fn properties(place: &Place<'_>) -> Vec<(&'static str, String)> {
    if is_no_file(&place.input.name) {
        return Vec::new();
    }
    let Place { input, start, end } = place;
    let mut properties = vec![
        ("file", input.name.clone()),
        ("line", start.line.to_string()),
        ("endLine", end.line.to_string()),
    ];
    if start.line == end.line {
        // The runner refuses columns across lines.
        properties.push(("col", start.column.to_string()));
        properties.push(("endColumn", end.column.to_string()));
    }
    properties
}

fn message(finding: &Finding, place: &Place<'_>, inputs: &[Input]) -> String {
    let mut text = String::new();
    if is_no_file(&place.input.name) {
        text = format!("{}:{}: ", place.input.name, place.start);
    }
    text.push_str(&sentence(&finding.message));
    if let Some(object) = &finding.object {
        // Writing to a string cannot fail.
        let _ = write!(text, "\nObject: {object} ({})", object.api_version);
    }
    for (name, note) in [("Effect", &finding.effect), ("Mend", &finding.mend)] {
        if !note.is_empty() {
            let _ = write!(text, "\n{name}: {}", sentence(note));
        }
    }
    if !finding.meshes.is_empty() {
        let _ = write!(text, "\nMeshes: {}", finding.meshes.join(", "));
    }
    for label in other_labels(finding) {
        let Place { input, start, .. } = Place::of(label, inputs);
        let _ = write!(text, "\nSee {}:{start}", input.name);
        if !label.text.is_empty() {
            let _ = write!(text, ": {}", label.text);
        }
    }
    text
}

fn is_no_file(name: &str) -> bool {
    name.starts_with('<') && name.ends_with('>')
}

/// What stands after the second `::`. Control characters would steer whatever shows the log.
fn data(text: &str) -> String {
    let visible = |one: char| match one {
        '\n' | '\r' | '\t' => one,
        _ if one.is_control() => char::REPLACEMENT_CHARACTER,
        _ => one,
    };
    let text: String = text.chars().map(visible).collect();
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands after a `=`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample;

    #[test]
    fn commands_are_as_recorded() {
        let (inputs, checked) = sample::checked();
        let mut text = Vec::new();
        write(&mut text, &checked, &inputs).unwrap();
        sample::compare("github.txt", &String::from_utf8(text).unwrap());
    }

    #[test]
    fn what_separates_is_escaped() {
        assert_eq!(property("a,b:c\r\n100%"), "a%2Cb%3Ac%0D%0A100%25");
        assert_eq!(data("a,b:c\r\n100%"), "a,b:c%0D%0A100%25");
        assert_eq!(data("\u{1b}[31m"), "\u{fffd}[31m");
    }

    #[test]
    fn every_finding_is_one_line() {
        let (inputs, mut checked) = sample::checked();
        checked.findings.truncate(1);
        checked.findings[0].message = "first\nsecond::error::third".into();
        let mut text = Vec::new();
        write(&mut text, &checked, &inputs).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.contains("first%0Asecond::error::third.%0AObject"), "{text}");
    }
}
