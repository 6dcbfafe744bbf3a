//! Datagrams that sidecars are still busy with, by the socket that sent them.
//!
//! A denial of UDP is silence, and a busy machine is silent, too. In one process the client can tell them apart.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

/// The sockets whose datagram is on its way.
#[derive(Debug, Default)]
pub(in crate::reference) struct UnderWay(Mutex<BTreeSet<SocketAddr>>);

impl UnderWay {
    /// A socket is about to send a datagram to its sidecar.
    pub(in crate::reference) fn begin(&self, from: SocketAddr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(from);
    }

    /// The sidecar has answered, or nobody will.
    pub(in crate::reference) fn end(&self, from: SocketAddr) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&from);
    }

    pub(in crate::reference) fn contains(&self, from: SocketAddr) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&from)
    }
}
