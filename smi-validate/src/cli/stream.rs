//! Standard streams.

use std::io::{self, BufWriter, Write};

use super::CliError;

/// Writes to standard output. A reader who has seen enough and closes the pipe is no error.
pub(super) fn to_stdout(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CliError> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(CliError::Write { what: "standard output".to_owned(), source: error })
        }
        _ => {
            // What is left in the buffer after an error must not be tried again.
            let _ = out.into_parts();
            Ok(())
        }
    }
}
