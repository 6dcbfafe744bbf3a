//! The proxy beside each application, with its two sides.
//!
//! *Outbound* takes what its own application sends, chooses a backend and a pod, and calls that pod's sidecar over mutual
//! TLS. *Inbound* is all that others can dial of a pod: it learns who calls, decides, and hands over to the application
//! through a pair of connected sockets that nobody else has.

mod balance;
mod cache;
mod forwarded;
mod inbound;
mod outbound;
mod pool;
mod tunnel;
mod under_way;

use std::sync::Arc;

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::address::Network;
use super::fault::Fault;
use super::identity::{Credentials, Identity};
use super::rollout::Proxy;
use crate::clock::Clock;
use crate::random::{STEP, mixed};

pub(super) use inbound::Inbound;
pub(super) use outbound::{Outbound, PORT as OUTBOUND_PORT};
use under_way::UnderWay;

pub(super) use tunnel::{PORT as TUNNEL_PORT, Tunnel};

/// What all sidecars of a deployment share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) network: Network,
    pub(super) fault: Option<Fault>,
    pub(super) clock: Clock,
    pub(super) under_way: UnderWay,
}

impl Shared {
    pub(super) fn new(network: Network, fault: Option<Fault>) -> Self {
        Self { network, fault, clock: Clock::start(), under_way: UnderWay::default() }
    }
}

/// What both sides of one pod's sidecar share.
#[derive(Clone)]
pub(super) struct Sidecar {
    pub(super) identity: Identity,
    pub(super) credentials: Credentials,
    pub(super) proxy: Arc<Proxy>,
    pub(super) shared: Arc<Shared>,
}

impl Sidecar {
    /// Whether the mesh has this fault.
    fn is_broken(&self, fault: Fault) -> bool {
        self.shared.fault == Some(fault)
    }
}

/// The body of a request or a response on its way.
type Body = BoxBody<Bytes, hyper::Error>;

/// A stream of bytes, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A response of the mesh itself. It says so, so that nobody takes it for an application's.
fn refused(status: StatusCode, reason: &str) -> Response<Body> {
    let body = Full::new(Bytes::from(format!("mesh: {reason}\n")));
    let mut response = Response::new(body.map_err(|never| match never {}).boxed());
    *response.status_mut() = status;
    response
}

/// Serves every connection of a listener, until the returned future is dropped; the connections end with it.
pub(super) async fn serve<F>(listener: TcpListener, serve: impl Fn(TcpStream) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A connection that is gone before it is accepted is nobody's loss.
                if let Ok((stream, _)) = accepted {
                    let _unsupported = stream.set_nodelay(true);
                    connections.spawn(serve(stream));
                }
            }
            Some(_ended) = connections.join_next() => {}
        }
    }
}

/// A sequence of draws, the same for the same seed, that several tasks may make.
#[derive(Debug)]
pub(super) struct Dice(std::sync::atomic::AtomicU64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(std::sync::atomic::AtomicU64::new(seed))
    }

    /// A number below `limit`, which is above zero.
    pub(super) fn below(&self, limit: u64) -> u64 {
        let state = self.0.fetch_add(STEP, std::sync::atomic::Ordering::Relaxed);
        let drawn = mixed(state.wrapping_add(STEP));
        let scaled = (u128::from(drawn) * u128::from(limit)) >> 64;
        u64::try_from(scaled).expect("below the limit")
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn dice_are_fair_and_repeatable() {
        let (dice, again) = (Dice::new(7), Dice::new(7));
        let mut counts = [0_u32; 6];
        for _ in 0..60_000 {
            let face = dice.below(6);
            assert_eq!(face, again.below(6));
            counts[usize::try_from(face).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| (9_600..10_400).contains(count)), "{counts:?}");
    }
}
