//! What `kubectl get` prints: the API server makes the table, kubectl only lays it out.

use std::fs;

use http::Method;
use serde_json::Value;

use super::{Mode, definitions, server::Server};
use crate::fixture;

const TABLE: &str = "application/json;as=Table;g=meta.k8s.io;v=v1";
/// The object of each kind that is shown.
const SHOWN: [(&str, &str); 5] = [
    ("TrafficSplit", "split/trafficsplit/v1alpha4/admitted/full.yaml"),
    ("TrafficTarget", "access/traffictarget/v1alpha3/admitted/full.yaml"),
    ("HTTPRouteGroup", "specs/httproutegroup/v1alpha4/admitted/full.yaml"),
    ("TCPRoute", "specs/tcproute/v1alpha4/admitted/full.yaml"),
    ("UDPRoute", "specs/udproute/v1alpha4/admitted/full.yaml"),
];

/// Compares the tables of the full fixtures with the recorded ones. Ages are left out.
pub(super) async fn check(server: &Server, mode: Mode) -> Result<Vec<String>, String> {
    let mut text = String::new();
    for definition in definitions("crd")? {
        let kind = definition["spec"]["names"]["kind"].as_str().unwrap_or_default().to_owned();
        let Some((_, path)) = SHOWN.iter().find(|(shown, _)| *shown == kind) else {
            return Err(format!("{kind} is not among the kinds that are shown"));
        };
        let object = fs::read_to_string(fixture::folder().join(path))
            .map_err(|error| format!("{path}: {error}"))?;
        let version = path.split('/').nth(2).unwrap_or_default();
        let collection = server.collection(&definition, version);
        server.send(Method::POST, &collection, &object).await?.expect_success(path)?;
        let table = server.send_accepting(Method::GET, &collection, "", TABLE).await?;
        text.push_str(&render(&table.content));
    }
    let path = fixture::folder().join("columns.txt");
    if mode == Mode::Record {
        fs::write(&path, &text).map_err(|error| format!("{}: {error}", path.display()))?;
        return Ok(Vec::new());
    }
    let recorded = fs::read_to_string(&path).unwrap_or_default();
    let differs = recorded != text;
    Ok(differs
        .then(|| format!("{}: recorded\n{recorded}found\n{text}", path.display()))
        .into_iter()
        .collect())
}

fn render(table: &Value) -> String {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut text = String::new();
    let columns = list(&table["columnDefinitions"]);
    for row in list(&table["rows"]) {
        for (column, cell) in columns.iter().zip(list(&row["cells"])) {
            let name = column["name"].as_str().unwrap_or_default();
            let wide = if column["priority"] == 0 { "" } else { " (wide)" };
            let cell = if name == "Age" {
                "…".to_owned()
            } else {
                cell.as_str().unwrap_or("-").to_owned()
            };
            text.push_str(&format!("{name}{wide}: {cell}\n"));
        }
        text.push('\n');
    }
    text
}
