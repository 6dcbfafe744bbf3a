//! Automation for this workspace: `cargo xtask COMMAND`.

mod acme;
mod ci;
mod cluster_test;
mod corpus;
mod fixture;
mod kill_table;
mod mutation;
mod new;
#[cfg(test)]
mod offline;
mod package;
mod record;
mod rules;
mod schemas;
mod soak;
mod speed;
mod style;
mod tools_test;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::cluster_test::Mode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  ci [STEP…]             all that CI runs, in order, or these steps
  ci --list              the names of the steps
  cluster-test [--record]
                         asks the API server of KUBECONFIG what it makes of schemas/ and testdata/admission, and
                         compares with the record, or writes it
  corpus --output FOLDER [--bytes N | --objects N] [--seed N] [--shape mixed|conflicts|list|one-file]
                         writes manifests by the thousand: 20 MB of them, unless told otherwise
  kill-table             runs every scenario against every broken mesh, and writes what notices what
  kill-table --derive    writes the page and the sums that are made from the record
  kill-table --check     checks that they are up to date
  new scenario NAME      a scenario that can be run, for example split/sticky
  new rule FAMILY/NAME   a rule of the validator, for example access/missing-route: its file, fixtures and registration
  package                packs every crate, and builds and tests outside the repository
  rules [--check]        writes smi-validate/RULES.md, or checks that it is up to date
  schemas [--check]      writes schemas/, or checks that it is up to date
  schemas --header-form list|map --output FOLDER
                         writes the CRDs with headers in that form into a folder
  soak [RUNS]            runs the suite against the reference mesh many times in a row: 200, unless told otherwise
  speed [--bytes N]      measures the validator: against its parser, on two threads, and with up to 100,000 objects
  tools-test             holds kubeconform and a language server against the JSON Schemas
  style                  checks the length of files and functions, and their beginnings";

/// What a command comes to: nothing, or what is wrong.
type Outcome = Result<(), String>;

#[expect(clippy::print_stderr, reason = "this is where the program speaks")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        ["ci", "--list"] => ci::list(),
        ["ci", ref steps @ ..] => ci::run(steps),
        ["cluster-test"] => cluster_test::run(Mode::Compare),
        ["cluster-test", "--record"] => cluster_test::run(Mode::Record),
        ["corpus", ref options @ ..] => corpus::run(options),
        ["kill-table"] => kill_table::write(),
        ["kill-table", "--derive"] => kill_table::derive_only(),
        ["kill-table", "--check"] => kill_table::check(),
        ["new", "scenario", name] => new::scenario(name),
        ["new", "rule", name] => new::rule(name),
        ["package"] => package::check(),
        ["rules"] => rules::write(),
        ["rules", "--check"] => rules::check(),
        ["schemas"] => schemas::write(),
        ["schemas", "--check"] => schemas::check(),
        ["schemas", "--header-form", form, "--output", folder] => schemas::export(form, folder),
        ["soak"] => soak::run("200"),
        ["soak", runs] => soak::run(runs),
        ["speed"] => speed::run("20_000_000"),
        ["speed", "--bytes", bytes] => speed::run(bytes),
        ["tools-test"] => tools_test::run(),
        ["style"] => style::run(),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}

/// Runs a command in the workspace, showing its output.
fn shell(program: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
    run(Command::new(program).args(arguments).envs(variables.iter().copied()).current_dir(root()))
}

fn run(command: &mut Command) -> Outcome {
    let line = format!("{command:?}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{line}: {status}")),
        Err(error) => Err(format!("{line}: {error}")),
    }
}

/// Whether a generated file is what its command would write now.
fn up_to_date(path: &Path, text: &str, command: &str) -> Outcome {
    if std::fs::read_to_string(path).unwrap_or_default() == text {
        Ok(())
    } else {
        Err(format!("{} is out of date; run `cargo xtask {command}`", path.display()))
    }
}

/// Every Rust file of the workspace.
fn rust_files() -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for folder in ["smi-types", "smi-validate", "smi-conformance", "xtask"] {
        files.extend(files_in(&root().join(folder))?);
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    Ok(files)
}

/// Every file below a folder, sorted; none where there is no such folder.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop().filter(|folder| folder.exists()) {
        let failed = |error| format!("{}: {error}", folder.display());
        for entry in std::fs::read_dir(&folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            // The fuzz targets may be built where they lie.
            match path.is_dir() {
                true if path.ends_with("target") => {}
                true => open.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    Ok(files)
}
