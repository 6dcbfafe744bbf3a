//! `graph`: who calls whom and how traffic is shared, as a picture or as a list.

mod build;
mod dot;
mod mermaid;
mod text;

use std::fmt;
use std::str::FromStr;

use crate::set::Set;

/// Identities, Services and pods, and what leads from one to the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    /// In the order of namespaces, kinds and names.
    pub nodes: Vec<Node>,
    /// In the order of their ends.
    pub edges: Vec<Edge>,
    /// What had to be left out, because it cannot be read.
    pub left_out: Vec<String>,
}

/// An identity, a Service, or what makes pods.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// Its namespace.
    pub namespace: String,
    /// What it is.
    pub role: Role,
    /// Its kind: `ServiceAccount`, `Service`, `Deployment` …
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Who calls and is called.
    Identity,
    /// What is dialled.
    Service,
    /// What answers.
    Workload,
}

/// What leads from one node to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The number of the node where it begins.
    pub from: usize,
    /// The number of the node where it ends.
    pub to: usize,
    /// What it means.
    pub meaning: Meaning,
    /// What stands at it, line by line.
    pub label: Vec<String>,
}

/// What an edge means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// One identity may call another.
    Call,
    /// A split gives a backend a share.
    Split,
    /// A Service selects pods.
    Selects,
    /// Pods run as an identity.
    RunsAs,
}

/// How a graph is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Mermaid, which GitHub and many wikis draw.
    #[default]
    Mermaid,
    /// DOT, which Graphviz draws.
    Dot,
    /// A list, for terminals.
    Text,
}

/// Draws a set.
#[must_use]
pub fn graph(set: &Set) -> Graph {
    build::of(set)
}

impl Graph {
    /// Writes it.
    #[must_use]
    pub fn write(&self, format: Format) -> String {
        match format {
            Format::Mermaid => mermaid::write(self),
            Format::Dot => dot::write(self),
            Format::Text => text::write(self),
        }
    }

    /// The numbers of the nodes by namespace, in order.
    fn namespaces(&self) -> Vec<(&str, std::ops::Range<usize>)> {
        let mut namespaces: Vec<(&str, std::ops::Range<usize>)> = Vec::new();
        for (number, node) in self.nodes.iter().enumerate() {
            match namespaces.last_mut() {
                Some((name, range)) if *name == node.namespace => range.end = number + 1,
                _ => namespaces.push((&node.namespace, number..number + 1)),
            }
        }
        namespaces
    }
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mermaid, Self::Dot, Self::Text];
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            Self::Text => "text",
        })
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|format| format.to_string() == text);
        found.ok_or_else(|| format!("expected mermaid, dot or text, found `{text}`"))
    }
}

#[cfg(test)]
mod tests;
