//! A datagram and the one that comes back.

use std::time::Duration;

use super::{Path, broken};
use crate::clock;
use crate::driver::{Arrival, Outcome, ProbeRequest, Shape};
use crate::reference::application::PING;
use crate::reference::sidecar::Shared;

/// How long a client looks for the answer at a time.
const LOOK: Duration = Duration::from_millis(5);
/// How often it looks in vain once the sidecars are done with the datagram: a denial of UDP is silence, and nobody has to
/// wait for the deadline of a request to know that no answer will come.
const LOOKS: u32 = 10;
/// The same where no sidecar says when it is done.
const LOOKS_WITHOUT_SIDECAR: u32 = 50;

/// Sends a datagram from a socket of its own.
pub(super) async fn send(shared: &Shared, path: &Path, probe: &ProbeRequest) -> Outcome {
    if path.impostor.is_some() {
        let reason = "a sender claims an identity over TLS, not with datagrams".to_owned();
        return Outcome::NotSent { reason };
    }
    let mut datagram = path.preamble();
    datagram.extend(format!("{}\n{PING}", probe.id.0).into_bytes());
    match exchange(shared, path, &datagram).await {
        Err(error) => broken(&error),
        Ok(None) => Outcome::Broken { shape: Shape::TimedOut },
        Ok(Some(answer)) => read(&answer).unwrap_or(Outcome::Broken { shape: Shape::Eof }),
    }
}

async fn exchange(
    shared: &Shared,
    path: &Path,
    datagram: &[u8],
) -> std::io::Result<Option<Vec<u8>>> {
    let socket = shared.network.datagrams_to(path.connect).await?;
    let own = socket.local_addr()?;
    let mut looks = LOOKS_WITHOUT_SIDECAR;
    if path.dialled.is_some() {
        looks = LOOKS;
        shared.under_way.begin(own);
    }
    socket.send(datagram).await?;
    let mut answer = vec![0; usize::from(u16::MAX)];
    while looks > 0 {
        if let Ok(received) = clock::timeout(LOOK, socket.recv(&mut answer)).await {
            answer.truncate(received?);
            return Ok(Some(answer));
        }
        if !shared.under_way.contains(own) {
            looks -= 1;
        }
    }
    Ok(None)
}

fn read(answer: &[u8]) -> Option<Outcome> {
    let (line, rest) = std::str::from_utf8(answer).ok()?.split_once('\n')?;
    let arrival: Arrival = serde_json::from_str(line).ok()?;
    (rest == PING).then(|| Outcome::Served(Box::new(arrival)))
}
