//! `show`: what splits come to, and who may call whom.

use super::can_i::AnswerFormat;
use super::context::ContextArguments;
use super::inputs::InputArguments;
use super::stream::to_stdout;
use super::{CliError, Ending};
use crate::answer::show::show;
use crate::check::check_all;

#[derive(Debug, clap::Args)]
pub(super) struct ShowArguments {
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    context: ContextArguments,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t)]
    output: AnswerFormat,
}

pub(super) fn run(arguments: &ShowArguments) -> Result<Ending, CliError> {
    let (config, _) = arguments.context.config()?;
    let inputs = super::inputs::as_one_set(arguments.inputs.read()?);
    let checked = check_all(&inputs, &config);
    let shown = checked.sets.get(&0).map(show).unwrap_or_default();
    to_stdout(|out| match arguments.output {
        AnswerFormat::Text => write!(out, "{shown}"),
        AnswerFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &shown)?;
            writeln!(out)
        }
    })?;
    Ok(Ending::Clean)
}
