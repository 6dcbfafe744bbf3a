//! The page for CI: its commands are run in a shell, with the reference mesh in place of the plug-in.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_yaml::Value;
use smi_conformance::catalogue::Catalogue;

const PAGE: &str = include_str!("../../../docs/ci.md");
const PROGRAM: &str = env!("CARGO_BIN_EXE_smi-conformance");

/// What stands for the plug-in.
const STAND_INS: [(&str, &str); 2] = [("--mesh external", "--mesh reference"), ("-- ./plugin", "")];
/// What a command leaves behind.
const FILES: [&str; 2] = ["report.yaml", "junit.xml"];
const FAULT: &str = "--fault weights-off-by-ten-points";

#[test]
fn the_commands_of_the_page_are_gates() {
    let commands = commands();
    assert_eq!(commands.len(), 2, "one for each CI system: {commands:?}");
    for command in &commands {
        let folder = Folder::new();
        let passed = folder.shell(command, "--scenario split/ratio");
        assert_eq!(passed.status.code(), Some(0), "{command}\n{passed:?}");
        for file in FILES {
            let text = std::fs::read_to_string(folder.0.join(file)).unwrap();
            assert!(text.contains("split/ratio"), "{file}: {text}");
        }
        let failed = folder.shell(command, &format!("--scenario split/ratio {FAULT}"));
        assert_eq!(failed.status.code(), Some(1), "{command}\n{failed:?}");
        let known = folder.shell(command, &format!("--scenario split/tcp-ratio {FAULT}"));
        assert_eq!(known.status.code(), Some(0), "{command}\n{known:?}");
    }
}

#[test]
fn known_failures_of_the_page_name_scenarios() {
    let catalogue = Catalogue::embedded().unwrap();
    let known = known_failures();
    let entries = known.as_sequence().unwrap();
    assert!(!entries.is_empty());
    for entry in entries {
        let id = entry["pattern"].as_str().unwrap();
        assert!(catalogue.scenario(id).is_some(), "{id}");
    }
}

/// The commands of the program in the page: the steps and scripts that call it, other than those that install it.
fn commands() -> Vec<String> {
    let mut texts = Vec::new();
    for block in blocks() {
        let steps = block["jobs"]["conformance"]["steps"].as_sequence().into_iter().flatten();
        texts.extend(steps.filter_map(|step| step["run"].as_str().map(str::to_owned)));
        let script = block["conformance"]["script"].as_sequence().into_iter().flatten();
        texts.extend(script.filter_map(|line| line.as_str().map(str::to_owned)));
    }
    texts.retain(|text| text.starts_with("smi-conformance "));
    texts
}

fn known_failures() -> Value {
    blocks().into_iter().find(Value::is_sequence).unwrap()
}

fn blocks() -> Vec<Value> {
    let blocks = PAGE.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.map(|text| serde_yaml::from_str(text).unwrap()).collect()
}

/// A folder as CI has it: with the file of known failures. It goes at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("smi-ci-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let known = serde_yaml::to_string(&known_failures()).unwrap();
        std::fs::write(folder.join("known-failures.yaml"), known).unwrap();
        Self(folder)
    }

    /// Runs a command of the page on the stand-in, with more arguments for it.
    fn shell(&self, command: &str, more: &str) -> Output {
        let mut command = command.to_owned();
        for (part, instead) in STAND_INS {
            assert!(command.contains(part), "`{part}` is not in {command}");
            command = command.replace(part, instead);
        }
        self.run(&command.replacen(" run ", &format!(" run {more} "), 1))
    }

    fn run(&self, command: &str) -> Output {
        let programs = Path::new(PROGRAM).parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(programs).chain(std::env::split_paths(&path));
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", command]).current_dir(&self.0);
        shell.env("PATH", std::env::join_paths(path).unwrap()).output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}
