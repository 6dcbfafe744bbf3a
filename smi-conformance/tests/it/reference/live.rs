//! Changes of configuration while requests are under way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use smi_conformance::clock::sleep;
use smi_conformance::driver::{Connection, HttpVersion, Millis, Outcome};
use smi_conformance::reference::Kind;

use super::{deploy, http, open, probe, split};

const REQUESTS: usize = 2_000;
const CHANGES: usize = 200;

/// Fresh and kept connections over both versions of HTTP, on one of which a request could be lost.
#[tokio::test]
async fn no_request_fails_while_the_configuration_changes() {
    let deployment = deploy(Kind::Reference(None)).await;
    deployment.apply(&open("client")).await.unwrap();
    let kinds = [HttpVersion::Http11, HttpVersion::Http2]
        .map(|version| [Connection::Fresh, Connection::Kept].map(|kept| (version, kept)));
    let kinds = kinds.concat();
    let requests: Vec<_> = (0..REQUESTS)
        .map(|index| {
            let (version, connection) = kinds[index % kinds.len()];
            let mut request = probe("client-0", 8080, http(version));
            request.id.0 = format!("probe-{index}");
            request.connection = connection;
            // Those on a kept connection wait for each other.
            request.deadline = Millis(30_000);
            request
        })
        .collect();
    let done = AtomicBool::new(false);
    let sending = async {
        let outcomes = deployment.probe(&requests).await.unwrap();
        done.store(true, Ordering::Relaxed);
        outcomes
    };
    let changing = async {
        let mut changes = 0;
        while !done.load(Ordering::Relaxed) {
            let to = if changes % 2 == 0 { "web" } else { "web-v2" };
            deployment.apply(&[split(to)]).await.unwrap();
            changes += 1;
            sleep(Duration::from_millis(1)).await;
        }
        changes
    };
    let (outcomes, changes) = tokio::join!(sending, changing);
    assert!(changes >= CHANGES, "only {changes} changes in the time of {REQUESTS} requests");
    let mut pods: Vec<_> = outcomes.iter().map(super::served_by).collect();
    assert!(outcomes.iter().all(|one| matches!(one, Outcome::Served(_))));
    pods.sort_unstable();
    pods.dedup();
    assert_eq!(pods, ["web-0", "web-v2-0"], "the changes did take effect");
}
