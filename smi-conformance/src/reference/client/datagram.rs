//! A datagram and the one that comes back.

use std::time::Duration;

use super::{Path, broken};
use crate::clock;
use crate::driver::{Arrival, Outcome, ProbeRequest, Shape};
use crate::reference::address::Network;
use crate::reference::application::PING;

/// How long a client waits for the answer. A denial of UDP is silence, and a mesh in one process answers in less than a
/// millisecond: nobody has to wait for the deadline of a request to know that no answer will come.
const PATIENCE: Duration = Duration::from_millis(250);

/// Sends a datagram from a socket of its own.
pub(super) async fn send(network: &Network, path: &Path, probe: &ProbeRequest) -> Outcome {
    if path.impostor.is_some() {
        let reason = "a sender claims an identity over TLS, not with datagrams".to_owned();
        return Outcome::NotSent { reason };
    }
    let exchange = async {
        let socket = network.datagrams_to(path.connect).await?;
        let mut datagram = path.preamble();
        datagram.extend(format!("{}\n{PING}", probe.id.0).into_bytes());
        socket.send(&datagram).await?;
        let mut answer = vec![0; usize::from(u16::MAX)];
        let length = socket.recv(&mut answer).await?;
        answer.truncate(length);
        Ok::<_, std::io::Error>(answer)
    };
    match clock::timeout(PATIENCE, exchange).await {
        Err(_) => Outcome::Broken { shape: Shape::TimedOut },
        Ok(Err(error)) => broken(&error),
        Ok(Ok(answer)) => read(&answer).unwrap_or(Outcome::Broken { shape: Shape::Eof }),
    }
}

fn read(answer: &[u8]) -> Option<Outcome> {
    let (line, rest) = std::str::from_utf8(answer).ok()?.split_once('\n')?;
    let arrival: Arrival = serde_json::from_str(line).ok()?;
    (rest == PING).then(|| Outcome::Served(Box::new(arrival)))
}
