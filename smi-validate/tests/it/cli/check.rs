//! `check`: exit codes, formats, outputs.

use std::process::{Command, Stdio};

use smi_validate::check::check;
use smi_validate::config::Config;
use smi_validate::finding::{Input, Severity};
use smi_validate::render::Format;

use super::{BROKEN, Folder, GOOD};

/// The exit code for a text, as the library judges it.
fn expected(text: &str, fail_from: Option<Severity>) -> i32 {
    let findings = check(&[Input::new("a.yaml", text, 0)], &Config::default());
    let counts = |from| findings.iter().any(|finding| finding.severity >= from);
    i32::from(fail_from.is_some_and(counts))
}

#[test]
fn the_exit_code_is_the_same_in_every_format() {
    let folder = Folder::new("exit-codes").with(&[("good.yaml", GOOD), ("broken.yaml", BROKEN)]);
    for format in Format::ALL {
        for (word, from) in [
            ("", Some(Severity::Error)),
            ("--fail-on error", Some(Severity::Error)),
            ("--fail-on warning", Some(Severity::Warning)),
            ("--fail-on info", Some(Severity::Info)),
            ("--fail-on hint", Some(Severity::Hint)),
            ("--fail-on never", None),
        ] {
            for (file, text) in [("good.yaml", GOOD), ("broken.yaml", BROKEN)] {
                let ran = folder.run(&format!("check {file} -o {format} {word}"));
                assert_eq!(ran.code, expected(text, from), "{file} {format} {word}: {ran:?}");
                assert_eq!(ran.err, "", "{file} {format}");
            }
        }
        folder.run(&format!("check absent.yaml -o {format}")).refused("absent.yaml");
    }
}

#[test]
fn several_outputs_go_to_several_places() {
    let folder = Folder::new("outputs").with(&[("a.yaml", GOOD)]);
    let ran = folder.run("check a.yaml -o human -o sarif=out.sarif -o json=out.json");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(!ran.out.is_empty());
    assert!(!folder.read("out.sarif").is_empty(), "written even when clean");
    assert_ne!(folder.read("out.sarif"), folder.read("out.json"));

    folder
        .run("check a.yaml -o json -o sarif")
        .refused("both `json` and `sarif` go to standard output");
    folder.run("check a.yaml -o json=x -o sarif=x").refused("go to `x`");
    folder.run("check a.yaml -o json=no/such/x").refused("there is no such folder");
    folder.run("check a.yaml -o json=.").refused("it is a folder");
    folder.run("check a.yaml -o xml").refused("expected human, json, sarif, github");
    folder.run("check a.yaml -o json=").refused("expected a file");
}

#[test]
fn what_is_misspelt_is_refused_with_what_may_be_meant() {
    let folder = Folder::new("misspelt").with(&[("a.yaml", GOOD)]);
    folder.run("check a.yaml -t osx").refused("did you mean `osm`");
    folder.run("check a.yaml -t osm,no-mesh").refused("no profile is called `no-mesh`");
    folder
        .run("check a.yaml --deny no-such-rule-at-all")
        .refused("`smi-validate rules` lists them");
    folder.run("check a.yaml --level x=loud").refused("found `loud`");
    folder.run("check a.yaml --fail-on eror").refused("'error'");
    folder.run("check a.yaml --no-such-option").refused("--no-such-option");
    folder.run("check a.yaml -j 0").refused("0");
    assert_eq!(folder.run("check a.yaml -t spec").code, 0);
    assert_eq!(folder.run("check a.yaml -t osm,fsm -t nginx -n shop --complete -j 2").code, 0);
}

#[test]
fn standard_input_is_read_once() {
    let folder = Folder::new("stdin");
    let ran = folder.run_with("check -", &[], BROKEN);
    assert_eq!(ran.code, expected(BROKEN, Some(Severity::Error)), "{ran:?}");
    assert_eq!(folder.run_with("check -", &[], "").code, 0, "nothing is no mistake");
    folder.run("check - -").refused("standard input (`-`) can be read only once");
}

#[test]
fn a_reader_who_stops_reading_is_no_error() {
    let folder = Folder::new("pipe");
    for arguments in ["check -o json -", "rules", "completions bash", "explain \"Required value\""]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_smi-validate"));
        command.args(arguments.split(' ')).current_dir(&folder.0);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_ne!(output.status.code(), Some(2), "{arguments}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{arguments}");
    }
}

#[test]
fn completions_are_there_for_every_shell() {
    let folder = Folder::new("completions");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = folder.run(&format!("completions {shell}"));
        assert!(ran.code == 0 && ran.out.contains("set-per"), "{shell}");
    }
    folder.run("completions cmd").refused("cmd");
}
