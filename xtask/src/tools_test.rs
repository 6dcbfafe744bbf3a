//! `tools-test`: the tools that people use our JSON Schemas with: kubeconform, and an editor's language server.
//!
//! Both are installed in `target/tools` from the registries of their languages. Where Go, npm or the registry is missing, the
//! test says so and leaves that tool out.

mod kubeconform;
mod language_server;

use std::path::PathBuf;
use std::process::Command;

use crate::{Outcome, root};

/// A tool: its name, what installs it, how, and the test.
type Tool = (&'static str, &'static str, fn() -> Outcome, fn() -> Result<String, String>);

const TOOLS: [Tool; 2] = [
    ("kubeconform", "go", kubeconform::install, kubeconform::run),
    ("yaml-language-server", "npm", language_server::install, language_server::run),
];

#[expect(clippy::print_stdout, reason = "this is where the command speaks")]
pub(crate) fn run() -> Outcome {
    let mut wrong = Vec::new();
    for (tool, needs, install, test) in TOOLS {
        if !is_there(needs) {
            println!("{tool}: left out, since there is no `{needs}` to install it with");
            continue;
        }
        if let Err(error) = install() {
            println!("{tool}: left out, since it cannot be installed: {error}");
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
