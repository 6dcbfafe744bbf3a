//! The program: arguments in, exit code out.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use smi_conformance::cli::{Arguments, CliError, execute};
use smi_conformance::external::supervise_if_asked;
use tokio::runtime::Runtime;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if let Some(code) = supervise_if_asked() {
        return code;
    }
    match Runtime::new() {
        Ok(runtime) => {
            let code = runtime.block_on(run());
            // Whatever still waits for standard input waits in vain.
            runtime.shutdown_background();
            code
        }
        Err(error) => failed(&error, ExitCode::from(3)),
    }
}

async fn run() -> ExitCode {
    match execute(Arguments::parse()).await {
        Ok(code) => code,
        Err(error @ CliError::ClosedOutput) => error.code().into(),
        Err(error) => failed(&error, error.code().into()),
    }
}

fn failed(error: &dyn std::error::Error, code: ExitCode) -> ExitCode {
    let _closed = writeln!(std::io::stderr(), "error: {error}");
    code
}
