//! The proxy beside each application, with its two sides.
//!
//! *Outbound* takes what its own application sends, chooses a backend and a pod, and calls that pod's sidecar over mutual
//! TLS. *Inbound* is all that others can dial of a pod: it learns who calls, decides, and hands over to the application
//! through a pair of connected sockets that nobody else has.

mod inbound;
mod outbound;
mod pool;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::compile::Tables;
use super::fault::Fault;
use crate::driver::DriverError;

pub(super) use inbound::Inbound;
pub(super) use outbound::{Outbound, PORT as OUTBOUND_PORT};

/// The tables in force, replaced as a whole.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    tables: RwLock<Arc<Tables>>,
}

impl Configuration {
    pub(super) fn tables(&self) -> Arc<Tables> {
        Arc::clone(&self.tables.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn replace(&self, tables: Tables) {
        *self.tables.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(tables);
    }
}

/// What a response of the mesh itself says, so that nobody takes it for an application's.
pub(super) fn refusal(
    status: http::StatusCode,
    reason: &str,
) -> http::Response<http_body_util::Full<bytes::Bytes>> {
    let mut response = http::Response::new(http_body_util::Full::new(bytes::Bytes::from(format!(
        "mesh: {reason}\n"
    ))));
    *response.status_mut() = status;
    response
}

/// Listens on a loopback address.
pub(super) async fn listen(
    address: Ipv4Addr,
    port: u16,
    purpose: &str,
) -> Result<TcpListener, DriverError> {
    let address = SocketAddr::from((address, port));
    TcpListener::bind(address).await.map_err(|source| DriverError::Bind {
        address: address.to_string(),
        purpose: purpose.to_owned(),
        source,
    })
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

/// A sequence of numbers that look random, the same for the same seed (SplitMix64).
#[derive(Debug)]
pub(super) struct Dice(std::sync::atomic::AtomicU64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(std::sync::atomic::AtomicU64::new(seed))
    }

    /// A number below `limit`, which is above zero.
    pub(super) fn below(&self, limit: u64) -> u64 {
        let step = 0x9E37_79B9_7F4A_7C15;
        let mut mixed =
            self.0.fetch_add(step, std::sync::atomic::Ordering::Relaxed).wrapping_add(step);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let scaled = (u128::from(mixed) * u128::from(limit)) >> 64;
        u64::try_from(scaled).expect("below the limit")
    }
}

/// What all sidecars of a deployment share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) configuration: Configuration,
    pub(super) fault: Option<Fault>,
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
