//! Naming a plug-in, on the command line and in a file.

use super::{PROGRAM, program, text};

#[tokio::test]
async fn what_does_not_go_together_is_said_with_what_to_do() {
    let table: [(&[&str], &str); 7] = [
        (&["run", "--mesh", "external"], "-- python3 mesh.py`"),
        (&["run", "--", "mesh"], "add `--mesh external`, or leave it out"),
        (&["run", "--mesh", "null", "--", "mesh"], "add `--mesh external`, or leave it out"),
        (
            &["run", "--mesh", "external", "--fault", "allow-all", "--", "mesh"],
            "--fault is for the reference mesh; leave out `--mesh external`",
        ),
        (
            &["run", "--mesh", "external", "--serves", "split=v1alpha2", "--", "mesh"],
            "what a plug-in serves stands in its answer to `hello`",
        ),
        (&["run", "--mesh-file", "none.yaml", "--mesh", "null"], "cannot be used with"),
        (&["run", "--mesh-file", "none.yaml"], "none.yaml: No such file"),
    ];
    for (arguments, expected) in table {
        let output = program(arguments).await;
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {errors}");
        assert!(errors.contains(expected), "{errors}");
    }
}

#[tokio::test]
async fn a_program_that_is_not_there_is_an_error() {
    let output = program(&["run", "--mesh", "external", "--", "/nowhere/mesh"]).await;
    let errors = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{errors}");
    assert!(errors.contains("plug-in: could not start `/nowhere/mesh`: No such file"), "{errors}");
    assert!(errors.contains("the program ended with exit code 127"), "{errors}");
}

/// What `again:` says can be typed.
#[tokio::test]
async fn a_failure_says_how_to_see_it_again() {
    let folder = std::env::temp_dir().join(format!("smi it's {}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let link = folder.join("mesh");
    std::os::unix::fs::symlink(PROGRAM, &link).unwrap();
    let link = link.to_str().unwrap();
    let file = folder.join("mesh.yaml");
    let yaml = "driver: external\ncommand: [./mesh, serve, --fault, weights-ignored]\nenvironment: { A: b }\n";
    std::fs::write(&file, yaml).unwrap();
    let scenario = ["--scenario", "split/weights"];
    let by_command = [
        &["run", "--mesh", "external"],
        &scenario[..],
        &["--", link, "serve", "--fault", "weights-ignored"],
    ];
    let by_file = [&["run", "--mesh-file", file.to_str().unwrap()], &scenario[..], &[]];
    for arguments in [by_command, by_file] {
        let output = program(&arguments.concat()).await;
        let report = text(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{report}{}", text(&output.stderr));
        let again = report.lines().find_map(|line| line.trim().strip_prefix("again:")).unwrap();
        let again = again.replace("smi-conformance run", &format!("{PROGRAM} run"));
        let shell = tokio::process::Command::new("sh").args(["-c", &again]).output().await.unwrap();
        assert_eq!(shell.status.code(), Some(1), "{again}{}", text(&shell.stderr));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// All that a plug-in writes to its log is there, up to its last word.
#[tokio::test]
async fn the_log_of_a_plug_in_is_passed_on() {
    let script = "head -c 10000 /dev/zero | tr '\\0' x >&2; echo >&2; echo middle >&2; printf 'last word' >&2; exit 9";
    let output = program(&["run", "--mesh", "external", "--", "sh", "-c", script]).await;
    let errors = text(&output.stderr);
    let log: Vec<_> = errors.lines().filter_map(|line| line.strip_prefix("plug-in: ")).collect();
    assert_eq!(log.len(), 3, "{errors}");
    assert!(log[0].ends_with("x…") && log[0].len() < 5_000);
    assert_eq!(log[1..], ["middle", "last word"]);
    assert!(errors.contains("rule P1") && errors.contains("exit code 9"), "{errors}");
    assert_eq!(output.status.code(), Some(3));
}
