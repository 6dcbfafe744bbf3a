//! DOT.

use std::fmt::Write as _;

use super::{Graph, Meaning, Node, Role};

pub(super) fn write(graph: &Graph) -> String {
    let mut out = String::from("digraph smi {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n");
    for left_out in &graph.left_out {
        let text: String = left_out.chars().filter(|letter| !letter.is_control()).collect();
        writeln!(out, "  // left out, because it cannot be read: {text}").expect(ANY_TEXT);
    }
    for (number, (namespace, nodes)) in graph.namespaces().into_iter().enumerate() {
        writeln!(out, "  subgraph cluster_{number} {{").expect(ANY_TEXT);
        writeln!(out, "    label={};", quoted(&[namespace])).expect(ANY_TEXT);
        for index in nodes {
            let Node { role, kind, name, .. } = &graph.nodes[index];
            let shape = match role {
                Role::Identity => "ellipse",
                Role::Service => "box",
                Role::Workload => "component",
            };
            let label = quoted(&[kind, name]);
            writeln!(out, "    n{index} [label={label}, shape={shape}];").expect(ANY_TEXT);
        }
        out.push_str("  }\n");
    }
    for edge in &graph.edges {
        let style = match edge.meaning {
            Meaning::Call => "style=solid",
            Meaning::Split => "style=bold",
            Meaning::Selects => "style=dashed",
            Meaning::RunsAs => "style=dotted, arrowhead=none",
        };
        let lines: Vec<_> = edge.label.iter().map(String::as_str).collect();
        let label =
            if lines.is_empty() { String::new() } else { format!("label={}, ", quoted(&lines)) };
        writeln!(out, "  n{} -> n{} [{label}{style}];", edge.from, edge.to).expect(ANY_TEXT);
    }
    out.push_str("}\n");
    out
}

const ANY_TEXT: &str = "a text takes any text";

/// Lines as a quoted text. In labels, a backslash begins a code and `&` an entity.
fn quoted(lines: &[&str]) -> String {
    let escaped = |line: &&str| {
        let line = line.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;");
        line.chars()
            .map(|letter| if letter.is_control() { ' ' } else { letter })
            .collect::<String>()
    };
    let lines: Vec<_> = lines.iter().map(escaped).collect();
    format!("\"{}\"", lines.join("\\n"))
}
