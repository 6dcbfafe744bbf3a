//! `-o FORMAT[=FILE]`: what is written where.

use std::fs::File;
use std::io::{BufWriter, Write as _};

use super::CliError;
use super::look::LookArguments;
use super::stream::to_stdout;
use crate::check::Checked;
use crate::finding::Input;
use crate::render::output::quoted;
use crate::render::{self, Format, Style};

/// A format of findings, and where it goes.
pub(super) type Output = render::output::Output<Format>;

/// What users want to see besides the findings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub(super) quiet: bool,
    pub(super) statistics: bool,
}

/// Whether all of it can be written, as far as that can be known before.
pub(super) fn check(outputs: &[Output]) -> Result<(), CliError> {
    for (index, output) in outputs.iter().enumerate() {
        if let Some(first) = outputs[..index].iter().find(|other| other.file == output.file) {
            return Err(CliError::SamePlace {
                first: first.format.to_string(),
                second: output.format.to_string(),
                place: output.place(),
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
