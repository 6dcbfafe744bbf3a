//! A run that is interrupted still writes its report.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use super::{Folder, read};

#[test]
fn ctrl_c_ends_a_run_with_a_report_of_what_was_not_run() {
    let folder = Folder::new("interrupted");
    let yaml = folder.file("report.yaml");
    let mut child = Command::new(env!("CARGO_BIN_EXE_smi-conformance"))
        .args(["run", "--jobs", "1", "--report-output", &yaml])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    // The first verdict shows that the run is under way.
    let first = lines.find(|line| line.as_ref().unwrap().starts_with("pass")).unwrap().unwrap();
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupt.unwrap().success());
    lines.for_each(|line| drop(line.unwrap()));
    assert_eq!(child.wait().unwrap().code(), Some(4), "{first}");
    let (report, _) = read(&yaml);
    assert_eq!(report["run"]["exitCode"], 4);
    assert_eq!(report["run"]["reasons"][0]["why"], "not-run");
    let (planned, judged) = (&report["run"]["planned"], &report["run"]["judged"]);
    assert!(
        judged.as_u64() > Some(0) && judged.as_u64() < planned.as_u64(),
        "{judged} of {planned}"
    );
}
