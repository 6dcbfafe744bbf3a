//! A list for terminals.

use std::fmt::Write as _;

use super::{Graph, Meaning, Node, Role};

pub(super) fn write(graph: &Graph) -> String {
    let mut out = String::new();
    for (number, node) in graph.nodes.iter().enumerate() {
        let of_node = graph.edges.iter().filter(|edge| edge.from == number);
        let lines: Vec<_> = of_node.map(|edge| line(graph, edge)).collect();
        // Identities that call nobody and Services without pods are seen from the other side.
        if lines.is_empty() && node.role == Role::Identity {
            continue;
        }
        writeln!(out, "{}", named(node)).expect(ANY_TEXT);
        for line in lines {
            writeln!(out, "  {line}").expect(ANY_TEXT);
        }
    }
    for left_out in &graph.left_out {
        writeln!(out, "left out, because it cannot be read: {left_out}").expect(ANY_TEXT);
    }
    out
}

const ANY_TEXT: &str = "a text takes any text";

fn line(graph: &Graph, edge: &super::Edge) -> String {
    let verb = match edge.meaning {
        Meaning::Call => "may call",
        Meaning::Split => "is shared with",
        Meaning::Selects => "selects",
        Meaning::RunsAs => "runs as",
    };
    let label = edge.label.join("; ");
    let label = if label.is_empty() { label } else { format!(": {label}") };
    format!("{verb} {}{label}", named(&graph.nodes[edge.to]))
}

fn named(node: &Node) -> String {
    format!("{} {}/{}", node.kind, node.namespace, node.name)
}
