//! What `kubectl get` prints.

use serde_json::{Value, json};

use crate::catalog::Entry;

/// The columns of a kind in a version. An API server prints a list of objects as JSON, so lists are for `-o wide`.
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
            column("Sources", "sources[*].name", "Who may call.", 0),
            column("Rules", &format!("{rules}[*].name"), "What may be called.", 0),
        ],
        "IdentityBinding" => vec![
            column("Account", "schemes.serviceAccount", "The ServiceAccount that is meant.", 0),
            column("Labels", "schemes.podLabelSelector.matchLabels", "The pods that are meant.", 0),
            column("SPIFFE", "schemes.spiffeIdentities", "The SPIFFE ids that are meant.", 0),
        ],
        "HTTPRouteGroup" => {
            vec![column("Matches", "matches[*].name", "The names of the matches.", 0)]
        }
        "TCPRoute" | "UDPRoute" if entry.version == "v1alpha4" => {
            vec![column("Ports", "matches.ports", "The ports; none means all.", 0)]
        }
        "TrafficSplit" => vec![
            column("Service", "service", "The root service.", 0),
            column("Backends", "backends", "The backends with their weights.", 1),
        ],
        _ => Vec::new(),
    };
    columns.push(json!({
        "name": "Age",
        "type": "date",
        "jsonPath": ".metadata.creationTimestamp",
        "description": "The time since the object was made.",
    }));
    columns
}
