//! The first request, and results that are the same for several.

use std::ops::RangeInclusive;

use super::broken::{Objection, Rule};
use super::connection::{Answer, Connection};
use super::message::{Hello, Nothing, PROTOCOLS, Program, Request, Welcome, read_result};
use crate::driver::{Deadlines, DriverError, Mesh, Millis};
use crate::foreign_text::is_printable;

/// How long the names of a mesh may be.
const LONGEST_NAME: usize = 200;
/// Sample sizes grow with the number of schedulers.
const SCHEDULERS: RangeInclusive<u64> = 1..=1_024;
const HEARTBEAT: RangeInclusive<u64> = 100..=60_000;
const A_DAY: u64 = 24 * 60 * 60 * 1_000;

/// Asks a plug-in who it is.
pub(super) async fn ask(connection: &Connection) -> Result<Welcome, DriverError> {
    let suite =
        Program { name: env!("CARGO_PKG_NAME").into(), version: env!("CARGO_PKG_VERSION").into() };
    let request = Request::Hello(Hello { protocols: PROTOCOLS.into(), suite });
    let answer = connection.ask(&request, None).await?;
    let welcome: Welcome = result(connection, &request, answer)?;
    match objection(&welcome) {
        None => Ok(welcome),
        Some(objection) => Err(connection.object(&objection, &request)),
    }
}

/// Reads a result.
pub(super) fn result<T: serde::de::DeserializeOwned>(
    connection: &Connection,
    request: &Request,
    answer: Answer,
) -> Result<T, DriverError> {
    let Answer { result, .. } = answer;
    read_result(&result).map_err(|reason| {
        let found = result.to_string();
        let expected = format!("the result of `{}` ({reason})", request.method());
        connection.object(&Objection::new(Rule::P6, expected, found), request)
    })
}

/// Reads a result without content.
pub(super) fn nothing(
    connection: &Connection,
    request: &Request,
    answer: Answer,
) -> Result<(), DriverError> {
    result::<Nothing>(connection, request, answer).map(|Nothing {}| ())
}

/// What is wrong with what a plug-in says of itself, beyond its form.
pub(crate) fn objection(welcome: &Welcome) -> Option<Objection> {
    let Welcome { protocol, mesh, lanes, heartbeat: Millis(heartbeat) } = welcome;
    let Mesh { name, version, serves, features, schedulers, deadlines } = mesh;
    let wrong =
        |what: &str, found: &dyn ToString| Some(Objection::new(Rule::P6, what, found.to_string()));
    if !PROTOCOLS.contains(protocol) {
        return wrong("as `protocol` one of those that were offered", protocol);
    }
    for (what, text) in [("mesh.name", name), ("mesh.version", version)] {
        if !is_printable(text, LONGEST_NAME) {
            return wrong(&format!("as `{what}` 1 to {LONGEST_NAME} printable characters"), text);
        }
    }
    let served = serves.iter().flat_map(|(group, version)| [group, version]);
    for (what, text) in served
        .map(|text| ("mesh.serves", text))
        .chain(features.iter().map(|text| ("mesh.features", text)))
    {
        if !is_printable(text, LONGEST_NAME) {
            let what = format!("in `{what}` texts of 1 to {LONGEST_NAME} printable characters");
            return wrong(&what, text);
        }
    }
    let Deadlines { ready, converge, quiet_window, hold, request, teardown } = *deadlines;
    for (what, Millis(value), least) in [
        ("ready", ready, 1),
        ("converge", converge, 0),
        ("quiet_window", quiet_window, 0),
        ("hold", hold, 0),
        ("request", request, 1),
        ("teardown", teardown, 1),
    ] {
        if !(least..=A_DAY).contains(&value) {
            let what = format!("as `mesh.deadlines.{what}` {least} to {A_DAY} (a day)");
            return wrong(&what, &value);
        }
    }
    for (what, value, range) in [
        ("mesh.schedulers", u64::from(*schedulers), SCHEDULERS),
        ("lanes", u64::from(*lanes), 1..=u64::from(u32::MAX)),
        ("heartbeat", *heartbeat, HEARTBEAT),
    ] {
        if !range.contains(&value) {
            let what = format!("as `{what}` {} to {}", range.start(), range.end());
            return wrong(&what, &value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::objection;
    use crate::external::message::read_result;

    #[test]
    fn nonsense_is_objected_to() {
        let good = json!({
            "protocol": 1, "lanes": 4, "heartbeat": 1000,
            "mesh": {
                "name": "acme", "version": "2", "serves": {}, "schedulers": 1,
                "deadlines": { "ready": 1, "converge": 0, "quiet_window": 0, "request": 1, "teardown": 1 },
            },
        });
        let check = |welcome: &Value| objection(&read_result(welcome).unwrap());
        assert!(check(&good).is_none());
        for (place, wrong) in [
            ("/protocol", json!(2)),
            ("/lanes", json!(0)),
            ("/heartbeat", json!(99)),
            ("/heartbeat", json!(60_001)),
            ("/mesh/name", json!("")),
            ("/mesh/version", json!("\u{1b}[2J")),
            ("/mesh/schedulers", json!(0)),
            ("/mesh/schedulers", json!(1_025)),
            ("/mesh/deadlines/request", json!(0)),
            ("/mesh/deadlines/converge", json!(u64::MAX)),
        ] {
            let mut welcome = good.clone();
            *welcome.pointer_mut(place).unwrap() = wrong;
            let expected = check(&welcome).unwrap().expected;
            assert!(expected.contains(place.rsplit('/').next().unwrap()), "{expected}");
        }
    }
}
