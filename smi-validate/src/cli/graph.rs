//! `graph`: a picture of who calls whom.

use std::io::{self, Write as _};

use super::context::ContextArguments;
use super::inputs::InputArguments;
use super::stream::to_stdout;
use super::{CliError, Ending};
use crate::answer::graph::{Format, graph};
use crate::check::{check_all, joined};

#[derive(Debug, clap::Args)]
pub(super) struct GraphArguments {
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    context: ContextArguments,
    /// How to write it: mermaid, dot, text.
    #[arg(short, long, value_name = "FORMAT", default_value_t)]
    output: Format,
}

pub(super) fn run(arguments: &GraphArguments) -> Result<Ending, CliError> {
    let (config, _) = arguments.context.config()?;
    let inputs = super::inputs::as_one_set(arguments.inputs.read()?);
    let checked = check_all(&inputs, &config);
    let graph = checked.sets.get(&0).map(graph).unwrap_or_default();
    if !graph.left_out.is_empty() {
        let left_out = joined(&graph.left_out);
        let _closed = writeln!(
            io::stderr(),
            "warning: the picture lacks what cannot be read: {left_out}; `check` says why"
        );
    }
    to_stdout(|out| out.write_all(graph.write(arguments.output).as_bytes()))?;
    Ok(Ending::Clean)
}
