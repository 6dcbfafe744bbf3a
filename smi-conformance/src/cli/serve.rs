//! `serve`: the reference mesh as a plug-in. For tests of the protocol, on either side.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use super::CliError;
use crate::external::{At, Manner, serve_as};
use crate::reference::{Fault, Kind, ReferenceDriver};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A wrong behaviour to give the mesh.
    #[arg(long, value_name = "NAME")]
    fault: Option<Fault>,
    /// Draws backends.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many deployments may be there at once.
    #[arg(long, default_value_t = 4)]
    lanes: u32,
    /// Breaks the protocol once, in place of the first answer to a method: `die@probe`.
    #[arg(long, value_name = "NAME@METHOD")]
    misbehave: Option<At>,
    /// Starts a process that outlives everything, unless it is ended, and writes who is there to standard error.
    #[arg(long)]
    with_child: bool,
    /// Writes every line of both sides to this file.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

pub(super) async fn execute(arguments: Arguments) -> Result<ExitCode, CliError> {
    let Arguments { fault, seed, lanes, misbehave, with_child, record } = arguments;
    let driver = ReferenceDriver::new(Kind::Reference(fault), seed)
        .map_err(|source| CliError::Mesh { source })?;
    if with_child {
        let failed = |source| CliError::Io { what: "the process beside".to_owned(), source };
        let mut command = Command::new("sleep");
        command.arg("3600").stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.spawn().map_err(failed)?;
        let _closed = writeln!(io::stderr(), "processes {} {}", std::process::id(), child.id());
    }
    let failed =
        |path: PathBuf| move |source| CliError::Io { what: path.display().to_string(), source };
    let record = record.map(|path| File::create(&path).map_err(failed(path))).transpose()?;
    let manner = Manner { misbehaviour: misbehave, record };
    let (input, output) = (tokio::io::stdin(), tokio::io::stdout());
    let code = serve_as(Arc::new(driver), lanes, input, output, manner).await;
    let failed = |source| CliError::Io { what: "standard input".to_owned(), source };
    code.map(ExitCode::from).map_err(failed)
}
