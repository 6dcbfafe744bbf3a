//! `convert`: manifests in another version on standard output, and what that costs on standard error.

use std::io;

use super::context::ContextArguments;
use super::inputs::InputArguments;
use super::look::LookArguments;
use super::stream::to_stdout;
use super::{CliError, Ending};
use crate::answer::convert::{Goal, convert};
use crate::check::Checked;
use crate::render::{self, Format, Style};

#[derive(Debug, clap::Args)]
pub(super) struct ConvertArguments {
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    context: ContextArguments,
    /// Where to: a version (v1alpha4, split/v1alpha2), `latest`, or what a mesh reads (osm, fsm, traefik-mesh …).
    #[arg(long, value_name = "VERSION|latest|MESH")]
    to: Goal,
    /// Write the result even if something is lost, or cannot be converted.
    #[arg(long)]
    allow_loss: bool,
    #[command(flatten)]
    look: LookArguments,
}

pub(super) fn run(arguments: &ConvertArguments) -> Result<Ending, CliError> {
    let (config, _) = arguments.context.config()?;
    let inputs = arguments.inputs.read()?;
    // Such a text cannot be written back as it is.
    if let Some(input) = inputs.iter().find(|input| input.fault.is_some()) {
        return Err(CliError::NotText { name: input.name.clone() });
    }
    let conversion = convert(&inputs, &arguments.to, &config);
    if !conversion.findings.is_empty() {
        let checked = Checked { findings: conversion.findings, ..Checked::default() };
        let style = Style { quiet: true, ..arguments.look.in_file() };
        let mut out = io::stderr().lock();
        render::write(&mut out, Format::Human, &checked, &inputs, &style)
            .map_err(|source| CliError::Write { what: "standard error".to_owned(), source })?;
    }
    if conversion.is_lossy && !arguments.allow_loss {
        return Ok(Ending::Found);
    }
    to_stdout(|out| out.write_all(conversion.text.as_bytes()))?;
    Ok(Ending::Clean)
}
