//! `-o FORMAT[=FILE]` and `--report-output FILE`: what is written where.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

use smi_validate::render::output::quoted;

use super::CliError;
use crate::catalogue::Catalogue;
use crate::report::{self, ConformanceReport, Format};

/// A format of a report, and where it goes.
pub(super) type Output = smi_validate::render::output::Output<Format>;

/// The whole report, in the format that the ending of the file says.
pub(super) fn report_file(file: &str) -> Result<Output, String> {
    let path = PathBuf::from(file);
    let format = match path.extension().and_then(|ending| ending.to_str()) {
        Some("yaml" | "yml") => Format::Yaml,
        Some("json") => Format::Json,
        _ => return Err("expected a file that ends with .yaml, .yml or .json".to_owned()),
    };
    Ok(Output { format, file: Some(path) })
}

/// Whether all of it can be written: a run is too long to find that out at its end.
pub(super) fn check(outputs: &[Output]) -> Result<(), CliError> {
    for (index, output) in outputs.iter().enumerate() {
        if let Some(first) = outputs[..index].iter().find(|other| are_in_one_place(output, other)) {
            return Err(CliError::SamePlace {
                first: first.format.to_string(),
                second: output.format.to_string(),
                place: output.place(),
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

/// Whether both would go to one place, where nobody could read them. Annotations are lines among others for a log.
fn are_in_one_place(one: &Output, other: &Output) -> bool {
    let for_a_log = |one: &Output| matches!(one.format, Format::Human | Format::Github);
    let both_in_a_log =
        one.file.is_none() && one.format != other.format && for_a_log(one) && for_a_log(other);
    one.file == other.file && !both_in_a_log
}
