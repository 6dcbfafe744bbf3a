//! `FORMAT[=FILE]`: what is written where, for programs that write something in several formats.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A format, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output<F> {
    /// The format.
    pub format: F,
    /// The file; standard output, if there is none.
    pub file: Option<PathBuf>,
}

/// Formats that have names.
pub trait Named: Display + FromStr + 'static {
    /// All of them.
    const ALL: &'static [Self];
}

impl<F> Output<F> {
    /// Where it goes, in words.
    #[must_use]
    pub fn place(&self) -> String {
        self.file.as_deref().map_or_else(|| "standard output".to_owned(), quoted)
    }
}

impl<F: Named> FromStr for Output<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, file) = match text.split_once('=') {
            Some((word, file)) => (word, Some(file)),
            None => (text, None),
        };
        let format = word.parse().map_err(|_| {
            let known: Vec<_> = F::ALL.iter().map(ToString::to_string).collect();
            format!("expected {}, or one of them with =FILE, found `{word}`", known.join(", "))
        })?;
        match file {
            Some("") => Err(format!("expected a file after `{word}=`")),
            Some("-") | None => Ok(Self { format, file: None }),
            Some(file) => Ok(Self { format, file: Some(file.into()) }),
        }
    }
}

/// A path, as messages show it.
#[must_use]
pub fn quoted(path: &Path) -> String {
    format!("`{}`", path.display())
}
