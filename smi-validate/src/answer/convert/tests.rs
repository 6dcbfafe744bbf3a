//! Streams and what becomes of them: golden files, the examples of the rules, and laws.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use super::*;
use crate::answer::tests::{compare, demo, testdata};
use crate::rule::Rule;
use crate::rules;

/// Converts a text to what its first line asks for: `# --to VERSION`.
fn converted(text: &str) -> Conversion {
    let goal = text.lines().next().and_then(|line| line.strip_prefix("# --to "));
    let goal = goal.expect("the first line says where to").parse().unwrap();
    convert(&[Input::new("in.yaml", text, 0)], &goal, &Config::default())
}

fn found(text: &str) -> BTreeSet<&'static str> {
    converted(text).findings.iter().map(|finding| finding.rule.code).collect()
}

fn of_conversion() -> impl Iterator<Item = &'static &'static Rule> {
    rules::ALL.iter().filter(|rule| {
        rule.code.starts_with("SMI6") && rule.stage() == crate::rule::Stage::Elsewhere
    })
}

#[test]
fn streams_are_converted_as_reviewed() {
    let mut tripped = BTreeSet::new();
    let mut inputs: Vec<_> = fs::read_dir(testdata("convert"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".in.yaml"))
        .collect();
    inputs.sort();
    for name in inputs {
        let text = fs::read_to_string(testdata("convert").join(&name)).unwrap();
        let Conversion { text: written, findings, is_lossy, .. } = converted(&text);
        let mut golden = written;
        let source = crate::source::Text::new(text.as_str());
        writeln!(golden, "# lossy: {is_lossy}").unwrap();
        for finding in &findings {
            let place = source.position(finding.primary().span.start);
            let Finding { rule, severity, message, .. } = finding;
            writeln!(golden, "# {} {severity} {place}: {message}", rule.code).unwrap();
            tripped.insert(rule.code);
        }
        compare(&format!("convert/{}", name.replace(".in.yaml", ".out.yaml")), &golden);
    }
    let all: BTreeSet<_> = of_conversion().map(|rule| rule.code).collect();
    assert_eq!(tripped, all, "every rule about conversions speaks in some file");
}

#[test]
fn examples_of_rules_are_true() {
    for rule in of_conversion() {
        let documentation = rule.documentation();
        assert!(found(&documentation.example("Bad")).contains(rule.code), "{rule}");
        let good = found(&documentation.example("Good"));
        assert!(good.is_empty(), "{rule}: {good:?}");
    }
}

#[test]
fn findings_say_everything() {
    for rule in of_conversion() {
        for finding in converted(&rule.documentation().example("Bad")).findings {
            for text in [&finding.message, &finding.effect, &finding.mend] {
                assert!(!text.is_empty() && !text.ends_with('.') && !text.contains('\n'), "{text}");
            }
        }
    }
}

#[test]
fn the_demo_goes_to_meshes_and_comes_back_with_the_same_meaning() {
    let config = Config::default();
    for mesh in ["osm", "fsm", "traefik-mesh"] {
        let there = convert(&demo(), &mesh.parse().unwrap(), &config);
        assert!(!there.is_lossy, "{mesh}: {:#?}", there.findings);
        let input = [Input::new("there.yaml", there.text.as_str(), 0)];
        let back = convert(&input, &Goal::Latest, &config);
        assert!(!back.is_lossy, "{mesh}: {:#?}", back.findings);
        let shown = |text: &str| {
            let set = crate::answer::tests::set(text);
            crate::answer::show::show(&set)
        };
        let demo: Vec<_> = demo().iter().map(|input| input.text.as_str().to_owned()).collect();
        assert_eq!(shown(&back.text).splits, shown(&demo.join("---\n")).splits, "{mesh}");
        let calls = |text: &str| {
            let mut shown = shown(text).destinations;
            shown.iter_mut().for_each(|one| one.workloads.clear());
            shown
        };
        assert_eq!(calls(&back.text), calls(&demo.join("---\n")), "{mesh}");
    }
}

#[test]
fn what_is_right_already_is_not_touched() {
    let texts: Vec<_> = demo().iter().map(|input| input.text.as_str().to_owned()).collect();
    let Conversion { text, findings, converted, .. } =
        convert(&demo(), &Goal::Latest, &Config::default());
    assert_eq!((text, converted), (texts.join("---\n"), 0));
    assert!(findings.is_empty());
}

#[test]
fn goals_are_versions_groups_and_meshes() {
    let version = |text: &str| match text.parse::<Goal>() {
        Ok(Goal::Version { group, version }) => format!("{group:?} {version}"),
        Ok(Goal::Mesh(profile)) => profile.name.clone(),
        Ok(Goal::Latest) => "latest".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(version("v1alpha2"), "None v1alpha2");
    assert_eq!(version("split/v1alpha2"), "Some(\"split.smi-spec.io\") v1alpha2");
    assert_eq!((version("spec"), version("osm")), ("latest".to_owned(), "osm".to_owned()));
    assert!(version("v2").ends_with("the versions are v1alpha1, v1alpha2, v1alpha3 and v1alpha4"));
    assert!(version("nope/v1").contains("access, specs, split and metrics"));
    assert!(version("traefik").contains("did you mean `traefik-mesh`?"), "{}", version("traefik"));
}
