//! The program: arguments in, exit code out.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use smi_conformance::cli::{Arguments, execute};

#[tokio::main]
async fn main() -> ExitCode {
    match execute(Arguments::parse()).await {
        Ok(code) => code,
        Err(error) => {
            let _closed = writeln!(std::io::stderr(), "error: {error}");
            error.code().into()
        }
    }
}
