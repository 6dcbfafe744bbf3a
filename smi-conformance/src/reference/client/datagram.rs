//! A datagram and the one that comes back.

use std::time::Duration;

use super::{Path, broken};
use crate::clock;
use crate::driver::{Arrival, Outcome, ProbeRequest, Shape};
use crate::reference::address::Network;
use crate::reference::application::PING;

/// How often a client looks for the answer, and how long each time. A denial of UDP is silence, and a mesh in one process
/// answers in less than a millisecond: nobody has to wait for the deadline of a request to know that no answer will come.
/// Many short looks are as patient as the machine is busy: a process that gets no turn looks late as it answers late.
const LOOKS: u32 = 50;
const LOOK: Duration = Duration::from_millis(5);

/// Sends a datagram from a socket of its own.
pub(super) async fn send(network: &Network, path: &Path, probe: &ProbeRequest) -> Outcome {
    if path.impostor.is_some() {
        let reason = "a sender claims an identity over TLS, not with datagrams".to_owned();
        return Outcome::NotSent { reason };
    }
    let mut datagram = path.preamble();
    datagram.extend(format!("{}\n{PING}", probe.id.0).into_bytes());
    match exchange(network, path, &datagram).await {
        Err(error) => broken(&error),
        Ok(None) => Outcome::Broken { shape: Shape::TimedOut },
        Ok(Some(answer)) => read(&answer).unwrap_or(Outcome::Broken { shape: Shape::Eof }),
    }
}

async fn exchange(
    network: &Network,
    path: &Path,
    datagram: &[u8],
) -> std::io::Result<Option<Vec<u8>>> {
    let socket = network.datagrams_to(path.connect).await?;
    let mut answer = vec![0; usize::from(u16::MAX)];
    socket.send(datagram).await?;
    for _ in 0..LOOKS {
        if let Ok(received) = clock::timeout(LOOK, socket.recv(&mut answer)).await {
            answer.truncate(received?);
            return Ok(Some(answer));
        }
    }
    Ok(None)
}

fn read(answer: &[u8]) -> Option<Outcome> {
    let (line, rest) = std::str::from_utf8(answer).ok()?.split_once('\n')?;
    let arrival: Arrival = serde_json::from_str(line).ok()?;
    (rest == PING).then(|| Outcome::Served(Box::new(arrival)))
}
