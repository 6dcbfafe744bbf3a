//! Where pods and Services are: an address for each of them, so that every pod has the same ports.
//!
//! A deployment leases a block of 256 loopback addresses. The lease is a listening socket on the block's last address: it
//! holds across processes, and goes with them. Where a platform has no loopback address but 127.0.0.1, the addresses stand
//! on paper only, and each pair of an address and a port has a port of its own that the operating system chose.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, TcpListener as LeaseListener};
use std::sync::{PoisonError, RwLock};

use tokio::net::{TcpListener, TcpStream, UdpSocket};

use crate::driver::DriverError;

/// How the addresses of pods become sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sockets {
    /// Each pod has a loopback address of its own, from 127.64.0.0 on.
    Addresses,
    /// Everything is on 127.0.0.1, with a port of its own.
    Ports,
}

impl Sockets {
    /// What this platform can do.
    pub(super) fn of_platform() -> Self {
        let bound = LeaseListener::bind(address([127, FIRST, 0], 1, 0));
        let missing = bound.is_err_and(|error| error.kind() == ErrorKind::AddrNotAvailable);
        if missing { Self::Ports } else { Self::Addresses }
    }
}

/// What a socket carries; both kinds may have the same address and port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Transport {
    Stream,
    Datagrams,
}

/// The addresses of a deployment, and the sockets behind them.
#[derive(Debug)]
pub(super) struct Network {
    block: Block,
    /// Where sockets really are, if not at their address.
    real: RwLock<BTreeMap<(Transport, SocketAddrV4), SocketAddrV4>>,
}

impl Network {
    pub(super) fn new(sockets: Sockets) -> Result<Self, DriverError> {
        Ok(Self { block: Block::lease(sockets)?, real: RwLock::default() })
    }

    /// Takes the next free address.
    pub(super) fn take(&mut self) -> Result<Ipv4Addr, DriverError> {
        self.block.take()
    }

    /// Listens on an address.
    pub(super) async fn listen(
        &self,
        address: SocketAddrV4,
        purpose: &str,
    ) -> Result<TcpListener, DriverError> {
        let bound = TcpListener::bind(self.to_bind(address)).await;
        let listener = bound.map_err(|source| not_bound(address, purpose, source))?;
        self.note(Transport::Stream, address, listener.local_addr());
        Ok(listener)
    }

    /// Opens an address for datagrams.
    pub(super) async fn listen_datagrams(
        &self,
        address: SocketAddrV4,
        purpose: &str,
    ) -> Result<UdpSocket, DriverError> {
        let bound = UdpSocket::bind(self.to_bind(address)).await;
        let socket = bound.map_err(|source| not_bound(address, purpose, source))?;
        self.note(Transport::Datagrams, address, socket.local_addr());
        Ok(socket)
    }

    /// Connects to an address.
    pub(super) async fn connect(&self, address: SocketAddrV4) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect(self.find(Transport::Stream, address)?).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// A new socket that sends datagrams to an address.
    pub(super) async fn datagrams_to(&self, address: SocketAddrV4) -> std::io::Result<UdpSocket> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        socket.connect(self.find(Transport::Datagrams, address)?).await?;
        Ok(socket)
    }

    fn to_bind(&self, address: SocketAddrV4) -> SocketAddrV4 {
        match self.block.lease {
            Some(_) => address,
            None => SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0),
        }
    }

    fn note(&self, transport: Transport, address: SocketAddrV4, real: std::io::Result<SocketAddr>) {
        if let (None, Ok(SocketAddr::V4(real))) = (&self.block.lease, real) {
            let mut all = self.real.write().unwrap_or_else(PoisonError::into_inner);
            all.insert((transport, address), real);
        }
    }

    fn find(&self, transport: Transport, address: SocketAddrV4) -> std::io::Result<SocketAddrV4> {
        if self.block.lease.is_some() {
            return Ok(address);
        }
        let real = self.real.read().unwrap_or_else(PoisonError::into_inner);
        real.get(&(transport, address)).copied().ok_or_else(|| ErrorKind::ConnectionRefused.into())
    }
}

fn not_bound(address: SocketAddrV4, purpose: &str, source: std::io::Error) -> DriverError {
    DriverError::Bind { address: address.to_string(), purpose: purpose.to_owned(), source }
}

/// A block of addresses, leased until dropped.
#[derive(Debug)]
struct Block {
    network: [u8; 3],
    next: u8,
    /// None where the addresses stand on paper only.
    lease: Option<LeaseListener>,
}

/// Where the lease listens.
const LEASE: (u8, u16) = (254, 61_999);
/// Blocks from 127.64.0.0 on; below are the addresses that people use by hand.
const FIRST: u8 = 64;

impl Block {
    /// Leases a free block. Processes begin to look in different places.
    fn lease(sockets: Sockets) -> Result<Self, DriverError> {
        if sockets == Sockets::Ports {
            return Ok(Self { network: [127, FIRST, 0], next: 1, lease: None });
        }
        let blocks = u32::from(u8::MAX - FIRST) * 256;
        let start = std::process::id().wrapping_mul(2_654_435_761) % blocks;
        for offset in 0..blocks {
            let index = (start + offset) % blocks;
            let [.., high, low] = index.to_be_bytes();
            let network = [127, FIRST + high, low];
            let lease = address(network, LEASE.0, LEASE.1);
            match LeaseListener::bind(lease) {
                Ok(lease) => return Ok(Self { network, next: 1, lease: Some(lease) }),
                Err(error) if error.kind() == ErrorKind::AddrInUse => {}
                // Another block would not help, with no file descriptors left for example.
                Err(error) => {
                    return Err(not_bound(lease, "the lease of a block of addresses", error));
                }
            }
        }
        Err(DriverError::NoAddresses { tried: blocks as usize })
    }

    /// Takes the next address of the block.
    fn take(&mut self) -> Result<Ipv4Addr, DriverError> {
        if self.next == LEASE.0 {
            return Err(DriverError::Unsupported {
                what: "more than 253 pods and Services in one scenario".to_owned(),
            });
        }
        let taken = *address(self.network, self.next, 0).ip();
        self.next += 1;
        Ok(taken)
    }
}

fn address([one, two, three]: [u8; 3], last: u8, port: u16) -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::new(one, two, three, last), port)
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddrV4;

    use super::{Block, Network, Sockets};

    #[test]
    fn blocks_that_live_side_by_side_are_different_and_come_back() {
        let mut one = Block::lease(Sockets::Addresses).unwrap();
        let mut other = Block::lease(Sockets::Addresses).unwrap();
        assert_ne!(one.take().unwrap(), other.take().unwrap());
        assert_ne!(one.take().unwrap(), one.take().unwrap());
        let network = one.network;
        drop(one);
        assert_eq!(Block::lease(Sockets::Addresses).unwrap().network, network);
    }

    #[tokio::test]
    async fn addresses_on_paper_lead_to_the_sockets_behind_them() {
        let mut network = Network::new(Sockets::Ports).unwrap();
        let address = SocketAddrV4::new(network.take().unwrap(), 8080);
        let refused = network.connect(address).await.unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
        let _datagrams = network.listen_datagrams(address, "a test").await.unwrap();
        let refused = network.connect(address).await.unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
        let _listener = network.listen(address, "a test").await.unwrap();
        assert!(network.connect(address).await.is_ok());
    }
}
