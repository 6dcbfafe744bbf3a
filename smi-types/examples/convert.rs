//! Converts every document of a file and prints it; what was lost, and which readings the result rests on, goes to
//! standard error.
//!
//! ```text
//! cargo run -p smi-types --example convert -- FILE --to latest|VERSION
//! ```

use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;

use serde::Deserialize as _;
use serde_json::Value;
use smi_types::Manifest;
use smi_types::convert::Converted;
use smi_types::convert::set::{self, Target};

const USAGE: &str =
    "usage: convert FILE --to latest|VERSION, for example `convert split.yaml --to v1alpha4`";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [file, "--to", version] => convert(file, version),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _closed = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

fn convert(file: &str, version: &str) -> Result<(), String> {
    let target = match version {
        "latest" => Target::Latest,
        version => Target::Version(version.to_owned()),
    };
    let objects = read(file)?;
    let converted = set::convert(objects, &target).map_err(|error| format!("{file}: {error}"))?;
    print(&converted).map_err(|error| error.to_string())
}

/// Reads the objects of a file. A file without any is an error: it is hardly what somebody meant to convert.
fn read(file: &str) -> Result<Vec<Manifest>, String> {
    let bytes = fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!(
            "{file}: expected UTF-8 text, found another byte at offset {at}; save the file as UTF-8"
        )
    })?;
    let mut objects = Vec::new();
    for (index, document) in serde_yaml::Deserializer::from_str(&text).enumerate() {
        let place =
            |error: &dyn std::fmt::Display| format!("{file}, document {}: {error}", index + 1);
        let document = Value::deserialize(document).map_err(|error| place(&error))?;
        if document.is_null() {
            continue;
        }
        let parsed = Manifest::parse(&document).map_err(|error| place(&error))?;
        for path in &parsed.unknown {
            let _closed = writeln!(
                io::stderr(),
                "note: {}",
                place(&format!("the unknown field `{path}` is left out"))
            );
        }
        objects.push(parsed.manifest);
    }
    if objects.is_empty() {
        return Err(format!("{file}: expected at least one SMI object, found an empty file"));
    }
    Ok(objects)
}

fn print(converted: &Converted<Vec<Manifest>>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for object in converted.value.iter().chain(&converted.also) {
        let text = serde_saphyr::to_string(&object.to_value()).map_err(io::Error::other)?;
        write!(out, "---\n{text}")?;
    }
    let mut notes = io::stderr().lock();
    for loss in &converted.lost {
        writeln!(notes, "lost: {loss}")?;
    }
    for reading in &converted.rests_on {
        writeln!(notes, "rests on {}: {}", reading.id(), reading.reading())?;
    }
    Ok(())
}
