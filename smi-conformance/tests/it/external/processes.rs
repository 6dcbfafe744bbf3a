//! Nothing outlives the suite, however it ends.

use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use smi_conformance::clock::{sleep, timeout};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::{BOUND, PROGRAM, are_gone, is_there, processes, text};

/// A run that was started, and what its plug-in said first.
async fn start(serve: &[&str]) -> (Child, Vec<u32>) {
    let mut command = Command::new(PROGRAM);
    command.args(["run", "--mesh", "external", "--scenario", "access/*", "-j", "2"]);
    command.args(["--", PROGRAM, "serve", "--with-child"]).args(serve);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.kill_on_drop(true).spawn().unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    timeout(BOUND, errors.read_line(&mut line)).await.unwrap().unwrap();
    let processes = processes(line.trim());
    assert!(processes.iter().all(|process| is_there(*process)), "{line}");
    // Somebody must read the rest.
    tokio::spawn(async move { errors.read_to_end(&mut Vec::new()).await });
    (child, processes)
}

fn signal(child: &Child, signal: Signal) {
    let process = Pid::from_raw(i32::try_from(child.id().unwrap()).unwrap()).unwrap();
    kill_process(process, signal).unwrap();
}

#[tokio::test]
async fn a_killed_suite_leaves_nothing_of_the_plug_in_behind() {
    for serve in [&[][..], &["--misbehave", "hang@probe"], &["--misbehave", "stall@deploy"]] {
        let (mut child, processes) = start(serve).await;
        sleep(Duration::from_millis(600)).await;
        signal(&child, Signal::KILL);
        child.wait().await.unwrap();
        are_gone(&processes).await;
    }
}

#[tokio::test]
async fn on_ctrl_c_there_is_a_report_and_the_plug_in_ends_in_order() {
    let log = std::env::temp_dir().join(format!("smi-ctrl-c-{}.jsonl", std::process::id()));
    let (child, processes) = start(&["--record", log.to_str().unwrap()]).await;
    sleep(Duration::from_millis(600)).await;
    signal(&child, Signal::INT);
    let output = timeout(BOUND, child.wait_with_output()).await.unwrap().unwrap();
    let report = text(&output.stdout);
    assert_eq!(output.status.code(), Some(4), "{report}");
    assert!(report.contains("the run was interrupted"), "{report}");
    let lines = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(&log).unwrap();
    let asked = |method: &str| lines.matches(&format!("\\\"method\\\":\\\"{method}\\\"")).count();
    assert_eq!(asked("deploy"), asked("teardown"), "{lines}");
    assert_eq!(asked("shutdown"), 1);
    are_gone(&processes).await;
}

#[tokio::test]
async fn a_supervisor_whose_suite_is_another_does_nothing() {
    let arguments = ["--supervise-a-plug-in", "1", "sh", "-c", "echo started"];
    let output = Command::new(PROGRAM).args(arguments).output().await.unwrap();
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(127), String::new()));
}
