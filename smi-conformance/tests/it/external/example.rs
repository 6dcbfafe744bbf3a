//! The plug-in in Python: it keeps to the protocol, its mesh conforms, and killing it costs nothing but errors.

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use smi_conformance::clock::{sleep, timeout};

use super::{BOUND, PROGRAM, program, text, verdicts};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/mesh.py");
/// Tells the processes of a test from all others.
const MARK: &str = "SMI_CONFORMANCE_TEST_EXAMPLE";
/// Every message that a plug-in can be killed at.
const METHODS: [&str; 8] =
    ["hello", "deploy", "apply", "probe", "arrivals", "self-check", "teardown", "shutdown"];

#[tokio::test]
async fn the_example_keeps_to_the_protocol() {
    if !has_python() {
        return;
    }
    let output = program(&["plugin-test", "--", "python3", EXAMPLE]).await;
    let report = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{report}{}", text(&output.stderr));
    assert!(report.contains(" pass, 0 fail, 0 not reached: "), "{report}");
}

#[tokio::test]
async fn the_mesh_of_the_example_conforms_to_two_profiles() {
    if !has_python() {
        return;
    }
    let profiles = ["--profile", "ACCESS-HTTP", "--profile", "SPLIT-HTTP", "--level", "core"];
    let command = ["run", "--mesh", "external"];
    let arguments: Vec<_> =
        command.into_iter().chain(profiles).chain(["--", "python3", EXAMPLE]).collect();
    let output = within(4 * BOUND, &arguments, "").await;
    let report = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{report}{}", text(&output.stderr));
    assert!(report.ends_with(" pass: conformant\n"), "{report}");
}

#[tokio::test]
async fn whenever_the_example_is_killed_there_are_errors_and_nothing_is_left() {
    if !has_python() {
        return;
    }
    for method in METHODS {
        // What comes in passes through a shell, which ends the whole process group at the first such line.
        let shell = format!(
            r#"while IFS= read -r line; do case $line in *'"method":"{method}"'*) kill -9 0;; esac
            printf '%s\n' "$line"; done | python3 '{EXAMPLE}'"#
        );
        let mark = format!("{}-{method}", std::process::id());
        let scenarios = ["--scenario", "access/default-deny", "--scenario", "split/weights"];
        let command = ["run", "--mesh", "external", "-j", "1"];
        let plug_in = ["--", "sh", "-c", &shell];
        let arguments: Vec<_> = command.into_iter().chain(scenarios).chain(plug_in).collect();
        let output = within(BOUND, &arguments, &mark).await;
        let whole = format!("{method}\n{}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(3), "{whole}");
        assert!(whole.contains("rule P1"), "{whole}");
        let verdicts = verdicts(&output);
        let is_expected = |verdict: &String| ["pass", "error"].contains(&verdict.as_str());
        assert!(verdicts.iter().all(is_expected), "{whole}");
        nothing_is_left(&mark).await;
    }
}

/// Whether the example can be run here. If not, that is told even when tests are silent.
fn has_python() -> bool {
    let found = std::process::Command::new("python3")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        let line = "\nSKIPPED: there is no python3, so the plug-in in Python was not tested\n";
        let _closed = std::io::stderr().write_all(line.as_bytes());
    }
    found
}

/// Runs the program with a mark in its environment.
async fn within(bound: Duration, arguments: &[&str], mark: &str) -> Output {
    let mut command = tokio::process::Command::new(PROGRAM);
    command.args(arguments).env(MARK, mark).stdin(Stdio::null()).kill_on_drop(true);
    timeout(bound, command.output()).await.expect("it ends in time").unwrap()
}

/// Waits until no process has the mark.
async fn nothing_is_left(mark: &str) {
    let gone = async {
        while is_marked_by_any(mark) {
            sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(timeout(Duration::from_secs(10), gone).await.is_ok(), "{mark}: something is left");
}

fn is_marked_by_any(mark: &str) -> bool {
    let variable = format!("{MARK}={mark}");
    let is_marked = |process: &Path| {
        let environment = std::fs::read(process.join("environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|one| one == variable.as_bytes())
    };
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes.into_iter().any(|process| is_marked(&process.path()))
}
