//! What `kubectl get` prints.
//!
//! Of a path into a list (`.spec.sources[*].name`) an API server prints the first only, as if there were no others; so a
//! column shows a whole list, as JSON.

use serde_json::{Value, json};

use crate::catalog::Entry;

/// The columns of a kind in a version; those of priority 1 are for `-o wide`.
pub(super) fn of(entry: &Entry) -> Vec<Value> {
    let under_spec = match (entry.kind, entry.version) {
        ("TrafficTarget", "v1alpha1") | ("HTTPRouteGroup", "v1alpha1" | "v1alpha2") => "",
        _ => ".spec",
    };
    let rules = if entry.version == "v1alpha1" { "specs" } else { "rules" };
    let column = |name: &str, path: &str, description: &str, priority: i32| {
        json!({
            "name": name,
            "type": "string",
            "jsonPath": format!("{under_spec}.{path}"),
            "description": description,
            "priority": priority,
        })
    };
    let mut columns = match entry.kind {
        "TrafficTarget" => vec![
            column("Destination", "destination.name", "Who is called.", 0),
            column(
                "Namespace of destination",
                "destination.namespace",
                "Where the called identity is.",
                1,
            ),
            column("Sources", "sources", "Who may call.", 0),
            column("Rules", rules, "What may be called.", 1),
        ],
        "IdentityBinding" => vec![
            column("Account", "schemes.serviceAccount", "The ServiceAccount that is meant.", 0),
            column("Labels", "schemes.podLabelSelector.matchLabels", "The pods that are meant.", 0),
            column("SPIFFE", "schemes.spiffeIdentities", "The SPIFFE ids that are meant.", 0),
        ],
        "HTTPRouteGroup" => {
            vec![column("Matches", "matches", "The matches.", 0)]
        }
        "TCPRoute" | "UDPRoute" if entry.version == "v1alpha4" => {
            vec![column("Ports", "matches.ports", "The ports; none means all.", 0)]
        }
        "TrafficSplit" => vec![
            column("Service", "service", "The root service.", 0),
            column("Backends", "backends", "The backends with their weights.", 0),
        ],
        _ => Vec::new(),
    };
    if entry.kind == "TrafficSplit" && matches!(entry.version, "v1alpha3" | "v1alpha4") {
        columns.push(column("Matches", "matches", "The groups that limit the split.", 1));
    }
    columns.push(json!({
        "name": "Age",
        "type": "date",
        "jsonPath": ".metadata.creationTimestamp",
        "description": "The time since the object was made.",
    }));
    columns
}
