//! All profiles side by side, as Markdown.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use smi_types::Interpretation;
use smi_types::catalog::CATALOG;

use super::{Kind, Presence, Profile, topic};

/// Tables of what every embedded profile says: versions, fields, constructs, questions and readings.
///
/// An empty cell means that nobody knows.
#[must_use]
pub fn overview() -> String {
    let mut text =
        "# What meshes do with SMI\n\nAn empty cell means that nobody knows.\n".to_owned();
    let profiles = Profile::all();
    let projects = vec![
        row("project", |profile| profile.project.is.to_string()),
        row("since", |profile| profile.project.since.clone().unwrap_or_default()),
        row("last version", |profile| profile.project.version.clone().unwrap_or_default()),
    ];
    section(&mut text, "Projects", projects);
    let mut kinds: Vec<&str> = CATALOG.iter().map(|entry| entry.kind).collect();
    kinds.dedup();
    let versions = kinds.iter().map(|kind| row(kind, |profile| versions_of(profile, kind)));
    section(&mut text, "Versions (stored in bold)", versions.collect());
    let questions: BTreeSet<String> = profiles.iter().flat_map(fields_and_constructs).collect();
    let starting = |start: &str| {
        questions
            .iter()
            .filter(|question| question.starts_with(start))
            .map(|one| answers(one))
            .collect()
    };
    section(&mut text, "Fields", starting("fields."));
    section(&mut text, "Constructs", starting("constructs."));
    let questions = topic::questions();
    section(&mut text, "Questions", questions.iter().map(|one| answers(one)).collect());
    let ids = Interpretation::ALL.iter().map(|one| format!("readings.{one}"));
    section(&mut text, "Readings", ids.map(|id| answers(&id)).collect());
    text
}

fn fields_and_constructs(profile: &Profile) -> Vec<String> {
    profile.statements().into_iter().map(|said| said.question).collect()
}

/// A heading and one cell for each profile.
struct Row {
    heading: String,
    cells: Vec<String>,
}

fn row(heading: &str, cell: impl Fn(&Profile) -> String) -> Row {
    Row { heading: heading.to_owned(), cells: Profile::all().iter().map(cell).collect() }
}

/// The row of a question; headings leave out the topic where the section is one.
fn answers(question: &str) -> Row {
    let sections = ["fields.", "constructs.", "readings."];
    let heading = sections.iter().find_map(|start| question.strip_prefix(start));
    row(heading.unwrap_or(question), |profile| profile.answer(question))
}

fn section(text: &mut String, title: &str, rows: Vec<Row>) {
    let names = Profile::all().iter().map(|profile| profile.name.clone()).collect();
    let rule =
        Row { heading: "---".to_owned(), cells: vec!["---".to_owned(); Profile::all().len()] };
    let head = Row { heading: String::new(), cells: names };
    write!(text, "\n## {title}\n\n").expect("a string takes everything");
    for Row { heading, cells } in [head, rule].into_iter().chain(rows) {
        let line = format!("| {heading} | {} |", cells.join(" | "));
        writeln!(text, "{}", line.replace("  ", " ")).expect("a string takes everything");
    }
}

fn versions_of(profile: &Profile, kind: &str) -> String {
    let Some(Kind { versions, .. }) = profile.kinds.get(kind) else { return String::new() };
    let word = |(version, presence): (&String, &Presence)| match presence {
        Presence::Stored => Some(format!("**{version}**")),
        Presence::Served => Some(version.clone()),
        Presence::Defined => None,
    };
    versions.iter().filter_map(word).collect::<Vec<_>>().join(", ")
}
