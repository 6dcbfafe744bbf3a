//! `-o FORMAT[=FILE]` and `--report-output FILE`: what is written where.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::CliError;
use crate::catalogue::Catalogue;
use crate::report::{self, ConformanceReport, Format};

/// A format, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    format: Format,
    /// Standard output, if there is none.
    file: Option<PathBuf>,
}

impl Output {
    /// The whole report, in the format that the ending of the file says.
    pub(super) fn report(file: &str) -> Result<Self, String> {
        let path = PathBuf::from(file);
        let format = match path.extension().and_then(|ending| ending.to_str()) {
            Some("yaml" | "yml") => Format::Yaml,
            Some("json") => Format::Json,
            _ => return Err("expected a file that ends with .yaml, .yml or .json".to_owned()),
        };
        Ok(Self { format, file: Some(path) })
    }

    /// Whether both would go to one place, where nobody could read them. Annotations are lines among others for a log.
    fn is_in_the_way_of(&self, other: &Self) -> bool {
        let for_a_log = |one: &Self| matches!(one.format, Format::Human | Format::Github);
        let both_in_a_log = self.file.is_none()
            && self.format != other.format
            && for_a_log(self)
            && for_a_log(other);
        self.file == other.file && !both_in_a_log
    }
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

/// Whether all of it can be written: a run is too long to find that out at its end.
pub(super) fn check(outputs: &[Output]) -> Result<(), CliError> {
    for (index, output) in outputs.iter().enumerate() {
        if let Some(first) = outputs[..index].iter().find(|other| output.is_in_the_way_of(other)) {
            let place = output.file.as_deref();
            return Err(CliError::SamePlace {
                first: first.format.to_string(),
                second: output.format.to_string(),
                place: place.map_or("standard output".to_owned(), quoted),
            });
        }
        if let Some(path) = &output.file {
            // What is there stays there until there is something better.
            let opened = OpenOptions::new().create(true).append(true).open(path);
            opened.map_err(|source| CliError::Io { what: quoted(path), source })?;
        }
    }
    Ok(())
}

/// Writes all of it.
pub(super) fn write(
    outputs: &[Output],
    report: &ConformanceReport,
    catalogue: &Catalogue,
    again: &str,
) -> Result<(), CliError> {
    // Files first: they are there even if nobody reads standard output to its end.
    for Output { format, file } in outputs {
        if let Some(path) = file {
            let failed = |source| CliError::Unwritten { what: quoted(path), source };
            let mut file = BufWriter::new(File::create(path).map_err(failed)?);
            report::write(&mut file, report, catalogue, again, *format)
                .and_then(|()| file.flush())
                .map_err(failed)?;
        }
    }
    for Output { format, .. } in outputs.iter().filter(|output| output.file.is_none()) {
        let mut out = BufWriter::new(io::stdout().lock());
        report::write(&mut out, report, catalogue, again, *format)
            .and_then(|()| out.flush())
            .map_err(|source| CliError::Unwritten { what: "standard output".to_owned(), source })?;
    }
    Ok(())
}

fn quoted(path: &Path) -> String {
    format!("`{}`", path.display())
}
