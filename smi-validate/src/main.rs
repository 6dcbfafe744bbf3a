//! The program: arguments in, exit code out.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use smi_validate::cli::{Arguments, execute};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match execute(Arguments::parse()) {
        Ok(ending) => ending.code().into(),
        Err(error) => {
            let _closed = writeln!(std::io::stderr(), "error: {error}");
            error.code().into()
        }
    }
}
