//! `completions`: scripts for shells.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::stream::to_stdout;
use super::{Arguments, CliError, Ending};

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &CompletionsArguments) -> Result<Ending, CliError> {
    let mut script = Vec::new();
    let mut command = Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "smi-validate", &mut script);
    to_stdout(|out| out.write_all(&script))?;
    Ok(Ending::Clean)
}
