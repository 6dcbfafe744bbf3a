//! `-o FORMAT[=FILE]`: what is written where.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::CliError;
use super::look::LookArguments;
use super::stream::to_stdout;
use crate::check::Checked;
use crate::finding::Input;
use crate::render::{self, Format, Style};

/// A format, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    format: Format,
    /// Standard output, if there is none.
    file: Option<PathBuf>,
}

/// What users want to see besides the findings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) quiet: bool,
    pub(super) statistics: bool,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, file) = match text.split_once('=') {
            Some((word, file)) => (word, Some(file)),
            None => (text, None),
        };
        let format = word.parse().map_err(|_| {
            let known: Vec<_> = Format::ALL.iter().map(ToString::to_string).collect();
            format!("expected {}, or one of them with =FILE, found `{word}`", known.join(", "))
        })?;
        match file {
            Some("") => Err(format!("expected a file after `{word}=`")),
            Some("-") | None => Ok(Self { format, file: None }),
            Some(file) => Ok(Self { format, file: Some(file.into()) }),
        }
    }
}

/// Whether all of it can be written, as far as that can be known before.
pub(super) fn check(outputs: &[Output]) -> Result<(), CliError> {
    for (index, output) in outputs.iter().enumerate() {
        if let Some(first) = outputs[..index].iter().find(|other| other.file == output.file) {
            let place = output.file.as_deref();
            return Err(CliError::SamePlace {
                first: first.format.to_string(),
                second: output.format.to_string(),
                place: place.map_or("standard output".to_owned(), quoted),
            });
        }
        let Some(path) = &output.file else { continue };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let why = if path.is_dir() {
            "it is a folder"
        } else if folder.is_some_and(|folder| !folder.is_dir()) {
            "there is no such folder"
        } else {
            continue;
        };
        return Err(CliError::NoPlace { path: path.clone(), why });
    }
    Ok(())
}

/// Writes all of it.
pub(super) fn write(
    outputs: &[Output],
    checked: &Checked,
    inputs: &[Input],
    look: &LookArguments,
    wanted: Wanted,
) -> Result<(), CliError> {
    let with = |style| Style { quiet: wanted.quiet, statistics: wanted.statistics, ..style };
    // Files first: they are there even if nobody reads standard output to its end.
    for output in outputs {
        if let Some(path) = &output.file {
            let failed = |source| CliError::Write { what: quoted(path), source };
            let mut file = BufWriter::new(File::create(path).map_err(failed)?);
            render::write(&mut file, output.format, checked, inputs, &with(look.in_file()))
                .and_then(|()| file.flush())
                .map_err(failed)?;
        }
    }
    for output in outputs.iter().filter(|output| output.file.is_none()) {
        let style = with(look.on_stdout());
        to_stdout(|out| render::write(out, output.format, checked, inputs, &style))?;
    }
    Ok(())
}

fn quoted(path: &Path) -> String {
    format!("`{}`", path.display())
}
