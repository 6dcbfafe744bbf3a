//! Datagrams between sidecars: one after another over mutual TLS, each with its answer.
//!
//! A datagram is preceded by the container port (two bytes) and its length (two bytes), an answer by its length alone. A
//! length of zero is silence: the datagram was denied, or nobody had an answer.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::inbound::accept;
use super::{Sidecar, Stream};
use crate::reference::application::Application;
use crate::reference::fault::Fault;
use crate::reference::identity::Identity;

/// Where a pod's sidecar takes datagrams of other sidecars.
pub(in crate::reference) const PORT: u16 = 15_008;

/// The largest datagram.
pub(super) const LARGEST: usize = u16::MAX as usize;

/// Sends a datagram and waits for the answer; `None` for silence.
pub(super) async fn ask(
    stream: &mut (impl Stream + ?Sized),
    port: u16,
    datagram: &[u8],
) -> std::io::Result<Option<Vec<u8>>> {
    let mut frame = port.to_be_bytes().to_vec();
    frame.extend(framed(datagram)?);
    stream.write_all(&frame).await?;
    stream.flush().await?;
    let answer = read(stream).await?;
    Ok((!answer.is_empty()).then_some(answer))
}

fn framed(datagram: &[u8]) -> std::io::Result<Vec<u8>> {
    let length = u16::try_from(datagram.len()).map_err(|_| Error::from(ErrorKind::InvalidInput))?;
    Ok([&length.to_be_bytes(), datagram].concat())
}

async fn read(stream: &mut (impl Stream + ?Sized)) -> std::io::Result<Vec<u8>> {
    let length = stream.read_u16().await?;
    let mut datagram = vec![0; length.into()];
    stream.read_exact(&mut datagram).await?;
    Ok(datagram)
}

/// The inbound side of a pod's datagrams.
#[derive(Clone)]
pub(in crate::reference) struct Tunnel {
    pub(in crate::reference) sidecar: Sidecar,
    /// The pod's applications by container port.
    pub(in crate::reference) applications: Arc<BTreeMap<u16, Application>>,
}

impl Tunnel {
    /// Serves another sidecar: mutual TLS, or nothing.
    pub(in crate::reference) async fn serve(self, stream: TcpStream) {
        let Some((client, mut stream)) = accept(&self.sidecar.credentials, stream).await else {
            return;
        };
        loop {
            let Ok(port) = stream.read_u16().await else { return };
            let Ok(datagram) = read(&mut stream).await else { return };
            let answer = self.answer(&client, port, &datagram).unwrap_or_default();
            let Ok(answer) = framed(&answer) else { return };
            if stream.write_all(&answer).await.is_err() || stream.flush().await.is_err() {
                return;
            }
        }
    }

    fn answer(&self, client: &Identity, port: u16, datagram: &[u8]) -> Option<Vec<u8>> {
        let Sidecar { identity, proxy, .. } = &self.sidecar;
        let open = self.sidecar.is_broken(Fault::ClientSideOnly);
        let allowed = open || proxy.tables().datagrams.allows(identity, client, port);
        let application = self.applications.get(&port).filter(|_| allowed)?;
        Some(application.echo_datagram(datagram))
    }
}
