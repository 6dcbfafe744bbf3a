//! Meshes behind plug-ins: the reference mesh speaks the protocol, rightly and wrongly.

mod example;
mod misbehaviour;
mod plugin_test;
mod processes;
mod replay;
mod usage;
mod verdicts;

use std::ffi::OsStr;
use std::process::{Output, Stdio};
use std::time::Duration;

use smi_conformance::clock::{sleep, timeout};

const PROGRAM: &str = env!("CARGO_BIN_EXE_smi-conformance");

/// Far more than anything here takes.
const BOUND: Duration = Duration::from_secs(90);

/// Runs the program against the reference mesh as a plug-in.
async fn run(flags: &[&str], serve: &[&str]) -> Output {
    let mut arguments = vec!["run", "--mesh", "external"];
    arguments.extend(flags);
    arguments.extend(["--", PROGRAM, "serve"]);
    arguments.extend(serve);
    program(&arguments).await
}

/// Runs the program, which ends in time.
async fn program(arguments: &[impl AsRef<OsStr>]) -> Output {
    let mut command = tokio::process::Command::new(PROGRAM);
    command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    timeout(BOUND, command.output()).await.expect("it ends in time").unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The verdicts of all scenarios, as they are told on standard error while they come.
fn verdicts(output: &Output) -> Vec<String> {
    let errors = text(&output.stderr);
    let verdict = |line: &str| {
        let names = ["pass", "fail", "error", "inconclusive", "not run", "unsupported"];
        let name = names.into_iter().find(|name| line.starts_with(&format!("{name} ")));
        name.filter(|_| line.ends_with(" ms)")).map(str::to_owned)
    };
    errors.lines().filter_map(verdict).collect()
}

/// The processes that a plug-in said are there.
fn processes(log: &str) -> Vec<u32> {
    let said = log.lines().filter_map(|line| line.strip_prefix("plug-in: processes "));
    said.flat_map(str::split_whitespace).map(|number| number.parse().unwrap()).collect()
}

/// Whether a process is there, and not only its number because nobody asked how it ended.
fn is_there(process: u32) -> bool {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{process}/stat")) else { return false };
    let state = status.rsplit(')').next().and_then(|rest| rest.split_whitespace().next());
    !matches!(state, None | Some("Z" | "X"))
}

/// Waits until these processes are gone.
async fn are_gone(processes: &[u32]) {
    assert_eq!(processes.len(), 2, "the plug-in and its child");
    let gone = async {
        while processes.iter().any(|process| is_there(*process)) {
            sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(timeout(Duration::from_secs(10), gone).await.is_ok(), "{processes:?} are still there");
}
