//! Connections that a pod keeps open: one for each destination and version of HTTP, for as long as the deployment lives.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Line, Path, open};
use crate::driver::{Destination, HttpVersion, Outcome, Payload, ProbeRequest};
use crate::reference::address::Network;

/// The kept connections of a deployment.
#[derive(Default)]
pub(in crate::reference) struct Kept {
    lines: Mutex<BTreeMap<Key, Arc<tokio::sync::Mutex<Option<Line>>>>>,
}

/// Sender, destination, and what is spoken: a version of HTTP, or bytes.
type Key = (String, Destination, Option<HttpVersion>);

impl Kept {
    /// Sends a probe on the kept connection, after those before it. A connection that the other side has closed is opened
    /// anew, once.
    pub(super) async fn send(
        &self,
        network: &Network,
        path: &Path,
        probe: &ProbeRequest,
    ) -> Outcome {
        let cell = self.cell(probe);
        let mut kept = cell.lock().await;
        // While a request is under way the connection is not in its place: given up half-way, it is never used again.
        if let Some(mut line) = kept.take().filter(|line| !line.is_closed())
            && let Ok(outcome) = line.send(path, probe).await
        {
            *kept = Some(line);
            return outcome;
        }
        let mut line = match open(network, path, probe).await {
            Ok(line) => line,
            Err(outcome) => return outcome,
        };
        match line.send(path, probe).await {
            Ok(outcome) => {
                *kept = Some(line);
                outcome
            }
            Err(gone) => gone.0,
        }
    }

    fn cell(&self, probe: &ProbeRequest) -> Arc<tokio::sync::Mutex<Option<Line>>> {
        let version = match &probe.payload {
            Payload::Http(request) => Some(request.version),
            Payload::Tcp | Payload::Udp => None,
        };
        let key = (probe.from.clone(), probe.to.clone(), version);
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lines.entry(key).or_default())
    }
}
