//! Lines of limited length: never more of a line is held than the limit.

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, BufReader};

/// How much is read at once.
const CHUNK: usize = 64 << 10;

/// Reads lines.
pub(crate) struct Lines<R> {
    input: BufReader<R>,
    longest: usize,
}

/// What is read of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line, without its end.
    Whole(Vec<u8>),
    /// The beginning of a line that is longer than allowed. What follows is the rest of it.
    TooLong(Vec<u8>),
    /// The stream ended, with this in place of a line.
    End(Vec<u8>),
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub(crate) fn new(input: R, longest: usize) -> Self {
        Self { input: BufReader::with_capacity(CHUNK, input), longest }
    }

    /// Reads a line. `moved` is called whenever something came.
    pub(crate) async fn next(&mut self, mut moved: impl FnMut()) -> std::io::Result<Line> {
        let mut line = Vec::new();
        loop {
            let chunk = self.input.fill_buf().await?;
            if chunk.is_empty() {
                return Ok(Line::End(line));
            }
            moved();
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let room = self.longest - line.len();
            let taken = end.unwrap_or(chunk.len()).min(room);
            line.extend_from_slice(&chunk[..taken]);
            match end {
                Some(end) if end <= room => {
                    self.input.consume(end + 1);
                    return Ok(Line::Whole(line));
                }
                None if chunk.len() <= room => self.input.consume(taken),
                _ => {
                    self.input.consume(taken);
                    return Ok(Line::TooLong(line));
                }
            }
        }
    }

    /// Passes over the rest of a line that was too long.
    pub(crate) async fn skip_rest(&mut self) -> std::io::Result<()> {
        loop {
            let chunk = self.input.fill_buf().await?;
            let length = chunk.len();
            match chunk.iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    self.input.consume(end + 1);
                    return Ok(());
                }
                None if length == 0 => return Ok(()),
                None => self.input.consume(length),
            }
        }
    }

    /// Reads whatever comes, to no purpose but that the other side can go on.
    pub(crate) async fn drain(&mut self) {
        let mut waste = vec![0; CHUNK];
        while self.input.read(&mut waste).await.is_ok_and(|length| length > 0) {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, Lines};

    #[tokio::test]
    async fn lines_up_to_the_limit_are_whole_and_longer_ones_are_cut() {
        let mut lines = Lines::new(&b"12345\n\n123456\nab\n1234567890123\nrest"[..], 5);
        let mut moves = 0;
        let mut next = async || lines.next(|| moves += 1).await.unwrap();
        assert_eq!(next().await, Line::Whole(b"12345".into()));
        assert_eq!(next().await, Line::Whole(b"".into()));
        assert_eq!(next().await, Line::TooLong(b"12345".into()));
        assert_eq!(next().await, Line::Whole(b"6".into()));
        assert_eq!(next().await, Line::Whole(b"ab".into()));
        assert_eq!(next().await, Line::TooLong(b"12345".into()));
        lines.skip_rest().await.unwrap();
        let mut next = async || lines.next(|| moves += 1).await.unwrap();
        assert_eq!(next().await, Line::End(b"rest".into()));
        assert_eq!(next().await, Line::End(b"".into()));
        assert!(moves > 0);
    }
}
