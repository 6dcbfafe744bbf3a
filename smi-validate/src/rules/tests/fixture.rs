//! Fixtures: manifests that say at their end what is to be found in them.
//!
//! `# config target=osm,fsm complete namespace=shop` in the first line sets the configuration, `# expect SMI210 error 12:9`
//! at the end says code, severity, line and column. `SMI_RECORD=1 cargo test` writes what is found; read it before you
//! keep it.

use std::fs;
use std::path::PathBuf;

use crate::check::check_with;
use crate::config::Config;
use crate::finding::{Finding, Input};
use crate::profile::Profile;
use crate::rule::Rule;
use crate::rules::{self, ALL};

/// One file.
pub(super) struct Fixture {
    pub(super) rule: &'static Rule,
    pub(super) path: String,
    pub(super) is_bad: bool,
    pub(super) text: String,
    pub(super) expected: Vec<String>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata/rules")
}

/// All fixtures, sorted.
pub(super) fn fixtures() -> Vec<Fixture> {
    let mut fixtures = Vec::new();
    for folder in fs::read_dir(folder()).unwrap() {
        let folder = folder.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let (code, rule_name) = name.split_once('_').unwrap();
        let rule = rules::find(code).unwrap_or_else(|| panic!("{name} is the folder of no rule"));
        assert_eq!(rule.name, rule_name, "{name}");
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let file = path.file_name().unwrap().to_str().unwrap();
            let is_bad = file.starts_with("bad-");
            assert!(is_bad || file.starts_with("good-"), "{}", path.display());
            let expected =
                text.lines().filter_map(|line| line.strip_prefix("# expect ")).map(str::to_owned);
            let expected: Vec<_> = expected.collect();
            assert!(is_bad || expected.is_empty(), "{}: good ones expect nothing", path.display());
            let path = path.display().to_string();
            fixtures.push(Fixture { rule, path, is_bad, expected, text });
        }
    }
    fixtures.sort_by(|one, other| one.path.cmp(&other.path));
    fixtures
}

impl Fixture {
    /// What is found in it.
    pub(super) fn findings(&self) -> Vec<Finding> {
        findings(&self.text, ALL.as_slice())
    }

    /// What is found in it by given rules, in the form of expectations.
    pub(super) fn found_by(&self, rules: &[&'static Rule]) -> Vec<String> {
        lines(&self.text, &findings(&self.text, rules))
    }

    /// How findings and expectations differ.
    pub(super) fn difference(&self) -> Option<String> {
        let found = self.found_by(ALL.as_slice());
        let mut expected = self.expected.clone();
        expected.sort();
        if found == expected {
            return None;
        }
        if self.is_bad && std::env::var_os("SMI_RECORD").is_some() {
            let kept: Vec<_> =
                self.text.lines().filter(|line| !line.starts_with("# expect ")).collect();
            let expectations: String =
                found.iter().map(|line| format!("# expect {line}\n")).collect();
            fs::write(&self.path, format!("{}\n{expectations}", kept.join("\n").trim_end()))
                .unwrap();
        }
        let messages: Vec<_> =
            self.findings().iter().map(|one| format!("  {}: {}", one.rule, one.message)).collect();
        Some(format!(
            "{}:\n expected {expected:#?}\n found {found:#?}\n{}",
            self.path,
            messages.join("\n")
        ))
    }
}

/// What is found in a text, with the configuration that it asks for.
pub(super) fn findings(text: &str, rules: &[&'static Rule]) -> Vec<Finding> {
    let config = config(text);
    check_with(&[Input::new("fixture.yaml", text, 0)], &config, rules).findings
}

fn config(text: &str) -> Config {
    let mut config = Config::default();
    let line = text.lines().find_map(|line| line.strip_prefix("# config "));
    for word in line.unwrap_or_default().split_whitespace() {
        match word.split_once('=') {
            None if word == "complete" => config.complete = true,
            Some(("target", names)) => {
                config.targets =
                    names.split(',').map(|name| Profile::find(name).unwrap()).collect();
            }
            Some(("namespace", name)) => config.namespace = Some(name.to_owned()),
            _ => panic!("`{word}` configures nothing"),
        }
    }
    config
}

fn lines(text: &str, findings: &[Finding]) -> Vec<String> {
    let text = crate::source::Text::new(text);
    let line = |finding: &Finding| {
        let position = text.position(finding.primary().span.start);
        format!("{} {} {position}", finding.rule.code, finding.severity)
    };
    let mut lines: Vec<_> = findings.iter().map(line).collect();
    lines.sort();
    lines
}
