//! Loopback addresses: one for each pod and each Service, so that every pod has the same ports.
//!
//! A deployment leases a block of 256 addresses. The lease is a listening socket on the block's last address: it holds
//! across processes, and goes with them.

use std::net::{Ipv4Addr, SocketAddrV4, TcpListener};

use crate::driver::DriverError;

/// A block of loopback addresses, leased until dropped.
#[derive(Debug)]
pub(super) struct Block {
    network: [u8; 3],
    next: u8,
    _lease: TcpListener,
}

/// Where the lease listens.
const LEASE: (u8, u16) = (254, 61_999);
/// Blocks from 127.64.0.0 on; below are the addresses that people use by hand.
const FIRST: u8 = 64;

impl Block {
    /// Leases a free block. Processes begin to look in different places.
    pub(super) fn lease() -> Result<Self, DriverError> {
        let blocks = u32::from(u8::MAX - FIRST) * 256;
        let start = std::process::id().wrapping_mul(2_654_435_761) % blocks;
        for offset in 0..blocks {
            let index = (start + offset) % blocks;
            let [.., high, low] = index.to_be_bytes();
            let network = [127, FIRST + high, low];
            if let Ok(lease) = TcpListener::bind(address(network, LEASE.0, LEASE.1)) {
                return Ok(Self { network, next: 1, _lease: lease });
            }
        }
        Err(DriverError::NoAddresses { tried: blocks as usize })
    }

    /// Takes the next address of the block.
    pub(super) fn take(&mut self) -> Result<Ipv4Addr, DriverError> {
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
    use super::Block;

    #[test]
    fn blocks_that_live_side_by_side_are_different_and_come_back() {
        let mut one = Block::lease().unwrap();
        let mut other = Block::lease().unwrap();
        assert_ne!(one.take().unwrap(), other.take().unwrap());
        assert_ne!(one.take().unwrap(), one.take().unwrap());
        let network = one.network;
        drop(one);
        assert_eq!(Block::lease().unwrap().network, network);
    }
}
