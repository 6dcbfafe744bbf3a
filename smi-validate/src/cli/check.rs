//! `check`: manifests in, findings out.

use std::num::NonZeroUsize;
use std::thread;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::context::ContextArguments;
use super::fail_on::FailOn;
use super::inputs::InputArguments;
use super::levels::LevelArguments;
use super::look::LookArguments;
use super::output::{self, Output, Wanted};
use super::{CliError, Ending};
use crate::check::check_all;

#[derive(Debug, clap::Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    context: ContextArguments,
    #[command(flatten)]
    levels: LevelArguments,
    /// The mildest finding that makes the exit code 1 [default: error]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on())]
    fail_on: Option<FailOn>,
    /// How to write findings: human, json, sarif, github; with `=FILE` into a file. May be repeated.
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "human")]
    output: Vec<Output>,
    #[command(flatten)]
    look: LookArguments,
    /// Nothing but findings.
    #[arg(short, long)]
    quiet: bool,
    /// What was read, passed over, suppressed and given up.
    #[arg(long)]
    statistics: bool,
    /// Threads to use; all that there are by default.
    #[arg(short = 'j', long, value_name = "NUMBER")]
    threads: Option<NonZeroUsize>,
}

fn fail_on() -> impl clap::builder::TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(FailOn::WORDS).try_map(|word| word.parse::<FailOn>())
}

pub(super) fn run(arguments: &CheckArguments) -> Result<Ending, CliError> {
    output::check(&arguments.output)?;
    let (mut config, settings) = arguments.context.config()?;
    arguments.levels.apply(&mut config.levels).map_err(CliError::UnknownRule)?;
    config.threads = arguments.threads.unwrap_or_else(|| {
        // Where the system does not say, one is right.
        thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
    });
    let inputs = arguments.inputs.read()?;
    let checked = check_all(&inputs, &config);
    let wanted = Wanted { quiet: arguments.quiet, statistics: arguments.statistics };
    output::write(&arguments.output, &checked, &inputs, &arguments.look, wanted)?;
    let fail_on = arguments.fail_on.or(settings.fail_on).unwrap_or_default();
    Ok(if fail_on.fails(&checked.findings) { Ending::Found } else { Ending::Clean })
}
