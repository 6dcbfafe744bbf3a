//! What a plug-in writes to standard error.

use tokio::io::AsyncRead;

use super::lines::{Line, Lines};

/// How much of a line is passed on, in bytes.
const LONGEST: usize = 4_096;

/// Passes on every line until there are no more.
pub(crate) async fn pass_on(log: impl AsyncRead + Unpin, say: fn(&str)) {
    let mut lines = Lines::new(log, LONGEST);
    loop {
        match lines.next(|| ()).await {
            Ok(Line::Whole(line)) => say(&text(&line)),
            Ok(Line::TooLong(begin)) => {
                say(&(text(&begin) + "…"));
                if lines.skip_rest().await.is_err() {
                    return;
                }
            }
            Ok(Line::End(rest)) => {
                if !rest.is_empty() {
                    say(&text(&rest));
                }
                return;
            }
            Err(_) => return,
        }
    }
}

fn text(line: &[u8]) -> String {
    String::from_utf8_lossy(line).trim_end_matches('\r').to_owned()
}
