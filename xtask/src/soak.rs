//! `soak`: the suite against the reference mesh, many times in a row, each time with another seed.

use std::process::Command;

use serde_json::Value;

use crate::{Outcome, root, shell};

/// Runs the suite so often. Whatever is not a pass is printed, and fails.
#[expect(clippy::print_stdout, reason = "these are the figures that were asked for")]
pub(crate) fn run(runs: &str) -> Outcome {
    let runs: u32 =
        runs.parse().map_err(|_| format!("expected a number of runs, found `{runs}`"))?;
    shell("cargo", &["build", "--release", "--package", "smi-conformance"], &[])?;
    let program = root().join("target/release/smi-conformance");
    let mut wrong = 0_u32;
    for seed in 1..=runs {
        let seed_text = seed.to_string();
        let arguments = ["run", "--output", "json", "--seed", seed_text.as_str()];
        let output = Command::new(&program).args(arguments).output();
        let output = output.map_err(|error| format!("{}: {error}", program.display()))?;
        let report: Value = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("run {seed} printed no report: {error}"))?;
        let results = report["scenarios"].as_array().map(Vec::as_slice).unwrap_or_default();
        let not_passed: Vec<_> =
            results.iter().filter(|result| result["verdict"] != "pass").collect();
        for result in &not_passed {
            println!(
                "run {seed}: {} {}: {}",
                result["verdict"], result["id"], result["expectations"]
            );
        }
        wrong += u32::from(!not_passed.is_empty() || !output.status.success());
        println!("run {seed}: {} scenarios, {wrong} wrong runs so far", results.len());
    }
    println!("{}", conclusion(runs, wrong));
    if wrong == 0 { Ok(()) } else { Err(format!("{wrong} of {runs} runs had a wrong verdict")) }
}

/// What so many runs prove: not that verdicts on meshes are right, but how rarely the harness itself disturbs a run.
fn conclusion(runs: u32, wrong: u32) -> String {
    if wrong > 0 || runs == 0 {
        return format!("{wrong} of {runs} runs had a wrong verdict");
    }
    let bound = 1.0 - 0.05_f64.powf(1.0 / f64::from(runs));
    format!(
        "{runs} runs without a wrong verdict: the harness disturbs fewer than {:.2} % of runs (95 % confidence)",
        100.0 * bound
    )
}

#[cfg(test)]
mod tests {
    use super::conclusion;

    #[test]
    fn two_hundred_runs_prove_one_and_a_half_percent() {
        assert!(conclusion(200, 0).contains("fewer than 1.49 %"), "{}", conclusion(200, 0));
        assert_eq!(conclusion(200, 1), "1 of 200 runs had a wrong verdict");
    }
}
