//! Findings for the tests of renderers, and the comparison with recorded output.

use std::fmt::Write as _;
use std::path::Path;

use crate::check::{Checked, Statistics};
use crate::finding::{Finding, Input, Label, Object, Severity};
use crate::model::Name;
use crate::rule::{Check, Rule};
use crate::source::Span;

pub(super) static MISSING: Rule = Rule {
    code: "SMI901",
    name: "missing-thing",
    severity: Severity::Error,
    text: " Something names what does not exist.\n\n It is how typing mistakes look.\n\n # In a mesh\n Nothing is \
           allowed.\n # Bad\n ```yaml\n a: b\n ```\n # Good\n ```yaml\n a: c\n ```\n # Mend\n Name what exists.\n # \
           Sources\n None.\n",
    check: Check::Elsewhere,
};

pub(super) static ODD: Rule = Rule {
    code: "SMI902",
    name: "odd-thing",
    severity: Severity::Warning,
    text: " Something is odd.\n",
    check: Check::Elsewhere,
};

const TARGET: &str = "\
# Who may call the cart.
apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata:
  name: cart
  namespace: shop
spec:
  destination: { kind: ServiceAccount, name: cart, port: 8080 }
  rules:
  - kind: HTTPRouteGroup
    name: cart-api
    matches: [write, \"写 😀\", read]
  sources:
  - kind: ServiceAccount
    name: web
---
spec: [\n";

const ROUTES: &str = "\u{feff}apiVersion: specs.smi-spec.io/v1alpha4\r\nkind: HTTPRouteGroup\r\nmetadata:\r\n  \
                      name: cart-routes\r\nspec:\r\n  matches:\r\n\t- name: read";

/// Finds a text in an input; the label is there.
pub(super) fn label(inputs: &[Input], input: usize, what: &str, text: &str, path: &str) -> Label {
    let start = inputs[input].text.as_str().find(what).unwrap();
    let span = Span::new(start, start + what.len());
    Label { input, span, text: text.to_owned(), path: path.to_owned() }
}

pub(super) fn inputs() -> Vec<Input> {
    let long = format!("{{\"spec\": \"{}x\\{}\"}}", "写".repeat(3000), "y".repeat(3000));
    vec![
        Input::new("shop/target, 1.yaml", TARGET, 0),
        Input::new("routes.yaml", ROUTES, 0),
        Input::new("<stdin>", long, 0),
    ]
}

/// Findings of every kind: several places, several files, no object, places of all sorts.
pub(super) fn checked() -> (Vec<Input>, Checked) {
    let inputs = inputs();
    let label = |input, what: &str, text, path| label(&inputs, input, what, text, path);
    let end = inputs[1].text.as_str().len();
    let tall = TARGET.find("  rules").unwrap()..TARGET.find("  sources").unwrap();
    let at = |input, start, end| Label {
        input,
        span: Span::new(start, end),
        text: String::new(),
        path: String::new(),
    };
    let findings = vec![
        finding(
            &MISSING,
            "the target names the route group `cart-api`, which does not exist",
            vec![
                label(0, "cart-api", "no HTTPRouteGroup has this name", "spec.rules[0].name"),
                label(0, "kind: HTTPRouteGroup", "of this kind", "spec.rules[0].kind"),
                label(1, "cart-routes", "was this meant?", "metadata.name"),
            ],
        ),
        Finding {
            severity: Severity::Hint,
            meshes: vec!["osm", "traefik-mesh"],
            ..finding(&ODD, "the rule is long", vec![at(0, tall.start, tall.end)])
        },
        finding(
            &ODD,
            "the match `写 😀` is odd",
            vec![label(0, "😀", "this", "spec.rules[0].matches[1]")],
        ),
        Finding {
            object: None,
            ..finding(&MISSING, "a `]` is missing", vec![at(0, TARGET.len(), TARGET.len())])
        },
        Finding {
            severity: Severity::Info,
            ..finding(
                &ODD,
                "there is a byte order mark",
                vec![label(1, "apiVersion", "", "apiVersion")],
            )
        },
        finding(&ODD, "the file ends here", vec![at(1, end, end), label(1, "\t", "a tab", "")]),
        finding(&ODD, "a \u{1b}[31mlong\u{9b} line", vec![label(2, "x", "the\nplace", "spec")]),
    ];
    let count = |key: &str, count| (key.to_owned(), count);
    let statistics = Statistics {
        documents: 12,
        objects: [count("access.smi-spec.io/v1alpha3 TrafficTarget", 4), count("v1 Service", 1)]
            .into(),
        skipped: [count("v1 ConfigMap", 6)].into(),
        suppressed: 1,
        given_up: [("SMI902", 2)].into(),
    };
    let checked = Checked { findings, statistics, ..Checked::default() };
    (inputs, checked)
}

pub(super) fn finding(rule: &'static Rule, message: &str, labels: Vec<Label>) -> Finding {
    Finding {
        rule,
        severity: rule.severity,
        object: Some(Object {
            api_version: "access.smi-spec.io/v1alpha3".into(),
            kind: "TrafficTarget".into(),
            name: Name::new("shop", "cart"),
        }),
        message: message.into(),
        labels,
        effect: "requests from the sources are refused: a rule without a route allows nothing, whatever else the \
                 target says of it"
            .into(),
        mend: "name a route group that exists, or add one".into(),
        meshes: Vec::new(),
    }
}

/// Compares with recorded output. `UPDATE_GOLDEN=1 cargo test -p smi-validate --lib render` records it, to be reviewed.
pub(super) fn compare(name: &str, rendered: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/render");
    let path = folder.join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, rendered)).unwrap();
    }
    let recorded = std::fs::read_to_string(&path).unwrap_or_default();
    let difference = difference(&recorded, rendered);
    assert!(
        difference.is_empty(),
        "{} differs; UPDATE_GOLDEN=1 records it\n{difference}",
        path.display()
    );
}

/// Reads a file of the repository.
pub(crate) fn read(path: &str) -> serde_json::Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The lines that differ.
fn difference(recorded: &str, rendered: &str) -> String {
    let mut text = String::new();
    let mut recorded = recorded.split_inclusive('\n');
    let mut rendered = rendered.split_inclusive('\n');
    for number in 1.. {
        let (old, new) = (recorded.next(), rendered.next());
        if old.is_none() && new.is_none() {
            break;
        }
        if old != new {
            writeln!(
                text,
                "{number}: - {:?}\n{number}: + {:?}",
                old.unwrap_or(""),
                new.unwrap_or("")
            )
            .unwrap();
        }
    }
    text
}

#[test]
fn differences_are_lines() {
    assert_eq!(difference("a\nb\n", "a\nb\n"), "");
    assert_eq!(difference("a\nb\n", "a\nc\n"), "2: - \"b\\n\"\n2: + \"c\\n\"\n");
    assert_eq!(difference("a\n", "a"), "1: - \"a\\n\"\n1: + \"a\"\n");
}
