//! What goes on beside: reading, writing, and watching for signs of life.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::{mpsc, watch};

use super::Shared;
use crate::clock::{self, TimedOut};
use crate::external::broken::{Objection, Rule};
use crate::external::lines::{Line, Lines};
use crate::external::message::{LONGEST_LINE, Message};

/// How many heartbeats may be missed.
const MISSED: u32 = 3;
/// How late a sign of life may be noticed on a machine that is busy.
const SLACK: Duration = Duration::from_millis(250);
/// How long a program that closed its output may take to end, so that its exit code is in the error.
const TO_END: Duration = Duration::from_millis(500);

type Exit = watch::Receiver<Option<String>>;

/// Reads until the session is over.
pub(super) async fn read(shared: Arc<Shared>, input: impl AsyncRead + Unpin, exit: Exit) {
    let mut lines = Lines::new(input, LONGEST_LINE);
    let sign = || shared.signs.send_modify(|count| *count = count.wrapping_add(1));
    let mut ended = exit.clone();
    // Somebody who got away may hold its output open for ever, and write to it.
    let ended = ended_some_time_ago(&mut ended);
    tokio::pin!(ended);
    loop {
        let line = tokio::select! {
            biased;
            line = lines.next(sign) => line,
            () = &mut ended => Ok(Line::End(Vec::new())),
        };
        let objection = match line {
            Ok(Line::Whole(line)) => match take(&shared, &line) {
                Ok(()) => continue,
                Err(objection) => Some(objection),
            },
            Ok(Line::TooLong(begin)) => {
                let expected = format!("lines of at most {LONGEST_LINE} bytes");
                let found = String::from_utf8_lossy(&begin[..begin.len().min(1_000)]);
                Some((Objection::new(Rule::P2, expected, format!("a longer one: {found}")), None))
            }
            Ok(Line::End(rest)) => Some((gone(&rest, exit).await, None)),
            Err(error) => {
                let found = format!("its standard output cannot be read: {error}");
                Some((Objection::new(Rule::P1, STAYS, found), None))
            }
        };
        if let Some((objection, about)) = objection {
            shared.break_off(&objection, about.as_deref());
        }
        break;
    }
    // After the end nothing is of interest, and nobody is kept from writing it.
    lines.drain().await;
}

/// What a plug-in is expected to do before `shutdown`.
const STAYS: &str =
    "the program to run and to keep its standard input and output open until `shutdown`";

fn take(shared: &Shared, line: &[u8]) -> Result<(), (Objection, Option<String>)> {
    let message = Message::parse(line).map_err(|error| {
        let found = String::from_utf8_lossy(&line[..line.len().min(1_000)]).into_owned();
        (Objection::new(Rule::P2, format!("a message of JSON-RPC ({error})"), found), None)
    })?;
    shared.state().take(message)
}

/// The output is closed: what for?
async fn gone(rest: &[u8], mut exit: Exit) -> Objection {
    let how = ended(&mut exit).await;
    let how = how.unwrap_or_else(|| "its standard output was closed".to_owned());
    let rest = String::from_utf8_lossy(&rest[..rest.len().min(1_000)]);
    let found =
        if rest.is_empty() { how } else { format!("{how} in the middle of the line {rest}") };
    Objection::new(Rule::P1, STAYS, found)
}

/// How the program ended, if it does so soon.
async fn ended(exit: &mut Exit) -> Option<String> {
    let how = clock::timeout(TO_END, exit.wait_for(Option::is_some)).await.ok()?.ok()?;
    how.clone()
}

async fn ended_some_time_ago(exit: &mut Exit) {
    // Nobody who could tell: wait for ever.
    if exit.wait_for(Option::is_some).await.is_err() {
        std::future::pending::<()>().await;
    }
    clock::sleep(TO_END).await;
}

/// Writes until the session is over, and closes the plug-in's input then.
pub(super) async fn write(
    shared: Arc<Shared>,
    mut output: impl AsyncWrite + Unpin,
    mut lines: mpsc::UnboundedReceiver<String>,
    mut exit: Exit,
) {
    while let Some(line) = lines.recv().await {
        let written = async {
            output.write_all(line.as_bytes()).await?;
            output.flush().await
        };
        if let Err(error) = written.await {
            // A program that ended is better told by what it ended with.
            let _reader_tells = ended(&mut exit).await;
            clock::sleep(TO_END).await;
            let found = format!("its standard input cannot be written: {error}");
            shared.break_off(&Objection::new(Rule::P1, STAYS, found), None);
            break;
        }
    }
    let _closed = output.shutdown().await;
}

/// Ends the session when there are no signs of life.
pub(super) async fn watch(shared: Arc<Shared>, heartbeat: Duration) {
    let patience = heartbeat.saturating_mul(MISSED);
    let mut signs = shared.signs.subscribe();
    loop {
        match clock::timeout(patience, signs.changed()).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return,
            Err(TimedOut { .. }) => {
                if clock::timeout(SLACK, signs.changed()).await.is_err() {
                    break;
                }
            }
        }
    }
    let expected = format!("something at least every {} ms", heartbeat.as_millis());
    let found = format!("nothing for {} ms", patience.as_millis());
    shared.break_off(&Objection::new(Rule::P9, expected, found), None);
}
