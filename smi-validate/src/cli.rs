//! The command line. A command is a file in `cli/` with its arguments and a function `run`, and an arm here.

mod can_i;
mod check;
mod completions;
mod context;
mod convert;
mod error;
mod explain;
mod fail_on;
mod graph;
mod inputs;
mod levels;
mod look;
mod output;
mod rules;
mod settings;
mod show;
mod stream;

use clap::{Parser, Subcommand};

pub use self::error::CliError;

/// Checks Service Mesh Interface manifests, and explains what is wrong with them.
///
/// Exit codes: 0 clean, 1 findings (or no answer), 2 wrong usage, or something cannot be read or written.
#[derive(Debug, Parser)]
#[command(version, about, long_about, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Checks manifests.
    Check(Box<check::CheckArguments>),
    /// Whether a request is let in, by whom, and what decides.
    CanI(can_i::CanIArguments),
    /// What splits come to, and who may call whom.
    Show(show::ShowArguments),
    /// Draws who calls whom.
    Graph(graph::GraphArguments),
    /// Writes manifests in other versions.
    Convert(convert::ConvertArguments),
    /// Explains a rule, or what an API server, kubectl or a mesh has said.
    Explain(explain::ExplainArguments),
    /// Lists the rules.
    Rules(rules::RulesArguments),
    /// Writes a script that completes commands and options in a shell.
    Completions(completions::CompletionsArguments),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Nothing that counts was found.
    Clean,
    /// There are findings that count, or there is no answer.
    Found,
}

impl Ending {
    /// The exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Found => 1,
        }
    }
}

/// Carries a command out.
///
/// # Errors
///
/// [`CliError`] when it cannot be: nothing was judged then.
pub fn execute(arguments: Arguments) -> Result<Ending, CliError> {
    match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::CanI(arguments) => can_i::run(&arguments),
        Command::Show(arguments) => show::run(&arguments),
        Command::Graph(arguments) => graph::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    }
}
