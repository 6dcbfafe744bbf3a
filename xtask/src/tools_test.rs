//! `tools-test`: the tools that people use our JSON Schemas with: kubeconform, and an editor's language server.
//!
//! Both are installed in `target/tools` from the registries of their languages. Where Go or npm is missing, the test says so and
//! leaves that tool out.

mod kubeconform;
mod language_server;

use std::path::PathBuf;
use std::process::Command;

use crate::{Outcome, root};

#[expect(clippy::print_stdout, reason = "this is where the command speaks")]
pub(crate) fn run() -> Outcome {
    let mut wrong = Vec::new();
    for (tool, needs, test) in [
        ("kubeconform", "go", kubeconform::run as fn() -> Result<String, String>),
        ("yaml-language-server", "npm", language_server::run),
    ] {
        if !is_there(needs) {
            println!("{tool}: left out, since there is no `{needs}` to install it with");
            continue;
        }
        match test() {
            Ok(found) => println!("{tool}: {found}"),
            Err(error) => wrong.push(format!("{tool}: {error}")),
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn is_there(program: &str) -> bool {
    let argument = if program == "go" { "version" } else { "--version" };
    Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success())
}

/// Where tools are installed.
fn folder() -> PathBuf {
    root().join("target/tools")
}
