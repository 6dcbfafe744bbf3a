//! Suppression, from texts to what is kept.

use super::*;
use crate::config::{Allowance, Config, Level, PathPattern};
use crate::finding::{Finding, Input, Label, Object, Severity};
use crate::model::Name;
use crate::rule::Check;
use crate::source::Source;

static ODD: Rule = rule("SMI001", "odd");
static EVEN: Rule = rule("SMI002", "even");

const fn rule(code: &'static str, name: &'static str) -> Rule {
    Rule { code, name, severity: Severity::Warning, text: "", check: Check::Elsewhere }
}

fn find(name: &str) -> Option<&'static Rule> {
    [&ODD, &EVEN].into_iter().find(|rule| rule.name == name || rule.code == name)
}

fn suppressions(text: &str) -> Vec<Suppression> {
    let source = Source::read(text);
    assert_eq!(source.faults().count(), 0, "{text}");
    source.documents().flat_map(|document| of_document_with(document, 0, find)).collect()
}

/// A finding of each rule wherever `<odd>` or `<even>` stands.
fn findings(text: &str) -> Vec<Finding> {
    let of = |rule: &'static Rule| {
        let mark = format!("<{}>", rule.name);
        let places: Vec<_> = text.match_indices(&mark).map(|(at, _)| at).collect();
        places.into_iter().map(move |at| finding(rule, at))
    };
    of(&ODD).chain(of(&EVEN)).collect()
}

fn finding(rule: &'static Rule, at: usize) -> Finding {
    Finding {
        rule,
        severity: rule.severity,
        object: Some(Object {
            api_version: "v1".to_owned(),
            kind: "Service".to_owned(),
            name: Name::new("shop", "cart"),
        }),
        message: format!("{} at {at}", rule.name),
        labels: vec![Label {
            input: 0,
            span: Span::new(at, at + 1),
            text: String::new(),
            path: String::new(),
        }],
        effect: String::new(),
        mend: String::new(),
        meshes: Vec::new(),
    }
}

fn applied_with(text: &str, config: &Config) -> Applied {
    let input = Input::new("apps/a.yaml", text, 0);
    apply(findings(text), &suppressions(text), config, &[input])
}

/// `kept/suppressed/unused/unknown`
fn counts(text: &str) -> [usize; 4] {
    let Applied { kept, suppressed, unused, unknown } = applied_with(text, &Config::default());
    [kept.len(), suppressed.len(), unused.len(), unknown.len()]
}

#[test]
fn a_comment_above_covers_what_begins_on_the_next_line_with_content() {
    for (text, expected) in [
        ("# smi-validate: allow(odd)\na: <odd>\n", [0, 1, 0, 0]),
        ("# smi-validate: allow(odd)\n\n# why\na: <odd>\n", [0, 1, 0, 0]),
        (
            "# smi-validate: allow(odd)\n# smi-validate: allow(even)\na: <odd> <even>\n",
            [0, 2, 0, 0],
        ),
        ("# smi-validate: allow(odd, SMI002) both\na: <odd> <even>\n", [0, 2, 0, 0]),
        ("# smi-validate: allow(odd)\na: 1\nb: <odd>\n", [1, 0, 1, 0]),
        ("# smi-validate: allow(even)\na: <odd>\n", [1, 0, 1, 0]),
        ("x:\n  # smi-validate: allow(odd)\n  - a: <odd>\n    b: <odd>\n", [1, 1, 0, 0]),
        ("# smi-validate: allow(odd)\n---\na: <odd>\n", [0, 1, 0, 0]),
        ("a: 1\n# smi-validate: allow(odd)\n---\nb: <odd>\n", [0, 1, 0, 0]),
        ("a: <odd>\n# smi-validate: allow(odd)\n", [1, 0, 1, 0]),
    ] {
        assert_eq!(counts(text), expected, "{text}");
    }
}

#[test]
fn a_comment_behind_covers_its_line() {
    assert_eq!(counts("a: <odd> # smi-validate: allow(odd)\nb: <odd>\n"), [1, 1, 0, 0]);
    let block = "a: | # smi-validate: allow(odd)\n  # smi-validate: allow(even)\n  <odd>\n";
    assert_eq!(counts(block), [1, 0, 1, 0], "the place is below, and a text is no comment");
}

#[test]
fn objects_and_files_are_covered_as_a_whole() {
    for (text, expected) in [
        ("a: <odd>\n# smi-validate: allow-object(odd)\nb: <odd>\n---\nc: <odd>\n", [1, 2, 0, 0]),
        ("a: <odd>\n---\nb: <odd>\n# smi-validate: allow-file(odd)\n", [0, 2, 0, 0]),
        ("metadata: {annotations: {smi-validate/allow: 'even, odd'}}\na: <odd>\n", [0, 1, 1, 0]),
        ("# smi-validate: allow-file(odd)\n# smi-validate: allow(odd)\na: <odd>\n", [0, 1, 1, 0]),
    ] {
        assert_eq!(counts(text), expected, "{text}");
    }
}

#[test]
fn in_a_list_each_object_is_one() {
    let list = |above: &str, within: &str| {
        format!(
            "kind: List\nitems:\n- kind: A\n  a: <odd>\n{above}\n- kind: B\n  {within}\n  a: <odd>\n- kind: C\n  a: <odd>\n"
        )
    };
    let above = list("# smi-validate: allow-object(odd)", "");
    let applied = applied_with(&above, &Config::default());
    let suppressed = applied.suppressed[0].primary().span.start as usize;
    assert!(above[..suppressed].ends_with("kind: B\n  \n  a: "), "{applied:?}");
    assert_eq!(counts(&above), [2, 1, 0, 0]);
    assert_eq!(counts(&list("", "# smi-validate: allow-object(odd)")), [2, 1, 0, 0]);
    assert_eq!(counts(&list("", "# smi-validate: allow-file(odd)")), [0, 3, 0, 0]);
    let annotated = list("", "metadata: {annotations: {smi-validate/allow: odd}}");
    assert_eq!(counts(&annotated), [2, 1, 0, 0]);
}

#[test]
fn mistakes_are_told_with_their_places() {
    for (text, place, message) in [
        (
            "# smi-validate: allow(od)\na: 1\n",
            "od",
            "no rule is called `od`, so this allows nothing",
        ),
        ("# smi-validate: deny(odd)\na: 1\n", "deny(odd)", "expected `allow(…)`"),
        ("# smi-validate: allow(odd\na: 1\n", "# smi-validate: allow(odd", "expected a closing"),
        ("metadata: {annotations: {smi-validate/allow: [odd]}}", "[odd]", "expected the names"),
        ("metadata: {annotations: {smi-validate/alow: odd}}", "smi-validate/alow", "expected the"),
        (
            "metadata: {annotations: {smi-validate/allow: \"odd, ev\\x65m\"}}",
            "ev\\x65m",
            "no rule is called `evem`",
        ),
    ] {
        let unknown = applied_with(text, &Config::default()).unknown;
        assert_eq!(unknown.len(), 1, "{text}: {unknown:?}");
        assert_eq!(&text[unknown[0].span.range()], place, "{text}");
        assert!(unknown[0].message.starts_with(message), "{unknown:?}");
    }
}

#[test]
fn the_configuration_covers_by_rule_path_and_object() {
    let allow = |rules, path, object: Option<&str>| Config {
        allow: vec![Allowance {
            rules,
            path,
            object: object.map(|object| object.parse().unwrap()),
            reason: String::new(),
        }],
        ..Config::default()
    };
    let (here, there) = (PathPattern::new("apps/**"), PathPattern::new("web/**"));
    for (config, kept) in [
        (allow(vec![&ODD], None, None), 1),
        (allow(vec![], None, None), 0),
        (allow(vec![&ODD], Some(here), None), 1),
        (allow(vec![&ODD], Some(there), None), 2),
        (allow(vec![&ODD], None, Some("Service shop/*")), 1),
        (allow(vec![&ODD], None, Some("Service far/*")), 2),
    ] {
        let applied = applied_with("a: <odd>\nb: <even>\n", &config);
        assert_eq!(applied.kept.len(), kept, "{config:?}");
    }
}

#[test]
fn rules_that_are_off_are_not_unused() {
    let mut config = Config::default();
    config.levels.set(&ODD, Level::Off);
    let applied = applied_with("# smi-validate: allow(odd, even)\na: 1\n", &config);
    assert_eq!(applied.unused.iter().map(|unused| unused.rule).collect::<Vec<_>>(), [&EVEN]);
}

#[test]
fn many_comments_take_no_longer_than_their_text() {
    let comments = "# smi-validate: allow(odd)\n".repeat(100_000);
    assert_eq!(suppressions(&format!("{comments}a: 1\n")).len(), 100_000);
    let documents = "# smi-validate: allow(odd)\n---\n".repeat(20_000);
    assert_eq!(suppressions(&format!("{documents}a: 1\n")).len(), 20_000);
    let items = "- a: 1 # smi-validate: allow-object(odd)\n".repeat(50_000);
    assert_eq!(suppressions(&format!("kind: List\nitems:\n{items}")).len(), 50_000);
}
