//! The demo as a graph, and names that could break what draws it.

use super::*;
use crate::answer::tests::{checked, compare, demo, set};

/// Names and patterns with everything that means something to one of the formats.
const HOSTILE: &str = r#"
apiVersion: specs.smi-spec.io/v1alpha4
kind: HTTPRouteGroup
metadata: { name: r, namespace: shop }
spec: { matches: [{ name: a, pathRegex: '/"]}|\d+<b>&amp;#quot;\n`水`', methods: [GET], headers: [{ x: "a\nb" }] }] }
---
apiVersion: access.smi-spec.io/v1alpha3
kind: TrafficTarget
metadata: { name: t, namespace: shop }
spec:
  destination: { kind: ServiceAccount, name: 'cart"]; end', namespace: '水 & "shop"' }
  rules: [{ kind: HTTPRouteGroup, name: r }]
  sources: [{ kind: ServiceAccount, name: 'web\', namespace: shop }]
"#;

#[test]
fn the_demo_in_every_format() {
    let set = checked(&demo()).sets.remove(&0).unwrap();
    for format in Format::ALL {
        compare(&format!("answers/graph.{format}"), &graph(&set).write(format));
    }
}

#[test]
fn all_of_it_is_of_its_grammar() {
    let demo = checked(&demo()).sets.remove(&0).unwrap();
    for set in [demo, set(HOSTILE), Set::default()] {
        let graph = graph(&set);
        let dot = dot_statements(&graph.write(Format::Dot)).unwrap();
        assert_eq!(dot, graph.nodes.len() + graph.edges.len());
        let mermaid = mermaid_statements(&graph.write(Format::Mermaid)).unwrap();
        assert_eq!(mermaid, graph.nodes.len() + graph.edges.len());
    }
    assert_eq!(graph(&set(HOSTILE)).nodes.len(), 2, "the hostile names are names");
}

#[test]
fn a_grammar_refuses_what_is_not_of_it() {
    for wrong in [
        "digraph smi {\n  n0 [label=\"a\"b\"];\n}\n",
        "digraph smi {\n  n0 -> ;\n}\n",
        "digraph smi {\n  n0 [label=\"a];\n}\n",
        "digraph smi {\n",
    ] {
        assert!(dot_statements(wrong).is_none(), "{wrong}");
    }
    for wrong in [
        "flowchart LR\n  n0[\"a\"b\"]\n",
        "flowchart LR\n  subgraph g0[\"a\"]\n",
        "flowchart LR\n  n0 -->|\"a#\"| n1\n",
        "flowchart LR\n  n0 --> \n",
    ] {
        assert!(mermaid_statements(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn shares_that_differ_by_port_and_conditions_are_at_the_edge() {
    let text = "
apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: Service, metadata: { name: cart, namespace: shop }, spec: { ports: [{ port: 80 }, { port: 81, name: b }] } }
- { apiVersion: v1, kind: Service, metadata: { name: one, namespace: shop }, spec: { ports: [{ port: 80 }] } }
- { apiVersion: v1, kind: Service, metadata: { name: two, namespace: shop }, spec: { ports: [{ port: 80 }, { port: 81, name: b }] } }
- apiVersion: split.smi-spec.io/v1alpha1
  kind: TrafficSplit
  metadata: { name: cart, namespace: shop }
  spec: { service: cart, backends: [{ service: one, weight: 1 }, { service: two, weight: 500m }] }
";
    let graph = graph(&set(text));
    let labels: Vec<_> = graph.edges.iter().map(|edge| edge.label.join("; ")).collect();
    assert_eq!(labels, ["port 80: 66.67 %; port 81: 0 %", "port 80: 33.33 %; port 81: 100 %"]);
}

/// Counts nodes and edges of a DOT text, or nothing if it is none.
fn dot_statements(text: &str) -> Option<usize> {
    let mut tokens = dot_tokens(text)?.into_iter().peekable();
    for expected in ["digraph", "smi", "{"] {
        (tokens.next()? == expected).then_some(())?;
    }
    let (mut depth, mut count) = (1, 0);
    while let Some(token) = tokens.next() {
        match token.as_str() {
            "}" => depth -= 1,
            "subgraph" => {
                tokens.next().filter(|name| is_id(name))?;
                (tokens.next()? == "{").then_some(())?;
                depth += 1;
            }
            name if is_id(name) => {
                if tokens.next_if_eq("=").is_some() {
                    tokens.next().filter(|value| is_id(value))?;
                } else {
                    if tokens.next_if_eq("->").is_some() {
                        tokens.next().filter(|name| is_id(name))?;
                    }
                    (tokens.next()? == "[").then_some(())?;
                    loop {
                        tokens.next().filter(|name| is_id(name))?;
                        (tokens.next()? == "=").then_some(())?;
                        tokens.next().filter(|value| is_id(value))?;
                        match tokens.next()?.as_str() {
                            "," => {}
                            "]" => break,
                            _ => return None,
                        }
                    }
                    count += usize::from(name != "node");
                }
                (tokens.next()? == ";").then_some(())?;
            }
            _ => return None,
        }
    }
    (depth == 0).then_some(count)
}

fn is_id(token: &str) -> bool {
    token.starts_with('"')
        || token.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

fn dot_tokens(text: &str) -> Option<Vec<String>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
            continue;
        } else if first == '"' {
            let mut is_escaped = false;
            let end = rest[1..].find(|letter| {
                let ends = letter == '"' && !is_escaped;
                is_escaped = letter == '\\' && !is_escaped;
                ends || letter == '\n'
            })?;
            (rest[1 + end..].starts_with('"')).then_some(end + 2)?
        } else if rest.starts_with("->") {
            2
        } else if "{}[]=,;".contains(first) {
            1
        } else {
            let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            rest.find(|letter| !word(letter)).filter(|length| *length > 0)?
        };
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    Some(tokens)
}

/// Counts nodes and edges of a Mermaid text, or nothing if it is none.
fn mermaid_statements(text: &str) -> Option<usize> {
    let mut lines = text.lines();
    (lines.next()? == "flowchart LR").then_some(())?;
    let (mut depth, mut count) = (0, 0);
    for line in lines.map(str::trim) {
        if line.starts_with("%% ") {
            continue;
        }
        if line == "end" {
            depth -= 1;
            continue;
        }
        if let Some(rest) = line.strip_prefix("subgraph g") {
            mermaid_label(
                rest.trim_start_matches(|letter: char| letter.is_ascii_digit()),
                "[",
                "]",
            )?;
            depth += 1;
            continue;
        }
        let rest =
            line.strip_prefix('n')?.trim_start_matches(|letter: char| letter.is_ascii_digit());
        count += 1;
        let shapes = [("([", "])"), ("[[", "]]"), ("[", "]")];
        if shapes.iter().any(|(open, close)| mermaid_label(rest, open, close) == Some("")) {
            continue;
        }
        let arrows = [" -->", " ==>", " -.->", " -.-"];
        let rest = arrows.iter().find_map(|arrow| rest.strip_prefix(arrow))?;
        let rest = if rest.starts_with('|') { mermaid_label(rest, "|", "|")? } else { rest };
        let number = rest.strip_prefix(" n")?;
        number.parse::<usize>().ok()?;
    }
    (depth == 0).then_some(count)
}

/// What follows a quoted label between brackets.
fn mermaid_label<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let (label, rest) = text.strip_prefix(open)?.strip_prefix('"')?.split_once('"')?;
    // Every `#` begins a code, and nothing else that means something stands in a label.
    for line in label.split("<br/>") {
        let mut codes = line.split('#');
        let is_safe =
            |text: &str| !text.contains(['<', '>', '"', '&', '`', '|', ';', '[', ']', '{', '}']);
        is_safe(codes.next()?).then_some(())?;
        for code in codes {
            let (number, after) = code.split_once(';')?;
            number.parse::<u32>().ok()?;
            is_safe(after).then_some(())?;
        }
    }
    rest.strip_prefix(close)
}
