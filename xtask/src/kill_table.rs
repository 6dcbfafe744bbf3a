//! `kill-table`: the record of which expectation notices which broken mesh, the page made from it, and the sums in the README.

use std::fs;

use smi_conformance::catalogue::Catalogue;
use smi_conformance::coverage::summary;
use smi_conformance::self_test::KillTable;

use crate::{Outcome, root, shell, up_to_date};

const TABLE: &str = "smi-conformance/kill-table.yaml";
const PAGE: &str = "docs/kill-table.md";
const README: &str = "README.md";
const BEGIN: &str = "<!-- coverage: written by `cargo xtask kill-table` -->\n";
const END: &str = "<!-- end of coverage -->";

/// Runs everything against everything, and writes the table. Objections fail, but the table is written all the same.
pub(crate) fn write() -> Outcome {
    let program = ["run", "--release", "--package", "smi-conformance", "--"];
    let outcome =
        shell("cargo", &[&program[..], &["self-test", "--full", "--write", TABLE]].concat(), &[]);
    derive(&read()?)?;
    outcome
}

/// Checks what is made from the table.
pub(crate) fn check() -> Outcome {
    let table = read()?;
    for (path, text) in derived(&table)? {
        up_to_date(&root().join(path), &text, "kill-table --derive")?;
    }
    Ok(())
}

/// Writes what is made from the table, without running anything.
pub(crate) fn derive_only() -> Outcome {
    derive(&read()?)
}

fn derive(table: &KillTable) -> Outcome {
    for (path, text) in derived(table)? {
        fs::write(root().join(path), text).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(())
}

/// The table as it is now, which the library has inside as it was when this was built.
fn read() -> Result<KillTable, String> {
    let text =
        fs::read_to_string(root().join(TABLE)).map_err(|error| format!("{TABLE}: {error}"))?;
    KillTable::read(&text).map_err(|error| error.to_string())
}

fn derived(table: &KillTable) -> Result<[(&'static str, String); 2], String> {
    let catalogue = Catalogue::embedded().map_err(|error| error.to_string())?;
    let readme =
        fs::read_to_string(root().join(README)).map_err(|error| format!("{README}: {error}"))?;
    let missing = || format!("{README}: expected `{}` and `{END}`", BEGIN.trim_end());
    let (before, rest) = readme.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    let readme = format!("{before}{BEGIN}\n{}\n{END}{after}", summary(&catalogue, table));
    Ok([(PAGE, table.to_markdown(&catalogue)), (README, readme)])
}
