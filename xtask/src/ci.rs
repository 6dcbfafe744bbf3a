//! `ci`: all that CI runs, in order.

use std::time::Instant;

use crate::{Outcome, cluster_test, kill_table, package, rules, schemas, shell, style, tools_test};

/// The oldest Rust that the packages promise to build with; stated in `Cargo.toml`, too.
const MSRV: &str = "+1.89";

/// A step: its name, and what it does.
type Step = (&'static str, fn() -> Outcome);

const STEPS: &[Step] = &[
    ("format", || cargo(&["fmt", "--all", "--check"])),
    ("style", style::run),
    ("clippy", || {
        cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"])
    }),
    ("test", || cargo(&["test", "--workspace"])),
    ("features", features),
    ("generated files", generated_files),
    ("tools", tools_test::run),
    ("cluster", cluster_test::run_if_possible),
    ("documentation", documentation),
    ("wasm", wasm),
    ("msrv", || cargo(&[MSRV, "check", "--workspace", "--exclude", "xtask"])),
    ("licences and sources", licences),
    ("packages", package::check),
    ("main job", || cargo(&["run", "--bin", "smi-conformance", "--", "run"])),
];

/// Prints the names of the steps.
#[expect(clippy::print_stdout, reason = "that is what was asked for")]
pub(crate) fn list() -> Outcome {
    STEPS.iter().for_each(|(name, _)| println!("{name}"));
    Ok(())
}

/// Runs steps: these, or all. All of them run, whatever the ones before came to.
#[expect(clippy::print_stdout, reason = "CI reads this")]
#[expect(clippy::disallowed_methods, reason = "CI shows how long steps take")]
pub(crate) fn run(wanted: &[&str]) -> Outcome {
    if let Some(unknown) = wanted.iter().find(|name| !STEPS.iter().any(|(known, _)| known == *name))
    {
        return Err(format!("there is no step `{unknown}`; `cargo xtask ci --list` names them"));
    }
    let mut failed = Vec::new();
    for (name, step) in STEPS.iter().filter(|(name, _)| wanted.is_empty() || wanted.contains(name))
    {
        println!("\n=== {name}");
        let begin = Instant::now();
        let outcome = step();
        println!(
            "=== {name}: {} in {:.0} s",
            if outcome.is_ok() { "ok" } else { "FAILED" },
            begin.elapsed().as_secs_f64()
        );
        if let Err(error) = outcome {
            println!("{error}");
            failed.push(*name);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn generated_files() -> Outcome {
    schemas::check()?;
    rules::check()?;
    kill_table::check()
}

/// In the workspace all features of the types are on, for the tests too: here they are off, and the one that others turn on
/// is on alone.
fn features() -> Outcome {
    const TYPES: &[&str] = &["check", "--package", "smi-types"];
    cargo(&[TYPES, &["--all-targets"]].concat())?;
    cargo(&[TYPES, &["--features", "schemars"]].concat())
}

/// The parts that know no files and no network build for a browser, too.
fn wasm() -> Outcome {
    const WASM: &[&str] =
        &["check", "--lib", "--target", "wasm32-unknown-unknown", "--no-default-features"];
    cargo(&[WASM, &["--package", "smi-types", "--features", "draft"]].concat())?;
    cargo(&[WASM, &["--package", "smi-validate"]].concat())
}

fn cargo(arguments: &[&str]) -> Outcome {
    shell("cargo", arguments, &[])
}

fn documentation() -> Outcome {
    let arguments = ["doc", "--workspace", "--no-deps", "--all-features"];
    shell("cargo", &arguments, &[("RUSTDOCFLAGS", "-D warnings")])
}

/// Advisories need a database that has to be fetched; everything else works on the crates alone, for all platforms.
fn licences() -> Outcome {
    cargo(&["fetch", "--locked"])?;
    cargo(&["deny", "--offline", "check", "licenses", "bans", "sources"])
}
