//! Writing what is said, right or wrong.

use std::fs::File;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc;

use super::misbehaviour::{At, Wrong};
use super::{Manner, Message};

/// A message, and the method that it is about.
pub(super) struct Said {
    pub(super) about: String,
    pub(super) message: Message,
}

/// Writes messages in order.
pub(super) struct Writer<W> {
    output: W,
    misbehaviour: Option<At>,
    record: Record,
}

impl<W: AsyncWrite + Unpin> Writer<W> {
    pub(super) fn new(output: W, manner: Manner) -> (Self, Record) {
        let record = Record(Arc::new(Mutex::new(manner.record)));
        (Self { output, misbehaviour: manner.misbehaviour, record: record.clone() }, record)
    }

    /// Writes until nobody says anything any more; says with which exit code to end.
    pub(super) async fn write(mut self, mut said: mpsc::UnboundedReceiver<Said>) -> u8 {
        while let Some(Said { about, message }) = said.recv().await {
            let wrongs = match &mut self.misbehaviour {
                Some(at) => at.spoil(&about, message),
                None => vec![Wrong::Say(message)],
            };
            for wrong in wrongs {
                let written = match wrong {
                    Wrong::Say(message) => {
                        let line = message.line();
                        self.record.plug_in(line.trim_end().as_bytes());
                        self.output.write_all(line.as_bytes()).await
                    }
                    Wrong::Write(bytes) => self.output.write_all(&bytes).await,
                    Wrong::Close => close_standard_output(),
                    Wrong::Exit(code) => return code,
                    Wrong::Nothing => return std::future::pending().await,
                };
                let flushed = match written {
                    Ok(()) => self.output.flush().await,
                    Err(error) => Err(error),
                };
                if flushed.is_err() {
                    return 1;
                }
            }
        }
        0
    }
}

/// Closes standard output for good; shutting a stream down does not.
#[cfg(unix)]
fn close_standard_output() -> std::io::Result<()> {
    let nothing = File::options().write(true).open("/dev/null")?;
    Ok(rustix::stdio::dup2_stdout(&nothing)?)
}

#[cfg(not(unix))]
fn close_standard_output() -> std::io::Result<()> {
    Ok(())
}

/// Where the lines of both sides are written to.
#[derive(Clone)]
pub(super) struct Record(Arc<Mutex<Option<File>>>);

impl Record {
    pub(super) fn suite(&self, line: &[u8]) {
        self.write("suite", line);
    }

    fn plug_in(&self, line: &[u8]) {
        self.write("plug-in", line);
    }

    fn write(&self, from: &str, line: &[u8]) {
        if let Some(file) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            let line = json!({ "from": from, "line": String::from_utf8_lossy(line) });
            // A session that cannot be recorded whole is found out when it is replayed.
            let _full = writeln!(file, "{line}");
        }
    }
}
