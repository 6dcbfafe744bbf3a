//! Mermaid.

use std::fmt::Write as _;

use super::{Graph, Meaning, Node, Role};

pub(super) fn write(graph: &Graph) -> String {
    let mut out = String::from("flowchart LR\n");
    for left_out in &graph.left_out {
        let text = escaped(left_out);
        writeln!(out, "  %% left out, because it cannot be read: {text}").expect(ANY_TEXT);
    }
    for (number, (namespace, nodes)) in graph.namespaces().into_iter().enumerate() {
        writeln!(out, "  subgraph g{number}[\"{}\"]", escaped(namespace)).expect(ANY_TEXT);
        for index in nodes {
            writeln!(out, "    n{index}{}", shape(&graph.nodes[index])).expect(ANY_TEXT);
        }
        out.push_str("  end\n");
    }
    for edge in &graph.edges {
        let arrow = match edge.meaning {
            Meaning::Call => "-->",
            Meaning::Split => "==>",
            Meaning::Selects => "-.->",
            Meaning::RunsAs => "-.-",
        };
        let lines: Vec<_> = edge.label.iter().map(|line| escaped(line)).collect();
        let label =
            if lines.is_empty() { String::new() } else { format!("|\"{}\"|", lines.join("<br/>")) };
        writeln!(out, "  n{} {arrow}{label} n{}", edge.from, edge.to).expect(ANY_TEXT);
    }
    out
}

const ANY_TEXT: &str = "a text takes any text";

fn shape(node: &Node) -> String {
    let label = format!("{} {}", escaped(&node.kind), escaped(&node.name));
    match node.role {
        Role::Identity => format!("([\"{label}\"])"),
        Role::Service => format!("[\"{label}\"]"),
        Role::Workload => format!("[[\"{label}\"]]"),
    }
}

/// Between quotes, Mermaid takes HTML, Markdown and its own codes: what could be any of them is written as a code.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        let is_plain = letter.is_alphanumeric() || " -/.:,%".contains(letter);
        if is_plain {
            escaped.push(letter);
        } else {
            write!(escaped, "#{};", u32::from(letter)).expect(ANY_TEXT);
        }
    }
    escaped
}
