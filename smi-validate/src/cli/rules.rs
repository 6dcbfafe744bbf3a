//! `rules`: what is checked.

use std::fmt::Write as _;

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use super::stream::to_stdout;
use super::{CliError, Ending};
use crate::finding::Severity;
use crate::rule::{Rule, Stage};
use crate::rules;

#[derive(Debug, clap::Args)]
pub(super) struct RulesArguments {
    /// Only rules with this text in code, name or title.
    filter: Option<String>,
    /// Only rules of this severity.
    #[arg(long, value_parser = severity())]
    severity: Option<Severity>,
    /// Only rules that look at this.
    #[arg(long, value_parser = one_of(STAGES))]
    stage: Option<Stage>,
    /// How to write them.
    #[arg(short, long, value_enum, default_value_t)]
    output: Form,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people.
    #[default]
    Table,
    /// An array of objects.
    Json,
}

/// A rule in JSON.
#[derive(Serialize)]
struct Row<'r> {
    code: &'r str,
    name: &'r str,
    severity: Severity,
    stage: String,
    title: &'r str,
}

const STAGES: [(Stage, &str); 4] = [
    (Stage::Document, "document"),
    (Stage::Manifest, "manifest"),
    (Stage::Set, "set"),
    (Stage::Elsewhere, "elsewhere"),
];

fn severity() -> impl TypedValueParser<Value = Severity> {
    one_of(Severity::ALL.map(|severity| (severity, severity.word())))
}

/// One of these, by its word.
fn one_of<T, const N: usize>(all: [(T, &'static str); N]) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(all.map(|(_, word)| word)).try_map(move |given| {
        let found = all.into_iter().find(|(_, word)| *word == given);
        found.map(|(one, _)| one).ok_or("the parser knows only these")
    })
}

pub(super) fn run(arguments: &RulesArguments) -> Result<Ending, CliError> {
    let found: Vec<_> = rules::ALL.iter().copied().filter(|rule| arguments.wants(rule)).collect();
    let text = match arguments.output {
        Form::Table => table(&found),
        Form::Json => json(&found),
    };
    to_stdout(|out| out.write_all(text.as_bytes()))?;
    Ok(if found.is_empty() { Ending::Found } else { Ending::Clean })
}

impl RulesArguments {
    fn wants(&self, rule: &Rule) -> bool {
        let title = rule.documentation().title;
        let has = |text: &str| {
            let text = text.to_lowercase();
            [rule.code, rule.name, title].iter().any(|part| part.to_lowercase().contains(&text))
        };
        self.severity.is_none_or(|severity| severity == rule.severity)
            && self.stage.is_none_or(|stage| stage == rule.stage())
            && self.filter.as_deref().is_none_or(has)
    }
}

fn table(rules: &[&'static Rule]) -> String {
    if rules.is_empty() {
        return "no rule is like that; `smi-validate rules` lists all\n".to_owned();
    }
    let longest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let mut table = format!("CODE    {:longest$}  SEVERITY  STAGE      TITLE\n", "NAME");
    for rule in rules {
        let (severity, stage) = (rule.severity.word(), rule.stage().to_string());
        let title = rule.documentation().title;
        let Rule { code, name, .. } = rule;
        let _infallible =
            writeln!(table, "{code:6}  {name:longest$}  {severity:8}  {stage:9}  {title}");
    }
    table
}

fn json(rules: &[&'static Rule]) -> String {
    let row = |rule: &&'static Rule| Row {
        code: rule.code,
        name: rule.name,
        severity: rule.severity,
        stage: rule.stage().to_string(),
        title: rule.documentation().title,
    };
    let rows: Vec<_> = rules.iter().map(row).collect();
    let text = serde_json::to_string_pretty(&rows).expect("texts have a form in JSON");
    text + "\n"
}
